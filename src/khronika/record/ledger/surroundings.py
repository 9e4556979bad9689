"""Checks what stands around the ledger: triggers, working tables, documents, packages."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from khronika.errors import SealError
from khronika.record.documents.covering import standing_bodies
from khronika.record.documents.offered import packages_of
from khronika.record.documents.taking import only_takes_away
from khronika.record.errors import RecordDamaged, ValueErased
from khronika.record.ledger.copies import copies_of, gone_of
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.said import check_said
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.migrations import _triggers as own
from khronika.record.public import store
from khronika.record.public.migrations import _triggers as public
from khronika.record.public.schema import Document, parse
from khronika.record.reading import reading_from
from khronika.record.values import read_large
from khronika.seal.container import description_of
from khronika.seal.verify import history
from khronika.seal.verify import verify as verify_package


def check_triggers(using: str) -> Iterator[str]:
    """Compare the text of every trigger in the database with the one in the migrations."""
    vendor = connections[using].vendor
    wanted = {**dict(own.TRIGGERS[vendor]), **dict(public.TRIGGERS[vendor])}
    read = _sqlite_triggers if vendor == "sqlite" else _postgres_triggers
    found = read(Statements.on(using))
    for name, text in wanted.items():
        if name not in found:
            yield f"the trigger {name} is missing; run the migrations"
        elif not _says(vendor, found[name], text):
            yield f"the trigger {name} has another text or is off"
    for name, table in _trigger_places(vendor, Statements.on(using)):
        if name not in wanted and table.startswith(("record_", "public_")):
            yield f"the trigger {name} on {table} is none of ours; drop it"


def _trigger_places(vendor: str, tables: Statements) -> list[tuple[str, str]]:
    """Answer (trigger, table) of every trigger in the database."""
    if vendor == "sqlite":
        rows = tables.rows(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        )
    else:
        rows = tables.rows(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND n.nspname = current_schema() ORDER BY t.tgname"
        )
    return [(str(name), str(table)) for name, table in rows]


def _sqlite_triggers(tables: Statements) -> dict[str, list[str]]:
    rows = tables.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: [sql] for name, sql in rows}


def _postgres_triggers(tables: Statements) -> dict[str, list[str]]:
    rows = tables.rows(
        "SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc, t.tgenabled::text "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
    )
    return {row[0]: list(row[1:]) for row in rows}


def _says(vendor: str, found: list[str], text: str) -> bool:
    if vendor == "sqlite":
        return _plain(found[0]) == _plain(text)
    definition, source, enabled = found
    body, _, trigger = text.partition("$;\n")
    ran = body.partition("$body$")[2].rpartition("$body")[0]
    return (
        _plain(source) == _plain(ran)
        and _plain(definition.replace("public.", "")) == _plain(trigger)
        and enabled in ("O", "A")
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip("; ")


def check_tables(using: str, progress: Callable[[int], None]) -> Iterator[str]:
    """Compute the working tables anew and compare."""
    outcome = rebuild(using=using, progress=progress)
    if not outcome.is_equal:
        yield outcome.difference


def check_documents(using: str) -> Iterator[str]:
    """Compare documents with publications, bundles and facts, index and search with documents."""
    with snapshot(using) as tables:
        yield from _unpublished(tables)
        yield from _unbundled(tables)
        yield from _erased(tables, using)
        yield from _thawed(tables)
        yield from _offered_copies(tables)
    yield from check_said(using)
    with reading_from(using):
        found = list(store.check())
    yield from found


def _unpublished(tables: Statements) -> Iterator[str]:
    """Name documents that are not the bytes last published, or were never published."""
    for subject, level, approved, shown in tables.rows(
        "SELECT p.subject, p.level, p.sha256, d.sha256 FROM record_publication p "
        "LEFT JOIN public_document d ON d.subject = p.subject AND d.level = p.level "
        "WHERE p.seq = (SELECT max(q.seq) FROM record_publication q "
        "WHERE q.subject = p.subject AND q.level = p.level)"
    ):
        if approved != shown:
            yield f"{subject} at level {level} shows other bytes than were published"
    for subject, level in tables.rows(
        "SELECT d.subject, d.level FROM public_document d LEFT JOIN record_publication p "
        "ON p.subject = d.subject AND p.level = d.level WHERE p.subject IS NULL"
    ):
        yield f"{subject} at level {level} is public and was never published"


def _unbundled(tables: Statements) -> Iterator[str]:
    """Name facts that a document shows and that stood in no bundle that two people approved."""
    rows = tables.rows(
        "SELECT d.subject, d.level, d.body, r.facts FROM public_document d "
        "JOIN record_publication p ON p.subject = d.subject AND p.level = d.level "
        "JOIN record_request r ON r.id = p.request WHERE p.seq = (SELECT max(q.seq) "
        "FROM record_publication q WHERE q.subject = p.subject AND q.level = p.level)"
    )
    for subject, level, body, facts in rows:
        document, bundled = json.loads(body), {fact for fact, _ in json.loads(facts)}
        corrected = {item["fact"] for item in document.pop("corrections", ())}
        strange = set(_facts_in(document)) - bundled
        if corrected - bundled:
            # What was taken out is told among the corrections alone: it was approved before.
            strange |= corrected - bundled - _bundled_before(subject, tables)
        if strange:
            yield f"{subject} at level {level} shows {min(strange)}, which nobody approved"


def _bundled_before(subject: str, tables: Statements) -> set[str]:
    """Answer the facts of every bundle of a subject that was published."""
    rows = tables.rows(
        "SELECT r.facts FROM record_publication p JOIN record_request r ON r.id = p.request "
        "WHERE p.subject = %s", subject,
    )  # fmt: skip
    return {fact for (facts,) in rows for fact, _ in json.loads(facts)}


def _erased(tables: Statements, using: str) -> Iterator[str]:
    """Name documents in which an erasure, one person's word, put what nobody else approved."""
    last = (
        "SELECT max(q.seq) FROM record_publication q WHERE q.subject = d.subject AND q.level = "
        "d.level AND NOT EXISTS (SELECT 1 FROM record_entry f WHERE f.seq = q.seq "
        "AND f.kind = 'erase')"
    )
    rows = tables.rows(
        "SELECT d.subject, d.level, d.body, r.facts, r.documents, r.bodies, "  # noqa: S608  # constants
        "(SELECT count(*) FROM record_publication o WHERE o.subject = d.subject "
        "AND o.level = d.level AND o.seq > p.seq) FROM public_document d "
        "JOIN record_publication p ON p.subject = d.subject AND p.level = d.level "
        f"AND p.seq = ({last}) LEFT JOIN record_request r ON r.id = p.request "
        "WHERE EXISTS (SELECT 1 FROM record_entry e JOIN record_publication o ON o.seq = e.seq "
        "WHERE e.kind = 'erase' AND o.subject = d.subject AND o.level = d.level AND o.seq > p.seq)"
    )
    for subject, level, body, facts, documents, bodies, erasures in rows:
        document = parse(body)
        if facts is None:
            if document["kind"] != "tombstone":
                yield f"{subject} at level {level} was withdrawn, and an erasure brought it back"
            continue
        strange = sorted(set(_facts_in(document)) - {fact for fact, _ in json.loads(facts)})
        before = _frozen(subject, level, documents, bodies, using) if erasures == 1 else None
        if strange or (before and not only_takes_away(before, document)):
            yield f"{subject} at level {level} says after an erasure what nobody approved"


