"""The machine's certificate authorities as Java reads them, for a machine whose Java does not know them."""

from __future__ import annotations

import hashlib
import os
import ssl
import struct
import time
from pathlib import Path

PASSWORD = "changeit"  # noqa: S105  # Java's own default: the store holds public certificates only
_DEBIAN = "/etc/ssl/certs/ca-certificates.crt"


def bundle() -> Path:
    """The PEM file that this machine trusts: SSL_CERT_FILE, or OpenSSL's, or Debian's."""
    named = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile or _DEBIAN
    return Path(named)


def write(pem: Path, target: Path) -> None:
    """A JKS trust store (format version 2) with every certificate of a PEM file.

    Format: sun.security.provider.JavaKeyStore. keytool would need one JVM per certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=pem)
    certificates = context.get_ca_certs(binary_form=True)
    now = int(time.time() * 1000)
    body = struct.pack(">III", 0xFEEDFEED, 2, len(certificates))
    for number, der in enumerate(certificates):
        body += struct.pack(">I", 2) + _text(f"ca{number}") + struct.pack(">Q", now)
        body += _text("X.509") + struct.pack(">I", len(der)) + der
    # Not a secret but the format's own checksum, which every JKS reader recomputes.
    digest = hashlib.sha1(PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + body, usedforsecurity=False)
    target.write_bytes(body + digest.digest())


def _text(value: str) -> bytes:
    return struct.pack(">H", len(value)) + value.encode()
