"""Lambda authorizers, TOKEN and REQUEST, which LocalStack's community edition does not call at all.

Everything that is not a clear permission is a refusal:
401 without a call when an identity source is missing, 401 when the function says "Unauthorized",
403 when its policy does not allow the method, 500 for anything else.
"""

from __future__ import annotations

import json
import logging
import re
import time
from concurrent.futures import TimeoutError as Late
from typing import Any

from localstack.services.apigateway.next_gen.execute_api import gateway_response as refusals
from localstack.services.apigateway.next_gen.execute_api import helpers
from localstack.services.apigateway.next_gen.execute_api.handlers import preprocess_request
from localstack.services.apigateway.next_gen.execute_api.header_utils import build_multi_value_headers
from localstack.utils.aws.arns import get_partition

from cdlc_localstack.gateway import calls, identity, limits, verdicts
from cdlc_localstack.gateway.policy import Decision, MalformedPolicyError, decide

LOG = logging.getLogger(__name__)
DEFAULT_TTL = 300
_cache = verdicts.Verdicts()


def install() -> None:
    """Take part in the chain at its extension point, after routing and before keys and validators."""
    preprocess_request.append(authorize)


def authorize(_chain: Any, context: Any, _response: Any) -> None:
    """Let the request pass or raise the gateway exception that AWS would answer with."""
    kind = context.resource_method.get("authorizationType") or "NONE"
    if kind == "NONE":
        return
    if kind == "AWS_IAM":
        if "AWS4-HMAC-SHA256" not in context.request.headers.get("Authorization", ""):
            raise refusals.MissingAuthTokenError("Missing Authentication Token")
        return
    authorizers = context.deployment.rest_api.authorizers
    authorizer = authorizers.get(context.resource_method.get("authorizerId"))
    if kind != "CUSTOM" or not authorizer or authorizer.get("type") not in ("TOKEN", "REQUEST"):
        LOG.error("%s needs authorization %s, which is not configured", context.resource["path"], kind)
        raise refusals.AuthorizerConfigurationError
    _enforce(context, authorizer)


def _enforce(context: Any, authorizer: dict[str, Any]) -> None:
    who = identity.values(authorizer, context.invocation_request, context.context_variables, context.stage_variables)
    if who is None or not _well_formed(authorizer, who):
        raise refusals.UnauthorizedError("Unauthorized")
    arn = method_arn(context)
    started = time.monotonic()
    verdict = _verdict(context, authorizer, who, arn)
    decision = decide(verdict.statements, arn)
    if decision is not Decision.ALLOW:
        detail = " with an explicit deny" if decision is Decision.EXPLICIT_DENY else ""
        raise refusals.AccessDeniedError(f"User is not authorized to access this resource{detail}")
    latency = int((time.monotonic() - started) * 1000)
    context.context_variables["authorizer"] = {
        **verdict.context,
        "principalId": verdict.principal,
        "integrationLatency": latency,
    }
    if verdict.usage_key is not None:
        context.context_variables["identity"]["apiKey"] = verdict.usage_key


def _well_formed(authorizer: dict[str, Any], who: list[str]) -> bool:
    """A TOKEN authorizer needs its one token, which must match the validation expression as a whole."""
    if authorizer["type"] != "TOKEN":
        return True
    expression = authorizer.get("identityValidationExpression")
    return bool(who) and (not expression or re.fullmatch(expression, who[0]) is not None)


def _verdict(context: Any, authorizer: dict[str, Any], who: list[str], arn: str) -> verdicts.Verdict:
    seconds = authorizer.get("authorizerResultTtlInSeconds")
    seconds = DEFAULT_TTL if seconds is None else int(seconds)
    key = (context.api_id, context.stage, context.deployment_id, authorizer["id"], *who)
    if who and seconds and (kept := _cache.get(key)):
        return kept
    verdict = _ask(context, authorizer, who, arn)
    if who:
        _cache.put(key, verdict, seconds)
    return verdict


def _ask(context: Any, authorizer: dict[str, Any], who: list[str], arn: str) -> verdicts.Verdict:
    """Call the function and read its answer; every failure is logged with its cause and closes the door."""
    event = token_event(who, arn) if authorizer["type"] == "TOKEN" else request_event(context, arn)
    try:
        uri = helpers.render_uri_with_stage_variables(authorizer["authorizerUri"], context.stage_variables)
        function = helpers.get_lambda_function_arn_from_invocation_uri(uri)
        calls.TRACE.set(context.trace_id)
        reply = limits.within(limits.LONGEST_SECONDS, calls.call, function, json.dumps(event).encode())
        if not reply.failed:
            return verdicts.read(reply.payload)
        problem: str = json.loads(reply.payload).get("errorMessage", "")
    except Late:
        problem = f"no answer within {limits.LONGEST_SECONDS} s"
    except MalformedPolicyError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 -- whatever goes wrong, the request must not pass
        problem = f"{type(error).__name__}: {error}"
    if problem == "Unauthorized":
        raise refusals.UnauthorizedError("Unauthorized")
    LOG.error("authorizer %s of API %s failed: %s", authorizer.get("name"), context.api_id, problem)
    raise refusals.AuthorizerConfigurationError


def method_arn(context: Any) -> str:
    """ARN of the method that is called, with the request's own path and without a custom domain's base path."""
    path = context.invocation_request["path"].lstrip("/")
    where = f"arn:{get_partition(context.region)}:execute-api:{context.region}:{context.account_id}"
    return f"{where}:{context.api_id}/{context.stage}/{context.request.method}/{path}"


def token_event(who: list[str], arn: str) -> dict[str, Any]:
    """The event of a TOKEN authorizer."""
    return {"type": "TOKEN", "authorizationToken": who[0], "methodArn": arn}


def request_event(context: Any, arn: str) -> dict[str, Any]:
    """The event of a REQUEST authorizer: the proxy event without a body."""
    request = context.invocation_request
    return {
        "type": "REQUEST",
        "methodArn": arn,
        "resource": context.resource["path"],
        "path": context.context_variables["path"] if context.base_path else request["path"],
        "httpMethod": request["http_method"],
        "headers": dict(request["headers"]),
        "multiValueHeaders": build_multi_value_headers(request["headers"]),
        "queryStringParameters": request["query_string_parameters"],
        "multiValueQueryStringParameters": request["multi_value_query_string_parameters"],
        "pathParameters": request.get("path_parameters") or {},
        "stageVariables": context.stage_variables or {},
        "requestContext": context.context_variables,
    }
