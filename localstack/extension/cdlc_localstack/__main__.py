"""Start LocalStack with every area of this extension installed: `python -m cdlc_localstack`.

Each area patches LocalStack before its runtime starts; what has a plug-in point of its own is registered
by entry point in pyproject.toml and needs no patch.
"""

from importlib import import_module

AREAS = ("binding", "jsonata", "gateway", "deploys", "functions", "streams", "persistence", "mediaconvert", "recorder")


def start() -> None:
    """Install the areas in order, then run LocalStack until it is told to stop."""
    for area in AREAS:
        import_module(f"cdlc_localstack.{area}").install()
    import_module("localstack.runtime.main").main()


if __name__ == "__main__":
    start()
