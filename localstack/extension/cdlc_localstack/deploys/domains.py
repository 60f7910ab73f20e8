"""Custom domain names and base paths: created, changed and deleted as AWS does."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from localstack.services.apigateway.models import apigateway_stores

from cdlc_localstack.deploys.patching import replace
from cdlc_localstack.deploys.registry import creates, deletes, done, only, updates

DOMAIN = "AWS::ApiGateway::DomainName"
MAPPING = "AWS::ApiGateway::BasePathMapping"
ROOT = "(none)"


@creates(DOMAIN)
def create_domain(provider: Any, request: Any) -> Any:
    """Create; LocalStack's provider breaks at tags, so they are set here."""
    tags = request.desired_state.pop("Tags", None)
    event = provider.create(request)
    if tags:
        request.desired_state["Tags"] = tags
        _store(request).domain_names[request.desired_state["DomainName"]]["tags"] = {
            tag["Key"]: tag["Value"] for tag in tags
        }
    return event


@updates(DOMAIN)
def update_domain(_provider: Any, request: Any) -> Any:
    """Change certificate, policy and tags of the record; its mappings stay."""
    names = only(
        request,
        *("CertificateArn", "RegionalCertificateArn", "SecurityPolicy", "EndpointConfiguration", "Tags"),
        *("MutualTlsAuthentication", "OwnershipVerificationCertificateArn"),
    )
    model = request.desired_state
    record = _store(request).domain_names[model["DomainName"]]
    for name in names - {"Tags", "EndpointConfiguration"}:
        record[name[0].lower() + name[1:]] = model.get(name)
    if "EndpointConfiguration" in names:
        record["endpointConfiguration"] = {"types": (model.get("EndpointConfiguration") or {}).get("Types", ["EDGE"])}
    if "Tags" in names:
        record["tags"] = {tag["Key"]: tag["Value"] for tag in model.get("Tags") or []}
    return done(request)


@deletes(DOMAIN)
def delete_domain(provider: Any, request: Any) -> Any:
    """Delete the name and with it its mappings."""
    event = provider.delete(request)
    _store(request).base_path_mappings.pop(request.desired_state["DomainName"], None)
    return event


def _store(request: Any) -> Any:
    return apigateway_stores[request.account_id][request.region_name]


class BasePathError(ValueError):
    """A base path that is taken, or a domain name that does not exist."""


@creates(MAPPING)
def create_mapping(provider: Any, request: Any) -> Any:
    """Create, as AWS does, only for an existing name and a free path."""
    model, store = request.desired_state, _store(request)
    name, base = model["DomainName"], model.get("BasePath") or ROOT
    if name not in store.domain_names:
        raise BasePathError(f"Invalid domain name identifier specified: {name}")
    if any(each["basePath"] == base for each in store.base_path_mappings.get(name) or []):
        raise BasePathError(f"Base path already exists for this domain name: {name}/{base}")
    return provider.create(request)


@updates(MAPPING)
def update_mapping(_provider: Any, request: Any) -> Any:
    """Point the base path to another API or stage."""
    names = only(request, "RestApiId", "Stage")
    model = request.desired_state
    paths = {"RestApiId": "/restapiId", "Stage": "/stage"}
    operations = [replace(paths[name], model.get(name)) for name in sorted(names)]
    request.aws_client_factory.apigateway.update_base_path_mapping(
        domainName=model["DomainName"], basePath=model.get("BasePath") or ROOT, patchOperations=operations
    )
    return done(request)


@deletes(MAPPING)
def delete_mapping(_provider: Any, request: Any) -> Any:
    """Delete the mapping; it may be gone with its domain name."""
    model, api = request.desired_state, request.aws_client_factory.apigateway
    with suppress(api.exceptions.NotFoundException):
        api.delete_base_path_mapping(domainName=model["DomainName"], basePath=model.get("BasePath") or ROOT)
    return done(request)
