"""LocalStack with the whole extension, and what the tests of the gateway and of deploys do with it."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[3]
REGION = "eu-central-1"
ROLE = "arn:aws:iam::000000000000:role/any"
BUCKET = "packages"
TIRES_SECONDS = 120.0


@dataclass
class OwnCloud:
    """A running LocalStack: its address, clients, HTTP."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def aws(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=120),
        )

    def http(self, host: str | None = None) -> httpx.Client:
        """A client of the gateway; with `host`, of that custom domain."""
        return httpx.Client(base_url=self.url, headers={"Host": host} if host else {}, timeout=60)

    def put(self, key: str, body: bytes | str) -> str:
        """Store an object where templates and code lie; the answer is its address."""
        self.aws("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
        return f"{self.url}/{BUCKET}/{key}"

    def function(self, name: str, source: str, **settings: Any) -> str:
        """Create a function from one Python file and wait until it is active; the answer is its ARN."""
        client = self.aws("lambda")
        wanted = {"Runtime": "python3.11", "Role": ROLE, "Handler": "it.handler", "Timeout": 10, **settings}
        arn = client.create_function(FunctionName=name, Code={"ZipFile": zipped({"it.py": source})}, **wanted)
        client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
        return str(arn["FunctionArn"])


def zipped(files: dict[str, str]) -> bytes:
    """A zip of text files."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return into.getvalue()


def start(folder: Path) -> OwnCloud:
    """Start LocalStack in a folder of its own on a free loopback port and wait until it answers."""
    for name in ("tmp", "cache", "root"):
        (folder / name).mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    log = folder / "log"
    process = subprocess.Popen(
        [ROOT / ".local/venvs/localstack/bin/python", "-P", "-m", "cdlc_localstack"],
        cwd=folder,
        env=_environment(folder, address),
        stdout=log.open("ab"),
        stderr=subprocess.STDOUT,
    )
    cloud = OwnCloud(process, f"http://{address}", log)
    end = time.monotonic() + TIRES_SECONDS
    while not _answers(cloud.url):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"LocalStack did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.05)
    s3 = cloud.aws("s3")
    if BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    return cloud


def stop(cloud: OwnCloud) -> None:
    """End it, by force if it does not end by itself."""
    cloud.process.terminate()
    try:
        cloud.process.wait(20)
    except subprocess.TimeoutExpired:
        cloud.process.kill()
        cloud.process.wait()


def _environment(folder: Path, address: str) -> dict[str, str]:
    return {
        "HOME": str(folder),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder / "tmp"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "FILESYSTEM_ROOT": str(folder / "root"),
        "CDLC_STATE": str(folder),
        "GATEWAY_LISTEN": address,
        "OVERRIDE_IN_DOCKER": "0",
        "DNS_ADDRESS": "0",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "SKIP_INFRA_DOWNLOADS": "1",
        "DISABLE_EVENTS": "1",
        "EAGER_SERVICE_LOADING": "0",
        "CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES": "0",
        "LAMBDA_RUNTIME_EXECUTOR": "process",
        "CDLC_LAMBDA_PYTHON": str(ROOT / ".local/venvs/lambda/bin/python"),
    }


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_localstack/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def deployed(
    cloud: OwnCloud, stack: str, template: dict[str, Any] | str, parameters: dict[str, str] | None = None
) -> str:
    """Deploy by change set as `sam deploy` does and follow it to the end; the answer is the stack's status."""
    cloudformation, name = cloud.aws("cloudformation"), f"set-{time.time_ns()}"
    kind = "UPDATE" if status(cloud, stack) not in ("", "DELETE_COMPLETE") else "CREATE"
    text = template if isinstance(template, str) else json.dumps(template)
    cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=name,
        ChangeSetType=kind,
        TemplateURL=cloud.put(f"{stack}/{name}.yaml", text),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in (parameters or {}).items()],
    )
    made = cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)
    if made["Status"] != "CREATE_COMPLETE":
        return f"{made['Status']}: {made.get('StatusReason')}"
    cloudformation.execute_change_set(StackName=stack, ChangeSetName=name)
    return settled(cloud, stack)


def settled(cloud: OwnCloud, stack: str) -> str:
    """Wait until the stack is no longer in progress; its status."""
    while (now := status(cloud, stack)).endswith("_IN_PROGRESS"):
        time.sleep(0.05)
    return now


def deleted(cloud: OwnCloud, stack: str) -> str:
    """Delete the stack and follow it to the end; its last status."""
    client = cloud.aws("cloudformation")
    identity = client.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
    client.delete_stack(StackName=stack)
    return settled(cloud, identity)


def status(cloud: OwnCloud, stack: str) -> str:
    """The stack's status; empty where there is none."""
    client = cloud.aws("cloudformation")
    try:
        return str(client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
    except client.exceptions.ClientError as error:
        if "does not exist" in str(error):
            return ""
        raise


def outputs(cloud: OwnCloud, stack: str) -> dict[str, str]:
    """The stack's outputs."""
    found = cloud.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    return {each["OutputKey"]: each["OutputValue"] for each in found}


def failures(cloud: OwnCloud, stack: str) -> list[str]:
    """`logical id: reason` of every failure in the stack's events, newest first."""
    events = cloud.aws("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    return [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    ]
