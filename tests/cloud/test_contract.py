"""Every operation of the merged OpenAPI document under generated requests, at the edge, with every scope.

No answer is a server's error, and every answer has the shape and the media type that the document promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts_of_operations import ROUTES, Promises

if TYPE_CHECKING:
    from local_cloud import Cloud

EXAMPLES = 25


@pytest.fixture(scope="module")
def promises(cloud: Cloud) -> Promises:
    return Promises(cloud)


@pytest.mark.parametrize(("context", "route"), ROUTES)
def test_an_operation_keeps_its_promise(promises: Promises, context: str, route: str) -> None:
    assert promises.check(context, route, EXAMPLES) > 0
