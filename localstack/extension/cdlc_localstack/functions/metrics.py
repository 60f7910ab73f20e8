"""Lambda's own CloudWatch metrics, counted and sent once in a while instead of by a call per invocation."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from localstack.aws.connect import connect_to
from localstack.runtime.events import infra_stopping
from localstack.services.lambda_.invocation import metrics, version_manager

from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)
EVERY_SECONDS = 2.0

_lock = threading.Lock()
_counts: Counter[tuple[str, str, str, str]] = Counter()  # account, region, function, metric
_timer: threading.Timer | None = None


def install() -> None:
    """Replace the two functions by which the version manager reports an invocation."""
    expect(metrics.record_cw_metric_invocation, '"Invocations"', "publish_lambda_metric(", area="functions")
    expect(version_manager.LambdaVersionManager.invoke, "record_cw_metric_error(", area="functions")
    module: Any = version_manager
    module.record_cw_metric_invocation = _invoked
    module.record_cw_metric_error = _failed


def _invoked(*, function_name: str, account_id: str, region_name: str) -> None:
    _count((account_id, region_name, function_name, "Invocations"))


def _failed(*, function_name: str, account_id: str, region_name: str) -> None:
    _invoked(function_name=function_name, account_id=account_id, region_name=region_name)
    _count((account_id, region_name, function_name, "Errors"))


def _count(key: tuple[str, str, str, str]) -> None:
    global _timer  # noqa: PLW0603 - one timer for the process, armed by the first count
    with _lock:
        _counts[key] += 1
        if _timer is None:
            _timer = threading.Timer(EVERY_SECONDS, _send)
            _timer.daemon = True
            _timer.start()


def _send() -> None:
    global _timer  # noqa: PLW0603 - as above
    with _lock:
        counts = dict(_counts)
        _counts.clear()
        _timer = None
    if infra_stopping.is_set():  # a call now would start CloudWatch once more, whose threads nobody would stop
        return
    for place in {key[:2] for key in counts}:
        data = [_datum(key[2], key[3], count) for key, count in counts.items() if key[:2] == place]
        try:
            _put(*place, data)
        except Exception as error:  # noqa: BLE001 - metrics must not fail what they measure
            LOG.warning("%d values of AWS/Lambda were not recorded: %s", len(data), error)


def _datum(function: str, metric: str, count: int) -> dict[str, Any]:
    return {
        "MetricName": metric,
        "Dimensions": [{"Name": "FunctionName", "Value": function}],
        "Timestamp": datetime.now(UTC),
        "Value": count,
        "Unit": "Count",
    }


def _put(account: str, region: str, data: list[dict[str, Any]]) -> None:
    client = connect_to(aws_access_key_id=account, region_name=region).cloudwatch
    for start in range(0, len(data), 1000):  # CloudWatch's bound per call
        client.put_metric_data(Namespace="AWS/Lambda", MetricData=data[start : start + 1000])
