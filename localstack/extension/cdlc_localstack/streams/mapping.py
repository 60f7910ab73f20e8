"""What an event source mapping says, read once from Lambda's configuration of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping as Config

DEFAULT_BATCH_SIZE = 100
INFINITE = -1
# AWS: infinite retries together with a failure destination mean ten
RETRIES_WITH_DESTINATION = 10
POSITIONS = ("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One event source mapping. Times are seconds unless the name says otherwise; `None` means without limit."""

    uuid: str
    function_arn: str
    bootstrap: tuple[str, ...]
    topic: str
    group: str
    position: str
    position_timestamp_ms: int
    batch_size: int
    window: float
    retries: int | None
    record_age: int | None
    bisect: bool
    partial_failures: bool
    destination: str
    filters: tuple[dict[str, Any], ...]

    @property
    def instance(self) -> str:
        """Name of the mapping's one member of its consumer group: the same after a restart or a new deployment.

        Kafka then hands the partitions to the successor of a killed member at once instead of after its session.
        """
        function = self.function_arn.rpartition(":function:")[2] or self.function_arn
        return f"{function}.{self.topic}".replace(":", ".")


def read(config: Config[str, Any]) -> Mapping:
    """The mapping that a configuration of Lambda's API or of CloudFormation describes."""
    destination = ((config.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination") or ""
    retries = _limit(config.get("MaximumRetryAttempts"))
    if retries is None and destination:
        retries = RETRIES_WITH_DESTINATION
    own = config.get("SelfManagedKafkaEventSourceConfig") or {}
    filters = (config.get("FilterCriteria") or {}).get("Filters") or []
    return Mapping(
        uuid=config["UUID"],
        function_arn=config["FunctionArn"],
        bootstrap=bootstrap(config),
        topic=config["Topics"][0],
        group=own.get("ConsumerGroupId") or config["UUID"],
        position=config["StartingPosition"],
        position_timestamp_ms=_milliseconds(config.get("StartingPositionTimestamp")),
        batch_size=config.get("BatchSize") or DEFAULT_BATCH_SIZE,
        window=float(config.get("MaximumBatchingWindowInSeconds") or 0),
        retries=retries,
        record_age=_limit(config.get("MaximumRecordAgeInSeconds")),
        bisect=bool(config.get("BisectBatchOnFunctionError")),
        partial_failures="ReportBatchItemFailures" in (config.get("FunctionResponseTypes") or []),
        destination=destination,
        filters=tuple(json.loads(each["Pattern"]) for each in filters),
    )


def bootstrap(config: Config[str, Any]) -> tuple[str, ...]:
    """The brokers' `host:port`: the API spells the key in capitals, CloudFormation in camel case."""
    endpoints = (config.get("SelfManagedEventSource") or {}).get("Endpoints") or {}
    return tuple(endpoints.get("KAFKA_BOOTSTRAP_SERVERS") or endpoints.get("KafkaBootstrapServers") or ())


def complaint(request: Config[str, Any]) -> str | None:
    """Why AWS would refuse to create this mapping, or None."""
    topics = request.get("Topics") or []
    position = request.get("StartingPosition")
    destination = ((request.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination") or ""
    if not bootstrap(request):
        return "SelfManagedEventSource names no KAFKA_BOOTSTRAP_SERVERS."
    if len(topics) != 1:
        return f"An event source mapping reads exactly one topic, not {len(topics)}."
    if position not in POSITIONS:
        return f"StartingPosition {position!r} is none of {', '.join(POSITIONS)}."
    if position == "AT_TIMESTAMP" and not request.get("StartingPositionTimestamp"):
        return "StartingPosition AT_TIMESTAMP needs a StartingPositionTimestamp."
    if destination == f"kafka://{topics[0]}":
        return f"The failure destination cannot be the source topic {topics[0]}."
    return None


def _limit(value: int | None) -> int | None:
    return None if value is None or value == INFINITE else int(value)


def _milliseconds(instant: Any) -> int:
    """From a datetime (the API) or seconds since 1970 (a restored store)."""
    seconds = instant.timestamp() if hasattr(instant, "timestamp") else float(instant or 0)
    return int(seconds * 1000)
