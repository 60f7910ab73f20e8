"""Calling the simulator in this process, without HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from payment_provider.desk import Answer, Asked, Desk
from payment_provider.settings import ProviderSettings

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk_test_unit"


class Provider:
    """`post` and `get` answer as the API does; parameters are flat: `{"metadata[a]": "b"}`."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(ProviderSettings(folder, KEY, 1))

    def ask(self, method: str, path: str, params: dict[str, Any], **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        form = urlencode(params)
        return self.desk.answer(Asked(method, f"/v1/{path}", form, {"authorization": f"Bearer {KEY}", **named}))

    def post(self, path: str, key: str = "", **params: Any) -> Answer:
        return self.ask("POST", path, params, **({"idempotency_key": key} if key else {}))

    def get(self, path: str, **params: Any) -> Answer:
        return self.ask("GET", path, params)

    def intent(self, amount: int = 1000, **params: Any) -> dict[str, Any]:
        """A confirmed intent."""
        usual = {"capture_method": "manual", "payment_method": "pm_card_visa", "confirm": "true", "currency": "eur"}
        made = self.post("payment_intents", amount=amount, **(usual | params))
        assert made.status == 200, made.body
        return made.body


def refused(answer: Answer) -> tuple[int, str | None, str | None]:
    """Status, code and parameter of an error."""
    error = answer.body["error"]
    return answer.status, error.get("code"), error.get("param")
