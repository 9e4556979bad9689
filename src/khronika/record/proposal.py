"""Turns a coding, as `khronika code` prints it, into proposals that a person decides on.

Every mention keeps a party of its own: acts that cite the very same words share one, and nothing
else is joined here (no machine merges two parties). Names and wordings leave the payload as
personal values; codes, counts, days and offsets stand in it. What the source does not state is no
fact: nothing is proposed of it, and nobody is asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from khronika.record.errors import RecordBusy, RecordMovedOn, ValueErased
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry
from khronika.record.ledger.sql import Statements
from khronika.record.subjects import MOST_LOOKS
from khronika.record.values import Large, Personal, read_large

FACTS_AN_ENTRY = 120
"""A coding of more facts than this is proposed in several entries of one append."""

BODIES = frozenset(
    {
        "police", "security_service", "military", "prosecutor", "court", "government", "prison",
        "regulator", "armed_group", "company", "political_group",
    }
)  # fmt: skip


@dataclass(slots=True)
class Proposal:
    """What was proposed: ULIDs by the labels of the coding, and the entries that say so."""

    report: str
    acts: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    interventions: list[str] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def propose(
    ledger: Ledger,
    actor: str,
    report: str,
    coding: Mapping[str, Any],
    *,
    base: int | None = None,
    words: str | None = None,
) -> Proposal:
    """Hand in a coding of a report as proposals.

    Args:
        ledger: where to write.
        actor: `s:coder`, or the person who coded.
        report: ULID of the report.
        coding: one object of `khronika code`.
        base: the head that a person's screen was made from; None for a service.
        words: of the page that was coded; where the record keeps others by now, since somebody
            was erased meanwhile, nothing is written. None where nobody read a page.

    Returns:
        The ULIDs given to acts, draft events and parties.

    Raises:
        EntryRefused: the report is unknown, or a rule forbids the proposal.
        ValueErased: the page is not the one that was coded any more.
    """
    drafting = _Drafting(ledger, report, coding)
    made = [drafting.thing(act) for act in coding["acts"]]
    made += [drafting.intervention(item) for item in coding.get("interventions", [])]
    entries = [
        NewEntry(ledger.new_id(), actor, Kind.PROPOSE, f"report:{report}", payload, base)
        for payload in drafting.payloads(made)
    ]
    source = str(coding["source_sha256"])
    drafting.proposal.entries = (
        ledger.append(*entries)
        if words is None
        else _while_it_stands(ledger, entries, lambda: _words_of(ledger, report, source) == words)
    )
    return drafting.proposal


def _while_it_stands(
    ledger: Ledger, entries: Sequence[NewEntry], stands: Callable[[], bool]
) -> list[Entry]:
    """Append on the very head at which the page is still the one that was coded."""
    for _ in range(MOST_LOOKS):
        head = ledger.head()[0]
        if not stands():
            raise ValueErased(
                "words of the page were covered while it was drafted; `khronika resume` drafts "
                "it from what is left"
            )
        try:
            return ledger.append(*(replace(one, head=head) for one in entries))
        except RecordMovedOn:
            if ledger.head()[0] == head:
                raise
    raise RecordBusy("others write all the while; `khronika resume` drafts it later")


def _words_of(ledger: Ledger, report: str, source: str) -> str | None:
    """Answer the text of a page of a report as the record keeps it now."""
    row = Statements.on(ledger.using).one("SELECT text FROM record_report WHERE id = %s", report)
    if row is None or row[0] is None:
        return None
    pages = read_large(row[0], using=ledger.using)
    page = pages.get(source) if isinstance(pages, Mapping) else None
    return str(page.get("text")) if isinstance(page, Mapping) else None


@dataclass(slots=True)
class _Made:
    """One act or intervention, the parties first mentioned in it, and all their facts."""

    thing: dict[str, Any]
    parties: list[str]
    facts: list[dict[str, Any]]


class _Drafting:
    def __init__(self, ledger: Ledger, report: str, coding: Mapping[str, Any]) -> None:
        self.ledger, self.report, self.coding = ledger, report, coding
        self.source = coding["source_sha256"]
        self.proposal = Proposal(report)
        self.mentions: dict[tuple[Any, ...], str] = {}
        for index, act in enumerate(coding["acts"]):
            self.proposal.acts[str(act.get("id", index))] = ledger.new_id()

    def thing(self, act: Mapping[str, Any]) -> _Made:
        label = str(act.get("id", len(self.proposal.events)))
        id_ = self.proposal.acts[label]
        made = _Made({"id": id_, "of": "act", "draft": self._event(act.get("event")),
                      "optional": bool(act.get("optional", False))}, [], [])  # fmt: skip
        victim = act["victim"]
        words = self._fact(act, "victim")
        party = self._party(made, victim.get("name"), victim["kind"], words)
        owner = f"party:{party}"
        put = _Put(made, id_, lambda name: self._fact(act, name))
        put("type", act["type"])
        put("victim", {"party": party})
        put("kind", victim["kind"])
        put("role", victim["role"])
        put("affiliation", _personal(victim.get("affiliation"), owner))
        put("count", _count(act.get("count")))
        put("date", act.get("date"))
        put("place", _personal(act.get("place"), f"report:{self.report}"))
        put("status", act.get("status") or "unknown")
        put("note", _personal(act.get("note"), owner))
        charge = act.get("charge")
        self._listed(put, "charges", "charge", _wordings(charge, "max_penalty"), owner)
        self._listed(put, "purposes", "purpose", _wordings(act.get("purpose")), owner)
        for covered in act.get("covers") or []:
            other = self.proposal.acts[str(covered)]
            put(f"covers.{other}", {"act": other}, "covers")
        self._people(made, put, act)
        return made

    def _people(self, made: _Made, put: "_Put", act: Mapping[str, Any]) -> None:
        for part in act.get("perpetrators") or []:
            words = self._fact(act, "perpetrators")
            party = self._party(made, part["text"], _party_kind(part), words)
            put(f"perpetrators.{party}", {"party": party, "kind": part["kind"]}, "perpetrators")
        for text in act.get("sources") or []:
            party = self._party(made, text, "unknown", self._fact(act, "sources"))
            put(f"sources.{party}", {"party": party}, "sources")

    def _listed(
        self, put: "_Put", field_name: str, key: str, items: list[dict[str, Any]], owner: str
    ) -> None:
        for item in items:
            put(f"{field_name}.{self.ledger.new_id()}", Personal(item, owner), key)

    def intervention(self, item: Mapping[str, Any]) -> _Made:
        id_ = self.ledger.new_id()
        self.proposal.interventions.append(id_)
        made = _Made({"id": id_, "of": "intervention", "draft": self._event(item.get("event")),
                      "optional": False}, [], [])  # fmt: skip
        words = {"cites": item["cites"], "rule": item.get("rule"), "confidence": None}
        put = _Put(made, id_, lambda name: self._words(words))
        for end in ("by", "to"):
            names = item.get(end) or []
            for text in [names] if isinstance(names, str) else names:
                party = self._party(made, text, "unknown", self._words(words))
                put(f"{end}.{party}", {"party": party})
        put("date", _range(item.get("date")))
        put("what", _personal({"text": item["what"]}, f"report:{self.report}"))
        return made

    def _event(self, label: object) -> str | None:
        if label is None:
            return None
        events = self.proposal.events
        if str(label) not in events:
            events[str(label)] = self.ledger.new_id()
        return events[str(label)]

    def _party(self, made: _Made, name: str | None, kind: str, words: Mapping[str, Any]) -> str:
        spans = tuple(tuple(cite) for cite in words["cites"])
        key = (name, kind, spans)
        if name is not None and key in self.mentions:
            return self.mentions[key]
        party = self.mentions[key] = self.ledger.new_id()
        self.proposal.parties[party] = kind
        made.parties.append(party)
        made.facts.append({"fact": f"{party}.kind", "value": kind, **words})
        made.facts.append(
            {"fact": f"{party}.name", "value": _personal(name, f"party:{party}"), **words}
        )
        return party

    def _fact(self, act: Mapping[str, Any], name: str) -> dict[str, Any]:
        found = (act.get("facts") or {}).get(name) or {}
        return self._words(
            {
                "cites": found.get("cites") or act["cites"],
                "rule": found.get("rule"),
                "confidence": found.get("confidence", act.get("confidence")),
            }
        )

    def _words(self, found: Mapping[str, Any]) -> dict[str, Any]:
        confidence = found.get("confidence")
        return {
            "cites": [[self.source, *_ends(cite)] for cite in found["cites"]][:50],
            "rule": found.get("rule"),
            "confidence": None if confidence is None else round(confidence * 1000),
        }

    def payloads(self, made: Sequence[_Made]) -> Iterator[dict[str, Any]]:
        """Share the acts out over entries; the coding itself comes with the first."""
        coder = self.coding.get("coder") or {}
        named = {"name": coder["name"], "version": str(coder["version"])} if coder else None
        coding: Large | None = Large(dict(_whole(self.coding)), f"report:{self.report}")
        for batch in _batches(made):
            yield {
                "coder": named,
                "coding": coding,
                "parties": [party for item in batch for party in item.parties],
                "acts": [item.thing for item in batch],
                "facts": [fact for item in batch for fact in item.facts],
            }
            coding = None


def _batches(made: Sequence[_Made]) -> Iterator[list[_Made]]:
    batch: list[_Made] = []
    size = 0
    for item in made:
        if batch and size + len(item.facts) > FACTS_AN_ENTRY:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.facts)
    yield batch


class _Put:
    """Adds facts of one thing, each with the words that the coder gave for it."""

    def __init__(self, made: _Made, id_: str, words: Any) -> None:
        self.made, self.id, self.words = made, id_, words

    def __call__(self, name: str, value: Any, key: str | None = None) -> None:
        if _says_nothing(name, value):
            return  # there is nothing to decide: a person who knows it adds it with its words
        words = self.words(key or name)
        self.made.facts.append({"fact": f"{self.id}.{name}", "value": value, **words})


def _says_nothing(name: str, value: Any) -> bool:
    """Tell whether a value is only that something is not stated."""
    if isinstance(value, Personal):
        value = value.value
    if name == "status":
        return bool(value == "unknown")
    if isinstance(value, Mapping) and name in ("date", "place", "count"):
        return all(
            value.get(end) is None for end in ("start", "end", "name", "country", "min", "max")
        )
    return value is None


def _whole(value: Any) -> Any:
    # A float has no canonical form: confidences are kept per mille, as everywhere in the record.
    if isinstance(value, float):
        return round(value * 1000)
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value


def _ends(cite: Any) -> tuple[int, int]:
    if isinstance(cite, Mapping):
        return cite["start"], cite["end"]
    return cite[0], cite[1]


def _personal(value: Any, owner: str) -> Personal | None:
    return None if value is None else Personal(value, owner)


def _count(count: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if count is None:
        return None
    return {"min": count.get("min"), "max": count.get("max"), "approx": bool(count.get("approx"))}


def _range(date: Any) -> Any:
    return {"start": date, "end": date} if isinstance(date, str) else date


def _wordings(found: Any, extra: str | None = None) -> list[dict[str, Any]]:
    """Write charges and purposes as objects, however the coding writes them."""
    if found is None:
        return []
    items = found if isinstance(found, list) else [found]
    made = [dict(item) if isinstance(item, Mapping) else {"text": item} for item in items]
    if extra:
        for item in made:
            item.setdefault(extra, None)
    return made


def _party_kind(part: Mapping[str, Any]) -> str:
    """Guess what a perpetrator is: a body only where no part of its name could be a person's.

    Scripts without capitals give no such sign, so they stay `unknown`, which hides a name until
    a person says what it names.
    """
    text = part["text"].removeprefix("the ").removeprefix("The ")
    plain = text.isalpha() or text.replace(" ", "").isalpha()
    is_common = plain and text == text.lower() and text != text.upper()
    return "organisation" if part["kind"] in BODIES and is_common else "unknown"
