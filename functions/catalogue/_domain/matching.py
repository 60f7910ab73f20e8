"""Which of the catalogue's titles each record of a batch means, if any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogue._domain.batch import Rejected
from catalogue._domain.columns import RowRejected
from catalogue._domain.record import Pair, Reference, TitleRecord
from catalogue._domain.title import PARENT_KINDS, Kind

Key = bytes
"""The id of a title, as the store has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What the catalogue has of the titles that a batch names. `kinds` holds every title, removed ones among them."""

    by_id: Mapping[str, Key]
    by_external_id: Mapping[Pair, Key]
    by_place: Mapping[tuple[Key, int], Key]
    kinds: Mapping[Key, Kind]
    removed: frozenset[Key]

    def carriers(self, thing: TitleRecord | Reference) -> list[Key]:
        """The titles that carry any of the ids of `thing`."""
        pairs = thing.external_ids.items() if isinstance(thing, TitleRecord) else thing.external_ids
        found = [self.by_id.get(thing.id or ""), *(self.by_external_id.get(pair) for pair in pairs)]
        return list(dict.fromkeys(key for key in found if key is not None))


@dataclass(frozen=True, slots=True)
class Match:
    """A record, the title that it means (`None`: it is new) and the one that it stands under."""

    record: TitleRecord
    key: Key | None
    parent: Key | None


def match(records: Sequence[TitleRecord], here: Here) -> tuple[list[Match], list[Rejected]]:
    """Each record with its title; what is told twice, or fits no single place, is rejected."""
    matches: list[Match] = []
    rejected: list[Rejected] = []
    lines: dict[object, int] = {}
    for record in records:
        try:
            found = _match(record, here)
            _require_once(found, lines)
            lines |= dict.fromkeys(_marks(found), record.line)
            matches.append(found)
        except RowRejected as refusal:
            rejected.append(Rejected(record.line, str(refusal)))
    return matches, rejected


def _require_once(match: Match, lines: Mapping[object, int]) -> None:
    for mark in _marks(match):
        if mark in lines:
            raise RowRejected(f"the same title is in line {lines[mark]} already")


def _marks(match: Match) -> Iterable[object]:
    record = match.record
    place = (match.parent, record.told["number"]) if match.parent else None
    return [mark for mark in (match.key, record.id, place, *record.external_ids.items()) if mark is not None]


def _match(record: TitleRecord, here: Here) -> Match:
    parent = _parent(record, here)
    carriers = here.carriers(record)
    placed = here.by_place.get((parent, record.told["number"])) if parent else None
    if placed is not None and carriers in ([], [placed]):
        carriers = [placed]
    elif placed is not None:
        raise RowRejected(f"number: there is another {record.kind} {record.told['number']} already")
    if len(carriers) > 1:
        raise RowRejected(f"external_ids: {_told(record)} are {len(carriers)} different titles here")
    if carriers and here.kinds[carriers[0]] != record.kind:
        raise RowRejected(f"kind: {_told(record)} is of kind {here.kinds[carriers[0]]} here, not {record.kind}")
    return Match(record, carriers[0] if carriers else None, parent)


def _parent(record: TitleRecord, here: Here) -> Key | None:
    wanted = PARENT_KINDS.get(record.kind)
    if wanted is None:
        if record.parent is not None or record.told.get("number") is not None:
            raise RowRejected(f"{'parent' if record.parent else 'number'}: a {record.kind} has none")
        return None
    if record.parent is None or record.told.get("number") is None:
        raise RowRejected(f"{'number' if record.parent else 'parent'}: a {record.kind} has one in its {wanted}")
    carriers = [key for key in here.carriers(record.parent) if key not in here.removed]
    season = dict(record.parent.beside).get("season")
    if season is not None:
        under = (here.by_place.get((key, season)) for key in carriers)
        carriers = [key for key in under if key is not None]
    if len(carriers) != 1 or here.kinds[carriers[0]] != wanted:
        raise RowRejected(f"parent: the catalogue has no {wanted} {_told(record.parent)}{_season(season)}")
    return carriers[0]


def _season(number: int | None) -> str:
    return "" if number is None else f", season {number}"


def _told(thing: TitleRecord | Reference) -> str:
    pairs = thing.external_ids.items() if isinstance(thing, TitleRecord) else thing.external_ids
    return " and ".join([*([thing.id] if thing.id else []), *(f"{source} {value}" for source, value in pairs)])
