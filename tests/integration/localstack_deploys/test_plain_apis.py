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
