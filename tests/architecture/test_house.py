"""The rules of the house, each in a few lines (CONTRIBUTING.md says them in words)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from _tree import CONTEXTS, OPERATIONS, ROOT, decorator, functions, modules, routes, stack

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "base", "main", "app", "index"}
FILM_NOUNS = re.compile(r"\b(film|movie|title_id|person_id|catalogue|cinema|showtime|seat|genre)s?\b", re.IGNORECASE)


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_public_module_is_deployed_and_the_reverse(context: str) -> None:
    assert set(modules(context)) == set(functions(context))


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_logical_id_spells_the_operation(context: str) -> None:
    for operation, properties in functions(context).items():
        assert properties["LogicalId"] == "".join(part.title() for part in operation.split("_")) + "Function"
        assert properties["Handler"] == f"{context}.{operation}.handler"


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_verb_and_path_agree_in_docstring_wrapper_and_template(context: str, operation: str) -> None:
    deployed = routes(context).get(operation)
    file = modules(context)[operation]
    wrapper = decorator(file, "endpoint")
    if wrapper is not None:
        assert isinstance(wrapper.args[0], ast.Constant)
        assert wrapper.args[0].value == deployed
    if deployed is not None:
        assert (ast.get_docstring(ast.parse(file.read_text())) or "").startswith(deployed)


@pytest.mark.parametrize("context", CONTEXTS)
def test_settings_fields_equal_the_environment_in_the_template(context: str) -> None:
    source = ROOT / "functions" / context / "_settings.py"
    classes = [node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef)]
    fields = {item.target.id for each in classes for item in each.body if isinstance(item, ast.AnnAssign)}
    names = {name for each in functions(context).values() for name in each["Environment"]["Variables"]}
    assert {f"CDLC_{field.upper()}" for field in fields} <= names
    chassis_own = {"CDLC_STAGE", "CDLC_PUBLIC_URL", "CDLC_CLOCK_PARAMETER", "CDLC_DEAD_LETTER_QUEUE_URL"}
    assert {name for name in names if name.startswith("CDLC_")} - chassis_own <= {
        f"CDLC_{field.upper()}" for field in fields
    }


def test_the_chassis_is_small_and_knows_no_film_noun() -> None:
    sources = list((ROOT / "layers" / "chassis" / "chassis").rglob("*.py"))
    assert sum(len(file.read_text().splitlines()) for file in sources) <= 1800  # decision 0008
    spoken = {file.name: FILM_NOUNS.findall(file.read_text()) for file in sources}
    assert {name: nouns for name, nouns in spoken.items() if nouns} == {}


def test_templates_stay_within_their_line_limits() -> None:
    assert len((ROOT / "template.yaml").read_text().splitlines()) <= 200  # decision 0008
    for file in (ROOT / "stacks").rglob("*.yaml"):
        assert len(file.read_text().splitlines()) <= 900, file  # decision 0008


@pytest.mark.parametrize("context", CONTEXTS)
def test_every_asynchronous_function_has_a_dead_letter_target(context: str) -> None:
    for operation, properties in functions(context).items():
        kinds = {event["Type"] for event in properties.get("Events", {}).values()}
        if kinds & {"Schedule", "S3", "SNS", "EventBridgeRule"}:
            assert "DeadLetterQueue" in properties or "EventInvokeConfig" in properties, operation
        for event in properties.get("Events", {}).values():
            if event["Type"] in ("SelfManagedKafka", "SQS", "Kinesis"):
                assert "OnFailure" in event["Properties"].get("DestinationConfig", {}), operation


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_every_operation_has_a_sample_event_a_test_and_a_line_in_the_readme(context: str, operation: str) -> None:
    assert (ROOT / "events" / context / f"{operation}.json").is_file()
    assert operation in (ROOT / "functions" / context / "README.md").read_text()
    tests = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    assert re.search(rf"\b{operation}\b", tests), f"no test names {context}.{operation}"


@pytest.mark.parametrize("context", CONTEXTS)
def test_importing_any_module_opens_nothing(context: str) -> None:
    names = ", ".join(f"{context}.{operation}" for operation in sorted(modules(context)))
    program = f"""
import os, sys
os.environ.clear()
sys.path[:0] = ["functions", "layers/chassis", "layers/contracts"]
def refuse(event, arguments):
    if event == "socket.connect" or (event == "open" and "w" in str(arguments[1] or "")):
        raise SystemExit(f"{{event}} {{arguments}}")
sys.addaudithook(refuse)
import {names}
drivers = {{"pymysql", "redis", "boto3", "clickhouse_connect", "PIL"}}
assert not drivers & set(sys.modules), "a driver was loaded at import"
"""
    done = subprocess.run([sys.executable, "-B", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_file_has_a_name_that_says_nothing() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    stems = {line: line.rsplit("/", 1)[-1].split(".")[0] for line in tracked.splitlines() if line.endswith(".py")}
    assert [line for line, stem in stems.items() if stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_policy_grants_everything(context: str) -> None:
    for operation, properties in functions(context).items():
        for policy in properties.get("Policies", []):
            for statement in policy.get("Statement", []):
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert not [each for each in actions if "*" in each], operation
                assert statement["Resource"] != "*", operation


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "importlinter.cli"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_stack_hands_its_values_by_outputs_only(context: str) -> None:
    assert "ImportValue" not in str(stack(context))


def test_every_test_that_the_features_name_is_there() -> None:
    told = re.findall(r"`([\w/]*test_\w+\.py)`", (ROOT / "docs" / "features.md").read_text())
    assert told
    known = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]
    assert [name for name in told if not any(path.endswith(name) for path in known)] == []


@pytest.mark.parametrize("folder", sorted((ROOT / "migrations" / "mysql").iterdir()), ids=lambda folder: folder.name)
def test_each_migration_depends_on_the_one_before_it(folder: Path) -> None:
    names = sorted(file.stem for file in folder.glob("*.sql"))
    told = [re.search(r"^-- depends: (.+)$", (folder / f"{name}.sql").read_text(), re.MULTILINE) for name in names]
    assert [found and found[1] for found in told[1:]] == names[:-1]


@pytest.mark.parametrize("layer", ["vendor", "images"])
def test_the_tests_run_on_the_versions_that_the_functions_have(layer: str) -> None:
    here = _pins(ROOT / "requirements" / "dev.txt")
    theirs = _pins(ROOT / "layers" / layer / "requirements.txt")
    assert {name: here[name] for name in here.keys() & theirs.keys()} == {
        name: theirs[name] for name in here.keys() & theirs.keys()
    }


def _pins(file: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", file.read_text(), re.MULTILINE))
