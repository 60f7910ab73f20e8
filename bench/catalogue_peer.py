"""The peer of bench/catalogue_reads.py: its reads as a FastAPI service on SQLAlchemy, tuned as well as one can.

One statement a page over a pool of kept connections (asyncmy, autocommit, no reset), compiled statements cached, bytes
written by orjson without a response model. It has no cache, ETags, cursors, problems, traces or logs, which ours has.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
from fastapi import FastAPI, HTTPException, Query, Response
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    and_,
    desc,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.dialects.mysql import BINARY, match
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import Mapping

_META = MetaData()
_TEXTS = (
    "kind", "name", "original_name", "original_language", "overview", "tagline", "homepage", "status",
    "budget_currency", "revenue_currency",
)  # fmt: skip
_TITLES = Table(
    "titles",
    _META,
    *(Column(name, BINARY(16)) for name in ("id", "parent_id")),
    *(Column(name, String(512)) for name in _TEXTS),
    *(Column(name, Integer) for name in ("number", "runtime_minutes", "budget_amount", "revenue_amount", "vote_count")),
    *(Column(name, DateTime) for name in ("removed_at", "created_at", "updated_at")),
    Column("release_date", Date),
    Column("popularity", Numeric(12, 6)),
    Column("vote_average", Numeric(4, 2)),
)
_GENRES, _COUNTRIES, _LANGUAGES = (
    Table(name, _META, Column("title_id", BINARY(16)), Column(column, String(64)), Column("position", Integer))
    for name, column in (
        ("title_genres", "genre_slug"), ("title_countries", "country_code"), ("title_languages", "language_code")
    )
)  # fmt: skip
_t = _TITLES.c
_ITEM = ("id", "kind", "name", "original_name", "release_date", "runtime_minutes", "popularity", "vote_average")
_TITLE = (
    "id", "kind", "parent_id", "number", "name", "original_name", "original_language", "overview", "tagline",
    "homepage", "status", "release_date", "runtime_minutes", "popularity", "vote_average", "vote_count",
    "created_at", "updated_at",
    "budget_amount", "budget_currency", "revenue_amount", "revenue_currency",
)  # fmt: skip
_PARTS = (
    "credits", "companies", "countries", "keywords", "translations", "alternative_titles", "releases", "images",
)  # fmt: skip


def _joined(table: Table, column: str) -> Any:
    entries = func.group_concat(text(f"{column} ORDER BY position"))
    return select(entries).select_from(table).where(table.c.title_id == _t.id).scalar_subquery()


_LISTS = (
    _joined(_GENRES, "genre_slug").label("genres"),
    _joined(_COUNTRIES, "country_code").label("country_codes"),
)
_EXTERNAL = text(
    "(SELECT GROUP_CONCAT(source, ' ', value) FROM title_external_ids WHERE title_id = titles.id) AS external_ids"
)
_ONE = select(
    *(_t[name] for name in _TITLE), *_LISTS, _joined(_LANGUAGES, "language_code").label("spoken_languages"), _EXTERNAL
).where(_t.id == text(":key"), _t.removed_at.is_(None))
_PAGE = select(*(_t[name] for name in _ITEM), *_LISTS).where(_t.removed_at.is_(None), _t.kind.in_(("film", "series")))
_PAGE_NAMES = (*_ITEM, "genres", "country_codes")
_ONE_NAMES = (*_TITLE, "genres", "country_codes", "spoken_languages", "external_ids")


def service(url: str) -> FastAPI:
    """The service on the database at `url` (`mysql+asyncmy://…`). `app.state.engine` is its pool."""
    engine = create_async_engine(
        url, pool_size=4, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, skip_autocommit_rollback=True
    )
    app = FastAPI(openapi_url=None)
    app.state.engine = engine

    @app.get("/titles/{title_id}")
    async def title(title_id: UUID) -> Response:
        async with engine.connect() as connection:
            row = (await connection.execute(_ONE, {"key": title_id.bytes})).first()
        if row is None:
            raise HTTPException(404)
        return _answer(_shown(dict(zip(_ONE_NAMES, row, strict=True))))

    @app.get("/titles")
    async def titles(  # noqa: PLR0913, PLR0917 - the query's parameters
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        query: Annotated[str, Query(max_length=200)] = "",
        genre: str = "",
        country: str = "",
        year: Annotated[str, Query(pattern=r"^(\d{4}\.\.\d{4})?$")] = "",
        vote_average: Annotated[Decimal | None, Query(ge=0, le=10)] = None,
        sort: Annotated[str, Query(pattern="^-(popularity|vote_average)$")] = "-popularity",
    ) -> Response:
        page = _filtered(genre, country, year, vote_average)
        if query:
            words = " ".join(f"+{word}*" for word in query.split())
            page = page.where(match(_t.name, _t.original_name, against=words, in_boolean_mode=True))
        key = _t.popularity if sort == "-popularity" else func.coalesce(_t.vote_average, -1)
        async with engine.connect() as connection:
            rows = (await connection.execute(page.order_by(desc(key), desc(_t.id)).limit(limit + 1))).all()
        return _answer({"items": [_item(dict(zip(_PAGE_NAMES, row, strict=True))) for row in rows[:limit]]})

    return app


def _filtered(genre: str, country: str, year: str, vote_average: Decimal | None) -> Select[Any]:
    page = _PAGE
    if genre:
        page = page.where(exists().where(and_(_GENRES.c.title_id == _t.id, _GENRES.c.genre_slug.in_(genre.split(",")))))
    if country:
        countries = _COUNTRIES.c.country_code.in_(country.split(","))
        page = page.where(exists().where(and_(_COUNTRIES.c.title_id == _t.id, countries)))
    if year:
        low, high = year.split("..")
        page = page.where(_t.release_date.between(date(int(low), 1, 1), date(int(high), 12, 31)))
    if vote_average is not None:
        page = page.where(_t.vote_average >= vote_average)
    return page


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "id": UUID(bytes=row["id"]),
        "popularity": float(row["popularity"]),
        "vote_average": _number(row["vote_average"]),
        "genres": _list(row["genres"]),
        "country_codes": _list(row["country_codes"]),
    }


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = _item(row) | dict.fromkeys(_PARTS)
    for name in ("budget", "revenue"):
        amount, currency = shown.pop(f"{name}_amount"), shown.pop(f"{name}_currency")
        shown[name] = None if amount is None else {"amount": amount, "currency": currency}
    shown["spoken_languages"] = _list(row["spoken_languages"])
    shown["external_ids"] = dict(each.split(" ", 1) for each in _list(row["external_ids"]))
    shown["created_at"], shown["updated_at"] = _instant(row["created_at"]), _instant(row["updated_at"])
    return shown


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _list(joined: str | None) -> list[str]:
    return joined.split(",") if joined else []


def _instant(stored: datetime) -> str:
    return stored.isoformat(timespec="milliseconds") + "Z"


def _answer(body: Any) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
