"""ClickHouse's HTTP protocol over chDB, ClickHouse's engine as a library: `python -m clickhouse_front`.

No registry holds a ClickHouse server; this serves the same engine to the same clients. Two guards keep it to its
own tables: the engine runs as a user without any grant on sources (`engine.py`), and what the embedded engine
lets through regardless is refused by reading the statement's tokens (`door.py`).
"""
