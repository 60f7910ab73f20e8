"""Somebody who proposes and somebody who reviews, calling the catalogue's handlers as Lambda does."""

from __future__ import annotations

import json
import uuid
from importlib import import_module
from typing import TYPE_CHECKING, Any

from integration.catalogue.lambda_calls import Answer, sample

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

SCOPES = {"propose": "catalogue:propose catalogue:read", "review": "catalogue:propose catalogue:read catalogue:review"}


class Editor:
    """An account of its own, which sees what its scopes let it see."""

    def __init__(self, scopes: str, name: str = "") -> None:
        self.sub, self._scope = name or f"{scopes}-{uuid.uuid4()}", SCOPES[scopes]

    def __call__(self, operation: str, body: Any = None, *, query: Any = None, etag: str = "", **path: str) -> Answer:
        event = sample("catalogue", operation)
        event["pathParameters"] = path or None
        event["queryStringParameters"] = query
        event["multiValueQueryStringParameters"] = {name: [value] for name, value in (query or {}).items()} or None
        event["headers"] |= {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": etag} if etag else {})
        event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
        event["requestContext"]["authorizer"] |= {"sub": self.sub, "scope": self._scope}
        event["body"] = None if body is None else json.dumps(body)
        return Answer(import_module(f"catalogue.{operation}").handler(event, None))

    def propose(self, title: Any, comment: str = "", sources: tuple[str, ...] = (), **patch: Any) -> Answer:
        """Propose a change of a title."""
        body = {"patch": patch, "comment": comment, "sources": list(sources)}
        return self("propose_title_change", body, title_id=title["id"])

    def accept(self, proposal: Any, *fields: str, etag: str = "") -> Answer:
        """Accept a proposal, whole or by some fields."""
        return self(
            "accept_proposal", {"fields": list(fields)} if fields else {}, etag=etag, proposal_id=proposal["id"]
        )

    def reject(self, proposal: Any, reason: str = "no source says so") -> Answer:
        """Reject a proposal."""
        return self("reject_proposal", {"reason": reason}, proposal_id=proposal["id"])

    def withdraw(self, proposal: Any) -> Answer:
        """Take a proposal back."""
        return self("withdraw_proposal", proposal_id=proposal["id"])

    def read(self, proposal: Any) -> Answer:
        """A proposal against what there is now."""
        return self("get_proposal", proposal_id=proposal["id"])

    def revert(self, title: Any, version: int, *fields: str, etag: str = "") -> Answer:
        """Take back what made a version of a title."""
        body = {"version": version, **({"fields": list(fields)} if fields else {})}
        return self("revert_title_change", body, etag=etag, title_id=title["id"])

    def lock(self, title: Any, field: str, etag: str, reason: str = "settled") -> Answer:
        """Lock a field of a title."""
        return self("lock_title_field", {"reason": reason}, etag=etag, title_id=title["id"], field=field)

    def unlock(self, title: Any, field: str, etag: str) -> Answer:
        """Let a field of a title be changed again."""
        return self("unlock_title_field", etag=etag, title_id=title["id"], field=field)


def pointers(answer: Answer) -> list[str]:
    """Where a problem lies."""
    return [each["pointer"] for each in answer.json["errors"]]


def kind_of(answer: Answer) -> tuple[int, str]:
    """A problem's status and name."""
    return answer.status, answer.json["type"].removeprefix("/problems/")


def read(call: Call, title: dict[str, Any]) -> Any:
    """A title as readers get it, with its `etag`."""
    answer = call("get_title", path={"title_id": title["id"]}, query={})
    return {**answer.json, "etag": answer.headers["etag"]}


def change(call: Call, title: dict[str, Any], **patch: Any) -> Any:
    """Change a title by hand."""
    headers = {"If-Match": read(call, title)["etag"]}
    answer = call("change_title", path={"title_id": title["id"]}, body=patch, headers=headers)
    assert answer.status == 200, answer.json
    return answer


def latest(call: Call, title: dict[str, Any]) -> Any:
    """The last revision of a title."""
    return call("list_title_changes", path={"title_id": title["id"]}, query={"limit": "1"}).json["items"][0]


def proposed(viewer: Editor, title: dict[str, Any], **patch: Any) -> Any:
    """A proposal that was taken."""
    answer = viewer.propose(title, **patch)
    assert answer.status == 201, answer.json
    return answer.json


def locked(call: Call, curator: Editor, title: dict[str, Any], *fields: str) -> None:
    """Lock fields of a title."""
    for field in fields:
        answer = curator.lock(title, field, read(call, title)["etag"])
        assert answer.status == 200, answer.json


def versions(call: Call, title: dict[str, Any]) -> list[Any]:
    """A title's revisions, the newest first."""
    return list(call("list_title_changes", path={"title_id": title["id"]}, query={"limit": "100"}).json["items"])


def provenance(curator: Editor, title: dict[str, Any]) -> dict[str, Any]:
    """Where a title's fields come from, by field."""
    answer = curator("get_title_provenance", title_id=title["id"])
    assert answer.status == 200, answer.json
    return {each["field"]: each for each in answer.json["fields"]}


def by_number(schema: Schema, number: str) -> str:
    """The title of a number of TMDB."""
    sql = "SELECT title_id FROM title_external_ids WHERE source = 'tmdb' AND value = %s"
    return str(uuid.UUID(bytes=schema.rows(sql, (number,))[0]["title_id"]))
