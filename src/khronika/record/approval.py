"""Two people for every fact: bundles are requested, approved by somebody else, and published.

A bundle freezes [fact, seq] of everything that its documents show and the hash of every document.
Who approved a fact at its present seq in an earlier bundle has approved it in this one too. There
is no exception and no emergency path; only taking away needs one person.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khronika.model.vocabulary import Level
from khronika.record.documents.gather import gather_parties
from khronika.record.errors import EntryRefused, RecordDamaged, SecondPersonRequired
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.ledger.bundle import unapproved
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.outside import stamp_head
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.masking import NameLeaks, make_masker
from khronika.record.naming import opaque_id
from khronika.record.numbers import numbers_for
from khronika.record.serialise import Draft, documents_for, missing_ids_for, tombstone
from khronika.record.values import Large, Personal, read_large
from khronika.script import find_folded

Hands = Callable[[str, int], set[str]]
HANDS: list[Hands] = []
"""Who wrote part of a text where the ledger does not see it: each is asked with the subject and
the seq of the request, and answers actors. Rooms that keep drafts add theirs when they start, so
that whoever wrote is refused by every way that leads to `approve`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a bundle still lacks: facts by the author whose word alone stands behind each.

    `seconded` tells whether somebody other than the requester approved in this bundle.
    """

    facts: Mapping[str, str]
    seconded: bool

    @property
    def is_ready(self) -> bool:
        """Tell whether the bundle can be published."""
        return self.seconded and not self.facts


def request(
    ledger: Ledger,
    actor: str,
    subjects: Sequence[str],
    *,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Freeze what would be published of some subjects, and ask for a second person.

    Public numbers and opaque ids that are shown for the first time are drawn here and become part
    of the record with the entry.

    Args:
        ledger: where to write.
        actor: who asks.
        subjects: `event:`, `story:` and so on; moves and merges name all that they touch.
        base: the head that the screen was made from.
        entry: id of the entry, for a form that may be sent twice.

    Returns:
        The `request` entry; its id names the bundle.

    Raises:
        EntryRefused: a fact is a draft, rejected or erased; the message names it.
        RecordMovedOn: something was decided meanwhile.
    """
    known = entry_of(entry, using=ledger.using) if entry else None
    if known:
        return known
    drafts, fresh, drawn = _made_now(ledger, subjects)
    return request_drafts(
        ledger, actor, subjects[0], drafts, numbers=fresh, public_ids=drawn, base=base, entry=entry
    )


def would_be(ledger: Ledger, subjects: Sequence[str]) -> list[Draft]:
    """Make the documents that a request would freeze now, and write nothing.

    A preview is made of these: numbers and opaque ids are drawn as for a request and forgotten,
    so that a public number in it is the one that would be allotted if it were asked for now.

    Args:
        ledger: the record.
        subjects: see `request`.

    Raises:
        SubjectHasNoDocument: nothing of a subject is decided yet.
    """
    return _made_now(ledger, subjects)[0]


def _made_now(
    ledger: Ledger, subjects: Sequence[str]
) -> tuple[list[Draft], dict[str, str], dict[tuple[str, str], str]]:
    """Answer the documents of one state of the record, the numbers and the ids drawn for them."""
    with snapshot(ledger.using):
        # One state for all that is read: what is frozen was true together, at one head.
        numbers, fresh = numbers_for(ledger, subjects)
        drawn = _draw(ledger, subjects)
        drafts = documents_for(subjects, nonce=ledger.random(16), drawn=drawn, numbers=numbers)
    return drafts, fresh, drawn


