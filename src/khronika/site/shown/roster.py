"""Works out who is still held, from what public documents tell and nothing else.

Of each person the latest detention, disappearance or prison sentence decides. Somebody is held
where it goes on as told; where no release is told, that is said, and not that they are held.
Persons only: groups have no people of their own to follow.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khronika.model.date import PartialDate
from khronika.record.public import read
from khronika.site.memory import Light
from khronika.site.shown import event

TAKEN = ("detention", "disappearance", "conviction")
HELD = frozenset({"ongoing", "jailed"})
OPEN = frozenset({None, "unknown", "appealed"})


@dataclass(frozen=True, slots=True)
class Held:
    """One person: the cells that say who, since when, where, and what is told of it now."""

    number: str
    act: int
    who: str
    works_for: str
    act_type: str
    since: Mapping[str, str | None]
    place: Mapping[str, str | None] | None
    status: str | None
    is_named: bool
    certainty: str
    sort: str

    @property
    def is_told(self) -> bool:
        """Tell whether a source says that it goes on; else only no release is told."""
        return self.status in HELD


def _value(cell: Mapping[str, Any] | None) -> Any:
    return cell["value"] if cell else None


def _first_day(date: Mapping[str, str | None] | None) -> str:
    start = (date or {}).get("start")
    day = PartialDate.parse(start).first_day if start and not start.startswith("--") else None
    return day.isoformat() if day else ""


Act = Mapping[str, Any]


def _kept_apart(lights: Iterable[Light]) -> dict[str, list[tuple[str, Act]]]:
    """Sort acts by person; a person whom the documents do not identify stands alone."""
    found: dict[str, list[tuple[str, Act]]] = defaultdict(list)
    for one in lights:
        for act in filter(_decides, one.body["acts"]):
            victim = act["victim"]["value"]
            found[victim["party"] or victim.get("same_as") or act["id"]].append((one.number, act))
    return found


def _decides(act: Act) -> bool:
    """Tell whether an act of one person says that they were taken, jailed or let go."""
    if _value(act["kind"]) in ("group", "organisation"):
        return False
    kind, status = _value(act["type"]), _value(act["status"])
    # A verdict of which no sentence is told leaves whoever was detained as they were.
    return kind in TAKEN and not (kind == "conviction" and status in OPEN)


def _latest(acts: list[tuple[str, Act]]) -> tuple[str, Act] | None:
    """Answer the latest act where it may go on; a told release of the same day wins."""
    last = max(_first_day(_value(act["date"])) for _, act in acts)
    of_day = [pair for pair in acts if _first_day(_value(pair[1]["date"])) == last]
    if any(_value(act["status"]) not in HELD | OPEN for _, act in of_day):
        return None
    told = [pair for pair in of_day if _value(pair[1]["status"]) in HELD]
    return (told or of_day)[0]


def _held(one: read.Published, act: Mapping[str, Any]) -> Held:
    document, party = one.body, act["victim"]["value"]["party"]
    works_for = act["affiliation"]
    date = _value(act["date"]) or {"start": None, "end": None}
    return Held(
        number=str(one.number),
        act=act["no"],
        who=event.say_value(document, "victim", act["victim"]["value"], act),
        works_for=event.say_value(document, "affiliation", works_for["value"], act)
        if works_for
        else "",
        act_type=act["type"]["value"],
        since=date,
        place=_value(act["place"]),
        status=_value(act["status"]),
        is_named=bool(document["parties"].get(party or "", {}).get("named")),
        certainty=act["certainty"]["value"],
        sort=_first_day(date) or "9999",
    )


def still_open(lights: Iterable[Light]) -> dict[str, set[str]]:
    """Find the acts that hold somebody, or of which no release is told.

    Args:
        lights: all events in which somebody was taken.

    Returns:
        number of an event to the ids of such acts in it.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for number, act in filter(None, map(_latest, _kept_apart(lights).values())):
        found[number].add(act["id"])
    return found


def held_now(
    documents: Iterable[read.Published], acts: Mapping[str, Collection[str]]
) -> Iterator[Held]:
    """Yield who is held or of whom no release is told, the longest held first.

    Args:
        documents: the events that `still_open` found.
        acts: what `still_open` found.
    """
    rows = [
        _held(one, act)
        for one in documents
        for act in one.body["acts"]
        if act["id"] in acts[str(one.number)]
    ]
    yield from sorted(rows, key=lambda row: (row.sort, row.number, row.act))
