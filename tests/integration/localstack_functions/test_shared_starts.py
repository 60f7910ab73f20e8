"""Functions on the same layers come to be forked from a process that has imported their packages already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_cloud import eventually

from .own_localstack import LocalStack, hot, zipped

if TYPE_CHECKING:
    from pathlib import Path

BORN = "import os\nborn = os.getpid()\n"
HANDLER = """
import os
import lib
def handler(event, context):
    return {"shared": lib.born != os.getpid(), "lib": lib.version, "parent": os.getppid(), "process": os.getpid()}
"""


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A folder of installed packages, as `pip install --target` leaves it."""
    folder = tmp_path / "vendor"
    (folder / "lib-1.dist-info").mkdir(parents=True)
    (folder / "lib.py").write_text(f"{BORN}version = 1\n")
    return folder


def started(localstack: LocalStack, source: str, layer: str, memory: int = 256) -> dict[str, object]:
    """What the first call of a new function on this layer says."""
    name = localstack.function(source, Layers=[layer], MemorySize=memory)
    answer = localstack.invoke(name)
    assert answer.error is None, answer.payload
    return dict(answer.payload)


def shared(localstack: LocalStack, layer: str) -> dict[str, object]:
    """The first start that has its packages from a parent."""

    def look() -> dict[str, object] | None:
        found = started(localstack, HANDLER, layer)
        return found if found["shared"] else None

    return eventually(look, 30, "a function is forked with its packages") or {}


def test_packages_that_functions_import_are_imported_once_for_all(localstack: LocalStack, vendor: Path) -> None:
    layer = localstack.layer(hot(vendor, "#python"))
    first = started(localstack, HANDLER, layer)
    assert not first["shared"]
    assert shared(localstack, layer)["parent"] != first["parent"]


def test_layers_from_archives_are_shared_as_well(localstack: LocalStack) -> None:
    layer = localstack.layer({"ZipFile": zipped({"python/lib.py": f"{BORN}version = 1\n"})})
    assert shared(localstack, layer)["lib"] == 1


def test_a_function_on_other_layers_gets_none_of_it(localstack: LocalStack, vendor: Path) -> None:
    shared(localstack, localstack.layer(hot(vendor, "#python")))
    name = localstack.function(
        "import sys\ndef handler(event, context):\n    return 'lib' in sys.modules", MemorySize=256
    )
    assert localstack.invoke(name).payload is False


def test_a_module_of_the_functions_own_hides_what_was_imported_before(localstack: LocalStack, vendor: Path) -> None:
    layer = localstack.layer(hot(vendor, "#python"))
    shared(localstack, layer)
    name = localstack.function(HANDLER, Layers=[layer], MemorySize=256)
    archive = zipped({"app.py": HANDLER, "lib.py": f"{BORN}version = 'own'\n"})
    localstack.aws("lambda").update_function_code(FunctionName=name, ZipFile=archive)
    localstack.settled(name)
    assert localstack.invoke(name).payload["lib"] == "own"


def test_a_reinstalled_package_is_imported_anew(localstack: LocalStack, vendor: Path) -> None:
    layer = localstack.layer(hot(vendor, "#python"))
    shared(localstack, layer)
    (vendor / "lib.py").write_text(f"{BORN}version = 22\n")
    (vendor / "lib-1.dist-info").rename(vendor / "lib-2.dist-info")
    assert started(localstack, HANDLER, layer)["lib"] == 22
    assert shared(localstack, layer)["lib"] == 22


def test_small_functions_start_from_nothing(localstack: LocalStack, vendor: Path) -> None:
    layer = localstack.layer(hot(vendor, "#python"))
    shared(localstack, layer)
    assert started(localstack, HANDLER, layer, memory=128)["shared"] is False


def test_a_warm_function_outlives_the_parent_that_a_better_one_replaces(localstack: LocalStack, vendor: Path) -> None:
    (vendor / "more.py").touch()
    layer = localstack.layer(hot(vendor, "#python"))
    shared(localstack, layer)
    name = localstack.function(HANDLER, Layers=[layer], MemorySize=256)
    before = localstack.invoke(name).payload
    teaching = HANDLER.replace("import lib\n", "import lib, more\n")

    def replaced() -> bool:
        return started(localstack, teaching, layer)["parent"] != before["parent"]

    eventually(replaced, 30, "a parent that knows more")
    assert localstack.invoke(name).payload["process"] == before["process"]
