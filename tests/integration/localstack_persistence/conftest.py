"""A furnished LocalStack that was killed and started again: made once for all tests that only look at it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import furniture
from local_stack import LocalStack

if TYPE_CHECKING:
    from collections.abc import Iterator


def furnish(stack: LocalStack) -> dict[str, Any]:
    """One of each thing; the last calls are those that have the whole write-behind time to reach the disk."""
    role = furniture.role(stack)
    urls = furniture.queues(stack)
    made: dict[str, Any] = {"role": role, "urls": urls}
    made |= furniture.function(stack, role, urls)
    made |= furniture.api(stack)
    made |= furniture.machines(stack, role)
    furniture.events(stack)
    kms = stack.aws("kms")
    made["key"] = kms.create_key()["KeyMetadata"]["KeyId"]
    made["cipher"] = kms.encrypt(KeyId=made["key"], Plaintext=b"a secret")["CiphertextBlob"]
    made["pair"] = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    made["signature"] = kms.sign(KeyId=made["pair"], Message=b"x", SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256")[
        "Signature"
    ]
    kms.create_alias(AliasName="alias/films", TargetKeyId=made["key"])
    formation = stack.aws("cloudformation")
    formation.create_stack(StackName="two", TemplateBody=furniture.template("1", Second="2"))
    formation.get_waiter("stack_create_complete").wait(StackName="two", WaiterConfig={"Delay": 1})
    return made


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LocalStack, dict[str, Any]]]:
    """LocalStack after kill -9 and a start, with what was made before and the CPU seconds that the start took."""
    stack = LocalStack(tmp_path_factory.mktemp("again"))
    try:
        stack.start()
        made = furnish(stack)
        stack.settle()
        stack.kill()
        stack.start()
        made["seconds"] = stack.cpu_seconds()
        yield stack, made
    finally:
        stack.remove()


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A LocalStack of one test's own, not started."""
    one = LocalStack(tmp_path / "own")
    try:
        yield one
    finally:
        one.remove()
