"""Tells whether a document is what is left of another: one person may take away, and add nothing.

An erasure needs no second person, so what it puts in place of a published document is compared
with that document, leaf by leaf (`record.md` section 3): the only words that may be new are
`[name withheld]`, and the only numbers those that follow from acts that are gone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from khronika.model.canonical import canonical_json
from khronika.record.documents.erase import quotes_in, without_acts
from khronika.record.documents.offered import close_evidence, packages_of
from khronika.record.documents.redraw import (
    WITHHELD_ENTRY,
    Document,
    hides_more,
    parties_of,
    recount,
)
from khronika.record.documents.seconds import cells_of
from khronika.record.documents.texts import is_fixed
from khronika.record.naming import WITHHELD
from khronika.record.public.schema import DocumentUnreadable, parse

_NONCE = re.compile(r"[0-9a-f]{32}\Z")
_OPAQUE = re.compile(r"[0-9a-z]{16}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ACTS = ("acts", "interventions", "films")
_GAP = {"type": "text", "text": WITHHELD, "marks": []}


def only_takes_away(old: Document, new: Document) -> bool:
    """Tell whether a document says nothing that another did not say.

    Args:
        old: the published document, in the newest schema.
        new: what is to stand in its place, of whatever form.

    Returns:
        True where every leaf of `new` stands at the same place in `old`, is a text of it with
        `[name withheld]` over some of its characters, is empty, or is the nonce; where acts are
        gone, totals and title must be those that follow. A tombstone may take the place of all.
    """
    if not _NONCE.match(str(new.get("nonce"))):
        return False
    if new.get("kind") == "tombstone":
        return _equal(new, _tombstone(old, new))
    return any(_Comparison(left, new).holds() for left in _lefts(old, new))


def is_what_is_left(old: str | None, new: str | None) -> bool:
    """Tell of two bodies whether one is what is left of the other; False where one is none.

    Args:
        old: the bytes that stand, as text.
        new: the bytes that are to stand in their place.
    """
    if old is None or new is None:
        return False
    try:
        return only_takes_away(parse(old), parse(new))
    except (DocumentUnreadable, KeyError, TypeError, AttributeError, ValueError, IndexError):
        return False  # asked by a trigger of whatever somebody wrote: what is no document adds


def _equal(old: Any, new: Any) -> bool:
    try:
        return canonical_json(old) == canonical_json(new)
    except (TypeError, ValueError):
        return False


def _tombstone(old: Document, new: Document) -> Document:
    """Write the tombstone that an erasure may leave, with the nonce and the day of the new one."""
    same = {key: old.get(key) for key in ("v", "level", "subject", "number")}
    made = {**same, "kind": "tombstone", "nonce": new["nonce"], "reason": None}
    if old["kind"] == "tombstone":
        return {**made, **{key: old[key] for key in ("of", "why", "successor", "on")}}
    day = new.get("on") if _DAY.match(str(new.get("on"))) else None
    return {**made, "of": old["kind"], "why": "erased", "successor": None, "on": day}


def _lefts(old: Document, new: Document) -> list[Document]:
    """Answer the old document without the acts that are gone, counted as it was or again."""
    if old["kind"] != "event":
        return [old]
    gone = {
        one["id"]
        for key in _ACTS
        for one in old.get(key, ())
        if one["id"] not in _ids(new.get(key))
    }
    return [without_acts(old, gone)] if gone else [old, recount(old)]


def _ids(items: Any) -> set[Any]:
    if not isinstance(items, list):
        return set()
    ids = [item.get("id") for item in items if isinstance(item, Mapping)]
    return {id_ for id_ in ids if isinstance(id_, str)}


class _Comparison:
    """One walk through both documents; parties that are gone are known before it begins."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.before, self.after = (self._entries(one, "parties") for one in (old, new))
        self.quotes = self._entries(new, "quotes")
        self.gone = parties_of(old) - parties_of(new)
        self.fresh = set(self.after) - set(self.before)
        self.drawn: dict[str, Any] = {}
        self.first: dict[str, str] = {}
        self.cells = cells_of(old), cells_of(new)
        for act in old.get("acts", ()):
            party = act["victim"]["value"].get("party")
            if isinstance(party, str):
                self.first.setdefault(party, act["id"])

    @staticmethod
    def _entries(document: Document, key: str) -> Mapping[str, Any]:
        found = document.get(key)
        return found if isinstance(found, Mapping) else {}

    def holds(self) -> bool:
        """Tell whether the new document is what is left of the old one."""
        if set(self.new) != set(self.old):
            return False
        tables = ("parties", "quotes", "sources")
        rest = [key for key in self.old if key not in ("nonce", *tables)]
        return (
            all(self._leaves(self.old[key], self.new[key], key) for key in rest)
            and all(isinstance(self.new[key], Mapping) for key in tables if key in self.old)
            and self._holds_parties()
            and self._holds_quotes()
            and self._holds_sources()
        )

    def _holds_parties(self) -> bool:
        used = parties_of({key: item for key, item in self.new.items() if key != "parties"})
        if "parties" in self.new and used != set(self.after) and not used <= set(self.after):
            return False
        drawn = [one for one in self.drawn.values() if one is not None]
        return (
            len(set(drawn)) == len(drawn)
            and self.fresh <= set(drawn)
            and all(
                self._leaves(self.before[one], entry, "")
                if one in self.before
                else _OPAQUE.match(one)
                and _equal({"id": one, "kind": "person", **WITHHELD_ENTRY}, entry)
                for one, entry in self.after.items()
            )
        )

    def _holds_quotes(self) -> bool:
        rest = {key: item for key, item in self.new.items() if key not in ("quotes", "sources")}
        used, before = set(quotes_in(rest)), self._entries(self.old, "quotes")
        return all(one in self.quotes for one in used & set(before)) and all(
            one in before and hides_more(before[one], quote) for one, quote in self.quotes.items()
        )

    def _holds_sources(self) -> bool:
        before, after = (self._entries(one, "sources") for one in (self.old, self.new))
        cited = {quote["source"] for quote in self.quotes.values()}
        return cited <= set(after) and all(
            one in before and self._leaves(before[one], source, "")
            for one, source in after.items()
        )

    def _leaves(self, old: Any, new: Any, key: str) -> bool:
        """Compare what stands under a key."""
        if key == "evidence" and isinstance(old, Mapping) and _is_closed(old, new):
            return True
        if key not in ("perhaps_same", "party") and is_fixed(key, old):
            return _equal(old, new)
        if isinstance(old, Mapping):
            return isinstance(new, Mapping) and self._mapping(old, new)
        if isinstance(old, list):
            return isinstance(new, list) and self._listed(key, old, new)
        if isinstance(old, str):
            return _text(key, old, new)
        return _equal(old, new)

    def _mapping(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        if isinstance(old.get("party"), str) and old["party"] in self.gone:
            return self._gone(old, new)
        if set(old) != set(new) or old.get("party") != new.get("party"):
            return False
        return all(
            (key == "affiliation" and new[key] is None) or self._leaves(item, new[key], key)
            for key, item in old.items()
            if key != "party"
        )

    def _gone(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
        """Compare a mention of somebody who is taken out: an empty one stays, or a fresh id."""
        party = new.get("party")
        if not (party is None or party in self.fresh):
            return False
        if self.drawn.setdefault(old["party"], party) != party or new.get("text", "") is not None:
            return False
        added = set(new) - set(old) - {"text"}
        if added and not (
            added == {"same_as"} and party is None and new["same_as"] == self.first[old["party"]]
        ):
            return False
        rest = [key for key in old if key not in ("party", "text")]
        return all(key in new and self._leaves(old[key], new[key], key) for key in rest)

    def _listed(self, key: str, old: Sequence[Any], new: Sequence[Any]) -> bool:
        at = 0
        for item in old:
            if at < len(new) and self._item(key, item, new[at]):
                at += 1
            elif not self._may_go(key, item):
                return False
        return at == len(new)

    def _item(self, key: str, old: Any, new: Any) -> bool:
        if isinstance(old, Mapping) and old.get("party") in self.gone:
            return old.get("type") == "party" and _equal(_GAP, new)
        return self._leaves(old, new, key)

    def _may_go(self, key: str, item: Any) -> bool:
        """Tell whether an item of a list goes with a party, or with a quote nothing rests on."""
        if key == "perhaps_same":
            return any(one in self.gone or one not in self.after for one in item)
        if not isinstance(item, Mapping):
            return False
        if key == "unknown" and item.get("quote") is not None:
            return item["quote"] not in self.quotes or self._is_gone(item)
        if key == "cited":
            before, after = self.cells
            return item["of"] not in after or before.get(item["of"]) in self.gone
        return self._is_gone(item)

    def _is_gone(self, item: Mapping[str, Any]) -> bool:
        cells = [item, *(item.get(name) for name in ("value", "old", "new"))]
        return any(
            cell.get("party") in self.gone
            and not (cell is item and item.get("type") == "party")  # prose keeps a gap
            for cell in cells
            if isinstance(cell, Mapping)
        )


def _is_closed(old: Mapping[str, Any], new: Any) -> bool:
    """Tell whether evidence is that of a package, or of two, that are offered no more."""
    offered = packages_of({"films": [{"evidence": old}]})
    return any(
        _equal(close_evidence(old, gone), new) for gone in (offered, *([one] for one in offered))
    )


def _text(key: str, old: str, new: Any) -> bool:
    if new is None:
        return key == "slug"
    if not isinstance(new, str):
        return False
    return new == old or (key == "href" and new == "#") or is_covered(old, new)


def is_covered(old: str, new: str) -> bool:
    """Tell whether a text is another with stretches of it behind `[name withheld]`.

    >>> is_covered("Ilmira Testova spoke", "[name withheld] spoke")
    True
    """
    first, *pieces = new.split(WITHHELD)
    if not pieces or not old.startswith(first):
        return False
    at = len(first)
    for piece in pieces[:-1]:
        start = old.find(piece, at + 1)
        if start < 0:
            return False
        at = start + len(piece)
    return old.endswith(pieces[-1]) and len(old) - len(pieces[-1]) > at
