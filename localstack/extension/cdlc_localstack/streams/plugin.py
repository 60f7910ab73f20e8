"""LocalStack's two hooks for event source mappings of other services, answered for self-managed Kafka."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_ import hooks

from cdlc_localstack.streams import mapping

if TYPE_CHECKING:
    from cdlc_localstack.streams.poller import KafkaPoller

_SOURCE = "SelfManagedEventSource"


@hooks.set_event_source_config_defaults(name="kafka")  # LocalStack ships no types
def kafka_defaults(defaults: dict[str, Any], request: dict[str, Any], service: str) -> None:  # noqa: ARG001  # hook
    """AWS's defaults for a mapping of self-managed Kafka; refuses what AWS would refuse."""
    if _SOURCE not in request:
        return
    if complaint := mapping.complaint(request):
        raise InvalidParameterValueException(complaint, Type="User")
    defaults.update(
        BatchSize=mapping.DEFAULT_BATCH_SIZE,
        MaximumBatchingWindowInSeconds=0,
        MaximumRetryAttempts=mapping.INFINITE,
        MaximumRecordAgeInSeconds=mapping.INFINITE,
        BisectBatchOnFunctionError=False,
        FunctionResponseTypes=[],
        SelfManagedKafkaEventSourceConfig={"ConsumerGroupId": defaults["UUID"]},
    )


@hooks.create_event_source_poller(name="kafka")
def kafka_poller(holder: Any, service: str, config: dict[str, Any]) -> None:  # noqa: ARG001  # the hook's signature
    """Give LocalStack the poller of a mapping of self-managed Kafka."""
    if _SOURCE not in config:
        return

    def create(arn: str, client: Any, processor: Any) -> KafkaPoller:  # noqa: ARG001  # LocalStack passes them by name
        from cdlc_localstack.streams.poller import KafkaPoller  # noqa: PLC0415  # kafka-python, only when it is used

        # Kafka's events are no list below "Records"
        processor.sender.payload_dict = False
        return KafkaPoller(mapping.read(config), processor)

    holder.create_poller_fn = create
