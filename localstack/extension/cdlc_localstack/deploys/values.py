"""Values of a template as CloudFormation computes them.

LocalStack 4.9.2 resolves what a false condition excludes, makes numbers of texts in `Fn::Sub` ("1.10" becomes 1.1),
takes an empty parameter for a missing one, and finds no nested attribute in `${Child.Outputs.Name}`.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any

from localstack.services.cloudformation.engine.v2 import change_set_model_executor as executing
from localstack.services.cloudformation.engine.v2 import change_set_model_preproc as engine
from localstack.services.cloudformation.engine.v2.change_set_model import ChangeSetModel
from localstack.services.cloudformation.engine.v2.change_set_model_validator import ChangeSetModelValidator

from cdlc_localstack.expected import expect

Nothing = engine.Nothing
Delta = engine.PreprocEntityDelta
_VARIABLE = re.compile(r"\$\{([^}]+)\}")


class UnknownAttributeError(RuntimeError):
    """A deployed resource has no such attribute."""


def install() -> None:
    """Replace the visitors of conditions, parameters, attributes and substitutions."""
    visitor: Any = engine.ChangeSetModelPreproc
    expect(visitor.visit_node_parameter, "dynamic_delta.before or default_delta.before", area="deploys")
    expect(visitor.visit_node_intrinsic_function_fn_sub, "result = float(sub_string)", area="deploys")
    expect(visitor._resolve_attribute, 'arguments_list = arguments.split(".")', area="deploys")  # noqa: SLF001
    expect(visitor._deployed_property_value_of, "non-string value nor list", area="deploys")  # noqa: SLF001
    visitor.visit_node_resource = _skipping(visitor.visit_node_resource, engine.PreprocEntityDelta)
    visitor.visit_node_output = _skipping(visitor.visit_node_output, engine.PreprocEntityDelta)
    visitor.visit_node_parameter = visit_node_parameter
    visitor.visit_node_intrinsic_function_fn_sub = visit_fn_sub
    visitor._resolve_attribute = _splitting(visitor._resolve_attribute)  # noqa: SLF001
    executor: Any = executing.ChangeSetModelExecutor
    executor._deployed_property_value_of = deployed_property_value_of  # noqa: SLF001
    _look_up_nested()
    _validate_alike()


def _skipping(original: Any, nothing: Any) -> Any:
    """Leave alone what its condition excludes both from the old and from the new template."""

    @wraps(original)
    def visit(self: Any, *nodes: Any, **named: Any) -> Any:  # the engine gives its one node by either way
        (node,) = (*nodes, *named.values())
        if not engine.is_nothing(node.condition_reference):
            condition = self._resolve_resource_condition_reference(node.condition_reference)
            sides = _sides(node.change_type, condition)
            if not any(sides):
                return nothing(before=Nothing, after=Nothing)
            return _with_excluded(self, sides, lambda: original(self, node))
        return _with_excluded(self, (True, True), lambda: original(self, node))

    return visit


def _sides(change_type: Any, condition: Any) -> tuple[bool, bool]:
    """Whether the resource exists in the (old, new) template."""
    before = change_type is not engine.ChangeType.CREATED
    after = change_type is not engine.ChangeType.REMOVED
    return (
        before and (bool(condition.before) or engine.is_nothing(condition.before)),
        after and (bool(condition.after) or engine.is_nothing(condition.after)),
    )


def _with_excluded(self: Any, sides: tuple[bool, bool], visit: Any) -> Any:
    """Visit while attributes of the side that the condition excludes need not resolve."""
    outer = getattr(self, "cdlc_sides", (True, True))
    self.cdlc_sides = sides
    try:
        return visit()
    finally:
        self.cdlc_sides = outer


def _splitting(original: Any) -> Any:
    """`Child.Outputs.Name` is attribute `Outputs.Name` of Child, as in `Fn::GetAtt`'s list form."""

    @wraps(original)
    def resolve_attribute(self: Any, arguments: Any, select_before: bool) -> Any:  # noqa: FBT001
        if not getattr(self, "cdlc_sides", (True, True))[0 if select_before else 1]:
            return Nothing
        parts = arguments.split(".", 1) if isinstance(arguments, str) else arguments
        return original(self, arguments=[parts[0], ".".join(parts[1:])], select_before=select_before)

    return resolve_attribute


