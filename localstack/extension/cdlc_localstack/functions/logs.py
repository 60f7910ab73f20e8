"""Invocations' messages into CloudWatch Logs: many in one call, each whole and with its own time.

LocalStack makes one call to itself per invocation, which costs as much as the invocation, cuts messages at their
line ends and gives all of them one time.
"""

from __future__ import annotations

import contextlib
import logging
import queue
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from localstack.aws.connect import connect_to
from localstack.runtime.events import infra_stopping
from localstack.services.lambda_.invocation import logs
from localstack.services.lambda_.invocation.logs import QUEUE_SHUTDOWN
from localstack.utils.aws.client_types import ServicePrincipal

from cdlc_localstack.expected import expect

if TYPE_CHECKING:
    from .journal import Message

LOG = logging.getLogger(__name__)
LINGER_SECONDS = 0.1  # what is logged meanwhile goes out in the same call


class Transcript(str):
    """An invocation's log as text (the tail of Invoke), with the messages that it was made of."""

    __slots__ = ("messages",)
    messages: list[Message]

    @classmethod
    def of(cls, messages: list[Message]) -> Transcript:
        made = cls("".join(f"{message.text}\n" for message in messages))
        made.messages = messages
        return made


def install() -> None:
    """Replace the loop in which LocalStack writes a function's log."""
    handler: Any = logs.LogHandler
    expect(handler.run_log_loop, "log_item = self.log_queue.get()", "logs_client.put_log_events(", area="functions")
    expect(handler.start_subscriber, "self._thread = FuncThread(self.run_log_loop", area="functions")
    expect(handler.stop, "self.log_queue.put(QUEUE_SHUTDOWN)", area="functions")
    handler.run_log_loop = _run


def _run(handler: Any, *_: Any, **__: Any) -> None:
    client = _client(handler)
    going = True
    while going:
        items = [handler.log_queue.get()]
        if items[0] is not QUEUE_SHUTDOWN:
            handler._shutdown_event.wait(LINGER_SECONDS)  # noqa: SLF001 - LogHandler's own loop
        items += _waiting(handler.log_queue)
        going = QUEUE_SHUTDOWN not in items
        if infra_stopping.is_set():  # a call now would wait for a server that no longer answers
            return
        for (group, stream), events in _by_stream(item for item in items if item is not QUEUE_SHUTDOWN).items():
            try:
                _put(client, group, stream, events)
            except Exception as error:  # noqa: BLE001 - one bad batch must not end the function's log
                LOG.warning("%s: %d messages were not logged: %s", group, len(events), error)


def _client(handler: Any) -> Any:
    service: Any = ServicePrincipal.lambda_
    return connect_to.with_assumed_role(
        region_name=handler.region, role_arn=handler.role_arn, service_principal=service
    ).logs


def _waiting(items: queue.Queue[Any]) -> list[Any]:
    found = []
    try:
        while True:
            found.append(items.get_nowait())
    except queue.Empty:
        return found


def _by_stream(items: Any) -> dict[tuple[str, str], list[dict[str, Any]]]:
    streams: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        messages = item.logs.messages if isinstance(item.logs, Transcript) else []
        streams[item.log_group, item.log_stream] += [
            {"timestamp": message.milliseconds, "message": f"{message.text}\n"} for message in messages if message.text
        ]
    return streams


def _put(client: Any, group: str, stream: str, events: list[dict[str, Any]]) -> None:
    ordered = sorted(events, key=lambda event: event["timestamp"])
    try:
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=ordered)
    except client.exceptions.ResourceNotFoundException:
        _create(client.create_log_group, client, logGroupName=group)
        _create(client.create_log_stream, client, logGroupName=group, logStreamName=stream)
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=ordered)


def _create(create: Any, client: Any, **names: str) -> None:
    with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
        create(**names)