def request_drafts(
    ledger: Ledger,
    actor: str,
    subject: str,
    drafts: Sequence[Draft],
    *,
    numbers: Mapping[str, str],
    public_ids: Mapping[tuple[str, str], str],
    base: int,
    entry: str | None = None,
) -> Entry:
    """Freeze documents that are made already; see `request`.

    Args:
        ledger: where to write.
        actor: who asks.
        subject: the first subject of the bundle.
        drafts: documents with the facts that each shows.
        numbers: subject to public number, of those allotted for this bundle.
        public_ids: (party, level) to the opaque id drawn for this bundle.
        base: see `request`.
        entry: see `request`.
    """
    facts = sorted({(fact, seq) for draft in drafts for fact, seq in draft.facts})
    payload: Payload = {
        "facts": [list(pair) for pair in facts],
        "documents": [_document(draft) for draft in drafts],
        "bodies": [Large(draft.body, draft.subject) for draft in drafts],
        "numbers": [[subject, number] for subject, number in sorted(numbers.items())],
        "public_ids": [
            [party, level, Personal(id_, f"party:{party}")]
            for (party, level), id_ in sorted(public_ids.items())
        ],
    }
    made = NewEntry(entry or ledger.new_id(), actor, Kind.REQUEST, subject, payload, base)
    return ledger.append(made)[0]


def _document(draft: Draft) -> list[str]:
    return [draft.subject, str(draft.level), draft.sha256]


def _draw(ledger: Ledger, subjects: Sequence[str]) -> dict[tuple[str, str], str]:
    missing = missing_ids_for(subjects)
    return {(party, str(level)): opaque_id(ledger.random(10)) for party, level in missing}


def waiting(request_id: str, *, using: str = "default") -> Waiting:
    """Tell what a bundle waits for: the screen shows what waits for whom.

    Args:
        request_id: id of the `request` entry.
        using: alias of the database.
    """
    tables = Statements.on(using)
    row = _request_row(request_id, tables)
    left = unapproved([(fact, seq) for fact, seq in json.loads(row[0])], tables)
    authors = tables.among("SELECT id, author FROM record_fact WHERE id IN (%s)", left)
    return Waiting({fact: author for fact, author in authors}, bool(row[1]))  # noqa: C416  # rows


def _request_row(request_id: str, tables: Statements) -> Sequence[Any]:
    row = tables.one(
        "SELECT facts, seconded, subject, documents, bodies, seq FROM record_request "
        "WHERE id = %s", request_id,
    )  # fmt: skip
    if row is None:
        raise EntryRefused(f"the bundle {request_id} is unknown; request one first")
    return row


