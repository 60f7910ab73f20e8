"""A mapping's member of its consumer group: kafka-python, set up so that it idles cheaply and comes back quickly."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kafka import (
    ConsumerRebalanceListener,
    KafkaConsumer,
    OffsetAndMetadata,
    TopicPartition,
)
from kafka.errors import FencedInstanceIdError, KafkaError

from cdlc_localstack.streams.backlog import Partition

if TYPE_CHECKING:
    from cdlc_localstack.streams.events import Record
    from cdlc_localstack.streams.mapping import Mapping

LOG = logging.getLogger("localstack.streams")
# the broker answers a parked fetch as soon as a record is there: a long wait costs no latency
_FETCH_WAIT_MS = 5000
_LONGEST_INVOCATION_MS = 16 * 60 * 1000
_COMMIT_TIMEOUT_MS = 5000
_CLOSE_TIMEOUT_MS = 2000


class TopicMissing(Exception):
    """The mapping's topic does not exist (yet)."""


class Member(ConsumerRebalanceListener):  # kafka-python ships no types
    """Reads the mapping's topic as `mapping.group`. Not thread-safe: used by the mapping's own thread only."""

    def __init__(self, mapping: Mapping) -> None:
        """Connect and join. Raises `TopicMissing`, and kafka-python's errors where no broker answers in 2 s."""
        self._mapping = mapping
        self._lost: set[Partition] = set()
        self._begun: set[Partition] = set()
        self._committed: dict[Partition, int] = {}
        self._consumer = KafkaConsumer(
            bootstrap_servers=list(mapping.bootstrap),
            client_id=f"esm-{mapping.instance}",
            group_id=mapping.group,
            group_instance_id=mapping.instance,
            auto_offset_reset="latest" if mapping.position == "LATEST" else "earliest",
            enable_auto_commit=False,
            isolation_level="read_committed",
            allow_auto_create_topics=False,
            fetch_max_wait_ms=_FETCH_WAIT_MS,
            max_poll_interval_ms=_LONGEST_INVOCATION_MS,
            session_timeout_ms=12_000,
            heartbeat_interval_ms=4000,
            metadata_max_age_ms=30_000,
            reconnect_backoff_max_ms=500,
            bootstrap_timeout_ms=2000,
            metrics_enabled=False,
        )
        try:
            self._join()
        except BaseException:
            self.close()
            raise

    def _join(self) -> None:
        topic = self._mapping.topic
        if not self._consumer.partitions_for_topic(topic):
            raise TopicMissing(f"topic {topic} does not exist at {','.join(self._mapping.bootstrap)}")
        self._consumer.subscribe([topic], listener=self)

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """No loss yet: kafka-python keeps the position of a partition that the rebalance gives back."""

    def on_partitions_lost(self, lost: set[TopicPartition]) -> None:
        """Called on kafka-python's own thread of events, so it only takes note."""
        self._lost |= {Partition(*each) for each in lost}

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """What a rebalance did not give back is another's now, even if the next one returns it."""
        self._lost |= self._begun - {Partition(*each) for each in assigned}

    def poll(self, seconds: float, limit: int) -> tuple[list[Record], set[Partition]]:
        """Wait for up to `limit` records; answers them and the partitions lost since the last call."""
        found = self._consumer.poll(timeout_ms=int(seconds * 1000), max_records=limit)
        self._finish_rebalance()
        lost, self._lost = self._lost, set()
        self._begun -= lost
        for partition in lost:
            self._committed.pop(partition, None)
        strange = {Partition(*each) for each in self._consumer.assignment()} - self._begun
        again = self._begin(strange) if strange else set()
        records = [each for partition, batch in found.items() for each in batch if Partition(*partition) not in again]
        return records, lost

    def positions(self) -> dict[Partition, int]:
        """Where reading stands, transaction markers included."""
        known = {
            partition: self._consumer.position(TopicPartition(*partition), timeout_ms=0) for partition in self._begun
        }
        return {partition: offset for partition, offset in known.items() if offset is not None}

    def commit(self, offsets: dict[Partition, int]) -> None:
        """Commit what changed of the partitions held; what a rebalance or a lost broker hinders, a later call does.

        Raises `FencedInstanceIdError` where another process has taken this member's place.
        """
        mine = {each: offset for each, offset in offsets.items() if each in self._begun}
        changed = {each: offset for each, offset in mine.items() if self._committed.get(each) != offset}
        if changed:
            wanted = {TopicPartition(*each): OffsetAndMetadata(offset, "", -1) for each, offset in changed.items()}
            try:
                self._consumer.commit(wanted, timeout_ms=_COMMIT_TIMEOUT_MS)
            except FencedInstanceIdError:
                raise
            except KafkaError as error:
                LOG.info("mapping %s commits later: %s", self._mapping.uuid, error)
            else:
                self._committed |= changed

    def close(self) -> None:
        """Leave: static members keep their place for the session, so a successor needs no rebalance."""
        self._consumer.close(autocommit=False, timeout_ms=_CLOSE_TIMEOUT_MS)

    def _finish_rebalance(self) -> None:
        """Have a rebalance that has begun come to its end.

        kafka-python 3.0.12 forgets one that it began because the topic's metadata seemed to have changed, when a poll
        ended before the broker answered and the metadata then look as before: no heartbeat, no commit, for ever.
        """
        coordinator = self._consumer._coordinator  # noqa: SLF001  # it has no other way to be told
        if coordinator.rebalance_in_progress():
            coordinator.request_rejoin()

    def _begin(self, partitions: set[Partition]) -> set[Partition]:
        """Note new partitions; answers those sent to AT_TIMESTAMP, whose records read so far are not wanted."""
        kafkas = [TopicPartition(*each) for each in partitions]
        self._begun |= partitions
        if self._mapping.position != "AT_TIMESTAMP":
            return set()
        fresh = [each for each in kafkas if self._consumer.committed(each) is None]
        found = (
            self._consumer.offsets_for_times(dict.fromkeys(fresh, self._mapping.position_timestamp_ms)) if fresh else {}
        )
        ends = self._consumer.end_offsets(fresh) if fresh else {}
        for each in fresh:
            self._consumer.seek(each, found[each].offset if found.get(each) else ends[each])
        return {Partition(*each) for each in fresh}
