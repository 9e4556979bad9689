"""Makes the documents that a change of parties touches, from what is published and their cells.

This file asks the database for cells and published bytes; the change itself is `redraw`.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from khronika.model.vocabulary import Level
from khronika.record import naming, values
from khronika.record.behind import level_of_package
from khronika.record.documents.gather import gather_parties, sources_of
from khronika.record.documents.offered import close_packages
from khronika.record.documents.packages import offered_that_name
from khronika.record.documents.redraw import Mention, PartyCells, redraw
from khronika.record.documents.runs import runs_of
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.record.documents.texts import join_spans, whole_words
from khronika.record.masking import Finder, Masker, ways
from khronika.record.models import Act, Entry, Evidence, Fact, Intervention, Judgement
from khronika.record.public import store
from khronika.record.public.schema import Document, parse

LEVELS = (Level.PUBLIC, Level.NETWORK)
Touched = list[tuple[Document, list[PartyCells], tuple[tuple[str, int], ...]]]


def changed_documents(
    parties: Iterable[str],
    *,
    drawn: Mapping[tuple[str, str], str],
    find: Finder,
) -> list[tuple[Document, tuple[tuple[str, int], ...]]]:
    """Make anew every published document that shows or names some parties.

    Args:
        parties: ULIDs of parties whose name, level or judgements changed.
        drawn: public ids by (party, level) that lie over the stored ones.
        find: the folded search for names.

    Returns:
        Documents that differ from what is published, with the facts behind the parties' cells.

    Raises:
        OpaqueIdMissing: a party is shown that has no public id at that level.
    """
    snapshot = gather_parties(drawn)
    concerned = _concerned(snapshot, parties)
    closed = {level: _closed(snapshot, concerned, level) for level in LEVELS}
    made = []
    for document, level in _published(snapshot, concerned, find, closed):
        cells = [_cells(snapshot, party, level, find) for party in concerned]
        after = close_packages(redraw(document, cells, find=find), closed[level])
        if after != document:
            made.append((after, _facts(snapshot, concerned, level)))
    return made


def missing_for(parties: Iterable[str], *, find: Finder) -> list[tuple[str, str]]:
    """Answer (party, level) of each kept party that is shown and has no public id there."""
    snapshot = gather_parties({})
    concerned = _concerned(snapshot, parties)
    missing: dict[tuple[str, str], None] = {}
    for document, level in _published(snapshot, concerned, find):
        body = json.dumps(document, ensure_ascii=False)
        for party in concerned:
            shown = any(f'"{fact}"' in body for fact in _fact_ids(snapshot, party))
            if shown and level.value not in snapshot.parties[party].opaque:
                missing[party, level.value] = None
    return list(missing)


def _concerned(snapshot: Snapshot, parties: Iterable[str]) -> list[str]:
    """Answer the kept parties of some parties, and of all that were ever judged beside them."""
    found: dict[str, None] = {}
    for party in parties:
        beside = Judgement.objects.filter(Q(left=party) | Q(right=party)).order_by("id")
        pairs = chain.from_iterable(beside.values_list("left", "right"))
        found |= dict.fromkeys(snapshot.party(one).id for one in (party, *pairs))
    return list(found)


def _closed(snapshot: Snapshot, parties: list[str], level: Level) -> frozenset[str]:
    """Answer the packages that are offered and name somebody of some who may not be named.

    Of a person who never had a ground no package was ever opened: only bodies and those who had
    one are looked for.
    """
    rows = [
        snapshot.parties[one]
        for party in parties
        for one in snapshot.merged_into(party)
        if not naming.may_be_named(snapshot.parties[party], level)
    ]
    known = [row for row in rows if not naming.is_person(row) or _had_a_ground(row.id)]
    names, phrases = ways(known)
    bodies = [body for _, of, body in store.bodies() if of == level]
    named = offered_that_name(
        names, phrases, level=level, bodies=bodies, store=Path(settings.HOME) / "store"
    )
    return named | _copies_reached(
        {one for party in parties for one in snapshot.merged_into(party)}
    )


def _copies_reached(parties: Collection[str]) -> frozenset[str]:
    """Answer the redacted copies that somebody's restriction reached, not opened again since."""
    subjects = [f"party:{one}" for one in parties]
    lines = Entry.objects.filter(kind="access", v=2, subject__in=subjects)
    ids = {id_ for text in lines.values_list("payload", flat=True)
           for id_ in json.loads(text)["copies"]}  # fmt: skip
    return frozenset(
        f"ev-{row.id}"
        for row in Evidence.objects.filter(pk__in=sorted(ids))
        if level_of_package(row) is Level.RESTRICTED
    )


