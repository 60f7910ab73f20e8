"""Booking's handlers on real MariaDB and Redis."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from integration.booking import houses
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema of this file's own."""
    with context("booking") as made:
        yield made


@pytest.fixture
def house(schema: Schema) -> houses.House:
    """Two rows of three seats, and a showing tomorrow."""
    return houses.build(schema)


@pytest.fixture
def call(schema: Schema) -> Callable[..., lambda_calls.Answer]:  # noqa: ARG001 - the stores that the handlers use
    """Call an operation of booking."""
    return partial(lambda_calls.request, "booking")
