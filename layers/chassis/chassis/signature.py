"""What an operation's function asks for: special arguments apart, the rest in the form that Powertools binds."""

import functools
import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, WrapValidator

from chassis.reply import Reply
from chassis.requests import Caller, IdempotencyKey, IfMatch, Request

_SPECIAL: dict[Any, Callable[[Request], Any]] = {
    Caller: Caller.of,
    IfMatch: IfMatch.of,
    IfMatch | None: IfMatch.if_sent,
    IdempotencyKey: IdempotencyKey.of,
    Request: lambda request: request,
}
_DOCUMENTED = {IfMatch: "If-Match", IfMatch | None: "If-Match", IdempotencyKey: "Idempotency-Key"}


class Signature:
    """A function's parameters, split into special ones, the body and what comes from path and query."""

    def __init__(self, work: Callable[..., Any], path: str, method: str) -> None:
        signature = inspect.signature(work, eval_str=True)
        self._returns, parameters = signature.return_annotation, list(signature.parameters.values())
        self._readers = {p.name: _SPECIAL[p.annotation] for p in parameters if p.annotation in _SPECIAL}
        self._in_path = set(re.findall(r"{(\w+)}", path))
        self._asks = method == "GET"  # its models are the query's fields, not a body
        self._also = [201] if method == "PUT" else []  # it makes what was not there
        self.has_body = not self._asks and any(_is_model(parameter.annotation) for parameter in parameters)
        self._bound = [self._bind(p) for p in parameters if p.annotation not in _SPECIAL or p.annotation in _DOCUMENTED]
        self.query_names = {name for parameter in self._bound for name in self._query(parameter)}

    def bindable(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """`run` under the signature that Powertools binds: no special arguments, bodies that refuse unknown fields."""
        bound = functools.partial(run)
        bound.__name__, bound.__signature__ = "handler", inspect.Signature(self._bound)  # type: ignore[attr-defined]
        return bound

    def special(self, request: Request) -> dict[str, Any]:
        """The special arguments. Raises what reading them raises."""
        return {name: read(request) for name, read in self._readers.items()}

    def responses(self, status: int, media: str) -> dict[int, Any]:
        """The success for OpenAPI, by the return annotation (`T` of `Reply[T]`)."""
        kind = get_args(self._returns)[0] if get_origin(self._returns) is Reply else self._returns
        empty = kind in (None, type(None), inspect.Signature.empty, Reply)
        shown = {"schema": {"type": "string"}} if kind is str else {"model": kind}
        content = {} if empty else {"content": {media.partition(";")[0]: shown}}
        return {each: {"description": "Done", **content} for each in (status, *self._also)}

    def _bind(self, parameter: inspect.Parameter) -> inspect.Parameter:
        from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Param, Path, Query  # noqa: PLC0415

        kind, keyword = parameter.annotation, parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        if kind in _DOCUMENTED:
            return keyword.replace(annotation=Annotated[str | None, Header(alias=_DOCUMENTED[kind])], default=None)
        if _is_model(kind) and self._asks:
            return keyword.replace(annotation=Annotated[kind, Query()])
        if _is_model(kind):
            return keyword.replace(annotation=Annotated[kind, WrapValidator(functools.partial(_strict, kind)), Body()])
        if any(isinstance(mark, Param) for mark in get_args(kind)[1:]):  # it says itself where its value comes from
            return keyword
        kind = getattr(kind, "__supertype__", kind)  # a NewType id
        return keyword.replace(annotation=Annotated[kind, Path() if parameter.name in self._in_path else Query()])

    def _query(self, parameter: inspect.Parameter) -> list[str]:
        from aws_lambda_powertools.event_handler.openapi.params import Query  # noqa: PLC0415

        kind, *marks = get_args(parameter.annotation)
        queries = [mark for mark in marks if isinstance(mark, Query)]
        if queries and _is_model(kind):
            return [info.alias or name for name, info in kind.model_fields.items()]
        return [query.alias or parameter.name for query in queries]


def _is_model(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, BaseModel)


def _strict(model: type[BaseModel], value: Any, _: Any) -> BaseModel:
    """Validate with unknown fields refused at every depth, whatever the models themselves say."""
    return model.model_validate(value, extra="forbid")
