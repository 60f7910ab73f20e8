"""`cdlc token`: an access token for local use, asked of the platform's own token endpoint."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from typing import Annotated

import typer

from cdlc.console import Refused
from cdlc.settings import load
from deployer import clients, deploy


def command(
    name: Annotated[str, typer.Option("--as", help="Who: operator, curator or viewer")] = "operator",
    scope: Annotated[str, typer.Option(help="Scopes, space-separated; without: all that the client may have")] = "",
) -> None:
    """Print an access token for local use."""
    settings = load()
    if name not in clients.LOCAL_CLIENTS:
        raise Refused(f"no local client is called {name}: choose from {', '.join(clients.LOCAL_CLIENTS)}")
    vault = deploy.aws(settings, "secretsmanager")
    secret = vault.get_secret_value(SecretId=clients.secret_name(settings.stage, name))["SecretString"]
    sys.stdout.write(ask(settings.public_url, name, secret, scope) + "\n")


def ask(origin: str, client: str, secret: str, scope: str) -> str:
    """The access token of a client-credentials grant (RFC 6749 §4.4); refused with the server's own error."""
    form = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    basic = b64encode(f"{client}:{secret}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310  # the origin is ours: http(s) from settings
        f"{origin}/api/identity/token",
        urllib.parse.urlencode(form).encode(),
        {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  # as above
            return str(json.load(answer)["access_token"])
    except urllib.error.HTTPError as error:
        raise Refused(f"{origin}/api/identity/token answered {error.code}: {error.read().decode()}") from None
    except OSError as error:
        raise Refused(f"no answer at {origin} ({error}): is the cloud up? Run `cdlc up`") from None
