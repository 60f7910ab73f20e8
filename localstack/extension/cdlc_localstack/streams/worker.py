"""Two patches of LocalStack's event source mapping worker (4.9.2), for Kafka's pollers only.

- A poller does not learn that its worker was told to stop: it gets the worker's own event.
- A worker that an update replaced writes "Disabled" over its successor's state when its thread ends.
"""

from __future__ import annotations

import logging
from typing import Any

from localstack.services.lambda_.event_source_mapping.esm_worker import EsmState, EsmWorker

from cdlc_localstack.expected import expect

_STOPPED = "_shutdown_event"
# the poller reports what it sees; these narrate every lost connection, and write whole batches into the log
_NOISY = ("kafka", "localstack.services.lambda_.event_source_mapping.esm_event_processor")


def patch() -> None:
    """Patch the worker once; raises `UnexpectedLocalStackError` where the patches were written for another."""
    if getattr(EsmWorker, "knows_kafka", False):
        return
    expect(EsmWorker.poller_loop, f"while not self.{_STOPPED}.is_set()", "EsmState.DISABLED", area="streams")
    expect(EsmWorker.update_esm_state_in_store, "event_source_mappings", area="streams")
    EsmWorker.poller_loop = _loop(EsmWorker.poller_loop)
    EsmWorker.update_esm_state_in_store = _update(EsmWorker.update_esm_state_in_store)
    EsmWorker.knows_kafka = True
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def _is_kafka(worker: Any) -> bool:
    from cdlc_localstack.streams.poller import KafkaPoller  # noqa: PLC0415  # kafka-python, only when it is used

    return isinstance(worker.poller, KafkaPoller)


def _loop(original: Any) -> Any:
    def poller_loop(self: Any, *args: Any, **kwargs: Any) -> None:
        if _is_kafka(self):
            self.poller.stopping = getattr(self, _STOPPED)
        original(self, *args, **kwargs)

    return poller_loop


def _update(original: Any) -> Any:
    def update_esm_state_in_store(self: Any, new_state: EsmState) -> None:
        mapping = self._state.event_source_mappings.get(self.uuid)
        if mapping is not None and not (_is_kafka(self) and _replaced(self, mapping, new_state)):
            original(self, new_state)

    return update_esm_state_in_store


def _replaced(worker: Any, mapping: dict[str, Any], new_state: EsmState) -> bool:
    """Whether a stopped worker would write over the state of the one that took its place."""
    stopped = new_state == EsmState.DISABLED and getattr(worker, _STOPPED).is_set()
    return stopped and bool(mapping["State"] != EsmState.DISABLING)
