"""A programme as `import_programme` takes it."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from booking._domain.programme import PlannedAuditorium, PlannedSeat, PlannedShowing, PlannedVenue
from chassis.reply import Body

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Amount = Annotated[int, Field(ge=0, le=10_000_000)]


class AuditoriumRow(Body):
    """An auditorium with its whole seat plan."""

    slug: Slug
    name: Name
    seats: tuple[PlannedSeat, ...]


class VenueRow(Body):
    """A venue; `time_zone` is IANA's name."""

    slug: Slug
    name: Name
    organisation_id: str
    time_zone: str
    auditoriums: list[AuditoriumRow]

    def planned(self) -> PlannedVenue:
        """The domain's form."""
        auditoriums = tuple(PlannedAuditorium(each.slug, each.name, each.seats) for each in self.auditoriums)
        return PlannedVenue(self.slug, self.name, self.organisation_id, self.time_zone, auditoriums)


class ShowingRow(Body):
    """A showing; `prices` are minor units by category, one for each category of the plan."""

    venue: Slug
    auditorium: Slug
    title_id: str
    starts_at: AwareDatetime
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    prices: dict[str, Amount]

    def planned(self) -> PlannedShowing:
        """The domain's form."""
        return PlannedShowing(**{name: getattr(self, name) for name in type(self).model_fields})


class ProgrammeRows(Body):
    """A programme."""

    venues: list[VenueRow]
    showings: tuple[ShowingRow, ...] = ()
