"""Snapshots and the ledger: whole or absent, whatever happened to the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cdlc_localstack.persistence import places, snapshots
from cdlc_localstack.persistence.ledger import InUse, Ledger


def contents(folder: Path, service: str) -> list[bytes]:
    return [snapshots.read(path) for path in snapshots.candidates(folder, service)]


def test_the_newest_snapshot_comes_first_and_the_one_before_is_kept(tmp_path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        snapshots.write(tmp_path, "iam", content)
    assert contents(tmp_path, "iam") == [b"three", b"two"]
    assert snapshots.services(tmp_path) == {"iam"}


@pytest.mark.parametrize("place", [0, 20, -1])
def test_one_changed_byte_anywhere_is_noticed(tmp_path: Path, place: int) -> None:
    snapshots.write(tmp_path, "iam", b"content" * 10)
    path = tmp_path / "iam.state"
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(snapshots.Corrupt, match=r"iam\.state"):
        snapshots.read(path)


@pytest.mark.parametrize("length", [0, 5, 30, 60])
def test_a_snapshot_cut_short_is_noticed(tmp_path: Path, length: int) -> None:
    snapshots.write(tmp_path, "iam", b"content" * 10)
    path = tmp_path / "iam.state"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(snapshots.Corrupt):
        snapshots.read(path)


def test_a_crash_between_the_two_renames_leaves_the_snapshot_before(tmp_path: Path) -> None:
    snapshots.write(tmp_path, "iam", b"one")
    (tmp_path / "iam.state").rename(tmp_path / "iam.previous")
    assert contents(tmp_path, "iam") == [b"one"]
    assert snapshots.services(tmp_path) == {"iam"}


def half_a_change(ledger: Ledger) -> None:
    with ledger.transaction() as connection:
        connection.execute("delete from messages")
        connection.execute("delete from nowhere")


def test_a_transaction_of_the_ledger_is_whole_or_absent(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.change("insert into messages (queue, id, content) values ('q', '1', x'00')")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        half_a_change(ledger)
    assert ledger.rows("select id from messages") == [("1",)]


def test_a_second_owner_of_the_ledger_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    owner = sqlite3.connect(path, isolation_level=None)
    owner.execute("pragma locking_mode = exclusive")
    owner.execute("begin immediate")
    with pytest.raises(InUse, match=r"ledger\.sqlite: another LocalStack uses it"):
        Ledger(path)
    owner.close()
    Ledger(path)


def test_a_damaged_ledger_is_moved_aside_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"no database at all" * 100)
    ledger = Ledger(path)
    assert ledger.rows("select * from messages") == []
    assert len(list(tmp_path.glob("ledger.sqlite-damaged-*"))) == 1
    assert "are lost" in caplog.text


def test_state_of_other_versions_is_moved_aside_and_an_unreadable_stamp_counts_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    root = tmp_path / "state"
    current = {"format": 1, "localstack": "4.9.2"}
    monkeypatch.setattr(places, "stamp", lambda: dict(current))
    (places.claim(root).snapshots / "iam.state").write_bytes(b"x")
    assert (places.claim(root).snapshots / "iam.state").exists(), "the same versions read it again"
    current["localstack"] = "4.9.3"
    assert not (places.claim(root).snapshots / "iam.state").exists()
    (aside,) = tmp_path.glob("state-*")
    assert (aside / "snapshots" / "iam.state").exists()
    assert "4.9.2" in caplog.text
    aside.rename(tmp_path / "elsewhere")
    (root / "stamp.json").write_text("{")
    places.claim(root)
    assert len(list(tmp_path.glob("state-*"))) == 1
