"""Gateway responses' words, base paths, binary media types: what needs no LocalStack."""

from __future__ import annotations

import pytest

from cdlc_localstack.gateway.mappings import match
from cdlc_localstack.gateway.media_types import matches
from cdlc_localstack.gateway.wording import media_type, parameter, substitute

VALUES = {"context": {"requestId": "r-1", "error": {"messageString": '"no"'}, "n": 7}, "stageVariables": {"a": "b"}}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('{"m":$context.error.messageString}', '{"m":"no"}'),
        ("${context.requestId}!", "r-1!"),
        ("$context.n$stageVariables.a", "7b"),
        ("<$context.unknown.deep>", "<>"),
        ("$input.body $5", "$input.body $5"),
        ("$context.requestId.", "r-1."),
    ],
)
def test_variables_are_substituted_and_nothing_else(template: str, text: str) -> None:
    assert substitute(template, VALUES) == text


def test_a_header_is_a_text_or_a_variable() -> None:
    assert parameter("'text'", VALUES) == "text"
    assert parameter("context.requestId", VALUES) == "r-1"
    assert parameter("context.unknown", VALUES) is None


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "application/json"),
        ("text/html;q=1", "text/html"),
        ("image/png, text/html", "text/html"),
        ("*/*", "application/json"),
    ],
)
def test_the_template_is_the_one_that_is_asked_for(accept: str | None, kind: str) -> None:
    assert media_type({"text/html": "", "application/json": ""}, accept) == kind


def test_a_single_template_serves_everybody() -> None:
    assert media_type({"application/problem+json": ""}, "text/html") == "application/problem+json"


MAPPINGS = [
    {"basePath": "(none)", "restApiId": "root", "stage": "local"},
    {"basePath": "films", "restApiId": "films", "stage": "local"},
    {"basePath": "films/old", "restApiId": "old", "stage": "local"},
    {"basePath": "any", "restApiId": "any", "stage": None},
]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", ("root", "local", "", "/")),
        ("/films", ("films", "local", "/films", "/")),
        ("/films/7", ("films", "local", "/films", "/7")),
        ("/films/old/7", ("old", "local", "/films/old", "/7")),
        ("/films/older", ("films", "local", "/films", "/older")),
        ("/filmsy", ("root", "local", "", "/filmsy")),
        ("/films//7", ("films", "local", "/films", "//7")),
        ("/any/local/7", ("any", "local", "/any/local", "/7")),
    ],
)
def test_the_longest_base_path_wins(path: str, target: tuple[str, str, str, str]) -> None:
    assert match(MAPPINGS, path) == target


def test_without_a_mapping_nothing_matches() -> None:
    assert match(MAPPINGS[1:], "/other") is None
    assert match([], "/") is None


@pytest.mark.parametrize(
    ("header", "types", "binary"),
    [
        ("image/png", ["image/png"], True),
        ("image/PNG; q=1, text/html", ["image/png"], True),
        ("text/html, image/png", ["image/png"], False),
        ("image/webp", ["image/*"], True),
        (None, ["*/*"], True),
        (None, ["image/png"], False),
        ("*/*", ["image/png"], False),
    ],
)
def test_the_first_media_type_decides(header: str | None, types: list[str], binary: bool) -> None:  # noqa: FBT001
    assert matches(header, types) is binary
