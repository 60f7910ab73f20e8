"""One of each thing that an application has in the cloud, made through AWS's API."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from local_stack import LocalStack

ACCOUNT, REGION = "000000000000", "eu-central-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
CODE = """
import json, os
import boto3
import greeting

def handler(event, context):
    if event.get("fail"):
        raise RuntimeError("as asked")
    if "Records" in event:
        sqs = boto3.client("sqs")
        for record in event["Records"]:
            sqs.send_message(QueueUrl=os.environ["RESULTS"], MessageBody="seen " + record["body"])
        return None
    if "httpMethod" in event:
        return {"statusCode": 200, "body": json.dumps({"path": event["path"]})}
    return {"greeting": greeting.TEXT, "colour": os.environ["COLOUR"]}
"""


def arn(service: str, name: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def zipped(**files: str) -> bytes:
    """A zip file; `__` in a name stands for a folder's slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name.replace('__', '/')}.py", text)
    return buffer.getvalue()


def role(stack: LocalStack) -> str:
    """A role with an inline policy and one of AWS's own."""
    iam = stack.aws("iam")
    made: str = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="worker", PolicyName="queues", PolicyDocument=json.dumps(allow))
    basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    iam.attach_role_policy(RoleName="worker", PolicyArn=basic)
    return made


def queues(stack: LocalStack) -> dict[str, str]:
    """Queue name → URL: one with a dead-letter queue, a FIFO, two for a function's work."""
    sqs = stack.aws("sqs")
    urls = {
        name: sqs.create_queue(QueueName=name)["QueueUrl"]
        for name in ("dead", "work", "results", "topics", "async-dead")
    }
    redrive = {"deadLetterTargetArn": arn("sqs", "dead"), "maxReceiveCount": 1}
    settings = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "1"}
    urls["jobs"] = sqs.create_queue(QueueName="jobs", Attributes=settings)["QueueUrl"]
    urls["line.fifo"] = sqs.create_queue(QueueName="line.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    return urls


def function(stack: LocalStack, role_arn: str, urls: dict[str, str]) -> dict[str, Any]:
    """A function with a layer, a version, an alias, a permission, a mapping and a dead-letter queue."""
    lambdas = stack.aws("lambda")
    layer = lambdas.publish_layer_version(
        LayerName="words", Content={"ZipFile": zipped(python__greeting="TEXT = 'good evening'")}
    )
    lambdas.create_function(
        FunctionName="usher", Runtime="python3.11", Handler="work.handler", Role=role_arn, MemorySize=256,
        Code={"ZipFile": zipped(work=CODE)}, Layers=[layer["LayerVersionArn"]], Publish=True, Timeout=20,
        Environment={"Variables": {"COLOUR": "red", "RESULTS": urls["results"]}},
        DeadLetterConfig={"TargetArn": arn("sqs", "async-dead")},
    )  # fmt: skip
    lambdas.get_waiter("published_version_active").wait(FunctionName="usher", WaiterConfig={"Delay": 1})
    lambdas.create_alias(FunctionName="usher", Name="live", FunctionVersion="1")
    lambdas.add_permission(
        FunctionName="usher", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    lambdas.put_function_event_invoke_config(FunctionName="usher", MaximumRetryAttempts=0)
    mapping = lambdas.create_event_source_mapping(FunctionName="usher", EventSourceArn=arn("sqs", "work"), BatchSize=1)
    return {"layer": layer["LayerVersionArn"], "mapping": mapping["UUID"]}


def api(stack: LocalStack) -> dict[str, str]:
    """A REST API on the function, deployed, under a domain name."""
    gateway = stack.aws("apigateway")
    api_id = gateway.create_rest_api(name="films")["id"]
    root = gateway.get_resources(restApiId=api_id)["items"][0]["id"]
    films = gateway.create_resource(restApiId=api_id, parentId=root, pathPart="films")["id"]
    gateway.put_method(restApiId=api_id, resourceId=films, httpMethod="GET", authorizationType="NONE")
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn('lambda', 'function:usher')}/invocations"
    gateway.put_integration(
        restApiId=api_id, resourceId=films, httpMethod="GET", type="AWS_PROXY", integrationHttpMethod="POST", uri=uri
    )
    authorizer = gateway.create_authorizer(
        restApiId=api_id, name="gate", type="REQUEST", authorizerUri=uri,
        identitySource="method.request.header.Authorization",
    )["id"]  # fmt: skip
    gateway.create_deployment(restApiId=api_id, stageName="local")
    certificate = stack.aws("acm").request_certificate(DomainName="api.films.localhost")["CertificateArn"]
    gateway.create_domain_name(domainName="api.films.localhost", certificateArn=certificate)
    gateway.create_base_path_mapping(domainName="api.films.localhost", basePath="v", restApiId=api_id, stage="local")
    return {"api": api_id, "authorizer": authorizer, "certificate": certificate}


def machines(stack: LocalStack, role_arn: str) -> dict[str, str]:
    """A machine that ends at once and one that waits, each with an execution."""
    states = stack.aws("stepfunctions")
    quick = {"StartAt": "Say", "States": {"Say": {"Type": "Pass", "Result": {"said": "yes"}, "End": True}}}
    slow = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}
    made = {}
    for name, definition in (("quick", quick), ("slow", slow)):
        machine = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role_arn)
        made[name] = machine["stateMachineArn"]
        made[f"{name} run"] = states.start_execution(stateMachineArn=made[name], input='{"of": 1}')["executionArn"]
    return made


def events(stack: LocalStack) -> None:
    """A rule by pattern, a rule by schedule and a topic, all into one queue."""
    bus = stack.aws("events")
    bus.put_rule(Name="premieres", EventPattern=json.dumps({"source": ["cinema"]}))
    bus.put_targets(Rule="premieres", Targets=[{"Id": "queue", "Arn": arn("sqs", "topics")}])
    bus.put_rule(Name="every-hour", ScheduleExpression="rate(1 hour)")
    bus.put_targets(Rule="every-hour", Targets=[{"Id": "queue", "Arn": arn("sqs", "topics")}])
    topic = stack.aws("sns").create_topic(Name="news")["TopicArn"]
    stack.aws("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn("sqs", "topics"), Attributes={"RawMessageDelivery": "true"}
    )
    stack.aws("logs").create_log_group(logGroupName="/cinema")
    stack.aws("logs").put_retention_policy(logGroupName="/cinema", retentionInDays=7)


def template(value: str, **more: str) -> str:
    """A stack of parameters, the first with an output."""
    resources = {
        name: {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Name": f"/stack/{name}", "Value": text}}
        for name, text in {"First": value, **more}.items()
    }
    return json.dumps({"Resources": resources, "Outputs": {"Name": {"Value": {"Ref": "First"}}}})
