"""A small real application: two nested applications, an authorizer handed from one to the other, triggers."""

from __future__ import annotations

import copy
import json
from typing import Any

from integration.localstack_gateway.own_cloud import BUCKET, OwnCloud, zipped

DOMAIN = "api.films.localhost"
RUNTIME = {"Runtime": "python3.11", "MemorySize": 256, "Timeout": 10}
SAM = "AWS::Serverless-2016-10-31"

AUTHORIZER = """
def handler(event, context):
    token = event["headers"].get("Authorization", "")
    effect = "Allow" if token == "Bearer good" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "ada", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            "context": {"scope": "titles:write"}}
"""
TITLES = """
import json, os, shelf
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"greeting": shelf.GREETING, "who": event["requestContext"].get("authorizer"),
                                "event": event, "stage": os.environ["STAGE"]})}
"""
RECORDER = """
import json, os, boto3
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody=json.dumps(event))
"""
PROBLEM = '{"type":"/problems/none","title":$context.error.messageString,"instance":"$context.requestId"}'


def code(cloud: OwnCloud, name: str, files: dict[str, str]) -> dict[str, str]:
    """A function's or layer's code in S3, as `sam package` leaves it."""
    cloud.put(f"code/{name}.zip", zipped(files))
    return {"Bucket": BUCKET, "Key": f"code/{name}.zip"}


def identity(cloud: OwnCloud) -> dict[str, Any]:
    """The application that holds the authorizer."""
    return {
        "Transform": SAM,
        "Resources": {
            "Authorizer": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    **RUNTIME,
                    "Handler": "it.handler",
                    "CodeUri": code(cloud, "authorizer", {"it.py": AUTHORIZER}),
                },
            }
        },
        "Outputs": {"AuthorizerArn": {"Value": {"Fn::GetAtt": ["Authorizer", "Arn"]}}},
    }


def catalogue(cloud: OwnCloud) -> dict[str, Any]:
    """The application with the API, a layer, a queue for dead letters, a schedule and a trigger of a bucket."""
    recorder = code(cloud, "recorder", {"it.py": RECORDER})
    return {
        "Transform": SAM,
        "Parameters": {
            "AuthorizerArn": {"Type": "String"},
            "Domain": {"Type": "String"},
            "Stage": {"Type": "String"},
            "Clock": {"Type": "String"},
        },
        "Conditions": {"HasClock": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Clock"}, ""]}]}},
        "Mappings": {"Rates": {"local": {"poll": "rate(1 hour)"}, "production": {"poll": "rate(1 day)"}}},
        "Resources": {
            "Shelf": {
                "Type": "AWS::Serverless::LayerVersion",
                "Properties": {"ContentUri": code(cloud, "shelf", {"python/shelf.py": 'GREETING = "hello"'})},
            },
            "Api": {"Type": "AWS::Serverless::Api", "Properties": api()},
            "Titles": {"Type": "AWS::Serverless::Function", "Properties": titles(cloud)},
            "Recorder": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    **RUNTIME,
                    "Handler": "it.handler",
                    "CodeUri": recorder,
                    "Environment": {"Variables": {"QUEUE": {"Ref": "Heard"}}},
                    "DeadLetterQueue": {"Type": "SQS", "TargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}},
                    "Events": {
                        "Hourly": {
                            "Type": "Schedule",
                            "Properties": {"Schedule": {"Fn::FindInMap": ["Rates", {"Ref": "Stage"}, "poll"]}},
                        },
                        "Uploaded": {
                            "Type": "S3",
                            "Properties": {
                                "Bucket": {"Ref": "Uploads"},
                                "Events": "s3:ObjectCreated:*",
                                "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}]}},
                            },
                        },
                    },
                },
            },
            "Uploads": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Sub": "films-${Stage}-uploads"}}},
            "Heard": {"Type": "AWS::SQS::Queue"},
            "Dead": {"Type": "AWS::SQS::Queue"},
            "Clock0": {
                "Type": "AWS::SSM::Parameter",
                "Condition": "HasClock",
                "Properties": {"Name": {"Ref": "Clock"}, "Type": "String", "Value": "0"},
            },
            "Mapping": {
                "Type": "AWS::ApiGateway::BasePathMapping",
                "DependsOn": "ApiStage",
                "Properties": {
                    "BasePath": "catalogue",
                    "DomainName": {"Ref": "Domain"},
                    "RestApiId": {"Ref": "Api"},
                    "Stage": {"Ref": "Api.Stage"},
                },
            },
        },
        "Outputs": {
            "ApiId": {"Value": {"Ref": "Api"}},
            "Heard": {"Value": {"Ref": "Heard"}},
            "RecorderName": {"Value": {"Ref": "Recorder"}},
            "Clock": {"Condition": "HasClock", "Value": {"Fn::GetAtt": ["Clock0", "Value"]}},
        },
    }


