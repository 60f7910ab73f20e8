"""A mapping: which column of an operator's table is which field, as YAML that people write and `--save-map` writes.

source: filmklub          # how the catalogue remembers the table: external_ids.filmklub
key: Signatur             # the column that tells rows apart (not needed where imdb or tmdb is mapped)
kind: film
columns:
  Titel: name
  Regie: { field: directors, separator: "/" }
  Premiere: { field: release_date, format: "%d.%m.%Y" }
constants: { original_language: de }
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from cdlc.imports.own_fields import FIELDS, LISTS, date_format, field_of, separator
from cdlc.imports.tables import ImportFailed, Row

RESERVED = {"tmdb", "tmdb19", "imdb", "movielens", "export"}
_NOT = f"and none of {', '.join(sorted(RESERVED))}"
_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,15}")
_KEY = re.compile(r"[\x21-\x7e]{1,64}")
_CREW = {"directors": ("Directing", "Director"), "writers": ("Writing", "Writer")}
_NUMBERS = {
    "runtime_minutes": r"\d{1,6}",
    "vote_count": r"\d{1,9}",
    "vote_average": r"\d{1,2}([.,]\d+)?",
    "tmdb": r"\d+",
}
_IMDB = re.compile(r"(?:tt)?(\d{1,10})")
_IMDB_DIGITS = 7


class Unfit(ValueError):
    """A row that makes no record; the text names the field and says why."""


@dataclass(frozen=True, slots=True)
class Use:
    """What is made of a column."""

    field: str
    separator: str = ","
    format: str = "%Y-%m-%d"

    def told(self) -> str | dict[str, str]:
        """As YAML has it."""
        if self.field in LISTS:
            return {"field": self.field, "separator": self.separator}
        return {"field": self.field, "format": self.format} if self.field == "release_date" else self.field


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping."""

    source: str
    columns: Mapping[str, Use]
    key: str | None = None
    kind: str = "film"
    constants: Mapping[str, Any] | None = None

    @classmethod
    def propose(cls, source: str, columns: Sequence[str], samples: Sequence[Row]) -> Mapped:
        """What the columns mean, by their names and values; each field once."""
        found: dict[str, Use] = {}
        key = None
        for column in columns:
            told = [_text(row.get(column)) for row in samples]
            field = field_of(column, told)
            if field == "key":
                key = key or column
            elif field and field not in {use.field for use in found.values()}:
                found[column] = Use(field, separator(told), date_format(told) or "%Y-%m-%d")
        if "release_date" in {use.field for use in found.values()}:  # a year says less, or something else
            found = {column: use for column, use in found.items() if use.field != "year"}
        return cls(source, found, key)

    @classmethod
    def load(cls, path: Path) -> Mapped:
        """Read a mapping. Raises `ImportFailed` that says what is wrong in it."""
        try:
            told = yaml.safe_load(path.read_text())
            uses = {name: _use(use) for name, use in told.get("columns", {}).items()}
            return cls(**{**told, "columns": uses})
        except OSError as error:
            raise ImportFailed(f"{path}: {error.strerror}") from error
        except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise ImportFailed(f"{path}: no mapping: {' '.join(str(error).split())}") from error

    def save(self, path: Path) -> None:
        """Write the mapping for the next time."""
        told = {"source": self.source, "key": self.key, "kind": self.kind}
        columns = {name: use.told() for name, use in self.columns.items()}
        text = yaml.safe_dump({**told, "columns": columns, "constants": self.constants or {}}, allow_unicode=True)
        path.write_text(text)

    def require_whole(self, columns: Sequence[str], where: Path) -> None:
        """Raise `ImportFailed` where rows could not be told apart, or a column is not there."""
        fields = {use.field for use in self.columns.values()}
        if not _SOURCE.fullmatch(self.source) or self.source in RESERVED:
            raise ImportFailed(
                f"{self.source!r} cannot name the table: say --source with a-z, 0-9, _, at most 16, {_NOT}"
            )
        if "name" not in fields:
            raise ImportFailed(f"{where}: no column is the name of a title: map one to `name`")
        if self.key is None and not fields & {"imdb", "tmdb"}:
            raise ImportFailed(f"{where}: nothing tells its rows apart: say --key COLUMN, or map one to imdb or tmdb")
        missing = [
            name for name in (*self.columns, *([self.key] if self.key else [])) if columns and name not in columns
        ]
        if missing:
            raise ImportFailed(f"{where}: the first line lacks the column {missing[0]}: is this the right file?")

    def record(self, cells: Row) -> Row:
        """The record of a row. Raises `Unfit`."""
        made: Row = {"kind": self.kind, "external_ids": {}, **(self.constants or {})}
        credits_: list[Row] = []
        for column, use in self.columns.items():
            value = cells.get(column)
            if value in (None, "", []):
                continue
            if use.field in LISTS:
                entries = _entries(value, use.separator)
                made |= self._named(use.field, entries, credits_)
            else:
                made |= _plain(use, _text(value).strip(), made)
        if self.key is not None:
            made["external_ids"] = {**made["external_ids"], self.source: _key(_text(cells.get(self.key)), self.key)}
        return {**made, "credits": credits_} if credits_ else made

    def _named(self, field: str, entries: list[str], credits_: list[Row]) -> Row:
        if field == "companies":
            return {"companies": [{"name": each, "external_ids": self._own(each)} for each in entries]}
        if field not in (*_CREW, "cast"):
            return {field: entries}
        for place, each in enumerate(entries):
            person = {"name": each, "external_ids": self._own(each)}
            if field == "cast":
                credits_.append({"person": person, "role": "cast", "billing_order": place})
            else:
                department, job = _CREW[field]
                credits_.append({"person": person, "role": "crew", "department": department, "job": job})
        return {}

    def _own(self, name: str) -> dict[str, str]:
        """Within one table the same name is the same person."""
        return {self.source: hashlib.sha256(name.casefold().encode()).hexdigest()[:20]}


