"""Replays who may do what and who stands behind what, from the lines alone.

Nothing is taken from the working tables, the marks or the triggers: roles come from `grant` lines,
authors and approvals from the lines that wrote them, and the marks and publications in the
database are compared with what the lines say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from khronika.record.access import FOUNDER, KEY_VERBS, RESTORER, SERVICE_VERBS, VERBS
from khronika.record.ledger.entry import CONTENT, Entry, Kind
from khronika.record.ledger.rules import verb_of
from khronika.record.ledger.signed import fault_of, known_signers
from khronika.record.ledger.sql import Statements

_WELL = {
    "roles": ("every actor held a role that may", "who was no editor approved nothing"),
    "two persons": ("every published fact has two", "no fact is public by its author alone"),
    "signatures": ("every signature holds", "whoever signed stands behind the line"),
    "marks": ("marks and publications are those of the lines", "triggers ask the right questions"),
}


@dataclass(slots=True)
class _Bundle:
    """A request as its line says, and whether somebody else approved in it."""

    entry: Entry
    seconded: bool = False
    published: bool = False


@dataclass(slots=True)
class _Fact:
    """Who wrote a fact last, and whoever else stands behind that version of it."""

    seq: int = 0
    author: str = ""
    approvers: set[str] = field(default_factory=set)
    writers: set[str] = field(default_factory=set)  # since the last version that was approved


class Witness:
    """Sees one line after another; `faults` by check are complete after `finish`."""

    def __init__(self, tables: Statements) -> None:
        self.tables = tables
        self.faults: dict[str, list[str]] = {name: [] for name in _WELL}
        self.roles: dict[str, set[str]] = {}
        self.facts: dict[str, _Fact] = {}
        self.bundles: dict[str, _Bundle] = {}
        self.publications: dict[tuple[str, str, int], tuple[str, str]] = {}
        self.erased: set[str] = set()
        self.is_founding = True
        self.signers = known_signers()
        self.marks = self._marks()
        self.mark = next(self.marks, None)

    def _marks(self) -> Iterator[Sequence[Any]]:
        order = ' COLLATE "C"' if self.tables.vendor == "postgresql" else ""
        yield from self.tables.stream(
            f"SELECT entry, fact, seq, actor, what FROM record_mark ORDER BY entry, fact{order}"  # noqa: S608
        )

    def well(self, name: str) -> tuple[str, str]:
        """Answer what is said of a check without faults, and what it means."""
        return _WELL[name]

    def see(self, entry: Entry) -> None:
        """Take in the next line."""
        self._check_role(entry)
        fault = fault_of(entry, self.signers, at=entry.at)
        if fault:
            self.faults["signatures"].append(f"line {entry.seq}: {fault}")
        self._write(entry)
        match entry.kind:
            case Kind.GRANT:
                held = self.roles.setdefault("u:" + entry.subject_id, set())
                (held.add if entry.payload["given"] else held.discard)(entry.payload["role"])
            case Kind.REQUEST:
                self.bundles[entry.id] = _Bundle(entry)
            case Kind.APPROVE:
                self._approve(entry)
            case Kind.PUBLISH:
                self._publish(entry)
            case Kind.WITHDRAW | Kind.ERASE:
                self._erase(entry)
                self._documents(entry, entry.payload["documents"], entry.id)

    def _erase(self, entry: Entry) -> None:
        if entry.kind is not Kind.ERASE:
            return
        documents, values = entry.payload["documents"], entry.payload["values"]
        if documents and not values and entry.subject not in self.erased:
            self.faults["two persons"].append(
                f"line {entry.seq} changes documents and erases no value"
            )
        self.erased.add(entry.subject)

    def _check_role(self, entry: Entry) -> None:
        actor, verb = entry.actor, verb_of(entry)
        self.is_founding = self.is_founding and entry.kind is Kind.GRANT and actor == FOUNDER
        if actor.startswith("u:"):
            held = self.roles.get(actor, set())
            allowed = any(verb in VERBS[role] for role in held)
        elif actor == FOUNDER and entry.kind is Kind.GRANT:
            allowed = self.is_founding
        elif actor == RESTORER:
            allowed = verb in ("restore", "erase")
        else:
            allowed = verb in (SERVICE_VERBS if actor.startswith("s:") else KEY_VERBS)
        if not allowed:
            self.faults["roles"].append(f"line {entry.seq}: {actor} had no role that may {verb}")

    def _write(self, entry: Entry) -> None:
        if entry.kind in CONTENT:
            names = [item["fact"] for item in entry.payload.get("facts", [])]
            for name in names:
                fact = self.facts.setdefault(name, _Fact())
                if fact.approvers - {fact.author}:
                    fact.writers = set()
                fact.seq, fact.author, fact.approvers = entry.seq, entry.actor, set()
                fact.writers.add(entry.actor)
            self._compare_marks(entry, [(name, entry.seq, "write") for name in names])
        elif entry.kind is Kind.APPROVE:
            facts = [(name, seq, "approve") for name, seq in entry.payload["facts"]]
            self._compare_marks(entry, facts)

    def _compare_marks(self, entry: Entry, wanted: list[tuple[str, int, str]]) -> None:
        for name, seq, what in sorted(wanted):
            if self.mark is None or tuple(self.mark) != (entry.seq, name, seq, entry.actor, what):
                self.faults["marks"].append(f"line {entry.seq}: the mark of {name} is not its")
                while self.mark is not None and self.mark[0] < entry.seq:
                    self.mark = next(self.marks, None)
            else:
                self.mark = next(self.marks, None)

    def _approve(self, entry: Entry) -> None:
        bundle = self.bundles.get(entry.payload["request"])
        if bundle is None:
            self.faults["two persons"].append(f"line {entry.seq} approves an unknown request")
            return
        bundle.seconded |= entry.actor != bundle.entry.actor and entry.actor.startswith("u:")
        for name, seq in entry.payload["facts"]:
            fact = self.facts.get(name)
            wrote = fact.writers if fact and ".tree." in name else {fact.author if fact else ""}
            if fact and fact.seq == seq and entry.actor not in wrote:
                fact.approvers.add(entry.actor)
            else:
                self.faults["two persons"].append(
                    f"line {entry.seq}: {entry.actor} approved {name}, which they wrote or which "
                    "had changed"
                )

    def _publish(self, entry: Entry) -> None:
        bundle = self.bundles.get(entry.payload["request"])
        if bundle is None or bundle.published or not bundle.seconded:
            self.faults["two persons"].append(
                f"line {entry.seq} publishes a bundle without a second"
            )
            return
        bundle.published = True
        for name, seq in bundle.entry.payload["facts"]:
            fact = self.facts.get(name)
            if (
                not fact
                or fact.seq != seq
                or not fact.author.startswith("u:")
                or not fact.approvers
            ):
                self.faults["two persons"].append(
                    f"line {entry.seq}: nobody but its author stands behind {name}"
                )
        self._documents(entry, bundle.entry.payload["documents"], bundle.entry.id)

    def _documents(self, entry: Entry, documents: list[list[str]], named: str) -> None:
        for subject, level, sha256 in documents:
            self.publications[subject, level, entry.seq] = (sha256, named)

    def finish(self) -> None:
        """Compare what is left over: marks that no line made, publications that no line allows."""
        if self.mark is not None:
            self.faults["marks"].append(f"the mark {list(self.mark)} is of no line")
        left = dict(self.publications)
        for subject, level, seq, sha256, named in self.tables.rows(
            "SELECT subject, level, seq, sha256, request FROM record_publication"
        ):
            if left.pop((subject, level, seq), None) != (sha256, named):
                self.faults["marks"].append(f"the publication of {subject} at {seq} is of no line")
        self.faults["marks"] += [f"line {seq} did not publish {s}" for s, _, seq in left]
