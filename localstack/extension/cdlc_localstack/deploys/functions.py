"""Lambda: functions, aliases, addresses, asynchronous settings and event sources change in place.

LocalStack 4.9.2 loads a function's code anew at every update, waits a second for it, and forgets what a template
no longer says; of the other types it updates none.
"""

from __future__ import annotations

from typing import Any

from localstack.services.lambda_.resource_providers.aws_lambda_function import _get_lambda_code_param

from cdlc_localstack.deploys.registry import creates, deletes, done, only, pause, tags, updates

FUNCTION = "AWS::Lambda::Function"
DEFAULTS: dict[str, Any] = {  # what AWS sets where a template says nothing
    "Description": "",
    "DeadLetterConfig": {"TargetArn": ""},
    "Environment": {"Variables": {}},
    "EphemeralStorage": {"Size": 512},
    "Handler": None,
    "ImageConfig": {},
    "KMSKeyArn": "",
    "Layers": [],
    "LoggingConfig": None,
    "MemorySize": 128,
    "Role": None,
    "Runtime": None,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
    "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []},
}


@creates(FUNCTION)
def create_function(provider: Any, request: Any) -> Any:
    """Create; then reserve the concurrency, which LocalStack's provider leaves out."""
    event = provider.create(request)
    if event.status.name == "SUCCESS" and "ReservedConcurrentExecutions" in request.desired_state:
        _concurrency(request)
    return event


@updates(FUNCTION)
def update_function(_provider: Any, request: Any) -> Any:
    """Change what changed, to AWS's default where the template no longer says anything."""
    names = only(
        request, *DEFAULTS, "Architectures", "Code", "ReservedConcurrentExecutions", "Tags", "RuntimeManagementConfig"
    )
    model, client = request.desired_state, request.aws_client_factory.lambda_
    name = model["FunctionName"]
    if names & {"Architectures", "Code"}:
        client.update_function_code(FunctionName=name, **_get_lambda_code_param(model, _include_arch=True))
        _settle(client, name)
    wanted = {key: _setting(key, model.get(key)) for key in names & DEFAULTS.keys()}
    if wanted := {key: value for key, value in wanted.items() if value is not None}:
        client.update_function_configuration(FunctionName=name, **wanted)
        _settle(client, name)
    if "ReservedConcurrentExecutions" in names:
        _concurrency(request)
    if "Tags" in names:
        new, gone = tags(request)
        if gone:
            client.untag_resource(Resource=model["Arn"], TagKeys=gone)
        if new:
            client.tag_resource(Resource=model["Arn"], Tags=new)
    return done(request)


def _setting(name: str, value: Any) -> Any:
    if value is None:
        return DEFAULTS[name]
    if name in ("MemorySize", "Timeout"):
        return int(value)
    if name == "Environment":
        return {"Variables": {key: str(each) for key, each in (value.get("Variables") or {}).items()}}
    return value


def _settle(client: Any, name: str) -> None:
    """Wait until the function runs with its new code or settings. Raises `RuntimeError` where it cannot."""
    while (state := client.get_function(FunctionName=name)["Configuration"])["LastUpdateStatus"] == "InProgress":
        pause()
    if state["LastUpdateStatus"] == "Failed":
        raise RuntimeError(f"update of {name} failed: {state.get('LastUpdateStatusReason', 'unknown')}")


def _concurrency(request: Any) -> None:
    model, client = request.desired_state, request.aws_client_factory.lambda_
    if (reserved := model.get("ReservedConcurrentExecutions")) is None:
        client.delete_function_concurrency(FunctionName=model["FunctionName"])
    else:
        client.put_function_concurrency(FunctionName=model["FunctionName"], ReservedConcurrentExecutions=int(reserved))


@updates("AWS::Lambda::EventInvokeConfig")
def update_event_invoke_config(_provider: Any, request: Any) -> Any:
    """Put the settings again: they replace those that are there."""
    only(request, "DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
    wanted = {key: value for key, value in request.desired_state.items() if key != "Id"}
    request.aws_client_factory.lambda_.put_function_event_invoke_config(**wanted)
    return done(request)


@updates("AWS::Lambda::Alias")
def update_alias(_provider: Any, request: Any) -> Any:
    """Point the alias to another version."""
    names = only(request, "FunctionVersion", "Description", "RoutingConfig")
    model = request.desired_state
    wanted = {key: model.get(key) or ({} if key == "RoutingConfig" else "") for key in names}
    request.aws_client_factory.lambda_.update_alias(FunctionName=model["FunctionName"], Name=model["Name"], **wanted)
    return done(request)


@updates("AWS::Lambda::Url")
def update_url(_provider: Any, request: Any) -> Any:
    """Change the address's settings."""
    names = only(request, "AuthType", "Cors", "InvokeMode")
    model = request.desired_state
    wanted = {key: model[key] for key in names if model.get(key) is not None}
    qualifier = {"Qualifier": model["Qualifier"]} if model.get("Qualifier") else {}
    request.aws_client_factory.lambda_.update_function_url_config(
        FunctionName=model["TargetFunctionArn"], **qualifier, **wanted
    )
    return done(request)


MAPPING = "AWS::Lambda::EventSourceMapping"
CHANGEABLE = (
    *("BatchSize", "BisectBatchOnFunctionError", "DestinationConfig", "Enabled", "FilterCriteria", "FunctionName"),
    *("FunctionResponseTypes", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts"),
    *("ParallelizationFactor", "ScalingConfig", "SourceAccessConfigurations", "TumblingWindowInSeconds"),
    "ProvisionedPollerConfig",
)


@creates(MAPPING)
def create_mapping(provider: Any, request: Any) -> Any:
    """Create with Lambda's own name for Kafka's addresses, which differs from CloudFormation's."""
    model = request.desired_state
    source = model.get("SelfManagedEventSource")
    if source and (addresses := (source.get("Endpoints") or {}).get("KafkaBootstrapServers")):
        model["SelfManagedEventSource"] = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": addresses}}
    try:
        return provider.create(request)
    finally:
        if source:
            model["SelfManagedEventSource"] = source


@updates(MAPPING)
def update_mapping(_provider: Any, request: Any) -> Any:
    """Change what Lambda lets be changed; the rest is refused by name."""
    model = request.desired_state
    wanted = {name: model[name] for name in only(request, *CHANGEABLE) if model.get(name) is not None}
    if wanted:
        request.aws_client_factory.lambda_.update_event_source_mapping(UUID=model["Id"], **wanted)
    return done(request)


@deletes(MAPPING)
def delete_mapping(_provider: Any, request: Any) -> Any:
    """Delete and see it gone: an equal mapping may be made right after."""
    client, mapping = request.aws_client_factory.lambda_, request.desired_state["Id"]
    client.delete_event_source_mapping(UUID=mapping)
    try:
        while client.get_event_source_mapping(UUID=mapping):
            pause()
    except client.exceptions.ResourceNotFoundException:
        return done(request)
