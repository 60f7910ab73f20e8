"""How particular classes of LocalStack and moto are kept; what every installation has is named, not copied."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from localstack.services.s3.models import S3Bucket
from moto.iam.models import AWSManagedPolicy, iam_backends
from moto.logs.models import LogGroup
from moto.ssm.models import ParameterDict

from cdlc_localstack.persistence import pickling


def install() -> None:
    """Tell the pickler."""
    pickling.leaves(S3Bucket, _bucket)
    pickling.leaves(LogGroup, pickling.without("streams", streams={}))
    pickling.leaves(AWSManagedPolicy, _policy)
    pickling.leaves(ParameterDict, _parameters)


def _bucket(bucket: S3Bucket) -> pickling.Reduced:
    """A bucket's settings; its objects are in the ledger, uploads in progress are not kept."""
    empty = type(bucket.objects)()
    return pickling.revive, (S3Bucket, {**vars(bucket), "objects": empty, "multiparts": {}})


def _policy(policy: AWSManagedPolicy) -> pickling.Reduced:
    """One of AWS's own 1,300 policies: four megabytes of text that moto brings along."""
    return managed_policy, (policy.account_id, policy.partition, policy.arn, policy.attachment_count)


def managed_policy(account: str, region: str, arn: str, attachment_count: int) -> AWSManagedPolicy:
    """The policy that moto brought, with the number of its attachments."""
    policy = _policies(account, region)[arn]
    policy.attachment_count = attachment_count
    return policy


@cache
def _policies(account: str, region: str) -> dict[str, AWSManagedPolicy]:
    policies: list[Any] = list(iam_backends[account][region].aws_managed_policies)
    return {policy.arn: policy for policy in policies}


def _parameters(parameters: ParameterDict) -> pickling.Reduced:
    return parameter_dict, (vars(parameters), dict(parameters))


def parameter_dict(attributes: dict[str, Any], values: dict[str, list[Any]]) -> ParameterDict:
    """A `ParameterDict`, whose constructor is not what pickle expects of a dictionary with defaults."""
    parameters = ParameterDict(attributes["account_id"], attributes["region_name"])
    vars(parameters).update(attributes)
    defaultdict.update(parameters, values)
    return parameters
