"""JSONata and workflow variables without a Java machine.

LocalStack 4.9.2 downloads Java to evaluate JSONata, and variables of JSONPath workflows go the same way. The
pure Python translation by the same author answers at once and offline.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from jsonata import Jsonata
from localstack.services.stepfunctions.asl.jsonata import jsonata as target

from cdlc_localstack.expected import expect


def install() -> None:
    """Replace the evaluator, and the encoder of variables, which breaks at a quotation mark in a text."""
    expect(target.eval_jsonata_expression, "if _eval_jsonata is None", area="jsonata")
    expect(target.encode_jsonata_variable_declarations, "value_str_lit = f'\"{value}\"'", area="jsonata")
    target._eval_jsonata = evaluate  # noqa: SLF001 -- the module's own hook, set on first use otherwise
    for module in _importers(target.encode_jsonata_variable_declarations):
        module.encode_jsonata_variable_declarations = declarations


def evaluate(expression: str) -> Any:
    """The value of a JSONata expression as JSON types. Raises LocalStack's `JSONataException`."""
    try:
        return json.loads(json.dumps(Jsonata(expression).evaluate(None)))
    except Exception as error:
        raise target.JSONataException("UNKNOWN", str(error)) from error


def declarations(bindings: dict[str, Any]) -> str:
    """JSONata assignments of the variables: `$name:=<JSON>;` each."""
    return "".join(f"{name}:={json.dumps(value, separators=(',', ':'))};" for name, value in bindings.items())


def _importers(function: Any) -> list[Any]:
    """Every loaded module that holds the function under its name, the defining one included."""
    name = function.__name__
    return [module for module in list(sys.modules.values()) if getattr(module, "__dict__", {}).get(name) is function]
