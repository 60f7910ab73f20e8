"""Stages: variables, settings and the deployment that they run change in place."""

from __future__ import annotations

from typing import Any

from cdlc_localstack.deploys.patching import Patch, replace, retag
from cdlc_localstack.deploys.registry import creates, done, only, updates

STAGE = "AWS::ApiGateway::Stage"


@creates(STAGE)
def create_stage(provider: Any, request: Any) -> Any:
    """Create, then set what LocalStack's provider leaves out."""
    event = provider.create(request)
    if operations := [*_method_settings(request.desired_state), *_access_log(request.desired_state)]:
        _patch_stage(request, operations)
    return event


@updates(STAGE)
def update_stage(_provider: Any, request: Any) -> Any:
    """Move the stage to its new deployment and change variables and settings in place."""
    names = only(
        request,
        *("AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "ClientCertificateId", "DeploymentId"),
        *("Description", "DocumentationVersion", "MethodSettings", "Tags", "TracingEnabled", "Variables"),
    )
    model = request.desired_state
    operations = [
        replace(f"/{name[0].lower()}{name[1:]}", model.get(name))
        for name in sorted(names - {"AccessLogSetting", "MethodSettings", "Tags", "Variables"})
    ]
    operations += _variables(request) if "Variables" in names else []
    operations += _method_settings(model) if "MethodSettings" in names else []
    operations += _access_log(model) if "AccessLogSetting" in names else []
    if operations:
        _patch_stage(request, operations)
    if "Tags" in names:
        retag(request, f"/restapis/{model['RestApiId']}/stages/{model['StageName']}")
    return done(request)


def _patch_stage(request: Any, operations: Patch) -> None:
    model = request.desired_state
    request.aws_client_factory.apigateway.update_stage(
        restApiId=model["RestApiId"], stageName=model["StageName"], patchOperations=operations
    )


def _variables(request: Any) -> Patch:
    old, new = request.previous_state.get("Variables") or {}, request.desired_state.get("Variables") or {}
    gone = [{"op": "remove", "path": f"/variables/{name}"} for name in sorted(old.keys() - new.keys())]
    return gone + [replace(f"/variables/{name}", str(value)) for name, value in sorted(new.items())]


def _method_settings(model: dict[str, Any]) -> Patch:
    """The operations of https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch."""
    paths = {
        "ThrottlingBurstLimit": "throttling/burstLimit",
        "ThrottlingRateLimit": "throttling/rateLimit",
        "LoggingLevel": "logging/loglevel",
        "DataTraceEnabled": "logging/dataTrace",
        "MetricsEnabled": "metrics/enabled",
        "CachingEnabled": "caching/enabled",
        "CacheTtlInSeconds": "caching/ttlInSeconds",
        "CacheDataEncrypted": "caching/dataEncrypted",
    }
    operations = []
    for setting in model.get("MethodSettings") or []:
        resource = (setting.get("ResourcePath") or "/*").lstrip("/").replace("/", "~1") or "~1"
        method = f"{resource}/{setting.get('HttpMethod') or '*'}"
        operations += [
            replace(f"/{method}/{path}", setting[name]) for name, path in paths.items() if setting.get(name) is not None
        ]
    return operations


def _access_log(model: dict[str, Any]) -> Patch:
    setting = model.get("AccessLogSetting") or {}
    paths = {"DestinationArn": "/accessLogSettings/destinationArn", "Format": "/accessLogSettings/format"}
    return [replace(path, setting[name]) for name, path in paths.items() if setting.get(name)]
