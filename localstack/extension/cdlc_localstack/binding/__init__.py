"""Listen on the address that GATEWAY_LISTEN names, and answer for a service only when it is there (loading.py).

LocalStack 4.9.2 ignores the host of an IPv4 address and listens on every interface, so that anybody on the
network could create a function and run code here.
"""

from __future__ import annotations

from functools import partial, wraps
from typing import Any
from unittest.mock import patch

from localstack.config import HostAndPort
from localstack.runtime.server import twisted

from cdlc_localstack.binding import loading
from cdlc_localstack.expected import expect


def install() -> None:
    """Make LocalStack's web server listen on the host, not only on the port, of each address."""
    loading.install()
    server: Any = twisted.TwistedRuntimeServer
    expect(server.register, "endpoints.TCP4ServerEndpoint(reactor, host_and_port.port)", area="binding")
    register = server.register

    @wraps(register)
    def register_each(self: Any, gateway: Any, listen: list[HostAndPort], ssl_creds: Any = None) -> None:
        for address in listen:
            at_host = partial(twisted.endpoints.TCP4ServerEndpoint, interface=address.host)
            with patch.object(twisted.endpoints, "TCP4ServerEndpoint", at_host):
                register(self, gateway, [address], ssl_creds)

    server.register = register_each
