"""Every operation by its name (which faults use), verb and path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import balance, charges, happenings, intents, people, refunds
from .errors import INVALID, ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .store import Json
    from .work import Work


@dataclass(frozen=True)
class Operation:
    """`run` works inside the request's transaction."""

    name: str
    method: str
    path: str
    run: Callable[[Work], Json]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The ids in `path`, if it is this operation's."""
        found = re.fullmatch(self.path.replace("{id}", r"(?P<id>[^/]+)"), path) if method == self.method else None
        return found.groupdict() if found else None


def _crud(noun: str, path: str, **runs: Callable[[Work], Json]) -> list[Operation]:
    places = {
        "create": ("POST", path), "list": ("GET", path), "search": ("GET", f"{path}/search"),
        "retrieve": ("GET", f"{path}/{{id}}"), "update": ("POST", f"{path}/{{id}}"),
        "delete": ("DELETE", f"{path}/{{id}}"),
    }  # fmt: skip
    return [
        Operation(f"{noun}.{verb}", *places.get(verb, ("POST", f"{path}/{{id}}/{verb}")), run)
        for verb, run in runs.items()
    ]


OPERATIONS = [
    Operation("balance.retrieve", "GET", "/v1/balance", balance.retrieve_balance),
    *_crud("balance_transactions", "/v1/balance_transactions", list=balance.listed, retrieve=balance.retrieve),
    *_crud("charges", "/v1/charges", list=charges.listed, retrieve=charges.retrieve),
    *_crud("customers", "/v1/customers", create=people.create_customer, list=people.list_customers,
           retrieve=people.retrieve_customer),
    *_crud("events", "/v1/events", list=happenings.list_events, retrieve=happenings.retrieve_event),
    *_crud("payment_intents", "/v1/payment_intents", create=intents.create, list=intents.listed,
           search=intents.search, retrieve=intents.retrieve, update=intents.update, confirm=intents.confirm,
           capture=intents.capture, cancel=intents.cancel),
    *_crud("payment_methods", "/v1/payment_methods", create=people.create_method, retrieve=people.retrieve_method,
           attach=people.attach_method),
    *_crud("refunds", "/v1/refunds", create=refunds.create, list=refunds.listed, retrieve=refunds.retrieve),
    *_crud("webhook_endpoints", "/v1/webhook_endpoints", create=happenings.create_endpoint,
           list=happenings.list_endpoints, retrieve=happenings.retrieve_endpoint, delete=happenings.delete_endpoint),
]  # fmt: skip


def find(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation at an address, with the ids in it. Raises `ApiError` 404 where there is none."""
    for operation in OPERATIONS:
        ids = operation.match(method, path)
        if ids is not None:
            return operation, ids
    raise ApiError(404, INVALID, f"Unrecognized request URL ({method}: {path}).", kept=False, code="url_invalid")
