"""Ids of several systems that mean one title, such as a row of MovieLens's `links.csv`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from catalogue._domain.batch import Rejected
from catalogue._domain.record import Pair
from catalogue._domain.title import Title


@dataclass(frozen=True, slots=True)
class Link:
    """Ids by the system that gave them."""

    line: int
    external_ids: Mapping[str, str]


@dataclass(slots=True)
class Linking:
    """What became of links: the titles that get ids (`fresh`), and the counts."""

    fresh: dict[bytes, dict[str, str]] = field(default_factory=dict)
    unchanged: int = 0
    without_title: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def link(
    links: Sequence[Link], carriers: Mapping[Pair, bytes], titles: Mapping[bytes, Title], locked: Collection[bytes]
) -> Linking:
    """Find each link's title; a link that says something else than the catalogue does is rejected, whole."""
    done = Linking()
    taken = {pair: titles[key].facts.name for pair, key in carriers.items() if key in titles}
    for each in links:
        keys = {carriers[pair] for pair in each.external_ids.items() if carriers.get(pair) in titles}
        if not keys:
            done.without_title += 1
            continue
        key = min(keys)
        held = {**titles[key].facts.external_ids, **done.fresh.get(key, {})}
        fresh = {source: value for source, value in each.external_ids.items() if held.get(source) != value}
        conflict = _conflict(each, keys, fresh, held, taken)
        if fresh and key in locked:
            conflict = "external_ids: locked by a curator"
        if conflict:
            done.rejected.append(Rejected(each.line, conflict))
        elif fresh:
            done.fresh.setdefault(key, {}).update(fresh)
            taken |= dict.fromkeys(fresh.items(), titles[key].facts.name)
        else:
            done.unchanged += 1
    return done


def _conflict(
    link: Link, keys: set[bytes], fresh: Mapping[str, str], held: Mapping[str, str], taken: Mapping[Pair, str]
) -> str | None:
    if len(keys) > 1:
        told = " and ".join(
            f"{source} {value} ({taken[source, value]})"
            for source, value in link.external_ids.items()
            if (source, value) in taken
        )
        return f"{told} are different titles here"
    for source, value in fresh.items():
        if source in held:
            return f"{source}: {value}, but the title that the other ids mean has {held[source]}"
        if (source, value) in taken:
            return f"{source}: {value} is {taken[source, value]}'s already"
    return None
