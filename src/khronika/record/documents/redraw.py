"""Makes a published document anew for changed parties, from itself and the parties' cells alone.

Working tables are never read here: a draft correction of another event must not slip into public
with a change of a name (`record.md` section 4).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khronika.model.canonical import Json, canonical_json
from khronika.model.span import Span
from khronika.model.vocabulary import Level
from khronika.record.documents.counting import totals_of
from khronika.record.documents.edges import torn
from khronika.record.documents.runs import hide_blocks, hide_runs
from khronika.record.documents.seconds import without_unnamed
from khronika.record.documents.texts import (
    FILLER,
    cut,
    fill,
    join_spans,
    map_texts,
    span_or_none,
    whole_words,
)
from khronika.record.masking import Finder, Masker
from khronika.record.naming import WITHHELD
from khronika.record.public.totals import counted_acts

Document = dict[str, Any]

WITHHELD_ENTRY = {"named": False, "name": None, "ground": None, "country": None}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words on a page that name a party: whole words, as a mask hides them."""

    source_sha256: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class PartyCells:
    """All that a document may show of one party after a change.

    `names` and `phrases` are what is looked for while it is withheld (`naming.ways_to_hide`);
    `ids` are the public ids under which documents showed it before (of merged parties too),
    `facts` the ids of facts that name it: after a split these say who is who.
    """

    public_id: str
    kind: str
    ids: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    name: str | None = None
    is_named: bool = False
    ground: str | None = None
    country: str | None = None
    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write the party's entry in a document."""
        shown = {"named": True, "name": self.name, "ground": self.ground, "country": self.country}
        return {
            "id": self.public_id,
            "kind": self.kind,
            **(shown if self.is_named else WITHHELD_ENTRY),
        }


def redraw(document: Document, changed: Sequence[PartyCells], *, find: Finder) -> Document:
    """Make a document anew after a change of parties: named, withheld, merged, split, renamed.

    Args:
        document: the published document, in the newest schema.
        changed: cells of the parties that changed.
        find: the folded search for names.

    Returns:
        The document with its old nonce; the caller gives it a new one. Where a name becomes
        public, words in prose that were hidden stay hidden until they are approved again: only
        quotes know where the name stands.

    Raises:
        NameLeaks: a name that is withheld is still in it.
    """
    by_id = {one: cells for cells in changed for one in cells.ids}
    by_fact = {fact: cells for cells in changed for fact in cells.facts}
    made: Document = _assign(document, by_id, by_fact)
    shown = parties_of(made)
    known = document.get("parties", {})
    if "parties" in made:
        fresh = {cells.public_id: cells.to_json() for cells in changed}
        made["parties"] = {one: fresh.get(one) or known[one] for one in sorted(shown)}
    masker = _masker(made, changed, find)
    made = hide(made, masker, _spans(changed, named=False))
    made = _unhide(made, [cells for cells in changed if cells.is_named])
    if made["kind"] == "event":
        made = without_unnamed(recount(made))
    masker.check(made, subject=str(made["subject"]))
    return made


def _masker(document: Document, changed: Sequence[PartyCells], find: Finder) -> Masker:
    hidden = [cells for cells in changed if not cells.is_named]
    shown = {party["name"] for party in document.get("parties", {}).values() if party["name"]} | {
        name for cells in changed if cells.is_named for name in _names(cells)
    }
    return Masker(
        Level(document["level"]),
        tuple(sorted({name for cells in hidden for name in cells.names})),
        tuple(sorted(shown)),
        {},
        find,
        tuple(sorted({name for cells in hidden for name in cells.phrases})),
    )


def _names(cells: PartyCells) -> set[str]:
    return {name for name in (cells.name, *cells.names, *cells.phrases) if name}


def _spans(changed: Iterable[PartyCells], *, named: bool) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for cells in changed:
        for mention in cells.mentions if cells.is_named is named else ():
            spans.setdefault(mention.source_sha256, []).append(mention.span)
    return spans


