"""Takes a person, or the acts of an erased report, out of a published document.

A pure function that only takes away (`record.md` section 3): what is left was in the document.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level
from khronika.record.documents.offered import close_packages
from khronika.record.documents.redraw import (
    WITHHELD_ENTRY,
    Document,
    hide,
    hide_wholly,
    parties_of,
    recount,
)
from khronika.record.documents.seconds import cells_of, keep_seconds
from khronika.record.masking import Finder, Masker, NameLeaks
from khronika.record.naming import WITHHELD, proper_words


def without(
    document: Document,
    public_ids: Mapping[str, str | None],
    *,
    names: Collection[str],
    find: Finder,
    mentions: Collection[Citation] = (),
    acts: Collection[str] = (),
    packages: Collection[str] = (),
) -> Document | None:
    """Take a person, and acts that were erased, out of a document; nothing else changes.

    Args:
        document: the published document, in the newest schema.
        public_ids: the person's public ids to what was drawn anew (None: counted by the act).
        names: every name of theirs, in any spelling known.
        find: the folded search for names.
        mentions: words that are known to name them.
        acts: ids of acts that were rejected with their report.
        packages: those in which somebody is named, and which are offered no more.

    Returns:
        What is left, or None where no act and no text is left.

    Raises:
        NameLeaks: a name stands where nothing can be hidden, under an id or code.
    """
    made = close_packages(without_acts(document, acts), packages)
    if made["kind"] == "event" and not made["acts"] and not made["interventions"]:
        return None
    kept = {fact for fact, party in cells_of(made).items() if party not in public_ids}
    made = _without_cells(made, public_ids)
    made = keep_seconds(made, kept & set(cells_of(made)))
    if "parties" in made:
        left = {one: party for one, party in made["parties"].items() if one not in public_ids}
        drawn = {
            new: {"id": new, "kind": "person", **WITHHELD_ENTRY}
            for new in public_ids.values()
            if new
        }
        used = parties_of({key: item for key, item in made.items() if key != "parties"})
        made["parties"] = {one: party for one, party in {**left, **drawn}.items() if one in used}
    named = {party["name"] for party in made.get("parties", {}).values() if party["name"]}
    masker = Masker(
        Level(made["level"]),
        proper_names(names),
        tuple(sorted(named)),
        {},
        find,
        tuple(sorted(names)),
    )
    spans: dict[str, list[Span]] = {}
    for cite in mentions:
        spans.setdefault(cite.source_sha256, []).append(cite.span)
    made = _without_spare_quotes(hide(made, masker, spans))
    try:
        masker.check(made, subject=str(made["subject"]))
    except NameLeaks:  # what no mask fits on goes as a whole: nothing may stand in the way
        made = hide_wholly(made, masker)
        masker.check(made, subject=str(made["subject"]))
    return made


def proper_names(names: Iterable[str]) -> tuple[str, ...]:
    """Answer names without the words that are nobody's: of these, parts alone are hidden too."""
    return tuple(sorted({" ".join(proper_words(name)) or name for name in names}))


def without_acts(document: Document, acts: Collection[str]) -> Document:
    """Take acts, interventions and films out of an event's document, and count again.

    Args:
        document: the published document.
        acts: ids of acts, interventions and films; ids of other documents change nothing.
    """
    if document["kind"] != "event" or not acts:
        return dict(document)
    gone = set(acts)
    kept = [
        {
            **act,
            **{
                key: [one for one in act[key] if one not in gone]
                for key in ("covers", "apart", "same", "joined")
            },
        }
        for act in document["acts"]
        if act["id"] not in gone
    ]
    steps = [step for step in document["interventions"] if step["id"] not in gone]
    films = [_without_seconds(film, gone) for film in document["films"] if film["id"] not in gone]
    told = {
        key: [item for item in document[key] if item["act"] not in gone]
        for key in ("unknown", "corrections")
    }
    return recount({**document, "acts": kept, "interventions": steps, "films": films, **told})


def _without_seconds(film: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Leave out the seconds that were cited for acts that are gone."""
    cited = [one for one in film["cited"] if one["of"].partition(".")[0] not in gone]
    return {**film, "cited": cited}


def _without_cells(document: Document, public_ids: Mapping[str, str | None]) -> Document:
    made = {key: _cleaned(item, public_ids) for key, item in document.items()}
    first: dict[str, str] = {}
    for act in made.get("acts", ()):
        victim = act["victim"]["value"]
        if "gone" not in victim:
            continue
        # What was known of the person goes with them; what was done stays, and so does the
        # knowledge that two acts were done to one: nobody is counted twice for being erased.
        act["affiliation"] = None
        if victim["party"] is None:
            victim["same_as"] = first.setdefault(victim["gone"], act["id"])
    return {key: _without_flags(item) for key, item in made.items()}


def _cleaned(value: Any, public_ids: Mapping[str, str | None]) -> Any:
    """Empty mentions of a person; items of lists that are nothing but one are left out."""
    if isinstance(value, Mapping):
        if value.get("party") in public_ids and isinstance(value.get("party"), str):
            return {
                **value,
                "party": public_ids[value["party"]],
                "text": None,
                "gone": value["party"],
            }
        return {
            key: _listed(key, item, public_ids)
            if isinstance(item, list)
            else _cleaned(item, public_ids)
            for key, item in value.items()
        }
    return _listed("", value, public_ids) if isinstance(value, list) else value


def _listed(key: str, items: list[Any], public_ids: Mapping[str, str | None]) -> list[Any]:
    kept = []
    for item in items:
        made = _cleaned(item, public_ids)
        cells = (
            [made.get(name) for name in ("value", "old", "new")]
            if isinstance(made, Mapping)
            else []
        )
        if any(isinstance(cell, Mapping) and cell.get("gone") for cell in cells):
            continue
        if isinstance(made, Mapping) and made.get("gone"):
            # A mention in prose leaves a gap that says so; a signature goes.
            if made.get("type") == "party":
                kept.append({"type": "text", "text": WITHHELD, "marks": []})
            continue
        if key == "perhaps_same" and any(one in public_ids for one in made):
            continue
        kept.append(made)
    return kept


def _without_flags(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_flags(item) for key, item in value.items() if key != "gone"}
    return [_without_flags(item) for item in value] if isinstance(value, list) else value


def _without_spare_quotes(document: Document) -> Document:
    """Leave out quotes that no cell rests on any more, and sources without a quote."""
    if "quotes" not in document:
        return document
    rest = {key: item for key, item in document.items() if key not in ("quotes", "sources")}
    used = set(quotes_in(rest))
    quotes = {key: quote for key, quote in document["quotes"].items() if key in used}
    cited = {quote["source"] for quote in quotes.values()}
    sources = {key: source for key, source in document["sources"].items() if key in cited}
    unknown = [
        item for item in document["unknown"] if item["quote"] is None or item["quote"] in quotes
    ]
    return {**document, "quotes": quotes, "sources": sources, "unknown": unknown}


def quotes_in(value: Any) -> Iterable[str]:
    """Yield the ids of quotes that cells rest on, wherever they are named."""
    if isinstance(value, Mapping):
        if isinstance(value.get("quotes"), list):
            yield from value["quotes"]
        for item in value.values():
            yield from quotes_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from quotes_in(item)
