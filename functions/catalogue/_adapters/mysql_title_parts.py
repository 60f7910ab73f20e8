"""Credits, companies and keywords of a locked title, as people write them; each says what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_names import index_people
from catalogue._adapters.mysql_parts import read_part
from catalogue._adapters.mysql_rows import naive
from catalogue._domain.credit import Credit, CreditFacts, CreditId, patched, require_sense
from catalogue._domain.history import FieldChange, differing
from catalogue._domain.person import PersonId
from catalogue._domain.refusals import CreditNotFound, CreditTaken, UnknownCompany, UnknownKeyword, UnknownPerson
from chassis.errors import FieldError
from chassis.ids import from_bytes, new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from catalogue._domain.company import CompanyRole
    from catalogue._domain.title import Title
    from catalogue._domain.views import Company
    from chassis.errors import Refusal
    from chassis.mysql import Transaction

_COLUMNS = "person_id, kind, character_name, department, job, billing_order"
_LOAD = f"SELECT {_COLUMNS} FROM credits WHERE id = %s AND title_id = %s"  # noqa: S608 - constants
_SAME = (
    "SELECT 1 FROM credits WHERE title_id = %s AND id <> %s AND person_id = %s AND kind = %s AND character_name = %s"
    " AND department = %s AND job = %s LIMIT 1"
)
_ADD = f"INSERT INTO credits ({_COLUMNS}, created_at, updated_at, id, title_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608, E501
_CHANGE = (
    f"UPDATE credits SET {_COLUMNS.replace(', ', ' = %s, ')} = %s, updated_at = %s WHERE id = %s AND title_id = %s"  # noqa: S608
)
_PERSON = "SELECT 1 FROM people WHERE id = %s AND removed_at IS NULL LOCK IN SHARE MODE"
_COMPANIES = "SELECT id FROM companies WHERE id IN %s AND removed_at IS NULL ORDER BY id LOCK IN SHARE MODE"
_ADD_COMPANY = "INSERT INTO title_companies (title_id, company_id, role, position) VALUES (%s, %s, %s, %s)"
_KEYWORDS = "SELECT id, name FROM keywords WHERE name IN %s"
_ADD_KEYWORD = "INSERT INTO title_keywords (title_id, keyword_id, position) VALUES (%s, %s, %s)"


class OpenParts:
    """The parts of one locked title within its transaction."""

    def __init__(self, tx: Transaction, title: Title, at: datetime) -> None:
        self.tx, self.title, self.owner, self.at = tx, title, to_bytes(title.id), at

    def credit(self, credit_id: CreditId) -> Credit:
        """One credit. Raises `CreditNotFound`."""
        row = self.tx.one(_LOAD, (to_bytes(credit_id), self.owner))
        if row is None:
            raise CreditNotFound(f"title {self.title.id} has no credit {credit_id}")
        return Credit(credit_id, _facts(row))

    def add_credit(self, facts: CreditFacts) -> tuple[Credit, list[FieldChange]]:
        """A new credit. Raises `MisplacedCredit`, `UnknownPerson`, `CreditTaken`."""
        credit = Credit(CreditId(new_id(self.at)), facts)
        at = naive(self.at)
        self._write_credit(credit, _ADD, (at, at))
        return credit, [FieldChange(_field(credit.id), None, facts)]

    def change_credit(self, credit_id: CreditId, patch: Mapping[str, Any]) -> tuple[Credit, list[FieldChange]]:
        """The credit after a merge patch. Raises `CreditNotFound` and what `add_credit` raises."""
        before = self.credit(credit_id)
        after = Credit(credit_id, patched(before.facts, patch))
        if after == before:
            return before, []
        self._write_credit(after, _CHANGE, (naive(self.at),))
        if before.facts.person_id != after.facts.person_id:
            index_people(self.tx, [to_bytes(before.facts.person_id)])
        return after, [FieldChange(_field(credit_id), before.facts, after.facts)]

    def remove_credit(self, credit_id: CreditId) -> tuple[None, list[FieldChange]]:
        """Take the credit away. Raises `CreditNotFound`."""
        before = self.credit(credit_id)
        self.tx.run("DELETE FROM credits WHERE id = %s", (to_bytes(credit_id),))
        index_people(self.tx, [to_bytes(before.facts.person_id)])
        return None, [FieldChange(_field(credit_id), before.facts, None)]

    def replace_companies(
        self, wanted: Sequence[tuple[str, CompanyRole]]
    ) -> tuple[tuple[Company, ...], list[FieldChange]]:
        """Make the title's companies exactly these, in this order. Raises `UnknownCompany`."""
        ids = tuple({to_bytes(each) for each, _ in wanted})
        found = {from_bytes(row["id"]) for row in self.tx.all(_COMPANIES, (ids,))} if ids else set()
        _require([each for each, _ in wanted], found, "companies", "/company_id", UnknownCompany)
        rows = [(self.owner, to_bytes(each), role, place) for place, (each, role) in enumerate(wanted)]
        return self._replace("companies", "title_companies", _ADD_COMPANY, rows)

    def replace_keywords(self, wanted: Sequence[str]) -> tuple[tuple[str, ...], list[FieldChange]]:
        """Make the title's keywords exactly these, in this order. Raises `UnknownKeyword`."""
        found = {row["name"]: row["id"] for row in self.tx.all(_KEYWORDS, (tuple(wanted),))} if wanted else {}
        _require(wanted, found, "keywords", "", UnknownKeyword)
        rows = [(self.owner, found[each], place) for place, each in enumerate(wanted)]
        return self._replace("keywords", "title_keywords", _ADD_KEYWORD, rows)

    def _replace(self, part: Any, table: str, insert: str, rows: Sequence[Any]) -> tuple[Any, list[FieldChange]]:
        before = read_part(self.tx, self.owner, part)
        self.tx.run(f"DELETE FROM {table} WHERE title_id = %s", (self.owner,))  # noqa: S608 - constants
        self.tx.many(insert, rows)
        after = read_part(self.tx, self.owner, part)
        return after, differing(part, before, after)

    def _write_credit(self, credit: Credit, sql: str, times: tuple[datetime, ...]) -> None:
        facts = credit.facts
        require_sense(facts, self.title.facts.kind)
        person = to_bytes(facts.person_id)
        if self.tx.one(_PERSON, (person,)) is None:
            at = FieldError("/person_id", "unknown", "there is no such person")
            raise UnknownPerson(f"there is no person {facts.person_id}", errors=[at])
        told = (person, facts.role, facts.character, facts.department, facts.job)
        if self.tx.one(_SAME, (self.owner, to_bytes(credit.id), *told)):
            raise CreditTaken(f"title {self.title.id} credits person {facts.person_id} with the same already")
        self.tx.run(sql, (*told, facts.billing_order, *times, to_bytes(credit.id), self.owner))
        index_people(self.tx, [person])


def _facts(row: Mapping[str, Any]) -> CreditFacts:
    return CreditFacts(
        person_id=PersonId(from_bytes(row["person_id"])),
        role=row["kind"],
        character=row["character_name"],
        department=row["department"],
        job=row["job"],
        billing_order=row["billing_order"],
    )


def _field(credit_id: CreditId) -> str:
    return f"credits.{credit_id}"


def _require(wanted: Sequence[str], known: Any, field: str, within: str, refusal: type[Refusal]) -> None:
    unknown = [place for place, each in enumerate(wanted) if each not in known]
    if unknown:
        errors = [
            FieldError(f"/{field}/{place}{within}", "unknown", f"{wanted[place]} is not known") for place in unknown
        ]
        raise refusal(f"{wanted[unknown[0]]} is not known", errors=errors)
