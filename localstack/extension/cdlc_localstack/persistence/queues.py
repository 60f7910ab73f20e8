"""Messages of queues in the ledger: a row from `put` until the message is deleted or expires.

Covers SQS and the queues in which LocalStack holds asynchronous invocations of functions. After a restart a message
that was in flight is visible again at once (at least once, as SQS promises) and is counted as never received.
A FIFO queue's deleted messages stay for the deduplication interval.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from localstack import config
from localstack.runtime import events
from localstack.services.lambda_.invocation.internal_sqs_queue import QueueManager
from localstack.services.sqs.constants import DEDUPLICATION_INTERVAL_IN_SEC
from localstack.services.sqs.models import FifoQueue, SqsMessage, SqsQueue, StandardQueue, sqs_stores

from cdlc_localstack.persistence import pickling
from cdlc_localstack.persistence.ledger import Ledger
from cdlc_localstack.persistence.patching import around

CONTENTS = {
    "mutex", "visible", "inflight", "delayed", "receipts", "message_group_queue", "message_groups", "inflight_groups",
    "deduplication", "attributes",
}  # fmt: skip
"""Attributes of a queue that are not its settings: made anew, filled from the ledger."""


class Messages:
    """Keeps the ledger equal to the queues."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: set[str] = set()

    def install(self) -> None:
        """Note what is put, removed, purged and expired from here on."""
        for kind in (StandardQueue, FifoQueue):
            around(kind, "put", self._put(kind), "SqsMessage(", "_put_message(")
            around(kind, "_on_remove_message", self._removed)  # the hook that LocalStack offers for this
        self._watch_expiry()
        around(SqsQueue, "clear", self._cleared, "self.inflight.clear()")
        around(QueueManager, "create_queue", self._created)
        around(QueueManager, "delete_queue", self._event_queue_deleted)
        pickling.leaves(StandardQueue, _queue_state)
        pickling.leaves(FifoQueue, _queue_state)

    def load(self) -> None:
        """After the snapshot of SQS: every queue's messages."""
        self._ledger.change("delete from messages where deleted < ?", (time.time() - DEDUPLICATION_INTERVAL_IN_SEC,))
        for queue in _queues():
            self.adopt(queue)

    def adopt(self, queue: SqsQueue) -> None:
        """Put back what the ledger holds for a queue not seen before in this run."""
        if queue.arn in self._known:
            return
        self._known.add(queue.arn)
        query = "select content, deleted from messages where queue = ? order by seq"
        for content, deleted in self._ledger.rows(query, (queue.arn,)):
            message: SqsMessage = pickling.loads(content)
            if isinstance(queue, FifoQueue):
                queue.deduplication[message.message_deduplication_id] = message
            if deleted is None:
                _enqueue(queue, message)

    def forget_deleted(self) -> None:
        """After DeleteQueue: messages of queues that are gone."""
        living = {queue.arn for queue in _queues()}
        for arn in {arn for arn in self._known if _is_public(arn)} - living:
            self._ledger.change("delete from messages where queue = ?", (arn,))
            self._known.discard(arn)

    def adopt_new(self) -> None:
        """After CreateQueue: queues not seen before (a lost snapshot may have left messages of the same name)."""
        for queue in _queues():
            self.adopt(queue)

    def _put(self, kind: type[SqsQueue]) -> Callable[..., SqsMessage]:
        def put(
            original: Callable[..., SqsMessage], queue: SqsQueue, message: Any, *rest: Any, **named: Any
        ) -> SqsMessage:
            with queue.mutex:  # a consumer that is faster than the disk waits here to delete the message
                item = original(queue, message, *rest, **named)
                if kind is StandardQueue or queue.deduplication.get(item.message_deduplication_id) is item:
                    self._insert(queue, item)
                return item

        return put

    def _insert(self, queue: SqsQueue, item: SqsMessage) -> None:
        source = item.dead_letter_queue_source_arn
        row = (queue.arn, item.message_id, pickling.dumps(item))
        with self._ledger.transaction() as connection:
            connection.execute("insert or replace into messages (queue, id, content) values (?, ?, ?)", row)
            if source and source != queue.arn:
                connection.execute("delete from messages where queue = ? and id = ?", (source, item.message_id))

    def _removed(self, original: Callable[..., None], queue: SqsQueue, message: SqsMessage) -> None:
        original(queue, message)
        name = (queue.arn, message.message_id)
        if isinstance(queue, FifoQueue):
            self._ledger.change("update messages set deleted = ? where queue = ? and id = ?", (time.time(), *name))
        else:
            self._ledger.change("delete from messages where queue = ? and id = ?", name)

    def _watch_expiry(self) -> None:
        original = SqsQueue.remove_expired_messages_from_heap

        def expire(heap: list[SqsMessage], message_retention_period: int) -> list[SqsMessage]:
            gone: list[SqsMessage] = original(heap, message_retention_period)
            if gone:
                self._ledger.change_many("delete from messages where id = ?", [(item.message_id,) for item in gone])
            return gone

        SqsQueue.remove_expired_messages_from_heap = staticmethod(expire)

    def _cleared(self, original: Callable[..., None], queue: SqsQueue) -> None:
        original(queue)
        self._ledger.change("delete from messages where queue = ?", (queue.arn,))

    def _created(self, original: Callable[..., SqsQueue], manager: QueueManager, queue_name: str) -> SqsQueue:
        queue = original(manager, queue_name)
        self.adopt(queue)
        return queue

    def _event_queue_deleted(self, original: Callable[..., None], manager: QueueManager, queue_name: str) -> None:
        queue = manager.queues.get(queue_name)
        original(manager, queue_name)
        if queue and not events.infra_stopping.is_set():  # a stop deletes the queues, their events stay
            self._ledger.change("delete from messages where queue = ?", (queue.arn,))


def _queues() -> list[SqsQueue]:
    return [queue for _, _, store in sqs_stores.iter_stores() for queue in list(store.queues.values())]


def _is_public(arn: str) -> bool:
    return f":{config.INTERNAL_RESOURCE_ACCOUNT}:" not in arn


def _enqueue(queue: SqsQueue, message: SqsMessage) -> None:
    """Make a message of the ledger visible, or wait for its delay; receipts of the last run are void."""
    message.receipt_handles = set()
    message.visibility_deadline = None
    message.receive_count = 0
    if message.is_delayed:
        queue.delayed.add(message)
    else:
        queue._put_message(message)  # noqa: SLF001  # `put` would make a new message of it


def _queue_state(queue: SqsQueue) -> pickling.Reduced:
    attributes = {name: value for name, value in queue.attributes.items() if not callable(value)}
    settings = {name: value for name, value in vars(queue).items() if name not in CONTENTS}
    return _queue, (type(queue), attributes, settings)


def _queue(kind: type[SqsQueue], attributes: dict[str, str], settings: dict[str, Any]) -> SqsQueue:
    queue = kind(settings["name"], settings["region"], settings["account_id"])
    queue.attributes.update(attributes)
    vars(queue).update(settings)
    return queue
