"""Writes drafts as acts: each stated field is a fact with spans of its own."""

import re
from collections.abc import Callable, Sequence

from khronika.code.acts.draft import Draft, clip, naming, words_of
from khronika.code.acts.tallies import is_tally
from khronika.code.cast.entities import Entity
from khronika.code.cast.roles import likely_role
from khronika.code.evidence import kind_of
from khronika.code.fields import charge_of, purpose_of, source_of, takes_charge
from khronika.code.parsed import Sentence
from khronika.code.reader import Parts
from khronika.model.act import Act, Fact, Involvement, MissedWord, Victim
from khronika.model.canonical import Json
from khronika.model.page import Gap
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, Role, Status, VictimKind

_Add = Callable[[str, Json, Sequence[Span], str, int], None]


class Scribe:
    """Writes the acts of one text."""

    def __init__(self, parts: Parts, gaps: Sequence[Gap]) -> None:
        self.parts, self.parsed, self.cast, self.gaps = parts, parts.parsed, parts.cast, gaps
        # In English it bought nothing (.756 for .756 of victims in train), in Russian .01.
        is_told = self.parsed.lang != "en"
        self.likely = (
            likely_role(self.parsed, self.cast, parts.lexicon) if is_told else "journalist"
        )
        # Many acts may stand in one sentence: its wording is looked for once.
        self.charges: dict[int, list[Span]] = {}
        self.purposes: dict[int, Span | None] = {}
        self.sources: dict[int, Span | None] = {}

    def acts(self, drafts: Sequence[Draft]) -> list[Act]:
        """Answer the acts, with a fact for each field that has a value."""
        ids = {}
        for number, draft in enumerate(drafts):
            ids[draft.entity.id, draft.pair.type] = f"a{number + 1}"
        return [self._act(draft, f"a{n + 1}", ids) for n, draft in enumerate(drafts)]

    def _act(self, draft: Draft, number: str, ids: dict[tuple[int, str], str]) -> Act:
        entity, text = draft.entity, self.parsed.text
        facts = self._facts(draft)
        by_field = {fact.field: fact for fact in facts}
        covers = tuple(
            ids[m, draft.pair.type] for m in entity.members if (m, draft.pair.type) in ids
        )
        charge, purpose = by_field.get("charge"), by_field.get("purpose")
        sources = by_field.get("sources")
        return Act(
            id=number,
            event=draft.event,
            type=ActType(draft.pair.type),
            victim=self._victim(entity),
            cites=tuple(dict.fromkeys(draft.cites)),
            facts=tuple(facts),
            confidence=round(1000 * draft.pair.probability),
            count=entity.count if entity.kind == "group" else None,
            perpetrators=tuple(
                Involvement(self.parsed.surface(a.first, a.last), a.kind) for a in draft.agents
            ),
            date=draft.date,
            place=draft.place,
            status=draft.status,
            charge=str(charge.value) if charge else None,
            purpose=str(purpose.value) if purpose else None,
            sources=(str(sources.cites[0].of(text)),) if sources else (),
            covers=covers,
            note=self._note(entity),
            is_optional=is_tally(self.parsed, draft),
        )

    def _victim(self, entity: Entity) -> Victim:
        affiliation = self.parsed.surface(*entity.affiliation) if entity.affiliation else None
        if affiliation is not None and entity.kind == "organisation":
            affiliation = None
        default = "outlet" if entity.kind == "organisation" else self.likely
        name = re.sub(r"\s+", " ", entity.name) if entity.name else None
        return Victim(name, VictimKind(entity.kind), Role(entity.role or default), affiliation)

    def _note(self, entity: Entity) -> str | None:
        if entity.name is not None or entity.kind == "group":
            return None
        phrase = self.parsed.surface(entity.first, entity.last)
        end = self.parsed.words[entity.last].end
        for gap in self.gaps:
            if (
                any(abs(gap.start - self.parsed.words[m.last].end) <= 3 for m in entity.mentions)
                or abs(gap.start - end) <= 3
            ):
                return f'unnamed: the page lost words after "{phrase}" ({gap.why})'
        return f'unnamed in the text: "{phrase}"'

    def _facts(self, draft: Draft) -> list[Fact]:
        text, parsed = self.parsed.text, self.parsed
        rule = f"lexicon {draft.trigger.lemma!r}" if draft.trigger else "learned: sentence type"
        sure = round(1000 * draft.pair.probability)
        words = words_of(self.parsed, draft)
        entity = draft.entity
        facts = [Fact("type", draft.pair.type, (words,), f"{rule}; learned pair", sure)]
        spot = naming(self.parsed, entity)

        def add(name: str, value: Json, spans: Sequence[Span], how: str, confidence: int) -> None:
            kept = tuple(dict.fromkeys(clip(text, s, s) for s in spans))
            chance = draft.sure.get(name)
            if chance:
                # Calibrated on held-out acts; without a learned choice the rule's own estimate.
                how, confidence = f"{how}; learned choice", round(1000 * chance)
            if kept:
                facts.append(Fact(name, value, kept, how, confidence))

        add("victim", entity.name, [spot], f"cast: {kind_of(entity)}", sure)
        if entity.role and entity.role_word is not None:
            add(
                "role",
                entity.role,
                [parsed.span(entity.role_word, entity.role_word)],
                "role noun",
                800,
            )
        if entity.affiliation and entity.kind != "organisation":
            span = parsed.span(*entity.affiliation)
            add("affiliation", span.of(text), [span], "outlet beside the name", 650)
        if entity.kind == "group" and entity.count:
            add("count", dict(entity.count.to_json()), [spot], "number before the noun", 800)
        if draft.date and draft.when:
            how = "date in the sentence" if draft.date_is_own else "date of the event"
            how = "as old as the report" if draft.when.is_report else how
            add(
                "date",
                dict(draft.date.to_json()),
                [draft.when.span],
                how,
                800 if draft.date_is_own else 550,
            )
        if draft.place:
            place = {"name": draft.place.name, "country": draft.place.country}
            add(
                "place", dict(place), draft.place_spans, "nearest town, countries of the text", 650
            )
        for agent in draft.agents[:1]:
            value: Json = [
                {"text": parsed.surface(a.first, a.last), "kind": a.kind.value}
                for a in draft.agents
            ]
            spans = [parsed.span(a.first, a.last) for a in draft.agents]
            how = "subject of the act" if agent.is_direct else "body named beside the act"
            add("perpetrators", value, spans, how, 750 if agent.is_direct else 450)
        if draft.status is not Status.UNKNOWN and draft.status_span:
            add(
                "status", draft.status.value, [draft.status_span], "status words, last stated", 600
            )
        self._wording(draft, add)
        return facts

    def _source(self, draft: Draft) -> Span | None:
        """Answer who is credited: in the act's sentence, else beside it in the same paragraph."""
        sentences, here = self.parsed.sentences, draft.sentence
        near = [here.number, here.number + 1, *draft.pair.sentences, here.number - 1]
        for number in dict.fromkeys(n for n in near if 0 <= n < len(sentences)):
            if sentences[number].block == here.block:
                if number not in self.sources:
                    self.sources[number] = source_of(
                        self.parsed, sentences[number], self.cast, self.parts.lexicon
                    )
                found = self.sources[number]
                if found is not None:
                    return found
        return None

    def _charge(self, sentence: Sentence) -> list[Span]:
        """Answer the words for the offence in a sentence or, where it has none, in the next."""
        if sentence.number not in self.charges:
            after = self.parsed.sentences[sentence.number + 1 : sentence.number + 2]
            near = [sentence, *(s for s in after if s.block == sentence.block)]
            spans = [Span(s.start, s.end) for s in near]
            self.charges[sentence.number] = charge_of(self.parsed.text, spans)
        return self.charges[sentence.number]

    def _purpose(self, sentence: Sentence) -> Span | None:
        if sentence.number not in self.purposes:
            here = Span(sentence.start, sentence.end)
            self.purposes[sentence.number] = purpose_of(self.parsed.text, here)
        return self.purposes[sentence.number]

    def _wording(self, draft: Draft, add: _Add) -> None:
        text, sentence = self.parsed.text, draft.sentence
        if takes_charge(draft.pair.type):
            found = self._charge(sentence)
            if found:
                add(
                    "charge",
                    "; ".join(s.of(text) for s in found),
                    found,
                    "words after the charge",
                    600,
                )
        purpose = self._purpose(sentence)
        if purpose:
            add("purpose", purpose.of(text), [purpose], "stated reason", 500)
        source = self._source(draft)
        if source:
            add("sources", [source.of(text)], [source], "who is credited", 600)


def missed(parts: Parts, drafts: Sequence[Draft]) -> list[MissedWord]:
    """Answer the words that look like acts and belong to no act."""
    coded = {(d.sentence.number, d.pair.type) for d in drafts}
    out = []
    for trigger in parts.triggers:
        number = parts.parsed.words[trigger.anchor].sentence
        if (number, trigger.type) not in coded:
            out.append(MissedWord(parts.parsed.span(trigger.first, trigger.last), trigger.lemma))
    return out
