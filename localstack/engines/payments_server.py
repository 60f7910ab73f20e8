"""The payment provider: the project's own simulator of Stripe's API (localstack/payment_provider)."""

from __future__ import annotations

import json
import urllib.request

from engines import credentials
from engines.engine import Command, Engine, Unhealthy


class Payments(Engine):
    """Its API key is made once per state; the deployer writes it where the functions read it."""

    name = "payments"

    def prepare(self) -> None:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        (self.folder / "data").mkdir(exist_ok=True)

    def command(self) -> Command:
        environment = self.environment(
            PYTHONPATH=str(self.settings.root / "localstack"),
            PYTHONUNBUFFERED="1",
            PAYMENT_PROVIDER_PATH=str(self.folder / "data"),
            PAYMENT_PROVIDER_HOST=self.settings.host,
            PAYMENT_PROVIDER_PORT=str(self.ports[0]),
            PAYMENT_PROVIDER_KEY=credentials.load(self.settings)["payments"],
        )
        python = self.settings.installed / "venvs" / "payments" / "bin" / "python"
        return Command((str(python), "-m", "payment_provider"), environment, self.folder)

    def check(self) -> None:
        headers = {"Authorization": f"Bearer {credentials.load(self.settings)['payments']}"}
        request = urllib.request.Request(f"http://{self.address}/v1/balance", headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            got = json.load(answer)
        if got.get("object") != "balance":
            raise Unhealthy(f"the balance is answered {got!r}")
