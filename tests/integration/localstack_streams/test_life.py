"""A mapping's life: created, updated, disabled, refused, shared, deleted; by the API and by CloudFormation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from kafka import KafkaConsumer

from local_cloud import eventually

from .mapped import PROMPTLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from .mapped import Mapped

    Make = Callable[..., Mapped]


def test_a_new_mapping_of_the_same_group_goes_on_where_the_old_one_stopped(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    here.write(1)
    here.until([1])
    here.until_committed()
    here.remove()
    here.write(2)
    here.map()
    here.until([2])
    assert here.values() == [1, 2]


def test_an_update_takes_effect_and_a_disabled_mapping_delivers_nothing(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    here.map()
    here.write({"n": 1})
    here.until([{"n": 1}])
    here.update(FilterCriteria={"Filters": [{"Pattern": '{"value": {"n": [3]}}'}]})
    here.write({"n": 2}, {"n": 3})
    here.until([{"n": 3}])
    eventually(lambda: here.state() == "Enabled", PROMPTLY, "the updated mapping to be shown as enabled")
    here.update(Enabled=False)
    eventually(lambda: here.state() == "Disabled", PROMPTLY, "the mapping to be disabled")
    here.write({"n": 3, "while": "disabled"})
    here.update(Enabled=True)
    here.until([{"n": 3, "while": "disabled"}])
    assert here.values() == [{"n": 1}, {"n": 3}, {"n": 3, "while": "disabled"}]
    assert here.lag() <= 1


def test_another_member_of_the_group_takes_partitions_and_gives_them_back(mapped: Make) -> None:
    here = mapped(2)
    here.invoke_by()
    here.map()
    here.write(1, partition=0)
    here.until([1])
    other = KafkaConsumer(
        here.topic, bootstrap_servers=here.engines.bootstrap, group_id=here.group, enable_auto_commit=False
    )
    shared = eventually(lambda: other.poll(timeout_ms=200) or other.assignment(), PROMPTLY, "a share of the partitions")
    assert len(shared) == 1
    here.write("a", partition=0)
    here.write("b", partition=1)
    eventually(lambda: {"a", "b"} & set(here.values()), PROMPTLY, "the mapping's own share")
    other.close()
    here.until(["a", "b"])
    here.until_committed()


def test_cloudformation_creates_updates_and_deletes_a_mapping(mapped: Make) -> None:
    here = mapped()
    here.invoke_by()
    formation, name = here.engines.aws("cloudformation"), f"s-{here.topic}"
    formation.create_stack(StackName=name, TemplateBody=json.dumps(template(here, {"n": [1]})))
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    here.write({"n": 1}, {"n": 2})
    here.until([{"n": 1}])
    formation.update_stack(StackName=name, TemplateBody=json.dumps(template(here, {"n": [2]})))
    formation.get_waiter("stack_update_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    here.write({"n": 1}, {"n": 2})
    here.until([{"n": 2}])
    assert here.values() == [{"n": 1}, {"n": 2}]
    formation.delete_stack(StackName=name)
    formation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    eventually(lambda: not here.mappings(), PROMPTLY, "the mapping to be gone with its stack")


def template(here: Mapped, value: dict[str, list[int]]) -> dict[str, object]:
    """A stack with nothing but the mapping, in CloudFormation's spelling."""
    properties = {
        "FunctionName": here.function,
        "Topics": [here.topic],
        "StartingPosition": "TRIM_HORIZON",
        "SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": [here.engines.bootstrap]}},
        "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": "arn:aws:secretsmanager:::secret:x"}],
        "SelfManagedKafkaEventSourceConfig": {"ConsumerGroupId": here.group},
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps({"value": value})}]},
    }
    return {"Resources": {"Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": properties}}}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"StartingPosition": "NOWHERE"}, "StartingPosition"),
        ({"StartingPosition": "AT_TIMESTAMP"}, "StartingPositionTimestamp"),
        ({"Topics": ["a", "b"]}, "exactly one topic"),
        ({"SelfManagedEventSource": {"Endpoints": {}}}, "KAFKA_BOOTSTRAP_SERVERS"),
    ],
)
def test_a_mapping_that_aws_would_refuse_is_refused(mapped: Make, settings: dict[str, object], said: str) -> None:
    here = mapped()
    here.invoke_by()
    with pytest.raises(ClientError, match=said):
        here.map(**settings)
