"""Topics cdc.<context>: row changes of tables into their twins in ClickHouse, one insert per table and batch."""

from chassis.kafka import Record
from chassis.subscribe import batch_subscriber
from insights import _wiring


@batch_subscriber
def handler(records: list[Record]) -> None:
    _wiring.sink().write(records)
