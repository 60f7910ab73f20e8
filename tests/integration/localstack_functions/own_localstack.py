"""A LocalStack of its own for tests of the extension: chosen areas, a free port, a state folder, means to deploy."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pytest

from cdlc import settings as local
from local_cloud import eventually

START = "import cdlc_localstack.__main__ as launcher; launcher.AREAS = {areas!r}; launcher.start()"
REGION = "eu-central-1"


@dataclass
class Answer:
    """What an invocation gave: the payload as JSON, AWS's FunctionError, the tail of the log."""

    payload: Any
    error: str | None
    log: str


@dataclass
class LocalStack:
    """One running LocalStack and the means to make functions in it."""

    port: int
    state: Path
    process: subprocess.Popen[bytes]
    _clients: dict[str, Any] = field(default_factory=dict)

    def aws(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                endpoint_url=f"http://127.0.0.1:{self.port}",
                region_name=REGION,
                aws_access_key_id="000000000000",
                aws_secret_access_key="local",
            )
        return self._clients[service]

    @cached_property
    def role(self) -> str:
        return str(self.aws("iam").create_role(RoleName="function", AssumeRolePolicyDocument="{}")["Role"]["Arn"])

    def function(self, source: str | Path, **settings: Any) -> str:
        """Deploy a handler, from its source or from a folder served as saved; its name."""
        name = f"f{uuid.uuid4().hex[:12]}"
        code = hot(source) if isinstance(source, Path) else {"ZipFile": zipped({"app.py": source})}
        defaults = {
            "Runtime": "python3.11",
            "Handler": "app.handler",
            "Role": self.role,
            "Timeout": 10,
            "MemorySize": 128,
        }
        self.aws("lambda").create_function(FunctionName=name, Code=code, **(defaults | settings))
        assert self.settled(name)["State"] == "Active"
        return name

    def settled(self, name: str) -> dict[str, Any]:
        """The function's configuration once its creation or update has ended, well or not."""

        def look() -> dict[str, Any] | None:
            found = dict(self.aws("lambda").get_function_configuration(FunctionName=name))
            return None if {"Pending", "InProgress"} & {found["State"], found.get("LastUpdateStatus")} else found

        return eventually(look, 20, f"{name} settled") or {}

    def update(self, name: str, source: str) -> dict[str, Any]:
        """Deploy other code; the function's configuration afterwards."""
        self.aws("lambda").update_function_code(FunctionName=name, ZipFile=zipped({"app.py": source}))
        return self.settled(name)

    def layer(self, content: dict[str, Any]) -> str:
        """Publish a layer; its version's ARN."""
        published = self.aws("lambda").publish_layer_version(LayerName=f"l{uuid.uuid4().hex[:12]}", Content=content)
        return str(published["LayerVersionArn"])

    def invoke(self, name: str, event: object = None, **settings: Any) -> Answer:
        answer = self.aws("lambda").invoke(
            FunctionName=name, Payload=json.dumps(event or {}).encode(), LogType="Tail", **settings
        )
        log = base64.b64decode(answer.get("LogResult", "")).decode()
        return Answer(json.loads(answer["Payload"].read()), answer.get("FunctionError"), log)


def hot(folder: Path, suffix: str = "") -> dict[str, str]:
    """Code or a layer that is a folder of this machine, served as saved."""
    return {"S3Bucket": "hot-reload", "S3Key": f"{folder}{suffix}"}


def zipped(files: dict[str, str]) -> bytes:
    """A zip archive of these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name), text)  # no time of day: equal files, equal archive
    return archive.getvalue()


def start(state: Path, areas: tuple[str, ...], **extra: str) -> LocalStack:
    """Start LocalStack with these areas of the extension; `extra` goes into its environment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    run = state / "run"
    (run / "tmp").mkdir(parents=True)
    venvs = local.load().installed / "venvs"
    environment = {
        "HOME": str(run), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": str(run / "tmp"),
        "XDG_CACHE_HOME": str(run / "cache"), "FILESYSTEM_ROOT": str(run / "fs"),
        "GATEWAY_LISTEN": f"127.0.0.1:{port}", "OVERRIDE_IN_DOCKER": "0", "DNS_ADDRESS": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1", "SKIP_INFRA_DOWNLOADS": "1", "DISABLE_EVENTS": "1", "EAGER_SERVICE_LOADING": "0",
        "LAMBDA_RUNTIME_EXECUTOR": "process", "CDLC_STATE": str(state),
        "CDLC_LAMBDA_PYTHON": str(venvs / "lambda" / "bin" / "python"),
    }  # fmt: skip
    with (state / "localstack.log").open("wb") as log:
        process = subprocess.Popen(
            [venvs / "localstack" / "bin" / "python", "-P", "-c", START.format(areas=areas)],
            cwd=state, env=environment | extra, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    _await(port, process, state)
    return LocalStack(port, state, process)


def stop(cloud: LocalStack) -> None:
    """End it, by force after 20 s."""
    cloud.process.terminate()
    try:
        cloud.process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(cloud.process.pid, signal.SIGKILL)
        cloud.process.wait()


def _await(port: int, process: subprocess.Popen[bytes], state: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_localstack/health", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"LocalStack did not start: {(state / 'localstack.log').read_text()[-2000:]}")
