"""The tree as the architecture tests see it: contexts, their public modules, their functions in the templates."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).resolve().parents[2]
CONTEXTS = sorted(path.name for path in (ROOT / "functions").iterdir() if (path / "__init__.py").exists())


def modules(context: str) -> dict[str, Path]:
    """Operation name → file, of every module of a context that is deployed."""
    files = (ROOT / "functions" / context).glob("*.py")
    return {file.stem: file for file in files if not file.stem.startswith("_")}


@cache
def stack(context: str) -> dict[str, Any]:
    body: dict[str, Any] = yaml_parse((ROOT / "stacks" / f"{context}.yaml").read_text())
    return body


def functions(context: str) -> dict[str, dict[str, Any]]:
    """Operation name → the function's properties, with the stack's Globals merged in, `LogicalId` added."""
    shared = stack(context).get("Globals", {}).get("Function", {})
    found = {}
    for name, resource in stack(context)["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            own = resource["Properties"]
            variables = {
                **shared.get("Environment", {}).get("Variables", {}),
                **own.get("Environment", {}).get("Variables", {}),
            }
            properties = {**shared, **own, "Environment": {"Variables": variables}, "LogicalId": name}
            found[own["Handler"].split(".")[1]] = properties
    return found


def routes(context: str) -> dict[str, str]:
    """Operation name → `VERB /path` of every function with an API event."""
    return {
        operation: f"{event['Properties']['Method'].upper()} {event['Properties']['Path']}"
        for operation, properties in functions(context).items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "Api"
    }


def decorator(file: Path, name: str) -> ast.Call | None:
    """The call of decorator `name` on the module's function `handler`, if it has it."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == "handler":
            for each in node.decorator_list:
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == name:
                    return each
    return None


OPERATIONS = [(context, operation) for context in CONTEXTS for operation in sorted(modules(context))]
