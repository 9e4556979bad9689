"""Asks whether somebody named in a report is known already: candidates with reasons.

Names that people accepted are compared, whatever report they stand in; what speaks for and
against is shown, and a person says same, different or unsure. Nothing here joins anybody.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from khronika.desk.gate import Writing
from khronika.desk.notes import notes_of_reports, taken_back
from khronika.desk.report.reasons import Reason, say_reason
from khronika.desk.report.rows import plain_values
from khronika.desk.report.text import around, whole_texts
from khronika.desk.report.titles import titles_of
from khronika.flow.registers import refresh_register
from khronika.match import Verdict, compare, key_weight, keys
from khronika.match.bodies.offering import is_generic
from khronika.match.score import TOO_LITTLE
from khronika.record.candidates import parties_near, refresh
from khronika.record.identity import kept
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.models import Act, Fact, Judgement, Party, Report
from khronika.record.values import Personal

LEAST = 0.3
"""Below this score the names speak against one person, and nobody is asked."""
MOST = 3
"""How many candidates a person is shown at once."""
_LOOKED_AT = 200
"""Named parties that are compared at most, those with the rarest keys first."""
_AGAINST = (
    "differ", "veto", "too few", "unsure", "could be", "on one side", "without ", "alias:",
)  # fmt: skip
"""What stands in reasons that speak against one person, or for care."""
_PERSONAL = ("affiliation", "place", "date", "role")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one named here; `others` are the mentions judged with one key."""

    others: tuple[str, ...]
    name: str
    where: str
    score: str
    is_likely: bool
    is_alias: bool
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    home: str = ""
    words: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A party of the report with its candidates, the likeliest first."""

    party: str
    name: str
    candidates: tuple[Candidate, ...]
    where: str = ""
    home: str = ""
    words: tuple[str, str, str] = ("", "", "")


def ask_about(parties: Mapping[str, str]) -> list[Asked]:
    """Find candidates for parties of a report.

    Args:
        parties: ULID to name of those named in the report, each person once.
    """
    refresh_register()
    refresh(keys)
    near = {
        party: parties_near(keys(name), weight_of=key_weight, most=_LOOKED_AT)
        for party, name in parties.items()
    }
    names = _accepted_names({one for found in near.values() for one in found})
    pairs = _judged_pairs()
    shortlists = {party: _shortlist(party, found, names, pairs) for party, found in near.items()}
    wanted = {one for found in shortlists.values() for one in found}
    told = _contexts(wanted | set(parties))
    generic = {one for one, name in {**names, **parties}.items() if is_generic(name)}
    if generic & (wanted | set(parties)):
        for party, scene in _scenes(wanted | set(parties)).items():
            told[party] = {**scene, **told.get(party, {})}
    homes, titles = homes_of(wanted | set(parties))
    asked = []
    for party, name in parties.items():
        found = _candidates(party, name, shortlists[party], names, told, homes, titles)
        if found:
            home = homes.get(party) or ""
            asked.append(Asked(party, name, found, titles.get(home, ""), home))
    return _with_words(asked)


def _with_words(asked: list[Asked]) -> list[Asked]:
    """Set the words beside each name in which its report names it."""
    shown = {one.party for one in asked}
    shown |= {candidate.others[0] for one in asked for candidate in one.candidates}
    cites = _words_of(shown)
    homes = {one.home for one in asked} | {c.home for one in asked for c in one.candidates}
    found = whole_texts(Report.objects.filter(pk__in=homes))
    texts = {sha256: text for own in found.values() for sha256, text in own.items()}

    def words(party: str) -> tuple[str, str, str]:
        source, start, end = (cites.get(party) or [("", 0, 0)])[0]
        return around(texts[source], start, end) if source in texts else ("", "", "")

    return [
        replace(one, words=words(one.party), candidates=tuple(
            replace(candidate, words=words(candidate.others[0])) for candidate in one.candidates
        ))
        for one in asked
    ]  # fmt: skip


def homes_of(parties: Iterable[str]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Answer the report of each party, and the title of each of these reports."""
    homes = dict(Party.objects.filter(pk__in=list(parties)).values_list("id", "report"))
    return homes, titles_of({home for home in homes.values() if home})


def names_of(parties: Iterable[str]) -> dict[str, str]:
    """Answer the name of each party that has one, whoever accepted it."""
    facts = Fact.objects.filter(thing__in=list(parties), field="name", item=None, erased=False)
    rows = list(facts.exclude(status="rejected"))
    values = plain_values(rows)
    return {fact.thing: str(values[fact.id]) for fact in rows if values[fact.id]}


def _accepted_names(parties: Iterable[str]) -> dict[str, str]:
    facts = Fact.objects.filter(thing__in=list(parties), field="name", item=None, erased=False)
    rows = list(facts.filter(status="accepted", author__startswith="u:"))
    values = plain_values(rows)
    return {fact.thing: str(values[fact.id]) for fact in rows if values[fact.id]}


def _judged_pairs() -> set[frozenset[str]]:
    """Answer the pairs that somebody judged; what was taken back is asked again."""
    back = taken_back(notes_of_reports())
    rows = Judgement.objects.exclude(seq__in=back).values_list("left", "right")
    return {frozenset(pair) for pair in rows}


def _shortlist(
    party: str, found: Iterable[str], names: Mapping[str, str], pairs: set[frozenset[str]]
) -> list[str]:
    """Answer those named who share keys with a name and were not judged yet."""
    open_ones = {one for one in found if one != party and one in names}
    return sorted(one for one in open_ones if frozenset((party, one)) not in pairs)


def _contexts(parties: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Answer outlet, place, days and role of each party, from the acts that hit them."""
    victims = Fact.objects.filter(party__in=list(parties), field="victim")
    party_of = {fact.thing: str(fact.party) for fact in victims}
    told: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for act, field, value in _told_of(party_of, _PERSONAL):
        told[party_of[act]][field].append(value)
    return {party: dict(fields) for party, fields in told.items()}


def _scenes(parties: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Answer where the acts took place in which each party has any part, and in which country."""
    parts = Fact.objects.filter(party__in=list(parties)).values_list("thing", "party")
    places: dict[str, list[Any]] = defaultdict(list)
    for act, _, value in _told_of({act for act, _ in parts}, ("place",)):
        places[act].append(value)
    scenes: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for act, party in sorted((act, str(party)) for act, party in set(parts)):
        for place in places[act]:
            if isinstance(place, Mapping):
                scenes[party]["place"].append(place.get("name"))
                scenes[party]["country"].append(place.get("country"))
    return {party: dict(fields) for party, fields in scenes.items()}


def _told_of(acts: Iterable[str], fields: Sequence[str]) -> list[tuple[str, str, Any]]:
    """Answer what stands of some fields of acts: the act, the field, the value."""
    rows = Fact.objects.filter(thing__in=list(acts), field__in=fields)
    facts = list(rows.exclude(status="rejected"))
    values = plain_values(facts)
    return [
        (fact.thing, fact.field, values[fact.id]) for fact in facts if values[fact.id] is not None
    ]


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
        if any(reason.startswith(TOO_LITTLE) for reason in result.reasons):
            continue
        if result.score >= LEAST and result.verdict is not Verdict.DIFFERENT:
            against = tuple(reason for reason in result.reasons if _is_against(reason))
            found.append((result.score, Candidate(
                tuple(mentions), spelt, reports.get(home or "", ""), f"{result.score:.2f}",
                result.score >= 0.5, result.is_alias,
                tuple(say_reason(r) for r in result.reasons if r not in against),
                tuple(say_reason(r) for r in against), home or "",
            )))  # fmt: skip
    found.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].others))
    return tuple(candidate for _, candidate in found[:MOST])


def _is_against(reason: str) -> bool:
    return any(word in reason for word in _AGAINST)


def judge(
    form: Writing, party: str, others: Sequence[str], verdict: str, *, reason: str = ""
) -> None:
    """Say of a party and of mentions of one name whether they are the same.

    The party that is public already is the one that is kept. The words by which they are named
    stand with the judgement.

    Args:
        form: marks, author and ids of the form.
        party: ULID of the one that the report names.
        others: ULIDs of the mentions that it is compared with.
        verdict: "same", "different" or "unsure".
        reason: why, in the words of who judged.

    Raises:
        MatchContradicted: "same" against a standing "different".
    """
    public = set(
        Party.objects.filter(pk__in=others).exclude(public_id=None).values_list("id", flat=True)
    )
    cites = _words_of([party, *others])
    entries = []
    for other in others:
        left, right = sorted((party, other))
        keeps = other if other in public else party
        fact = {"fact": f"{left}.match.{right}", "value": {"verdict": verdict, "kept": keeps},
                "cites": [*cites.get(left, ()), *cites.get(right, ())]}  # fmt: skip
        words = Personal(reason, f"party:{keeps}") if reason else None
        payload: Payload = {"reason": words, "facts": [fact]}
        entries.append(
            NewEntry(form.entry_id(), form.actor, Kind.MATCH, f"party:{keeps}", payload, form.base)
        )
    form.append(*entries)


def _words_of(parties: Iterable[str]) -> dict[str, list[Any]]:
    """Answer the words that name each party, as [source hash, start, end]."""
    rows = Fact.objects.filter(thing__in=list(parties), field="name", item=None, erased=False)
    return {thing: json.loads(cites) for thing, cites in rows.values_list("thing", "cites")}


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