def deployed_property_value_of(
    self: Any, resource_logical_id: str, property_name: str, resolved_resources: dict[str, Any]
) -> Any:
    """An attribute of a deployed resource, of whatever type. Raises `UnknownAttributeError` for the new template."""
    self._get_node_resource_for(
        resource_name=resource_logical_id, node_template=self._change_set.update_model.node_template
    )
    resource = resolved_resources.get(resource_logical_id)
    if resource is None:
        raise RuntimeError(f"No deployed instances of resource '{resource_logical_id}' were found")
    value = engine.get_value_from_path(resource.get("Properties") or {}, property_name)
    if value is None and resolved_resources is self.resources:
        raise UnknownAttributeError(f"Requested attribute {property_name} does not exist for {resource_logical_id}")
    return value


def visit_node_parameter(self: Any, node_parameter: Any) -> Any:
    """A parameter's given value, be it empty, else its default; lists are split on both sides."""
    node = node_parameter
    if not engine.VALID_LOGICAL_RESOURCE_ID_RE.match(node.name):
        raise engine.ValidationError(f"Template format error: Parameter name {node.name} is non alphanumeric.")
    given, default, kind = self.visit(node.dynamic_value), self.visit(node.default_value), self.visit(node.type_)
    before = default.before if engine.is_nothing(given.before) else given.before
    after = default.after if engine.is_nothing(given.after) else given.after
    return Delta(before=_typed(before, kind.before), after=_typed(after, kind.after))


def _typed(value: Any, kind: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, str) and (kind == "CommaDelimitedList" or kind.startswith("List<")):
        return [item.strip() for item in value.split(",")]
    return value


def visit_fn_sub(self: Any, node_intrinsic_function: Any) -> Any:
    """`Fn::Sub`: always a text; `${!Name}` stays as `${Name}`."""
    node = node_intrinsic_function
    arguments = self.visit(node.arguments)
    before, after = (self._before_cache.get(node.scope, Nothing), self._after_cache.get(node.scope, Nothing))
    if engine.is_nothing(before) and not engine.is_nothing(arguments.before):
        before = _substitute(self, arguments.before, select_before=True)
    if engine.is_nothing(after) and not engine.is_nothing(arguments.after):
        after = _substitute(self, arguments.after, select_before=False)
    return Delta(before=before, after=after)


def _substitute(self: Any, arguments: Any, *, select_before: bool) -> str:
    template, own = (arguments, {}) if isinstance(arguments, str) else arguments
    if not isinstance(template, str) or not isinstance(own, dict):
        raise RuntimeError(  # noqa: TRY004 -- the visitors handle it
            f"Fn::Sub takes a text, or a text and a map, not {arguments!r}"
        )

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        return _text(own[name] if name in own else _variable(self, name, select_before))

    return _VARIABLE.sub(value, template)


def _variable(self: Any, name: str, select_before: bool) -> Any:  # noqa: FBT001
    if name in engine._PSEUDO_PARAMETERS:  # noqa: SLF001
        return self._resolve_pseudo_parameter(pseudo_parameter_name=name)
    if "." in name:
        value = self._resolve_attribute(arguments=name, select_before=select_before)
    else:
        delta = self._resolve_reference(logical_id=name)
        value = delta.before if select_before else delta.after
        value = value.physical_resource_id if isinstance(value, engine.PreprocResource) else value
    excluded = not getattr(self, "cdlc_sides", (True, True))[0 if select_before else 1]
    if engine.is_nothing(value) and not excluded and not select_before:
        raise RuntimeError(f"Undefined variable name in Fn::Sub string template '{name}'")
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(_text, value)) if isinstance(value, list) else str(value)


def _look_up_nested() -> None:
    """`Fn::FindInMap` with references for keys is compared by value when the change is carried out."""
    model: Any = ChangeSetModel
    original = model._resolve_intrinsic_function_fn_find_in_map  # noqa: SLF001
    expect(original, "raise NotImplementedError()", area="deploys")

    @wraps(original)
    def resolve(self: Any, arguments: Any) -> Any:
        try:
            return original(self, arguments)
        except NotImplementedError:
            return engine.ChangeType.MODIFIED

    model._resolve_intrinsic_function_fn_find_in_map = resolve  # noqa: SLF001


def _validate_alike() -> None:
    """The validator brings a second copy of `Fn::Sub`; what is not deployed yet is no fault there."""
    validator: Any = ChangeSetModelValidator

    def visit(self: Any, node_intrinsic_function: Any) -> Any:
        try:
            return visit_fn_sub(self, node_intrinsic_function)
        except RuntimeError:
            return self.visit(node_intrinsic_function.arguments)

    validator.visit_node_intrinsic_function_fn_sub = visit
