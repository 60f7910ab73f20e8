"""Turns stores into bytes and back: the C pickler, told what to do with what pickle refuses.

Locks become new locks; keys and certificates their encodings; functions without a name go through dill. Backends
of moto are named, not copied, so that references to them (from models, from other services) stay references.
Services add their own classes with `leaves`.
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

import dill
from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from moto.core.base_backend import BackendDict, BaseBackend

Reduced = tuple[Callable[..., Any], tuple[Any, ...]]
_BY_TYPE: dict[type, Callable[[Any], Reduced]] = {
    type(threading.Lock()): lambda _: (threading.Lock, ()),
    type(threading.RLock()): lambda _: (threading.RLock, ()),
    threading.Event: lambda _: (threading.Event, ()),
    threading.Condition: lambda _: (threading.Condition, ()),
}


def leaves(kind: type, reduce: Callable[[Any], Reduced]) -> None:
    """Register how objects of exactly this class are kept."""
    _BY_TYPE[kind] = reduce


def without(*names: str, **replaced: Any) -> Callable[[Any], Reduced]:
    """A reducer that keeps an object's attributes but for those named, which are absent or replaced afterwards."""

    def reduce(thing: Any) -> Reduced:
        state = {name: value for name, value in vars(thing).items() if name not in names}
        return revive, (type(thing), state | replaced)

    return reduce


def revive(kind: type, state: dict[str, Any]) -> Any:
    """An object of the class with these attributes, its constructor not called."""
    thing: Any = object.__new__(kind)
    thing.__dict__.update(state)
    return thing


def private_key(encoded: bytes) -> PrivateKeyTypes:
    """The key of an unencrypted PKCS#8 DER encoding."""
    return forms.load_der_private_key(encoded, password=None)


def certificate(encoded: bytes) -> x509.Certificate:
    """The certificate of a DER encoding (the library's own function has no importable name)."""
    return x509.load_der_x509_certificate(encoded)


def _other(thing: Any) -> Any:
    if isinstance(thing, FunctionType) and "<" in thing.__qualname__:
        return dill.loads, (dill.dumps(thing, recurse=True),)
    if isinstance(thing, x509.Certificate):
        return certificate, (thing.public_bytes(forms.Encoding.DER),)
    if hasattr(thing, "private_bytes") and hasattr(thing, "public_key"):
        encoded = thing.private_bytes(forms.Encoding.DER, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        return private_key, (encoded,)
    return NotImplemented


class _Writer(pickle.Pickler):
    def reducer_override(self, thing: Any) -> Any:
        known = _BY_TYPE.get(type(thing))
        return known(thing) if known else _other(thing)

    def persistent_id(self, thing: Any) -> Any:
        return _name(thing) if isinstance(thing, BaseBackend) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, name: Any) -> Any:
        module, attribute, account, region = name
        return getattr(importlib.import_module(module), attribute)[account][region]


def _name(backend: BaseBackend) -> tuple[str, str, str, str] | None:
    """Where the backend is found: module, name of its dictionary, account, region."""
    module = type(backend).__module__
    for attribute, value in vars(sys.modules[module]).items():
        if isinstance(value, BackendDict) and value.backend is type(backend):
            return module, attribute, backend.account_id, backend.region_name
    return None


def dumps(thing: Any) -> bytes:
    """Raises what pickle raises, and `RuntimeError` where another thread changed a dictionary meanwhile."""
    buffer = io.BytesIO()
    _Writer(buffer, protocol=5).dump(thing)
    return buffer.getvalue()


def loads(content: bytes) -> Any:
    """The inverse of `dumps`, for bytes of this program only."""
    return _Reader(io.BytesIO(content)).load()
