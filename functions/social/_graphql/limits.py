"""What a query may ask for at most: rules that run with GraphQL's own validation, before anything is executed."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    Node,
    OperationDefinitionNode,
    ValidationContext,
    VariableNode,
)

from chassis.errors import Refusal
from social._domain.refusals import QueryTooCostly, QueryTooDeep, TooManyAliases

MOST_DEEP = 8
MOST_ALIASES = 15
MOST_COSTLY = 25_000
MOST_TOKENS = 2_000
PAGE = 20  # a connection's length where the query does not say
LONGEST = 100  # a list's length, at most
_LISTS = {"first", "ids"}

Counted = tuple[FieldNode, int, int]  # a field, how deep it is, how often it may be answered


class Limits(ASTValidationRule):
    """Depth of nesting, number of aliases, and cost: one for each field, times the length of the lists around it."""

    variables: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def given(cls, variables: Mapping[str, Any]) -> type[ASTValidationRule]:
        """The rule for a request with these variables: they say how long its lists are."""
        return type(cls.__name__, (cls,), {"variables": variables})

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        definitions = context.document.definitions
        self._fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        for operation in node.definitions:
            if isinstance(operation, OperationDefinitionNode):
                self._check(operation)

    def _check(self, operation: OperationDefinitionNode) -> None:
        deepest = aliases = cost = 0
        for field, depth, times in self._fields(operation, 1, 1, frozenset()):
            if field.name.value.startswith("__"):
                continue
            deepest, aliases, cost = max(deepest, depth), aliases + bool(field.alias), cost + times
            if cost > MOST_COSTLY or deepest > MOST_DEEP or aliases > MOST_ALIASES:
                break
        if deepest > MOST_DEEP:
            self._refuse(QueryTooDeep(f"a query nests at most {MOST_DEEP} fields"), operation)
        if aliases > MOST_ALIASES:
            self._refuse(TooManyAliases(f"a query has at most {MOST_ALIASES} aliases"), operation)
        if cost > MOST_COSTLY:
            self._refuse(QueryTooCostly(f"a query costs at most {MOST_COSTLY}: ask for shorter lists"), operation)

    def _fields(self, node: Node, depth: int, times: int, inside: frozenset[str]) -> Iterator[Counted]:
        """Every field below `node` with its depth and number of answers; fragments count where they stand."""
        selections = getattr(getattr(node, "selection_set", None), "selections", ())
        for each in selections:
            if isinstance(each, FieldNode):
                yield each, depth, times
                if not each.name.value.startswith("__"):
                    yield from self._fields(each, depth + 1, times * _length(each, self.variables), inside)
            elif isinstance(each, FragmentSpreadNode):
                name = each.name.value
                if name in self._fragments and name not in inside:
                    yield from self._fields(self._fragments[name], depth, times, inside | {name})
            else:
                yield from self._fields(each, depth, times, inside)

    def _refuse(self, refusal: Refusal, node: Node) -> None:
        self.report_error(GraphQLError(refusal.detail, node, original_error=refusal))


def _length(field: FieldNode, variables: Mapping[str, Any]) -> int:
    """How many things a field may answer with. A variable that is left to its default counts as the longest."""
    for argument in field.arguments or ():
        if argument.name.value in _LISTS:
            match argument.value:
                case IntValueNode(value=number):
                    return max(1, int(number))
                case ListValueNode(values=values):
                    return max(1, len(values))
                case VariableNode(name=name):
                    return _given(variables.get(name.value))
    return PAGE if field.name.value.startswith("ratings") else 1


def _given(value: object) -> int:
    match value:
        case int():
            return max(1, value)
        case list():
            return max(1, len(value))
        case _:
            return LONGEST
