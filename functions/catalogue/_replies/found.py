"""What an id of another system leads to: the model with the published field names."""

from typing import Self

from catalogue._domain.found import Found, FoundKind
from chassis.reply import Body

_PATHS: dict[FoundKind, str] = {"title": "titles", "person": "people", "company": "companies"}


class FoundItem(Body):
    """A title, a person or a company, and where it is read."""

    kind: FoundKind
    id: str
    name: str
    path: str

    @classmethod
    def of(cls, found: Found) -> Self:
        """The item of what was found."""
        path = f"/api/catalogue/{_PATHS[found.kind]}/{found.id}"
        return cls(kind=found.kind, id=found.id, name=found.name, path=path)