def _thawed(tables: Statements) -> Iterator[str]:
    """Name places whose frozen bytes are gone: nobody can tell what two people approved there."""
    bodies = standing_bodies(tables)
    rows = tables.among("SELECT id FROM record_value WHERE id IN (%s)", sorted(bodies))
    for id_ in sorted(set(bodies) - {row[0] for row in rows}):
        subject, level = bodies[id_]
        yield f"{subject} at level {level}: the frozen bytes that were published are gone"


def _frozen(subject: str, level: str, documents: str, bodies: str, using: str) -> Document | None:
    """Answer what a bundle froze for a place; None where it was erased with somebody in it."""
    places = [(one[0], one[1]) for one in json.loads(documents)]
    value = json.loads(bodies)[places.index((subject, level))]["value"]
    try:
        return parse(str(read_large(value, using=using)))
    except (ValueErased, RecordDamaged):  # damage of a value is the check of values
        return None


def _facts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "fact" and isinstance(item, str):
                yield item
            else:
                yield from _facts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _facts_in(item)


def check_packages(using: str, erased: set[str]) -> Iterator[str]:
    """Compare the head of every package with the one received; a later head of it holds too.

    Args:
        using: alias of the database.
        erased: subjects of `erase` entries; the package of an erased report may be gone, and so
            may the redacted copies that were made from it.
    """
    store_folder, tables = Path(settings.HOME) / "store", Statements.on(using)
    rows = tables.rows(
        "SELECT id, report, head, completes, whole, parent FROM record_evidence ORDER BY id"
    )
    heads = {row[0]: row[2] for row in rows}
    reports = {subject.partition(":")[2] for subject in erased}
    gone = reports | set(copies_of(reports, tables).values())
    for id_, report, head, completes, whole, parent in rows:
        package = _in_store(store_folder, id_)
        if package is None:
            if report not in gone:
                yield f"the package ev-{id_} is not in {store_folder.name}/"
            continue
        try:
            if head not in history(package):
                yield f"ev-{id_} is another package than the one received: its head differs"
            elif not verify_package(package).ok:
                yield f"ev-{id_} does not hold; run `khronika verify` on it"
            elif completes:
                broken = _in_store(store_folder, completes)
                named = f"ev-{completes}", heads.get(completes)
                yield from _completing_faults(package, named, whole=bool(whole), broken=broken)
            elif parent is not None and _parent_of(package) != parent:
                yield f"ev-{id_} does not say that it was made from what the record says"
        except SealError as error:
            yield f"ev-{id_}: {error}"


