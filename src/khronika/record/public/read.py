"""Answers what is published: by number, filter, party and words. Public rooms read nothing else.

Levels are passed in and default to `public`: a member of the network asks for `network`.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet

from khronika.model.date import PartialDate
from khronika.model.vocabulary import Level
from khronika.record.public import search
from khronika.record.public.models import ActRow, AddressRow, Document, PartyRow
from khronika.record.public.schema import parse
from khronika.record.public.totals import Portion, add_portions, people, portions, totals

__all__ = [
    "EventFilter", "EventList", "PartyPage", "Portion", "Published", "add_portions", "changes",
    "corrected", "corrections", "countries", "current", "document", "events", "find", "keys",
    "is_package_gone", "of_kind", "package_file", "page", "party", "people", "portions", "prose",
    "published_between", "standing", "state", "these", "totals",
]  # fmt: skip

Found = Mapping[str, search.Snippet]
"""By number, where the searched words stand."""

_PACKAGE = re.compile(r"ev-[0-9A-HJKMNP-TV-Z]{26}\Z")


@dataclass(frozen=True, slots=True)
class Published:
    """A published document, and what was known only when it was published.

    `body` is the document in the newest schema, `text` its stored bytes, `version` how often the
    subject was published, `record_head` the hash of the ledger entry that published it.
    """

    subject: str
    kind: str
    number: str | None
    level: str
    body: dict[str, Any]
    text: str
    sha256: str
    version: int
    published_at: dt.datetime
    first_published_at: dt.datetime
    record_head: str

    @property
    def is_tombstone(self) -> bool:
        """Tell whether the document was withdrawn: its address answers 410."""
        return self.kind == "tombstone"


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a list of events is asked for; everything that is set must hold.

    `since` and `until` are ISO dates cut to what matters; an event counts that may have happened
    between them. Country, kinds of act, roles and kinds
    of perpetrator are asked of one act at a time.
    """

    words: str = ""
    since: str | None = None
    until: str | None = None
    country: str | None = None
    acts: tuple[str, ...] = ()
    certainties: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventList:
    """One page of a list: how many there are in all, and by number where the words stand."""

    total: int
    items: tuple[Published, ...]
    found: Found = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartyPage:
    """Somebody who may be named, and the documents that show them, the newest first."""

    party: dict[str, Any]
    events: tuple[Published, ...]


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def _published(row: Document) -> Published:
    return Published(
        subject=row.subject,
        kind=row.kind,
        number=row.number,
        level=row.level,
        body=parse(row.body),
        text=row.body,
        sha256=row.sha256,
        version=row.times_published,
        published_at=_time(row.published_at),
        first_published_at=_time(row.first_published_at),
        record_head=row.head,
    )


def _of(level: Level | str) -> QuerySet[Document]:
    return Document.objects.filter(level=str(level))


def current(subject: str, level: Level | str = Level.PUBLIC) -> Published | None:
    """Answer what stands for a subject (`event:` and a ULID), tombstones included."""
    row = _of(level).filter(subject=subject).first()
    return _published(row) if row else None


def document(number_or_subject: str, *, level: Level | str = Level.PUBLIC) -> Published | None:
    """Answer a document by its public number or subject, tombstones included."""
    if ":" in number_or_subject:
        return current(number_or_subject, level)
    row = _of(level).filter(number=number_or_subject).first()
    return _published(row) if row else None


def prose(
    kind: str, key: str, lang: str, *, level: Level | str = Level.PUBLIC
) -> Published | None:
    """Answer a story, page, case, statement or letter by slug or number.

    Args:
        kind: what is looked for.
        key: its number, or its slug in any language.
        lang: the language asked for; a slug of this language is preferred.
        level: who asks.
    """
    numbered = _of(level).filter(number=key)
    row = next((one for one in numbered if kind in (one.kind, parse(one.body).get("of"))), None)
    if row is None:
        slugs = AddressRow.objects.filter(level=str(level), slug=key, document__kind=kind)
        found = sorted(slugs.select_related("document"), key=lambda one: one.lang != lang)
        row = found[0].document if found else None
    return _published(row) if row else None


