"""Discovery's handlers on a real store: see the catalogue's context_stores.py and lambda_calls.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.catalogue.context_stores import context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.catalogue.context_stores import Schema


@pytest.fixture
def schema() -> Iterator[Schema]:
    """A schema of this test's own: a trending list is computed from everything that lies there."""
    with context("discovery") as made:
        yield made
