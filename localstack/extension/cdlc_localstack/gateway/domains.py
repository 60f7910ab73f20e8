"""Custom domain names: requests by Host and base path, which LocalStack 4.9.2 stores but never serves."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from localstack.aws import handlers
from localstack.http import Response
from localstack.services.apigateway.models import apigateway_stores
from localstack.services.apigateway.next_gen.execute_api.handlers import modify_request
from localstack.services.apigateway.next_gen.execute_api.router import ApiGatewayEndpoint

from cdlc_localstack.gateway.mappings import Target, match

LOG = logging.getLogger(__name__)
ASKED = "cdlc.asked"  # in the request's environment: (domain name, raw path, target)
_endpoint = ApiGatewayEndpoint(store=apigateway_stores)


def install() -> None:
    """Answer requests for a known domain name before LocalStack looks for an AWS service in them."""
    handlers.preprocess_request.append(serve)
    modify_request.append(speak_of_the_domain)


def serve(chain: Any, context: Any, response: Any) -> None:
    """Route a request whose Host is a custom domain name to the API and stage of its longest base path."""
    host = (context.request.host.rpartition(":")[0] or context.request.host).lower()
    if (mappings := _mappings(host)) is None:
        return
    raw_path = _raw_path(context.request)
    target = match(mappings, raw_path)
    answer = _invoke(context.request, host, raw_path, target) if target else None
    response.update_from(answer or _forbidden())
    chain.stop()


def speak_of_the_domain(_chain: Any, context: Any, _response: Any) -> None:
    """Give the request and `$context` the paths and names that AWS has for a custom domain."""
    if (asked := context.request.environ.get(ASKED)) is None:
        return
    host, raw_path, target = asked
    context.base_path = target.base or "/"
    context.invocation_request.update(path="/" + target.rest.lstrip("/"), raw_path=target.rest)
    context.context_variables.update(path=raw_path, domainName=host, domainPrefix=host.partition(".")[0])


def _invoke(request: Any, host: str, raw_path: str, target: Target) -> Any:
    api_id, stage, base, rest = target
    if not _endpoint.is_rest_api(api_id.lower(), stage):
        LOG.warning("%s%s leads to API %s, stage %s, which is not deployed", host, base, api_id, stage)
        return None
    request.environ[ASKED] = (host, raw_path, target)
    request.environ["RAW_URI"] = f"/_aws/execute-api/{api_id}/{stage}{rest}"
    return _endpoint(request, api_id=api_id, stage=stage, path=rest)


def _mappings(host: str) -> list[dict[str, Any]] | None:
    """The domain name's mappings in whichever account and region it lives, or None for another host."""
    for store in _stores():
        if host in store.domain_names:
            return list(store.base_path_mappings.get(host) or [])
    return None


def _stores() -> Iterator[Any]:
    for account in list(apigateway_stores.values()):
        yield from list(account.values())


def _raw_path(request: Any) -> str:
    """The path as the client sent it, percent-encoding and doubled slashes kept."""
    raw = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.path)
    if "://" in raw.partition("?")[0]:  # an absolute form, as a proxy sends it
        raw = "/" + raw.split("://", 1)[1].partition("/")[2]
    return raw.partition("?")[0] or "/"


def _forbidden() -> Any:
    answer = Response(status=403)
    answer.set_json({"message": "Forbidden"})
    answer.headers["x-amzn-ErrorType"] = "ForbiddenException"
    return answer
