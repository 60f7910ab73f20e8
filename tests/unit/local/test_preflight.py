"""What `cdlc up` refuses before it starts anything."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cdlc import preflight
from cdlc.settings import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", preflight.CREDENTIALS)
def test_every_way_to_hold_real_credentials_is_refused_by_name(name: str) -> None:
    trouble = preflight.real_credentials({name: "x", "AWS_REGION": "eu-west-1"})
    assert trouble is not None
    assert trouble.startswith(f"{name} set: ")
    assert f"env -u {name} make up" in trouble


def test_what_names_no_account_is_no_credential() -> None:
    harmless = {"AWS_CA_BUNDLE": "/x", "AWS_REGION": "x", "AWS_DEFAULT_REGION": "x", "AWS_PAGER": "", "AWS_PROFILE": ""}
    assert preflight.real_credentials(harmless) is None


def test_too_little_space_is_said_with_the_folder_and_both_figures(tmp_path: Path) -> None:
    settings = replace(load(), state=tmp_path / "not" / "yet", limits={"disk_free_gb": 10**6})
    trouble = preflight.no_space(settings)
    assert trouble is not None
    assert trouble.startswith(f"{tmp_path}: ")
    assert "1000000 GB are needed" in trouble
    assert preflight.no_space(replace(settings, limits={"disk_free_gb": 0})) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104  # the point of the test
def test_a_taken_port_is_said_with_the_part_and_the_owner(address: str) -> None:
    with socket.create_server((address, 0)) as taken:
        port = taken.getsockname()[1]
        (line,) = preflight.taken_ports(load(), [("redis", port)])
    assert line.startswith(f"port {port} (redis) is taken by ")
    assert f"pid {os.getpid()}" in line
    assert preflight.taken_ports(load(), [("redis", port)]) == []


@pytest.mark.parametrize("offset", ["x", "-1", "60000"])
def test_an_offset_that_leaves_the_range_of_ports_is_refused(monkeypatch: pytest.MonkeyPatch, offset: str) -> None:
    monkeypatch.setenv("CDLC_PORT_OFFSET", offset)
    with pytest.raises(ValueError, match="CDLC_PORT_OFFSET="):
        load()


def test_the_state_and_every_port_move_by_two_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDLC_PORT_OFFSET", "0")
    before = load()
    monkeypatch.setenv("CDLC_STATE", str(tmp_path))
    monkeypatch.setenv("CDLC_PORT_OFFSET", "7")
    after = load()
    assert after.state == tmp_path
    assert after.ports == {name: port + 7 for name, port in before.ports.items()}
