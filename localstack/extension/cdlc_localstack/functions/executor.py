"""LocalStack's runtime executor on local processes.

Plug-in group `localstack.lambda.runtime_executor`, chosen by LAMBDA_RUNTIME_EXECUTOR=process.
"""

from __future__ import annotations

import os
from typing import Any

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from . import archives, environment, parents, places
from .logs import Transcript
from .process import Limits, Work
from .sandbox import Sandbox

_MB = 1 << 20
_PARENTS = parents.Parents()


class ProcessRuntimeExecutor(RuntimeExecutor):
    """One execution environment of a function's version, as a process on AWS's runtime client."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:  # noqa: A002 - LocalStack's signature
        super().__init__(id, function_version)
        settings = function_version.config
        limits = Limits(settings.timeout, _init_seconds(), settings.memory_size * _MB)
        self._sandbox = Sandbox(_PARENTS, places.state("tmp") / id, limits, function_version.id.qualifier)

    def start(self, env_vars: dict[str, Any]) -> None:
        """Begin the process; its start is awaited, and its failure reported, by the first invocation."""
        settings = self.function_version.config
        tree = archives.tree(self.function_version)
        self._sandbox.home.joinpath(".bin").mkdir(parents=True)
        variables = environment.variables(
            computed=env_vars,
            settings=settings,
            tree=tree,
            home=self._sandbox.home,
            api=self._sandbox.api,
        )
        self._sandbox.start(
            self._request(tree, variables), on_demand=env_vars["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
        )

    def _request(self, tree: archives.Tree, variables: dict[str, str]) -> dict[str, Any]:
        """What the nursery is to make: cdlc_nursery.birth.Request."""
        settings = self.function_version.config
        return {
            "handler": settings.handler,
            "name": self.function_version.id.function_name,
            "environment": variables,
            "root": str(tree.root),
            "search": tree.search,
            "hot": tree.hot,
            "packages": tree.packages,
            "steady": tree.steady,
            "learnt": parents.lessons(tree.steady, settings.memory_size * _MB),
            "bytecode": str(places.state("bytecode")),
            "data_bytes": 4 * settings.memory_size * _MB + (1 << 30),
            "file_bytes": settings.ephemeral_storage.size * _MB,
        }

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Run one invocation; `payload` as LocalStack's ExecutionEnvironment.invoke makes it."""
        work = Work(
            id=payload["invoke-id"],
            payload=payload["payload"].encode(),
            arn=payload["invoked-function-arn"],
            trace=payload["trace-id"],
        )
        done = self._sandbox.invoke(work)
        logs = Transcript.of(done.messages)
        return InvocationResult(work.id, done.outcome.payload, is_error=done.outcome.failed, logs=logs)

    def stop(self) -> None:
        self._sandbox.stop()

    def get_address(self) -> str:
        return str(config.GATEWAY_LISTEN[0].host)

    def get_endpoint_from_executor(self) -> str:
        return str(config.GATEWAY_LISTEN[0].host)

    def get_runtime_endpoint(self) -> str:
        return f"http://{self._sandbox.api}"

    def get_logs(self) -> str:
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack the code, so that a broken archive fails the deployment and not the first call."""
        if function_version.config.code is None:
            raise ValueError(f"{function_version.qualified_arn}: container images need Docker; deploy a zip")
        archives.unpack(function_version.config.code)

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Unpacked code is shared by content; it goes when LocalStack starts again."""

    @classmethod
    def validate_environment(cls) -> bool:
        places.python()
        return True


def _init_seconds() -> float:
    """How long a function may take to start: AWS's 10 s unless CDLC_LAMBDA_INIT_SECONDS says otherwise."""
    return float(os.environ.get("CDLC_LAMBDA_INIT_SECONDS", "10"))
