"""Where and when a title came out, and what it is called there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalogue._domain.refusals import UnknownCertification, UnknownCountry
from chassis.errors import FieldError

AlternativeKind = Literal["alternative", "working", "festival", "television", "transliteration", "short"]
ReleaseType = Literal["premiere", "theatrical_limited", "theatrical", "digital", "physical", "tv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativeTitle:
    """A name that the title has or had in a country (ISO 3166-1)."""

    country_code: str
    name: str
    kind: AlternativeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release of one type in a country; `certification` is one of that country's, `None` = not known."""

    country_code: str
    type: ReleaseType
    release_date: date
    certification: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """A mark of a country's board; `position` 0 is the mildest."""

    country_code: str
    code: str
    position: int
    meaning: str


def require_countries(wanted: Collection[str], known: Collection[str], pointer: str) -> None:
    """Raise `UnknownCountry` for what ISO 3166-1 does not hold; `pointer` has `{}` for the place in the list."""
    for place, code in enumerate(wanted):
        if code not in known:
            at = FieldError(pointer.format(place), "unknown", f"{code} is not known")
            raise UnknownCountry(f"{code} is no country of ISO 3166-1", errors=[at])


def require_certifications(releases: Collection[Release], known: Collection[str]) -> None:
    """Raise `UnknownCertification` for a mark that the releases' country does not give."""
    for place, each in enumerate(releases):
        if each.certification is not None and each.certification not in known:
            detail = f"{each.country_code} gives {', '.join(known) or 'none that is known here'}"
            at = FieldError(f"/items/{place}/certification", "unknown", detail)
            raise UnknownCertification(f"no certification {each.certification} in {each.country_code}", errors=[at])
