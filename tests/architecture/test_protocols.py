"""The published language over gRPC: stubs are what their .proto files say."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from _tree import ROOT

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
    again = {str(path.relative_to(generated)): path.read_text() for path in generated.rglob("*.py*")}
    kept = {str(path.relative_to(CONTRACTS)): path.read_text() for path in CONTRACTS.rglob("*_pb2*.py*")}
    kept = {name: text for name, text in kept.items() if "__pycache__" not in name}
    assert again == kept, "run `make protos`"


@pytest.mark.parametrize("proto", PROTOS)
def test_a_protocol_says_its_context_and_version_in_folder_and_package(proto: str) -> None:
    _, _, context, version, _ = proto.split("/")
    assert f"package cdlc.{context}.{version};" in (CONTRACTS / proto).read_text()
