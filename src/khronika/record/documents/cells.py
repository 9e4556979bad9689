"""Writes facts as cells: a value that may be shown, and the quotes that it rests on.

One writer serves one document: it gathers the quotes, sources, parties and facts that are shown,
so that the document holds each once and the bundle lists all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khronika.model.canonical import Json
from khronika.model.page import Block
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level, PerpetratorKind
from khronika.record import naming
from khronika.record.documents.edges import context
from khronika.record.documents.snapshot import EvidenceRow, FactRow, PartyRow, Snapshot, SourceRow
from khronika.record.documents.texts import cut, join_spans, span_or_none
from khronika.record.masking import Masker

CONTEXT = 200
"""Characters shown on each side of a quote (`record.md` section 5), less a word cut by that."""
_MAIL = r"[^\s<>()\[\]\"',;:@]{1,64}@[^\s<>()\[\]\"',;:@]{1,255}\.\w+"
_TELEPHONE = r"(?<!\w)\+?\d(?:[ ().-]{0,2}\d){8,14}(?!\w)"
_CONTACT = re.compile(f"{_MAIL}|{_TELEPHONE}")
"""How to reach somebody is no part of what was done to whom."""

WORD_FIELDS = frozenset({"purposes", "what"})
CODE_FIELDS = frozenset({"type", "kind", "role", "status", "date"})

Cell = dict[str, Json]


def is_told(value: Json) -> bool:
    """Tell whether a value says anything: a date without start and end does not."""
    if isinstance(value, Mapping):
        return any(item is not None and item is not False for item in value.values())
    return value is not None


@dataclass(slots=True)
class Writer:
    """What one document shows so far. `missing` are parties that have no public id yet.

    `cells` answers for each fact that is shown the fact by which its cell is called.
    """

    snapshot: Snapshot
    level: Level
    masker: Masker
    quotes: dict[str, Json] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    parties: dict[str, Json] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    missing: dict[tuple[str, str], None] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    _quoted: dict[Citation, str] = field(default_factory=dict)
    _masks: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    _of: dict[str, dict[str, tuple[FactRow, ...]]] = field(default_factory=dict)

    def of(self, owner: str) -> Mapping[str, tuple[FactRow, ...]]:
        """Answer the facts of one act, intervention or event by field, in order of entries."""
        if not self._of:
            for fact in self.snapshot.facts:
                fields = self._of.setdefault(fact.owner, {})
                fields[fact.field] = (*fields.get(fact.field, ()), fact)
        return self._of.get(owner, {})

    def shows(self, *facts: tuple[str, int]) -> None:
        """Note facts that decided what is shown."""
        self.facts.update(facts)

    def masks_of(self, source: SourceRow) -> tuple[Span, ...]:
        """Answer what is hidden in the text of a source; worked out once a document."""
        if source.sha256 not in self._masks:
            found = (Span(*hit.span()) for hit in _CONTACT.finditer(source.page.text))
            self._masks[source.sha256] = join_spans([*self.masker.page_masks(source), *found])
        return self._masks[source.sha256]

    def cell(self, facts: Sequence[FactRow], value: Json) -> Cell:
        """Write one cell from facts that say the same.

        A fact without words of its own (a kind, a role) rests on those of what was done.
        """
        for fact in facts:
            self.shows(fact.at)
            self.cells[fact.id] = facts[0].id
        cites = dict.fromkeys(cite for fact in facts for cite in fact.cites)
        if not cites:
            done = (self.of(fact.owner).get("type", ()) for fact in facts)
            cites = dict.fromkeys(cite for rows in done for fact in rows for cite in fact.cites)
        return {
            "fact": facts[0].id,
            "value": value,
            "quotes": [self.quote(cite) for cite in cites],
            "others": [],
        }

    def value(self, name: str, value: Json, cites: Sequence[Citation] = ()) -> Json:
        """Write the value of a field so that it may be shown.

        Args:
            name: the field, without its item.
            value: the fact's value, with names in place of value ids.
            cites: the words it rests on.
        """
        if name in CODE_FIELDS:
            return value
        if name == "count" and isinstance(value, Mapping):
            told: dict[str, Json] = {"min": value.get("min"), "max": value.get("max")}
            return told | {"approx": True} if value.get("approx") is True else told
        if isinstance(value, Mapping) and "party" in value:
            written = self.mention(value["party"])
            return written | {"kind": value["kind"]} if name == "perpetrators" else written
        if name in WORD_FIELDS and isinstance(value, Mapping):
            return self.words(value.get("text"), cites)
        if isinstance(value, str):
            text = self.words(value, cites)
            return {"party": None, "text": text} if name == "affiliation" else text
        if isinstance(value, Mapping):
            return {key: self.words(item, cites) for key, item in value.items()}
        return value

    def words(self, value: Json, cites: Sequence[Citation] = ()) -> Json:
        """Hide names in a text; anything else stays as it is.

        Words of a page are hidden as they are in the quote: where these begin or end inside a
        name, no search for the name finds the rest of it.
        """
        if not isinstance(value, str):
            return value
        masks = list(self.masker.masks(value))
        for cite in cites:
            source, start = self.snapshot.sources[cite.source_sha256], cite.span.start
            if cite.span.of(source.page.text) == value:
                masks += [
                    Span(max(mask.start - start, 0), min(mask.end, cite.span.end) - start)
                    for mask in self.masks_of(source)
                    if mask.overlaps(cite.span)
                ]
        return cut(value, span_or_none(0, len(value)), join_spans(masks))

    def mention(self, party_id: Json) -> dict[str, Json]:
        """Write a mention of a party: its public id, and its name where it may be named."""
        if not isinstance(party_id, str):
            return {"party": None, "text": None}
        party = self.snapshot.party(party_id)
        own = self.snapshot.parties.get(party_id, party)
        if party.kind == "group" or (naming.is_person(party) and party.hidden_as == "group"):
            # A group is described by role, count and words; it is nobody who could be named.
            self.shows(*party.facts)
            return {"party": None, "text": None}
        shown = self.party(party)
        if not naming.may_be_named(party, self.level):
            return {"party": shown, "text": naming.WITHHELD if _has_name(own, party) else None}
        text = party.name if naming.is_person(party) else own.name or party.name
        return {"party": shown, "text": self.words(text)}

    def party(self, party: PartyRow) -> str:
        """Enter a party among those shown, and answer its public id."""
        for judged in self.snapshot.merged_into(party.id):
            self.shows(*self.snapshot.kept_facts.get(judged, ()))
        named = naming.may_be_named(party, self.level)
        self.shows(*(fact for fact in party.facts if named or not fact[0].endswith(".name")))
        if self.level.value not in party.opaque:
            self.missing[party.id, self.level.value] = None
            return ""
        shown = naming.public_id(party, self.level)
        is_person = naming.is_person(party)
        self.parties[shown] = {
            "id": shown,
            "kind": "person" if is_person else party.kind,
            "named": named,
            "name": party.name if named else None,
            "ground": party.ground.value if named and is_person and party.ground else None,
            "country": party.country if named else None,
        }
        return shown

    def perpetrator(self, fact: FactRow, *, independent: int) -> dict[str, Json]:
        """Write who is said to have acted, accused or not, with a place for their answer."""
        written = self.value("perpetrators", fact.value)
        if not isinstance(written, dict) or not isinstance(fact.value, Mapping):
            raise naming.PerpetratorUnreadable(f"{fact.id} names no party; correct the fact")
        party = self.snapshot.party(str(fact.value["party"]))
        kind = PerpetratorKind(str(fact.value["kind"]))
        spoken = naming.wording(party, kind, independent_sources=independent)
        return {**written, "wording": spoken.value, "answer": None}

    def quote(self, cite: Citation) -> str:
        """Enter the words of a citation with their context, and answer the quote's id."""
        if cite not in self._quoted:
            self._quoted[cite] = key = f"q{len(self._quoted) + 1}"
            self.quotes[key] = self._quote(cite)
        return self._quoted[cite]

    def quoted(self) -> list[tuple[Citation, str]]:
        """Answer all citations shown so far with the ids of their quotes."""
        return list(self._quoted.items())

    def _quote(self, cite: Citation) -> Json:
        source = self.snapshot.sources[cite.source_sha256]
        text, span = source.page.text, cite.span
        span.of(text)  # a quote outside its page is refused here
        reach = CONTEXT if is_open(source, self.level) else 0
        window = context(text, span, reach)
        before, after = window.start, window.end
        masks = self.masks_of(source)
        block = next((one for one in source.page.blocks if one.span.overlaps(span)), None)
        return {
            "source": self.source(source),
            "start": span.start,
            "end": span.end,
            "words": cut(text, span, masks),
            "before": cut(text, span_or_none(before, span.start), masks),
            "after": cut(text, span_or_none(span.end, after), masks),
            "before_start": before,
            "after_end": after,
            "masked": [
                [max(mask.start, before), min(mask.end, after)]
                for mask in masks
                if mask.overlaps(window)
            ],
            "lang": block.lang if block and block.lang else source.page.lang,
            "block": block.kind.value if block else None,
            "bytes": list(_source_bytes(block)) if block else None,
        }

    def source(self, source: SourceRow) -> str:
        """Enter a source, and answer its id."""
        self.shows(*source.facts)
        return self.sources.setdefault(source.sha256, f"s{len(self.sources) + 1}")


