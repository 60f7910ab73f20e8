"""`cdlc deploy`: from a checkout to a running application, in the order in which the parts need each other.

Stores first (topics, schemas, tables), then the connectors that watch them, then the stacks, then what needs the
stacks' secrets and functions (users, signing keys, clients), last the first contents. Every step is idempotent.
Code is served from the tree, so a change of code alone needs none of it.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from deployer import (
    cassandra_keyspaces,
    clients,
    connectors,
    databases,
    neo4j_graphs,
    openapi,
    sowing,
    stacks,
    topics,
)
from deployer.numbered import contexts
from deployer.package import Package, package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cdlc.settings import Settings

ROOT_STACK = "cdlc"
SERVING = (
    "identity",
    "catalogue",
    "discovery",
    "media",
    "insights",
    "booking",
    "payments",
    "orders",
    "social",
)
_INSTALLED = ("layers/vendor", "layers/images")


@dataclass(frozen=True)
class Deployed:
    """What a deploy did: whether CloudFormation was asked, the front door's outputs, seconds in all."""

    stacks_changed: bool
    outputs: dict[str, str]
    seconds: float


def aws(settings: Settings, service: str) -> Any:
    """A boto3 client of the local cloud; its credentials name the local account and open nothing else."""
    return boto3.client(
        service,
        endpoint_url=settings.aws_endpoint,
        region_name=settings.region,
        aws_access_key_id=settings.account,
        aws_secret_access_key="local",  # noqa: S106  # LocalStack checks none
        config=Config(retries={"max_attempts": 4, "mode": "standard"}, read_timeout=130),
    )


def parameters(settings: Settings) -> dict[str, str]:
    """The front door's parameters for the local stage: samconfig.toml's `local` profile with this state's ports."""
    return {
        "Stage": settings.stage,
        "PublicUrl": settings.public_url,
        "ApiDomainName": settings.api_domain,
        "CertificateArn": f"arn:aws:acm:{settings.region}:{settings.account}:certificate/local",
        "MysqlAddress": settings.address("mysql"),
        "RedisUrl": f"redis://{settings.address('redis')}/0",
        "KafkaBootstrap": settings.address("kafka"),
        "KafkaSecretArn": f"arn:aws:secretsmanager:{settings.region}:{settings.account}:secret:cdlc/local/kafka-AbCdEf",
        "ClickhouseAddress": f"http://{settings.address('clickhouse')}",
        "CassandraAddress": settings.address("cassandra"),
        "Neo4jUrl": f"bolt://{settings.address('neo4j')}",
        "RpcUrl": f"grpc://{settings.address('rpc')}",
        "PaymentsUrl": f"http://{settings.address('payments')}",
        "S3PublicUrl": settings.public_url,
        "ClockParameter": f"/cdlc/{settings.stage}/clock",
    }


def run(settings: Settings, report: Callable[[str], None] = print, *, force: bool = False) -> Deployed:
    """Deploy everything that differs from what runs.

    Raises `stacks.DeployFailed`, `clients.InvokeFailed` or the store's own error; what was deployed before stays.
    """
    began = time.monotonic()
    keys = json.loads((settings.state / "secrets.json").read_text())
    with ThreadPoolExecutor(4) as pool:
        bundle = pool.submit(_upload, settings)
        made_topics = pool.submit(topics.create, settings.address("kafka"))
        _prepare_stores(settings, keys, report)
        made_topics.result()
        watching = pool.submit(_connect, settings)
        wanted = {"templates": bundle.result().digest, "parameters": parameters(settings)}
        changed = force or not _deployed(settings, wanted)
        if changed:
            _apply(settings, bundle.result(), report)
        else:
            report("templates unchanged: code is served from the tree")
        outputs = stacks.outputs(aws(settings, "cloudformation"), ROOT_STACK)
        _open_stores(settings, keys)
        watching.result()
    if changed:
        _open_identity(settings, outputs)
        _record(settings).write_text(json.dumps(wanted))
    openapi.publish(settings, SERVING)
    sowing.sow(settings, partial(aws, settings), outputs["MediaBucketName"], report)
    return Deployed(changed, outputs, time.monotonic() - began)


