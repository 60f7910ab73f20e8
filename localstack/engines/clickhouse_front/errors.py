"""ClickHouse's error codes, and the HTTP status that its own server answers each with."""

from __future__ import annotations

import re

_NAMES = {
    36: "BAD_ARGUMENTS",
    48: "NOT_IMPLEMENTED",
    62: "SYNTAX_ERROR",
    81: "UNKNOWN_DATABASE",
    164: "READONLY",
    192: "UNKNOWN_USER",
    193: "WRONG_PASSWORD",
    202: "TOO_MANY_SIMULTANEOUS_QUERIES",
    210: "NETWORK_ERROR",
    241: "MEMORY_LIMIT_EXCEEDED",
    261: "UNKNOWN_CODEC",
    307: "TOO_MANY_BYTES",
    372: "SESSION_NOT_FOUND",
    373: "SESSION_IS_LOCKED",
    493: "USER_ALREADY_EXISTS",
    497: "ACCESS_DENIED",
    516: "AUTHENTICATION_FAILED",
}
_STATUSES = {
    401: {194},
    403: {192, 193, 497, 516},
    404: {46, 47, 50, 56, 60, 63, 73, 81, 115, 336},
    408: {159, 160},
    413: {223, 307},
    501: {48},
    503: {76, 202, 209, 439},
    400: {6, 16, 26, 27, 36, 38, 41, 43, 53, 62, 69, 70, 72, 117, 130, 131, 261, 372, 373, 386, 427, 441, 456, 457},
}
WRONG_CREDENTIALS = 516
_CODE = re.compile(r"Code: (\d+)\.")


class FrontError(Exception):
    """What the client is told: `code` (ClickHouse's number), `status` (HTTP's) and ClickHouse's one-line text."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.status = next((status for status, codes in _STATUSES.items() if code in codes), 500)


def refusal(code: int, message: str) -> FrontError:
    """An error of the front itself, in the engine's wording."""
    return FrontError(code, f"Code: {code}. DB::Exception: {message} ({_NAMES[code]})")


def from_engine(error: BaseException) -> FrontError:
    """An error of the engine; chDB gives the code only within the text."""
    text = str(error)
    found = _CODE.search(text)
    return FrontError(int(found[1]), text[found.start() :]) if found else FrontError(1001, text)
