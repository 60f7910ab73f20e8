"""The way to AWS: `sam build` makes an archive of every function and layer, within AWS's limits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

from local_cloud import ROOT

UNZIPPED_LIMIT = 250 * 1024 * 1024  # bytes of a function and its layers, AWS Lambda quotas


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sam")
    sam = ROOT / ".local" / "venvs" / "sam" / "bin" / "sam"
    done = subprocess.run(
        [str(sam), "build", "--build-dir", str(folder / "build"), "--cache-dir", str(folder / "cache")],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build"


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_every_function_and_layer_is_built_within_the_limit(built: Path) -> None:
    template = yaml_parse((built / "template.yaml").read_text())
    layers = [
        (built / resource["Properties"]["ContentUri"]).resolve()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::LayerVersion"
    ]
    assert len(layers) == 4
    assert (built / "ChassisLayer" / "python" / "chassis" / "http.py").is_file()
    assert (built / "ContractsLayer" / "python" / "contracts" / "topics.py").is_file()
    assert (built / "VendorLayer" / "python" / "pydantic").is_dir()
    assert not (built / "VendorLayer" / "python" / "PIL").exists()  # only those who make pictures carry what does
    assert list((built / "ImagesLayer" / "python" / "PIL").glob("_avif.*.so"))
    stacks = [file for file in built.rglob("template.yaml") if file.parent != built]
    functions = 0
    for stack in stacks:
        for resource in yaml_parse(stack.read_text())["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                code = (stack.parent / resource["Properties"]["CodeUri"]).resolve()
                module, _, _ = resource["Properties"]["Handler"].rpartition(".")
                assert (code / (module.replace(".", "/") + ".py")).is_file(), resource["Properties"]["Handler"]
                assert size(code) + sum(map(size, layers)) < UNZIPPED_LIMIT
                functions += 1
    assert functions >= 25


def test_the_front_door_names_nothing_local() -> None:
    for file in (ROOT / "template.yaml", *(ROOT / "stacks").glob("*.yaml")):
        text = file.read_text()
        assert "localhost" not in text, file
        assert "127.0.0.1" not in text, file
        assert "hot-reload" not in text, file
