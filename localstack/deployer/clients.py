"""The local stage's OAuth clients: who `cdlc token --as NAME` can be."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

LOCAL_CLIENTS = {
    "operator": ("Operator", ("catalogue:read", "catalogue:write", "catalogue:propose", "catalogue:review",
                              "discovery:read", "insights:read",
                              "media:read", "media:write", "media:upload", "orders:read",
                              "social:read", "social:write")),
    "curator": ("Curator of the local catalogue", ("catalogue:read", "catalogue:write", "catalogue:propose",
                                                   "catalogue:review", "media:read", "media:upload",
                                                   "social:read", "social:write")),
    "viewer": ("Viewer", ("catalogue:read", "catalogue:propose", "discovery:read", "media:read", "media:write",
                          "orders:read", "orders:write", "payments:read",
                          "social:read", "social:write")),
}  # fmt: skip
CALLING_CONTEXTS = ("social", "orders")  # each a client of its own: what asks other contexts over gRPC


class InvokeFailed(Exception):
    """A function that the deployer calls answered with an error; the text holds its payload."""


def secret_name(stage: str, client: str) -> str:
    """Where the secret of a client lies in Secrets Manager."""
    return f"cdlc/{stage}/clients/{client}"


def invoke(functions: LambdaClient, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Call a function and wait for its answer. Raises `InvokeFailed` with the function's name and its error."""
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(payload).encode())
    body = json.loads(answer["Payload"].read() or b"{}")
    if "FunctionError" in answer:
        raise InvokeFailed(f"{name}: {body.get('errorType', 'Error')}: {body.get('errorMessage', body)}")
    return body or {}


def function_of(functions: LambdaClient, operation: str) -> str:
    """The name of the deployed function of `CONTEXT.OPERATION`. Raises `LookupError` where none is."""
    for page in functions.get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            if each["Handler"] == f"{operation}.handler":
                return each["FunctionName"]
    raise LookupError(f"no deployed function handles {operation}: run `cdlc deploy`")


def register(vault: SecretsManagerClient, functions: LambdaClient, stage: str, register_function: str) -> None:
    """Make a secret for each client that has none and register it with identity (idempotent)."""
    contexts = {context: (f"The context {context}", ("catalogue:read",)) for context in CALLING_CONTEXTS}
    for client, (name, scopes) in (LOCAL_CLIENTS | contexts).items():
        secret = _secret(vault, secret_name(stage, client))
        payload = {"client_id": client, "name": name, "scopes": list(scopes), "secret": secret}
        invoke(functions, register_function, payload)


def _secret(vault: SecretsManagerClient, name: str) -> str:
    try:
        return vault.get_secret_value(SecretId=name)["SecretString"]
    except vault.exceptions.ResourceNotFoundException:
        value = secrets.token_urlsafe(32)
        vault.create_secret(Name=name, SecretString=value, Description="OAuth client of the local stage")
        return value