def _in_store(folder: Path, id_: str) -> Path | None:
    paths = [folder / f"ev-{id_}", folder / f"ev-{id_}.zip"]
    return next((path for path in paths if path.exists()), None)


def _parent_of(package: Path) -> object:
    """Answer the hash of what a redacted copy was made from, as its own manifest says."""
    told = description_of(package).get("redacted")
    return told.get("parent") if isinstance(told, dict) else None


def _offered_copies(tables: Statements) -> Iterator[str]:
    """Name documents that offer a redacted copy of what was erased."""
    copies = tables.rows("SELECT id, report FROM record_evidence WHERE copy_of IS NOT NULL")
    lost = gone_of([row[1] for row in copies], tables)
    names = {f"ev-{id_}" for id_, report in copies if report in lost}
    if not names:
        return
    for subject, level, body in tables.rows("SELECT subject, level, body FROM public_document"):
        for name in sorted(names.intersection(packages_of(parse(body)))):
            yield f"{subject} at level {level} offers {name}, made from what was erased"


def _completing_faults(
    package: Path, named: tuple[str, str | None], *, whole: bool, broken: Path | None
) -> Iterator[str]:
    """Compare what a completing package and the broken one say of themselves with the record."""
    told = description_of(package)
    said = told.get("completes")
    said = said if isinstance(said, dict) else {}
    if (said.get("package"), said.get("head_sha256")) != named:
        yield f"{package.name} does not say that it completes {named[0]}, as the record does"
    if (told.get("complete") is True) != whole:
        yield f"{package.name}: the record says otherwise whether it is whole"
    if broken is not None and description_of(broken).get("complete") is True:
        yield f"{package.name} completes {named[0]}, which is whole"
