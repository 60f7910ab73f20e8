"""Cursors: opaque, bound to their query, signed with a secret that rotates."""

import base64
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import paging, secrets
from chassis.paging import Cursor, CursorInvalid

POSITIONS = st.lists(st.text() | st.integers() | st.none(), max_size=4)
BOUND = st.dictionaries(st.text(), st.text() | st.lists(st.text()), max_size=3)
ANY_AWS = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

pytestmark = pytest.mark.usefixtures("aws")


@ANY_AWS
@given(POSITIONS, BOUND)
def test_a_cursor_gives_its_position_back(position: list[object], bound: dict[str, object]) -> None:
    assert Cursor.verify(Cursor.sign(position, bound), bound) == position


@ANY_AWS
@given(POSITIONS, BOUND, BOUND)
def test_a_cursor_belongs_to_its_filters_and_sort(
    position: list[object], bound: dict[str, object], other: dict[str, object]
) -> None:
    if bound != other:
        with pytest.raises(CursorInvalid):
            Cursor.verify(Cursor.sign(position, bound), other)


@ANY_AWS
@given(POSITIONS, st.integers(0), st.integers(1, 255))
def test_a_cursor_with_one_byte_changed_is_refused(position: list[object], at: int, flip: int) -> None:
    text = Cursor.sign(position, {"sort": "name"})
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    raw[at % len(raw)] ^= flip
    with pytest.raises(CursorInvalid):
        Cursor.verify(base64.urlsafe_b64encode(raw).decode().rstrip("="), {"sort": "name"})


@ANY_AWS
@given(st.text())
def test_any_other_text_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(CursorInvalid) as refused:
        Cursor.verify(text, {})
    assert refused.value.errors[0].pointer == "/query/cursor"


def test_a_cursor_of_the_key_before_the_last_rotation_still_counts_and_an_older_one_does_not() -> None:
    def rotate(key: str) -> None:
        name = os.environ["CDLC_CURSOR_SECRET"]
        secrets.aws("secretsmanager").put_secret_value(SecretId=name, SecretString=key)
        for stage in ("AWSCURRENT", "AWSPREVIOUS"):
            secrets.vault(stage).clear_cache()

    old = Cursor.sign(1, {})
    rotate("second-key")
    assert Cursor.verify(old, {}) == 1
    rotate("third-key")
    with pytest.raises(CursorInvalid):
        Cursor.verify(old, {})


def test_without_its_signature_any_position_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    forged = base64.urlsafe_b64encode(b"x" * 16 + b'"elsewhere"').decode().rstrip("=")
    with pytest.raises(CursorInvalid):
        Cursor.verify(forged, {})
    monkeypatch.setattr(paging.hmac, "compare_digest", lambda *_: True)
    assert Cursor.verify(forged, {}) == "elsewhere"
