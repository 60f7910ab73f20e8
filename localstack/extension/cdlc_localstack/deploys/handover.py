"""Asynchronous events reach a function that has just been updated.

LocalStack 4.9.2's poller of the old version still waits on the queue that it shares with the new one for up to two
seconds; an event that it receives then is dropped and seen again only after the function's time-out plus a minute.
"""

from __future__ import annotations

import logging
from typing import Any

from localstack.services.lambda_.invocation import event_manager as engine

from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)
BACK_OFF_SECONDS = 1.0


def install() -> None:
    """Replace the poller's loop by one that hands back what it no longer wants."""
    poller: Any = engine.Poller
    expect(poller.run, "Guard against shutdown event arriving while polling", "WaitTimeSeconds=2", area="deploys")
    poller.run = run


def run(self: Any, *_: Any, **__: Any) -> None:
    """Poll until told to stop; what arrives after that is made visible to the next version's poller at once."""
    version = self.version_manager.function_version
    sqs = engine.get_sqs_client(version, client_config=engine.CLIENT_CONFIG)
    hidden = version.config.timeout + 60
    while not self._shutdown_event.is_set():
        try:
            found = sqs.receive_message(
                QueueUrl=self.event_queue_url, WaitTimeSeconds=2, MaxNumberOfMessages=10, VisibilityTimeout=hidden
            )
            for message in found.get("Messages") or []:
                _take(self, sqs, message)
        except Exception as error:  # noqa: BLE001 -- a poller that dies loses every later event
            LOG.error("polling the events of %s failed: %s", version.qualified_arn, error)  # noqa: TRY400
            self._shutdown_event.wait(BACK_OFF_SECONDS)


def _take(self: Any, sqs: Any, message: dict[str, Any]) -> None:
    try:
        if not self._shutdown_event.is_set():
            self.invoker_pool.submit(self.handle_message, message)
            return
    except RuntimeError:  # the pool was shut down in between
        pass
    queue = sqs.queue_manager.get_queue(queue_name=self.event_queue_url)
    queue.update_visibility_timeout(message["ReceiptHandle"], 0)
