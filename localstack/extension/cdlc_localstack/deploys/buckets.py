"""S3 buckets: every property that is given takes effect, when the bucket is made and later.

LocalStack 4.9.2 updates no bucket, so that a changed trigger stays the old one, makes buckets readable by everybody
and drops public access blocks, encryption and lifecycles.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from localstack.services.cloudformation.provider_utils import convert_request_kwargs

from cdlc_localstack.deploys.registry import changed, creates, done, only, updates

BUCKET = "AWS::S3::Bucket"
POLICY = "AWS::S3::BucketPolicy"
Apply = Callable[[Any, dict[str, Any], Any], None]  # (provider, model, S3 client)


@creates(BUCKET)
def create_bucket(provider: Any, request: Any) -> Any:
    """Create, private unless the template says otherwise, then apply what the provider drops."""
    model = request.desired_state
    private = "AccessControl" not in model
    if private:
        model["AccessControl"] = "Private"
    event = provider.create(request)
    if private:
        del model["AccessControl"]
    s3 = request.aws_client_factory.s3
    for name in LATER & model.keys():
        APPLY[name](provider, model, s3)
    return event


@updates(BUCKET)
def update_bucket(provider: Any, request: Any) -> Any:
    """Apply each changed property, or clear the one that is gone."""
    model = request.desired_state
    for name in sorted(only(request, *APPLY)):
        APPLY[name](provider, model, request.aws_client_factory.s3)
    for name in ("Arn", "DomainName", "RegionalDomainName", "WebsiteURL"):
        model[name] = request.previous_state.get(name)
    return done(request)


def _notifications(provider: Any, model: dict[str, Any], s3: Any) -> None:
    wanted = provider._get_s3_bucket_notification_config(model)  # noqa: SLF001 -- the provider's own translation
    s3.put_bucket_notification_configuration(
        **(wanted or {"Bucket": model["BucketName"], "NotificationConfiguration": {}})
    )


def _versioning(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    status = (model.get("VersioningConfiguration") or {}).get("Status", "Suspended")
    s3.put_bucket_versioning(Bucket=model["BucketName"], VersioningConfiguration={"Status": status})


def _cors(provider: Any, model: dict[str, Any], s3: Any) -> None:
    wanted = provider._transform_cfn_cors(model.get("CorsConfiguration"))  # noqa: SLF001
    if wanted:
        s3.put_bucket_cors(Bucket=model["BucketName"], CORSConfiguration=wanted)
    else:
        s3.delete_bucket_cors(Bucket=model["BucketName"])


def _website(provider: Any, model: dict[str, Any], s3: Any) -> None:
    wanted = provider._transform_website_configuration(model.get("WebsiteConfiguration"))  # noqa: SLF001
    if wanted:
        s3.put_bucket_website(Bucket=model["BucketName"], WebsiteConfiguration=wanted)
    else:
        s3.delete_bucket_website(Bucket=model["BucketName"])


def _tagging(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    if model.get("Tags"):
        s3.put_bucket_tagging(Bucket=model["BucketName"], Tagging={"TagSet": model["Tags"]})
    else:
        s3.delete_bucket_tagging(Bucket=model["BucketName"])


def _public_access(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    if wanted := model.get("PublicAccessBlockConfiguration"):
        flags = {name: str(value).lower() == "true" for name, value in wanted.items()}
        s3.put_public_access_block(Bucket=model["BucketName"], PublicAccessBlockConfiguration=flags)
    else:
        s3.delete_public_access_block(Bucket=model["BucketName"])


def _encryption(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    rules = (model.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration")
    if not rules:
        s3.delete_bucket_encryption(Bucket=model["BucketName"])
        return
    translated = [
        {
            **{key: value for key, value in rule.items() if key == "BucketKeyEnabled"},
            "ApplyServerSideEncryptionByDefault": rule.get("ServerSideEncryptionByDefault") or {},
        }
        for rule in rules
    ]
    s3.put_bucket_encryption(Bucket=model["BucketName"], ServerSideEncryptionConfiguration={"Rules": translated})


def _ownership(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    if wanted := model.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=model["BucketName"], OwnershipControls=wanted)
    else:
        s3.delete_bucket_ownership_controls(Bucket=model["BucketName"])


def _lifecycle(_provider: Any, model: dict[str, Any], s3: Any) -> None:
    rules = (model.get("LifecycleConfiguration") or {}).get("Rules")
    if not rules:
        s3.delete_bucket_lifecycle(Bucket=model["BucketName"])
        return
    wanted = {"Bucket": model["BucketName"], "LifecycleConfiguration": {"Rules": [_rule(each) for each in rules]}}
    operation = s3.meta.service_model.operation_model("PutBucketLifecycleConfiguration")
    s3.put_bucket_lifecycle_configuration(**convert_request_kwargs(wanted, operation.input_shape))


def _rule(cfn: dict[str, Any]) -> dict[str, Any]:
    """A lifecycle rule in S3's own words; CloudFormation has other names for half of it."""
    rule: dict[str, Any] = {"Status": cfn["Status"], "Filter": {"Prefix": cfn.get("Prefix", "")}}
    if "Id" in cfn:
        rule["ID"] = cfn["Id"]
    if "ExpirationInDays" in cfn or "ExpirationDate" in cfn:
        days = {"Days": int(cfn["ExpirationInDays"])} if "ExpirationInDays" in cfn else {}
        rule["Expiration"] = days or {"Date": cfn["ExpirationDate"]}
    if "AbortIncompleteMultipartUpload" in cfn:
        rule["AbortIncompleteMultipartUpload"] = cfn["AbortIncompleteMultipartUpload"]
    if old := cfn.get("NoncurrentVersionExpiration"):
        rule["NoncurrentVersionExpiration"] = old
    if moves := cfn.get("Transitions"):
        rule["Transitions"] = [
            {"StorageClass": move["StorageClass"], "Days": move["TransitionInDays"]} for move in moves
        ]
    return rule


APPLY: dict[str, Apply] = {
    "BucketEncryption": _encryption,
    "CorsConfiguration": _cors,
    "LifecycleConfiguration": _lifecycle,
    "NotificationConfiguration": _notifications,
    "OwnershipControls": _ownership,
    "PublicAccessBlockConfiguration": _public_access,
    "Tags": _tagging,
    "VersioningConfiguration": _versioning,
    "WebsiteConfiguration": _website,
}
LATER = {"BucketEncryption", "LifecycleConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration"}


@updates(POLICY)
def update_policy(_provider: Any, request: Any) -> Any:
    """Put the policy again: it replaces the one that is there."""
    model = request.desired_state
    if changed(request):
        policy = json.dumps(model["PolicyDocument"])
        request.aws_client_factory.s3.put_bucket_policy(Bucket=model["Bucket"], Policy=policy)
    return done(request)
