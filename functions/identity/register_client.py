"""Task: register a client, or bring its name, scopes and secret up to date; running it twice changes nothing."""

from typing import Annotated

from pydantic import Field

from chassis import clock
from chassis.http import Body
from chassis.task import task
from identity import _wiring
from identity._domain.clients import Client

Scope = Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]{1,64}$")]


class ClientRegistration(Body):
    """A secret of at least 32 characters: it is a machine's, and made at random."""

    client_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    name: str = Field(min_length=1, max_length=200)
    scopes: list[Scope] = Field(max_length=30)
    secret: str = Field(min_length=32, max_length=256)


class ClientRegistered(Body):
    """Whether anything was stored."""

    client_id: str
    changed: bool


@task
def handler(asked: ClientRegistration) -> ClientRegistered:
    from identity._adapters import mysql  # noqa: PLC0415 - drivers load on first use

    with _wiring.database().transaction() as tx:
        client = Client(asked.client_id, asked.name, frozenset(asked.scopes), secret_hash="")
        changed = mysql.register(tx, client, asked.secret, clock.now())
        tx.save()
    return ClientRegistered(client_id=asked.client_id, changed=changed)
