"""`AWS::MediaConvert::Queue`, for the local MediaConvert."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from cdlc_localstack.deploys.registry import PROVIDERS, done, only

TYPE = "AWS::MediaConvert::Queue"
_SETTINGS = ("Description", "Status", "ConcurrentJobs")


class QueueProvider:
    """Creates, updates and deletes queues by MediaConvert's own operations. `Ref` is the name, `Arn` an attribute."""

    TYPE = TYPE
    SCHEMA: dict[str, Any] = {  # noqa: RUF012 -- read by LocalStack as a class attribute
        "primaryIdentifier": ["/properties/Name"],
        "readOnlyProperties": ["/properties/Arn"],
        "createOnlyProperties": ["/properties/Name"],
    }

    def create(self, request: Any) -> Any:
        """Create; a queue without a name is called after its stack and its logical id."""
        model = request.desired_state
        model.setdefault("Name", f"{request.stack_name}-{request.logical_resource_id}")
        given = {name: model[name] for name in ("PricingPlan", "Tags") if model.get(name)} | _settings(model)
        queue = request.aws_client_factory.mediaconvert.create_queue(Name=model["Name"], **given)["Queue"]
        model["Arn"] = queue["Arn"]
        return done(request)

    def update(self, request: Any) -> Any:
        """Change description, state, number of jobs, tags."""
        names, client, model = (
            only(request, *_SETTINGS, "Tags"),
            request.aws_client_factory.mediaconvert,
            request.desired_state,
        )
        client.update_queue(Name=model["Name"], **_settings(model))
        if "Tags" in names:
            new, old = model.get("Tags") or {}, request.previous_state.get("Tags") or {}
            if gone := sorted(old.keys() - new.keys()):
                client.untag_resource(Arn=model["Arn"], TagKeys=gone)
            if new:
                client.tag_resource(Arn=model["Arn"], Tags=new)
        return done(request)

    def delete(self, request: Any) -> Any:
        """Delete; one that is gone already is well deleted."""
        client = request.aws_client_factory.mediaconvert
        with suppress(client.exceptions.NotFoundException):
            client.delete_queue(Name=request.desired_state["Name"])
        return done(request)


def _settings(model: dict[str, Any]) -> dict[str, Any]:
    found = {name: model[name] for name in _SETTINGS if model.get(name) is not None}
    if "ConcurrentJobs" in found:
        found["ConcurrentJobs"] = int(found["ConcurrentJobs"])
    return found


PROVIDERS[TYPE] = QueueProvider
