"""`endpoint`: one API operation as one Lambda function, on Powertools' REST resolver."""

import functools
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from chassis import problems
from chassis.errors import Refusal
from chassis.paging import Page
from chassis.reply import Body, Instant, Reply, etag, matches, to_json
from chassis.requests import Caller, IdempotencyKey, IfMatch, Request
from chassis.signature import Signature
from chassis.telemetry import invocation, logger

__all__ = ["Body", "Caller", "Endpoint", "IdempotencyKey", "IfMatch", "Instant", "Page", "Reply", "Request", "endpoint"]

_JSON = "application/json"


def endpoint(
    route: str, *, scope: str | None = None, status: int = 200, cache: str | None = None, **more: Any
) -> "Callable[[Callable[..., Any]], Endpoint]":
    """Wrap a typed function as the Lambda handler of `route` (`GET /things/{thing_id}`).

    `scope`: what the caller's token must carry; None for a public operation. `cache`: Cache-Control of a 200.
    More: `on_refusal` gives refusals another shape (OAuth's own); `any_query=True` leaves the query to the function;
    `media` is the answer's media type; `form` is the model that documents a form which the function reads itself.
    """
    return lambda work: Endpoint(work, route, scope, status, cache, **more)


@dataclass(eq=False)
class Endpoint:
    """A Lambda handler `(event, context)`. `app` is its Powertools resolver: one route, typed arguments, OpenAPI."""

    work: Callable[..., Any]
    route: str
    scope: str | None
    status: int
    cache: str | None
    on_refusal: Callable[[Refusal], Reply[Any]] | None = None
    any_query: bool = False
    media: str = _JSON
    form: Any = None

    def __post_init__(self) -> None:
        self.method, _, self.path = self.route.partition(" ")
        self.operation = self.work.__module__.rpartition(".")[2]
        self._request = Request({"requestContext": {"requestId": "-"}})
        self._read_signature = functools.cache(lambda: Signature(self.work, self.path, self.method))
        functools.update_wrapper(self, self.work)

    def __call__(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """Answer API Gateway's REST event."""
        self._request = request = Request(event)
        with invocation(self.operation, context, request.headers.get("traceparent")) as counts:
            ids = {name: value for name, value in request.path.items() if name.endswith("_id")}
            logger().append_keys(request_id=request.id, **ids)
            try:
                result: dict[str, Any] = self.app.resolve(self._checked(request), context)
            except Exception as error:  # noqa: BLE001 - the last resort: everything becomes a problem
                refused = self._refused(error)
                result = {"statusCode": refused.status_code, "body": refused.body}
                result["multiValueHeaders"] = {name: [value] for name, value in refused.headers.items()}
            result["multiValueHeaders"]["X-Request-Id"] = [request.id]
            counts[f"Status{result['statusCode'] // 100}xx"] += 1
            return result

    @functools.cached_property
    def app(self) -> Any:
        """The resolver with this one route, built when first asked for: importing a handler stays cheap."""
        from aws_lambda_powertools.event_handler import APIGatewayRestResolver  # noqa: PLC0415

        resolver = APIGatewayRestResolver(enable_validation=True)
        resolver.route(
            self.path.replace("{", "<").replace("}", ">"),
            method=self.method,
            operation_id=self.operation,
            summary=(sys.modules[self.work.__module__].__doc__ or "").strip().partition("\n")[0],
            responses=self._read_signature().responses(self.status, self.media),
            security=[{"oauth2": [self.scope]}] if self.scope else None,
        )(self._read_signature().bindable(self._run))
        resolver.exception_handler(Exception)(self._refused)
        return resolver

    def _checked(self, request: Request) -> dict[str, Any]:
        """The event as the resolver takes it, after the checks that need no types."""
        if self.scope is not None:
            Caller.of(request, self.scope)
        signature = self._read_signature()
        request.check(None if self.any_query else signature.query_names, has_body=signature.has_body)
        path = re.sub(r"{(\w+)}", lambda name: request.path.get(name[1], ""), self.path)
        event = {**request.event, "path": path, "httpMethod": self.method}
        if not signature.has_body:
            return event
        headers, body = {**request.headers, "content-type": _JSON}, request.body.decode()
        return {**event, "headers": headers, "multiValueHeaders": None, "body": body, "isBase64Encoded": False}

    def _run(self, **bound: Any) -> Any:
        result = self.work(**(bound | self._read_signature().special(self._request)))
        reply = result if isinstance(result, Reply) else Reply(result)
        status, headers = reply.status or self.status, dict(reply.headers)
        if reply.version is not None:
            variant = urlencode(sorted(self._request.query.items()), doseq=True) + headers.get("Content-Language", "")
            headers["ETag"] = etag(reply.version, variant)
        if reply.location is not None:
            headers["Location"] = reply.location
        if isinstance(reply.body, Page) and reply.body.next_cursor:
            query = urlencode({**self._request.query, "cursor": reply.body.next_cursor}, doseq=True)
            headers["Link"] = f'<?{query}>; rel="next"'
        quiet = "private, no-cache" if self.method == "GET" else "no-store"
        headers |= {} if self.media == _JSON else {"Content-Type": self.media}
        headers.setdefault("Cache-Control", self.cache if self.cache and status == HTTPStatus.OK else quiet)
        known = self._request.headers.get("if-none-match")
        if self.method == "GET" and known and matches(known, headers.get("ETag", "-")):
            return _response(HTTPStatus.NOT_MODIFIED, None, headers)
        return _response(status, None if reply.body is None else to_json(reply.body), headers)

    def _refused(self, error: Exception) -> Any:
        refusal = problems.as_refusal(error)
        headers = {"Cache-Control": "no-store", **refusal.headers}
        if self.on_refusal is not None:
            reply = self.on_refusal(refusal)
            return _response(reply.status or refusal.status, to_json(reply.body), {**headers, **reply.headers})
        body = problems.document(refusal, self._request.id)
        return _response(refusal.status, body, {**headers, "Content-Type": problems.CONTENT_TYPE})


def _response(status: int, body: str | None, headers: dict[str, str]) -> Any:
    from aws_lambda_powertools.event_handler import Response  # noqa: PLC0415

    return Response(status, _JSON if body is not None else None, body, headers=headers)
