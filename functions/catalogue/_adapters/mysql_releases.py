"""Releases, certifications and names by country in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_names import index_titles
from catalogue._domain.history import differing
from catalogue._domain.releases import (
    AlternativeTitle,
    Certification,
    Release,
    require_certifications,
    require_countries,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from catalogue._adapters.mysql_title_parts import OpenParts
    from catalogue._domain.history import FieldChange
    from chassis.mysql import Database, Transaction

_ALTERNATIVE = "SELECT country_code, name, kind FROM alternative_titles WHERE title_id = %s ORDER BY position"
_ADD_ALTERNATIVE = (
    "INSERT INTO alternative_titles (title_id, position, country_code, name, kind) VALUES (%s, %s, %s, %s, %s)"
)
_RELEASES = (
    "SELECT country_code, type, release_date, certification, note FROM title_releases WHERE title_id = %s"
    " ORDER BY country_code, release_date, type"
)
_ADD_RELEASE = (
    "INSERT INTO title_releases (title_id, country_code, type, release_date, certification, note)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_CERTIFICATIONS = "SELECT country_code, code, position, meaning FROM certifications"
_MARKS = "SELECT code FROM certifications WHERE country_code = %s ORDER BY position"


def alternative_titles_of(tx: Transaction, title_id: bytes) -> tuple[AlternativeTitle, ...]:
    """A title's other names in their order."""
    return tuple(AlternativeTitle(**row) for row in tx.all(_ALTERNATIVE, (title_id,)))


def releases_of(tx: Transaction, title_id: bytes) -> tuple[Release, ...]:
    """A title's releases by country, then date."""
    return tuple(Release(**row) for row in tx.all(_RELEASES, (title_id,)))


def _countries(tx: Transaction, codes: Sequence[str]) -> set[str]:
    rows = tx.all("SELECT code FROM countries WHERE code IN %s", (tuple(codes),)) if codes else []
    return {row["code"] for row in rows}


class Releases:
    """Reads the certifications; changes within the transaction of a locked title, which say what differs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def certifications(self, country: str | None) -> list[Certification]:
        """A country's marks, mildest first; of every country without one. Raises `UnknownCountry`."""
        with self._database.read() as tx:
            if country is None:
                rows = tx.all(f"{_CERTIFICATIONS} ORDER BY country_code, position")
            else:
                require_countries([country], _countries(tx, [country]), "/query/country")
                rows = tx.all(f"{_CERTIFICATIONS} WHERE country_code = %s ORDER BY position", (country,))
        return [Certification(**row) for row in rows]

    @staticmethod
    def replace_names(
        parts: OpenParts, wanted: tuple[AlternativeTitle, ...]
    ) -> tuple[tuple[AlternativeTitle, ...], list[FieldChange]]:
        """Make a title's other names exactly `wanted`. Raises `UnknownCountry`."""
        tx, owner = parts.tx, parts.owner
        codes = [each.country_code for each in wanted]
        require_countries(codes, _countries(tx, codes), "/items/{}/country_code")
        before = alternative_titles_of(tx, owner)
        tx.run("DELETE FROM alternative_titles WHERE title_id = %s", (owner,))
        rows = [(owner, place, each.country_code, each.name, each.kind) for place, each in enumerate(wanted)]
        tx.many(_ADD_ALTERNATIVE, rows)
        index_titles(tx, [owner])
        return wanted, differing("alternative_titles", before, wanted)

    @staticmethod
    def replace(
        parts: OpenParts, country: str, wanted: tuple[Release, ...]
    ) -> tuple[tuple[Release, ...], list[FieldChange]]:
        """Make a title's releases in a country exactly `wanted`. Raises `UnknownCountry`, `UnknownCertification`."""
        tx, owner = parts.tx, parts.owner
        require_countries([country], _countries(tx, [country]), "/path/country_code")
        require_certifications(wanted, [row["code"] for row in tx.all(_MARKS, (country,))])
        before = tuple(each for each in releases_of(tx, owner) if each.country_code == country)
        tx.run("DELETE FROM title_releases WHERE title_id = %s AND country_code = %s", (owner, country))
        rows = [(owner, country, each.type, each.release_date, each.certification, each.note) for each in wanted]
        tx.many(_ADD_RELEASE, rows)
        return wanted, differing(f"releases.{country}", before, wanted)
