"""Kafka's topics, made from the list in `layers/contracts` (brokers make none by themselves)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kafka import KafkaAdminClient
from kafka.admin import NewPartitions, NewTopic

from contracts.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPLICAS = 1


def create(bootstrap: str, wanted: Sequence[tuple[str, int]] | None = None) -> list[str]:
    """Make the topics that are missing and grow those with too few partitions; answers the names of both.

    `bootstrap` is `host:port[,host:port]`; `wanted` holds (name, partitions), every topic of the contracts where it
    is None. A topic with more partitions than wanted stays: shrinking would lose records. Raises kafka-python's
    `KafkaError` where the broker refuses or is away.
    """
    topics = TOPICS if wanted is None else wanted
    admin = KafkaAdminClient(bootstrap_servers=bootstrap.split(","), reconnect_backoff_max_ms=500)
    try:
        return _create(admin, topics) + _grow(admin, topics)
    finally:
        admin.close()


def _create(admin: KafkaAdminClient, topics: Sequence[tuple[str, int]]) -> list[str]:
    there = set(admin.list_topics())
    missing = [NewTopic(name, partitions, _REPLICAS) for name, partitions in topics if name not in there]
    if missing:
        admin.create_topics(missing, wait_for_metadata=True)
    return [topic.name for topic in missing]


def _grow(admin: KafkaAdminClient, topics: Sequence[tuple[str, int]]) -> list[str]:
    described: list[dict[str, Any]] = admin.describe_topics([name for name, _ in topics])
    there = {topic["name"]: len(topic["partitions"]) for topic in described}
    small = {name: NewPartitions(total_count=wanted) for name, wanted in topics if there[name] < wanted}
    if small:
        admin.create_partitions(small)
    return list(small)
