"""What a search for titles may ask: every filter is a query parameter, and all may be combined.

Values: comma = or, repeated = and, leading `-` = not. Ranges: `a..b`, `a..`, `..b` or `a`.
"""

from typing import Annotated, Any

from pydantic import Field

from catalogue._replies.translations import TextLanguage
from chassis.paging import Limit
from chassis.reply import Body


def _values(about: str) -> Any:
    return Field([], max_length=16, description=f"{about}; comma = or, repeated = and, leading - = not")


def _range(about: str) -> Any:
    return Field(None, max_length=64, description=f"{about}: a..b, a.., ..b or a")


Values = list[Annotated[str, Field(max_length=2048)]]


class TitleQuery(Body):
    """The query of `GET /titles`."""

    query: str = Field("", max_length=256, description="Beginnings of words of the name or the original name")
    kind: Values = _values("film, series (these two unless said), season, episode")
    status: Values = _values("rumored, planned, in_production, post_production, released, returning, ended, canceled")
    genre: Values = _values("Slugs of genres")
    keyword: Values = _values("Keywords, byte for byte")
    country: Values = _values("Countries of production (ISO 3166-1 alpha-2)")
    language: Values = _values("The language it was made in (BCP 47)")
    spoken_language: Values = _values("A language spoken in it (BCP 47)")
    company: Values = _values("Ids of companies")
    person: Values = _values("Ids of people with any credit")
    cast: Values = _values("Ids of people in the cast")
    crew: Values = _values("Ids of people in the crew")
    director: Values = _values("Ids of people who directed")
    job: Values = _values("Jobs that somebody is credited with")
    department: Values = _values("Departments that somebody is credited in")
    source: Values = _values("Sources that it has an external id of")
    has: Values = _values("Something that is known of it, such as overview, runtime, cast, keywords")
    initial: Values = _values("First letters of the name; accents do not count")
    id: Values = _values("Ids of titles")
    parent: Values = _values("Ids of the series or season that it stands under")
    year: str | None = _range("Year of release")
    released: str | None = _range("Day of release")
    runtime: str | None = _range("Minutes")
    popularity: str | None = _range("Popularity")
    vote_average: str | None = _range("Average vote, 0 to 10")
    vote_count: str | None = _range("Number of votes")
    budget: str | None = _range("Budget in minor units, whatever the currency")
    revenue: str | None = _range("Revenue in minor units, whatever the currency")
    number: str | None = _range("Number of a season or an episode")
    added: str | None = _range("Day it came into the catalogue (UTC)")
    updated: str | None = _range("Day of its last change (UTC)")
    sort: str | None = Field(None, max_length=256, description="Keys, comma-separated; leading - descends")
    text_language: TextLanguage = None
    limit: Limit = 20
    cursor: str | None = None
