"""Decides the facts of one report as a careful reader would: accepts, corrects, rejects.

In: the acts that a script wants, and what the coder drafted. Out: entries of one person. What is
decided already is left alone, so that a run that was stopped can be taken up again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khronika.demo.sample import Body, SampleDamaged, Script, Told, Wanted, Words
from khronika.model.canonical import Json
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Fact, Report
from khronika.record.steps import Change
from khronika.record.values import read, read_large

SINGLE = ("type", "kind", "role", "affiliation", "count", "date", "place", "status")


@dataclass(slots=True)
class Deciding:
    """One report under the hands of the person who decides.

    Args:
        ledger: the record.
        script: what is to be published.
        report: ULID of the report in the inbox.
        coder: `u:` and ULID of the person who decides.
        editor: `u:` and ULID of the person who approves and publishes.
        second: of another editor, who approves what the first one corrects.
        home: `KHRONIKA_HOME`.
    """

    ledger: Ledger
    script: Script
    report: str
    coder: str
    editor: str
    second: str
    home: Path

    @property
    def base(self) -> int:
        """The record as it is now: what a person's screen would be made from."""
        return self.ledger.head()[0]

    def page(self) -> tuple[str, str]:
        """Answer the hash of the report's source and the text of its page."""
        row = Report.objects.get(pk=self.report)
        if row.text is None:
            raise SampleDamaged(f"{self.script.file} came in without a page; start with --fresh")
        pages: Any = read_large(row.text)
        sha256, page = next(iter(pages.items()))
        return sha256, page["text"]

    def cite(self, words: Words) -> list[Any]:
        """Answer where words stand: source, start, end."""
        sha256, text = self.page()
        return [sha256, *words.within(text)]

    def _name(self, party: str) -> str | None:
        fact = Fact.objects.filter(pk=f"{party}.name").exclude(status="rejected").first()
        value = plain(fact) if fact else None
        return None if value is None else str(value)

    def _decide(self, act: str, wanted: Wanted, covered: list[str]) -> None:
        facts = {fact.id: fact for fact in Fact.objects.filter(thing=act)}
        changes = list(self._single(act, wanted, facts))
        changes += self._bodies(act, "perpetrators", wanted.perpetrators, facts)
        changes += self._bodies(act, "sources", wanted.sources, facts)
        changes += self._wordings(act, "purposes", wanted.purposes, facts)
        changes += self._wordings(act, "charges", wanted.charges, facts)
        changes += self._covers(act, covered, wanted, facts)
        if changes:
            steps.decide(self.ledger, self.coder, "act", act, changes, base=self.base)
        victim = Fact.objects.get(pk=f"{act}.victim")
        self._decide_party(str(victim.party), wanted.name, wanted.kind, wanted.victim.words)
        if wanted.ground:
            self._open(str(victim.party), wanted.ground)

    def _single(self, act: str, wanted: Wanted, facts: Mapping[str, Fact]) -> Iterator[Change]:
        told = dict(wanted.fields)
        told["kind"] = Told(wanted.kind, wanted.victim.words)
        for name in SINGLE:
            fact = facts.get(f"{act}.{name}")
            if name in told:
                yield from self._settle(f"{act}.{name}", fact, told[name])
            elif fact is not None:
                yield from rejected(fact)
        yield from accepted(facts[f"{act}.victim"])
        if (note := facts.get(f"{act}.note")) is not None:
            yield from rejected(note)

    def _settle(self, id_: str, fact: Fact | None, told: Told) -> Iterator[Change]:
        value = told.value
        if id_.endswith(".count") and isinstance(value, Mapping):
            value = {**value, "approx": False}
        if fact is not None and plain(fact) == value:
            yield from accepted(fact)
        else:
            yield Change(id_, "correct", value, [self.cite(told.words)])

    def _bodies(
        self, act: str, field: str, wanted: Iterable[Body], facts: Mapping[str, Fact]
    ) -> Iterator[Change]:
        left = {body.name: body for body in wanted}
        for fact in _of_field(facts, field):
            body = left.pop(self._name(str(fact.party)) or "", None)
            if body is None or (body.kind and plain(fact).get("kind") != body.kind):
                yield from rejected(fact)
                if body is not None:
                    left[body.name] = body
                continue
            self._decide_party(str(fact.party), body.name, body.party, body.words)
            yield from accepted(fact)
        for body in left.values():
            party = self._party(body)
            value = {"party": party} | ({"kind": body.kind} if body.kind else {})
            yield Change(f"{act}.{field}.{party}", "correct", value, [self.cite(body.words)])

    def _party(self, body: Body) -> str:
        """Answer the party that this hand made for the same words before, or make it."""
        cites = [self.cite(body.words)]
        made = Fact.objects.filter(field="name", author=self.coder, cites=json.dumps(
            cites, separators=(",", ":"), ensure_ascii=False
        ))  # fmt: skip
        for fact in made:
            if plain(fact) == body.name and self._kind(fact.thing) == body.party:
                return fact.thing
        party = self.ledger.new_id()
        fields = {"kind": body.party, "name": body.name}
        steps.set_party(self.ledger, self.coder, party, fields, report=self.report, cites=cites,
                        base=self.base)  # fmt: skip
        return party

    def _kind(self, party: str) -> Json:
        fact = Fact.objects.filter(pk=f"{party}.kind").first()
        return plain(fact) if fact else None

    def _wordings(
        self, act: str, field: str, wanted: Iterable[Told], facts: Mapping[str, Fact]
    ) -> Iterator[Change]:
        left = {str(told.value): told for told in wanted}
        for fact in _of_field(facts, field):
            told = left.pop(str((plain(fact) or {}).get("text")), None)
            yield from accepted(fact) if told else rejected(fact)
        for told in left.values():
            id_ = f"{act}.{field}.{self.ledger.new_id()}"
            yield Change(id_, "correct", {"text": told.value}, [self.cite(told.words)])

    def _covers(
        self, act: str, covered: list[str], wanted: Wanted, facts: Mapping[str, Fact]
    ) -> Iterator[Change]:
        left = list(covered)
        for fact in [*_of_field(facts, "covers"), *_of_field(facts, "apart"),
                     *_of_field(facts, "same")]:  # fmt: skip
            if fact.field == "covers" and fact.item in left:
                left.remove(str(fact.item))
                yield from accepted(fact)
            else:
                yield from rejected(fact)
        cites = [self.cite(wanted.victim.words)]
        for other in left:
            yield Change(f"{act}.covers.{other}", "correct", {"act": other}, cites)

    def _decide_party(self, party: str, name: str | None, kind: str, words: Words) -> None:
        """Accept or correct what a party is and is called."""
        facts = {fact.field: fact for fact in Fact.objects.filter(thing=party, item=None)}
        cites = [self.cite(words)]
        changes: list[Change] = []
        for field, value in (("kind", kind), ("name", name)):
            fact = facts.get(field)
            if fact is not None and plain(fact) == value:
                changes += accepted(fact)
            elif value is not None:
                changes.append(Change(f"{party}.{field}", "correct", value, cites))
            elif fact is not None:
                changes += rejected(fact)
        if changes:
            steps.decide(self.ledger, self.coder, "party", party, changes, base=self.base)

    def _open(self, party: str, ground: str) -> None:
        level = Fact.objects.filter(pk=f"{party}.level").first()
        if level is None or plain(level) != "public":
            steps.set_access(self.ledger, self.coder, f"party:{party}", level="public",
                             ground=ground, base=self.base)  # fmt: skip


def plain(fact: Fact) -> Any:
    """Answer the value of a fact, looked up where it stands outside the chain."""
    value = json.loads(fact.value)
    return read([fact.value_id]).get(fact.value_id) if fact.value_id else value


def _of_field(facts: Mapping[str, Fact], field: str) -> list[Fact]:
    return [fact for fact in facts.values() if fact.field == field]


def _is_settled(fact: Fact, status: str) -> bool:
    return fact.status == status and fact.author.startswith("u:")


def accepted(fact: Fact) -> Iterator[Change]:
    """Accept a fact that nobody has accepted yet."""
    if not _is_settled(fact, "accepted"):
        yield Change(fact.id)


def rejected(fact: Fact) -> Iterator[Change]:
    """Reject a fact that nobody has rejected yet."""
    if fact.status != "rejected":
        yield Change(fact.id, "reject")
