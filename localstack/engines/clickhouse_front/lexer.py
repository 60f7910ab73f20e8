"""ClickHouse's tokens, as far as the door must see them: never hiding a word that the engine would see.

The rules are the engine's own, tried on it: nested block comments, four kinds of line comments, heredocs, curly
quotes, doubled and escaped quotes. Whatever is unclear is refused rather than guessed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .errors import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"""
    (?P<gap>[\s\x00]+ | --[^\n]* | //[^\n]* | \#[\ !][^\n]*)
  | (?P<comment>/\*)
  | (?P<string>'(?:[^'\\]|\\.|'')*' | \xe2\x80\x98.*?\xe2\x80\x99 | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
  | (?P<quoted>`(?:[^`\\]|\\.|``)*` | "(?:[^"\\]|\\.|"")*" | \xe2\x80\x9c.*?\xe2\x80\x9d)
  | (?P<word>[A-Za-z_][\w$]*)
  | (?P<number>\d[\w$]*)
  | (?P<sign>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMENT_EDGE = re.compile(rb"/\*|\*/")


def names(text: str) -> frozenset[str]:
    """The names in a text, by its blanks."""
    return frozenset(text.split())


class Token(NamedTuple):
    """One token: its kind (string, quoted, word, number, sign), its text and where it lies."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The upper-case keyword, or nothing for what is not a bare word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(sql: bytes) -> Iterator[Token]:
    """Every token of a statement, lazily; raises `FrontError` (62) at an open quote or comment."""
    position = 0
    while found := _TOKEN.match(sql, position):
        kind, position = str(found.lastgroup), found.end()
        if kind == "tag":
            kind = "string"
        if kind == "comment":
            position = _end_of_comment(sql, position)
        elif kind != "gap":
            yield _token(kind, found)


def _token(kind: str, found: re.Match[bytes]) -> Token:
    text = found[0].decode("utf-8", "replace")
    if (kind == "sign" and text in "'\"`") or (kind == "number" and "$" in text):
        raise refusal(
            62, f"Syntax error: cannot read {text!r} at position {found.start()}: an open quote or a stray $."
        )
    return Token(kind, text, found.start(), found.end())


def _end_of_comment(sql: bytes, position: int) -> int:
    depth = 1
    while depth:
        edge = _COMMENT_EDGE.search(sql, position)
        if edge is None:
            raise refusal(62, f"Syntax error: the comment before position {position} is not closed.")
        depth, position = depth + (1 if edge[0] == b"/*" else -1), edge.end()
    return position


def unquote(token: Token) -> str:
    """The name or text that a token stands for; raises `FrontError` (62) for an escape that we do not read."""
    if token.kind in ("word", "number"):
        return token.text
    mark, inner = token.text[0], token.text[1:-1]
    if mark not in "'\"`":
        raise refusal(62, f"Syntax error: write {token.text!r} with plain quotes.")
    if re.search(r"\\[^'\"`\\]", inner):
        raise refusal(62, f"Syntax error: the escape in {token.text!r} is not read here: write the character itself.")
    return re.sub(r"\\(.)", r"\1", inner.replace(mark * 2, mark))
