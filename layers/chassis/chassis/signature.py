"""What an operation's function asks for: special arguments apart, the rest in the form that Powertools binds."""

from __future__ import annotations

import functools
import inspect
import re
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pydantic import BaseModel, WrapValidator

from chassis.reply import Reply
from chassis.requests import Caller, IdempotencyKey, IfMatch, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FROM_REQUEST: dict[Any, Callable[[Request], Any]] = {
    Caller: Caller.of,
    IfMatch: IfMatch.of,
    IdempotencyKey: IdempotencyKey.of,
    Request: lambda request: request,
}
_DOCUMENTED = {IfMatch: "If-Match", IdempotencyKey: "Idempotency-Key"}


class Signature:
    """A function's parameters, split into special ones, the body and what comes from path and query."""

    def __init__(self, work: Callable[..., Any], path: str) -> None:
        self._work = work
        self._path = path
        self._in_path = set(re.findall(r"{(\w+)}", path))
        signature = inspect.signature(work, eval_str=True)
        self._parameters = list(signature.parameters.values())
        self._returns = signature.return_annotation

    @property
    def has_body(self) -> bool:
        """Whether a pydantic model is among the arguments."""
        return any(_is_model(parameter.annotation) for parameter in self._parameters)

    @functools.cached_property
    def query_names(self) -> frozenset[str]:
        """Names of the query parameters that the operation has."""
        from aws_lambda_powertools.event_handler.openapi.dependant import get_dependant  # noqa: PLC0415

        dependant = get_dependant(path=self._path, call=self.bindable(lambda **_: None))
        return frozenset(name for field in dependant.query_params for name in _names(field))

    def bindable(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """`run` under the signature that Powertools binds: no special arguments, bodies that refuse unknown fields."""
        parameters = [bound for parameter in self._parameters if (bound := self._bound(parameter)) is not None]

        def bindable(**arguments: Any) -> Any:
            return run(**arguments)

        bindable.__name__ = self._work.__name__
        bindable.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # inspect's own hook
        bindable.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return bindable

    def arguments(self, bound: Mapping[str, Any], request: Request) -> dict[str, Any]:
        """The function's arguments: Powertools' and the special ones. Raises what reading those raises."""
        special = {p.name: read(request) for p in self._parameters if (read := _reader(p.annotation)) is not None}
        return {**bound, **special}

    def responses(self, status: int) -> dict[int, Any]:
        """The success for OpenAPI, by the return annotation (`T` of `Reply[T]`)."""
        kind = get_args(self._returns)[0] if get_origin(self._returns) is Reply else self._returns
        if kind in (None, type(None), inspect.Signature.empty, Reply):
            return {status: {"description": "Done"}}
        return {status: {"description": "Done", "content": {"application/json": {"model": kind}}}}

    def _bound(self, parameter: inspect.Parameter) -> inspect.Parameter | None:
        from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path, Query  # noqa: PLC0415

        kind = parameter.annotation
        if _reader(kind) is not None and kind not in _DOCUMENTED:
            return None
        keyword = parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        if kind in _DOCUMENTED:
            return keyword.replace(annotation=Annotated[str | None, Header(alias=_DOCUMENTED[kind])], default=None)
        if _is_model(kind):
            return keyword.replace(annotation=Annotated[kind, WrapValidator(_strict(kind)), Body()])
        if _is_located(kind):
            return keyword
        while hasattr(kind, "__supertype__"):  # a NewType id
            kind = kind.__supertype__
        return keyword.replace(annotation=Annotated[kind, Path() if parameter.name in self._in_path else Query()])


def _is_located(kind: Any) -> bool:
    """Whether the annotation says itself where its value comes from (`Annotated[str, Query(alias="from")]`)."""
    from aws_lambda_powertools.event_handler.openapi.params import Param  # noqa: PLC0415

    return any(isinstance(mark, Param) for mark in get_args(kind)[1:])


def _reader(kind: Any) -> Callable[[Request], Any] | None:
    return _FROM_REQUEST.get(kind) if isinstance(kind, type) else None


def _is_model(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, BaseModel)


def _strict(model: type[BaseModel]) -> Callable[[Any, Any], BaseModel]:
    """Validate with unknown fields refused at every depth, whatever the models themselves say."""
    return lambda value, _: model.model_validate(value, extra="forbid")


def _names(field: Any) -> list[str]:
    model = field.field_info.annotation
    if _is_model(model):
        return [info.alias or name for name, info in model.model_fields.items()]
    return [field.alias]
