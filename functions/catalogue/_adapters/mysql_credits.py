"""Credits in MySQL, as an import writes them: found again by the source's id."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from catalogue._adapters.mysql_vocabulary import References
    from catalogue._domain.film import Film
    from chassis.mysql import Transaction

_COLUMNS = "external_id, person_id, kind, character_name, department, job, billing_order"
_SELECT = f"SELECT {_COLUMNS} FROM credits WHERE title_id = %s AND external_id IS NOT NULL"  # noqa: S608 - constants
_INSERT = (
    f"INSERT INTO credits (id, title_id, {_COLUMNS}, created_at, updated_at)"  # noqa: S608 - constants
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON DUPLICATE KEY UPDATE"
    " person_id = VALUES(person_id), kind = VALUES(kind), character_name = VALUES(character_name),"
    " department = VALUES(department), job = VALUES(job), billing_order = VALUES(billing_order),"
    " updated_at = VALUES(updated_at)"
)


class CreditRow(NamedTuple):
    """The values of a credit, without its id and title."""

    external_id: str
    person_id: bytes
    kind: str
    character_name: str
    department: str
    job: str
    billing_order: int | None


def imported_credits(film: Film, references: References) -> Iterator[CreditRow]:
    """The credits of a film with the catalogue's people."""
    for credit in film.credits:
        yield CreditRow(
            credit.external_id,
            references.people[credit.person.number],
            credit.kind,
            credit.character,
            credit.department,
            credit.job,
            credit.billing_order,
        )


def insert_credits(tx: Transaction, credited: Sequence[tuple[bytes, CreditRow]], at: datetime) -> None:
    """Store (title, credit) pairs; one that is there takes the new values and keeps its id."""
    moment = at.replace(tzinfo=UTC)
    tx.many(_INSERT, [(to_bytes(new_id(moment)), title, *credit, at, at) for title, credit in credited])


def replace_credits(tx: Transaction, title: bytes, credited: Iterator[CreditRow], at: datetime) -> set[bytes]:
    """Make the title's imported credits exactly these; whose differ now. Credits entered by hand stay."""
    held = {row["external_id"]: CreditRow(**row) for row in tx.all(_SELECT, (title,))}
    wanted = {credit.external_id: credit for credit in credited}
    vanished = tuple(held.keys() - wanted.keys())
    differing = [(title, credit) for credit in wanted.values() if held.get(credit.external_id) != credit]
    if vanished:
        tx.run("DELETE FROM credits WHERE title_id = %s AND external_id IN %s", (title, vanished))
    insert_credits(tx, differing, at)
    changed = [held[key] for key in (*vanished, *(credit.external_id for _, credit in differing)) if key in held]
    return {credit.person_id for credit in (*changed, *(credit for _, credit in differing))}
