"""State machines that are defined in YAML, which `sam deploy` uploads as it stands in the tree.

LocalStack 4.9.2 hands the file to Step Functions' parser, which reads JSON alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import yaml  # type: ignore[import-untyped]
from localstack.services.cloudformation.engine.yaml_parser import NoDatesSafeLoader
from localstack.services.stepfunctions.resource_providers import aws_stepfunctions_statemachine as engine

from cdlc_localstack.expected import expect


def install() -> None:
    """Turn what is not JSON into JSON, after the substitutions."""
    provider: Any = engine.StepFunctionsStateMachineProvider
    expect(provider._get_definition, "DefinitionS3Location", "_apply_substitutions", area="deploys")  # noqa: SLF001
    provider._get_definition = in_json(provider._get_definition)  # noqa: SLF001


def in_json(read: Callable[[Any, Any, Any], str | None]) -> Callable[[Any, Any, Any], str | None]:
    """The definition that `read` finds, as JSON; what is neither JSON nor YAML stays for the parser to refuse."""

    def get_definition(provider: Any, model: Any, s3: Any) -> str | None:
        found = read(provider, model, s3)
        if found is None or found.lstrip().startswith("{"):
            return found
        try:
            return json.dumps(yaml.load(found, NoDatesSafeLoader))  # noqa: S506 -- a safe loader, under a name of its own
        except yaml.YAMLError:
            return found

    return get_definition
