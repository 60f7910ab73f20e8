"""The entry point by which LocalStack finds the executor."""

from __future__ import annotations

from typing import Any

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class ProcessRuntimePlugin(RuntimeExecutorPlugin):
    """LAMBDA_RUNTIME_EXECUTOR=process."""

    name = "process"

    def load(self, *_: Any, **__: Any) -> type:
        """The executor's class, imported only where it is chosen."""
        from .executor import ProcessRuntimeExecutor  # noqa: PLC0415 - only where it is chosen

        return ProcessRuntimeExecutor
