"""What becomes of a batch's records after an invocation.

Source: AWS Lambda's guide, "Configuring error handling controls for Kafka event sources" (the report's format,
bisecting, retries). One reading of it is ours: from a partition's first failed offset on everything is redelivered,
so that order holds; AWS says that the failed records are. A consumer that is idempotent sees no difference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from cdlc_localstack.streams.backlog import Attempt, Item, Partition

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST_DELAY = 0.1
LONGEST_DELAY = 5.0


class MalformedReport(Exception):
    """A function's report of failures names something that was not in its batch, or is no report."""


class Position(NamedTuple):
    """A record's place: `partition` is spelled `topic-number`, as in the event and the report."""

    partition: str
    offset: int


@dataclass(slots=True)
class Verdict:
    """`again` is to be delivered once more, `discarded` is past its retries and belongs to the failure destination."""

    again: list[Attempt] = field(default_factory=list)
    discarded: list[Item] = field(default_factory=list)


def reported(payload: Any, items: Iterable[Item]) -> set[Position]:
    """The positions that `{"batchItemFailures": [{"itemIdentifier": {"partition", "offset"}}]}` names.

    An empty report, `{}` and null are success. Raises `MalformedReport`: AWS then retries the whole batch.
    """
    if not payload:
        return set()
    if not isinstance(payload, dict) or not isinstance(payload.get("batchItemFailures") or [], list):
        raise MalformedReport(f"not a report of failures: {str(payload)[:200]}")
    sent = {position(item) for item in items}
    failed = {_position(entry) for entry in payload.get("batchItemFailures") or []}
    if strange := failed - sent:
        raise MalformedReport(f"not in the batch: {sorted(strange)}")
    return failed


def position(item: Item) -> Position:
    """Where the item's record lies, as the report spells it."""
    return Position(f"{item.record.topic}-{item.record.partition}", item.record.offset)


def judge(attempt: Attempt, failed: set[Position] | None, retries: int | None, *, bisect: bool, now: float) -> Verdict:
    """Decide after a function failed: with the positions in `failed`, or as a whole where that is None.

    A whole failure is split in two where `bisect` is set; splitting uses up no retry.
    """
    items = attempt.items
    if failed is None and bisect and len(items) > 1:
        half = len(items) // 2
        return Verdict(again=[Attempt(items[:half], now), Attempt(items[half:], now)])
    wrong = [item for item in items if failed is None or position(item) in failed]
    for item in wrong:
        item.failures += 1
    discarded = [item for item in wrong if retries is not None and item.failures > retries]
    gone = {position(item) for item in discarded}
    again = _from_first_failure(items, {position(item) for item in wrong} - gone, gone)
    worst = max((item.failures for item in again), default=1)
    return Verdict([Attempt(again, now + delay(worst))], discarded)


def delay(failures: int) -> float:
    """Seconds to wait after that many failures in a row."""
    return min(FIRST_DELAY * 2.0 ** min(failures - 1, 10), LONGEST_DELAY)


def _from_first_failure(items: list[Item], failed: set[Position], gone: set[Position]) -> list[Item]:
    open_partitions: set[Partition] = set()
    again = []
    for item in items:
        if position(item) in failed:
            open_partitions.add(item.partition)
        if item.partition in open_partitions and position(item) not in gone:
            again.append(item)
    return again


def _position(entry: Any) -> Position:
    try:
        identifier = entry["itemIdentifier"]
        return Position(str(identifier["partition"]), int(identifier["offset"]))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedReport(f"no partition and offset in {str(entry)[:200]}") from error
