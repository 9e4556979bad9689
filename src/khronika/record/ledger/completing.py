"""What must hold before a report gets a second package, for one whose capture broke off.

The second one names the first by its id and by the head that the record knows; both stay, and
what was cited from the first stays cited from it. Whether the first is broken is in its manifest,
which nobody opens under the lock: `khronika record verify` compares.
"""

from khronika.record.ledger.bundle import demand
from khronika.record.ledger.entry import NewEntry
from khronika.record.ledger.payload import split_fact
from khronika.record.ledger.sql import Statements


def check_completing(entry: NewEntry, tables: Statements) -> None:
    """Refuse a second package that is known, names no package of this report, or says too much.

    Raises:
        EntryRefused: the message names the rule.
    """
    payload, report = entry.payload, entry.subject[7:]
    row = tables.one("SELECT 1 FROM record_report WHERE id = %s", report)
    demand(row, entry, "the report is unknown")
    gone = tables.one(
        "SELECT 1 FROM record_entry WHERE subject = %s AND kind = 'erase'", entry.subject
    )
    demand(not gone, entry, "the report was erased; nothing is added to it")
    _check_packages(entry, report, tables)
    demand(payload["text"] or not payload["sources"], entry, "pages come with their sources")
    demand(payload["text"] or payload["failure"], entry, "a package gives pages, or a reason")
    facts = [item["fact"] for item in payload["facts"]]
    demand(all(split_fact(fact)[0] == report for fact in facts), entry,
            "every fact must be of the subject")  # fmt: skip
    demand(f"{report}.level" not in facts, entry, "a level is set by access")
    stands = tables.among("SELECT id FROM record_fact WHERE id IN (%s)", facts)
    demand(not stands, entry, f"{[one[0] for one in stands][:1]} stands; a person corrects it")


def _check_packages(entry: NewEntry, report: str, tables: Statements) -> None:
    payload, broken = entry.payload, entry.payload["completes"]
    known = tables.one("SELECT 1 FROM record_evidence WHERE id = %s", payload["package"])
    demand(not known, entry, "the package stands behind a report already")
    row = tables.one(
        "SELECT head, whole FROM record_evidence WHERE id = %s AND report = %s",
        broken["package"], report,
    )  # fmt: skip
    demand(row, entry, "the package that it completes is none of this report")
    demand(row and row[0] == broken["head"], entry,
            "it names another head than the one that the record knows")  # fmt: skip
    demand(row and not row[1], entry, "what it would complete is whole")
    taken = tables.one("SELECT 1 FROM record_evidence WHERE head = %s", payload["head"])
    demand(not taken, entry, "its head is that of another package")
