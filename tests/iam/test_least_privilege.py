"""Every AWS call that the functions made in this run, against the policies with which they are deployed.

The journeys of `tests/cloud` and the kills of `tests/faults` run before (folders run in the order of their names), so
the record holds what the functions do in fact. `test_a_deliberately_widened_policy_is_found`
(tests/integration/localstack_recorder) shows that a policy that is too wide does not pass.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import pytest

from iam.calls import read
from iam.evaluation import evaluate
from iam.policies import deployed

if TYPE_CHECKING:
    from iam.evaluation import Verdict
    from local_cloud import Cloud


@pytest.fixture(scope="module")
def verdict(cloud: Cloud) -> Verdict:
    calls = read(cloud.settings.state / "calls")
    assert len(list(calls)) > 20, "no journey ran before this: run tests/cloud too"
    return evaluate(read(cloud.settings.state / "calls"), deployed(cloud.aws("lambda"), cloud.aws("iam")))


def test_no_function_makes_a_call_that_its_policy_denies(verdict: Verdict) -> None:
    assert [str(each) for each in verdict.denied] == []


def test_no_policy_grants_more_than_its_function_owns(verdict: Verdict) -> None:
    assert [str(each) for each in verdict.wide] == []


def test_grants_that_no_call_used_are_listed(verdict: Verdict) -> None:
    for grant in verdict.unused:
        warnings.warn(f"granted and not used in this run: {grant}", stacklevel=1)
