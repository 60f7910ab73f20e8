"""Policies as functions have them, and the rule by which AWS decides on them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .actions import Need


@dataclass(frozen=True, slots=True)
class Grant:
    """One action on one resource that one statement allows or denies; both may hold `*` and `?`.

    `where` names the policy and the statement, `written` says that a person wrote it into the template: what SAM
    adds by itself for a queue or a destination may go unused.
    """

    effect: str
    action: str
    resource: str
    where: str
    written: bool = True
    conditional: bool = False

    def covers(self, need: Need) -> bool:
        """Whether the grant speaks of this action on this resource. Actions do not mind their case."""
        action = _pattern(self.action.lower()).fullmatch(need.action.lower())
        return action is not None and self.reaches(need.resource)

    def reaches(self, resource: str) -> bool:
        """Whether the grant speaks of this resource. A secret that was called by name has an unknown ending."""
        own = _SECRET.sub(r"\1-??????", self.resource) if resource.endswith("-XXXXXX") else self.resource
        return _pattern(own).fullmatch(resource) is not None


_SECRET = re.compile(r"(:secret:.+)-\w{6}$")


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def grants(name: str, document: Mapping[str, Any], *, written: bool = True) -> list[Grant]:
    """The grants of one policy document, each action with each resource.

    Raises `ValueError` for NotAction and NotResource: least privilege says what is allowed, not what is not.
    """
    statements = document.get("Statement", [])
    found: list[Grant] = []
    for number, statement in enumerate(statements if isinstance(statements, list) else [statements], start=1):
        where = f"{name} statement {statement.get('Sid') or number}"
        if inverted := {"NotAction", "NotResource"} & statement.keys():
            raise ValueError(f"{where}: {', '.join(sorted(inverted))}: say what is granted instead")
        found += [
            Grant(statement["Effect"], action, resource, where, written, bool(statement.get("Condition")))
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
        ]
    return found


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def allowed(need: Need, among: Iterable[Grant]) -> bool:
    """AWS's rule: some statement allows and none denies.

    The context of a request is not recorded: a condition on what is allowed counts as met, on what is denied as not.
    """
    speaking = [grant for grant in among if grant.covers(need)]
    denied = any(grant.effect == "Deny" and not grant.conditional for grant in speaking)
    return not denied and any(grant.effect == "Allow" for grant in speaking)


# The policies that SAM writes for `Policies:` are called <Function>RolePolicy<number>.
_WRITTEN = re.compile(r".+RolePolicy\d+")


def deployed(functions: Any, iam: Any) -> dict[str, list[Grant]]:
    """The grants of every deployed function by its name, read from the roles (boto3 clients of Lambda and IAM)."""
    found: dict[str, list[Grant]] = {}
    for page in functions.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            role = function["Role"].rpartition("/")[2]
            found[function["FunctionName"]] = [*_inline(iam, role), *_attached(iam, role)]
    return found


def _inline(iam: Any, role: str) -> Iterator[Grant]:
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        yield from grants(name, _parsed(document), written=_WRITTEN.fullmatch(name) is not None)


def _attached(iam: Any, role: str) -> Iterator[Grant]:
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = policy["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        yield from grants(policy["PolicyName"], _parsed(document), written=":iam::aws:" not in arn)


def _parsed(document: Any) -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(unquote(document)) if isinstance(document, str) else document
    return parsed
