"""Titles by country: one line of the metric."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountryTitles:
    """A country (ISO 3166-1 alpha-2, its name) and how many titles were made there."""

    country_code: str
    name: str
    titles_count: int
