"""APIs for the gateway's tests, each of its own and deployed at once."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from .own_cloud import REGION, OwnCloud

STAGE = "local"


@dataclass
class Api:
    """A deployed API: its id and the path of its stage on the gateway."""

    id: str

    @property
    def path(self) -> str:
        return f"/_aws/execute-api/{self.id}/{STAGE}"


def mock(body: str = '{"ok":true}', **method: Any) -> dict[str, Any]:
    """An operation that API Gateway answers itself."""
    return {
        "responses": {"200": {}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": '{"statusCode":200}'},
            "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": body}}},
        },
        **method,
    }


def proxy(function_arn: str, timeout_ms: int = 29_000, **method: Any) -> dict[str, Any]:
    """An operation that a function answers."""
    return {
        "responses": {"200": {}},
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": invocation(function_arn),
            "timeoutInMillis": timeout_ms,
        },
        **method,
    }


def invocation(function_arn: str) -> str:
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function_arn}/invocations"


def authorizer(function_arn: str, kind: str, source: str, **settings: Any) -> dict[str, Any]:
    """A security definition with a Lambda authorizer, as SAM writes it."""
    header = source.rpartition(".")[2] if kind == "token" else "Unused"
    return {
        "in": "header",
        "type": "apiKey",
        "name": header,
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
            "type": kind,
            "authorizerUri": invocation(function_arn),
            **({"identitySource": source} if kind == "request" else {}),
            **settings,
        },
    }


def api(cloud: OwnCloud, paths: dict[str, Any], variables: dict[str, str] | None = None, **document: Any) -> Api:
    """Create an API from the operations by path and deploy it to its stage."""
    client = cloud.aws("apigateway")
    made = client.create_rest_api(name=f"api-{uuid.uuid4()}")["id"]
    body = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths, **document}
    client.put_rest_api(restApiId=made, mode="overwrite", body=json.dumps(body).encode())
    client.create_deployment(restApiId=made, stageName=STAGE, variables=variables or {})
    return Api(made)


def named(cloud: OwnCloud, mappings: dict[str, Api]) -> str:
    """A new custom domain name with an API per base path; the answer is the name."""
    client, name = cloud.aws("apigateway"), f"api.{uuid.uuid4().hex[:8]}.localhost"
    client.create_domain_name(domainName=name, endpointConfiguration={"types": ["REGIONAL"]})
    for base, target in mappings.items():
        client.create_base_path_mapping(domainName=name, basePath=base, restApiId=target.id, stage=STAGE)
    return name
