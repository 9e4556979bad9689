"""Puts what happened in an event in order: acts by their day, and what was done about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from khronika.model.date import PartialDate
from khronika.site.labels import label
from khronika.site.shown import event
from khronika.site.words import isolate, say_range

Day = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; `act` is the number of its first act, 0 for an answer."""

    when: str
    what: str
    whom: str
    act: int
    is_answer: bool
    is_dated: bool


def _day(cell: Mapping[str, Any] | None) -> Day:
    value = cell["value"] if cell else {}
    return value.get("start"), value.get("end")


def _first(day: Day) -> str:
    for text in day:
        known = PartialDate.parse(text).first_day if text and not text.startswith("--") else None
        if known:
            return known.isoformat()
    return "9999"


def _acts(document: event.Document) -> Iterator[tuple[str, Step]]:
    together: dict[tuple[str, Day], list[Mapping[str, Any]]] = {}
    for act in document["acts"]:
        key = act["type"]["value"], _day(act["date"])
        together.setdefault(key, []).append(act)
    for (kind, day), acts in together.items():
        said = (isolate(event.say_whom(document, act)) for act in acts)
        whom = gettext(", ").join(dict.fromkeys(said))
        yield (
            _first(day),
            Step(
                when=say_range({"start": day[0], "end": day[1]}),
                what=label("act_type", kind),
                whom=whom,
                act=acts[0]["no"],
                is_answer=False,
                is_dated=_first(day) != "9999",
            ),
        )


def _answers(document: event.Document) -> Iterator[tuple[str, Step]]:
    for item in document["interventions"]:
        day = _day(item["date"])
        cells = {field: event.cells_of(document, item, field) for field in ("by", "what", "to")}
        said = {field: ", ".join(cell.value for cell in found) for field, found in cells.items()}
        yield (
            _first(day),
            Step(
                when=say_range({"start": day[0], "end": day[1]}),
                what=said["what"],
                whom=said["by"],
                act=0,
                is_answer=True,
                is_dated=_first(day) != "9999",
            ),
        )


def steps_of(document: event.Document) -> list[Step]:
    """Answer what happened in order, what has no day last; acts of one kind and day are one step.

    Nothing where there is only one step: a line alone has no order.
    """
    found = [*_acts(document), *_answers(document)]
    ordered = [step for _, step in sorted(found, key=lambda pair: pair[0])]
    return ordered if len(ordered) > 1 else []
