"""The engine itself: one data folder opened once, a connection for each statement (0.3 ms).

A connection is a session of the engine: USE, SET and `readonly` act on it alone and end with it, so nothing leaks
from one request into the next.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import chdb  # type: ignore[import-not-found,import-untyped,unused-ignore]  # lives in an environment of its own

from .door import ENGINES
from .settings import MIB

if TYPE_CHECKING:
    from .settings import FrontSettings

_GRANTS = (
    "GRANT SELECT, INSERT, SHOW, ALTER, CREATE DATABASE, CREATE TABLE, CREATE VIEW, DROP DATABASE, DROP TABLE, "
    "DROP VIEW, UNDROP TABLE, TRUNCATE, OPTIMIZE, SYSTEM VIEWS, SYSTEM FLUSH ON *.*"
)
_CONFIG = """<clickhouse>
  <users_config>{users}</users_config>
  <timezone>UTC</timezone>
  <max_server_memory_usage>{memory}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <index_mark_cache_size>16777216</index_mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
</clickhouse>
"""
_USERS = """<clickhouse>
  <profiles><default>
    <async_insert>0</async_insert>
    <max_execution_time>{seconds}</max_execution_time>
    <max_memory_usage>{memory}</max_memory_usage>
    <constraints>
      <max_execution_time><min>1</min><max>{seconds}</max></max_execution_time>
      <max_memory_usage><min>1</min><max>{memory}</max></max_memory_usage>
      <format_schema><readonly/></format_schema>
      <format_schema_source><readonly/></format_schema_source>
      <allow_experimental_eval_table_function><readonly/></allow_experimental_eval_table_function>
    </constraints>
  </default></profiles>
  <quotas><default/></quotas>
  <users><default>
    <password/><networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
    <profile>default</profile><quota>default</quota>
    <grants>{grants}</grants>
  </default></users>
</clickhouse>
"""


class Engine:
    """One process, one folder. `open()` gives a connection; the caller closes it."""

    def __init__(self, settings: FrontSettings) -> None:
        folder = settings.path
        for name in ("config", "nothing"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        os.chdir(folder / "nothing")  # the embedded engine shows the working folder's files as tables
        config = _configure(settings)
        self._data = str(folder / "data")
        self._first = chdb.connect(f"{self._data}?config-file={config}")
        self.version: str = chdb.engine_version

    def open(self) -> Any:
        """A connection of its own."""
        return chdb.connect(self._data)

    def close(self) -> None:
        """Close the folder; every other connection must be closed before."""
        self._first.close()


def _configure(settings: FrontSettings) -> str:
    folder = settings.path / "config"
    memory = settings.max_memory_mb * MIB
    grants = [_GRANTS, *(f"GRANT TABLE ENGINE ON {engine}" for engine in sorted(ENGINES))]
    users = _USERS.format(
        seconds=settings.max_seconds,
        memory=memory // 2,
        grants="".join(f"<query>{grant}</query>" for grant in grants),
    )
    (folder / "users.xml").write_text(users)
    config = folder / "config.xml"
    config.write_text(_CONFIG.format(users=escape(str(folder / "users.xml")), memory=memory))
    return str(config)
