"""Every Kafka topic of the platform, by name and partitions: the deployer makes them from this list.

`cdlc.<context>` carries the context's events (key: the aggregate's id), `cdc.<context>` the row changes of its
schema (key: the row's key and its table). Order holds within a key, so partitions may grow, never shrink; a grown
topic sends a key to another partition from then on. `cdlc.catalogue.fields` carries what each version of a thing of
the catalogue changed, field by field: a topic of its own, so that who follows things need not read it, and the reverse.
"""

from typing import NamedTuple

CONTEXTS = (
    "identity",
    "customers",
    "configuration",
    "catalogue",
    "social",
    "feed",
    "discovery",
    "booking",
    "orders",
    "payments",
    "dispatch",
    "media",
    "insights",
)
FIELD_CHANGES = "cdlc.catalogue.fields"
EVENT_PARTITIONS = 3
CHANGE_PARTITIONS = 3


class Topic(NamedTuple):
    """A topic's name and how many partitions it has."""

    name: str
    partitions: int


def events_of(context: str) -> str:
    """Name of the topic that carries a context's events."""
    return f"cdlc.{context}"


def changes_of(context: str) -> str:
    """Name of the topic that carries the row changes of a context's schema."""
    return f"cdc.{context}"


TOPICS = [Topic(events_of(context), EVENT_PARTITIONS) for context in CONTEXTS] + [
    Topic(changes_of(context), CHANGE_PARTITIONS) for context in CONTEXTS
]
TOPICS.append(Topic(FIELD_CHANGES, EVENT_PARTITIONS))
