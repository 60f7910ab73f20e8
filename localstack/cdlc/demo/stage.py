"""What the demo's steps hold: the edge, the AWS clients, tokens, and a way to say and check."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any, TypeVar

import clickhouse_connect
import httpx

from cdlc.console import out
from cdlc.verbs.token import ask
from deployer import clients, deploy

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdlc.settings import Settings

T = TypeVar("T")


class Wrong(Exception):
    """An answer that is not what the demo expects; the text says what was asked and what came."""


class Stage:
    """The running local cloud as people with a token of their own see it; the operator where nobody else is named."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.edge = httpx.Client(base_url=settings.public_url, timeout=60)
        self._tokens: dict[str, str] = {}

    def aws(self, service: str) -> Any:
        """A boto3 client of the local cloud."""
        return deploy.aws(self.settings, service)

    def token(self, who: str) -> str:
        """The access token of a local client, asked for once."""
        if who not in self._tokens:
            name = clients.secret_name(self.settings.stage, who)
            secret = self.aws("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
            self._tokens[who] = ask(self.settings.public_url, who, secret, "")
        return self._tokens[who]

    def get(self, path: str, who: str = "", **query: Any) -> Any:
        """The JSON of a read through the edge, with the token of `who` where it is personal; `Wrong` but for 200."""
        headers = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        return self.expect(200, self.edge.get(path, params=query, headers=headers)).json()

    def change(
        self, method: str, path: str, expected: int, body: Any = None, who: str = "operator", **headers: str
    ) -> httpx.Response:
        """A call with a person's token and a fresh idempotency key; raises `Wrong` for another status."""
        sent = {"Authorization": f"Bearer {self.token(who)}", "Idempotency-Key": str(uuid.uuid4()), **headers}
        return self.expect(expected, self.edge.request(method, path, json=body, headers=sent))

    @staticmethod
    def expect(status: int, answer: httpx.Response) -> httpx.Response:
        """The answer, if it has that status."""
        if answer.status_code != status:
            asked = f"{answer.request.method} {answer.request.url}"
            raise Wrong(f"{asked} answered {answer.status_code}, not {status}: {answer.text[:400]}")
        return answer

    def clickhouse(self) -> Any:
        """A client of the analytical store as its own user."""
        password = self.aws("secretsmanager").get_secret_value(
            SecretId=f"cdlc/{self.settings.stage}/clickhouse/insights"
        )
        return clickhouse_connect.get_client(
            host=self.settings.host, port=self.settings.ports["clickhouse"], username="insights",
            password=password["SecretString"], database="insights",
        )  # fmt: skip

    @staticmethod
    def until(look: Callable[[], T], within: float, what: str) -> T:
        """Look until the answer is truthy; raises `Wrong` with `what` when `within` seconds are over."""
        end = time.monotonic() + within
        while not (answer := look()):
            if time.monotonic() > end:
                raise Wrong(f"not within {within} s: {what}")
            time.sleep(0.002)
        return answer

    @staticmethod
    def say(line: str) -> None:
        """One line of the walk."""
        out.print(line, markup=False)
