"""An API described resource by resource, without SAM."""

from __future__ import annotations

import uuid
from typing import Any

from integration.localstack_gateway import apis
from integration.localstack_gateway.own_cloud import OwnCloud, deployed, failures, outputs


def test_an_api_of_plain_resources_changes_with_its_authorizer(aws: OwnCloud) -> None:
    stack = f"s{uuid.uuid4().hex[:8]}"

    def template(ttl: int, status_code: str) -> dict[str, Any]:
        api = {"RestApiId": {"Ref": "Api"}}
        uri = apis.invocation("arn:aws:lambda:eu-central-1:000000000000:function:none")
        method = {
            "AuthorizationType": "CUSTOM",
            "AuthorizerId": {"Ref": "Who"},
            "HttpMethod": "GET",
            "Integration": {"Type": "MOCK"},
        }
        return {
            "Resources": {
                "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": stack}},
                "Who": {
                    "Type": "AWS::ApiGateway::Authorizer",
                    "Properties": {
                        **api,
                        "Name": "who",
                        "Type": "TOKEN",
                        "AuthorizerUri": uri,
                        "AuthorizerResultTtlInSeconds": ttl,
                        "IdentitySource": "method.request.header.Authorization",
                    },
                },
                "Get": {
                    "Type": "AWS::ApiGateway::Method",
                    "Properties": {**api, "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, **method},
                },
                "Words": {
                    "Type": "AWS::ApiGateway::GatewayResponse",
                    "Properties": {**api, "ResponseType": "UNAUTHORIZED", "StatusCode": status_code},
                },
                f"Deployment{ttl}": {
                    "Type": "AWS::ApiGateway::Deployment",
                    "DependsOn": ["Get", "Words"],
                    "Properties": api,
                },
                "Stage": {
                    "Type": "AWS::ApiGateway::Stage",
                    "Properties": {**api, "StageName": "local", "DeploymentId": {"Ref": f"Deployment{ttl}"}},
                },
            },
            "Outputs": {"Api": {"Value": {"Ref": "Api"}}, "Who": {"Value": {"Ref": "Who"}}},
        }

    assert deployed(aws, stack, template(1, "401")) == "CREATE_COMPLETE", failures(aws, stack)
    first = outputs(aws, stack)
    assert deployed(aws, stack, template(2, "499")) == "UPDATE_COMPLETE", failures(aws, stack)
    assert outputs(aws, stack) == first
    found = aws.aws("apigateway").get_authorizer(restApiId=first["Api"], authorizerId=first["Who"])
    assert found["authorizerResultTtlInSeconds"] == 2
    with aws.http() as http:
        assert http.get(f"/_aws/execute-api/{first['Api']}/local/").status_code == 499


def test_an_api_loses_a_tag_and_a_failed_change_of_its_tags_is_taken_back(aws: OwnCloud) -> None:
    stack = f"s{uuid.uuid4().hex[:8]}"

    def template(tags: dict[str, str], *, broken: bool = False) -> dict[str, Any]:
        properties = {"Name": stack, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
        if not tags:
            del properties["Tags"]
        resources = {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": properties}}
        if broken:
            missing = {"RestApiId": {"Ref": "Api"}, "ResponseType": "NO_SUCH_TYPE"}
            resources["Words"] = {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": missing}
        return {"Resources": resources, "Outputs": {"Api": {"Value": {"Ref": "Api"}}}}

    def own_tags() -> dict[str, str]:
        found = aws.aws("apigateway").get_rest_api(restApiId=outputs(aws, stack)["Api"]).get("tags", {})
        return {key: value for key, value in found.items() if not key.startswith("aws:")}

    assert deployed(aws, stack, template({"a": "1", "b": "2"})) == "CREATE_COMPLETE", failures(aws, stack)
    assert deployed(aws, stack, template({"b": "3"})) == "UPDATE_COMPLETE", failures(aws, stack)
    assert own_tags() == {"b": "3"}
    assert deployed(aws, stack, template({}, broken=True)) == "UPDATE_ROLLBACK_COMPLETE", failures(aws, stack)
    assert own_tags() == {"b": "3"}
    assert deployed(aws, stack, template({})) == "UPDATE_COMPLETE", failures(aws, stack)
    assert own_tags() == {}


def test_an_update_that_raises_half_way_is_taken_back(aws: OwnCloud) -> None:
    stack = f"s{uuid.uuid4().hex[:8]}"

    def template(description: str, **more: str) -> dict[str, Any]:
        api = {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {"Name": stack, "Description": description, **more},
        }
        return {"Resources": {"Api": api}, "Outputs": {"Api": {"Value": {"Ref": "Api"}}}}

    def description() -> str:
        return str(aws.aws("apigateway").get_rest_api(restApiId=outputs(aws, stack)["Api"])["description"])

    assert deployed(aws, stack, template("first")) == "CREATE_COMPLETE", failures(aws, stack)
    end = deployed(aws, stack, template("second", Body="{ this is no document"))
    assert (end, description()) == ("UPDATE_ROLLBACK_COMPLETE", "first"), failures(aws, stack)
