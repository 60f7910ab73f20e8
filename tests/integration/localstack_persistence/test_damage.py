"""What is wrong with the state folder is said in one line, and as much as can be is kept."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from local_stack import LocalStack


def complaints(stack: LocalStack, about: str) -> list[str]:
    return [line for line in stack.log.splitlines() if "localstack.persistence" in line and about in line]


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def with_secrets(stack: LocalStack) -> None:
    """Two changes, so that there are two snapshots."""
    stack.start()
    stack.aws("secretsmanager").create_secret(Name="key", SecretString="first")
    stack.aws("secretsmanager").put_secret_value(SecretId="key", SecretString="second")
    stack.kill()


def test_a_damaged_snapshot_gives_way_to_the_one_before(stack: LocalStack) -> None:
    with_secrets(stack)
    damage(stack.state / "snapshots" / "secretsmanager.state")
    stack.start()
    assert stack.aws("secretsmanager").get_secret_value(SecretId="key")["SecretString"] == "first"
    (line,) = complaints(stack, "snapshot of secretsmanager ignored")
    assert "secretsmanager.state" in line
    assert "checksum" in line


def test_a_snapshot_that_was_cut_off_while_it_was_written_is_not_looked_at(stack: LocalStack) -> None:
    with_secrets(stack)
    (stack.state / "snapshots" / "secretsmanager.new").write_bytes(b"cdlc-sta")
    stack.start()
    assert stack.aws("secretsmanager").get_secret_value(SecretId="key")["SecretString"] == "second"
    assert complaints(stack, "ignored") == []


def test_two_damaged_snapshots_lose_one_service_and_no_other(stack: LocalStack) -> None:
    stack.start()
    queue = stack.aws("sqs").create_queue(QueueName="q")["QueueUrl"]
    stack.kill()
    with_secrets(stack)
    for ending in ("state", "previous"):
        damage(stack.state / "snapshots" / f"secretsmanager.{ending}")
    stack.start()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        stack.aws("secretsmanager").get_secret_value(SecretId="key")
    assert len(complaints(stack, "state of secretsmanager is lost")) == 1
    assert stack.aws("sqs").get_queue_url(QueueName="q")["QueueUrl"] == queue


def test_a_damaged_ledger_is_moved_aside_and_said(stack: LocalStack) -> None:
    stack.start()
    queue = stack.aws("sqs").create_queue(QueueName="q")["QueueUrl"]
    stack.aws("sqs").send_message(QueueUrl=queue, MessageBody="lost")
    stack.stop()
    ledger = stack.state / "ledger.sqlite"
    ledger.write_bytes(b"not a database" * 1000)
    for more in stack.state.glob("ledger.sqlite-*"):
        more.unlink()
    stack.start()
    assert len(complaints(stack, "are lost")) == 1
    assert len(list(stack.state.glob("ledger.sqlite-damaged-*"))) == 1
    stack.aws("sqs").send_message(QueueUrl=queue, MessageBody="kept")
    assert stack.aws("sqs").receive_message(QueueUrl=queue)["Messages"][0]["Body"] == "kept"


def test_state_of_another_version_is_put_aside_with_one_line(stack: LocalStack) -> None:
    with_secrets(stack)
    stamp = json.loads((stack.state / "stamp.json").read_text())
    (stack.state / "stamp.json").write_text(json.dumps({**stamp, "localstack": "4.8.0"}))
    stack.start()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        stack.aws("secretsmanager").get_secret_value(SecretId="key")
    (line,) = complaints(stack, "deploy again")
    assert "4.8.0" in line
    (aside,) = stack.state.parent.glob("state-*")
    assert (aside / "snapshots" / "secretsmanager.state").exists()


def test_a_second_localstack_on_the_same_folder_is_refused(stack: LocalStack) -> None:
    with_secrets(stack)
    owner = sqlite3.connect(stack.state / "ledger.sqlite", isolation_level=None)
    owner.execute("pragma locking_mode = exclusive")
    owner.execute("begin immediate")
    try:
        with pytest.raises(AssertionError, match="another LocalStack uses it"):
            stack.start()
    finally:
        owner.close()
    stack.process = None
    stack.start()
    assert stack.aws("secretsmanager").get_secret_value(SecretId="key")["SecretString"] == "second"


def test_what_cannot_be_written_is_not_acknowledged(stack: LocalStack) -> None:
    stack.start()
    secrets = stack.aws("secretsmanager")
    secrets.create_secret(Name="kept", SecretString="x")
    folder = stack.state / "snapshots"
    folder.rename(folder.with_name("away"))
    folder.write_text("where a folder should be")
    with pytest.raises(ClientError, match=r"is not kept in .*snapshots"):
        secrets.create_secret(Name="refused", SecretString="x")
    folder.unlink()
    folder.with_name("away").rename(folder)
    secrets.create_secret(Name="after", SecretString="x")
    stack.kill()
    stack.start()
    assert secrets.get_secret_value(SecretId="kept")["SecretString"] == "x"
    assert secrets.get_secret_value(SecretId="after")["SecretString"] == "x"
