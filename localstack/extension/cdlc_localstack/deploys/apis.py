"""REST APIs and their deployments: updates that take effect and keep the API, its id and its stages alive.

LocalStack 4.9.2 updates none of these types, and deleting an old deployment deletes the stage that has moved on.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from moto.apigateway.models import apigateway_backends

from cdlc_localstack.deploys.patching import Patch, replace, retag
from cdlc_localstack.deploys.registry import creates, deletes, done, only, updates

REST_API = "AWS::ApiGateway::RestApi"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
GATEWAY_RESPONSE = "AWS::ApiGateway::GatewayResponse"


@creates(REST_API)
def create_rest_api(provider: Any, request: Any) -> Any:
    """Create by overwriting, so that the document's gateway responses and authorizers are the API's."""
    model = request.desired_state
    if model.get("Body"):
        model.setdefault("Mode", "overwrite")
    tags = copy.deepcopy(model.get("Tags"))
    event = provider.create(request)
    if tags:
        model["Tags"] = tags  # LocalStack's provider turns the tags it is given into key and value in small letters
    return event


@updates(REST_API)
def update_rest_api(_provider: Any, request: Any) -> Any:
    """Change settings in place and import the new document over the old one; deployments stay what they are."""
    names = only(
        request,
        *("ApiKeySourceType", "BinaryMediaTypes", "Body", "BodyS3Location", "Description", "DisableExecuteApiEndpoint"),
        *("EndpointConfiguration", "FailOnWarnings", "MinimumCompressionSize", "Mode", "Name", "Parameters", "Policy"),
        "Tags",
    )
    model, api = request.desired_state, request.aws_client_factory.apigateway
    model.setdefault("Name", request.previous_state.get("Name"))
    api_id = model["RestApiId"]
    if operations := _settings(names, model):
        api.update_rest_api(restApiId=api_id, patchOperations=operations)
    if "BinaryMediaTypes" in names:
        _moto_api(request, api_id).binaryMediaTypes = model.get("BinaryMediaTypes") or []
    if "Tags" in names:
        retag(request, f"/restapis/{api_id}")
        record = _moto_api(request, api_id)  # GetRestApi reads the tags here, GetTags where TagResource puts them
        stated = {tag["Key"]: tag["Value"] for tag in model.get("Tags") or []}
        record.tags = {key: value for key, value in record.tags.items() if key.startswith("aws:")} | stated
    if body := _document(request):
        model.setdefault("Mode", "overwrite")
        parameters = {"basepath": "ignore", **(model.get("Parameters") or {})}
        api.put_rest_api(restApiId=api_id, mode=model["Mode"], body=body, parameters=parameters)
    resources = api.get_resources(restApiId=api_id, limit=500)["items"]
    model["RootResourceId"] = next(each["id"] for each in resources if each["path"] == "/")
    return done(request)


def _settings(names: set[str], model: dict[str, Any]) -> Patch:
    paths = {
        "Name": "/name",
        "Description": "/description",
        "ApiKeySourceType": "/apiKeySource",
        "DisableExecuteApiEndpoint": "/disableExecuteApiEndpoint",
        "MinimumCompressionSize": "/minimumCompressionSize",
        "Policy": "/policy",
    }
    operations = [replace(path, model.get(name)) for name, path in paths.items() if name in names]
    if "EndpointConfiguration" in names:
        kinds = (model.get("EndpointConfiguration") or {}).get("Types") or ["EDGE"]
        operations.append(replace("/endpointConfiguration/types/0", kinds[0]))
    return operations


def _document(request: Any) -> bytes | None:
    model = request.desired_state
    if body := model.get("Body"):
        return (body if isinstance(body, str) else json.dumps(body)).encode()
    if not (place := model.get("BodyS3Location")):
        return None
    version = {"VersionId": place["Version"]} if place.get("Version") else {}
    found = request.aws_client_factory.s3.get_object(Bucket=place["Bucket"], Key=place["Key"], **version)
    text: bytes = found["Body"].read()
    return text


def _moto_api(request: Any, api_id: str) -> Any:
    return apigateway_backends[request.account_id][request.region_name].get_rest_api(api_id)


@updates(DEPLOYMENT)
def update_deployment(_provider: Any, request: Any) -> Any:
    """A deployment is a snapshot: only its description changes, and the stage that it names follows it."""
    names = only(request, "Description", "StageName", "StageDescription")
    model, api = request.desired_state, request.aws_client_factory.apigateway
    if "Description" in names:
        operations = [replace("/description", model.get("Description"))]
        api.update_deployment(
            restApiId=model["RestApiId"], deploymentId=model["DeploymentId"], patchOperations=operations
        )
    return done(request)


@deletes(DEPLOYMENT)
def delete_deployment(_provider: Any, request: Any) -> Any:
    """Delete the deployment and such stages as still run it; a stage that has moved on stays."""
    model, api = request.desired_state, request.aws_client_factory.apigateway
    place = {"restApiId": model["RestApiId"]}
    try:
        for stage in api.get_stages(**place)["item"]:
            if stage["deploymentId"] == model["DeploymentId"]:
                api.delete_stage(**place, stageName=stage["stageName"])
        api.delete_deployment(**place, deploymentId=model["DeploymentId"])
    except api.exceptions.NotFoundException:
        pass  # the API itself went first
    return done(request)


@updates(GATEWAY_RESPONSE)
def update_gateway_response(_provider: Any, request: Any) -> Any:
    """Put the response again: it replaces the one that is there."""
    only(request, "StatusCode", "ResponseParameters", "ResponseTemplates")
    model = request.desired_state
    names = ("RestApiId", "ResponseType", "StatusCode", "ResponseParameters", "ResponseTemplates")
    wanted = {name[0].lower() + name[1:]: model[name] for name in names if model.get(name) is not None}
    request.aws_client_factory.apigateway.put_gateway_response(**wanted)
    return done(request)
