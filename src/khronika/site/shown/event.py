"""Turns an event's document into the rows, cells and quotes that its page shows.

A pure function of the document and the active language: no table is asked, and nothing is shown
that the document does not hold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, ngettext

from khronika.site.labels import label
from khronika.site.shown.films import Seconds, say_fragment, seconds_of
from khronika.site.words import isolate, name_field, say_bounds, say_certainty, say_range

Document = Mapping[str, Any]

LISTED = ("perpetrators", "charges", "purposes", "sources")
ROW_FIELDS = ("type", "date", "place", "perpetrators", "status", "charges", "purposes", "sources")
_CODED = {"type": "act_type", "kind": "victim_kind", "role": "role", "status": "status"}


@dataclass(frozen=True, slots=True)
class Quote:
    """The words behind a value: what stands before, the words, what stands after, and where."""

    before: str
    words: str
    after: str
    lang: str
    source_no: int
    start: int
    end: int
    masked: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as shown, with its field's name, the quotes it rests on and its proof page."""

    field: str
    heading: str
    value: str
    sub: str
    fact: str
    quotes: tuple[Quote, ...]
    others: tuple["Cell", ...] = ()
    href: str = ""
    seconds: tuple[Seconds, ...] = ()

    @property
    def is_isolated(self) -> bool:
        """Tell whether names inside are isolated already: it runs as its page does (UAX 9)."""
        return "\u2068" in self.value


@dataclass(frozen=True, slots=True)
class Row:
    """One act: its number, the cells to show in each column, and whether it is a group's."""

    id: str
    no: int
    victim: Cell
    columns: tuple[tuple[str, tuple[Cell, ...]], ...]
    details: tuple[Cell, ...]
    is_group: bool
    certainty: str
    certainty_words: str


def _quote(document: Document, quote_id: str) -> Quote:
    quote = document["quotes"][quote_id]
    return Quote(
        before=quote["before"],
        words=quote["words"],
        after=quote["after"],
        lang=quote["lang"] or "",
        source_no=document["sources"][quote["source"]]["no"],
        start=quote["start"],
        end=quote["end"],
        masked=len(quote["masked"]),
    )


def _party_words(document: Document, value: Mapping[str, Any], act: Mapping[str, Any]) -> str:
    party = document["parties"].get(value["party"] or "")
    if party and party["named"]:
        return str(party["name"])
    if party and party["kind"] == "person":
        return _withheld_person(document, act)
    return value["text"] or _unnamed(act)


def _unnamed(act: Mapping[str, Any]) -> str:
    """Say who an unnamed victim is by role; somebody else's name is just not stated."""
    if act.get("role"):
        return label("role", act["role"]["value"])
    return gettext("not named")


def _withheld_person(document: Document, act: Mapping[str, Any]) -> str:
    """Say "a journalist of X" for a person who may not be named."""
    role = label("role", act["role"]["value"]) if act.get("role") else gettext("a person")
    outlet = act.get("affiliation")
    if not outlet:
        return gettext("%(role)s, name withheld") % {"role": role}
    works_for = _party_words(document, outlet["value"], {})
    return gettext("%(role)s of %(outlet)s, name withheld") % {
        "role": role,
        "outlet": isolate(works_for),
    }


def say_value(document: Document, field: str, value: Any, act: Mapping[str, Any]) -> str:
    """Say the value of a field in the active language.

    Args:
        document: that shows it.
        field: of the act.
        value: its plain value, or None.
        act: that the field is of; parties are named by its document.
    """
    if value is None:
        return gettext("not stated")
    if field in _CODED:
        return label(_CODED[field], value)
    if field == "date":
        return say_range(value)
    if field == "count":
        return say_bounds(value)
    if field == "place":
        return say_place(value)
    if field == "victim":
        return _party_words(document, value, act)
    if field == "charges":
        return _say_charge(value)
    if field == "statements" and isinstance(value, Mapping):
        return f"{label('sheet_topic', value['topic'])}: {value['text']}"
    if field == "marks" and isinstance(value, Mapping):
        return label("mark_reason", value["why"]) if value["why"] else gettext("nobody")
    if field == "shows":
        return gettext("yes")
    if field == "seen" and isinstance(value, Mapping):
        return say_fragment(value["t"])
    if isinstance(value, Mapping):
        return _party_words(document, value, {})
    return str(value)