def approve(
    ledger: Ledger,
    actor: str,
    request_id: str,
    *,
    facts: Sequence[str] | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Stand behind facts of a bundle that somebody else wrote.

    Args:
        ledger: where to write.
        actor: the second person.
        request_id: id of the `request` entry.
        facts: the facts looked at; None for all that wait and that somebody else wrote.
        base: the head that the screen was made from.
        entry: id of the entry, for a form that may be sent twice.

    Raises:
        SecondPersonRequired: a named fact was written by the actor, or part of a text outside
            the ledger (`HANDS`).
        RecordMovedOn: a fact changed since; a new bundle is needed.
    """
    tables = Statements.on(ledger.using)
    row = _request_row(request_id, tables)
    _refuse_hands(actor, row[2], int(row[5]))
    seqs: dict[str, int] = dict(json.loads(row[0]))
    if facts is None:
        left = waiting(request_id, using=ledger.using).facts
        facts = [fact for fact, author in left.items() if author != actor]
    strange = [fact for fact in facts if fact not in seqs]
    if strange:
        raise EntryRefused(f"{strange[0]} is not in the bundle {request_id}; request another")
    payload: Payload = {
        "request": request_id,
        "facts": [[fact, seqs[fact]] for fact in sorted(facts)],
    }
    made = NewEntry(entry or ledger.new_id(), actor, Kind.APPROVE, row[2], payload, base)
    return ledger.append(made)[0]


def _refuse_hands(actor: str, subject: str, seq: int) -> None:
    """Refuse whoever wrote part of a text in a draft since it was last approved."""
    if any(actor in hands(subject, seq) for hands in HANDS):
        raise SecondPersonRequired(
            f"you wrote part of {subject.partition(':')[0]} since it was last approved; "
            "somebody who wrote none of it must approve it"
        )


def publish(
    ledger: Ledger,
    actor: str,
    request_id: str,
    *,
    base: int,
    entry: str | None = None,
    head: int | None = None,
) -> Entry:
    """Make the documents of a bundle public, once two people stand behind every fact in them.

    Args:
        ledger: where to write.
        actor: who publishes.
        request_id: of the bundle.
        base: see `steps`.
        entry: see `steps`.
        head: the head on which alone it may be written; None for any.

    Raises:
        SecondPersonRequired: a fact has nobody but its author behind it.
        EntryRefused: the bundle was published before, or a later document stands.
        ValueErased: something in the bundle was erased; request again.
    """
    tables = Statements.on(ledger.using)
    row = _request_row(request_id, tables)
    drafts = bundle_drafts(row[3], row[4], using=ledger.using)
    made = NewEntry(
        entry or ledger.new_id(), actor, Kind.PUBLISH, row[2], {"request": request_id}, base,
        drafts=tuple(drafts), head=head,
    )  # fmt: skip
    written = ledger.append(made)[0]
    stamp_head(using=ledger.using)
    return written


def bundle_drafts(documents: str, bodies: str, *, using: str = "default") -> list[Draft]:
    """Read the frozen documents of a bundle and check each against its hash.

    Args:
        documents: JSON list of [subject, level, sha256].
        bodies: JSON list of the references of their bodies, in the same order.
        using: alias of the database.

    Raises:
        ValueErased: a body was erased with somebody it named.
        RecordDamaged: a body is not the one that was frozen.
    """
    drafts = []
    for (subject, level, sha256), body in zip(
        json.loads(documents), json.loads(bodies), strict=True
    ):
        text = str(read_large(body["value"], using=using))
        draft = Draft(subject, level, text, sha256)
        if hashlib.sha256(text.encode()).hexdigest() != sha256:
            raise RecordDamaged(f"the frozen document of {subject} is not the one requested")
        drafts.append(draft)
    return drafts


def withdraw(
    ledger: Ledger,
    actor: str,
    subjects: Sequence[str],
    *,
    reason: str,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Take published documents away; a tombstone with the reason stays. One person is enough.

    Args:
        ledger: where to write.
        actor: an editor.
        subjects: whose documents of all levels are withdrawn.
        reason: words for the public, naming nobody.
        base: the head that the screen was made from.
        entry: id of the entry, for a form that may be sent twice.

    Raises:
        NameLeaks: the reason names somebody who may not be named.
    """
    known = entry_of(entry, using=ledger.using) if entry else None
    if known:
        return known
    _refuse_names(reason, {level for _, level in published_places(subjects, using=ledger.using)})
    day, seed = ledger.now().date().isoformat(), ledger.random(16)
    rows = Statements.on(ledger.using).among(
        "SELECT subject, number FROM record_number WHERE subject IN (%s)", list(subjects)
    )
    numbers = {row[0]: row[1] for row in rows}
    drafts = [
        tombstone(subject, level, reason=reason, withdrawn_on=day, nonce=seed,
                  number=numbers.get(subject))
        for subject, level in published_places(subjects, using=ledger.using)
    ]  # fmt: skip
    payload: Payload = {
        "reason": Personal(reason, subjects[0]),
        "documents": [_document(draft) for draft in drafts],
        "bodies": [Large(draft.body, draft.subject) for draft in drafts],
    }
    made = NewEntry(
        entry or ledger.new_id(), actor, Kind.WITHDRAW, subjects[0], payload, base,
        drafts=tuple(drafts),
    )  # fmt: skip
    written = ledger.append(made)[0]
    stamp_head(using=ledger.using)
    return written


def _refuse_names(reason: str, levels: Iterable[str]) -> None:
    """Refuse public words of one person in which a level reads a name that it may not see."""
    parties = gather_parties({})
    for level in levels:
        if make_masker(parties, Level(level), find_folded).hides_spelled(reason):
            raise NameLeaks(
                "the reason names somebody who may not be named; say it without the name"
            )


def published_places(subjects: Sequence[str], *, using: str = "default") -> list[tuple[str, str]]:
    """List the (subject, level) of every document that was ever published of some subjects."""
    rows = Statements.on(using).among(
        "SELECT DISTINCT subject, level FROM record_publication WHERE subject IN (%s)",
        list(subjects),
    )
    return sorted((row[0], row[1]) for row in rows)
