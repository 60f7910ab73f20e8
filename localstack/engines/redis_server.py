"""Redis, for ElastiCache: append-only, so that a kill loses at most its last second."""

from __future__ import annotations

from contextlib import closing

from engines.engine import Command, Engine, Unhealthy
from engines.rendering import render


class Redis(Engine):
    """No eviction: a seat hold must never make room for a cached page; a full store refuses loudly."""

    name = "redis"
    death_signal = "TERM"

    def prepare(self) -> None:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        render(self.settings, "engines/config/redis.conf.j2", self.folder / "redis.conf", folder=self.folder)

    def command(self) -> Command:
        return Command(("redis-server", str(self.folder / "redis.conf")), self.environment(), self.folder)

    def check(self) -> None:
        import redis  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers

        with closing(redis.Redis(self.settings.host, self.ports[0], socket_timeout=5)) as client:
            state = client.info("persistence")
        if state["aof_last_write_status"] != "ok":
            raise Unhealthy(f"its append-only file cannot be written: {state['aof_last_write_status']}")
