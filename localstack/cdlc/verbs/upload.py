"""`cdlc upload FILE`: send a film to the platform as anybody would, and follow it until it can be played."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from cdlc.console import Refused, err, out
from cdlc.settings import load
from cdlc.uploading import ApiRefused, Uploading
from deployer import clients, deploy

_POLL_SECONDS = 0.5
_ENDED = {"published", "rejected", "failed", "abandoned"}


def command(  # noqa: PLR0913 - options of the command line
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A film")],
    title: Annotated[str | None, typer.Option(help="Id of the title that this is a film of")] = None,
    name: Annotated[str, typer.Option("--as", help="Who: operator or curator")] = "operator",
    *,
    accept_damaged: Annotated[bool, typer.Option(help="Publish what can be decoded of a damaged film")] = False,
    wait: Annotated[bool, typer.Option(help="Wait until it is published or rejected")] = False,
    again: Annotated[bool, typer.Option(help="Do not go on with an earlier upload of this file")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the upload as JSON, nothing else")] = False,
) -> None:
    """Upload a film. Exit code 0: sent (--wait: published), 1: rejected or refused, with the reason."""
    try:
        with Uploading(_origin(), lambda: _token(name), quiet=as_json) as api:
            body = {"title_id": title, "accept_damaged": accept_damaged}
            upload = api.send(file, body, again=again)
            while wait and upload["state"] not in _ENDED:
                time.sleep(_POLL_SECONDS)
                upload = api.follow(upload["id"])
    except ApiRefused as refusal:
        raise Refused(f"{file.name}: {refusal}") from None
    _tell(upload, as_json=as_json)


def _origin() -> str:
    return load().public_url


def _token(name: str) -> str:
    from cdlc.verbs.token import ask  # noqa: PLC0415 - only while a token is needed

    settings = load()
    if name not in clients.LOCAL_CLIENTS:
        raise Refused(f"no local client is called {name}: choose from {', '.join(clients.LOCAL_CLIENTS)}")
    vault = deploy.aws(settings, "secretsmanager")
    secret = vault.get_secret_value(SecretId=clients.secret_name(settings.stage, name))["SecretString"]
    return ask(settings.public_url, name, secret, "media:read media:upload")


def _tell(upload: dict[str, Any], *, as_json: bool) -> None:
    """The end on one line, or the whole as JSON."""
    reason = upload["reason"]
    if as_json:
        sys.stdout.write(json.dumps(upload, indent=2, ensure_ascii=False) + "\n")
    elif upload["asset_id"]:
        out.print(f"{_origin()}/api/media/assets/{upload['asset_id']}  published", markup=False)
    elif reason:
        err.print(f"{upload['file_name']}: {upload['state']}: {reason['code']}: {reason['detail']}", markup=False)
    else:
        out.print(f"{_origin()}/api/media/uploads/{upload['id']}  {upload['state']}", markup=False)
    if upload["state"] in _ENDED - {"published"}:
        raise typer.Exit(1)
