"""Tells judgements in words: between whom, by whom, when, why, and which contradict each other."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from khronika.desk.report.known import homes_of, names_of
from khronika.desk.report.page import people
from khronika.record.identity import contradictions, kept
from khronika.record.ledger.sql import Statements
from khronika.record.models import Entry, Fact, Judgement
from khronika.record.values import read

MOST_GROUPS = 50
"""Groups shown at once, those judged last first."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as a judgement speaks of it: its name, and the report that it stands in."""

    party: str
    name: str
    report: str
    title: str


@dataclass(frozen=True, slots=True)
class Said:
    """One judgement: who is meant, what was said, who said it, when and why."""

    id: str
    left: Mention
    right: Mention
    verdict: str
    by: str
    at: str
    reason: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Somebody said that two differ whom others joined, step by step."""

    apart: Said
    joined_by: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that people judged one, the one that stands for all first, and their words."""

    name: str
    mentions: tuple[Mention, ...]
    said: tuple[Said, ...]


def disagreements() -> list[Disagreement]:
    """List the contradictions that stand, with every judgement that is part of one."""
    found = contradictions(Statements.on("default"))
    wanted = {id_ for one in found for id_ in (one.apart, *one.joined_by)}
    told = _told(Judgement.objects.filter(pk__in=wanted))
    return [
        Disagreement(told[one.apart], tuple(told[id_] for id_ in one.joined_by)) for one in found
    ]


def groups() -> list[Group]:
    """List who was judged the same, those judged last first."""
    rows = list(Judgement.objects.filter(verdict="same").order_by("-seq"))
    stands = kept({one for row in rows for one in (row.left, row.right)})
    by_group: dict[str, list[Judgement]] = defaultdict(list)
    for row in rows:
        if stands[row.left] == stands[row.right]:
            by_group[stands[row.left]].append(row)
    shown = dict(list(by_group.items())[:MOST_GROUPS])
    told = _told(row for own in shown.values() for row in own)
    return [_group(party, [told[row.id] for row in own]) for party, own in shown.items()]


def _group(party: str, said: list[Said]) -> Group:
    mentions = {one.party: one for each in said for one in (each.left, each.right)}
    first = mentions.pop(party)
    return Group(first.name, (first, *mentions.values()), tuple(said))


def _told(rows: Iterable[Judgement]) -> dict[str, Said]:
    """Put judgements into words, with a handful of questions for all of them."""
    listed = list(rows)
    mentions = _mentions({one for row in listed for one in (row.left, row.right)})
    entries = {row.seq: row for row in Entry.objects.filter(pk__in=[one.seq for one in listed])}
    reasons = _reasons(entries.values())
    public = dict(
        Fact.objects.filter(pk__in=[one.id for one in listed]).values_list("id", "published")
    )
    known = people()
    return {
        row.id: Said(
            row.id, mentions[row.left], mentions[row.right], row.verdict,
            known.get(row.author, ""), entries[row.seq].at[:16].replace("T", " "),
            reasons.get(row.seq, ""), (public.get(row.id) or 0) >= row.seq,
        )
        for row in listed
    }  # fmt: skip


def _reasons(entries: Iterable[Entry]) -> dict[int, str]:
    refs = {row.seq: json.loads(row.payload)["reason"] for row in entries}
    values: dict[str, Any] = dict(read([ref["value"] for ref in refs.values() if ref]))
    return {seq: str(values.get(ref["value"], "")) for seq, ref in refs.items() if ref}


def _mentions(parties: Collection[str]) -> dict[str, Mention]:
    names, (homes, titles) = names_of(parties), homes_of(parties)
    return {
        party: Mention(party, names.get(party, ""), homes.get(party) or "",
                       titles.get(homes.get(party) or "", ""))
        for party in parties
    }  # fmt: skip
