"""Where the kept state lies, and the stamp that says which programs wrote it.

The folder is `$FILESYSTEM_ROOT/var/lib/localstack/state`, beside LocalStack's own cache folder:

    stamp.json      format and versions of what wrote the rest
    snapshots/      one file per service (snapshots.py)
    ledger.sqlite   messages of queues, entries of buckets (ledger.py)
    objects/        bodies of S3 objects (objects.py)
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

FORMAT = 2
LOG = logging.getLogger("localstack.persistence")


@dataclass(frozen=True, slots=True)
class Places:
    """The folder of one LocalStack's kept state."""

    root: Path

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.sqlite"

    @property
    def objects(self) -> Path:
        return self.root / "objects"


def stamp() -> dict[str, str | int]:
    """What must be equal for a kept state to be readable: it holds the programs' own classes."""
    return {
        "format": FORMAT,
        "localstack": version("localstack-core"),
        "moto": version("moto-ext"),
        "extension": version("cdlc-localstack"),
    }


def claim(root: Path) -> Places:
    """Prepare the folder; state that other versions wrote is moved aside, never read and never deleted."""
    places = Places(root)
    written = _written(root)
    if written is not None and written != stamp():
        aside = root.with_name(f"{root.name}-{time.strftime('%Y%m%d-%H%M%S')}")
        root.rename(aside)
        LOG.warning("%s: written by %s, this is %s; moved to %s, deploy again", root, written, stamp(), aside.name)
    for folder in (places.snapshots, places.objects):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "stamp.json").write_text(json.dumps(stamp()))
    return places


def _written(root: Path) -> dict[str, str | int] | None:
    """The stamp found in the folder; an unreadable one counts as another version's; None for a new folder."""
    if not root.exists() or not any(root.iterdir()):
        return None
    try:
        found: dict[str, str | int] = json.loads((root / "stamp.json").read_text())
    except (OSError, ValueError):
        return {}
    return found
