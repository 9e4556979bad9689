"""Says what keeps a package from being public: who is named on its pages, and where.

For the desk, which shows it to those who may give a ground; documents ask `cells` instead. It is
the same masks over the same pages, so that what is put right here is right there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from khronika.model.span import Span
from khronika.model.vocabulary import Level
from khronika.record.behind import offered, packages_of_report
from khronika.record.documents.covering import packages_covered
from khronika.record.documents.gather import gather, gather_parties, sources_of
from khronika.record.documents.snapshot import Snapshot, SourceRow
from khronika.record.ledger.sql import Statements
from khronika.record.masking import Masker, make_masker, names_in_play
from khronika.record.models import Act, Intervention
from khronika.record.naming import may_be_named
from khronika.script import find_folded

AROUND = 60
"""Code points shown on each side of a name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a page that must be hidden: whose they are, as far as the record knows.

    `party` is the ULID of a party of this name that is withheld; None where the page's reader
    alone took the words for a person.
    """

    sha256: str
    start: int
    end: int
    words: str
    before: str
    after: str
    party: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Closed:
    """What keeps a package closed: words of its pages, and fields or links that name somebody.

    `told` has `erased` where an erasure covered words on its pages: it stays closed for good.
    """

    named: tuple[Named, ...]
    told: tuple[str, ...]
    has_page: bool


def closed_by(report: str, level: Level = Level.PUBLIC) -> Closed:
    """Answer what on the pages of a report keeps its package closed at a level.

    Args:
        report: ULID.
        level: of the reader who would have it.
    """
    snapshot = _snapshot(report)
    sources = [one for one in snapshot.sources.values() if one.report == report]
    only = names_in_play(snapshot, find_folded)
    masker = make_masker(snapshot, level, find_folded, only=only)
    named: dict[str, Named] = {}
    for source in sources:
        for one in _named(snapshot, source, masker, level):
            known = named.get(one.words)
            named[one.words] = one if known is None else _again(known)
    told = [field for source in sources for field in _told(masker, source)]
    best = offered(packages_of_report(report))
    shut = packages_covered([report], Statements.on("default"))
    told += ["erased"] if best is not None and best.id in shut else []
    return Closed(tuple(named.values()), tuple(dict.fromkeys(told)), bool(sources))


def _again(one: Named) -> Named:
    return replace(one, times=one.times + 1)


def _snapshot(report: str) -> Snapshot:
    """Gather the events that the report's acts are in; of one in none, its pages and parties."""
    acts = Act.objects.filter(report=report).exclude(event=None)
    steps = Intervention.objects.filter(report=report).exclude(event=None)
    found = {*acts.values_list("event", flat=True), *steps.values_list("event", flat=True)}
    events = [f"event:{one}" for one in sorted(map(str, found))]
    base = gather(events) if events else gather_parties({})
    is_there = any(one.report == report for one in base.sources.values())
    return base if is_there else replace(base, sources={**base.sources, **sources_of({report})})


def _named(snapshot: Snapshot, source: SourceRow, masker: Masker, level: Level) -> Iterator[Named]:
    text, names = source.page.text, _names(snapshot, level)
    for span in masker.page_masks(source):
        words = span.of(text)
        yield Named(
            source.sha256,
            span.start,
            span.end,
            words,
            text[max(0, span.start - AROUND) : span.start],
            text[span.end : span.end + AROUND],
            names.get(words.casefold()) or _mentioned(snapshot, source, span, level),
            1,
        )


def _names(snapshot: Snapshot, level: Level) -> Mapping[str, str]:
    return {
        name.casefold(): party.id
        for party in snapshot.parties.values()
        for name in (party.name, *party.names)
        if name and not may_be_named(snapshot.party(party.id), level)
    }


def _mentioned(snapshot: Snapshot, source: SourceRow, span: Span, level: Level) -> str | None:
    for party in snapshot.parties.values():
        if may_be_named(snapshot.party(party.id), level):
            continue
        if any(
            cite.source_sha256 == source.sha256 and cite.span.overlaps(span)
            for cite in party.mentions
            if cite.span.end - cite.span.start <= 2 * (span.end - span.start)
        ):
            return party.id
    return None


def _told(masker: Masker, source: SourceRow) -> Iterator[str]:
    page = source.page
    told = {
        "title": page.title, "outlet": page.site, "byline": page.byline,
        "url": page.source.url, "file_name": source.file_name,
    }  # fmt: skip
    yield from (name for name, text in told.items() if text and masker.hides_spelled(text))
    if any(masker.hides_spelled(link.href) for link in page.links):
        yield "link"
