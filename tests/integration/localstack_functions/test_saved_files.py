"""A saved file is served on the next call, and only the functions that read it start again."""

from __future__ import annotations

import os
import py_compile
from typing import TYPE_CHECKING

import pytest

from .own_localstack import LocalStack, hot

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = """
import os
from films import titles
def handler(event, context):
    return [titles.name, os.getpid()]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("films", "seats"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "app.py").write_text(HANDLER)
    (tmp_path / "films" / "titles.py").write_text("name = 'Nosferatu'")
    (tmp_path / "seats" / "plan.py").write_text("rows = 10")
    return tmp_path


def test_a_saved_file_is_served_on_the_next_call(localstack: LocalStack, folder: Path) -> None:
    name = localstack.function(folder)
    assert localstack.invoke(name).payload[0] == "Nosferatu"
    (folder / "films" / "titles.py").write_text("name = 'Metropolis'")
    assert localstack.invoke(name).payload[0] == "Metropolis"


def test_twenty_saves_of_equal_length_in_one_second_are_all_served(localstack: LocalStack, folder: Path) -> None:
    name = localstack.function(folder)
    for number in range(10, 30):
        (folder / "films" / "titles.py").write_text(f"name = {number}")
        assert localstack.invoke(name).payload[0] == number


def test_bytecode_that_others_left_beside_the_source_is_not_run(localstack: LocalStack, folder: Path) -> None:
    titles = folder / "films" / "titles.py"
    py_compile.compile(str(titles))
    was = titles.stat()
    titles.write_text("name = 'Vampyr!!!'")
    os.utime(titles, ns=(was.st_atime_ns, was.st_mtime_ns // 10**9 * 10**9 + 1))
    assert localstack.invoke(localstack.function(folder)).payload[0] == "Vampyr!!!"


def test_nothing_is_written_into_the_folder(localstack: LocalStack, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    localstack.invoke(localstack.function(folder))
    assert sorted(folder.rglob("*")) == before


def test_a_warm_process_stays_while_nothing_that_it_read_changes(localstack: LocalStack, folder: Path) -> None:
    name = localstack.function(folder)
    process = localstack.invoke(name).payload[1]
    (folder / "seats" / "plan.py").write_text("rows = 12")
    assert localstack.invoke(name).payload[1] == process


def test_a_file_that_is_read_as_data_counts(localstack: LocalStack, folder: Path) -> None:
    (folder / "hold.lua").write_text("return 1")
    (folder / "app.py").write_text("text = open('hold.lua').read()\ndef handler(event, context):\n    return text")
    name = localstack.function(folder)
    assert localstack.invoke(name).payload == "return 1"
    (folder / "hold.lua").write_text("return 2")
    assert localstack.invoke(name).payload == "return 2"


def test_a_new_file_that_would_be_imported_instead_counts(localstack: LocalStack, folder: Path) -> None:
    optional = "try:\n    from films import extra\nexcept ImportError:\n    extra = None\n"
    (folder / "app.py").write_text(f"{optional}def handler(event, context):\n    return extra is not None")
    name = localstack.function(folder)
    assert localstack.invoke(name).payload is False
    (folder / "films" / "extra.py").touch()
    assert localstack.invoke(name).payload is True


def test_a_mended_import_is_served_on_the_next_call(localstack: LocalStack, folder: Path) -> None:
    (folder / "films" / "titles.py").write_text("name = ")
    name = localstack.function(folder)
    assert localstack.invoke(name).payload["errorType"] == "Runtime.UserCodeSyntaxError"
    (folder / "films" / "titles.py").write_text("name = 'Nosferatu'")
    assert localstack.invoke(name).payload[0] == "Nosferatu"


def test_a_change_in_a_layers_folder_is_served(
    localstack: LocalStack, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layer = tmp_path_factory.mktemp("layer")
    (layer / "chassis.py").write_text("answer = 1")
    (folder / "app.py").write_text("import chassis\ndef handler(event, context):\n    return chassis.answer")
    name = localstack.function(folder, Layers=[localstack.layer(hot(layer, "#python"))])
    assert localstack.invoke(name).payload == 1
    (layer / "chassis.py").write_text("answer = 2")
    assert localstack.invoke(name).payload == 2


def test_a_reinstalled_package_of_a_layers_folder_is_served(
    localstack: LocalStack, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layer = tmp_path_factory.mktemp("vendor")
    (layer / "lib-1.dist-info").mkdir()
    (layer / "lib.py").write_text("version = 1")
    (folder / "app.py").write_text("import lib\ndef handler(event, context):\n    return lib.version")
    name = localstack.function(folder, Layers=[localstack.layer(hot(layer, "#python"))])
    assert localstack.invoke(name).payload == 1
    (layer / "lib.py").write_text("version = 22")
    (layer / "lib-1.dist-info").rename(layer / "lib-2.dist-info")
    assert localstack.invoke(name).payload == 22