def is_open(source: SourceRow, level: Level) -> bool:
    """Tell whether more of a source than the cited words may be shown.

    What somebody wrote to the office alone tells who they are by its title, its file name and the
    words around a quote; what is published on the web, or was set to this level, does not.
    """
    return source.page.source.url is not None or naming.may_see(level, source.evidence.level)


def _has_name(*parties: PartyRow) -> bool:
    return any(any(naming.ways_to_hide(party)) for party in parties)


def _source_bytes(block: Block) -> tuple[int, int]:
    return block.source_bytes


def source_json(writer: Writer, source: SourceRow, number: int) -> Json:
    """Write what a reader is told of a source, and what they cannot check."""
    page = source.page

    def told(name: str) -> bool:
        is_secret = name in ("title", "file_name") and not is_open(source, writer.level)
        return not is_secret and naming.may_see(
            writer.level, source.levels.get(name, Level.PUBLIC)
        )

    return {
        "no": number,
        "sha256": page.source.sha256,
        "bytes": page.source.size_bytes,
        "media_type": page.source.media_type,
        "lang": page.lang,
        "characters": len(page.text),
        "title": writer.words(page.title) if told("title") else None,
        "site": writer.words(page.site) if told("outlet") else None,
        "url": writer.masker.address(page.source.url) if told("url") else None,
        "file": writer.masker.file_name(source.file_name) if told("file_name") else None,
        "published": page.published if told("published") else None,
        "captured_at": source.captured_at,
        "official": source.is_official,
        "independent_of": sorted(
            key
            for sha256, key in writer.sources.items()
            if sha256 in source.independent_of
            or source.sha256 in writer.snapshot.sources[sha256].independent_of
        ),
        "evidence": _evidence(writer, source),
    }


