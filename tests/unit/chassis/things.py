"""PATCH /things/{thing_id}: operations for the tests, of no context."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.errors import Conflict, NotFound
from chassis.http import Body, Caller, IdempotencyKey, IfMatch, Instant, Page, Reply, Request, endpoint
from chassis.paging import Limit

THE_INSTANT = datetime(2026, 11, 22, 14, 26, 44, 119_999, tzinfo=UTC)


class Part(BaseModel):
    """Does not itself forbid unknown fields: the chassis must."""

    size: int


class ThingPatch(BaseModel):
    name: str = Field(default="", max_length=10)
    part: Part | None = None


class Thing(Body):
    id: str
    name: str
    version: int
    seen_at: Instant


class NameTaken(Conflict):
    """Somebody has it."""


class ThingNotFound(NotFound):
    """Absent."""


@endpoint("PATCH /things/{thing_id}", scope="things:write")
def patch_thing(thing_id: str, patch: ThingPatch, version: IfMatch) -> Reply[Thing]:
    if patch.name == "taken":
        raise NameTaken("the name is taken")
    if patch.name == "boom":
        raise RuntimeError("a secret detail")
    return Reply(Thing(id=thing_id, name=patch.name, version=version + 1, seen_at=THE_INSTANT), version=version + 1)


@endpoint("POST /things", scope="things:write", status=201)
def create_thing(patch: ThingPatch, key: IdempotencyKey, caller: Caller) -> Reply[Thing]:
    thing = Thing(id=caller.sub, name=f"{patch.name}/{key}/{key.body_hash.hex()}", version=1, seen_at=THE_INSTANT)
    return Reply(thing, version=1, location="/api/things/things/1")


@endpoint("GET /things/{thing_id}", cache="public, s-maxage=1")
def get_thing(thing_id: str, append: list[str] | None = None) -> Reply[Thing]:
    if append == ["missing"]:
        raise ThingNotFound("there is no such thing")
    return Reply(Thing(id=thing_id, name=",".join(append or []), version=7, seen_at=THE_INSTANT), version=7)


@endpoint("GET /things")
def list_things(limit: Limit = 20, sort: Annotated[str, Field(pattern="^-?name$")] = "name") -> Page[int]:
    return Page(items=list(range(limit)), next_cursor=None if sort == "-name" else "there")


@endpoint("DELETE /things/{thing_id}", scope="things:write", status=204)
def delete_thing(thing_id: str) -> None:
    del thing_id


@endpoint("POST /raw", any_query=True, on_refusal=lambda refusal: Reply({"error": refusal.detail}))
def raw(request: Request) -> dict[str, str]:
    if request.query:
        raise Conflict("no query here")
    return {"body": request.body.decode()}
