"""SAM templates: references to what SAM makes, and API ids that a tag on the SAM resource fixes.

LocalStack 4.9.2 resolves a template's references once before SAM has run, so that `!Ref Api.Stage` and the like
break; SAM gives the tags of an `AWS::Serverless::Api` to its stage only.
"""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from localstack.constants import TAG_KEY_CUSTOM_ID
from localstack.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform

from cdlc_localstack.expected import expect


def install() -> None:
    """Look for local macros only where there are some, and hand the tag of the id on to the API."""
    transform: Any = ChangeSetModelTransform
    expect(transform._execute_local_transforms, "self.visit_node_resources(", area="deploys")  # noqa: SLF001
    expect(transform._apply_global_serverless_transformation, "transform_sam(", area="deploys")  # noqa: SLF001
    local, sam = transform._execute_local_transforms, transform._apply_global_serverless_transformation  # noqa: SLF001

    @wraps(local)
    def execute_local_transforms(self: Any) -> None:
        templates = [part for part in (self._before_template, self._after_template) if isinstance(part, dict)]
        text = json.dumps(templates, default=str)
        if "Fn::Transform" in text or "Fn::ForEach" in text:
            local(self)

    @wraps(sam)
    def apply_sam(*given: Any, **named: Any) -> Any:
        return keep_ids(sam(*given, **named))

    transform._execute_local_transforms = execute_local_transforms  # noqa: SLF001
    transform._apply_global_serverless_transformation = staticmethod(apply_sam)  # noqa: SLF001


def keep_ids(template: dict[str, Any]) -> dict[str, Any]:
    """Give each stage's `_custom_id_` tag to the API that the stage belongs to."""
    resources = template.get("Resources", {})
    for stage in [each for each in resources.values() if each.get("Type") == "AWS::ApiGateway::Stage"]:
        tags = stage.get("Properties", {}).get("Tags") or []
        api = resources.get((stage["Properties"].get("RestApiId") or {}).get("Ref"), {})
        for tag in [each for each in tags if each["Key"] == TAG_KEY_CUSTOM_ID and api.get("Properties")]:
            present = api["Properties"].setdefault("Tags", [])
            present[:] = [each for each in present if each["Key"] != TAG_KEY_CUSTOM_ID] + [dict(tag)]
    return template
