"""Says in the record what redacted copies were made from, and what reaches them.

The link is private: no document tells it, and the copy's own manifest names its original by hash
alone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from khronika.model.vocabulary import Level
from khronika.record.documents.covering import names_of
from khronika.record.documents.erase import proper_names
from khronika.record.documents.offered import packages_of
from khronika.record.documents.packages import is_there, names_somebody
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.copies import copies_of, gone_of, lowers
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.films import films_of_report
from khronika.record.ledger.sql import Statements
from khronika.record.masking import Masker
from khronika.record.models import Evidence
from khronika.record.public.schema import parse
from khronika.record.values import read_large
from khronika.script.find import find_folded

if TYPE_CHECKING:
    from khronika.record.touched import Plan


@dataclass(frozen=True, slots=True)
class Original:
    """What a copy was made from: the report whose package holds it, and its SHA-256."""

    report: str
    sha256: str


def copy_line(
    actor: str, report: str, original: Original, *, package: str, head: str, id_: str,
    base: int | None = None,
) -> NewEntry:  # fmt: skip
    """Make the line that says what the package of a report was made from.

    Args:
        actor: who says so.
        report: ULID of the copy's report.
        original: what it was made from.
        package: ULID of the copy's package.
        head: SHA-256 of its head, as the record knows it.
        id_: of the entry.
        base: see `steps`.
    """
    payload: Payload = {
        "package": package,
        "head": head,
        "original": {"report": original.report, "sha256": original.sha256},
    }
    return NewEntry(id_, actor, Kind.RECEIVE, f"report:{report}", payload, base, 4)


def link_known(ledger: Ledger, actor: str, package: str, original: Original) -> Entry | None:
    """Say of a copy that came in before what it was made from; None where the record knows.

    Args:
        ledger: where to write.
        actor: who says so.
        package: ULID of a package that stands behind a report.
        original: what it was made from.

    Raises:
        EntryRefused: the original's report has no package.
    """
    row = Evidence.objects.filter(pk=package).first()
    if row is None or row.copy_of is not None:
        return None
    base = ledger.head()[0] if actor.startswith("u:") else None
    line = copy_line(actor, row.report, original, package=row.id, head=row.head,
                     id_=ledger.new_id(), base=base)  # fmt: skip
    return ledger.append(line)[0]


def is_erased(report: str, *, using: str = "default") -> bool:
    """Tell whether a report was erased, or is a copy made from one that was.

    Args:
        report: ULID.
        using: alias of the database.
    """
    return bool(gone_of([report], Statements.on(using)))


def restricting(
    subject: str,
    facts: Iterable[Mapping[str, Any]],
    *,
    using: str = "default",
    named: dict[str, bool] | None = None,
) -> list[str] | None:
    """Answer the copies that an `access` entry reaches: those of a report or person restricted.

    Args:
        subject: of the entry.
        facts: that it sets.
        using: alias of the database.
        named: packages that were looked through before, and whether they name the person.

    Returns:
        ULIDs of packages; None where the entry restricts nothing that could have copies. The
        entry must stand on the head at which this was asked: a copy may come in meanwhile.
    """
    kind, _, id_ = subject.partition(":")
    tables = Statements.on(using)
    if kind not in ("report", "party") or not lowers(subject, facts, tables):
        return None
    if kind == "report":
        return sorted(copies_of([id_], tables))
    return copies_of_person(id_, tables, named=named)


def originals(tables: Statements) -> list[str]:
    """Answer the reports from whose films redacted copies were made."""
    rows = tables.rows(
        "SELECT DISTINCT copy_of FROM record_evidence WHERE copy_of IS NOT NULL ORDER BY copy_of"
    )
    return [row[0] for row in rows]


def copies_of_person(
    party: str,
    tables: Statements,
    *,
    named: dict[str, bool] | None = None,
    is_quick: bool = False,
) -> list[str]:
    """Answer the copies whose original has to do with somebody: is about them or names them.

    Args:
        party: ULID; all that are judged the same are meant.
        tables: where to read.
        named: packages that were looked through before for the same names, and what was found.
        is_quick: whether no file is opened: only what the record itself says counts.
    """
    made_from = originals(tables)
    parties = sorted(component(party, tables)) if made_from else []
    whose = _Whose(parties, tables, {} if named is None else named, is_quick=is_quick)
    return sorted(copies_of([one for one in made_from if whose.is_in(one)], tables))


def packages_naming(made: "Plan", *, using: str = "default") -> set[str]:
    """Answer the packages in which an erased person is named: nobody knows the name afterwards.

    A bundle that waits for its second person may offer more of them than documents do.

    Args:
        made: the plan of an erasure; of a report those that name people who go with it.
        using: alias of the database.
    """
    tables = Statements.on(using)
    if not made.names:
        return set()
    store, names = Path(settings.HOME) / "store", made.names
    masker = Masker(Level.PUBLIC, proper_names(names), (), {}, find_folded, tuple(names))
    known = {name.removeprefix("ev-") for name in made.packages}
    covered = [old for old, _ in made.masked]
    rows = tables.among("SELECT id FROM record_report WHERE text IN (%s)", covered)
    reports = sorted({row[0] for row in rows})
    rows = tables.among("SELECT id FROM record_evidence WHERE report IN (%s)", reports)
    doubted = {row[0] for row in rows} - known
    waiting = sorted(_waiting(tables, using) - known - doubted)
    return {
        *known,
        *(one for one in sorted(doubted) if _may_name(one, masker, store)),
        *(one for one in waiting if names_somebody(f"ev-{one}", masker, store)),
    }


def _waiting(tables: Statements, using: str) -> set[str]:
    """Answer the packages that bundles offer which wait for their second person."""
    found: set[str] = set()
    for (bodies,) in tables.rows("SELECT bodies FROM record_request WHERE published IS NULL"):
        ids = [one["value"] for one in json.loads(bodies)]
        left = tables.among("SELECT id FROM record_value WHERE id IN (%s)", ids)
        for (id_,) in left:
            body = str(read_large(id_, using=using))
            if '"package":"ev-' in body:
                found |= {name.removeprefix("ev-") for name in packages_of(parse(body))}
    return found


def _may_name(package: str, masker: Masker, store: Path) -> bool:
    """Tell whether a package of a covered page names somebody; on doubt, since it is away, yes."""
    name = f"ev-{package}"
    folders = (store, store.parent / "public" / "packages")
    is_away = not any(is_there(one, name) for one in folders)
    return is_away or names_somebody(name, masker, store)


class _Whose:
    """Tells which reports some parties are in: said, done to, filmed by, or named by any file."""

    def __init__(
        self,
        parties: Collection[str],
        tables: Statements,
        named: dict[str, bool],
        *,
        is_quick: bool = False,
    ) -> None:
        self.is_quick = is_quick
        self.parties, self.tables, self.named = sorted(parties), tables, named
        rows = tables.among("SELECT report FROM record_party WHERE id IN (%s)", self.parties)
        self.reports = {row[0] for row in rows if row[0]}
        facts = tables.among("SELECT thing FROM record_fact WHERE party IN (%s)", self.parties)
        self.things = {row[0] for row in facts}
        names = names_of(self.parties, tables)
        self.masker = Masker(
            Level.PUBLIC, proper_names(names), (), {}, find_folded, tuple(names)
        ) if names else None  # fmt: skip

    def is_in(self, report: str) -> bool:
        """Tell whether a report is about one of the parties, shows them, or names them."""
        is_known = report in self.reports or self._is_told_of(report)
        return is_known or (not self.is_quick and self._is_named_in(report))

    def _is_named_in(self, report: str) -> bool:
        rows = self.tables.rows(
            "SELECT id FROM record_evidence WHERE report = %s ORDER BY id", report
        )
        return any(self._names(row[0]) for row in rows)

    def _names(self, package: str) -> bool:
        if self.masker is None:
            return False
        # The names of the record may have grown since: then they are looked for anew.
        key = f"{package} {self.masker.phrases!r}"
        if key not in self.named:
            store = Path(settings.HOME) / "store"
            self.named[key] = names_somebody(f"ev-{package}", self.masker, store)
        return self.named[key]

    def _is_told_of(self, report: str) -> bool:
        acts = self.tables.rows("SELECT id FROM record_act WHERE report = %s", report)
        films = films_of_report(report, self.tables)
        return bool(self.things.intersection([*(row[0] for row in acts), *films]))
