"""Every operation of the merged OpenAPI document under generated requests, at the edge, with every scope.

No answer is a server's error, and every answer has the shape and the media type that the document promises.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from architecture._tree import CONTEXTS, routes

if TYPE_CHECKING:
    from local_cloud import Cloud

EXAMPLES = 25
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
ROUTES = [(context, route) for context in CONTEXTS for route in sorted(routes(context).values())]


@pytest.fixture(scope="module")
def document(cloud: Cloud) -> Any:
    """The merged document as the edge serves it."""
    return schemathesis.openapi.from_dict(cloud.http.get("/api/openapi.json").json())


@pytest.fixture(scope="module")
def known(cloud: Cloud) -> dict[str, list[str]]:
    """Ids that name something, by the parameter that takes them: without them hardly a request gets beyond 404."""

    def listed(path: str, member: str = "id") -> list[str]:
        return [str(each[member]) for each in cloud.http.get(path).json()["items"]]

    titles = listed("/api/catalogue/titles?limit=5")
    credited = cloud.http.get(f"/api/catalogue/titles/{titles[0]}?append=credits,companies").json()
    return {
        "title_id": titles,
        "person_id": [each["person_id"] for each in credited["credits"]["cast"][:3]],
        "showing_id": listed("/api/booking/showings?limit=3"),
        "profile_id": [str(uuid.uuid4())],
    }


@pytest.mark.parametrize(("context", "route"), ROUTES)
def test_an_operation_keeps_its_promise(
    document: Any, known: dict[str, list[str]], cloud: Cloud, context: str, route: str
) -> None:
    method, _, path = route.partition(" ")
    operation = document[f"/api/{context}{path}"][method]
    bearer = cloud.bearer("operator")

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), data=st.data())
    def answers(case: Any, data: st.DataObject) -> None:
        for name in case.path_parameters or {}:
            if known.get(name) and data.draw(st.integers(0, 4), label="known"):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]), label=name)
        case.call_and_validate(base_url=cloud.settings.public_url, headers=bearer, checks=CHECKS, timeout=60)

    answers()
