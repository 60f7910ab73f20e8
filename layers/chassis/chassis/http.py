"""`endpoint`: one API operation as one Lambda function, on Powertools' REST resolver.

The resolver is built on the first request or by whoever asks for `.app`, so importing a handler stays cheap.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from chassis import problems, trace
from chassis.paging import Page
from chassis.reply import Body, Instant, Reply, etag, matches, to_json
from chassis.requests import Caller, IdempotencyKey, IfMatch, Request, check_body, check_path, check_query
from chassis.signature import Signature
from chassis.telemetry import Invocation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

    from chassis.errors import Refusal

__all__ = ["Body", "Caller", "Endpoint", "IdempotencyKey", "IfMatch", "Instant", "Page", "Reply", "Request", "endpoint"]

_JSON = "application/json"


def endpoint(
    route: str,
    *,
    scope: str | None = None,
    status: int = 200,
    cache: str | None = None,
    on_refusal: Callable[[Refusal], Reply[Any]] | None = None,
    any_query: bool = False,
) -> Callable[[Callable[..., Any]], Endpoint]:
    """Wrap a typed function as the Lambda handler of `route` (`GET /things/{thing_id}`).

    `scope`: what the caller's token must carry; None for a public operation. `cache`: Cache-Control of a 200.
    `on_refusal`: another shape than problem+json (OAuth's own errors). `any_query`: the function judges the query.
    """
    return lambda work: Endpoint(work, route, Terms(scope, status, cache, on_refusal, any_query))


@dataclass(frozen=True, slots=True)
class Terms:
    """What `endpoint` was told."""

    scope: str | None
    status: int
    cache: str | None
    on_refusal: Callable[[Refusal], Reply[Any]] | None
    any_query: bool


class Endpoint:
    """A Lambda handler `(event, context)`. `app` is its Powertools resolver: one route, typed arguments, OpenAPI."""

    def __init__(self, work: Callable[..., Any], route: str, terms: Terms) -> None:
        self.method, _, self.path = route.partition(" ")
        if not self.path.startswith("/"):
            raise ValueError(f"{route!r} is not METHOD /path")
        self.operation = work.__module__.rpartition(".")[2]
        self.scope = terms.scope
        self._work, self._terms = work, terms
        self._request: Request = Request({})
        functools.update_wrapper(self, work)

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer API Gateway's REST event."""
        self._request = request = Request(event)
        trace.begin(request.headers.get("traceparent"))
        invocation = Invocation(self.operation, request_id=request.id, **request.path)
        try:
            result: dict[str, Any] = self.app.resolve(self._checked(request), context)
        except Exception as error:  # noqa: BLE001 - the last resort: everything becomes a problem
            result = _raw(self._refused(error))
        result["multiValueHeaders"] = {**(result.get("multiValueHeaders") or {}), "X-Request-Id": [request.id]}
        invocation.end({f"Status{result['statusCode'] // 100}xx": 1})
        return result

    @functools.cached_property
    def app(self) -> APIGatewayRestResolver:
        """The resolver with this one route."""
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver  # noqa: PLC0415

        resolver = APIGatewayRestResolver(enable_validation=True)
        resolver.route(
            self.path.replace("{", "<").replace("}", ">"),
            method=self.method,
            operation_id=self.operation,
            summary=(sys.modules[self._work.__module__].__doc__ or "").strip().partition("\n")[0],
            responses=self.signature.responses(self._terms.status),
            security=[{"oauth2": [self.scope]}] if self.scope else None,
            status_code=self._terms.status,
        )(self.signature.bindable(self._run))
        resolver.exception_handler(Exception)(self._refused)
        return resolver

    @functools.cached_property
    def signature(self) -> Signature:
        """What the function asks for, read once."""
        return Signature(self._work, self.path)

    def _checked(self, request: Request) -> dict[str, Any]:
        """The event as the resolver takes it, after the checks that need no types."""
        check_path(request)
        if self.scope is not None:
            Caller.of(request).require(self.scope)
        if not self._terms.any_query:
            check_query(request, self.signature.query_names)
        path = self.path
        for name, value in request.path.items():
            path = path.replace(f"{{{name}}}", value)
        event = {**request.event, "path": path, "httpMethod": self.method}
        if self.signature.has_body:
            check_body(request)
            headers = {**(event.get("headers") or {}), "content-type": _JSON}
            event |= {"headers": headers, "multiValueHeaders": None, "body": request.body.decode()}
            event["isBase64Encoded"] = False
        return event

    def _run(self, **bound: Any) -> Response[Any]:
        arguments = self.signature.arguments(bound, self._request)
        return self._response(self._work(**arguments))

    def _response(self, result: Any) -> Response[Any]:
        from aws_lambda_powertools.event_handler import Response  # noqa: PLC0415

        reply = result if isinstance(result, Reply) else Reply(result)
        status = reply.status or self._terms.status
        headers = self._headers(reply, status)
        if status == 200 and _is_fresh(self._request, headers):  # noqa: PLR2004
            return Response(status_code=304, headers=headers)
        if reply.body is None:
            return Response(status_code=status, headers=headers)
        return Response(status_code=status, content_type=_JSON, body=to_json(reply.body), headers=headers)

    def _headers(self, reply: Reply[Any], status: int) -> dict[str, str | list[str]]:
        headers: dict[str, str | list[str]] = dict(reply.headers)
        if reply.version is not None:
            variant = urlencode(sorted(self._request.query.items()), doseq=True) + reply.headers.get(
                "Content-Language", ""
            )
            headers["ETag"] = etag(reply.version, variant)
        if reply.location is not None:
            headers["Location"] = reply.location
        if isinstance(reply.body, Page) and reply.body.next_cursor:
            query = urlencode({**self._request.query, "cursor": reply.body.next_cursor}, doseq=True)
            headers["Link"] = f'<?{query}>; rel="next"'
        quiet = "private, no-cache" if self.method == "GET" else "no-store"
        headers.setdefault("Cache-Control", self._terms.cache if self._terms.cache and status == 200 else quiet)  # noqa: PLR2004
        return headers

    def _refused(self, error: Exception) -> Response[Any]:
        from aws_lambda_powertools.event_handler import Response  # noqa: PLC0415

        refusal = problems.as_refusal(error)
        headers: dict[str, str | list[str]] = {"Cache-Control": "no-store", **refusal.headers}
        if self._terms.on_refusal is not None:
            reply = self._terms.on_refusal(refusal)
            status, body = reply.status or refusal.status, to_json(reply.body)
            return Response(status_code=status, content_type=_JSON, body=body, headers={**headers, **reply.headers})
        body = problems.document(refusal, self._request.id)
        return Response(status_code=refusal.status, content_type=problems.CONTENT_TYPE, body=body, headers=headers)


def _is_fresh(request: Request, headers: Mapping[str, Any]) -> bool:
    known = request.headers.get("if-none-match")
    return request.method == "GET" and known is not None and "ETag" in headers and matches(known, headers["ETag"])


def _raw(response: Response[Any]) -> dict[str, Any]:
    headers = {name: [value] if isinstance(value, str) else value for name, value in response.headers.items()}
    return {
        "statusCode": response.status_code,
        "multiValueHeaders": headers,
        "body": response.body,
        "isBase64Encoded": False,
    }
