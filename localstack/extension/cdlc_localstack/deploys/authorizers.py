"""`AWS::ApiGateway::Authorizer`, which LocalStack's community edition does not know at all."""

from __future__ import annotations

from typing import Any

from cdlc_localstack.deploys.patching import replace
from cdlc_localstack.deploys.registry import PROVIDERS, done, only

TYPE = "AWS::ApiGateway::Authorizer"
NAMES = (
    *("AuthType", "AuthorizerCredentials", "AuthorizerResultTtlInSeconds", "AuthorizerUri", "IdentitySource"),
    *("IdentityValidationExpression", "Name", "ProviderARNs", "RestApiId", "Type"),
)


class AuthorizerProvider:
    """Creates, updates and deletes authorizers through API Gateway's own operations."""

    TYPE = TYPE
    SCHEMA: dict[str, Any] = {  # noqa: RUF012 -- read by LocalStack as a class attribute
        "primaryIdentifier": ["/properties/AuthorizerId"],
        "readOnlyProperties": ["/properties/AuthorizerId"],
        "createOnlyProperties": ["/properties/RestApiId"],
    }

    def create(self, request: Any) -> Any:
        """Create; `AuthorizerId` is its identity."""
        model = request.desired_state
        wanted = {_lower(name): model[name] for name in NAMES if model.get(name) is not None}
        if "authorizerResultTtlInSeconds" in wanted:
            wanted["authorizerResultTtlInSeconds"] = int(wanted["authorizerResultTtlInSeconds"])
        model["AuthorizerId"] = request.aws_client_factory.apigateway.create_authorizer(**wanted)["id"]
        return done(request)

    def update(self, request: Any) -> Any:
        """Change in place; the next deployment takes it up."""
        names = only(request, *(set(NAMES) - {"RestApiId", "ProviderARNs"}))
        model = request.desired_state
        operations = [replace(f"/{_lower(name)}", model.get(name)) for name in sorted(names)]
        request.aws_client_factory.apigateway.update_authorizer(
            restApiId=model["RestApiId"], authorizerId=model["AuthorizerId"], patchOperations=operations
        )
        return done(request)

    def delete(self, request: Any) -> Any:
        """Delete."""
        model = request.desired_state
        request.aws_client_factory.apigateway.delete_authorizer(
            restApiId=model["RestApiId"], authorizerId=model["AuthorizerId"]
        )
        return done(request)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


PROVIDERS[TYPE] = AuthorizerProvider
