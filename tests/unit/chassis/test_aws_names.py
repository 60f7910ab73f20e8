"""The clock's parameter and secrets by name, on moto."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from chassis import clock, secrets
from chassis.errors import Unavailable

pytestmark = pytest.mark.usefixtures("aws")


def moved(monkeypatch: pytest.MonkeyPatch, seconds: str) -> timedelta:
    monkeypatch.setenv("CDLC_CLOCK_PARAMETER", "/cdlc/test/clock")
    secrets.aws("ssm").put_parameter(Name="/cdlc/test/clock", Value=seconds, Type="String", Overwrite=True)
    secrets.ssm().clear_cache()
    return clock.now() - datetime.now(UTC)


@pytest.mark.parametrize("seconds", ["0", "-257000000", "86400.5"])
def test_the_clock_moves_by_its_parameter(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    assert abs(moved(monkeypatch, seconds) - timedelta(seconds=float(seconds))) < timedelta(minutes=1)


def test_a_moved_clock_is_seen_within_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert moved(monkeypatch, "0") < timedelta(hours=1)
    secrets.aws("ssm").put_parameter(Name="/cdlc/test/clock", Value="7200", Type="String", Overwrite=True)
    promised = time.monotonic() + 5
    while clock.now() - datetime.now(UTC) < timedelta(hours=1):
        assert time.monotonic() < promised
        time.sleep(0.05)


def test_without_a_parameter_the_clock_is_the_machines() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_clock_that_cannot_be_read_is_unavailable_and_never_the_wrong_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="/cdlc/test/clock"):
        moved(monkeypatch, "soon")
    monkeypatch.setenv("CDLC_CLOCK_PARAMETER", "/cdlc/test/no-such")
    with pytest.raises(Unavailable, match="no-such"):
        clock.now()


def test_a_secret_is_remembered_until_asked_afresh() -> None:
    assert secrets.secret(os.environ["CDLC_CURSOR_SECRET"]) == "first-key"
    secrets.aws("secretsmanager").put_secret_value(SecretId=os.environ["CDLC_CURSOR_SECRET"], SecretString="second-key")
    assert secrets.secret(os.environ["CDLC_CURSOR_SECRET"]) == "first-key"
    assert secrets.secret(os.environ["CDLC_CURSOR_SECRET"], fresh=True) == "second-key"
    assert secrets.secret(os.environ["CDLC_CURSOR_SECRET"], stage="AWSPREVIOUS") == "first-key"


def test_a_missing_secret_is_unavailable_by_name() -> None:
    with pytest.raises(Unavailable, match="cdlc/test/nothing"):
        secrets.secret("cdlc/test/nothing")
