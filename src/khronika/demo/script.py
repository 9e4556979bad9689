"""Plays two people of an office: one decides what a report tells, another stands behind it.

In: a report in the inbox, and what a careful reader would say of it. Out: one published event.
Every step goes through the functions that the desk calls, looks first at what is done already,
and so can be taken up again wherever it was stopped.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from khronika.demo.sample import Body, SampleDamaged, Script, Told, Wanted, Words
from khronika.flow.package import PackageNamesSomebody
from khronika.flow.stand import stand_behind, withdraw
from khronika.model.canonical import Json
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Event, Fact, Report
from khronika.record.proposal import propose
from khronika.record.public.read import current
from khronika.record.steps import Change
from khronika.record.values import read, read_large

SINGLE = ("type", "kind", "role", "affiliation", "count", "date", "place", "status")


@dataclass(slots=True)
class Play:
    """One script under way.

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

    def run(self) -> str:
        """Bring the report's event to publication and what follows; answer the event's ULID."""
        acts = self._acts()
        ids = {index: act.id for index, act in acts.items()}
        event = next((a.event for a in acts.values() if a.event), None)
        if event is None or Event.objects.get(pk=event).state not in ("published", "withdrawn"):
            event = self._bring_out(event, ids)
        self._mend(f"event:{event}", ids)
        self._take_back(f"event:{event}")
        return event

    def _bring_out(self, event: str | None, ids: Mapping[int, str]) -> str:
        """Decide everything and publish it; what is mended later is published wrongly first."""
        wrong = {(one.act, one.field): one.wrong for one in self.script.mended}
        for index, wanted in enumerate(self.script.acts):
            fields = {
                name: replace(told, value=wrong.get((index, name), told.value))
                for name, told in wanted.fields.items()
            }
            told = replace(wanted, fields=fields)
            self._decide(ids[index], told, self._covered(wanted, ids))
        self._reject_others(ids.values())
        self._name_others()
        made = self._compose(event or self.ledger.new_id(), list(ids.values()))
        self._publish(f"event:{made}")
        return made

    def _mend(self, subject: str, ids: Mapping[int, str]) -> None:
        """Correct what was published wrongly, with its reason, and publish it again."""
        public = current(subject)
        if public is None or public.is_tombstone:
            return
        corrected = {one["fact"] for one in public.body["corrections"]}
        for one in self.script.mended:
            id_ = f"{ids[one.act]}.{one.field}"
            if id_ in corrected:
                continue
            told = self.script.acts[one.act].fields[one.field]
            changes = list(self._settle(id_, Fact.objects.get(pk=id_), told))
            if any(change.verdict == "correct" for change in changes):
                steps.correct(
                    self.ledger, self.editor, "act", ids[one.act], changes,
                    reason=one.reason, base=self.base,
                )  # fmt: skip
            stand_behind(
                self.ledger, subject, author=self.editor, second=self.second, home=self.home
            )

    def _take_back(self, subject: str) -> None:
        """Take the event down again where the script gives a reason."""
        public = current(subject)
        if self.script.withdrawn and public and not public.is_tombstone:
            withdraw(
                self.ledger, self.editor, [subject],
                reason=self.script.withdrawn, base=self.base, home=self.home,
            )  # fmt: skip

    def _publish(self, subject: str) -> None:
        """Publish with the package, or without it where it names somebody withheld."""
        publish = partial(
            stand_behind,
            self.ledger,
            subject,
            author=self.coder,
            second=self.editor,
            home=self.home,
        )
        try:
            publish()
        except PackageNamesSomebody:
            steps.set_access(
                self.ledger,
                self.second,
                f"report:{self.report}",
                level="restricted",
                base=self.base,
            )
            publish()

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

    def _acts(self) -> dict[int, Act]:
        """Find the coder's act for each that is wanted; propose by hand those it missed."""
        found = self._match()
        missing = [index for index in range(len(self.script.acts)) if index not in found]
        if missing:
            acts = [self._as_coding(index) for index in missing]
            sha256 = self.page()[0]
            coding = {"source_sha256": sha256, "acts": acts, "interventions": []}
            propose(self.ledger, self.coder, self.report, coding, base=self.base)
            found = self._match()
        return found

    def _match(self) -> dict[int, Act]:
        """Pair wanted acts with those of the report: same type, same name or kind of group."""
        free = list(Act.objects.filter(report=self.report).order_by("id"))
        told = {act.id: self._told(act.id) for act in free}
        pairs: dict[int, Act] = {}
        for index, wanted in enumerate(self.script.acts):
            for act in free:
                if _is_meant(wanted, told[act.id]):
                    pairs[index] = act
                    free.remove(act)
                    break
        return pairs

    def _told(self, act: str) -> dict[str, Any]:
        """Answer what the record says of an act: field to value, and the victim's name."""
        facts = {fact.id: fact for fact in Fact.objects.filter(thing=act)}
        told = {fact.field: plain(fact) for fact in facts.values() if fact.item is None}
        victim = facts.get(f"{act}.victim")
        told["name"] = self._name(victim.party) if victim and victim.party else None
        return told

    def _name(self, party: str) -> str | None:
        fact = Fact.objects.filter(pk=f"{party}.name").exclude(status="rejected").first()
        value = plain(fact) if fact else None
        return None if value is None else str(value)

    def _as_coding(self, index: int) -> dict[str, Any]:
        """Write a wanted act as `khronika code` would."""
        wanted = self.script.acts[index]

        def fact(told: Told) -> dict[str, Any]:
            span = self.cite(told.words)[1:]
            return {"cites": [span], "rule": "by-hand", "confidence": 1.0}

        values = {name: told.value for name, told in wanted.fields.items()}
        facts = {name: fact(told) for name, told in wanted.fields.items()}
        return {
            "id": f"by-hand-{index}",
            "event": "by-hand",
            "type": values["type"],
            "victim": {
                "name": wanted.name,
                "kind": wanted.kind,
                "role": values.get("role", "other"),
                "affiliation": values.get("affiliation"),
            },
            "count": values.get("count"),
            "date": values.get("date"),
            "place": values.get("place"),
            "status": values.get("status", "unknown"),
            "cites": [self.cite(wanted.victim.words)[1:]],
            "facts": facts | {"victim": fact(wanted.victim)},
            "confidence": 1.0,
        }

    def _covered(self, wanted: Wanted, ids: Mapping[int, str]) -> list[str]:
        if not wanted.covers_everybody:
            return []
        return [
            ids[index] for index, act in enumerate(self.script.acts) if act.name and index in ids
        ]

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
                yield from _reject(fact)
        yield from _accept(facts[f"{act}.victim"])
        if (note := facts.get(f"{act}.note")) is not None:
            yield from _reject(note)

    def _settle(self, id_: str, fact: Fact | None, told: Told) -> Iterator[Change]:
        value = told.value
        if id_.endswith(".count") and isinstance(value, Mapping):
            value = {**value, "approx": False}
        if fact is not None and plain(fact) == value:
            yield from _accept(fact)
        else:
            yield Change(id_, "correct", value, [self.cite(told.words)])

    def _bodies(
        self, act: str, field: str, wanted: Iterable[Body], facts: Mapping[str, Fact]
    ) -> Iterator[Change]:
        left = {body.name: body for body in wanted}
        for fact in _of_field(facts, field):
            body = left.pop(self._name(str(fact.party)) or "", None)
            if body is None or (body.kind and plain(fact).get("kind") != body.kind):
                yield from _reject(fact)
                if body is not None:
                    left[body.name] = body
                continue
            self._decide_party(str(fact.party), body.name, body.party, body.words)
            yield from _accept(fact)
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
            yield from _accept(fact) if told else _reject(fact)
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
                yield from _accept(fact)
            else:
                yield from _reject(fact)
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
                changes += _accept(fact)
            elif value is not None:
                changes.append(Change(f"{party}.{field}", "correct", value, cites))
            elif fact is not None:
                changes += _reject(fact)
        if changes:
            steps.decide(self.ledger, self.coder, "party", party, changes, base=self.base)

    def _name_others(self) -> None:
        """Let those be named whom the report names beside the event, coded or not."""
        found: set[str] = set()
        for fact in Fact.objects.filter(field="name", item=None).exclude(status="rejected"):
            name = str(plain(fact))
            # A slip is one wherever the coder made it: undecided, it hides the name everywhere.
            if name in self.script.slips and fact.status != "accepted":
                changes = list(_reject(fact))
                steps.decide(self.ledger, self.coder, "party", fact.thing, changes, base=self.base)
            if name in self.script.named and self._is_here(fact):
                found.add(name)
                self._name_one(fact.thing, name)
        for name in self.script.named.keys() - found:
            body = Body(name, self.script.named[name][0], Words(name))
            self._name_one(self._party(body), name)

    def _name_one(self, party: str, name: str) -> None:
        kind, ground = self.script.named[name]
        self._decide_party(party, name, kind, Words(name))
        if ground:
            self._open(party, ground)

    def _reject_others(self, wanted: Iterable[str]) -> None:
        """Reject what the coder drafted of the same types beside the acts that are wanted."""
        types = {act.type.value for act in self.script.acts}
        others = Act.objects.filter(report=self.report, event=None).exclude(pk__in=list(wanted))
        for act in others.exclude(state="rejected"):
            fact = Fact.objects.get(pk=f"{act.id}.type")
            if plain(fact) in types:
                steps.decide(
                    self.ledger, self.coder, "act", act.id, list(_reject(fact)), base=self.base
                )

    def _is_here(self, fact: Fact) -> bool:
        return any(cite[0] == self.page()[0] for cite in json.loads(fact.cites))

    def _open(self, party: str, ground: str) -> None:
        level = Fact.objects.filter(pk=f"{party}.level").first()
        if level is None or plain(level) != "public":
            steps.set_access(self.ledger, self.coder, f"party:{party}", level="public",
                             ground=ground, base=self.base)  # fmt: skip

    def _compose(self, event: str, acts: list[str]) -> str:
        outside = list(
            Act.objects.filter(pk__in=acts).exclude(event=event).values_list("id", flat=True)
        )
        outside += list(Act.objects.filter(pk__in=acts, event=None).values_list("id", flat=True))
        if outside:
            new = sorted(set(outside))
            steps.compose(self.ledger, self.coder, event, new, base=self.base)
        titled = {plain(f)["lang"] for f in Fact.objects.filter(thing=event, field="title")}
        changes = [
            Change(
                f"{event}.title.{self.ledger.new_id()}", "correct", {"lang": lang, "text": text}
            )
            for lang, text in self.script.titles.items()
            if lang not in titled
        ]
        if changes:
            steps.decide(self.ledger, self.coder, "event", event, changes, base=self.base)
        self._open_report()
        return event

    def _open_report(self) -> None:
        level = Fact.objects.get(pk=f"{self.report}.level")
        if plain(level) != self.script.level:
            steps.set_access(self.ledger, self.coder, f"report:{self.report}",
                             level=self.script.level, base=self.base)  # fmt: skip
        steps.accept_all(self.ledger, self.coder, [("report", self.report)], base=self.base)


def _is_meant(wanted: Wanted, told: Mapping[str, Any]) -> bool:
    if told.get("type") != wanted.type.value:
        return False
    if wanted.name is not None:
        return bool(told["name"] == wanted.name)
    role = wanted.fields["role"].value
    return told.get("kind") == wanted.kind and told.get("role") == role


def plain(fact: Fact) -> Any:
    """Answer the value of a fact, looked up where it stands outside the chain."""
    value = json.loads(fact.value)
    return read([fact.value_id]).get(fact.value_id) if fact.value_id else value


def _of_field(facts: Mapping[str, Fact], field: str) -> list[Fact]:
    return [fact for fact in facts.values() if fact.field == field]


def _is_settled(fact: Fact, status: str) -> bool:
    return fact.status == status and fact.author.startswith("u:")


def _accept(fact: Fact) -> Iterator[Change]:
    if not _is_settled(fact, "accepted"):
        yield Change(fact.id)


def _reject(fact: Fact) -> Iterator[Change]:
    if fact.status != "rejected":
        yield Change(fact.id, "reject")