def _say_charge(value: Mapping[str, str | None]) -> str:
    if not value.get("max_penalty"):
        return value["text"] or ""
    return gettext("%(charge)s (at most: %(penalty)s)") % {
        "charge": isolate(value["text"] or ""),
        "penalty": value["max_penalty"],
    }


def say_place(value: Mapping[str, str | None]) -> str:
    """Say the place and its country; empty where neither is known."""
    country = label("country", value["country"]) if value["country"] else ""
    name = isolate(value["name"]) if value["name"] else ""
    return gettext(", ").join(part for part in (name, country) if part)


def _sub(document: Document, field: str, cell: Mapping[str, Any], act: Mapping[str, Any]) -> str:
    value = cell["value"]
    if field == "perpetrators" and value["wording"] == "accused":
        return gettext("accused by the source; nobody has judged it")
    if field == "perpetrators" and value.get("kind"):
        kind = label("perpetrator_kind", value["kind"])
        return "" if kind == value["text"] else kind
    if field == "victim" and act.get("covers"):
        return gettext("contains persons listed here; not added to them")
    return ""


def make_cell(
    document: Document, field: str, cell: Mapping[str, Any], act: Mapping[str, Any]
) -> Cell:
    """Make what is shown of one cell.

    Args:
        document: the event's document.
        field: the field that the cell belongs to, without a list's brackets.
        cell: the cell as the document holds it.
        act: the act or intervention that it belongs to.
    """
    others = tuple(
        make_cell(document, field, {**other, "others": []}, act)
        for other in cell.get("others", ())
    )
    value = cell["value"]
    party = value.get("party") if isinstance(value, Mapping) else None
    return Cell(
        field=field,
        heading=name_field(field),
        value=say_value(document, field, value, act),
        sub=_sub(document, field, cell, act),
        fact=cell["fact"],
        quotes=tuple(_quote(document, quote) for quote in cell["quotes"]),
        others=others,
        href=_party_page(document, party),
        seconds=tuple(seconds_of(document, cell["fact"])),
    )


def _party_page(document: Document, party_id: str | None) -> str:
    party = document["parties"].get(party_id or "")
    if not party or not party["named"]:
        return ""
    return f"people/{party['id']}/"


def cells_of(document: Document, act: Mapping[str, Any], field: str) -> tuple[Cell, ...]:
    """Make the cells of one field of an act; none where it is not known.

    Args:
        document: that shows it.
        act: one of its acts or interventions.
        field: of the act.
    """
    held = act.get(field)
    if not held:
        return ()
    listed = held if isinstance(held, list) else [held]
    return tuple(make_cell(document, field, cell, act) for cell in listed)


def _victim(document: Document, act: Mapping[str, Any]) -> Cell:
    cell = make_cell(document, "victim", act["victim"], act)
    if not act.get("count") and not is_group(act):
        return cell
    told = act["count"]["value"] if act.get("count") else None
    quotes = cell.quotes
    if act.get("count"):
        quotes += make_cell(document, "count", act["count"], act).quotes
    who = {"who": isolate(cell.value), "count": say_bounds(told)}
    said = gettext("%(who)s: %(count)s") % who
    return replace(cell, value=said, quotes=tuple(dict.fromkeys(quotes)))


def say_whom(document: Document, act: Mapping[str, Any]) -> str:
    """Say to whom an act was done, a group with its number, without opening any words."""
    return _victim(document, act).value


def is_group(act: Mapping[str, Any]) -> bool:
    """Tell whether an act was done to several people of whom none is told apart."""
    return act["kind"] is not None and act["kind"]["value"] == "group"


def rows_of(document: Document) -> Iterator[Row]:
    """Yield one row an act, without the fields that all acts share."""
    shared = set(document["shared"])
    told = {field for field in ROW_FIELDS if any(act.get(field) for act in document["acts"])}
    for act in document["acts"]:
        columns = tuple(
            (name_field(field), cells_of(document, act, field))
            for field in ROW_FIELDS
            if field in told and field not in shared
        )
        details = tuple(
            cell
            for field in ("affiliation", "role")
            if field not in shared
            for cell in cells_of(document, act, field)
        )
        yield Row(
            id=act["id"],
            no=act["no"],
            victim=_victim(document, act),
            columns=columns,
            details=details,
            is_group=is_group(act),
            certainty=act["certainty"]["value"],
            certainty_words=say_certainty(act["certainty"]),
        )


