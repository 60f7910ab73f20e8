"""The sink of row changes: from a batch of records to one insert per table, and letters for what has no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.errors import Invalid
from insights._adapters.letters import bury
from insights._domain.changes import change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chassis.kafka import Record
    from insights._adapters.clickhouse import Twins
    from insights._domain.twins import Twin

    Batch = dict[str, tuple[Twin, list[list[Any]]]]


class Sink:
    """Writes whole batches: inserts first, letters last, so a batch that is repeated loses and doubles nothing."""

    def __init__(self, twins: Twins) -> None:
        self._twins = twins

    def write(self, records: Iterable[Record]) -> None:
        """Raises `Unavailable` where ClickHouse does not take it all; the batch is then delivered again."""
        batch: Batch = {}
        misfits: list[tuple[Record, Invalid]] = []
        for record in records:
            try:
                self._sort_in(record, batch)
            except Invalid as misfit:
                misfits.append((record, misfit))
        for twin, rows in batch.values():
            self._twins.insert(twin, rows)
        for record, reason in misfits:
            bury(record, f"{type(reason).__name__}: {reason.detail}")

    def _sort_in(self, record: Record, batch: Batch) -> None:
        if record.value is None:
            return  # a tombstone: the delete before it said all
        each = change(record.value)
        twin = self._twins.of(each)
        values = twin.values(each)
        batch.setdefault(twin.name, (twin, []))[1].append(values)
