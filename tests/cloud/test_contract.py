"""Every operation of the merged OpenAPI document: its example, then generated requests, at the edge, with every scope.

No answer is a server's error, and every answer has the shape and the media type that the document promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts_of_operations import ROUTES, Promises

if TYPE_CHECKING:
    from local_cloud import Cloud

EXAMPLES = 25
REFUSED_FOR_ITS_FORM = {400, 403, 405, 406, 415, 422, 428}


@pytest.fixture(scope="module")
def promises(cloud: Cloud) -> Promises:
    return Promises(cloud)


@pytest.mark.parametrize(("context", "route"), ROUTES)
def test_an_operation_keeps_its_promise(promises: Promises, context: str, route: str) -> None:
    assert promises.check(context, route, EXAMPLES) > 0


@pytest.mark.parametrize(("context", "route"), ROUTES)
def test_the_example_of_an_operation_is_one_to_copy(promises: Promises, context: str, route: str) -> None:
    assert promises.example(context, route) not in REFUSED_FOR_ITS_FORM