def _prepare_stores(settings: Settings, keys: dict[str, str], report: Callable[[str], None]) -> None:
    """Schemas and tables, before a function or a connector looks for them."""
    server = (settings.host, settings.ports["mysql"], keys["mysql_root"])
    databases.create_schemas(*server)
    applied = databases.migrate(*server, settings.root / "migrations" / "mysql")
    front = (settings.host, settings.ports["clickhouse"], keys["clickhouse_admin"])
    applied += databases.migrate_clickhouse(*front, settings.root / "migrations" / "clickhouse" / "insights")
    applied += cassandra_keyspaces.migrate(*_cassandra(settings, keys), settings.root / "migrations" / "cassandra")
    applied += neo4j_graphs.migrate(*_neo4j(settings, keys), settings.root / "migrations" / "neo4j")
    for migration in applied:
        report(f"migrated {migration}")


def _cassandra(settings: Settings, keys: dict[str, str]) -> tuple[str, int, str]:
    return settings.host, settings.ports["cassandra"], keys["cassandra_admin"]


def _neo4j(settings: Settings, keys: dict[str, str]) -> tuple[str, int, str]:
    return settings.host, settings.ports["neo4j"], keys["neo4j_admin"]


def _connect(settings: Settings) -> None:
    # By reference: the worker resolves it, so the password is in no configuration that Connect answers or stores.
    connectors.register(settings, f"${{file:{settings.state / 'connect' / 'secrets.properties'}:debezium}}")


def _upload(settings: Settings) -> Package:
    layers = {
        **{name: str(settings.installed / name) for name in _INSTALLED},
        "layers/chassis": f"{settings.root / 'layers/chassis'}#python",
        "layers/contracts": f"{settings.root / 'layers/contracts'}#python",
    }
    bucket = f"cdlc-{settings.stage}-deploy"
    result = package(settings.root / "template.yaml", bucket, settings.aws_endpoint, layers)
    store = aws(settings, "s3")
    with suppress(store.exceptions.BucketAlreadyOwnedByYou):
        store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": settings.region})
    for key, body in {**result.files, "template.json": result.root}.items():
        store.put_object(Bucket=bucket, Key=key, Body=body.encode())
    return result


def _record(settings: Settings) -> Path:
    """Where the last deploy that went through to its end wrote what it deployed."""
    return settings.state / "deployed.json"


def _deployed(settings: Settings, wanted: dict[str, Any]) -> bool:
    record = _record(settings)
    running = stacks.status(aws(settings, "cloudformation"), ROOT_STACK)
    complete = running in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    return complete and record.exists() and bool(json.loads(record.read_text()) == wanted)


def _apply(settings: Settings, bundle: Package, report: Callable[[str], None]) -> None:
    _record(settings).unlink(missing_ok=True)
    url = f"{settings.aws_endpoint}/{bundle.bucket}/template.json"
    stacks.apply(aws(settings, "cloudformation"), ROOT_STACK, url, parameters(settings), report)


def _open_stores(settings: Settings, keys: dict[str, str]) -> None:
    """The contexts' users, with the passwords that the foundation made, and the payment provider's key."""
    vault = aws(settings, "secretsmanager")

    def password(name: str) -> str:
        return str(vault.get_secret_value(SecretId=f"cdlc/{settings.stage}/{name}")["SecretString"])

    def passwords(store: str) -> dict[str, str]:
        return {each: password(f"{store}/{each}") for each in contexts(settings.root / "migrations" / store)}

    databases.create_users(settings.host, settings.ports["mysql"], keys["mysql_root"], passwords("mysql"))
    cassandra_keyspaces.create_roles(*_cassandra(settings, keys), passwords("cassandra"))
    neo4j_graphs.create_users(*_neo4j(settings, keys), passwords("neo4j"))
    front = (settings.host, settings.ports["clickhouse"], keys["clickhouse_admin"])
    databases.create_clickhouse_user(*front, password("clickhouse/insights"))
    if password("payments/api-key") != keys["payments"]:
        vault.put_secret_value(SecretId=f"cdlc/{settings.stage}/payments/api-key", SecretString=keys["payments"])


def _open_identity(settings: Settings, outputs: dict[str, str]) -> None:
    functions = aws(settings, "lambda")
    clients.invoke(functions, outputs["RotateSigningKeysFunctionName"], {})
    clients.register(aws(settings, "secretsmanager"), functions, settings.stage, outputs["RegisterClientFunctionName"])
