"""The loop from a Kafka topic to a Lambda function, one thread per event source mapping.

Once LocalStack's worker calls `poll_events`, it stays there until the mapping is stopped: no pause between polls, and
nothing that a broker, a function or a destination does ends it. Offsets are committed only behind records that the
function has processed or the failure destination has taken: a kill at any point leads to redelivery, never to loss.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from localstack.services.lambda_.event_source_mapping.event_processor import (
    BatchFailureError,
    EventProcessor,
    PartialBatchFailureError,
)
from localstack.services.lambda_.event_source_mapping.pipe_utils import get_internal_client
from localstack.services.lambda_.event_source_mapping.pollers.poller import Poller

from cdlc_localstack.streams import destinations, events, verdicts
from cdlc_localstack.streams.backlog import Attempt, Backlog, Item
from cdlc_localstack.streams.consumer import Member, TopicMissing
from cdlc_localstack.streams.filters import Filters
from cdlc_localstack.streams.turns import turn

if TYPE_CHECKING:
    from cdlc_localstack.streams.mapping import Mapping

LOG = logging.getLogger("localstack.streams")
# how long a poll parks; a stop is noticed at once, its thread ends after at most this
_PARK = 2.0
_TIDY_EVERY = 2.0
_TROUBLE_DELAY = 0.5
_TOPIC_DELAY = 2.0


class KafkaPoller(Poller):
    """Delivers a topic's records to a function. `stopping` is the worker's own event, given by `worker.patch`."""

    def __init__(self, mapping: Mapping, processor: EventProcessor) -> None:
        super().__init__(processor=processor)
        self.mapping = mapping
        self.stopping = threading.Event()
        self._filters = Filters(mapping.filters)

    def event_source(self) -> str:
        return "SelfManagedKafka"

    def poll_events(self) -> None:
        """Deliver until stopped; raises nothing, because LocalStack's worker would not survive it."""
        while not self.stopping.is_set():
            try:
                with turn(self.mapping.instance, self.stopping) as mine:
                    if mine:
                        self._deliver_until_stopped()
            except TopicMissing as error:
                LOG.warning("mapping %s waits: %s", self.mapping.uuid, error)
                self.stopping.wait(_TOPIC_DELAY)
            except Exception as error:  # noqa: BLE001  # whatever it was, the mapping goes on
                LOG.warning("mapping %s reconnects: %s: %s", self.mapping.uuid, type(error).__name__, error)
                self.stopping.wait(_TROUBLE_DELAY)

    def _deliver_until_stopped(self) -> None:
        with closing(Member(self.mapping)) as member:
            backlog = Backlog(self.mapping.batch_size)
            tidied = 0.0
            while not self.stopping.is_set():
                self._read(member, backlog)
                self._deliver(member, backlog)
                if time.monotonic() - tidied > _TIDY_EVERY:
                    self._tidy(member, backlog)
                    tidied = time.monotonic()
            self._tidy(member, backlog)

    def _read(self, member: Member, backlog: Backlog) -> None:
        """Poll once; with a batching window, until the batch is full or the window is over."""
        if backlog.full():
            # not KafkaConsumer.pause: kafka-python 3.0.12 parks what it has fetched and never finds it again
            self.stopping.wait(_patience(backlog))
            return
        limit = self.mapping.batch_size
        fresh: list[Item] = []
        self._poll(member, backlog, fresh, _patience(backlog), limit)
        if self.mapping.window and fresh:
            end = time.monotonic() + self.mapping.window
            while len(fresh) < limit and not self.stopping.is_set() and (left := end - time.monotonic()) > 0:
                self._poll(member, backlog, fresh, min(left, _PARK), limit - len(fresh))
        backlog.add(fresh)

    def _poll(self, member: Member, backlog: Backlog, fresh: list[Item], seconds: float, limit: int) -> None:
        """Add what comes to `fresh`; forget what another member reads now."""
        records, lost = member.poll(seconds, limit)
        if lost:
            backlog.drop(lost)
            fresh[:] = [item for item in fresh if item.partition not in lost]
        for item in map(Item, records):
            backlog.read_to[item.partition] = item.record.offset + 1
            if self._filters.passes(item.record):
                fresh.append(item)

    def _deliver(self, member: Member, backlog: Backlog) -> None:
        while not self.stopping.is_set() and (attempt := backlog.take(time.monotonic())):
            backlog.settle(attempt, *self._attempt(attempt))
            member.commit(backlog.offsets())

    def _tidy(self, member: Member, backlog: Backlog) -> None:
        """Commit behind filtered records and transaction markers too, so that the group's lag becomes nothing."""
        held = backlog.held()
        backlog.read_to |= {each: at for each, at in member.positions().items() if each not in held}
        member.commit(backlog.offsets())

    def _attempt(self, attempt: Attempt) -> list[Attempt]:
        """Invoke the function; answers what is still to be delivered."""
        for hopeless, condition in self._hopeless(attempt):
            if not self._discard(hopeless, destinations.Failure(condition)):
                return [_later(attempt)]
            attempt.items = [item for item in attempt.items if item not in hopeless]
        if not attempt.items:
            return []
        try:
            self._invoke(attempt)
        except PartialBatchFailureError as error:
            return self._partly_failed(attempt, error)
        except BatchFailureError as error:
            return self._failed(attempt, None, error.error)
        except Exception as error:  # noqa: BLE001  # throttled, function away: no failure of the function's
            LOG.warning("mapping %s could not invoke: %s: %s", self.mapping.uuid, type(error).__name__, error)
            return [_later(attempt)]
        return []

    def _partly_failed(self, attempt: Attempt, error: PartialBatchFailureError) -> list[Attempt]:
        try:
            failed = verdicts.reported(error.partial_failure_payload, attempt.items)
        except verdicts.MalformedReport as malformed:
            LOG.warning("mapping %s retries the batch, its report is %s", self.mapping.uuid, malformed)
            return self._failed(attempt, None, error.error)
        return self._failed(attempt, failed, error.error) if failed else []

    def _failed(
        self, attempt: Attempt, failed: set[verdicts.Position] | None, answer: dict[str, Any] | None
    ) -> list[Attempt]:
        mapping = self.mapping
        verdict = verdicts.judge(attempt, failed, mapping.retries, bisect=mapping.bisect, now=time.monotonic())
        failure = destinations.Failure(destinations.RETRIES_EXHAUSTED, answer or {})
        if verdict.discarded and not self._discard(verdict.discarded, failure):
            return [_later(attempt)]
        return verdict.again

    def _hopeless(self, attempt: Attempt) -> list[tuple[list[Item], str]]:
        age = self.mapping.record_age
        oldest = (time.time() - age) * 1000 if age is not None else 0
        old = [item for item in attempt.items if item.record.timestamp < oldest]
        large = [
            item for item in attempt.items if not events.fits(events.payload_bytes(item.record)) and item not in old
        ]
        found = [(old, destinations.RECORD_TOO_OLD), (large, destinations.PAYLOAD_TOO_LARGE)]
        return [(items, condition) for items, condition in found if items]

    def _discard(self, items: list[Item], failure: destinations.Failure) -> bool:
        """Whether the records are gone for good: taken by the failure destination, or there is none."""
        places = [verdicts.position(item) for item in items]
        LOG.warning("mapping %s gives up %s: %s", self.mapping.uuid, places[:5], failure.condition)
        try:
            if self.mapping.destination:
                destinations.send(self.mapping, items, failure, get_internal_client)
        except Exception as error:  # noqa: BLE001  # the record is not lost: it is delivered again
            LOG.warning("mapping %s: %s refused: %s", self.mapping.uuid, self.mapping.destination, error)
            return False
        return True

    def _invoke(self, attempt: Attempt) -> None:
        event = events.event(self.mapping.bootstrap, [item.record for item in attempt.items])
        self.processor.process_events_batch(event)  # it takes a document as well as a list


def _later(attempt: Attempt) -> Attempt:
    """The same attempt after a pause that grows: nothing was decided about its records."""
    pause = verdicts.delay(attempt.refusals + 1)
    return Attempt(attempt.items, time.monotonic() + pause, attempt.refusals + 1)


def _patience(backlog: Backlog) -> float:
    """How long the next poll may park: until an attempt is due."""
    due = backlog.due()
    return _PARK if due is None else min(max(due - time.monotonic(), 0.0), _PARK)