def _use(told: str | Mapping[str, str]) -> Use:
    use = Use(told) if isinstance(told, str) else Use(**told)
    if use.field not in FIELDS or use.field == "key":
        raise ValueError(f"{use.field!r} is no field; there are {', '.join(FIELDS[1:])}")
    return use


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _entries(value: Any, between: str) -> list[str]:
    told = [_text(each) for each in value] if isinstance(value, list) else _text(value).split(between)
    return list(dict.fromkeys(each.strip() for each in told if each.strip()))


def _plain(use: Use, text: str, made: Row) -> Row:
    field = use.field
    if field in _NUMBERS and not re.fullmatch(_NUMBERS[field], text):
        raise Unfit(f"{field}: {text[:40]!r} is no number")
    if field in {"year", "release_date"}:
        return {"release_date": _day(text, "%Y" if field == "year" else use.format, field).isoformat()}
    if field == "imdb":
        found = _IMDB.fullmatch(text)
        if not found:
            raise Unfit(f"imdb: {text[:40]!r} is no id of IMDb")
        text = f"tt{found[1].zfill(_IMDB_DIGITS)}"
    if field in {"imdb", "tmdb"}:
        return {"external_ids": {**made["external_ids"], field: text}}
    if field in {"runtime_minutes", "vote_count"}:
        return {field: int(text)}
    return {field: text.replace(",", ".") if field == "vote_average" else text}


def _day(text: str, form: str, field: str) -> date:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day
    except ValueError:
        raise Unfit(f"{field}: {text[:40]!r} is no date like {form}") from None


def _key(text: str, column: str) -> str:
    if not text.strip():
        raise Unfit(f"{column}: empty, and it tells the rows apart")
    return text.strip() if _KEY.fullmatch(text.strip()) else hashlib.sha256(text.strip().encode()).hexdigest()[:32]
