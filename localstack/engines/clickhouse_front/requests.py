"""From an HTTP request to what is asked: parameters, headers, credentials, body."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from . import compression, door
from .errors import refusal
from .lexer import names
from .runner import Ask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request  # type: ignore[import-not-found,import-untyped,unused-ignore]

_TRANSPORT = names(
    "query database default_format session_id session_timeout session_check query_id user password compress "
    "decompress wait_end_of_query buffer_size enable_http_compression http_headers_progress_interval_ms "
    "send_progress_in_http_headers client_protocol_version quota_key role stacktrace "
    "cancel_http_readonly_queries_on_client_close http_zlib_compression_level"
)
_MOST_SQL = 4 * 1024 * 1024


def credentials(request: Request) -> tuple[str, str]:
    """The user's name and password, by ClickHouse's three ways; nothing at all is the user `default` without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, password = base64.b64decode(token, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise refusal(516, "Authentication failed: the Authorization header is not Basic.") from error
        return name, password
    headers, query = request.headers, request.query_params
    name = headers.get("x-clickhouse-user") or query.get("user") or "default"
    return name, headers.get("x-clickhouse-key") or query.get("password") or ""


async def body(request: Request, limit: int) -> bytes:
    """The whole body; raises `FrontError` (307) beyond the limit in bytes."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise refusal(307, f"The body is larger than {limit} bytes: insert in smaller parts.")
        pieces.append(piece)
    return b"".join(pieces)


def statement(query: str, data: bytes) -> door.Statement:
    """The statement of the `query` parameter and the body together, as ClickHouse joins them."""
    head = query.encode().rstrip(b" \t\r\n;")
    if not head:
        return _sized(door.read(data))
    alone = door.read(head)
    if alone.data is None:
        return _sized(door.read(head + b"\n" + data) if data else alone)
    return door.Statement(alone.verb, alone.sql, alone.format, data, alone.words)


def _sized(known: door.Statement) -> door.Statement:
    if len(known.sql) > _MOST_SQL:
        raise refusal(307, f"The statement is longer than {_MOST_SQL} characters: insert by FORMAT instead of VALUES.")
    return known


def ask(request: Request, data: bytes, limit: int, database: str, replay: tuple[str, ...]) -> Ask:
    """All that the request asks; raises `FrontError` where the door refuses it."""
    query: Mapping[str, str] = request.query_params
    if query.get("decompress", "0") != "0" or query.get("compress", "0") != "0":
        raise refusal(48, "ClickHouse's own block compression is not offered: use Content-Encoding.")
    clear = compression.decompress(data, request.headers.get("content-encoding", ""), limit)
    return Ask(
        statement=statement(query.get("query", ""), clear),
        database=query.get("database") or request.headers.get("x-clickhouse-database") or database,
        settings={
            name: value for name, value in query.items() if name not in _TRANSPORT and not name.startswith("param_")
        },
        parameters={name[6:]: value for name, value in query.items() if name.startswith("param_")},
        default_format=request.headers.get("x-clickhouse-format") or query.get("default_format"),
        read_only=request.method == "GET",
        replay=replay,
        hold=query.get("wait_end_of_query", "0") != "0",
    )
