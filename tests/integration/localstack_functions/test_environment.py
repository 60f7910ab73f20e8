"""What a function finds around it: AWS's surroundings and nothing of this machine's."""

from __future__ import annotations

from pathlib import Path

from .own_localstack import LocalStack, hot, zipped

SURROUNDINGS = """
import os, sys
def handler(event, context):
    return {"variables": dict(os.environ), "path": sys.path, "cwd": os.getcwd(), "arn": context.invoked_function_arn}
"""

IMPORTS = """
import importlib
def handler(event, context):
    found = {}
    for name in event:
        try:
            found[name] = getattr(importlib.import_module(name), "origin", "runtime")
        except ImportError as error:
            found[name] = str(error)
    return found
"""


def test_a_function_sees_none_of_the_machines_variables(localstack: LocalStack) -> None:
    seen = localstack.invoke(localstack.function(SURROUNDINGS)).payload["variables"]
    assert "real-token" not in seen.values()
    assert "hunter2" not in seen.values()
    assert not {"AWS_PROFILE", "AWS_CA_BUNDLE", "CDLC_STATE", "LOCALSTACK_HOSTNAME"} & seen.keys()


def test_a_function_finds_the_variables_that_aws_gives(localstack: LocalStack) -> None:
    name = localstack.function(SURROUNDINGS, Environment={"Variables": {"CDLC_STAGE": "local"}}, MemorySize=256)
    answer = localstack.invoke(name).payload
    seen = answer["variables"]
    assert seen["AWS_LAMBDA_FUNCTION_NAME"] == name
    assert seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert seen["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.11"
    assert (seen["_HANDLER"], seen["TZ"], seen["CDLC_STAGE"]) == ("app.handler", ":UTC", "local")
    assert seen["LAMBDA_TASK_ROOT"] == answer["cwd"] == answer["path"][0]
    assert answer["arn"].endswith(f":function:{name}")


def test_no_credentials_or_settings_of_the_machine_can_be_found(localstack: LocalStack) -> None:
    seen = localstack.invoke(localstack.function(SURROUNDINGS)).payload["variables"]
    assert seen["AWS_CONFIG_FILE"] == seen["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"
    assert seen["AWS_EC2_METADATA_DISABLED"] == "true"
    assert seen["AWS_ENDPOINT_URL"] == f"http://127.0.0.1:{localstack.port}"
    assert Path(seen["HOME"]).is_relative_to(localstack.state)
    assert Path(seen["TMPDIR"]).is_relative_to(localstack.state)


def test_a_template_cannot_lead_a_client_to_real_aws(localstack: LocalStack) -> None:
    declared = {"AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    name = localstack.function(
        "import boto3\ndef handler(event, context):\n    return boto3.client('s3').meta.endpoint_url",
        Environment={"Variables": declared},
    )
    assert localstack.invoke(name).payload == f"http://127.0.0.1:{localstack.port}"


def test_a_functions_clients_act_in_the_functions_account(localstack: LocalStack) -> None:
    name = localstack.function(
        "import boto3\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Account']"
    )
    assert localstack.invoke(name).payload == "000000000000"


def test_a_function_can_run_no_program(localstack: LocalStack) -> None:
    name = localstack.function("import subprocess\ndef handler(event, context):\n    subprocess.run(['ls'])")
    assert localstack.invoke(name).payload["errorType"] == "FileNotFoundError"


def test_only_what_awss_runtime_holds_can_be_imported_without_a_layer(localstack: LocalStack) -> None:
    found = localstack.invoke(localstack.function(IMPORTS), ["boto3", "pydantic", "localstack", "pip"]).payload
    assert found == {
        "boto3": "runtime",
        "pydantic": "No module named 'pydantic'",
        "localstack": "No module named 'localstack'",
        "pip": "No module named 'pip'",
    }


def test_code_comes_before_layers_and_a_later_layer_before_an_earlier_one(localstack: LocalStack) -> None:
    first = dict.fromkeys(("python/a.py", "python/b.py", "python/c.py"), "origin = 'first'")
    second = dict.fromkeys(("python/lib/python3.11/site-packages/b.py", "python/c.py"), "origin = 'second'")
    layers = [localstack.layer({"ZipFile": zipped(files)}) for files in (first, second)]
    code = {"ZipFile": zipped({"app.py": IMPORTS, "c.py": "origin = 'code'"})}
    name = localstack.function(IMPORTS, Layers=layers)
    assert localstack.invoke(name, ["a", "b", "c"]).payload == {"a": "first", "b": "second", "c": "second"}
    localstack.aws("lambda").update_function_code(FunctionName=name, **code)
    localstack.settled(name)
    assert localstack.invoke(name, ["a", "b", "c"]).payload == {"a": "first", "b": "second", "c": "code"}


def test_a_layer_may_hide_the_runtimes_own_packages(localstack: LocalStack) -> None:
    layer = localstack.layer({"ZipFile": zipped({"python/jmespath.py": "origin = 'layer'"})})
    assert localstack.invoke(localstack.function(IMPORTS, Layers=[layer]), ["jmespath"]).payload == {
        "jmespath": "layer"
    }


def test_a_layer_can_be_a_folder_with_or_without_the_python_level(localstack: LocalStack, tmp_path: Path) -> None:
    for file in ("layer/python/deep.py", "plain/flat.py"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("origin = 'folder'")
    layers = [localstack.layer(hot(tmp_path / "layer")), localstack.layer(hot(tmp_path / "plain", "#python"))]
    found = localstack.invoke(localstack.function(IMPORTS, Layers=layers), ["deep", "flat"])
    assert found.payload == {"deep": "folder", "flat": "folder"}


def test_two_functions_with_the_same_zip_share_one_unpacked_folder(localstack: LocalStack) -> None:
    first, second = (localstack.invoke(localstack.function(SURROUNDINGS)).payload["cwd"] for _ in range(2))
    assert first == second


def test_a_broken_archive_fails_the_deployment(localstack: LocalStack) -> None:
    name = localstack.function(SURROUNDINGS)
    broken = bytearray(zipped({"app.py": SURROUNDINGS * 50}))
    broken[60:80] = bytes(20)
    localstack.aws("lambda").update_function_code(FunctionName=name, ZipFile=bytes(broken))
    assert localstack.settled(name)["LastUpdateStatus"] == "Failed"
    assert localstack.invoke(name).error is None
