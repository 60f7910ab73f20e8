"""A step of the installation: what it is made from, what it makes, and a stamp that says it was done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True)
class Step:
    """`make` runs when an input changed or a product is gone; it may raise anything, and runs after `needs`."""

    name: str
    inputs: tuple[Path | str, ...]
    products: tuple[Path, ...]
    make: Callable[[Path], None]
    needs: tuple[str, ...] = ()

    def digest(self) -> str:
        """Hash of the inputs: contents of files (of a folder's files), the text of strings."""
        known = hashlib.sha256()
        for item in self.inputs:
            if isinstance(item, str):
                known.update(item.encode())
                continue
            for path in sorted(item.rglob("*")) if item.is_dir() else (item,):
                known.update(str(path.name).encode() + (path.read_bytes() if path.is_file() else b""))
        return known.hexdigest()

    def done(self, stamps: Path) -> bool:
        """Whether the stamp is of these inputs and every product is there."""
        stamp = stamps / self.name
        return (
            all(product.exists() for product in self.products) and stamp.exists() and stamp.read_text() == self.digest()
        )

    def stamp(self, stamps: Path) -> None:
        """Remember that it was done."""
        stamps.mkdir(parents=True, exist_ok=True)
        (stamps / self.name).write_text(self.digest())
