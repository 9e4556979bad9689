"""Works out who is still held, from what public documents tell and nothing else.

Of each person the latest detention, disappearance or prison sentence decides. Somebody is held
where it goes on as told; where no release is told, that is said, and not that they are held.
Persons only: groups have no people of their own to follow.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khronika.model.date import PartialDate
from khronika.record.public import read
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


def _kept_apart(published: Iterable[read.Published]) -> dict[str, list[tuple[Any, Any]]]:
    """Sort acts by person; a person whom the documents do not identify stands alone."""
    found: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for one in published:
        for act in one.body["acts"]:
            if _value(act["type"]) not in TAKEN or _value(act["kind"]) in (
                "group",
                "organisation",
            ):
                continue
            victim = act["victim"]["value"]
            found[victim["party"] or victim.get("same_as") or act["id"]].append((one, act))
    return found


def _decides(act: Mapping[str, Any]) -> bool:
    """Tell whether an act of one person says that they were taken, jailed or let go."""
    if _value(act["kind"]) in ("group", "organisation"):
        return False
    kind, status = _value(act["type"]), _value(act["status"])
    # A verdict of which no sentence is told leaves whoever was detained as they were.
    return kind in TAKEN and not (kind == "conviction" and status in OPEN)


def _latest(acts: list[tuple[Any, Any]]) -> tuple[Any, Any] | None:
    """Answer the latest act where it may go on; a told release of the same day wins."""
    last = max(_first_day(_value(act["date"])) for _, act in acts)
    of_day = [(one, act) for one, act in acts if _first_day(_value(act["date"])) == last]
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


def held_now(published: Iterable[read.Published]) -> Iterator[Held]:
    """Yield who is held or of whom no release is told, the longest held first."""
    latest = filter(None, map(_latest, _kept_apart(published).values()))
    rows = [_held(one, act) for one, act in latest]
    yield from sorted(rows, key=lambda row: (row.sort, row.number, row.act))