def _had_a_ground(party: str) -> bool:
    return Entry.objects.filter(kind="access", subject=f"party:{party}").exists()


def _published(
    snapshot: Snapshot,
    parties: list[str],
    find: Finder,
    closed: Mapping[Level, Collection[str]] | None = None,
) -> Iterable[tuple[Document, Level]]:
    """Yield what is published of or about some parties: by fact, by public id, by name.

    Documents that offer a package which is closed for their sake are yielded too.
    """
    facts = {f'"{fact}"' for party in parties for fact in _fact_ids(snapshot, party)}
    rows = [snapshot.parties[one] for party in parties for one in snapshot.merged_into(party)]
    ids = {f'"{one}"' for party in parties for one in _ids(snapshot, party)}
    names, phrases = ways(rows)
    for _, level, body in store.bodies():
        masker = Masker(Level(level), names, (), {}, find, phrases)
        own = {f'"package":"{one}"' for one in (closed or {}).get(Level(level), ())}
        if any(one in body for one in facts | ids | own) or masker.hides(_read(body)):
            yield parse(body), Level(level)


def _read(body: str) -> str:
    """Answer a document's words as its readers read them: those of marked text run together."""
    return "\n".join((body, *runs_of(json.loads(body)))) if '"nodes"' in body else body


def _fact_ids(snapshot: Snapshot, party: str) -> list[str]:
    """Answer the ids of facts that name a party or one that is merged into it."""
    merged = snapshot.merged_into(party)
    return list(Fact.objects.filter(party__in=merged).order_by("id").values_list("id", flat=True))


def _ids(snapshot: Snapshot, party: str) -> frozenset[str]:
    """Answer every public id that a party or one merged into it was ever shown under."""
    merged = snapshot.merged_into(party)
    wanted = Q()
    for one in merged:
        wanted |= Q(payload__contains=one)
    references = [
        reference["value"]
        for payload in Entry.objects.filter(wanted, kind="request").values_list(
            "payload", flat=True
        )
        for whose, _, reference in json.loads(payload)["public_ids"]
        if whose in merged
    ]
    stored = {one for party in merged for one in snapshot.parties[party].opaque.values()}
    return frozenset({str(one) for one in values.read(references).values()} | stored)


def _cells(snapshot: Snapshot, party: str, level: Level, find: Finder) -> PartyCells:
    row = snapshot.parties[party]
    facts = frozenset(_fact_ids(snapshot, party))
    named = naming.may_be_named(row, level)
    rows = [snapshot.parties[one] for one in snapshot.merged_into(party)]
    return PartyCells(
        public_id=row.opaque.get(level.value, ""),
        kind="person" if naming.is_person(row) else row.kind,
        ids=_ids(snapshot, party) if row.opaque.get(level.value) else frozenset(),
        facts=facts if row.opaque.get(level.value) else frozenset(),
        name=row.name,
        is_named=named,
        ground=row.ground.value if row.ground and naming.is_person(row) else None,
        country=row.country,
        names=ways(rows)[0],
        phrases=ways(rows)[1],
        mentions=_mentions(rows, level, find),
    )


def _mentions(rows: list[PartyRow], level: Level, find: Finder) -> tuple[Mention, ...]:
    """Find the words that name a party on the pages it is mentioned on, as masks hide them."""
    cites = [cite for row in rows for cite in row.mentions]
    names, phrases = ways(rows)
    masker = Masker(level, names, (), {}, find, phrases)
    found = []
    for sha256, source in sources_of(_reports(row.id for row in rows)).items():
        text = source.page.text
        spans = [cite.span for cite in cites if cite.source_sha256 == sha256] + masker.hits(text)
        words = join_spans(whole_words(text, span) for span in spans)
        found += [Mention(sha256, span, span.of(text)) for span in words]
    return tuple(found)


def _reports(parties: Iterable[str]) -> set[str]:
    things = Fact.objects.filter(party__in=list(parties)).values_list("thing", flat=True)
    wanted = list(things.distinct())
    acts = Act.objects.filter(id__in=wanted).values_list("report", flat=True)
    steps = Intervention.objects.filter(id__in=wanted).values_list("report", flat=True)
    return {*acts, *steps}


def _facts(snapshot: Snapshot, parties: list[str], level: Level) -> tuple[tuple[str, int], ...]:
    """Answer the facts that decide how parties are shown: level, ground, name, judgements."""
    found: dict[str, int] = {}
    for party in parties:
        row = snapshot.parties[party]
        named = naming.may_be_named(row, level)
        found.update(fact for fact in row.facts if named or not fact[0].endswith(".name"))
        for one in snapshot.merged_into(party):
            found.update(snapshot.kept_facts.get(one, ()))
    return tuple(sorted(found.items()))
