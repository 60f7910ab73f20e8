"""CREATE, ALTER and DROP USER, and SHOW USERS: the statements that the front answers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import FrontError, refusal
from .lexer import Token, unquote

if TYPE_CHECKING:
    from .door import Statement
    from .users import Users

_METHODS = ("PLAINTEXT_PASSWORD", "SHA256_PASSWORD", "BCRYPT_PASSWORD", "SCRAM_SHA256_PASSWORD")


def concerns(statement: Statement) -> bool:
    """Whether it is about users, and so not the engine's."""
    words = [token.word for token in statement.words[:2]]
    return (words[1:] == ["USER"] and words[0] in ("CREATE", "ALTER", "DROP")) or words == ["SHOW", "USERS"]


def run(statement: Statement, caller: dict[str, Any], users: Users) -> bytes:
    """Carry it out; raises `FrontError` (497) unless the caller is an administrator."""
    if not caller["admin"]:
        raise refusal(497, f"{caller['name']}: Not enough privileges: an administrator manages users.")
    rest = _Words(list(statement.words[2:]))
    verb = statement.words[0].word
    if verb == "SHOW":
        return "".join(f"{name}\n" for name in users.names()).encode()
    if verb == "DROP":
        _drop(rest, users)
    else:
        _put(verb, rest, users)
    return b""


def _drop(rest: _Words, users: Users) -> None:
    optional = rest.take("IF", "EXISTS")
    name = rest.value("the user's name")
    rest.end()
    try:
        users.drop(name)
    except FrontError:
        if not optional:
            raise


def _put(verb: str, rest: _Words, users: Users) -> None:
    replace = rest.take("OR", "REPLACE")
    keep = rest.take("IF", "NOT", "EXISTS")
    optional = rest.take("IF", "EXISTS")
    name = rest.value("the user's name")
    password = _password(rest)
    database = rest.value("the database") if rest.take("DEFAULT", "DATABASE") else None
    rest.end()
    if verb == "CREATE" and password is None:
        raise refusal(62, f"Syntax error: CREATE USER {name} wants IDENTIFIED BY '…'.")
    known = name in users.names()
    if (keep and known) or (optional and not known):
        return
    only = "known" if verb == "ALTER" else None if replace else "new"
    users.put(name, password, database=database, only=only)


def _password(rest: _Words) -> str | None:
    if not rest.take("IDENTIFIED"):
        return None
    if rest.take("WITH") and rest.value("the method").upper() not in _METHODS:
        raise refusal(48, f"Only passwords identify users here: IDENTIFIED WITH {', '.join(_METHODS).lower()} BY '…'.")
    if not rest.take("BY"):
        raise refusal(62, "Syntax error: IDENTIFIED wants BY '…'.")
    return rest.value("the password")


class _Words:
    """The rest of a statement, taken from the left."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = [token for token in tokens if token.text != ";"]

    def take(self, *words: str) -> bool:
        if tuple(token.word for token in self._tokens[: len(words)]) != words:
            return False
        del self._tokens[: len(words)]
        return True

    def value(self, what: str) -> str:
        if not self._tokens or self._tokens[0].kind == "sign":
            raise refusal(62, f"Syntax error: {what} is missing.")
        return unquote(self._tokens.pop(0))

    def end(self) -> None:
        if self._tokens:
            raise refusal(62, f"Syntax error: {self._tokens[0].text!r} is not understood here.")