def of_kind(kind: str, level: Level | str = Level.PUBLIC) -> list[Published]:
    """Answer all documents of a kind, the latest first published first."""
    rows = _of(level).filter(kind=kind).order_by("-first_published_at", "-id")
    return [_published(row) for row in rows]


def events(
    asked: EventFilter,
    *,
    level: Level | str = Level.PUBLIC,
    offset: int = 0,
    limit: int | None = 25,
) -> EventList:
    """List events, the newest first by their day; those without a year come last.

    Args:
        asked: what must hold.
        level: who asks.
        offset: how many to leave out.
        limit: how many at most; None for all.

    Returns:
        The page, the total, and where the words stand.
    """
    rows = _filtered(_of(level).filter(kind="event"), asked, str(level))
    ordered = rows.order_by(F("starts").desc(nulls_last=True), "number")
    # Sorted without their bodies: a sort of whole documents would not fit its memory.
    keys = list(ordered.values_list("pk", flat=True))
    end = None if limit is None else offset + limit
    return EventList(len(keys), *page(keys[offset:end], asked.words))


def page(keys: Sequence[int], words: str = "") -> tuple[tuple[Published, ...], Found]:
    """Answer documents by their keys, in this order, and by number where the words stand."""
    by_key = dict[int, Document]()
    for start in range(0, len(keys), 500):  # SQLite takes a limited number of parameters
        by_key |= Document.objects.in_bulk(list(keys[start : start + 500]))
    rows = [by_key[key] for key in keys if key in by_key]
    found = search.snippets(words, [row.pk for row in rows]) if words else {}
    told = {str(row.number): found[row.pk] for row in rows if row.pk in found}
    return tuple(map(_published, rows)), told


def _filtered(rows: QuerySet[Document], asked: EventFilter, level: str) -> QuerySet[Document]:
    if asked.since:
        first = PartialDate.parse(asked.since).first_day
        rows = rows.filter(ends__gte=first.isoformat()) if first else rows
    if asked.until:
        last = PartialDate.parse(asked.until).last_day
        rows = rows.filter(starts__lte=last.isoformat()) if last else rows
    if asked.certainties:
        rows = rows.filter(certainty__in=asked.certainties)
    of_acts = {
        "country": asked.country,
        "type__in": asked.acts,
        "role__in": asked.roles,
    }
    if asked.doers or any(of_acts.values()):
        told = {key: value for key, value in of_acts.items() if value}
        acts = ActRow.objects.filter(level=level, **told)
        if asked.doers:
            acts = acts.filter(reduce(or_, (Q(doers__contains=f" {one} ") for one in asked.doers)))
        rows = rows.filter(id__in=acts.values("document"))
    for term, phrase in search.terms_of(asked.words):
        rows = rows.filter(id__in=search.matching(term, phrase=phrase))
    return rows


def state(level: Level | str = Level.PUBLIC) -> str:
    """Answer the hash of the last entry that changed what is public; empty where nothing is.

    Whatever was computed from documents holds as long as the state is the same.
    """
    heads = _of(level).order_by("-published_seq").values_list("head", flat=True)
    return str(heads.first() or "")


def standing(level: Level | str = Level.PUBLIC) -> list[tuple[int, str, str]]:
    """Answer key, number and hash of all events, in the order of `events`."""
    rows = _of(level).filter(kind="event").order_by(F("starts").desc(nulls_last=True), "number")
    return [
        (key, str(number), sha) for key, number, sha in rows.values_list("pk", "number", "sha256")
    ]


def keys(asked: EventFilter, *, level: Level | str = Level.PUBLIC) -> frozenset[int]:
    """Answer the keys of the events that are asked for, in no order."""
    if asked == EventFilter(words=asked.words) and asked.words:
        terms = search.terms_of(asked.words)
        every = [search.documents(term, phrase=phrase) for term, phrase in terms]
        if every:
            return frozenset.intersection(*every)
    rows = _filtered(_of(level).filter(kind="event"), asked, str(level))
    return frozenset(rows.values_list("pk", flat=True))


def these(numbers: Collection[str], *, level: Level | str = Level.PUBLIC) -> Iterator[Published]:
    """Yield the documents of these numbers, in no order."""
    asked = sorted(numbers)
    for start in range(0, len(asked), 500):  # SQLite takes a limited number of parameters
        rows = _of(level).filter(kind="event", number__in=asked[start : start + 500])
        yield from map(_published, rows)


