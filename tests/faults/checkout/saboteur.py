"""A Lambda function that stands before a task of the checkout and breaks some of its calls, as its plan says.

Deployed by `sabotage.py` alone: what is tested does not know of it. `PLANS` is put in front of this text.
"""

import json
import time

import boto3

PLANS: dict = globals().get("PLANS", {})  # execution name → [{"state", "moment", "kind", "times"}]
LONGER_THAN_THE_STATE = 8


class Unavailable(Exception):
    """What a store that does not answer looks like to the state machine."""


def handler(event, _context):
    """Break this attempt of this state of this execution, or pass it on."""
    for fault in PLANS.get(event["execution"].partition("-")[0], []):
        if fault["state"] == event["state"] and event["attempt"] < fault["times"]:
            _break(fault, event)
    return _ask(event)


def _break(fault, event):
    if fault["moment"] == "after":  # the work is done, nobody hears of it
        _ask(event)
    if fault["moment"] == "lost":  # the call is on its way: it arrives while others act already
        boto3.client("lambda").invoke(FunctionName=event["function"], Payload=_payload(event), InvocationType="Event")
    if fault["kind"] == "time-out":
        time.sleep(LONGER_THAN_THE_STATE)
    raise Unavailable("sabotaged")


def _ask(event):
    answer = boto3.client("lambda").invoke(FunctionName=event["function"], Payload=_payload(event))
    body = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise type(body.get("errorType", "Unknown"), (Exception,), {})(body.get("errorMessage", ""))
    return body


def _payload(event):
    return json.dumps(event["payload"]).encode()
