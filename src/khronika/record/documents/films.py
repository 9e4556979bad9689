"""Writes the verification sheets of films and pictures into the document of an event.

Shown as far as the evidence's own level says, and never who is seen: there is no field for it.
Each statement has its place in the film and its author, who is a number here: the same number is
the same person, and no name of ours leaves the house.
"""

from collections.abc import Mapping, Sequence

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.model.fragment import Fragment
from khronika.model.vocabulary import Level, SheetTopic
from khronika.record import naming
from khronika.record.documents.cells import Cell, Writer, evidence_json, may_be_open
from khronika.record.documents.snapshot import FactRow, FilmRow
from khronika.record.sheets.place import StatementUnreadable
from khronika.record.sheets.statement import read_statement

_ORDER = [str(topic) for topic in SheetTopic]


class SheetUnreadable(RecordError):
    """A statement of a sheet has not the form that one is shown in; correct it at the desk."""


def write_films(writer: Writer, event: str) -> list[dict[str, Json]]:
    """Write the films of an event that a document of this level may show.

    Args:
        writer: of the document.
        event: the ULID of the event.

    Raises:
        SheetUnreadable: a statement has another form, or lies outside of its film.
    """
    seen = [film for film in writer.snapshot.films
            if naming.may_see(writer.level, film.evidence.level)]  # fmt: skip
    shown = [(film, _cited(writer, film)) for film in seen]
    told = [pair for pair in shown if _shows(writer, pair[0], event) or pair[1]]
    return [
        {**_write(writer, film, place + 1), "cited": list(cited)}
        for place, (film, cited) in enumerate(told)
    ]


def _cited(writer: Writer, film: FilmRow) -> list[Json]:
    """Write which seconds of a film are cited, and for which cells of the document."""
    found: list[tuple[Fragment, str, Json]] = []
    for fact in writer.snapshot.facts:
        value = fact.value if fact.field == "seen" else None
        if not isinstance(value, Mapping) or value.get("film") != film.id:
            continue
        cell = writer.cells.get(f"{fact.owner}.{value['of']}")
        at = Fragment.from_text(str(value["t"]))
        if cell is None or not naming.may_see(writer.level, fact.level):
            continue
        if _is_of_somebody_unnamed(writer, f"{fact.owner}.{value['of']}"):
            continue
        milliseconds = film.file["milliseconds"]
        if not at.lies_in(milliseconds if isinstance(milliseconds, int) else None):
            raise SheetUnreadable(f"{fact.id}: {value['t']} is outside of the film")
        writer.shows(fact.at)
        found.append((at, fact.id, {"fact": fact.id, "of": cell, "t": at.to_text()}))
    found.sort(key=lambda one: (one[0].start_ms, one[0].end_ms or 0, one[1]))
    return [one for _, _, one in found]


def _is_of_somebody_unnamed(writer: Writer, fact: str) -> bool:
    """Tell whether a fact names somebody whose name is withheld: no picture points them out."""
    values = (one.value for one in writer.snapshot.facts if one.id == fact)
    parties = (value.get("party") for value in values if isinstance(value, Mapping))
    rows = (writer.snapshot.party(party) for party in parties if isinstance(party, str))
    return any(row.kind != "group" and not naming.may_be_named(row, writer.level) for row in rows)


def _shows(writer: Writer, film: FilmRow, event: str) -> bool:
    named = [fact for fact in writer.of(film.id).get("shows", ()) if _event_of(fact) == event]
    writer.shows(*(fact.at for fact in named))
    return bool(named)


def _event_of(fact: FactRow) -> Json:
    return fact.value.get("event") if isinstance(fact.value, Mapping) else None


def _write(writer: Writer, film: FilmRow, number: int) -> dict[str, Json]:
    fields = writer.of(film.id)
    writer.shows(*film.facts, *(fact.at for fact in fields.get("file", ())))
    authors: dict[str, int] = {}

    def by(fact: FactRow) -> int:
        return authors.setdefault(film.authors[fact.id], len(authors) + 1)

    return {
        "id": film.id,
        "no": number,
        "form": film.file["form"],
        "sha256": film.file["sha256"],
        "milliseconds": film.file["milliseconds"],
        "width": film.file["width"],
        "height": film.file["height"],
        "captured_at": film.captured_at,
        "evidence": _evidence(writer, film),
        "statements": [
            {**cell, "author": by(fact)}
            for fact, cell in _statements(writer, film, fields.get("statements", ()))
        ],
        "filmed_by": [
            {**_filmed_by(writer, fact), "author": by(fact)}
            for fact in fields.get("filmed_by", ())
        ],
        "marks": _marks(writer, fields.get("marks", ())),
    }


def _evidence(writer: Writer, film: FilmRow) -> Json:
    """Write the package of a film as `cells` does that of a page: all its pages must allow it."""
    for page in writer.snapshot.sources.values():
        if page.report == film.report:
            writer.shows(*page.facts)
    is_open = may_be_open(writer, film.evidence)
    return evidence_json(
        writer, film.evidence, film.evidence.level if is_open else Level.RESTRICTED
    )


def _statements(
    writer: Writer, film: FilmRow, facts: Sequence[FactRow]
) -> list[tuple[FactRow, Cell]]:
    found = []
    for fact in facts:
        try:
            told = read_statement(fact.value, film.file)
        except StatementUnreadable as error:
            raise SheetUnreadable(f"{fact.id}: {error}") from error
        writer.shows(fact.at)
        cell: Cell = {
            "fact": fact.id,
            "topic": told.topic.value,
            "verdict": told.verdict.value,
            "at": told.at.to_json() if told.at else None,
            "text": writer.words(told.text),
        }
        found.append((_ORDER.index(told.topic), told.at.start if told.at else None, fact, cell))
    found.sort(key=lambda one: (one[0], one[1] or 0, one[2].id))
    return [(fact, cell) for _, _, fact, cell in found]


def _filmed_by(writer: Writer, fact: FactRow) -> Cell:
    writer.shows(fact.at)
    value = fact.value if isinstance(fact.value, Mapping) else {}
    return {
        "fact": fact.id,
        "value": writer.mention(value.get("party")),
        "verdict": value.get("verdict"),
        "at": value.get("at"),
    }


def _marks(writer: Writer, facts: Sequence[FactRow]) -> list[Json]:
    """Write when somebody is seen who is kept blurred; where in the picture is told to nobody."""
    found: list[Json] = []
    for fact in facts:
        writer.shows(fact.at)
        value = fact.value if isinstance(fact.value, Mapping) else {}
        at = value.get("at")
        if value.get("why") is not None:
            moment = at if isinstance(at, Mapping) else {}
            found.append(
                {
                    "fact": fact.id,
                    "why": value["why"],
                    "at": {"start": moment.get("start"), "end": moment.get("end"), "box": None},
                }
            )
    return found
