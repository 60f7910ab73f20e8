"""MariaDB → Debezium → Kafka → on_rows_changed → ClickHouse, with MariaDB and the connector killed on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from integration.insights import workload
from integration.insights.record import Changes, prepare, restarted
from integration.insights.sinking import checksums, delivery, plain, read
from integration.localstack_streams import own_engines

if TYPE_CHECKING:
    import pytest

    from integration.insights.conftest import Insights


def test_on_rows_changed_makes_both_ends_equal_through_kills(
    insights: Insights, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    engines = own_engines.of(request.config, tmp_path_factory)
    prepare(engines)
    changes = Changes(engines.bootstrap)
    end = workload.new_end()
    workload.play(engines.sql(database="catalogue"), lambda: restarted(engines), end)
    engines.revive("connect")
    seen = changes.until(lambda value: (value["after"] or {}).get("name") == end)  # it reads again
    again = workload.new_end()
    workload.play(engines.sql(database="catalogue"), lambda: restarted(engines), again)
    seen += changes.until(lambda value: (value["after"] or {}).get("name") == again)
    for start in range(0, len(seen), 100):
        insights.invoke("on_rows_changed", delivery(seen[start : start + 100]))
    rows = json.loads(json.dumps(workload.held(engines.sql(database="catalogue")), default=plain))
    assert checksums(read(insights.client, rows)) == checksums(rows)
    assert insights.letters() == []
