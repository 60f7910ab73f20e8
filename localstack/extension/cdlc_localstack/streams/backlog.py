"""Records between Kafka and the function: what may be invoked next, and which offsets may be committed.

Within a partition nothing overtakes: an attempt waits until no earlier one holds records of the same partition.
The committed offset of a partition is that of its first unsettled record, else where reading stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cdlc_localstack.streams import events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENOUGH_BATCHES = 20
ENOUGH_BYTES = 64 * 1024 * 1024


class Partition(NamedTuple):
    """A partition of a topic; equal to kafka-python's `TopicPartition`, which is such a tuple too."""

    topic: str
    partition: int


@dataclass(slots=True)
class Item:
    """A record on its way; `failures` counts the function's failures with it."""

    record: events.Record
    failures: int = 0

    @property
    def partition(self) -> Partition:
        return Partition(self.record.topic, self.record.partition)


@dataclass(slots=True)
class Attempt:
    """Records for one invocation, in order within each partition; not before `due` (monotonic seconds)."""

    items: list[Item]
    due: float = 0.0
    refusals: int = 0  # invocations that never reached the function

    @property
    def partitions(self) -> set[Partition]:
        return {item.partition for item in self.items}


@dataclass(slots=True)
class Backlog:
    """All that has been read and is not settled."""

    batch_size: int
    attempts: list[Attempt] = field(default_factory=list)
    read_to: dict[Partition, int] = field(default_factory=dict)

    def add(self, items: Iterable[Item]) -> None:
        """Queue newly read records as attempts within the batch size and Lambda's payload limit."""
        self.attempts += [Attempt(batch) for batch in _batches(items, self.batch_size)]

    def take(self, now: float) -> Attempt | None:
        """The first attempt that is due and that no earlier one holds up; it stays queued until `settle`."""
        return next((attempt for attempt in self._free() if attempt.due <= now), None)

    def settle(self, attempt: Attempt, *again: Attempt) -> None:
        """Put `again` in the attempt's place: nothing where all its records are done with."""
        place = next(index for index, each in enumerate(self.attempts) if each is attempt)
        self.attempts[place : place + 1] = [each for each in again if each.items]

    def due(self) -> float | None:
        """When `take` will have something (monotonic seconds), or None where nothing is queued."""
        return min((attempt.due for attempt in self._free()), default=None)

    def _free(self) -> Iterator[Attempt]:
        """Attempts that no earlier one holds up."""
        held: set[Partition] = set()
        for attempt in self.attempts:
            if not held & attempt.partitions:
                yield attempt
            held |= attempt.partitions

    def drop(self, lost: set[Partition]) -> None:
        """Forget partitions that another member reads now; it begins at the committed offset."""
        for attempt in self.attempts:
            attempt.items = [item for item in attempt.items if item.partition not in lost]
        self.attempts = [attempt for attempt in self.attempts if attempt.items]
        for partition in lost:
            self.read_to.pop(partition, None)

    def held(self) -> set[Partition]:
        """Partitions with unsettled records."""
        return {item.partition for attempt in self.attempts for item in attempt.items}

    def full(self) -> bool:
        """Whether so much waits that no more should be read."""
        items = [item for attempt in self.attempts for item in attempt.items]
        return len(items) >= ENOUGH_BATCHES * self.batch_size or _bytes(items) >= ENOUGH_BYTES

    def offsets(self) -> dict[Partition, int]:
        """What may be committed: per partition the offset from which a successor must read."""
        result = dict(self.read_to)
        for attempt in self.attempts:
            for item in attempt.items:
                result[item.partition] = min(result.get(item.partition, item.record.offset), item.record.offset)
        return result


def _bytes(items: Iterable[Item]) -> int:
    return sum(events.payload_bytes(item.record) for item in items)


def _batches(items: Iterable[Item], limit: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        more = events.payload_bytes(item.record)
        if batch and (len(batch) == limit or not events.fits(size + more)):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += more
    if batch:
        yield batch
