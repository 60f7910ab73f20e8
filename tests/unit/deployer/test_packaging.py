"""What the local packager makes of templates, and that both ways to deploy mean the same."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from cdlc.settings import load
from deployer import deploy, openapi
from deployer.package import package

ROOT = Path(__file__).resolve().parents[3]
LAYERS = {
    "layers/vendor": "/vendor",
    "layers/images": "/images",
    "layers/chassis": "/chassis#python",
    "layers/contracts": "/contracts#python",
}


def tree(folder: Path, child: str) -> Path:
    (folder / "functions").mkdir(exist_ok=True)
    (folder / "stacks").mkdir(exist_ok=True)
    (folder / "stacks" / "child.yaml").write_text(child)
    (folder / "template.yaml").write_text(
        "Resources:\n  Child:\n    Type: AWS::Serverless::Application\n    Properties: {Location: stacks/child.yaml}\n"
    )
    return folder / "template.yaml"


CHILD = "Globals: {Function: {CodeUri: ../functions/}}\nResources:\n  Api: {Type: AWS::Serverless::Api}\n"


def test_code_is_served_from_the_folder_that_the_template_names(tmp_path: Path) -> None:
    made = package(tree(tmp_path, CHILD), "bucket", "http://aws", {})
    (child,) = (json.loads(body) for body in made.files.values())
    assert child["Globals"]["Function"]["CodeUri"] == {"Bucket": "hot-reload", "Key": str(tmp_path / "functions")}


def test_an_api_keeps_its_id_from_deploy_to_deploy(tmp_path: Path) -> None:
    made = package(tree(tmp_path, CHILD), "bucket", "http://aws", {})
    (child,) = (json.loads(body) for body in made.files.values())
    assert child["Resources"]["Api"]["Properties"]["Tags"]["_custom_id_"] == "cdlcchild"


def test_a_change_in_a_child_changes_its_parent(tmp_path: Path) -> None:
    before = package(tree(tmp_path, CHILD), "bucket", "http://aws", {})
    same = package(tree(tmp_path, CHILD), "bucket", "http://aws", {})
    after = package(tree(tmp_path, CHILD + "Description: other\n"), "bucket", "http://aws", {})
    assert before.digest == same.digest
    assert before.digest != after.digest


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    template = tree(tmp_path, CHILD)
    (tmp_path / "stacks" / "child.yaml").unlink()
    with pytest.raises(FileNotFoundError, match=r"child\.yaml"):
        package(template, "bucket", "http://aws", {})


def test_the_application_packages_whole() -> None:
    made = package(ROOT / "template.yaml", "bucket", "http://aws", LAYERS)
    assert len(made.files) == len(list((ROOT / "stacks").glob("*.yaml")))


def test_the_local_profile_is_what_the_deployer_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDLC_PORT_OFFSET", "0")
    profile = tomllib.loads((ROOT / "samconfig.toml").read_text())["local"]["deploy"]["parameters"]
    pairs = dict(each.split("=", 1) for each in profile["parameter_overrides"])
    assert pairs == deploy.parameters(load())


def test_merged_documents_keep_their_schemas_apart() -> None:
    reply = {"$ref": "#/components/schemas/Item"}
    part = {
        "paths": {"/things": {"get": {"operationId": "list_things", "responses": {"200": reply}}}},
        "components": {"schemas": {"Item": {"type": "object"}}},
    }
    merged = openapi.merge("http://here", {"catalogue": part, "booking": part})
    assert set(merged["paths"]) == {"/api/catalogue/things", "/api/booking/things"}
    assert set(merged["components"]["schemas"]) == {"Catalogue.Item", "Booking.Item"}
    operation = merged["paths"]["/api/booking/things"]["get"]
    assert operation["operationId"] == "booking.list_things"
    assert operation["responses"]["200"]["$ref"] == "#/components/schemas/Booking.Item"


def test_every_schema_has_the_same_backbone() -> None:
    texts = {
        file.read_text().partition("-- What the chassis needs")[2]
        for file in (ROOT / "migrations" / "mysql").glob("*/*.backbone.sql")
    }
    assert len(texts) == 1
    assert "CREATE TABLE outbox" in texts.pop()
