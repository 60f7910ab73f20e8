"""LocalStack's state outlives it: after kill -9 and a start the same ids, settings, messages and objects are there.

docs/decisions/0005-localstack-persistence.md says what is kept, how, and what may be lost.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def folder() -> Path:
    """`CDLC_LOCALSTACK_STATE`, else `state` beside LocalStack's cache folder."""
    from localstack import config  # noqa: PLC0415  # importing this package loads none of LocalStack

    return Path(os.environ.get("CDLC_LOCALSTACK_STATE") or Path(config.dirs.cache).with_name("state"))


def install() -> None:
    """Take the place of LocalStack's S3 storage and follow its start, its calls and its end."""
    from localstack.runtime.runtime import LocalstackRuntime  # noqa: PLC0415

    from cdlc_localstack.persistence.patching import around  # noqa: PLC0415

    run: list[Any] = []

    def starting(original: Callable[..., None], runtime: Any) -> None:
        from cdlc_localstack.persistence.keeping import Keeping  # noqa: PLC0415

        original(runtime)
        run.append(Keeping(folder()))

    def ready(original: Callable[..., None], runtime: Any) -> None:
        run[0].resume()
        original(runtime)

    def shutdown(original: Callable[..., None], runtime: Any) -> None:
        if run and not runtime.stopping.is_set():
            run[0].close()
        original(runtime)

    around(LocalstackRuntime, "_on_starting", starting, "hooks.on_runtime_start.run()")
    around(LocalstackRuntime, "_on_ready", ready, "hooks.on_runtime_ready.run()")
    around(LocalstackRuntime, "shutdown", shutdown, "hooks.on_runtime_shutdown.run")
