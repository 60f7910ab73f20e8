"""The published language over gRPC: stubs are what their .proto files say, and nothing published is broken."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from _tree import ROOT
from deployer import protocols

if TYPE_CHECKING:
    from pathlib import Path

CONTRACTS = ROOT / "layers" / "contracts"
PROTOS = sorted(str(path.relative_to(CONTRACTS)) for path in CONTRACTS.rglob("*.proto"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("generated")
    outputs = [f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")]
    words = [sys.executable, "-m", "grpc_tools.protoc", "-I", ".", *outputs, *PROTOS]
    done = subprocess.run(words, cwd=CONTRACTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def test_generating_the_stubs_again_changes_nothing(generated: Path) -> None:
    assert _texts(generated, "*.py", "*.pyi") == _texts(CONTRACTS, "*_pb2*.py", "*_pb2*.pyi"), "run `make protos`"


def _texts(folder: Path, *patterns: str) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for each in patterns for path in folder.rglob(each)}


@pytest.mark.parametrize("proto", PROTOS)
def test_a_protocol_says_its_context_and_version_in_folder_and_package(proto: str) -> None:
    _, _, context, version, _ = proto.split("/")
    assert f"package cdlc.{context}.{version};" in (CONTRACTS / proto).read_text()


def test_what_is_published_is_what_the_files_say() -> None:
    published = protocols.PUBLISHED.read_text().splitlines()
    protocols.require_compatible(published, protocols.told())
    assert published == protocols.told(), "run `make protos`"


TITLE = "cdlc.catalogue.v1.Title"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{TITLE}.name = 3 string", f"{TITLE}.name = 4 string"),
        (f"{TITLE}.name = 3 string", f"{TITLE}.name = 3 bytes"),
        (f"{TITLE}.name = 3 string", f"{TITLE}.label = 3 string"),
        (f"{TITLE}.year = 6 optional int32", f"{TITLE}.year = 6 int32"),
    ],
)
def test_a_field_that_moves_changes_or_goes_is_refused_by_name(before: str, after: str) -> None:
    published = protocols.told()
    assert before in published
    changed = [after if line == before else line for line in published]
    with pytest.raises(protocols.BreakingChange, match=before.replace(".", r"\.")):
        protocols.require_compatible(published, changed)
    protocols.require_compatible(published, [*published, f"{TITLE}.more = 99 string"])
