"""Patch operations and tags, the two ways in which API Gateway changes what exists."""

from __future__ import annotations

import json
from typing import Any

Patch = list[dict[str, str]]


def replace(path: str, value: Any) -> dict[str, str]:
    """The operation that sets a path; no value clears it."""
    text = "" if value is None else json.dumps(value) if not isinstance(value, str) else value
    return {"op": "replace", "path": path, "value": text}


def retag(request: Any, path: str) -> None:
    """Give the API Gateway resource at `path` the tags of the wanted state."""
    api, arn = request.aws_client_factory.apigateway, f"arn:aws:apigateway:{request.region_name}::{path}"
    old = {tag["Key"] for tag in request.previous_state.get("Tags") or []}
    new = {tag["Key"]: tag["Value"] for tag in request.desired_state.get("Tags") or []}
    if gone := sorted(old - new.keys()):
        api.untag_resource(resourceArn=arn, tagKeys=gone)
    if new:
        api.tag_resource(resourceArn=arn, tags=new)
