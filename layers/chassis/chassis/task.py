"""`task`: a state of a state machine, or a function invoked by name, with typed input and output."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.telemetry import invocation


class TaskInputInvalid(ValueError):
    """The input does not fit the task's model; the message names each place. Repeating cannot help."""


def task(work: Callable[[Any], BaseModel]) -> Callable[[Any, Any], Any]:
    """Wrap `work(input: Model) -> Model` as a Lambda handler. A refusal's class name becomes the state's error."""
    signature = functools.partial(inspect.signature, work, eval_str=True)
    adapter = functools.cache(lambda: TypeAdapter[Any](next(iter(signature().parameters.values())).annotation))

    @functools.wraps(work)
    def handler(event: Any, context: Any) -> Any:
        with invocation(work.__module__, context) as counts:
            try:
                asked = adapter().validate_python(event)
            except ValidationError as error:
                places = [f"/{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
                raise TaskInputInvalid("; ".join(places)) from None
            output = work(asked)
            counts["Succeeded"] += 1
            return output.model_dump(mode="json", by_alias=True)

    return handler
