"""The catalogue's handlers on real stores: see context_stores.py and lambda_calls.py."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _wiring
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context
from integration.catalogue.editors import Editor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalogue._adapters.redis_titles import TitleCache
    from integration.catalogue.context_stores import Schema

    Call = Callable[..., lambda_calls.Answer]


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema of this file's own."""
    with context("catalogue") as made:
        yield made


@pytest.fixture
def call(schema: Schema) -> Call:  # noqa: ARG001 - the stores that the handlers use
    """Call an operation of the catalogue."""
    return partial(lambda_calls.request, "catalogue")


@pytest.fixture
def add(call: Call) -> Callable[..., dict[str, Any]]:
    """Add a title and return it as read, with its `etag`."""

    def run(**fields: Any) -> dict[str, Any]:
        body = {"name": f"Title {uuid.uuid4()}", **fields}
        made = call("add_title", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert made.status == 201, made.json
        return {**made.json, "etag": made.headers["etag"]}

    return run


@pytest.fixture
def cache(schema: Schema) -> TitleCache:  # noqa: ARG001 - the stores that the cache needs
    """The cache as the handlers use it."""
    return _wiring.cached_titles()


@pytest.fixture
def viewer() -> Editor:
    """Somebody who proposes."""
    return Editor("propose")


@pytest.fixture
def curator() -> Editor:
    """Somebody who reviews."""
    return Editor("review")
