"""LocalStack's state outlives it: after kill -9 and a start the same ids, keys, settings, messages and objects are there.

docs/decisions/0005-localstack-persistence.md says what is kept, how, and what may be lost.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def folder() -> Path:
    """`CDLC_LOCALSTACK_STATE`, else `state` beside LocalStack's cache folder."""
    from localstack import config  # noqa: PLC0415  # importing the area opens nothing

    return Path(os.environ.get("CDLC_LOCALSTACK_STATE") or Path(config.dirs.cache).with_name("state"))


def install() -> None:
    """Take the place of LocalStack's S3 storage and follow its start, its calls and its end."""
    from cdlc_localstack.persistence import places  # noqa: PLC0415
    from localstack.runtime.runtime import LocalstackRuntime  # noqa: PLC0415
    from cdlc_localstack.persistence.patching import around  # noqa: PLC0415

    def starting(original: Callable[..., None], runtime: Any) -> None:
        original(runtime)
        keeping.load(places.claim(folder()))

    def ready(original: Callable[..., None], runtime: Any) -> None:
        keeping.resume()
        original(runtime)

    def shutdown(original: Callable[..., None], runtime: Any) -> None:
        keeping.close()
        original(runtime)

    from cdlc_localstack.persistence.keeping import Keeping  # noqa: PLC0415

    keeping = Keeping()
    around(LocalstackRuntime, "_on_starting", starting)  # noqa: SLF001  # hooks run in no stated order, and an error in one is fatal
    around(LocalstackRuntime, "_on_ready", ready)  # noqa: SLF001
    around(LocalstackRuntime, "shutdown", shutdown)
