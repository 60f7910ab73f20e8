"""`python -m engines.redeploy`: what the supervisor runs after LocalStack was restarted."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from cdlc.settings import load


def deploy() -> None:
    """Deploy the application, where there is a deployer; raises what the deployer raises."""
    if find_spec("deployer") and find_spec("deployer.deploy"):
        import_module("deployer.deploy").run(load())


if __name__ == "__main__":
    deploy()
