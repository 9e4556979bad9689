"""Counts over published events: acts and people as bounds, each person once (`record.md` 6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from khronika.model.bounds import PeopleBounds
from khronika.model.count import Count
from khronika.model.date import DateRange
from khronika.model.totals import acts_across, people_across
from khronika.record.documents.counting import METHOD, CountedAct, people_of


class HasBody(Protocol):
    """A published document (`khronika.record.public.read.Published`)."""

    @property
    def body(self) -> dict[str, Any]:
        """The document in the newest schema."""
        ...


def counted_acts(body: Mapping[str, Any]) -> Iterator[CountedAct]:
    """Yield the acts of an event's document as counting needs them; persons by public id."""
    for act in body["acts"]:
        kind = act["kind"]["value"] if act["kind"] else None
        victim, role = act["victim"]["value"], act["role"]
        is_group = kind == "group"
        count = act["count"]["value"] if act["count"] else None
        yield CountedAct(
            id=act["id"],
            type=act["type"]["value"],
            role=role["value"] if role else None,
            party=None if is_group else victim["party"] or victim.get("same_as"),
            is_group=is_group,
            is_person=not is_group and kind != "organisation",
            count=Count(count["min"], count["max"]) if count else None,
            date=DateRange.from_json(act["date"]["value"]) if act["date"] else None,
            covers=tuple(act["covers"]),
            apart=tuple(act["apart"]),
            same=tuple(act["same"]),
        )


def _events(documents: Iterable[HasBody]) -> list[Mapping[str, Any]]:
    return [one.body for one in documents if one.body["kind"] == "event"]


def _unsure(body: Mapping[str, Any]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in body["perhaps_same"])


@dataclass(frozen=True, slots=True)
class Portion:
    """What one event adds to the totals of a type and role (None: all roles).

    `people` is None where only organisations were hit; `unsure` are pairs that may be one person.
    """

    type: str
    role: str | None
    acts: Count
    people: PeopleBounds | None
    unsure: frozenset[frozenset[str]]


def portions(body: Mapping[str, Any]) -> tuple[Portion, ...]:
    """Answer what a document adds to each total; worth keeping where many lists are asked for."""
    if body["kind"] != "event":
        return ()
    acts, unsure = list(counted_acts(body)), _unsure(body)
    found = []
    for row in body["totals"]:
        kind, role, told = row["type"], row["role"], row["people"]
        bounds = told and PeopleBounds(Count(told["min"], told["max"]), _named(acts, kind, role))
        count = Count(row["acts"]["min"], row["acts"]["max"])
        found.append(Portion(kind, role, count, bounds, unsure if bounds else frozenset()))
    return tuple(found)


def totals(documents: Iterable[HasBody]) -> list[dict[str, Any]]:
    """Count acts and people of several events by type and role, as in an event's `totals`.

    Returns:
        Rows with `type`, `role` (None: all roles), `acts`, `people` (None where only
        organisations were hit), `named`, `method`, in the order of first mention.
    """
    return add_portions(chain.from_iterable(portions(one.body) for one in documents))


def add_portions(told: Iterable[Portion]) -> list[dict[str, Any]]:
    """Add what events contribute, in their order; see `totals`."""
    by_key: dict[tuple[str, str | None], list[Portion]] = {}
    for one in told:
        by_key.setdefault((one.type, one.role), []).append(one)
    return [_total(kind, role, shown) for (kind, role), shown in by_key.items()]


def _total(kind: str, role: str | None, shown: list[Portion]) -> dict[str, Any]:
    bounds = [one.people for one in shown if one.people is not None]
    pairs = frozenset[frozenset[str]]().union(*{one.unsure for one in shown})
    return {
        "type": kind,
        "role": role,
        "acts": acts_across(one.acts for one in shown).to_json(),
        "people": _across(bounds, pairs) if bounds else None,
        "named": len(frozenset[str]().union(*(one.named for one in bounds))),
        "method": METHOD,
    }


def _named(acts: Iterable[CountedAct], kind: str, role: str | None) -> frozenset[str]:
    return frozenset(
        act.party or act.id
        for act in acts
        if act.is_person and act.type == kind and role in (None, act.role)
    )


def _across(
    bounds: list[PeopleBounds], unsure: frozenset[frozenset[str]]
) -> dict[str, int | None]:
    """Bound people over events; pairs that may be one person are one in the least."""
    most = people_across(bounds)
    if not unsure:
        return most.to_json()
    least = people_across([_as_one(one, unsure) for one in bounds])
    return {"min": least.least, "max": most.most}


def _as_one(bounds: PeopleBounds, unsure: frozenset[frozenset[str]]) -> PeopleBounds:
    into: dict[str, str] = {}
    for pair in sorted(tuple(sorted(pair)) for pair in unsure):
        low, high = into.get(pair[0], pair[0]), into.get(pair[-1], pair[-1])
        into |= {one: low for one, root in into.items() if root == high} | {high: low, low: low}
    return PeopleBounds(bounds.count, frozenset(into.get(one, one) for one in bounds.named))


def people(documents: Iterable[HasBody]) -> dict[str, int | None]:
    """Bound how many people some events were done to, whatever was done, each person once."""
    bodies = _events(documents)
    bounds = [people_of(counted_acts(body), _unsure(body)) for body in bodies]
    pairs = frozenset(pair for body in bodies for pair in _unsure(body))
    return _across(bounds, pairs) if bounds else {"min": 0, "max": 0}
