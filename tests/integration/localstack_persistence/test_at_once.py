"""What is on disk before the call is answered: kill -9 right after the answer loses none of it."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import furniture
import pytest
from botocore.exceptions import ClientError
from local_stack import LocalStack
from test_restart import await_, received

from local_cloud import ROOT


def test_secrets_parameters_and_messages_survive_a_kill_right_after_the_answer(stack: LocalStack) -> None:
    stack.start()
    queue = stack.aws("sqs").create_queue(QueueName="q")["QueueUrl"]
    stack.aws("secretsmanager").create_secret(Name="key", SecretString="first")
    stack.aws("ssm").put_parameter(Name="/setting", Value="one", Type="SecureString")
    stack.aws("secretsmanager").put_secret_value(SecretId="key", SecretString="second")
    stack.aws("sqs").send_message(QueueUrl=queue, MessageBody="the last word")
    stack.kill()
    stack.start()
    assert stack.aws("secretsmanager").get_secret_value(SecretId="key")["SecretString"] == "second"
    kept = stack.aws("ssm").get_parameter(Name="/setting", WithDecryption=True)["Parameter"]
    assert kept["Value"] == "one"
    assert received(stack, queue) == "the last word"


def test_without_the_area_nothing_survives(stack: LocalStack) -> None:
    stack.areas = ("binding", "functions")
    stack.start()
    stack.aws("sqs").create_queue(QueueName="q")
    stack.aws("secretsmanager").create_secret(Name="key", SecretString="first")
    stack.kill()
    stack.start()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        stack.aws("secretsmanager").get_secret_value(SecretId="key")
    with pytest.raises(ClientError, match="NonExistentQueue"):
        stack.aws("sqs").get_queue_url(QueueName="q")


def test_deleted_messages_stay_deleted_and_those_in_flight_come_back(stack: LocalStack) -> None:
    stack.start()
    sqs = stack.aws("sqs")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    for number in range(3):
        sqs.send_message(QueueUrl=queue, MessageBody=str(number))
    first, second = (sqs.receive_message(QueueUrl=queue)["Messages"][0] for _ in range(2))
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"])
    stack.kill()
    stack.start()
    assert {received(stack, queue), received(stack, queue)} == {second["Body"], "2"}
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_a_dead_letter_is_in_one_queue_only_after_a_kill(stack: LocalStack) -> None:
    stack.start()
    urls = furniture.queues(stack)
    sqs = stack.aws("sqs")
    sqs.send_message(QueueUrl=urls["jobs"], MessageBody="poison")
    assert sqs.receive_message(QueueUrl=urls["jobs"])["Messages"]

    def dead_letters() -> Any:
        sqs.receive_message(QueueUrl=urls["jobs"])  # the second receipt is one too many: it goes to the other queue
        return sqs.receive_message(QueueUrl=urls["dead"], VisibilityTimeout=0).get("Messages")

    dead = await_(dead_letters, 15, "the message in the dead-letter queue")
    assert dead[0]["Body"] == "poison"
    stack.kill()
    stack.start()
    assert "Messages" not in sqs.receive_message(QueueUrl=urls["jobs"])
    assert received(stack, urls["dead"]) == "poison"


def test_a_fifo_queue_keeps_order_groups_and_deduplication(stack: LocalStack) -> None:
    stack.start()
    sqs = stack.aws("sqs")
    queue = furniture.queues(stack)["line.fifo"]

    def send(text: str) -> None:
        sqs.send_message(QueueUrl=queue, MessageBody=text, MessageGroupId="one", MessageDeduplicationId=text)

    for text in ("a", "b", "c"):
        send(text)
    assert received(stack, queue) == "a"
    stack.kill()
    stack.start()
    send("a")  # a repetition within five minutes, of a message that was already consumed
    send("c")
    assert [received(stack, queue), received(stack, queue)] == ["b", "c"]
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_an_accepted_asynchronous_invocation_is_carried_out_after_the_kill(stack: LocalStack) -> None:
    stack.start()
    urls = furniture.queues(stack)
    furniture.function(stack, furniture.role(stack), urls)
    stack.settle()
    event = {"fail": True}
    stack.aws("lambda").invoke(FunctionName="usher", InvocationType="Event", Payload=json.dumps(event))
    stack.kill()
    stack.start()
    assert json.loads(received(stack, urls["async-dead"], within=30)) == event


def test_an_orderly_stop_keeps_everything_too(stack: LocalStack) -> None:
    stack.start()
    urls = furniture.queues(stack)
    furniture.function(stack, furniture.role(stack), urls)
    furniture.events(stack)
    stack.stop()  # at once: what the write-behind has not written yet is written now
    stack.start()
    reply = stack.aws("lambda").invoke(FunctionName="usher", Payload=b"{}")
    assert json.loads(reply["Payload"].read())["colour"] == "red"
    assert stack.aws("events").describe_rule(Name="premieres")["State"] == "ENABLED"
    stack.aws("sqs").send_message(QueueUrl=urls["work"], MessageBody="later")
    assert received(stack, urls["results"]) == "seen later"


_READ_AGAIN = """
from cdlc_localstack.persistence import keeper, stores
words = ["dictionary changed size during iteration", "OrderedDict mutated during iteration"]
def capture(service):
    if words:
        raise RuntimeError(words.pop())
    return {}
stores.capture = capture
assert keeper._dump("stepfunctions", "now")
"""


def test_a_dictionary_that_changes_while_it_is_read_is_read_again() -> None:
    python = ROOT / ".local" / "venvs" / "localstack" / "bin" / "python"
    done = subprocess.run([python, "-c", _READ_AGAIN], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
