"""Who asks a service at the moment at which it is loaded waits for its routes."""

from __future__ import annotations

import subprocess

import pytest

from cdlc.settings import load

RACE = """
import sys, threading
from types import SimpleNamespace
from localstack.aws.handlers.service import ServiceRequestRouter
from localstack.aws.handlers.service_plugin import ServiceLoader
from localstack.services.plugins import Service
if sys.argv[1] == "patched":
    from cdlc_localstack.binding import loading
    loading.install()
adding, go_on, asked = threading.Event(), threading.Event(), threading.Event()
router = ServiceRequestRouter()
def add_skeleton(_):
    adding.set()
    go_on.wait(10)
    router.handlers[("ssm", "GetParameter")] = print
router.add_skeleton = add_skeleton
plugin = Service(name="ssm", skeleton=SimpleNamespace())
loader = ServiceLoader(SimpleNamespace(exists=lambda _: True, require=lambda _: plugin), router)
context = SimpleNamespace(service=SimpleNamespace(service_name="ssm"), service_operation=("ssm", "GetParameter"))
first = threading.Thread(target=loader.require_service, args=(None, context, None))
first.start()
adding.wait(10)
found = []
def second():
    loader.require_service(None, context, None)
    found.append(context.service_operation in router.handlers)
other = threading.Thread(target=second)
other.start()
other.join(0.5 if sys.argv[1] == "patched" else 10)
go_on.set()
first.join(10)
other.join(10)
print(found[0])
"""


@pytest.mark.parametrize(("loader", "there"), [("patched", "True"), ("as it comes", "False")])
def test_a_service_that_is_being_loaded_has_its_routes_when_it_is_asked(loader: str, there: str) -> None:
    python = load().installed / "venvs" / "localstack" / "bin" / "python"
    done = subprocess.run([python, "-c", RACE, loader], capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith(there), done.stdout + done.stderr
