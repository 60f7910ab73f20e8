"""Proposals in MySQL: the queue for readers; within a transaction the one that is decided, locked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_rows import aware, naive
from catalogue._domain.edit_refusals import ProposalNotFound, TooManyOpenProposals
from catalogue._domain.proposal import MOST_OPEN, Proposal, ProposalId, ProposedField
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from chassis.mysql import Database, Transaction

_COLUMNS = (
    "id, thing_kind, thing_id, base_version, status, comment, sources, proposed_by, proposed_at, reviewed_by,"
    " closed_at, reason, made_version"
)
_ONE = f"SELECT {_COLUMNS} FROM proposals WHERE id = %s"  # noqa: S608 - constants
_FIELDS = "SELECT * FROM proposal_fields WHERE proposal_id IN %s ORDER BY field"
_ADD = f"INSERT INTO proposals ({_COLUMNS}) VALUES ({', '.join(['%s'] * 13)})"  # noqa: S608
_ADD_FIELD = (
    "INSERT INTO proposal_fields (proposal_id, field, base_value, proposed_value, accepted) VALUES (%s, %s, %s, %s, %s)"
)
_CLOSE = (
    "UPDATE proposals SET status = %s, reviewed_by = %s, closed_at = %s, reason = %s, made_version = %s WHERE id = %s"
)
_CLOSE_FIELD = "UPDATE proposal_fields SET accepted = %s WHERE proposal_id = %s AND field = %s"
_MEET = "INSERT IGNORE INTO proposers (account, created_at) VALUES (%s, %s)"
_ALONE = "SELECT account FROM proposers WHERE account = %s FOR UPDATE"
_OPEN = "SELECT COUNT(*) AS waiting FROM proposals WHERE proposed_by = %s AND status = 'open'"
_FILTERS = {
    "thing_id": "thing_id = %s",
    "by": "proposed_by = %s",
    "field": "EXISTS (SELECT 1 FROM proposal_fields f WHERE f.proposal_id = proposals.id AND f.field = %s)",
}
_RETRY_SECONDS = 3600


class Proposals:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, proposal_id: ProposalId) -> Proposal:
        """The proposal. Raises `ProposalNotFound`."""
        with self._database.read() as tx:
            return OpenProposals(tx).load(proposal_id)

    def page(
        self, statuses: Sequence[str], filters: Sequence[tuple[str, Any]], after: str | None, limit: int
    ) -> list[Proposal]:
        """At most `limit` proposals, the oldest first, after an id; `filters` by `thing_id`, `by`, `field`."""
        sql, params = f"SELECT {_COLUMNS} FROM proposals WHERE status IN %s", list[Any]([tuple(statuses)])  # noqa: S608
        for name, value in filters:
            sql += f" AND {_FILTERS[name]}"
            params.append(value)
        params += [to_bytes(after) if after else b"", limit]
        with self._database.read() as tx:
            return _proposals(tx, tx.all(f"{sql} AND id > %s ORDER BY id LIMIT %s", params))


class OpenProposals:
    """Proposals within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def load(self, proposal_id: ProposalId, lock: str = "") -> Proposal:
        """The proposal. Raises `ProposalNotFound`."""
        row = self._tx.one(_ONE + lock, (to_bytes(proposal_id),)) if is_id(proposal_id) else None
        if row is None:
            raise ProposalNotFound(f"there is no proposal {proposal_id}")
        return _proposals(self._tx, [row])[0]

    def lock(self, proposal_id: ProposalId) -> Proposal:
        """The proposal, kept from other reviewers until the end. Raises `ProposalNotFound`."""
        return self.load(proposal_id, " FOR UPDATE")

    def require_room(self, by: str, at: datetime) -> None:
        """Raise `TooManyOpenProposals`; the account's next request waits here until the end."""
        self._tx.run(_MEET, (by, naive(at)))
        self._tx.one(_ALONE, (by,))
        row = self._tx.one(_OPEN, (by,))
        if row and row["waiting"] >= MOST_OPEN:
            detail = f"{MOST_OPEN} of your proposals wait for a review: wait, or withdraw some"
            raise TooManyOpenProposals(detail, retry_after=_RETRY_SECONDS)

    def add(self, proposal: Proposal) -> None:
        """Store a new one."""
        owner = to_bytes(proposal.id)
        head = (owner, proposal.kind, to_bytes(proposal.thing_id), proposal.base_version, proposal.status)
        told = (proposal.comment, _text(proposal.sources), proposal.by, naive(proposal.at))
        self._tx.run(_ADD, (*head, *told, None, None, proposal.reason, None))
        rows = [(owner, each.field, _text(each.base), _text(each.proposed), each.accepted) for each in proposal.fields]
        self._tx.many(_ADD_FIELD, rows)

    def close(self, proposal: Proposal) -> None:
        """Store what became of a locked one."""
        owner, closed_at = to_bytes(proposal.id), proposal.closed_at and naive(proposal.closed_at)
        made = (proposal.reason, proposal.made_version, owner)
        self._tx.run(_CLOSE, (proposal.status, proposal.reviewed_by, closed_at, *made))
        self._tx.many(_CLOSE_FIELD, [(each.accepted, owner, each.field) for each in proposal.fields])


def _proposals(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Proposal]:
    found: dict[bytes, list[ProposedField]] = {row["id"]: [] for row in rows}
    for row in tx.all(_FIELDS, (tuple(found),)) if found else ():
        accepted = None if row["accepted"] is None else bool(row["accepted"])
        values = (json.loads(row["base_value"]), json.loads(row["proposed_value"]))
        found[row["proposal_id"]].append(ProposedField(row["field"], *values, accepted))
    return [_proposal(row, tuple(found[row["id"]])) for row in rows]


def _proposal(row: Mapping[str, Any], fields: tuple[ProposedField, ...]) -> Proposal:
    return Proposal(
        id=ProposalId(from_bytes(row["id"])),
        kind=row["thing_kind"],
        thing_id=from_bytes(row["thing_id"]),
        base_version=row["base_version"],
        fields=fields,
        comment=row["comment"],
        sources=tuple(json.loads(row["sources"])),
        by=row["proposed_by"],
        at=aware(row["proposed_at"]),
        status=row["status"],
        reviewed_by=row["reviewed_by"],
        closed_at=row["closed_at"] and aware(row["closed_at"]),
        reason=row["reason"],
        made_version=row["made_version"],
    )


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
