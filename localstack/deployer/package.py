"""Package the SAM templates for the local cloud, as `sam package` does for AWS.

Code is not copied: `CodeUri` and `ContentUri` become LocalStack's `hot-reload` bucket with the folder as key,
so that a saved file is served on the next call. Nested templates are named by their content, so that a change
in a child changes its parent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

Template = dict[str, Any]
HOT_RELOAD = "hot-reload"  # LocalStack's magic bucket: the key is a folder of this machine


@dataclass
class Package:
    """The packaged templates: `root` is the front door's body, `files` maps object key to body (JSON text)."""

    bucket: str
    endpoint: str
    layers: dict[str, str]  # ContentUri in the template → folder that the local cloud serves
    files: dict[str, str] = field(default_factory=dict)
    root: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of everything CloudFormation would see; equal digests need no deploy."""
        return hashlib.sha256(self.root.encode()).hexdigest()


def package(template: Path, bucket: str, endpoint: str, layers: dict[str, str]) -> Package:
    """Package `template` and every template below it.

    Raises `FileNotFoundError` naming the path where a template, definition or folder that one refers to is missing.
    """
    result = Package(bucket=bucket, endpoint=endpoint, layers=layers)
    result.root = _package_file(template, result)
    return result


def _package_file(path: Path, result: Package) -> str:
    body: Template = yaml_parse(path.read_text())
    context = path.stem
    shared = body.get("Globals", {}).get("Function", {})
    if "CodeUri" in shared:
        shared["CodeUri"] = _hot(path, shared["CodeUri"])
    for resource in body["Resources"].values():
        rewrite = _REWRITES.get(resource["Type"])
        if rewrite:
            rewrite(resource.setdefault("Properties", {}), path, context, result)
    return json.dumps(body, sort_keys=True)


def _hot(template: Path, uri: str) -> dict[str, str]:
    folder = (template.parent / uri).resolve(strict=True)
    return {"Bucket": HOT_RELOAD, "Key": str(folder)}


def _function(properties: Template, path: Path, _context: str, _result: Package) -> None:
    if isinstance(properties.get("CodeUri"), str):
        properties["CodeUri"] = _hot(path, properties["CodeUri"])


def _layer(properties: Template, _path: Path, _context: str, result: Package) -> None:
    properties["ContentUri"] = {"Bucket": HOT_RELOAD, "Key": result.layers[properties["ContentUri"].rstrip("/")]}


def _application(properties: Template, path: Path, _context: str, result: Package) -> None:
    if not isinstance(properties["Location"], str):
        return
    body = _package_file(path.parent / properties["Location"], result)
    key = f"templates/{hashlib.sha256(body.encode()).hexdigest()[:32]}.json"
    result.files[key] = body
    properties["Location"] = f"{result.endpoint}/{result.bucket}/{key}"


def _state_machine(properties: Template, path: Path, _context: str, _result: Package) -> None:
    uri = properties.pop("DefinitionUri", None)
    if uri is not None:
        properties["Definition"] = yaml_parse((path.parent / uri).read_text())


def _api(properties: Template, _path: Path, context: str, _result: Package) -> None:
    properties.setdefault("Tags", {})["_custom_id_"] = f"cdlc{context}"  # the API keeps its id for ever


_REWRITES: dict[str, Callable[[Template, Path, str, Package], None]] = {
    "AWS::Serverless::Function": _function,
    "AWS::Serverless::LayerVersion": _layer,
    "AWS::Serverless::Application": _application,
    "AWS::Serverless::StateMachine": _state_machine,
    "AWS::Serverless::Api": _api,
}