def _evidence(writer: Writer, source: SourceRow) -> Json:
    evidence = source.evidence
    level = evidence.level if may_be_open(writer, evidence) else Level.RESTRICTED
    return evidence_json(writer, evidence, level)


def evidence_json(writer: Writer, evidence: EvidenceRow, level: Level) -> Json:
    """Write what a reader is told of a package, and what they cannot check without it.

    Args:
        writer: of the document.
        evidence: the package.
        level: who may have it after all.
    """
    may_be_had = naming.may_see(writer.level, level)
    return {
        "level": level.value,
        "package": evidence.package if may_be_had else None,
        "head_sha256": evidence.head_sha256,
        "stamps": [{"authority": authority, "at": at} for authority, at in evidence.stamps],
        "signer": evidence.signer,
        "unchecked": [] if may_be_had else ["bytes", "stamps", "custody"],
        "completes": evidence.completes,
        "completed_by": _completed_by(writer, evidence),
    }


def _completed_by(writer: Writer, evidence: EvidenceRow) -> Json:
    """Write which package completes one that broke off: offered where its own pages allow it."""
    newer = evidence.completed_by
    if newer is None:
        return None
    may_be_had = naming.may_see(writer.level, newer.level) and may_be_open(writer, newer)
    return {
        "package": newer.package if may_be_had else None,
        "head_sha256": newer.head_sha256,
    }


def may_be_open(writer: Writer, evidence: EvidenceRow) -> bool:
    """Tell whether a package may be offered as far as its pages say: each that was read from it.

    Args:
        writer: of the document.
        evidence: the package.
    """
    sources = writer.snapshot.sources.values()
    pages = (one for one in sources if one.is_read_from(evidence.package))
    return not evidence.is_closed and all(is_publishable(writer.masker, page) for page in pages)


def is_publishable(masker: Masker, source: SourceRow) -> bool:
    """Tell whether nothing read from a package names somebody who may not be named.

    The files of the package itself are searched by `packages.search_package` at `publish`.
    """
    page = source.page
    told = (page.title, page.site, page.byline, page.source.url, source.file_name)
    if masker.page_masks(source) or any(text and masker.hides_spelled(text) for text in told):
        return False
    return not any(masker.hides_spelled(link.href) for link in page.links)
