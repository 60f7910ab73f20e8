"""What the catalogue has of the titles that a batch of records names, by a statement for each way of naming."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_references import owners
from catalogue._adapters.mysql_retold import locked_titles
from catalogue._adapters.mysql_told_parts import read_parts
from catalogue._domain.batch import Rejected
from catalogue._domain.columns import RowRejected
from catalogue._domain.history import WHOLE
from catalogue._domain.matching import Here, match
from catalogue._domain.record import Told, require_known
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from catalogue._adapters.mysql_told_parts import Parts
    from catalogue._domain.matching import Match
    from catalogue._domain.record import Reference, TitleRecord
    from catalogue._domain.title import Title
    from chassis.mysql import Transaction

_PARENTS = "SELECT id FROM titles WHERE id IN %s ORDER BY id LOCK IN SHARE MODE"
_TITLES = "SELECT id, kind, removed_at FROM titles WHERE id IN %s"
_PLACES = "SELECT id, kind, parent_id, number FROM titles WHERE parent_id IN %s AND removed_at IS NULL"
_HEARD = "SELECT value, source_hash FROM title_external_ids WHERE source = %s AND value IN %s"
_AUTHORS = (
    "SELECT thing_id, field, changed_by FROM field_changes WHERE thing_id IN %s AND action <> 'removed'"
    " ORDER BY version"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is left to do for a batch: `same` were told word for word the last time, or were removed here."""

    source: str
    records: Sequence[TitleRecord]
    matches: Sequence[Match]
    rejected: Sequence[Rejected]
    same: int
    told: Mapping[bytes, Told]
    parts: Parts

    @classmethod
    def of(cls, tx: Transaction, source: str, records: Sequence[TitleRecord]) -> Plan:
        """What the transaction sees."""
        fit, unfit = _fitting(tx, records)
        here = _look(tx, fit)
        found, misplaced = match(fit, here)
        heard = _heard(tx, source, fit)
        left = [each for each in found if each.key not in here.removed and not _same(each, heard, source)]
        keys = [each.key for each in left if each.key]
        return cls(
            source=source,
            records=records,
            matches=left,
            rejected=(*unfit, *misplaced),
            same=len(found) - len(left),
            told=told_so_far(tx, keys),
            parts=read_parts(tx, keys),
        )

    def anew(self, tx: Transaction) -> Plan:
        """The same batch as another transaction sees it."""
        return self.of(tx, self.source, self.records)

    def lock(self, tx: Transaction) -> dict[bytes, Title]:
        """The titles that may change, kept from others; what new ones stand under cannot be removed until the end."""
        parents = {each.parent for each in self.matches if each.parent}
        if parents:
            tx.all(_PARENTS, (sorted(parents),))
        titles = locked_titles(tx, tuple(each.key for each in self.matches if each.key))
        return {to_bytes(title.id): title for title in titles}

    def to_write(self, match: Match, by: str) -> TitleRecord:
        """The record without the parts that others have told."""
        if match.key is None:
            return match.record
        held, sofar = self.parts[match.key], self.told[match.key]
        others = [part for part in match.record.parts() if not sofar.leaves(part, by, held.get(part, ()))]
        untold: dict[str, Any] = dict.fromkeys(others)
        return replace(match.record, **untold)


def _same(match: Match, heard: Mapping[str, bytes], source: str) -> bool:
    return match.key is not None and heard.get(match.record.external_ids.get(source, "")) == match.record.source_hash


def _fitting(tx: Transaction, records: Sequence[TitleRecord]) -> tuple[list[TitleRecord], list[Rejected]]:
    """Records whose countries and marks are known, and the others."""
    countries = frozenset(row["code"] for row in tx.all("SELECT code FROM countries"))
    found = tx.all("SELECT country_code, code FROM certifications")
    marks = frozenset((row["country_code"], row["code"]) for row in found)
    fit: list[TitleRecord] = []
    unfit: list[Rejected] = []
    for each in records:
        try:
            require_known(each, countries, marks)
            fit.append(each)
        except RowRejected as refusal:
            unfit.append(Rejected(each.line, str(refusal)))
    return fit, unfit


def _look(tx: Transaction, records: Sequence[TitleRecord]) -> Here:
    """What there is of `records` and of what they stand under."""
    above = [each.parent for each in records if each.parent]
    named: list[TitleRecord | Reference] = [*records, *above]
    pairs = {pair for each in records for pair in each.external_ids.items()}
    pairs |= {pair for each in above for pair in each.external_ids}
    carriers = owners(tx, "title", "", pairs)
    asked = {to_bytes(each.id) for each in named if each.id} | set(carriers.values())
    rows = tx.all(_TITLES, (tuple(asked),)) if asked else []
    kinds = {row["id"]: row["kind"] for row in rows}
    placed = _under(tx, [key for key, kind in kinds.items() if kind in ("series", "season")]) if above else []
    placed += _under(tx, [row["id"] for row in placed if row["kind"] == "season"])
    return Here(
        by_id={from_bytes(key): key for key in kinds},
        by_external_id=carriers,
        by_place={(row["parent_id"], row["number"]): row["id"] for row in placed},
        kinds=kinds | {row["id"]: row["kind"] for row in placed},
        removed=frozenset(row["id"] for row in rows if row["removed_at"] is not None),
    )


def _under(tx: Transaction, parents: Sequence[bytes]) -> list[dict[str, Any]]:
    return tx.all(_PLACES, (tuple(parents),)) if parents else []


def _heard(tx: Transaction, source: str, records: Sequence[TitleRecord]) -> Mapping[str, bytes]:
    """What the source said last of each title, by the source's id of it."""
    values = [each.external_ids[source] for each in records if source in each.external_ids]
    return {row["value"]: row["source_hash"] for row in tx.all(_HEARD, (source, values))} if values else {}


def told_so_far(tx: Transaction, keys: Sequence[bytes]) -> Mapping[bytes, Told]:
    """Who told what of each thing last, and what is locked."""
    found: dict[bytes, dict[str, str]] = defaultdict(dict)
    for row in tx.all(_AUTHORS, (tuple(keys),)) if keys else []:
        found[row["thing_id"]][row["field"].partition(".")[0] or WHOLE] = row["changed_by"]
    locks = locks_of(tx, keys)
    return {key: Told(found[key], locks[key]) for key in keys}
