"""The server: services behind the guard, gRPC's own health and reflection."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from chassis.secrets import aws
from identity._adapters.key_store import PublicKeys
from rpc.guard import Guard

if TYPE_CHECKING:
    from rpc.services import Service
    from rpc.settings import Settings

_OPTIONS = (
    ("grpc.so_reuseport", 0),  # a second server on the port is a mistake, not a helper
    ("grpc.max_receive_message_length", 256 << 10),
    ("grpc.max_connection_age_ms", 600_000),  # so that callers find new servers behind a load balancer
    ("grpc.max_connection_age_grace_ms", 30_000),
)
_WAITING_PER_WORKER = 8


class PortTaken(RuntimeError):
    """The server cannot listen at its address."""


@dataclass(frozen=True)
class Running:
    """A server that serves; `port` is where."""

    server: grpc.Server
    health: health.HealthServicer
    port: int

    def stop(self, seconds: float) -> None:
        """Tell probes, take no new call, let running ones end within `seconds`."""
        self.health.enter_graceful_shutdown()
        self.server.stop(seconds).wait()


def start(settings: Settings, every: tuple[Service, ...]) -> Running:
    """Serve at `settings.rpc_listen` (port 0 = any). Opens no store: that happens on first use. Raises `PortTaken`."""
    for service in ("ssm", "secretsmanager"):
        aws(service)  # making a boto3 client is not safe in two threads at once
    guard = Guard(PublicKeys(settings.jwks_parameter), settings.public_url, {each.name: each.scope for each in every})
    server = grpc.server(
        ThreadPoolExecutor(settings.workers, "rpc"),
        interceptors=[guard],
        options=_OPTIONS,
        maximum_concurrent_rpcs=settings.workers * _WAITING_PER_WORKER,
    )
    told = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(told, server)
    names = tuple(each.name for each in every)
    reflection.enable_server_reflection((*names, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    for each in every:
        each.add(server)
    for name in ("", *names):
        told.set(name, health_pb2.HealthCheckResponse.SERVING)
    try:
        port = server.add_insecure_port(settings.rpc_listen)
    except RuntimeError as error:
        raise PortTaken(f"cannot listen at {settings.rpc_listen}: {error}") from error
    server.start()
    return Running(server, told, port)
