"""Writes what a reader needs before and after the acts: title, place, days, what is not known."""

from collections.abc import Iterable, Mapping, Sequence

from khronika.model.canonical import Json
from khronika.model.date import DateRange, PartialDate
from khronika.model.vocabulary import VictimKind
from khronika.record.documents.cells import Cell, Writer
from khronika.record.documents.snapshot import FactRow

Fields = Mapping[str, tuple[FactRow, ...]]


def date_range(value: Json) -> DateRange | None:
    """Read the value of a date fact."""
    if not isinstance(value, Mapping):
        return None
    start, end = value.get("start"), value.get("end")
    return DateRange(
        PartialDate.parse(start) if isinstance(start, str) else None,
        PartialDate.parse(end) if isinstance(end, str) else None,
    )


def overview(
    writer: Writer, own: Fields, acts: Sequence[Cell], totals: Sequence[Json]
) -> dict[str, Json]:
    """Write what a list or headline needs: title, country, place and days."""
    country, place = _common(acts, "country"), _common(acts, "name")
    days = _days(acts)
    parts: list[Json] = [
        {key: row[key] for key in ("type", "role", "people", "acts")}
        for row in totals
        if isinstance(row, Mapping) and row["role"] is not None
    ]
    return {
        "title": {
            "written": _written(writer, own, "title"),
            "parts": {"acts": parts, "place": place, "country": country, "date": days},
        },
        "summary": _written(writer, own, "summary"),
        "country": country,
        "place": place,
        "date": days,
    }


def _written(writer: Writer, own: Fields, name: str) -> dict[str, Json]:
    """Answer what people wrote about the event, by language."""
    written: dict[str, Json] = {}
    for fact in own.get(name, ()):
        if isinstance(fact.value, Mapping):
            written[str(fact.value.get("lang"))] = writer.words(fact.value.get("text"))
            writer.shows(fact.at)
    return written


def _value(cell: Json, *path: str) -> Json:
    value = cell
    for key in ("value", *path):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _common(acts: Sequence[Cell], key: str) -> Json:
    """Answer the place or country that all acts which have one share."""
    told = {_value(act["place"], key) for act in acts if _value(act["place"], key)}
    return told.pop() if len(told) == 1 else None


def _days(acts: Sequence[Cell]) -> Json:
    """Answer the first and last day of some acts, as far as they are told."""
    dates = [date_range(_value(act["date"])) for act in acts]
    starts = [date.start for date in dates if date and date.start and date.start.first_day]
    ends = [
        end
        for date in dates
        if date and (end := date.end or date.start) is not None and end.last_day
    ]
    first = min(starts, key=lambda day: (day.first_day, str(day)), default=None)
    last = max(ends, key=lambda day: (day.last_day, str(day)), default=None)
    if first is None and last is None:
        yearless = next((date for date in dates if date and (date.start or date.end)), None)
        return dict(yearless.to_json()) if yearless else {"start": None, "end": None}
    return {"start": str(first) if first else None, "end": str(last) if last else None}


def is_shared(acts: Sequence[Cell], name: str) -> bool:
    """Tell whether a field has the same value in every act, and there is something to share."""
    shown = []
    for act in acts:
        field = act[name]
        cells = field if isinstance(field, list) else [field]
        shown.append([_value(cell) for cell in cells if cell is not None])
    return len(acts) > 1 and bool(shown[0]) and all(one == shown[0] for one in shown)


def unknown(writer: Writer, own: Fields, acts: Sequence[Cell]) -> list[Json]:
    """Say what is not known: fields without a value, bounds that nobody told, words lost."""
    found: list[Json] = []
    for act in acts:
        found += [_gap(code, name, act, cell) for code, name, cell in _not_told(act)]
    found += _lost_words(writer)
    for fact in own.get("unknown", ()):
        if isinstance(fact.value, Mapping):
            writer.shows(fact.at)
            text = {str(fact.value.get("lang")): writer.words(fact.value.get("text"))}
            found.append(
                {"code": "written", "field": None, "act": None, "quote": None, "text": text}
            )
    return found


def _gap(code: str, name: str, act: Cell, cell: Json) -> Json:
    quotes = cell.get("quotes") if isinstance(cell, Mapping) else None
    quote = quotes[0] if isinstance(quotes, list) and quotes else None
    return {"code": code, "field": name, "act": act["id"], "quote": quote, "text": None}


def _not_told(act: Cell) -> Iterable[tuple[str, str, Json]]:
    """Yield (code, field, cell) of what an act's sources do not tell."""
    victim, is_group = act["victim"], _value(act["kind"]) == VictimKind.GROUP
    if is_group and _value(act["count"], "min") is None and _value(act["count"], "max") is None:
        yield "number_not_stated", "count", victim
    elif is_group and _value(act["count"], "max") is None:
        yield "most_not_stated", "count", act["count"]
    if not is_group and _value(victim, "text") is None:
        yield "name_not_stated", "victim", victim
    start = _value(act["date"], "start")
    if not isinstance(start, str) and not _value(act["date"], "end"):
        yield "not_stated", "date", None
    elif isinstance(start, str) and len(start) < len("2018-06-23") and not start.startswith("--"):
        yield "day_not_stated", "date", act["date"]
    if not _value(act["place"], "name"):
        yield "not_stated", "place", act["place"]
    if not act["perpetrators"]:
        yield "not_stated", "perpetrators", None
    if _value(act["status"]) in (None, "unknown"):
        yield "not_stated", "status", act["status"]


def _lost_words(writer: Writer) -> list[Json]:
    """Name the quotes beside which words were lost on the page."""
    found: list[Json] = []
    for cite, key in writer.quoted():
        gaps = writer.snapshot.sources[cite.source_sha256].page.gaps
        if any(cite.span.start <= gap.end and gap.start <= cite.span.end for gap in gaps):
            found.append(
                {"code": "words_lost", "field": None, "act": None, "quote": key, "text": None}
            )
    return found
