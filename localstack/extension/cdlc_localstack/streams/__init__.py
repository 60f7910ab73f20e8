"""Kafka event source mappings (`SelfManagedKafka`), which LocalStack's community edition has hooks for but not in it.

`plugin.py` registers with the hooks; `poller.py` is the loop from topic to function; what it decides by is pure and
lies in `mapping`, `backlog`, `verdicts`, `events`, `filters` and `destinations`; `worker.py` patches two faults of
LocalStack's own worker.
"""


def install() -> None:
    """Patch LocalStack's event source mapping worker."""
    from cdlc_localstack.streams import worker  # noqa: PLC0415  # loads LocalStack, which tests of the pure parts lack

    worker.patch()
