"""The one serialiser: documents of a level, as bytes that are hashed, approved and published.

A pure function of a snapshot and of values that were drawn before (`documents_from`); the same
from the working tables (`documents_for`). It alone knows access levels: what a level may not see
never gets into its bytes (`record.md` section 5). The schema is in
`docs/reference/public-documents.md`.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from khronika.errors import RecordError
from khronika.model.canonical import Json, canonical_json
from khronika.model.span import Citation
from khronika.model.vocabulary import Level
from khronika.record.documents import erase
from khronika.record.documents.cells import Writer
from khronika.record.documents.event import write_event
from khronika.record.documents.prose import write_prose
from khronika.record.documents.snapshot import ProseRow, Snapshot
from khronika.record.masking import Finder, make_masker, names_in_play
from khronika.record.naming import OpaqueIdMissing, may_see
from khronika.record.public.schema import parse
from khronika.script import find_folded

VERSION = 3
"""The version of the schema that is written."""

LEVELS = (Level.PUBLIC, Level.NETWORK)
PROSE = frozenset({"story", "page", "case", "statement", "letter"})


class SubjectHasNoDocument(RecordError):
    """A subject was to be published that no document is made of, or nothing is left to show."""


class NonceTooShort(RecordError):
    """The nonce of a document was not 16 bytes."""


class NumberMissing(RecordError):
    """An event or statement was to be published before it had a number."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it would be published: its bytes as text, their hash, and the bundle.

    `facts` are (fact id, seq) of everything that is shown or decided what is shown, sorted.
    """

    subject: str
    level: str
    body: str
    sha256: str
    facts: tuple[tuple[str, int], ...] = ()


def make_draft(document: Mapping[str, Json], *, facts: Iterable[tuple[str, int]] = ()) -> Draft:
    """Write a document as canonical JSON and hash it."""
    body = canonical_json(document)
    return Draft(
        str(document["subject"]),
        str(document["level"]),
        body.decode(),
        hashlib.sha256(body).hexdigest(),
        tuple(sorted(facts)),
    )


def nonce_of(seed: bytes, subject: str, level: str) -> str:
    """Derive the nonce of one document from the seed of a request.

    HMAC-SHA256 (RFC 2104) cut to 16 bytes: the same seed gives the same bytes at `request` and
    `publish`, and nobody who knows one document's nonce knows another's.

    Raises:
        NonceTooShort: the seed is not 16 bytes.
    """
    if len(seed) != 16:
        raise NonceTooShort(f"{subject}: a nonce is 16 random bytes, not {len(seed)}")
    return hmac.new(seed, f"{subject} {level}".encode(), hashlib.sha256).digest()[:16].hex()


def documents_from(
    snapshot: Snapshot,
    subjects: Iterable[str],
    *,
    nonce: bytes,
    numbers: Mapping[str, str] | None = None,
    find: Finder = find_folded,
) -> list[Draft]:
    """Make the documents of some subjects, for each level that may see them.

    Args:
        snapshot: the record's decided facts, all parties included that could be named in them.
        subjects: `event:`, `story:`, `page:`, `case:`, `statement:` or `letter:` and a ULID.
        nonce: 16 random bytes drawn for the request.
        numbers: public numbers by subject, drawn before.
        find: the folded search for names.

    Returns:
        Drafts in the order of the subjects, public before network.

    Raises:
        OpaqueIdMissing: a party would be shown that has no public id (`missing_opaque_ids`).
        NumberMissing: an event has no number.
        SubjectHasNoDocument: no document is made of that kind of subject, or there is no fact.
        NameLeaks: a name got past the masks; nothing is made.
    """
    drafts: list[Draft] = []
    only = names_in_play(snapshot, find)
    maskers = {level: make_masker(snapshot, level, find, only=only) for level in LEVELS}
    for subject in dict.fromkeys(subjects):
        for level in _levels(snapshot, subject):
            writer = Writer(snapshot, level, maskers[level])
            written = _write(writer, subject, numbers or {})
            if writer.missing:
                party, missing = next(iter(writer.missing))
                raise OpaqueIdMissing(
                    f"{subject}: party {party} has no {missing} id yet; draw one for each of "
                    "`missing_opaque_ids` first"
                )
            writer.shows(*writer.masker.brought)
            document = _envelope(subject, level, nonce) | written
            writer.masker.check(document, subject=subject)
            drafts.append(make_draft(document, facts=writer.facts.items()))
    return drafts


def missing_opaque_ids(
    snapshot: Snapshot, subjects: Iterable[str], *, find: Finder = find_folded
) -> list[tuple[str, str]]:
    """Answer (party, level) of every party that would be shown and has no public id there yet."""
    missing: dict[tuple[str, str], None] = {}
    for level in LEVELS:
        masker = make_masker(snapshot, level, find, only=frozenset())  # nothing is written
        for subject in dict.fromkeys(subjects):
            if level in _levels(snapshot, subject):
                writer = Writer(snapshot, level, masker)
                _write(writer, subject, {subject: "-"})
                missing |= writer.missing
    return list(missing)


def documents_for(
    subjects: Iterable[str],
    *,
    nonce: bytes,
    drawn: Mapping[tuple[str, str], str] | None = None,
    numbers: Mapping[str, str] | None = None,
) -> list[Draft]:
    """Make the documents of some subjects from the working tables, as they stand now.

    Args:
        subjects: `event:`, prose kinds, or `party:` for every published document that shows or
            names a party: these are made from their published bytes and the party's cells.
        nonce: 16 random bytes drawn for the request.
        drawn: public ids by (party, level), drawn for this request.
        numbers: public numbers by subject, allotted for this request.

    Raises:
        OpaqueIdMissing, NumberMissing, SubjectHasNoDocument, NameLeaks: see `documents_from`.
    """
    # Here, so that the pure part of this module needs no database and no Django.
    from khronika.record.documents.changes import changed_documents
    from khronika.record.documents.gather import gather, numbers_of

    listed = list(dict.fromkeys(subjects))
    of_parties = [one.partition(":")[2] for one in listed if one.startswith("party:")]
    others = [one for one in listed if not one.startswith("party:")]
    allotted = {**numbers_of(others), **(numbers or {})}
    drafts = []
    if others:
        snapshot = gather(others, drawn=drawn)
        drafts = documents_from(snapshot, others, nonce=nonce, numbers=allotted)
    if of_parties:
        made = {(draft.subject, draft.level) for draft in drafts}
        changed = changed_documents(of_parties, drawn=drawn or {}, find=find_folded)
        for document, facts in changed:
            key = str(document["subject"]), str(document["level"])
            if key not in made:
                drafts.append(
                    make_draft({**document, "nonce": nonce_of(nonce, *key)}, facts=facts)
                )
    return drafts


def text_as_read(subject: str, lang: str, tree: Json) -> dict[str, Json]:
    """Answer a text as its public document would show it, before it is put to anybody.

    Args:
        subject: `story:` and so on, and a ULID.
        lang: BCP 47.
        tree: as somebody wrote it.

    Returns:
        The tree with every name hidden that has no ground.

    Raises:
        NodeRefused: no document can show it.
        NameLeaks: a name got past the masks.
    """
    from khronika.record.documents.gather import gather_parties

    rows = replace(gather_parties({}), prose={subject: ProseRow(subject, {lang: tree})})
    public = documents_from(rows, [subject], nonce=bytes(16))[0]
    shown: dict[str, Json] = json.loads(public.body)["trees"][lang]
    return shown


def missing_ids_for(subjects: Iterable[str]) -> list[tuple[str, str]]:
    """Answer (party, level) of every party that `documents_for` needs a public id of."""
    from khronika.record.documents.changes import missing_for
    from khronika.record.documents.gather import gather

    listed = list(dict.fromkeys(subjects))
    of_parties = [one.partition(":")[2] for one in listed if one.startswith("party:")]
    others = [one for one in listed if not one.startswith("party:")]
    missing = dict.fromkeys(missing_opaque_ids(gather(others), others)) if others else {}
    if of_parties:
        missing |= dict.fromkeys(missing_for(of_parties, find=find_folded))
    return list(missing)


def without(
    body: str,
    public_ids: Collection[str] | Mapping[str, str | None],
    names: Collection[str],
    *,
    nonce: bytes,
    mentions: Collection[Citation] = (),
    acts: Collection[str] = (),
    packages: Collection[str] = (),
) -> Draft | None:
    """Take a person, or acts of an erased report, out of a published document.

    Args:
        body: the published bytes.
        public_ids: the person's public ids at that level; as a mapping, with the ids that were
            drawn anew and under which they are still counted once.
        names: every name of theirs.
        nonce: 16 random bytes.
        mentions: words that are known to name them.
        acts: ids of acts that are rejected with their report.
        packages: those that are offered no more.

    Returns:
        What is left, or None where nothing is: a tombstone is published then.
    """
    document = parse(body)
    ids = public_ids if isinstance(public_ids, Mapping) else dict.fromkeys(public_ids)
    left = erase.without(
        document, ids, names=names, find=find_folded, mentions=mentions, acts=acts,
        packages=packages,
    )  # fmt: skip
    if left is None:
        return None
    fresh = nonce_of(nonce, str(left["subject"]), str(left["level"]))
    return make_draft({**left, "nonce": fresh})


def _levels(snapshot: Snapshot, subject: str) -> list[Level]:
    """Answer the levels that may see a subject: all, unless somebody restricted it."""
    own = snapshot.levels.get(subject, Level.PUBLIC)
    return [level for level in LEVELS if may_see(level, own)]


def _envelope(subject: str, level: Level, nonce: bytes) -> dict[str, Json]:
    return {
        "v": VERSION,
        "kind": subject.partition(":")[0],
        "level": level.value,
        "subject": subject,
        "nonce": nonce_of(nonce, subject, level.value),
    }


def _write(writer: Writer, subject: str, numbers: Mapping[str, str]) -> dict[str, Json]:
    kind, _, ulid = subject.partition(":")
    writer.shows(*writer.snapshot.level_facts.get(subject, ()))
    if kind == "event":
        if subject not in numbers:
            raise NumberMissing(f"{subject} has no number yet; allot one before it is requested")
        written = write_event(writer, ulid, number=numbers[subject])
        if not written["acts"] and not written["interventions"]:
            raise SubjectHasNoDocument(f"{subject} shows no act; decide one, or withdraw it")
        return written
    if kind in PROSE:
        return write_prose(writer, subject, number=numbers.get(subject))
    raise SubjectHasNoDocument(f"{subject}: no document is made of a {kind}")


def tombstone(
    subject: str,
    level: str,
    *,
    reason: str | None,
    withdrawn_on: str,
    nonce: bytes,
    number: str | None = None,
    why: str = "withdrawn",
    successor: str | None = None,
) -> Draft:
    """Make what stands in place of a document that was withdrawn, merged or erased.

    Args:
        subject: the subject whose document it replaces.
        level: `public` or `network`.
        reason: words for the reader; the caller names nobody in them.
        withdrawn_on: ISO day.
        nonce: 16 random bytes.
        number: the public number, which is never used again.
        why: `withdrawn`, `merged` or `erased`.
        successor: the number of the event that it was merged into.
    """
    document: dict[str, Json] = {
        **_envelope(subject, Level(level), nonce),
        "kind": "tombstone",
        "of": subject.partition(":")[0],
        "number": number,
        "reason": reason,
        "why": why,
        "successor": successor,
        "on": withdrawn_on,
    }
    return make_draft(document)
