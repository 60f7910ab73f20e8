"""Custom domain names: requests by Host and base path, which LocalStack 4.9.2 stores but never serves."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

LOG = logging.getLogger(__name__)
NONE = "(none)"


def install() -> None:
    """Answer requests for a known domain name before LocalStack looks for an AWS service in them."""
    from localstack.aws import handlers
    from localstack.services.apigateway.next_gen.execute_api.handlers import modify_request

    handlers.preprocess_request.append(serve)
    modify_request.append(speak_of_the_domain)


def serve(chain: Any, context: Any, response: Any) -> None:
    """Route a request whose Host is a custom domain name to the API and stage of its longest base path."""
    request = context.request
    host = request.host.rpartition(":")[0] or request.host
    if (mappings := _mappings(host.lower())) is None:
        return
    raw_path = _raw_path(request)
    answer = _forbidden()
    if found := match(mappings, raw_path):
        answer = _invoke(request, *found, raw_path) or answer
    response.update_from(answer)
    chain.stop()


def match(mappings: list[dict[str, Any]], raw_path: str) -> tuple[str, str, str, str] | None:
    """(API id, stage, base path, rest of the path), by the longest base path; None where none fits."""
    for mapping in sorted(mappings, key=lambda each: -len(_base(each))):
        base = _base(mapping)
        if raw_path != base and not raw_path.startswith(f"{base}/"):
            continue
        rest = raw_path[len(base) :] or "/"
        stage = mapping.get("stage")
        if not stage:  # a mapping without a stage: the path names it
            stage, _, rest = rest.lstrip("/").partition("/")
            base, rest = f"{base}/{stage}", f"/{rest}"
        return mapping["restApiId"], stage, base, rest
    return None


def speak_of_the_domain(_chain: Any, context: Any, _response: Any) -> None:
    """Give the request and `$context` the paths and names that AWS has for a custom domain."""
    if (target := context.request.environ.get("cdlc.domain")) is None:
        return
    host, base, rest, raw_path = target
    context.base_path = base
    context.invocation_request.update(path="/" + rest.lstrip("/"), raw_path=rest)
    context.context_variables.update(path=raw_path, domainName=host, domainPrefix=host.split(".")[0])


def _invoke(request: Any, api_id: str, stage: str, base: str, rest: str, raw_path: str) -> Any:
    from localstack.services.apigateway.models import apigateway_stores
    from localstack.services.apigateway.next_gen.execute_api.router import ApiGatewayEndpoint

    global _endpoint  # noqa: PLW0603 -- one chain for all requests; LocalStack's modules load late
    _endpoint = _endpoint or ApiGatewayEndpoint(store=apigateway_stores)
    if not _endpoint.is_rest_api(api_id.lower(), stage):
        LOG.warning("%s maps %s to API %s, stage %s, which is not deployed", request.host, base, api_id, stage)
        return None
    host = request.host.rpartition(":")[0] or request.host
    request.environ["cdlc.domain"] = (host, base or "/", rest, raw_path)
    request.environ["RAW_URI"] = f"/_aws/execute-api/{api_id}/{stage}{rest}"
    return _endpoint(request, api_id=api_id, stage=stage, path=rest)


_endpoint: Any = None


def _mappings(host: str) -> list[dict[str, Any]] | None:
    """The domain name's mappings in whichever account and region it lives, or None for another host."""
    for store in _stores():
        if host in store.domain_names:
            return list(store.base_path_mappings.get(host) or [])
    return None


def _stores() -> Iterator[Any]:
    from localstack.services.apigateway.models import apigateway_stores

    for account in list(apigateway_stores.values()):
        yield from list(account.values())


def _base(mapping: dict[str, Any]) -> str:
    base = (mapping.get("basePath") or NONE).strip("/")
    return "" if base == NONE else f"/{base}"


def _raw_path(request: Any) -> str:
    """The path as the client sent it, percent-encoding and doubled slashes kept."""
    raw = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path)
    if "://" in raw.split("?")[0]:  # an absolute form, as a proxy sends it
        raw = "/" + raw.split("://", 1)[1].partition("/")[2]
    return raw.split("?")[0] or "/"


def _forbidden() -> Any:
    from localstack.http import Response

    answer = Response(status=403)
    answer.set_json({"message": "Forbidden"})
    answer.headers["x-amzn-ErrorType"] = "ForbiddenException"
    return answer