def find(words: str, *, level: Level | str = Level.PUBLIC, limit: int = 25) -> list[Published]:
    """Answer documents of any kind in which all words are found, the best first."""
    ids = search.ranked(words, level=str(level), limit=limit)
    rows = Document.objects.in_bulk(ids)
    return [_published(rows[one]) for one in ids]


def countries(level: Level | str = Level.PUBLIC) -> list[str]:
    """Answer the codes of countries in which an act is on record, in order."""
    codes = ActRow.objects.filter(level=str(level), country__isnull=False)
    return sorted({str(code) for code in codes.values_list("country", flat=True).distinct()})


def party(public_id: str, *, level: Level | str = Level.PUBLIC) -> PartyPage | None:
    """Answer a person, outlet or agency that may be named, computed from documents.

    Returns:
        None where nobody has the id, or whoever has it may not be named.
    """
    rows = PartyRow.objects.filter(level=str(level), party=public_id, named=True)
    shown = Document.objects.filter(id__in=rows.values("document"), kind="event")
    ordered = shown.order_by(F("starts").desc(nulls_last=True), "number")
    found = tuple(_published(row) for row in ordered)
    if not found:
        return None
    return PartyPage(found[0].body["parties"][public_id], found)


def changes(
    *,
    level: Level | str = Level.PUBLIC,
    limit: int | None = None,
    since: dt.datetime | None = None,
) -> list[Published]:
    """Answer what was published, the newest first, tombstones included.

    Args:
        level: who asks.
        limit: how many at most; None for all.
        since: leave out what was last published before.
    """
    rows = _of(level).order_by("-published_seq", "-id")
    if since is None:
        return [_published(row) for row in rows[:limit]]
    found = (_published(row) for row in rows.iterator())
    return [one for one in found if one.published_at >= since][:limit]


def published_between(
    start: dt.datetime, end: dt.datetime, level: Level | str = Level.PUBLIC
) -> list[Published]:
    """Answer events and tombstones last published from `start` to before `end`, in order."""
    found = changes(level=level, since=start)
    kinds = ("event", "tombstone")
    return [one for one in reversed(found) if one.published_at < end and one.kind in kinds]


def corrected(*, level: Level | str = Level.PUBLIC) -> Iterator[Published]:
    """Yield the events that were corrected, the one published last first."""
    rows = _of(level).filter(kind="event", body__contains='"corrections":[{')
    yield from (_published(row) for row in rows.order_by("-published_seq", "-id").iterator())


def corrections(
    *, level: Level | str = Level.PUBLIC, limit: int | None = None
) -> list[tuple[Published, dict[str, Any]]]:
    """Answer single corrections with their events, the latest day first."""
    found = [(one, item) for one in corrected(level=level) for item in one.body["corrections"]]
    found.sort(key=lambda pair: pair[1]["on"], reverse=True)
    return found[:limit]


def package_file(package: str) -> Path | None:
    """Answer the public copy of an evidence package, or None where there is none.

    Copies lie in `public/packages` of the home, put there by whoever publishes; the store itself
    is never served.
    """
    if not _PACKAGE.match(package):
        return None
    path = Path(settings.HOME) / "public" / "packages" / f"{package}.zip"
    return path if path.is_file() else None


def is_file_shown(sha256: str) -> bool:
    """Tell whether a public text shows a picture or film now.

    A copy may lie there for a moment longer: whoever withdrew the text was killed before it went.
    """
    texts = _of(Level.PUBLIC).exclude(kind="event")
    return texts.filter(body__contains=f'"{sha256}"').exists()


def is_package_gone(package: str) -> bool:
    """Tell whether an evidence package was offered once, and is offered to nobody any more.

    Whoever takes a copy away leaves its name in `public/gone`; a copy that no document offers is
    about to be taken away.
    """
    if not _PACKAGE.match(package):
        return False
    if (
        package_file(package) is None
        and not (Path(settings.HOME) / "public" / "gone" / package).exists()
    ):
        return False
    return not _of(Level.PUBLIC).filter(body__contains=f'"package":"{package}"').exists()
