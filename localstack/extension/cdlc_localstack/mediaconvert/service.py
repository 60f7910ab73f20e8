"""The service as LocalStack sees it: AWS's own model of it, and a function per operation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from localstack.aws.api import CommonServiceException
from localstack.aws.skeleton import Skeleton
from localstack.aws.spec import load_service
from localstack.runtime.runtime import LocalstackRuntime
from localstack.services.plugins import Service, aws_provider
from localstack.state import StateVisitor

from cdlc_localstack import persistence
from cdlc_localstack.expected import expect
from cdlc_localstack.functions import places
from cdlc_localstack.mediaconvert.faults import Refused
from cdlc_localstack.mediaconvert.operations import Operations
from cdlc_localstack.mediaconvert.queues import Queues
from cdlc_localstack.mediaconvert.scheduler import Scheduler
from cdlc_localstack.mediaconvert.store import Shelf

NAME = "mediaconvert"


class _Stateless(Service):
    """LocalStack's persistence finds nothing to keep here: `store` keeps it."""

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show nothing."""


_running: list[tuple[Scheduler, Operations]] = []


def install() -> None:
    """Take up unfinished jobs when LocalStack starts; let go of them before it ends."""
    _around("_on_starting", "hooks.on_runtime_start.run()", after=lambda _: _running.append(_make()))
    _around("_on_ready", "hooks.on_runtime_ready.run()", after=lambda _: _running[0][0].start())
    _around("shutdown", "hooks.on_runtime_shutdown.run", before=_close)


def _close(_: Any) -> None:
    for scheduler, _operations in _running:
        scheduler.close()


@aws_provider(api=NAME, should_load=lambda: bool(_running))
def provider() -> Service:
    """What LocalStack asks for at the first call, by the entry point in pyproject.toml."""
    table: dict[str, Any] = {name: partial(_answer, act) for name, act in _running[0][1].table().items()}
    return _Stateless(NAME, skeleton=Skeleton(load_service(NAME), {**table, "DescribeEndpoints": _endpoints}))


def _make() -> tuple[Scheduler, Operations]:
    root, scratch = persistence.folder() / NAME, places.root() / NAME
    jobs, queues = Shelf(root, "jobs"), Shelf(root, "queues")
    scheduler = Scheduler(jobs, queues, scratch)
    return scheduler, Operations(jobs, Queues(queues, jobs, scheduler.wake), scheduler, scratch)


def _answer(act: Callable[[str, str, dict[str, Any]], dict[str, Any]], context: Any, request: Any) -> dict[str, Any]:
    try:
        return act(context.account_id, context.region, request or {})
    except Refused as refused:
        raise CommonServiceException(refused.kind, str(refused), refused.status, sender_fault=True) from refused


def _endpoints(context: Any, _: Any) -> dict[str, Any]:
    """The one address that there is, as the caller spelled it."""
    return {"Endpoints": [{"Url": f"{context.request.scheme}://{context.request.host}"}]}


def _around(
    name: str,
    fragment: str,
    before: Callable[[Any], object] | None = None,
    after: Callable[[Any], object] | None = None,
) -> None:
    original = getattr(LocalstackRuntime, name)
    expect(original, fragment, area=NAME)

    @wraps(original)
    def call(self: Any) -> None:
        if before:
            before(self)
        original(self)
        if after:
            after(self)

    setattr(LocalstackRuntime, name, call)
