"""What AWS's model of MediaConvert has learnt since LocalStack's botocore: a picture's rotation, its pixels' shape.

The additions lie in `models/` as botocore's own extras, which it merges into the model that it ships.
"""

from __future__ import annotations

from pathlib import Path

from cdlc_localstack.expected import expect

_FOLDER = str(Path(__file__).with_name("models"))


def install() -> None:
    """Let every loader of models find the additions: that of the services, those of the clients inside LocalStack."""
    from localstack.aws import connect, spec  # noqa: PLC0415  # the pure parts load no LocalStack

    expect(connect.ClientFactory.__init__, "self._session._loader.search_paths", area="mediaconvert")
    clients = (connect.connect_to, connect.connect_externally_to)
    for loader in (spec.loader, *(each._session._loader for each in clients)):  # noqa: SLF001
        loader.search_paths.append(_FOLDER)
