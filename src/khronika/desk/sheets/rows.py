"""Answers what stands in a sheet: statements, who filmed, events and marks, with their authors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext

from khronika.desk.fields import say_code
from khronika.desk.report.events import places
from khronika.desk.report.page import names_of, people
from khronika.desk.report.rows import plain_values
from khronika.model.moment import say_moment
from khronika.record.models import Act, Event, Fact


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is said of a film: in words, and as the form that corrects it is filled."""

    fact: str
    item: str
    kind: str
    heading: str
    verdict: str
    place: str
    said: str
    author: str
    is_mine: bool
    is_public: bool
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> int | None:
        """Answer the moment that it names, in milliseconds."""
        at = self.value.get("at") or {}
        return at.get("start")

    @property
    def typed(self) -> dict[str, str]:
        """Answer its place as somebody would type it."""
        return typed_place(self.value.get("at"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it stands; nothing of it is public before an event that shows it is approved."""

    rows: tuple[Row, ...]
    filmed_by: tuple[Row, ...]
    shows: tuple[Row, ...]
    marks: tuple[Row, ...]

    @property
    def standing_marks(self) -> list[Mapping[str, Any]]:
        """Answer the values of marks that nobody has lifted."""
        return [row.value for row in self.marks]

    @property
    def number(self) -> int:
        """Count all that is said."""
        return len(self.rows) + len(self.filmed_by) + len(self.shows) + len(self.marks)


def sheet_of(film: str, actor: str) -> Sheet:
    """Read the sheet of a film as it stands.

    Args:
        film: the ULID of its thing.
        actor: who looks at it.
    """
    facts = list(Fact.objects.filter(thing=film, status="accepted").order_by("field", "id"))
    parties = [fact.party for fact in facts if fact.party]
    own = list(Fact.objects.filter(thing__in=parties, field="name", item=None))
    values, known = plain_values([*facts, *own]), people()
    names = names_of(own, values)
    found: dict[str, list[Row]] = {"statements": [], "filmed_by": [], "shows": [], "marks": []}
    for fact in facts:
        value = values.get(fact.id)
        if fact.field in found and isinstance(value, Mapping):
            if fact.field == "marks" and value["why"] is None:
                continue
            found[fact.field].append(_row(fact, value, names, known, actor))
    statements = sorted(found["statements"], key=lambda row: (row.start or 0, row.fact))
    return Sheet(
        tuple(statements),
        tuple(found["filmed_by"]),
        tuple(found["shows"]),
        tuple(sorted(found["marks"], key=lambda row: (row.start or 0, row.fact))),
    )


def _row(
    fact: Fact, value: Mapping[str, Any], names: Mapping[str, str], known: Mapping[str, str],
    actor: str,
) -> Row:  # fmt: skip
    verdict = value.get("verdict")
    return Row(
        fact=fact.id,
        item=fact.item or "",
        kind=fact.field,
        heading=say_heading(fact.field, value),
        verdict=say_code("sheet_verdict", verdict) if verdict else "",
        place=say_place(value.get("at")),
        said=_say(fact.field, value, names),
        author=known.get(fact.author, ""),
        is_mine=fact.author == actor,
        is_public=bool(fact.published and fact.published >= fact.seq),
        value=value,
    )


def say_heading(field: str, value: Mapping[str, Any]) -> str:
    """Name what a fact of a film is about."""
    if field == "statements":
        return say_code("sheet_topic", str(value["topic"]))
    return {
        "filmed_by": gettext("Who filmed"),
        "shows": gettext("Shows the event"),
        "marks": gettext("Kept blurred"),
        "file": gettext("Film or picture"),
    }.get(field, field)


OF_FILMS = ("file", "statements", "filmed_by", "marks", "shows")
"""Fields of a film or picture."""


def say_of_film(field: str, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say the whole value of a fact of a film in one line, for whoever stands behind it.

    Args:
        field: of the fact.
        value: its plain value.
        names: ULID of a party to what it is called here.
    """
    if field == "file":
        form = gettext("Film") if value["form"] == "film" else gettext("Picture")
        size = say_size(value["milliseconds"], value["width"], value["height"])
        return gettext(", ").join(
            (form, *([size] if size else []), f"sha256 {value['sha256'][:12]}")
        )
    if field == "shows":
        return _say(field, value, names)
    if field == "marks" and value["why"] is None:
        return gettext("nobody need be blurred")
    heading = say_heading(field, value) if field == "statements" else ""
    verdict = value.get("verdict")
    parts = (
        heading,
        say_code("sheet_verdict", verdict) if verdict else "",
        say_place(value["at"]),
    )
    told = gettext(", ").join(part for part in parts if part)
    return f"{_say(field, value, names)} ({told})"


def _say(field: str, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if field == "filmed_by":
        return names.get(str(value["party"])) or gettext("not named")
    if field == "shows":
        named = {place.event: place.name for place in places()}
        return named.get(str(value["event"])) or gettext("an event without a title")
    if field == "marks":
        return say_code("mark_reason", str(value["why"]))
    return str(value["text"])


def say_place(at: Mapping[str, Any] | None) -> str:
    """Say where in a film or picture something is: "0:12.5 to 0:14", "box 10, 20, 100 × 50"."""
    if not at:
        return gettext("the whole")
    parts = []
    if at["start"] is not None:
        start, end = say_moment(at["start"]), at["end"]
        moments = {"start": start, "end": say_moment(end) if end is not None else ""}
        parts.append(gettext("%(start)s to %(end)s") % moments if end is not None else start)
    if at["box"]:
        left, top, width, height = at["box"]
        parts.append(f"\u2066{left}, {top}, {width} × {height} px\u2069")
    return gettext(", ").join(parts)


def typed_place(at: Mapping[str, Any] | None) -> dict[str, str]:
    """Answer a place as somebody would type it: start, end, box."""
    told = at or {"start": None, "end": None, "box": None}
    moments = {key: "" if told[key] is None else say_moment(told[key]) for key in ("start", "end")}
    return moments | {"box": ", ".join(map(str, told["box"] or ()))}


def say_size(milliseconds: int | None, width: int | None, height: int | None) -> str:
    """Say how long a film is and how large a picture.

    Args:
        milliseconds: length of a film; None of a picture, or where it is not known.
        width: in pixels, or None.
        height: likewise.
    """
    parts = []
    if milliseconds is not None:
        seconds = milliseconds / 1000
        words = ngettext("%(number)s second", "%(number)s seconds", round(seconds))
        parts.append(words % {"number": f"{seconds:g}"})
    if width and height:
        parts.append(f"\u2066{width} × {height} px\u2069")  # kept in order right to left
    return gettext(", ").join(parts)


def events_for(report: str) -> list[tuple[str, str]]:
    """List the events that a film may show, those of its own report first."""
    own = set(Event.objects.filter(pk__in=_events_of(report)).values_list("id", flat=True))
    listed = [(place.event, place.name) for place in places()]
    return sorted(listed, key=lambda pair: pair[0] not in own)


def _events_of(report: str) -> list[str]:
    found = Act.objects.filter(report=report).exclude(event=None)
    return [str(event) for event in found.values_list("event", flat=True).distinct()]
