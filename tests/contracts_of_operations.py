"""Generated requests against the operations of the merged OpenAPI document: what the tests and the bench share."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from architecture._tree import CONTEXTS, routes
from deployer.clients import LOCAL_CLIENTS

if TYPE_CHECKING:
    from local_cloud import Cloud

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
ROUTES = [(context, route) for context in CONTEXTS for route in sorted(routes(context).values())]


class Promises:
    """The document as the edge serves it, and ids that name something: without them hardly a request passes 404."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._document: Any = schemathesis.openapi.from_dict(cloud.http.get("/api/openapi.json").json())
        titles = self._listed("/api/catalogue/titles?limit=5")
        credited = cloud.http.get(f"/api/catalogue/titles/{titles[0]}?append=credits").json()["credits"]
        self._known = {
            "title_id": titles,
            "person_id": [each["person_id"] for each in credited["cast"][:3]],
            "showing_id": self._listed("/api/booking/showings?limit=3"),
            "profile_id": [str(uuid.uuid4())],
            "proposal_id": [self._proposed(each) for each in titles[:3]],
        }

    def _listed(self, path: str) -> list[str]:
        return [str(each["id"]) for each in self._cloud.http.get(path).json()["items"]]

    def _proposed(self, title: str) -> str:
        headers = {**self._cloud.bearer("viewer"), "Idempotency-Key": str(uuid.uuid4())}
        body = {"patch": {"tagline": f"Proposed {uuid.uuid4()}"}}
        answer = self._cloud.http.post(f"/api/catalogue/titles/{title}/proposals", json=body, headers=headers)
        return str(answer.json()["id"])

    def _bearer(self, operation: Any) -> dict[str, str]:
        """A client's token that carries the operation's scope; none for a public one."""
        asked = [scope for each in operation.definition.raw.get("security", ()) for scope in each["oauth2"]]
        holders = (name for name, (_, scopes) in LOCAL_CLIENTS.items() if set(asked) <= set(scopes))
        return self._cloud.bearer(next(holders)) if asked else {}

    def check(self, context: str, route: str, examples: int) -> int:
        """So many generated requests; how many were sent. Raises `FailureGroup` with those that broke the promise."""
        method, _, path = route.partition(" ")
        operation = self._document[f"/api/{context}{path}"][method]
        bearer, sent = self._bearer(operation), 0
        quiet = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}

        @settings(max_examples=examples, **quiet)  # type: ignore[arg-type]
        @given(case=operation.as_strategy(), data=st.data())
        def answers(case: Any, data: st.DataObject) -> None:
            nonlocal sent
            for name in case.path_parameters or {}:
                if self._known.get(name) and data.draw(st.integers(0, 4), label="known"):
                    case.path_parameters[name] = data.draw(st.sampled_from(self._known[name]), label=name)
            sent += 1
            case.call_and_validate(base_url=self._cloud.settings.public_url, headers=bearer, checks=CHECKS, timeout=60)

        answers()
        return sent

    def example(self, context: str, route: str) -> int:
        """Send an operation's example; the status that it was answered. Raises as `check` does."""
        method, _, path = route.partition(" ")
        operation = self._document[f"/api/{context}{path}"][method]
        told = {where: dict[str, Any]() for where in ("path", "query", "header")}
        for parameter in operation.definition.raw.get("parameters", []):
            if "example" in parameter:
                told[parameter["in"]][parameter["name"]] = parameter["example"]
        for name in told["header"]:
            if name.lower() == "idempotency-key":  # generated requests may have used the shown one for another body
                told["header"][name] = str(uuid.uuid4())
        body = operation.definition.raw.get("requestBody", {}).get("content", {})
        kind, content = next(iter(body.items()), (None, {}))
        parts = {"path_parameters": told["path"], "query": told["query"], "headers": told["header"]}
        case = operation.Case(**parts, **({"body": content["example"], "media_type": kind} if kind else {}))
        answer = case.call_and_validate(
            base_url=self._cloud.settings.public_url, headers=self._bearer(operation), checks=CHECKS, timeout=60
        )
        return int(answer.status_code)
