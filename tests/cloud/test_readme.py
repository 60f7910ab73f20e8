"""The README's commands do what it says; `make test` is this run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from local_cloud import ROOT, cdlc

if TYPE_CHECKING:
    from local_cloud import Cloud

README = (ROOT / "README.md").read_text()
ANSWER = json.loads(re.findall(r"```json\n(.*?)```", README, re.DOTALL)[0])
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]


def shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_first_two_commands_are_up_and_test() -> None:
    assert COMMANDS[:2] == ["make up", "make test"]
    assert "exec make test" in (ROOT / ".ci" / "run").read_text()


def test_make_alone_prints_the_verbs() -> None:
    done = shell("make")
    assert done.returncode == 0
    for verb in ("up", "down", "reset", "status", "doctor", "deploy", "demo", "test", "check", "logs"):
        assert f"make {verb}" in done.stdout


def test_make_up_again_installs_nothing_and_changes_nothing(cloud: Cloud) -> None:
    before = cloud.http.get("/api/catalogue/titles").json()
    done = shell("make up")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "installing" not in done.stdout
    assert "templates unchanged" in done.stdout
    assert cloud.http.get("/api/catalogue/titles").json() == before


def test_the_readmes_queries_answer(cloud: Cloud) -> None:
    queries = [command for command in COMMANDS if command.startswith("curl")]
    assert queries
    for query in queries:
        here = query.replace("http://localhost:8080", cloud.settings.public_url).replace("curl ", "curl -sf ", 1)
        done = shell(here)
        assert done.returncode == 0, query
        told = json.loads(done.stdout)["items"][0]
        assert ANSWER["items"][0].items() <= told.items()  # beside the id and what else is in an item


@pytest.mark.parametrize("path", re.findall(r"`([\w./]+/)`", README))
def test_every_folder_that_the_readme_names_is_there(path: str) -> None:
    assert (ROOT / path).is_dir()


@pytest.mark.usefixtures("cloud")
def test_the_demo_plays_through() -> None:
    done = cdlc("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "trending on" in done.stdout
    if "CDLC_DATA" in os.environ:
        assert "importing tmdb5000" in done.stdout
    else:
        assert "CDLC_DATA is not set" in done.stdout