def shared_cells(document: Document) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    """Answer the fields that are the same in every act, with their cells, for the line above."""
    if not document["acts"]:
        return ()
    first = document["acts"][0]
    fields = [(field, cells_of(document, first, field)) for field in document["shared"]]
    return tuple((name_field(field), cells) for field, cells in fields if cells)


def all_cells(document: Document) -> Iterator[tuple[Cell, Mapping[str, Any]]]:
    """Yield every cell of the document with the act or intervention it belongs to."""
    fields = ("type", "victim", "kind", "role", "affiliation", "count", "date", "place", "status")
    for act in document["acts"]:
        for field in (*fields, *LISTED):
            for cell in cells_of(document, act, field):
                yield cell, act
                yield from ((other, act) for other in cell.others)
    for item in document["interventions"]:
        for field in ("by", "to", "what", "date"):
            for cell in cells_of(document, item, field):
                yield cell, item


def title_of(document: Document, lang: str) -> str:
    """Answer the title that a person wrote, else one made of acts, place and day."""
    written = document["title"]["written"]
    if lang in written:
        return str(written[lang])
    parts = document["title"]["parts"]
    acts = gettext(", ").join(
        dict.fromkeys(label("act_type", item["type"]) for item in parts["acts"])
    )
    where = parts["place"] or (label("country", parts["country"]) if parts["country"] else "")
    said = acts[:1].upper() + acts[1:]
    if where:
        said = gettext("%(acts)s, %(place)s") % {"acts": said, "place": isolate(where)}
    return said or str(document["number"])


def summary_of(document: Document, lang: str) -> str:
    """Answer the summary that a person wrote, else how many acts there are, when and where."""
    if lang in document["summary"]:
        return str(document["summary"][lang])
    number = len(document["acts"])
    acts = ngettext("%(number)s act on record", "%(number)s acts on record", number)
    parts = [acts % {"number": number}, say_range(document["date"])]
    if document["place"] or document["country"]:
        parts.append(say_place({"name": document["place"], "country": document["country"]}))
    return " · ".join(parts)


def say_totals(totals: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield what was done and to whom with the people hit, or the acts where none are people.

    Args:
        totals: rows of a document's `totals`, or of `khronika.record.public.read.totals`.
    """
    for total in totals:
        if total["role"] is None:
            continue
        role = label("role", total["role"])
        counted = total["acts"] if total["people"] is None else total["people"]
        yield f"{label('act_type', total['type'])}: {role}", say_bounds(counted)


def unknown_of(document: Document, lang: str) -> Iterator[str]:
    """Say what is not known, one sentence an item; a person's own words come first.

    What is missing in several acts is said once, with the numbers of the acts.
    """
    numbers = {act["id"]: act["no"] for act in document["acts"]}
    missing: dict[tuple[str, str], list[int]] = {}
    for item in document["unknown"]:
        if item["code"] == "written":
            words = item["text"] or {}
            yield from [words[lang]] if lang in words else list(words.values())[:1]
            continue
        found = missing.setdefault((item["code"], item["field"] or ""), [])
        if item["act"] in numbers:
            found.append(numbers[item["act"]])
    for (code, field), acts in missing.items():
        said = _say_unknown(code, field)
        yield f"{said} ({_say_acts(acts)})" if acts else said


def _say_unknown(code: str, field: str) -> str:
    said = {
        "number_not_stated": gettext("How many people there were"),
        "most_not_stated": gettext("How many people there were at most"),
        "name_not_stated": gettext("Who it was: no name is told"),
        "day_not_stated": gettext("On which day it was"),
        "words_lost": gettext("Words that are lost on the page of the source"),
    }.get(code)
    return said or gettext("%(field)s: not stated") % {"field": name_field(field)}


def _say_acts(numbers: Iterable[int]) -> str:
    listed = sorted(set(numbers))
    said = ngettext("act %(acts)s", "acts %(acts)s", len(listed))
    return said % {"acts": isolate(say_numbers(listed))}


def say_numbers(numbers: Sequence[int]) -> str:
    """Write numbers in order, runs of three and more as ranges: "1–8, 10"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )
