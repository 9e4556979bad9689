"""Plays two people of an office: one decides what a report tells, another stands behind it.

In: a report in the inbox, and what a careful reader would say of it. Out: one published event.
Every step goes through the functions that the desk calls, looks first at what is done already,
and so can be taken up again wherever it was stopped.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from khronika.demo.deciding import Deciding, plain, rejected
from khronika.demo.sample import Body, Told, Wanted, Words
from khronika.flow.package import PackageNamesSomebody
from khronika.flow.stand import stand_behind, withdraw
from khronika.record import steps
from khronika.record.models import Act, Event, Fact
from khronika.record.proposal import propose
from khronika.record.public.read import current
from khronika.record.steps import Change


@dataclass(slots=True)
class Play(Deciding):
    """One script under way: its report decided, its event published, and what follows."""

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

    def _name_others(self) -> None:
        """Let those be named whom the report names beside the event, coded or not."""
        found: set[str] = set()
        for fact in Fact.objects.filter(field="name", item=None).exclude(status="rejected"):
            name = str(plain(fact))
            # A slip is one wherever the coder made it: undecided, it hides the name everywhere.
            if name in self.script.slips and fact.status != "accepted":
                changes = list(rejected(fact))
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
                    self.ledger, self.coder, "act", act.id, list(rejected(fact)), base=self.base
                )

    def _is_here(self, fact: Fact) -> bool:
        return any(cite[0] == self.page()[0] for cite in json.loads(fact.cites))

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
