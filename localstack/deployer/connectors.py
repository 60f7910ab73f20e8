"""The two Debezium connectors: `outbox` publishes events to `cdlc.<context>`, `cdc` row changes to `cdc.<schema>`.

Their configurations are `config/shared.json` under `config/outbox.json` and `config/cdc.json`. On AWS the same files
go to MSK Connect with other values: `io.debezium.connector.mysql.MySqlConnector` as the class (Aurora is MySQL, which
the MariaDB connector does not read), `ssl_mode` `required`, `replicas` 3, the password as a reference to Secrets
Manager through a configuration provider of the worker, and the cluster's SASL settings repeated under
`schema.history.internal.producer.` and `.consumer.`, because the schema history has Kafka clients of its own.
Exactly-once there needs `exactly.once.source.support` in the worker's configuration.

A connector's name owns its offsets: the same name goes on where it stopped, a new one reads every table again.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import jinja2

from contracts.topics import CONTEXTS

if TYPE_CHECKING:
    from cdlc.settings import Settings

NAMES = ("outbox", "cdc")
_CONFIG = Path(__file__).with_name("config")
_POLL_SECONDS = 0.05


class ConnectorFailed(Exception):
    """A connector was refused or did not reach RUNNING; the text says which, what Connect answered, what to look at."""


def configuration(name: str, values: dict[str, str]) -> dict[str, str]:
    """The configuration of connector `name` with `values` put in; `jinja2.UndefinedError` where one is missing."""
    template = json.loads((_CONFIG / "shared.json").read_text()) | json.loads((_CONFIG / f"{name}.json").read_text())
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701  # no HTML
    return {key: environment.from_string(value).render(values) for key, value in template.items()}


def register(settings: Settings, password: str) -> None:
    """Create or update both connectors of the local cloud and wait until they read (idempotent).

    `password` is that of MySQL's user `debezium`, or a reference to it that the Connect worker resolves
    (`${file:/path/secrets.properties:debezium}`). Raises `ConnectorFailed`.
    """
    values = {
        "mysql_host": settings.host,
        "mysql_port": str(settings.ports["mysql"]),
        "password": password,
        "ssl_mode": "disable",
        "schemas": ",".join(CONTEXTS),
        "bootstrap": settings.address("kafka"),
        "replicas": "1",
    }
    deadline = time.monotonic() + settings.limits["start_seconds"]
    with httpx.Client(base_url=f"http://{settings.address('connect')}", timeout=30) as connect:
        for name in NAMES:
            put(connect, name, configuration(name, values), deadline)
        for name in NAMES:
            wait_until_reading(connect, name, deadline)


def put(connect: httpx.Client, name: str, config: dict[str, str], deadline: float) -> None:
    """Hand Connect a configuration, again while the worker is busy (409, 5xx) until `deadline` (monotonic seconds).

    One that the connector has already is not sent: Connect would restart the connector for it.
    """
    if _current(connect, name) == {**config, "name": name}:
        return
    while True:
        answer = connect.put(f"/connectors/{name}/config", json=config)
        if answer.is_success:
            return
        busy = answer.status_code == httpx.codes.CONFLICT or answer.is_server_error
        if not busy or time.monotonic() > deadline:
            raise ConnectorFailed(f"connector {name}: Connect answered {answer.status_code}: {_message(answer)}")
        time.sleep(_POLL_SECONDS)


def wait_until_reading(connect: httpx.Client, name: str, deadline: float) -> None:
    """Return when the connector runs and has noted where in the binary log it reads.

    Before that, an event whose row is inserted and deleted would be missed: no snapshot sees it. Raises
    `ConnectorFailed` when the connector or its task fails, or time is over.
    """
    while True:
        status = _status(connect, name)
        parts = [status["connector"], *status["tasks"]] if status else []
        states = [part["state"] for part in parts]
        if len(states) > 1 and set(states) == {"RUNNING"} and _reads(connect, name):
            return
        if "FAILED" in states:
            trace = next(part.get("trace", "no trace") for part in parts if part["state"] == "FAILED")
            raise ConnectorFailed(f"connector {name} failed: {_cause(trace)}; see Connect's log")
        if time.monotonic() > deadline:
            raise ConnectorFailed(f"connector {name} is {states or 'unknown'} and not reading; see Connect's log")
        time.sleep(_POLL_SECONDS)


def _reads(connect: httpx.Client, name: str) -> bool:
    answer = connect.get(f"/connectors/{name}/offsets")
    return answer.is_success and bool(answer.json()["offsets"])


def _current(connect: httpx.Client, name: str) -> dict[str, str] | None:
    answer = connect.get(f"/connectors/{name}/config")
    config: dict[str, str] | None = answer.json() if answer.is_success else None
    return config


def _status(connect: httpx.Client, name: str) -> dict[str, Any] | None:
    answer = connect.get(f"/connectors/{name}/status")
    if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.CONFLICT):
        return None
    answer.raise_for_status()
    status: dict[str, Any] = answer.json()
    return status


def _message(answer: httpx.Response) -> str:
    """Connect's own words on one line, without its advice where to ask again."""
    try:
        text = str(answer.json()["message"])
    except (ValueError, KeyError, TypeError):
        text = answer.text
    return " ".join(text.partition("You can also find")[0].split())[:600]


def _cause(trace: str) -> str:
    """The innermost cause of a Java stack trace, else its first line."""
    lines = trace.splitlines()
    causes = [line for line in lines if line.startswith("Caused by:")]
    return (causes[-1] if causes else lines[0]).strip()[:600]
