"""Turns the films of an event's document into what their sheets show: statements, places, authors.

A pure function of the document and the active language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, ngettext

from khronika.model.fragment import Fragment
from khronika.model.moment import say_moment
from khronika.site.labels import label
from khronika.site.words import isolate

Film = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was found out: about what, how sure, where in the film, by whom."""

    fact: str
    heading: str
    verdict: str
    verdict_words: str
    place: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Seconds:
    """Seconds of a film that bear a fact out: which, of which film, and for which cell."""

    fact: str
    of: str
    film: str
    name: str
    place: str
    at_ms: int
    has_pictures: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A film or picture and its sheet, as a page shows it."""

    id: str
    name: str
    size: str
    sha256: str
    statements: tuple[Statement, ...]
    marks: tuple[str, ...]
    authors: int
    seconds: tuple[Seconds, ...] = ()


def sheets_of(document: Mapping[str, Any], said: Mapping[str, str] | None = None) -> list[Sheet]:
    """Answer the sheets of an event's films, in the order of the document.

    Args:
        document: the event's document.
        said: what each cell says, by the fact by which it is called.
    """
    return [sheet_of(document, film, said) for film in document["films"]]


def sheet_of(
    document: Mapping[str, Any], film: Film, said: Mapping[str, str] | None = None
) -> Sheet:
    """Make what is shown of one film; see `sheets_of`.

    Args:
        document: that shows the film.
        film: one of its `films`.
        said: id of a fact to what its cell says, of facts that seconds of a film bear out.
    """
    statements = [*_filmed_by(document, film), *_statements(film)]
    authors = {one["author"] for key in ("statements", "filmed_by") for one in film[key]}
    return Sheet(
        id=film["id"],
        name=name_film(film),
        size=_say_size(film),
        sha256=film["sha256"],
        statements=tuple(statements),
        marks=tuple(_marks(film["marks"])),
        authors=len(authors),
        seconds=tuple(replace(one, said=(said or {}).get(one.of, "")) for one in _seconds(film)),
    )


def seconds_of(document: Mapping[str, Any], fact: str) -> Iterable[Seconds]:
    """Yield the seconds of films that are cited for a cell.

    Args:
        document: the event's document.
        fact: the fact by which the cell is called.
    """
    for film in document.get("films", ()):
        yield from (one for one in _seconds(film) if one.of == fact)


def _seconds(film: Film) -> Iterable[Seconds]:
    for one in film["cited"]:
        yield Seconds(
            fact=one["fact"],
            of=one["of"],
            film=film["id"],
            name=name_film(film),
            place=say_fragment(one["t"]),
            at_ms=Fragment.from_text(one["t"]).start_ms,
            has_pictures=bool(film["evidence"]["package"])
            and not film["marks"]
            and film.get("has_stills", True),
        )


def say_fragment(text: str) -> str:
    """Say seconds of a film, told as a media fragment, as people read them: "0:14–0:19"."""
    at = Fragment.from_text(text)
    end = "" if at.end_ms is None else f"–{say_moment(at.end_ms)}"
    return isolate(f"{say_moment(at.start_ms)}{end}")


def name_film(film: Film) -> str:
    """Name a film or picture by its number: "Film 1"."""
    said = gettext("Film %(no)s") if film["form"] == "film" else gettext("Picture %(no)s")
    return said % {"no": film["no"]}


def _say_size(film: Film) -> str:
    parts = []
    if film["milliseconds"] is not None:
        seconds = film["milliseconds"] / 1000
        words = ngettext("%(number)s second", "%(number)s seconds", round(seconds))
        parts.append(words % {"number": f"{seconds:g}"})
    if film["width"] and film["height"]:
        parts.append(isolate(f"{film['width']} × {film['height']} px"))
    return gettext(", ").join(parts)


def _statements(film: Film) -> Iterable[Statement]:
    for one in film["statements"]:
        yield _statement(one, label("sheet_topic", one["topic"]), one["text"])


def _filmed_by(document: Mapping[str, Any], film: Film) -> Iterable[Statement]:
    for one in film["filmed_by"]:
        party = document["parties"].get(one["value"]["party"] or "")
        if party and party["named"]:
            who = str(party["name"])
        elif party and party["kind"] == "person":
            who = gettext("a person, name withheld")
        else:
            who = one["value"]["text"] or gettext("not named")
        yield _statement(one, gettext("Who filmed"), who)


def _statement(one: Mapping[str, Any], heading: str, text: str) -> Statement:
    return Statement(
        fact=one["fact"],
        heading=heading,
        verdict=one["verdict"],
        verdict_words=label("sheet_verdict", one["verdict"]),
        place=say_place(one["at"]),
        text=text,
        author=gettext("checker %(no)s") % {"no": one["author"]},
    )


def say_place(at: Mapping[str, Any] | None) -> str:
    """Say where in a film or picture something is seen; empty for the whole."""
    if not at:
        return ""
    parts = []
    if at["start"] is not None:
        start = isolate(say_moment(at["start"]))
        if at["end"] is None:
            parts.append(gettext("at %(start)s") % {"start": start})
        else:
            moments = {"start": start, "end": isolate(say_moment(at["end"]))}
            parts.append(gettext("%(start)s to %(end)s") % moments)
    if at["box"]:
        left, top, width, height = at["box"]
        box = isolate(f"{left}, {top}, {width} × {height} px")
        parts.append(gettext("box %(box)s") % {"box": box})
    return gettext(", ").join(parts)


def _marks(marks: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for mark in marks:
        place = say_place(mark["at"])
        why = label("mark_reason", mark["why"])
        yield f"{why}: {place}" if place else why