def _assign(
    value: Any,
    by_id: Mapping[str, PartyCells],
    by_fact: Mapping[str, PartyCells],
    cells: PartyCells | None = None,
) -> Any:
    """Give each mention its party: by the fact that it rests on, else by its old public id."""
    if isinstance(value, Mapping):
        here = by_fact.get(str(value.get("fact"))) or cells
        if isinstance(value.get("party"), str):
            now = here or by_id.get(value["party"])
            return dict(value) if now is None else _mention(value, now)
        return {
            key: _assign(item, by_id, by_fact, here if key == "value" else None)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_assign(item, by_id, by_fact, cells) for item in value]
    return value


def _mention(value: Mapping[str, Any], cells: PartyCells) -> Document:
    text = cells.name if cells.is_named else (WITHHELD if _names(cells) else None)
    if value.get("type") == "party" and cells.is_named and value.get("text") != WITHHELD:
        text = value["text"]  # prose keeps the words that an approver saw
    return {**value, "party": cells.public_id, "text": text}


def parties_of(value: Any) -> set[str]:
    """Answer the public ids that are used anywhere."""
    if isinstance(value, Mapping):
        own = {value["party"]} if isinstance(value.get("party"), str) else set()
        return own.union(*(parties_of(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(parties_of(item) for item in value)) if value else set()
    return set()


def hide(document: Document, masker: Masker, spans: Mapping[str, Sequence[Span]]) -> Document:
    """Hide names in all texts, and mentions in quotes by where they stand.

    Words of a cell that are those of a quote are hidden as they are there: a quote may begin or
    end inside a name, and then its own words tell nothing of it.
    """
    quotes = document.get("quotes", {})
    sources = document.get("sources", {})
    rest = {key: item for key, item in document.items() if key != "quotes"}

    def masks(text: str) -> tuple[Span, ...]:
        return join_spans([*masker.masks(text), *torn(text, masker.names, ends=(False, False))])

    hidden = {
        key: _hide_in_quote(quote, spans.get(sources[quote["source"]]["sha256"], ()), masker,
                            sources[quote["source"]]["characters"])
        for key, quote in quotes.items()
    }  # fmt: skip
    quoted = {
        quote["words"]: hidden[key]["words"]
        for key, quote in quotes.items()
        if hidden[key]["words"] != quote["words"]
    }
    changed = map_texts(hide_runs(rest, masks, keeps_nodes=True), _changer(masker, masks, quoted))
    made: Any = hide_blocks(changed, masker.masks)
    return {**made, "quotes": hidden} if "quotes" in document else dict(made)


def hide_wholly(document: Document, masker: Masker) -> Document:
    """Hide whole texts, and whole quotes, in which a name stands of which no part can be cut.

    An address spells it in %XX, or in signs that are no blanks.
    """

    def leaks(text: str) -> bool:
        return masker.hides_spelled(text.replace(WITHHELD, FILLER))

    rest = {key: item for key, item in document.items() if key != "quotes"}
    made: Any = map_texts(rest, lambda _, text: WITHHELD if leaks(text) else text)
    if "quotes" not in document:
        return dict(made)
    quotes = {
        key: _closed(quote, opened(quote)[0], [Span(quote["before_start"], quote["after_end"])])
        if any(leaks(quote[piece]) for piece in _pieces(quote))
        else quote
        for key, quote in document["quotes"].items()
    }
    return {**made, "quotes": quotes}


def _changer(
    masker: Masker, masks: Callable[[str], Sequence[Span]], quoted: Mapping[str, str]
) -> Callable[[str, str], Json]:
    def change(key: str, text: str) -> Json:
        match key:
            case "url":
                return masker.address(text)
            case "file":
                return masker.file_name(text)
            case "slug":
                return None if masker.hides_spelled(text) else text
            case "href":
                return "#" if masker.hides_spelled(text) else text
            case _:
                said = quoted.get(text, text)
                return cut(said, span_or_none(0, len(said)), masks(said))

    return change


def _pieces(quote: Mapping[str, Any]) -> dict[str, Span | None]:
    return {
        "before": span_or_none(quote["before_start"], quote["start"]),
        "words": Span(quote["start"], quote["end"]),
        "after": span_or_none(quote["end"], quote["after_end"]),
    }


def opened(quote: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]]:
    """Answer the stretch of page that a quote shows, hidden characters filled, and its masks."""
    masks = tuple(Span(start, end) for start, end in quote["masked"])
    pieces = _pieces(quote).items()
    return "".join(fill(quote[key], piece, masks) for key, piece in pieces), masks


def _closed(quote: Mapping[str, Any], text: str, masks: Iterable[Span]) -> Document:
    """Write a quote again from its stretch of page."""
    start, window = quote["before_start"], Span(quote["before_start"], quote["after_end"])
    joined = [
        Span(max(mask.start, window.start), min(mask.end, window.end))
        for mask in join_spans(masks)
        if mask.overlaps(window)
    ]
    cuts = {key: cut(text, piece, joined, offset=start) for key, piece in _pieces(quote).items()}
    return {**quote, **cuts, "masked": [mask.to_json() for mask in joined]}


def hides_more(old: Mapping[str, Any], new: Any) -> bool:
    """Tell whether a quote is another one with the same characters hidden, or more of them.

    Args:
        old: the quote as it was published.
        new: what stands in its place, of whatever form.
    """
    if not isinstance(new, Mapping) or not isinstance(new.get("masked"), list):
        return False
    masks = [pair for pair in new["masked"] if isinstance(pair, list) and len(pair) == 2]
    if not all(isinstance(at, int) and at >= 0 for pair in masks for at in pair):
        return False
    if any(start >= end for start, end in masks):
        return False
    text, _ = opened(old)
    closed = _closed(old, text, [Span(start, end) for start, end in masks])
    shown = any(FILLER in closed[key] for key in _pieces(closed))
    return not shown and canonical_json(closed) == canonical_json(dict(new))


def _hide_in_quote(
    quote: Mapping[str, Any], spans: Sequence[Span], masker: Masker, characters: int
) -> Document:
    text, masks = opened(quote)
    start = quote["before_start"]
    ends = start > 0, quote["after_end"] < characters
    found = [
        *(whole_words(text, hit) for hit in masker.hits(text)),
        *torn(text, masker.names, ends=ends),
    ]
    moved = (Span(hit.start + start, hit.end + start) for hit in found)
    return _closed(quote, text, [*masks, *spans, *moved])


def _unhide(document: Document, named: Sequence[PartyCells]) -> Document:
    """Show the names that may be shown now, where a mask hides them and nothing else."""
    words = {
        (mention.source_sha256, mention.span): mention.words
        for cells in named
        for mention in cells.mentions
    }
    if not words or "quotes" not in document:
        return document
    hashes = {key: source["sha256"] for key, source in document["sources"].items()}
    quotes = {
        key: _unhide_in_quote(quote, hashes[quote["source"]], words)
        for key, quote in document["quotes"].items()
    }
    return {**document, "quotes": quotes}


def _unhide_in_quote(
    quote: Mapping[str, Any], sha256: str, words: Mapping[tuple[str, Span], str]
) -> Document:
    text, masks = opened(quote)
    start, end = quote["before_start"], quote["after_end"]
    left = list(masks)
    for (source, span), shown in words.items():
        first, last = max(span.start, start), min(span.end, end)
        if source != sha256 or first >= last or Span(first, last) not in left:
            continue
        left.remove(Span(first, last))
        piece = shown[first - span.start : last - span.start]
        text = text[: first - start] + piece + text[last - start :]
    return _closed(quote, text, left)


def recount(document: Document) -> Document:
    """Compute the totals of an event's document from the acts that it shows."""
    pairs = {tuple(pair) for pair in document["perhaps_same"]}
    there = sorted(pair for pair in pairs if set(pair) <= set(document["parties"]))
    unsure = frozenset(frozenset(pair) for pair in there)
    rows: list[Any] = totals_of(counted_acts(document), unsure)
    parts = [
        {key: row[key] for key in ("type", "role", "people", "acts")}
        for row in rows
        if row["role"] is not None
    ]
    title = {**document["title"], "parts": {**document["title"]["parts"], "acts": parts}}
    pairs_shown = [list(pair) for pair in there]
    return {**document, "totals": rows, "title": title, "perhaps_same": pairs_shown}
