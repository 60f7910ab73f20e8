"""`task`: a state of a state machine, or a function invoked by name, with typed input and output."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis import trace
from chassis.errors import Refusal
from chassis.telemetry import Invocation, logger

if TYPE_CHECKING:
    from collections.abc import Callable


class TaskInputInvalid(ValueError):
    """The input does not fit the task's model; the message names each place. Repeating cannot help."""


def task(work: Callable[[Any], BaseModel]) -> Callable[[Any, Any], Any]:
    """Wrap `work(input: Model) -> Model` as a Lambda handler. A refusal's class name becomes the state's error."""

    @functools.wraps(work)
    def handler(event: Any, context: Any) -> Any:
        trace.begin(None)
        invocation = Invocation(work.__module__, request_id=getattr(context, "aws_request_id", None))
        outcome = "Failed"
        try:
            output = work(_read(_input_type(work), event))
            outcome = "Succeeded"
            return output.model_dump(mode="json", by_alias=True)
        except (Refusal, TaskInputInvalid):
            outcome = "Refused"
            raise
        except Exception:
            logger().exception("the task failed")
            raise
        finally:
            invocation.end({outcome: 1})

    return handler


@functools.cache
def _input_type(work: Callable[[Any], BaseModel]) -> TypeAdapter[Any]:
    signature = inspect.signature(work, eval_str=True)
    return TypeAdapter(next(iter(signature.parameters.values())).annotation)


def _read(kind: TypeAdapter[Any], event: Any) -> Any:
    try:
        return kind.validate_python(event)
    except ValidationError as error:
        places = [f"/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        raise TaskInputInvalid("; ".join(places)) from None
