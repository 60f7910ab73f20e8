"""What a run is about to create, on disk before it is created: whoever is killed in between leaves no orphan.

The stack's own record is written a moment behind (persistence), the resource itself may be durable at once: without
this file a resource with a fixed name could outlive the run that made it, and the next run would stumble over it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

_IDENTIFIERS = {"AWS::SecretsManager::Secret": ("Id", "Name")}  # what deletes it ← what the template calls it


class Intention(NamedTuple):
    """One resource that was about to be made; `kept` says that the template retains it even when taken back."""

    name: str
    resource_type: str
    properties: dict[str, Any]
    kept: bool


def note(stack_id: str, intention: Intention) -> None:
    """Append the intention and wait until it is on disk."""
    path = _path(stack_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(json.dumps(intention, default=str).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(stack_id: str) -> list[Intention]:
    """Every intention of a run that did not end, in order; a line that was cut off was not acted upon."""
    path, found = _path(stack_id), []
    for line in path.read_bytes().split(b"\n")[:-1] if path.exists() else []:
        intention = Intention(*json.loads(line))
        target, source = _IDENTIFIERS.get(intention.resource_type, ("", ""))
        if source in intention.properties:
            intention.properties.setdefault(target, intention.properties[source])
        found.append(intention)
    return found


def forget(stack_id: str) -> None:
    """The run has ended: what it made is in the stack's own record."""
    _path(stack_id).unlink(missing_ok=True)


def _path(stack_id: str) -> Path:
    # Beside the state that persistence keeps; LocalStack's own data folder is emptied at every start.
    folder = Path(os.environ["FILESYSTEM_ROOT"]) / "var" / "lib" / "localstack" / "intentions"
    return folder / f"{hashlib.sha256(stack_id.encode()).hexdigest()[:32]}.jsonl"
