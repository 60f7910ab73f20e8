"""The contexts' gRPC server (`services/rpc`), for Fargate behind an internal load balancer."""

from __future__ import annotations

import os
from typing import Any

from engines.engine import Command, Engine, Unhealthy

_GRACE = 5  # seconds for the calls that run when it is told to stop


class RpcServer(Engine):
    """Runs on what the functions run on: their interpreter, the vendor layer, the tree.

    It serves before anything is deployed: secrets and keys are read when the first call needs them.
    """

    name = "rpc"
    grace_seconds = _GRACE + 5

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)

    def command(self) -> Command:
        settings = self.settings
        tree = (settings.root / part for part in ("services", "functions", "layers/chassis", "layers/contracts"))
        environment = self.environment(
            PYTHONPATH=os.pathsep.join(map(str, (*tree, settings.installed / "layers" / "vendor" / "python"))),
            PYTHONUNBUFFERED="1",
            PYTHONDONTWRITEBYTECODE="1",
            AWS_ENDPOINT_URL=settings.aws_endpoint,
            AWS_REGION=settings.region,
            AWS_DEFAULT_REGION=settings.region,
            AWS_ACCESS_KEY_ID=settings.account,
            AWS_SECRET_ACCESS_KEY="local",  # noqa: S106  # LocalStack checks none
            POWERTOOLS_SERVICE_NAME="rpc",
            CDLC_RPC_LISTEN=self.address,
            CDLC_STAGE=settings.stage,
            CDLC_PUBLIC_URL=settings.public_url,
            CDLC_MYSQL_ADDRESS=settings.address("mysql"),
            CDLC_JWKS_PARAMETER=f"/cdlc/{settings.stage}/identity/jwks",
            CDLC_CLOCK_PARAMETER=f"/cdlc/{settings.stage}/clock",
            CDLC_STOP_SECONDS=str(_GRACE),
        )
        python = settings.installed / "venvs" / "lambda" / "bin" / "python"
        return Command((str(python), "-m", "rpc"), environment, self.folder)

    def check(self) -> None:
        """Ask gRPC's own health service."""
        os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")  # the supervisor only forks to become a program
        import grpc  # noqa: PLC0415  # the command knows the engines too, and should not pay for their drivers
        from grpc_health.v1 import health_pb2, health_pb2_grpc  # noqa: PLC0415

        with grpc.insecure_channel(self.address, (("grpc.enable_http_proxy", 0),)) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)  # its type stubs lack the methods
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=5)
        if answer.status != health_pb2.HealthCheckResponse.SERVING:
            raise Unhealthy(f"it says {health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)}")