def api() -> dict[str, Any]:
    return {
        "StageName": {"Ref": "Stage"},
        "Tags": {"_custom_id_": "films-catalogue"},
        "Variables": {"colour": "blue"},
        "Auth": {
            "Authorizers": {
                "Bearer": {
                    "FunctionPayloadType": "REQUEST",
                    "FunctionArn": {"Ref": "AuthorizerArn"},
                    "Identity": {"Headers": ["Authorization"], "ReauthorizeEvery": 5},
                }
            }
        },
        "GatewayResponses": {
            name: {"StatusCode": status, "ResponseTemplates": {"application/problem+json": PROBLEM}}
            for name, status in (("MISSING_AUTHENTICATION_TOKEN", 404), ("UNAUTHORIZED", 401), ("DEFAULT_4XX", 403))
        },
    }


def titles(cloud: OwnCloud) -> dict[str, Any]:
    return {
        **RUNTIME,
        "Handler": "it.handler",
        "CodeUri": code(cloud, "titles", {"it.py": TITLES}),
        "Layers": [{"Ref": "Shelf"}],
        "Environment": {"Variables": {"STAGE": {"Ref": "Stage"}}},
        "Events": {"Read": route("/titles/{id}", "get"), "Write": route("/titles", "post", Authorizer="Bearer")},
    }


def route(path: str, method: str, **auth: str) -> dict[str, Any]:
    properties = {"Path": path, "Method": method, "RestApiId": {"Ref": "Api"}}
    return {"Type": "Api", "Properties": {**properties, **({"Auth": auth} if auth else {})}}


class Shop:
    """The application's templates, to be changed by the test, and the front door that nests them."""

    def __init__(self, cloud: OwnCloud) -> None:
        self._cloud = cloud
        self._version = 0
        self.identity = identity(cloud)
        self.catalogue = catalogue(cloud)

    @property
    def resources(self) -> dict[str, Any]:
        return dict(self.catalogue["Resources"])

    def front_door(self) -> dict[str, Any]:
        """The parent template, its children stored under new addresses as a packager does."""
        self._version += 1
        return {
            "Transform": SAM,
            "Resources": {
                "Domain": {
                    "Type": "AWS::ApiGateway::DomainName",
                    "Properties": {
                        "DomainName": DOMAIN,
                        "RegionalCertificateArn": "arn:aws:acm:eu-central-1:000000000000:certificate/any",
                        "EndpointConfiguration": {"Types": ["REGIONAL"]},
                    },
                },
                "Identity": self._child("identity", self.identity, {}),
                "Catalogue": self._child(
                    "catalogue",
                    self.catalogue,
                    {
                        "AuthorizerArn": {"Fn::GetAtt": ["Identity", "Outputs.AuthorizerArn"]},
                        "Domain": {"Ref": "Domain"},
                        "Stage": "local",
                        "Clock": "",
                    },
                ),
            },
            "Outputs": {
                name: {"Value": {"Fn::GetAtt": ["Catalogue", f"Outputs.{name}"]}}
                for name in ("ApiId", "Heard", "RecorderName")
            },
        }

    def _child(self, name: str, template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
        location = self._cloud.put(f"{name}-{self._version}.yaml", json.dumps(copy.deepcopy(template)))
        return {"Type": "AWS::Serverless::Application", "Properties": {"Location": location, "Parameters": parameters}}
