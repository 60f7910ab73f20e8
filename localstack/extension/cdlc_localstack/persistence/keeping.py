"""Puts the parts together for one run of LocalStack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from localstack.services.s3.provider import S3Provider

from cdlc_localstack.persistence import executions, models, stacks, workers
from cdlc_localstack.persistence.entries import Entries, Touched
from cdlc_localstack.persistence.keeper import Keeper
from cdlc_localstack.persistence.ledger import Ledger
from cdlc_localstack.persistence.objects import ObjectFiles
from cdlc_localstack.persistence.patching import around
from cdlc_localstack.persistence.places import claim
from cdlc_localstack.persistence.queues import Messages
from cdlc_localstack.persistence.requests import Calls
from cdlc_localstack.persistence.revival import Revival


class Keeping:
    """Start, run and end of keeping the state."""

    def __init__(self, root: Path) -> None:
        """Before the gateway listens: patches, then the stores.

        Raises `InUse` where another LocalStack has the folder, `UnexpectedLocalStackError` where this is another one.
        """
        places = claim(root)
        self._keeper = Keeper(places.snapshots)
        ledger, touched = Ledger(places.ledger), Touched()
        files = ObjectFiles(places.objects, touched)
        entries, messages = Entries(ledger, files, touched), Messages(ledger)
        _store_bodies_in(files)
        models.install()
        messages.install()
        workers.install()
        executions.install(self._keeper)
        progress = stacks.Progress(self._keeper, ledger)
        progress.install()
        self._revival = Revival(
            places,
            loaded={
                "s3": entries.load,
                "sqs": messages.load,
                "cloudformation": lambda: progress.fail_interrupted(self._revival.found),
            },
            running={
                "lambda": workers.resume_functions,
                "events": workers.resume_rules,
                "stepfunctions": executions.fail_interrupted,
            },
        )
        Calls(self._keeper, self._revival, entries, messages).install()
        self._revival.load()

    def resume(self) -> None:
        """Once the gateway listens."""
        self._revival.resume()
        self._keeper.start()

    def close(self) -> None:
        """At the beginning of an orderly end."""
        self._keeper.close()


def _store_bodies_in(files: ObjectFiles) -> None:
    def init(original: Callable[..., None], provider: S3Provider, storage_backend: Any = None) -> None:
        original(provider, storage_backend or files)

    around(S3Provider, "__init__", init, "EphemeralS3ObjectStore(DEFAULT_S3_TMP_DIR)")
