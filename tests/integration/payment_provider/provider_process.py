"""The simulator as a process of the tests' own, asked by Stripe's SDK; to be killed and started again."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING, Any

import httpx
import stripe

from cdlc import settings as local
from local_cloud import free_ports

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk_test_integration"
PATIENCE = 60.0
HOLD: Any = {
    "amount": 1000, "currency": "eur", "capture_method": "manual", "payment_method": "pm_card_visa", "confirm": True,
}  # fmt: skip


class ProviderProcess:
    """One data folder, one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {KEY}"}, timeout=30)

    @property
    def log(self) -> str:
        return (self.folder / "provider.log").read_text()

    def start(self) -> None:
        """Start, or start again, and wait until it answers."""
        settings = local.load()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(settings.root / "localstack"),
            "PAYMENT_PROVIDER_PATH": str(self.folder / "data"),
            "PAYMENT_PROVIDER_PORT": str(self.port),
            "PAYMENT_PROVIDER_KEY": KEY,
        }
        python = settings.installed / "venvs" / "payments" / "bin" / "python"
        with (self.folder / "provider.log").open("ab") as log:
            words = [python, "-m", "payment_provider"]
            self.process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                httpx.get(self.url)
            except httpx.TransportError:
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"the simulator does not answer: {self.log}")

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def died(self) -> int:
        """How it ended by itself."""
        assert self.process
        return self.process.wait(PATIENCE)

    def stop(self) -> int:
        assert self.process
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def client(self) -> stripe.StripeClient:
        """The official SDK, without retries of its own."""
        http = stripe.RequestsClient(timeout=20)
        return stripe.StripeClient(KEY, base_addresses={"api": self.url}, max_network_retries=0, http_client=http)

    def fault(self, operation: str, effect: str, **more: Any) -> None:
        self.http.post("/_faults", json={"operation": operation, "effect": effect, **more}).raise_for_status()
