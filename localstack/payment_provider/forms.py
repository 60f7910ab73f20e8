"""Form-encoded parameters: `a[b]=c` into nested values, then each by its own reader; what nobody reads is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from .errors import bad_parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Reader = Callable[[str, Any], Any]

_KEY = re.compile(r"[^\[\]]+|\[[^\[\]]*\]")
_LIMITS = {"keys": 50, "name": 40, "value": 500}


def decode(text: str) -> dict[str, Any]:
    """`a[b]=1&c[]=2&c[]=3` → `{"a": {"b": "1"}, "c": ["2", "3"]}`; numbered brackets are a list too."""
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        names = [part.strip("[]") for part in _KEY.findall(key)]
        if not names or "".join(_KEY.findall(key)) != key:
            raise bad_parameter(key, f"Invalid parameter name: {key}")
        place = tree
        for name, following in pairwise(names):
            place = place.setdefault(name, {})
            if not isinstance(place, dict):
                raise bad_parameter(key, f"Invalid {names[0]}: both a value and {following}")
        last = names[-1] or str(len(place))
        place[last] = value
    return {name: _listed(value) for name, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(each) for name, each in value.items()}


def read(params: Mapping[str, Any], readers: Mapping[str, Reader], required: Collection[str] = ()) -> dict[str, Any]:
    """The values by name. Raises `ApiError` for an unknown, a missing or an ill-formed parameter."""
    unknown = [name for name in params if name not in readers]
    if unknown:
        noun = "parameter" if len(unknown) == 1 else "parameters"
        raise bad_parameter(unknown[0], f"Received unknown {noun}: {', '.join(unknown)}", "parameter_unknown")
    for name in required:
        if name not in params:
            raise bad_parameter(name, f"Missing required param: {name}.", "parameter_missing")
    return {name: readers[name](name, value) for name, value in params.items()}


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_parameter(name, f"Invalid string: {value!r}")
    if not value:
        message = f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter"
        raise bad_parameter(name, f"{message}; however '{name}' cannot be unset.", "parameter_invalid_empty")
    return value


def integer(name: str, value: Any) -> int:
    if not isinstance(value, str) or re.fullmatch(r"-?\d{1,15}", value) is None:
        raise bad_parameter(name, f"Invalid integer: {value}", "parameter_invalid_integer")
    return int(value)


def positive(name: str, value: Any) -> int:
    number = integer(name, value)
    if number < 1:
        message = "This value must be greater than or equal to 1."
        raise bad_parameter(name, message, "parameter_invalid_integer")
    return number


def boolean(name: str, value: Any) -> bool:
    if value not in {"true", "false"}:
        raise bad_parameter(name, f"Invalid boolean: {value}")
    return bool(value == "true")


def currency(name: str, value: Any) -> str:
    code = text(name, value).lower()
    if re.fullmatch("[a-z]{3}", code) is None:
        raise bad_parameter(name, f"Invalid currency: {value}.")
    return code


def choice(*allowed: str) -> Reader:
    def reader(name: str, value: Any) -> str:
        if value not in allowed:
            raise bad_parameter(name, f"Invalid {name}: must be one of {', '.join(allowed)}")
        return str(value)

    return reader


def texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise bad_parameter(name, f"Invalid array: {value}")
    return [text(f"{name}[{place}]", each) for place, each in enumerate(value)]


def nested(readers: Mapping[str, Reader]) -> Reader:
    def reader(name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise bad_parameter(name, f"Invalid object: {value}")
        return read(value, readers)

    return reader


def metadata(name: str, value: Any) -> dict[str, str]:
    """At most 50 pairs, names of 40 and values of 500 characters."""
    if not isinstance(value, dict):
        raise bad_parameter(name, "Invalid object: metadata must be pairs of names and values")
    if len(value) > _LIMITS["keys"]:
        raise bad_parameter(name, f"Metadata can have up to {_LIMITS['keys']} keys.")
    for key, each in value.items():
        if len(key) > _LIMITS["name"] or not isinstance(each, str) or len(each) > _LIMITS["value"]:
            raise bad_parameter(f"{name}[{key}]", "Metadata keys have up to 40 characters and values up to 500.")
    return value


def created(name: str, value: Any) -> dict[str, int]:
    """Seconds since the epoch, or bounds of them (`gt`, `gte`, `lt`, `lte`)."""
    if isinstance(value, str):
        moment = integer(name, value)
        return {"gte": moment, "lte": moment}
    bounds: dict[str, int] = nested(dict.fromkeys(("gt", "gte", "lt", "lte"), integer))(name, value)
    return bounds


PAGE: dict[str, Reader] = {"limit": integer, "starting_after": text, "ending_before": text, "created": created}
"""What every list takes."""
