"""A whole application through its life: created, changed, broken, repaired, deleted; every step seen from outside."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from integration.localstack_gateway.own_cloud import OwnCloud, deleted, deployed, failures, outputs, status

from .film_shop import DOMAIN, Shop, route

STACK = "films"
GOOD = {"Authorization": "Bearer good"}


def test_an_application_lives_through_changes_failure_and_repair(aws: OwnCloud) -> None:
    shop = Shop(aws)

    assert deployed(aws, STACK, shop.front_door()) == "CREATE_COMPLETE", failures(aws, STACK)
    api = outputs(aws, STACK)["ApiId"]
    assert api == "films-catalogue"
    _serves(aws)
    _refuses_in_its_own_words(aws)
    _hears_uploads(aws, "in/first")

    shop.resources["Titles"]["Properties"]["Events"]["Read"] = route("/films/{id}", "get")
    shop.resources["Api"]["Properties"]["Variables"]["colour"] = "red"
    assert deployed(aws, STACK, shop.front_door()) == "UPDATE_COMPLETE", failures(aws, STACK)
    assert outputs(aws, STACK)["ApiId"] == api
    with aws.http(DOMAIN) as http:
        assert http.get("/catalogue/titles/7").status_code == 404
        assert http.get("/catalogue/films/7").json()["event"]["stageVariables"] == {"colour": "red"}
        assert http.post("/catalogue/titles", headers=GOOD).status_code == 200

    events = shop.resources["Recorder"]["Properties"]["Events"]
    events["Hourly"]["Properties"]["Schedule"] = "rate(2 hours)"
    events["Uploaded"]["Properties"]["Filter"]["S3Key"]["Rules"][0]["Value"] = "new/"
    assert deployed(aws, STACK, shop.front_door()) == "UPDATE_COMPLETE", failures(aws, STACK)
    assert _schedules(aws) == ["rate(2 hours)"]
    _hears_uploads(aws, "new/second")

    shop.resources["Titles"]["Properties"]["Events"]["Read"] = route("/broken/{id}", "get")
    shop.resources["Recorder"]["Properties"]["Handler"] = "other.handler"
    shop.catalogue["Resources"]["Bad"] = {
        "Type": "AWS::CloudFront::Distribution",
        "DependsOn": ["ApiStage", "Recorder"],
    }
    assert deployed(aws, STACK, shop.front_door()) == "UPDATE_ROLLBACK_COMPLETE", failures(aws, STACK)
    assert any("Catalogue: Embedded stack" in line and "[Bad]" in line for line in failures(aws, STACK))
    assert any("AWS::CloudFront::Distribution" in line for line in failures(aws, STACK))
    with aws.http(DOMAIN) as http:
        assert http.get("/catalogue/films/7").status_code == 200
        assert http.get("/catalogue/broken/7").status_code == 404
    _hears_uploads(aws, "new/third")

    del shop.catalogue["Resources"]["Bad"]
    shop.resources["Recorder"]["Properties"]["Handler"] = "it.handler"
    assert deployed(aws, STACK, shop.front_door()) == "UPDATE_COMPLETE", failures(aws, STACK)
    with aws.http(DOMAIN) as http:
        assert http.get("/catalogue/broken/7").status_code == 200

    children = _children(aws)
    assert deleted(aws, STACK) == "DELETE_COMPLETE"
    assert [status(aws, child) for child in children] == ["DELETE_COMPLETE"] * 2
    assert _leftovers(aws) == []


def _serves(aws: OwnCloud) -> None:
    with aws.http(DOMAIN) as http:
        answer = http.get("/catalogue/titles/a%2Fb?x=1&x=2").json()
        event = answer["event"]
        assert answer["greeting"] == "hello"
        assert answer["stage"] == "local"
        assert event["path"] == event["requestContext"]["path"] == "/catalogue/titles/a%2Fb"
        assert event["resource"] == "/titles/{id}"
        assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
        assert event["stageVariables"] == {"colour": "blue"}
        who = http.post("/catalogue/titles", headers=GOOD).json()["who"]
        assert (who["principalId"], who["scope"]) == ("ada", "titles:write")


def _refuses_in_its_own_words(aws: OwnCloud) -> None:
    with aws.http(DOMAIN) as http:
        nothing, nobody, denied = (
            http.get("/catalogue/nothing"),
            http.post("/catalogue/titles"),
            http.post("/catalogue/titles", headers={"Authorization": "Bearer bad"}),
        )
    assert [answer.status_code for answer in (nothing, nobody, denied)] == [404, 401, 403]
    for answer in (nothing, nobody, denied):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["instance"] == answer.headers["x-amzn-requestid"]
    assert denied.json()["title"] == "User is not authorized to access this resource with an explicit deny"


def _hears_uploads(aws: OwnCloud, key: str) -> None:
    """The bucket's trigger calls the function, which tells the queue."""
    aws.aws("s3").put_object(Bucket="films-local-uploads", Key=key, Body=b"film")
    queue = aws.aws("sqs")

    def heard() -> bool:
        found = queue.receive_message(QueueUrl=outputs(aws, STACK)["Heard"], WaitTimeSeconds=1)
        return any(
            record["s3"]["object"]["key"] == key
            for message in found.get("Messages", [])
            for record in json.loads(message["Body"]).get("Records", [])
        )

    _eventually(heard, f"an event for {key}")


def _eventually(look: Callable[[], bool], what: str, within: float = 30) -> None:
    end = time.monotonic() + within
    while not look():
        if time.monotonic() > end:
            pytest.fail(f"not within {within} s: {what}")


def _schedules(aws: OwnCloud) -> list[str]:
    return [rule["ScheduleExpression"] for rule in aws.aws("events").list_rules()["Rules"]]


def _children(aws: OwnCloud) -> list[str]:
    resources = aws.aws("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    return [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == "AWS::CloudFormation::Stack"]


def _leftovers(aws: OwnCloud) -> list[Any]:
    return [
        *aws.aws("apigateway").get_rest_apis()["items"],
        *aws.aws("apigateway").get_domain_names()["items"],
        *aws.aws("lambda").list_functions()["Functions"],
        *aws.aws("events").list_rules()["Rules"],
        *aws.aws("sqs").list_queues().get("QueueUrls", []),
        *aws.aws("iam").list_roles()["Roles"],
    ]
