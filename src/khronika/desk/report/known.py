"""Asks whether somebody named in a report is known already: candidates with reasons.

Names that people accepted are compared, whatever report they stand in; what speaks for and
against is shown, and a person says same, different or unsure. Nothing here joins anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khronika.desk.gate import Writing
from khronika.desk.notes import notes_of_reports, taken_back
from khronika.desk.report.page import title_of
from khronika.desk.report.rows import plain_values
from khronika.flow.registers import refresh_register
from khronika.match import Verdict, compare, key_weight, keys
from khronika.record.candidates import parties_near, refresh
from khronika.record.identity import kept
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.models import Act, Fact, Judgement, Party

LEAST = 0.3
"""Below this score the names speak against one person, and nobody is asked."""
MOST = 3
"""How many candidates a person is shown at once."""
_LOOKED_AT = 200
"""Named parties that are compared at most, those with the rarest keys first."""
_PERSONAL = ("affiliation", "place", "date", "role")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one named here; `others` are the mentions judged with one key."""

    others: tuple[str, ...]
    name: str
    where: str
    score: str
    is_likely: bool
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A party of the report with its candidates, the likeliest first."""

    party: str
    name: str
    candidates: tuple[Candidate, ...]


def ask_about(parties: Mapping[str, str]) -> list[Asked]:
    """Find candidates for parties of a report.

    Args:
        parties: ULID to name of those named in the report, each person once.
    """
    refresh_register()
    refresh(keys)
    names = _known_names()
    pairs = _judged_pairs()
    shortlists = {party: _shortlist(party, name, names, pairs) for party, name in parties.items()}
    told = _contexts({one for found in shortlists.values() for one in found} | set(parties))
    wanted = {one for found in shortlists.values() for one in found}
    homes = dict(Party.objects.filter(pk__in=wanted).values_list("id", "report"))
    titles = _titles({home for home in homes.values() if home})
    asked = []
    for party, name in parties.items():
        found = _candidates(party, name, shortlists[party], names, told, homes, titles)
        if found:
            asked.append(Asked(party, name, found))
    return asked


def _titles(reports: set[str]) -> dict[str, str]:
    facts = list(Fact.objects.filter(thing__in=reports, field__in=("title", "file_name")))
    values = plain_values(facts)
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for fact in facts:
        told[fact.thing][fact.field] = values[fact.id]
    return {report: title_of(fields) for report, fields in told.items()}


def _known_names() -> dict[str, str]:
    facts = Fact.objects.filter(field="name", item=None, status="accepted", erased=False)
    rows = list(facts.filter(author__startswith="u:"))
    values = plain_values(rows)
    return {fact.thing: str(values[fact.id]) for fact in rows if values[fact.id]}


def _judged_pairs() -> set[frozenset[str]]:
    """Answer the pairs that somebody judged; what was taken back is asked again."""
    back = taken_back(notes_of_reports())
    rows = Judgement.objects.exclude(seq__in=back).values_list("left", "right")
    return {frozenset(pair) for pair in rows}


def _shortlist(
    party: str, name: str, names: Mapping[str, str], pairs: set[frozenset[str]]
) -> list[str]:
    """Answer those named who share keys with a name and were not judged yet."""
    found = parties_near(keys(name), weight_of=key_weight, most=_LOOKED_AT)
    open_ones = {one for one in found if one != party and one in names}
    return sorted(one for one in open_ones if frozenset((party, one)) not in pairs)


def _contexts(parties: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Answer outlet, place, days and role of each party, from the acts that hit them."""
    victims = Fact.objects.filter(party__in=list(parties), field="victim")
    party_of = {fact.thing: str(fact.party) for fact in victims}
    rows = Fact.objects.filter(thing__in=list(party_of), field__in=_PERSONAL)
    facts = list(rows.exclude(status="rejected"))
    values = plain_values(facts)
    told: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if values[fact.id] is not None:
            told[party_of[fact.thing]][fact.field].append(values[fact.id])
    return {party: dict(fields) for party, fields in told.items()}


def _candidates(
    party: str,
    name: str,
    others: Sequence[str],
    names: Mapping[str, str],
    told: Mapping[str, dict[str, Any]],
    homes: Mapping[str, str | None],
    reports: Mapping[str, str],
) -> tuple[Candidate, ...]:
    """Compare, and put mentions of one spelling in one report together."""
    grouped: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for other in others:
        grouped[names[other], homes.get(other)].append(other)
    found = []
    for (spelt, home), mentions in grouped.items():
        result = compare(
            name, spelt, left_context=told.get(party), right_context=told.get(mentions[0])
        )
        if result.score >= LEAST and result.verdict is not Verdict.DIFFERENT:
            against = tuple(reason for reason in result.reasons if _is_against(reason))
            found.append((result.score, Candidate(
                tuple(mentions), spelt, reports.get(home or "", ""), f"{result.score:.2f}",
                result.score >= 0.5, tuple(r for r in result.reasons if r not in against), against,
            )))  # fmt: skip
    found.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].others))
    return tuple(candidate for _, candidate in found[:MOST])


def _is_against(reason: str) -> bool:
    return any(word in reason for word in ("differ", "veto", "too few", "unsure", "could be"))


def judge(form: Writing, party: str, others: Sequence[str], verdict: str) -> None:
    """Say of a party and of mentions of one name whether they are the same.

    The party that is public already is the one that is kept.

    Raises:
        MatchContradicted: "same" against a standing "different", or the reverse.
    """
    public = set(
        Party.objects.filter(pk__in=others).exclude(public_id=None).values_list("id", flat=True)
    )
    entries = []
    for other in others:
        left, right = sorted((party, other))
        keeps = other if other in public else party
        fact = {"fact": f"{left}.match.{right}", "value": {"verdict": verdict, "kept": keeps},
                "cites": []}  # fmt: skip
        payload: Payload = {"reason": None, "facts": [fact]}
        entries.append(
            NewEntry(form.entry_id(), form.actor, Kind.MATCH, f"party:{keeps}", payload, form.base)
        )
    form.append(*entries)


def parties_to_ask(report: str) -> dict[str, str]:
    """Answer those whom a report names in acts that stand, each person once."""
    acts = list(
        Act.objects.filter(report=report).exclude(state="rejected").values_list("id", flat=True)
    )
    used = Fact.objects.filter(thing__in=acts, status="accepted").exclude(party=None)
    parties = sorted({fact.party for fact in used.only("party") if fact.party})
    names = list(Fact.objects.filter(thing__in=parties, field="name", status="accepted"))
    values = plain_values(names)
    stands = kept(parties)
    shown: dict[str, str] = {}
    for fact in sorted(names, key=lambda fact: (stands[fact.thing] != fact.thing, fact.thing)):
        if values[fact.id] and stands[fact.thing] not in {stands[one] for one in shown}:
            shown[fact.thing] = str(values[fact.id])
    return shown
