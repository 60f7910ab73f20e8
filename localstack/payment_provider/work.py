"""What an operation works with: the request's parameters, the data, and how objects and events come to be."""

from __future__ import annotations

import secrets
import string
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import bad_parameter, no_such

if TYPE_CHECKING:
    from .store import Json, Session

API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits
_WITHOUT_MODE = {"refund", "balance_transaction"}
_NOUNS = {"payment_intent": "payment_intent", "payment_method": "PaymentMethod", "event": "event"}


def new_id(prefix: str) -> str:
    """`pi_3Q…`: the prefix and 24 random letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(24))}"


@dataclass
class Work:
    """One request at work. `ids` are those of the address, `at` is now in whole seconds since the epoch."""

    session: Session
    params: Json
    ids: dict[str, str] = field(default_factory=dict)
    request_id: str | None = None
    idempotency_key: str | None = None
    url: str = ""
    at: int = field(default_factory=lambda: int(time.time()))

    def new(self, prefix: str, kind: str, **fields: Any) -> Json:
        """A new object; it is stored by `session.add`."""
        mode = {} if kind in _WITHOUT_MODE else {"livemode": False}
        return {"id": new_id(prefix), "object": kind, "created": self.at, **mode, **fields}

    def need(self, kind: str, identifier: str, param: str) -> Json:
        """The object. Raises `ApiError` `resource_missing`."""
        found = self.session.find(identifier, kind)
        if found is None:
            raise no_such(_NOUNS.get(kind, kind), identifier, param)
        return found

    def tell(self, kind: str, about: Json) -> None:
        """Something happened: an event, and its delivery to every webhook endpoint that asked for it."""
        endpoints = [
            each["id"]
            for each in self.session.all("webhook_endpoint")
            if each["status"] == "enabled" and {kind, "*"} & set(each["enabled_events"])
        ]
        event = self.new(
            "evt", "event",
            api_version=API_VERSION, data={"object": about}, pending_webhooks=len(endpoints), type=kind,
            request={"id": self.request_id, "idempotency_key": self.idempotency_key},
        )  # fmt: skip
        self.session.add(event)
        rows = [(event["id"], endpoint, 1, time.time()) for endpoint in endpoints]
        sql = "INSERT INTO deliveries (event, endpoint, attempt, due, held) VALUES (?, ?, ?, ?, 0)"
        self.session.sql.executemany(sql, rows)

    def page(self, kind: str, asked: Json, url: str, **wanted: str | None) -> Json:
        """A list object."""
        data, more = self.session.page(kind, asked, **wanted)
        return {"object": "list", "url": url, "has_more": more, "data": data}


def expand(session: Session, body: Json, paths: list[str]) -> Json:
    """Put objects in the places of their ids: `expand[]=latest_charge`, `data.customer` in a list."""
    for path in paths:
        first, _, rest = path.partition(".")
        if first not in body:
            raise bad_parameter("expand[0]", f"This property cannot be expanded ({path}).")
        if isinstance(body[first], str):
            body[first] = session.find(body[first]) or body[first]
        inner = body[first] if isinstance(body[first], list) else [body[first]]
        for each in inner:
            if rest and isinstance(each, dict):
                expand(session, each, [rest])
    return body
