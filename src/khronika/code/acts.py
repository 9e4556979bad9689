"""Turns accepted pairs into acts: every field with its own words, acts grouped into events."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from khronika.code.dates import When, as_day
from khronika.code.entities import Entity
from khronika.code.evidence import Pair, kind_of
from khronika.code.fields import (
    DEFAULT_STATUS,
    Agent,
    Agents,
    charge_of,
    purpose_of,
    source_of,
    status_of,
    takes_charge,
)
from khronika.code.links.choose import Candidates, Choices
from khronika.code.links.context import Told, is_separate
from khronika.code.parsed import Argument, Sentence
from khronika.code.places import Atlas, Spot
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.model.act import Act, Fact, Involvement, MissedWord, Place, Victim
from khronika.model.canonical import Json
from khronika.model.date import DateRange, PartialDate
from khronika.model.page import Gap
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, BlockKind, Role, Status, VictimKind

LONGEST_CITE = 300
_Add = Callable[[str, Json, Sequence[Span], str, int], None]
_OPEN_ENDED = {"detention", "disappearance", "censorship", "shutdown"}
_DEFAULT_STATUS = {
    kind: status
    for kind, status in DEFAULT_STATUS.items()
    if kind not in {"detention", "censorship"}
}
_LASTING = re.compile(
    r"licen[cs]e|clos|block|shut|ban|suspend|inaccessible|закры|блокир|запре|приостан|жап|бұғатта",
    re.I,
)
_BRIEF = re.compile(
    r"\b(briefly|for (?:\w+ )?(?:hours?|minutes)|for (?:\w+ ){1,3}hours?|ненадолго|на несколько часов)\b",  # noqa: E501  # one pattern, one line
    re.I,
)


@dataclass(slots=True)
class Draft:
    """An act while it is being put together."""

    pair: Pair
    trigger: Trigger | None
    arguments: list[Argument]
    sentence: Sentence
    anchor: int
    cites: list[Span] = field(default_factory=list)
    when: When | None = None
    date: DateRange | None = None
    date_is_own: bool = False
    place: Place | None = None
    place_spans: list[Span] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    status: Status = Status.UNKNOWN
    status_span: Span | None = None
    event: str = ""
    sure: dict[str, float] = field(default_factory=dict)

    @property
    def entity(self) -> Entity:
        """Answer the victim."""
        return self.pair.entity


def _is_twin(left: Draft, right: Draft) -> bool:
    """Tell whether two drafts are of one uncounted group."""
    one, other = left.entity, right.entity
    return (
        left.pair.type == right.pair.type
        and one.kind == other.kind == "group"
        and one.count is None
        and other.count is None
        and one.role == other.role
        and left.sentence.block == right.sentence.block
    )


def clip(text: str, span: Span, around: Span) -> Span:
    """Cut a cite to at most `LONGEST_CITE` characters that hold the words it is for."""
    if span.end - span.start <= LONGEST_CITE:
        return span
    middle = (around.start + around.end) // 2
    start = max(span.start, min(middle - LONGEST_CITE // 2, span.end - LONGEST_CITE))
    end = min(span.end, start + LONGEST_CITE)
    if start > span.start:
        space = text.find(" ", start, around.start)
        start = space + 1 if space >= 0 else start
    if end < span.end:
        space = text.rfind(" ", around.end, end)
        end = space if space > start else end
    return Span(start, end)


class Assembler:
    """Puts the acts of one text together."""

    def __init__(
        self,
        parts: Parts,
        whens: Sequence[When],
        gaps: Sequence[Gap],
        atlas: Atlas,
        published: date | None = None,
    ) -> None:
        self.parts, self.parsed, self.cast = parts, parts.parsed, parts.cast
        self.whens, self.gaps, self.atlas = whens, gaps, atlas
        self.agents = Agents(parts.parsed, parts.cast, parts.lexicon)
        candidates = Candidates(parts, whens, atlas=atlas, agents=self.agents, published=published)
        self.choices = Choices(candidates, parts.parsed.lang)
        self.drafts: list[Draft] = []

    def add(self, pair: Pair, type_scores: Sequence[Sequence[float]], k: int) -> None:
        """Take an accepted pair: find its trigger sentence and cites."""
        if pair.claim is not None and pair.claim.score >= 0.15:
            trigger: Trigger | None = pair.claim.trigger
        else:
            trigger = self._nearest(pair)
        if trigger is not None:
            arguments = self.parts.arguments[self.parts.triggers.index(trigger)]
            sentence, anchor = self.parsed.sentence_of(trigger.anchor), trigger.anchor
        else:
            number = max(pair.sentences, key=lambda s: type_scores[s][k])
            sentence, arguments = self.parsed.sentences[number], []
            anchor = next(
                (
                    m.head
                    for m in pair.entity.mentions
                    if self.parsed.words[m.head].sentence == number
                ),
                sentence.first,
            )
        draft = Draft(pair, trigger, arguments, sentence, anchor)
        draft.cites = self._cites(draft)
        self.drafts.append(draft)

    def share_block(self, left: Pair, right: Pair) -> bool:
        """Tell whether two pairs are told in one paragraph."""
        sentences = self.parsed.sentences
        blocks = [{sentences[s].block for s in pair.sentences} for pair in (left, right)]
        return bool(blocks[0] & blocks[1])

    def _nearest(self, pair: Pair) -> Trigger | None:
        words = self.parsed.words
        same = [t for t in self.parts.triggers if t.type == pair.type]
        here = [t for t in same if words[t.anchor].sentence in pair.sentences]
        near = here or [
            t for t in same if any(abs(words[t.anchor].sentence - s) == 1 for s in pair.sentences)
        ]
        heads = [m.head for m in pair.entity.mentions]
        return min(near, key=lambda t: min(abs(t.anchor - h) for h in heads), default=None)

    def _words_of(self, draft: Draft) -> Span:
        if draft.trigger is None:
            return self.parsed.span(draft.anchor, draft.anchor)
        return self.parsed.span(draft.trigger.first, draft.trigger.last)

    def _cites(self, draft: Draft) -> list[Span]:
        text, entity = self.parsed.text, draft.entity
        sentence = Span(draft.sentence.start, draft.sentence.end)
        inside = [
            m
            for m in entity.mentions
            if self.parsed.words[m.first].sentence == draft.sentence.number
        ]
        around = self._words_of(draft)
        if inside:
            near = min(inside, key=lambda m: abs(m.head - draft.anchor))
            both = Span(
                min(around.start, self.parsed.words[near.first].start),
                max(around.end, self.parsed.words[near.last].end),
            )
            around = both if both.end - both.start <= LONGEST_CITE else around
        cites = [clip(text, sentence, around)]
        naming = self._naming(entity)
        named_in = any(m.first == entity.first for m in inside) or any(
            m.how == "name" for m in inside
        )
        if not named_in and not any(
            c.start <= naming.start and naming.end <= c.end for c in cites
        ):
            host = self.parsed.sentence_of(entity.first)
            cites.append(clip(text, Span(host.start, host.end), naming))
        return cites

    def _naming(self, entity: Entity) -> Span:
        return self.parsed.span(entity.first, entity.last)

    # ------------------------------------------------------------------ fields
    def fill(self) -> None:
        """Find date, place, perpetrators and status of each draft; lend what is not told."""
        self.drafts.sort(key=lambda d: (d.anchor, d.pair.type, d.entity.id))
        self._merge_groups()
        self._drop_pictures()
        if self.choices.is_learned:
            for draft in self.drafts:
                self._choose(draft)
        else:
            for draft in self.drafts:
                self._date(draft)
                self._place(draft)
                self._perpetrators(draft)
                self._status(draft)
            for draft in self.drafts:
                self._inherit(draft)
        for draft in self.drafts:
            self._range(draft)

    def told(self, draft: Draft) -> Told:
        """Answer an act as the learned choices see it."""
        pair = draft.pair
        return Told(
            pair.entity,
            pair.type,
            draft.trigger,
            draft.arguments,
            draft.sentence,
            draft.anchor,
            pair.sentences,
        )

    def _choose(self, draft: Draft) -> None:
        """Take date, place, bodies, outlet and outcome as the learned choices say."""
        told = self.told(draft)
        when = self.choices.date(told)
        if when is not None:
            draft.when, draft.sure["date"] = when
            start = draft.when.span.start
            draft.date_is_own = draft.sentence.start <= start < draft.sentence.end
        spot = self.choices.place(told)
        if spot is not None:
            draft.sure["place"] = spot[1]
        self._place(draft, spot[0] if spot else None)
        agents = self.choices.perpetrators(told)
        draft.agents = [agent for agent, _ in agents]
        draft.sure["perpetrators"] = min((chance for _, chance in agents), default=0.0)
        self._outcome(draft, told)
        outlet = self.choices.affiliation(told)
        if draft.entity.kind != "organisation":
            draft.entity.affiliation = (outlet[0].first, outlet[0].last) if outlet else None
            draft.sure["affiliation"] = outlet[1] if outlet else 0.0

    def _outcome(self, draft: Draft, told: Told) -> None:
        outcome = self.choices.status(told)
        draft.status, draft.status_span = Status.UNKNOWN, self._words_of(draft)
        if outcome is not None:
            draft.status, draft.sure["status"] = Status(outcome.status), outcome.chance
            if outcome.hit is not None:
                draft.status_span = self.parsed.span(outcome.hit.first, outcome.hit.last)

    def _merge_groups(self) -> None:
        """Make one act of uncounted groups of one role and type in one paragraph.

        "People" and "ordinary citizens" are the same: the fuller words stay, with both cites.
        """
        kept: list[Draft] = []
        for draft in self.drafts:
            twin = next((d for d in kept if _is_twin(d, draft)), None)
            if twin is None:
                kept.append(draft)
                continue
            if len(draft.entity.name or "") > len(twin.entity.name or ""):
                twin.pair, draft.pair = draft.pair, twin.pair
            twin.cites = list(dict.fromkeys([*twin.cites, *draft.cites]))
        self.drafts = kept

    def _drop_pictures(self) -> None:
        """Leave out the unnamed person of a caption: one of those whom the report tells of."""
        told = {d.pair.type for d in self.drafts if not self._is_picture(d)}
        self.drafts = [
            d
            for d in self.drafts
            if d.entity.name is not None or not self._is_picture(d) or d.pair.type not in told
        ]

    def _is_picture(self, draft: Draft) -> bool:
        kind = self.parsed.blocks[draft.sentence.block].kind
        return kind in {BlockKind.CAPTION, BlockKind.CREDIT}

    def _date(self, draft: Draft) -> None:
        start = self._words_of(draft).start
        here = [
            w
            for w in self.whens
            if draft.sentence.start <= w.span.start < draft.sentence.end and w.start
        ]
        rivals = [
            self.parsed.words[t.anchor].start
            for t in self.parts.triggers
            if t.anchor != draft.anchor
        ]
        if here:

            def cost(when: When) -> float:
                low, high = sorted((start, when.span.start))
                between = self.parsed.text[low:high]
                crossed = sum(low < r < high for r in rivals)
                return (
                    (high - low)
                    + 25 * between.count(",")
                    + 30 * crossed
                    + 60 * when.is_until
                    + 40 * between.count(";")
                )

            draft.when, draft.date_is_own = min(here, key=cost), True
            return
        block = self.parsed.blocks[draft.sentence.block].span
        before = [
            w
            for w in self.whens
            if block.start <= w.span.start < draft.sentence.start and w.start and not w.is_until
        ]
        if before and not self._is_separate(draft):
            draft.when = before[-1]

    def _place(self, draft: Draft, chosen: Spot | None = None) -> None:
        if self.choices.is_learned:
            country, shown = self.atlas.country(draft.sentence.number, chosen)
            spot = chosen
        else:
            spot, country, shown = self.atlas.place(draft.sentence.number, draft.anchor)
        if spot is None and country is None:
            return
        draft.place = Place(spot.name if spot else None, country)
        draft.place_spans = [self.parsed.span(s.first, s.last) for s in (spot, shown) if s]

    def _perpetrators(self, draft: Draft) -> None:
        if draft.trigger is None:
            return
        found = self.agents.of(draft.trigger, draft.arguments, draft.entity)
        draft.agents = found or self.agents.near(draft.trigger, draft.entity)
        draft.agents += [a for a in self._accusers(draft) if a not in draft.agents]

    def _accusers(self, draft: Draft) -> list[Agent]:
        """Answer who accuses the victim in the same paragraph: they took part (coding manual)."""
        if draft.pair.type not in {"censorship", "conviction"}:
            return []
        out: list[Agent] = []
        for trigger, arguments in zip(self.parts.triggers, self.parts.arguments, strict=True):
            sentence = self.parsed.sentence_of(trigger.anchor)
            own = {
                e for a in arguments if a.slot == "obj" for e, _ in self.cast.at.get(a.word, ())
            }
            is_here = sentence.block == draft.sentence.block and trigger.type == "charge"
            if is_here and draft.entity.id in own:
                out += self.agents.of(trigger, arguments, draft.entity)
        return out

    def _status(self, draft: Draft) -> None:
        numbers = sorted({draft.sentence.number, *draft.pair.sentences})
        numbers = [n for n in numbers if n >= draft.sentence.number - 1]
        sentences = [self.parsed.sentences[n] for n in numbers]
        draft.status, draft.status_span = status_of(
            self.parsed, draft.pair.type, sentences, self.parts.lexicon
        )
        if draft.status is Status.UNKNOWN:
            draft.status = _DEFAULT_STATUS.get(draft.pair.type, Status.UNKNOWN)
            is_held = draft.pair.type == "detention" and draft.entity.kind == "person"
            if is_held and not _BRIEF.search(
                self.parsed.text, draft.sentence.start, draft.sentence.end
            ):
                draft.status = Status.ONGOING
            lasting = _LASTING.search(self._words_of(draft).of(self.parsed.text))
            if draft.pair.type == "censorship" and lasting:
                draft.status = Status.ONGOING
            draft.status_span = self._words_of(draft)

    def _inherit(self, draft: Draft) -> None:
        """Lend date, place and perpetrators from the event a sentence belongs to."""
        same = [
            d
            for d in self.drafts
            if d is not draft and d.pair.type == draft.pair.type and d.anchor <= draft.anchor
        ]
        if self._is_separate(draft):
            return
        lender = next((d for d in reversed(same) if d.when or d.place and d.place.name), None)
        if draft.when is None:
            if lender is None or lender.when is None:
                draft.when = self._lead_date(draft)
                return
            draft.when = lender.when
            if lender.place and lender.place.name and not (draft.place and draft.place.name):
                draft.place, draft.place_spans = lender.place, list(lender.place_spans)
        if not draft.agents and draft.pair.type in {"detention", "assault", "search", "threat"}:
            block = [
                d for d in same if d.sentence.block == draft.sentence.block or d.when is draft.when
            ]
            giver = next((d for d in reversed(block) if d.agents), None)
            draft.agents = list(giver.agents) if giver else []

    def _lead_date(self, draft: Draft) -> When | None:
        early = [b.span.end for b in self.parsed.blocks[:3]]
        if not early or draft.sentence.block > 3:
            return None
        lead = [w for w in self.whens if w.start and w.span.end <= early[-1] and not w.is_since]
        return lead[0] if lead else None

    def _range(self, draft: Draft) -> None:
        when, kind = draft.when, draft.pair.type
        if when is None or when.start is None:
            return
        if when.is_until and not when.is_since:
            draft.date = DateRange(None, when.start)
            return
        end: PartialDate | None = when.end or when.start
        if kind in _OPEN_ENDED or when.is_since and when.end is None:
            end = self._end(draft, when)
        draft.date = DateRange(when.start, end)

    def _end(self, draft: Draft, when: When) -> PartialDate | None:
        if when.end is not None:
            return when.end
        text = self.parsed.text
        if draft.pair.type == "censorship":
            is_open = draft.status is Status.ONGOING
            return None if is_open or when.is_since else when.start
        if draft.status not in {Status.RELEASED, Status.BAIL, Status.DIED, Status.DEPORTED}:
            brief = draft.pair.type == "detention" and _BRIEF.search(
                text, draft.sentence.start, draft.sentence.end
            )
            if not brief:
                return None
            draft.status, draft.status_span = Status.RELEASED, Span(*brief.span())
            return when.start
        if draft.status_span is None:
            return None
        later = [
            w for w in self.whens
            if w.start and w is not when and -60 <= w.span.start - draft.status_span.start <= 80
        ]  # fmt: skip
        if later:
            best = min(later, key=lambda w: abs(w.span.start - draft.status_span.start))  # type: ignore[union-attr]
            first, last = as_day(when.start), as_day(best.start)
            if first is None or last is None or last >= first:
                return best.start
        return when.start

    # ------------------------------------------------------------------ events
    def group(self) -> None:
        """Label the events: one place, dates that may be one, and a shared paragraph."""
        count = 0
        for at, draft in enumerate(self.drafts):
            for other in reversed(self.drafts[:at]):
                if self._is_one_event(other, draft):
                    draft.event = other.event
                    break
            else:
                count += 1
                draft.event = f"e{count}"

    def _is_one_event(self, left: Draft, right: Draft) -> bool:
        if left.place and right.place and left.place.country != right.place.country:
            return False
        towns = {d.place.name for d in (left, right) if d.place and d.place.name}
        starts = {str(d.date.start) for d in (left, right) if d.date and d.date.start}
        if len(starts) == 2:
            short, long_ = sorted(starts, key=len)
            if not long_.startswith(short):
                return False
        same_block = abs(left.sentence.block - right.sentence.block) == 0
        if same_block and self._is_separate(right):
            return False
        if left.entity.id == right.entity.id or set(left.entity.members) & {right.entity.id}:
            return len(towns) < 2
        if same_block:
            return len(towns) < 2 and (len(starts) == 1 or left.pair.type == right.pair.type)
        is_told = left.pair.type == right.pair.type or left.date_is_own and right.date_is_own
        return is_told and len(towns) == 1 and len(starts) == 1 and bool(left.date and right.date)

    def _is_separate(self, draft: Draft) -> bool:
        return is_separate(self.parsed, draft.sentence)

    # ------------------------------------------------------------------ acts
    def acts(self) -> list[Act]:
        """Answer the acts, with a fact for each field that has a value."""
        ids = {}
        for number, draft in enumerate(self.drafts):
            ids[draft.entity.id, draft.pair.type] = f"a{number + 1}"
        return [self._act(draft, f"a{n + 1}", ids) for n, draft in enumerate(self.drafts)]

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
        )

    def _victim(self, entity: Entity) -> Victim:
        affiliation = self.parsed.surface(*entity.affiliation) if entity.affiliation else None
        if affiliation is not None and entity.kind == "organisation":
            affiliation = None
        default = "outlet" if entity.kind == "organisation" else "journalist"
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
        words = self._words_of(draft)
        entity = draft.entity
        facts = [Fact("type", draft.pair.type, (words,), f"{rule}; learned pair", sure)]
        naming = self._naming(entity)

        def add(name: str, value: Json, spans: Sequence[Span], how: str, confidence: int) -> None:
            kept = tuple(dict.fromkeys(clip(text, s, s) for s in spans))
            if kept:
                facts.append(Fact(name, value, kept, how, confidence))

        add("victim", entity.name, [naming], f"cast: {kind_of(entity)}", sure)
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
            add("count", dict(entity.count.to_json()), [naming], "number before the noun", 800)
        if draft.date and draft.when:
            how = "date in the sentence" if draft.date_is_own else "date of the event"
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
                found = source_of(self.parsed, sentences[number], self.cast, self.parts.lexicon)
                if found is not None:
                    return found
        return None

    def _wording(self, draft: Draft, add: _Add) -> None:
        text, sentence = self.parsed.text, draft.sentence
        here = Span(sentence.start, sentence.end)
        if takes_charge(draft.pair.type):
            after = self.parsed.sentences[sentence.number + 1 : sentence.number + 2]
            follow = [Span(s.start, s.end) for s in after if s.block == sentence.block]
            found = charge_of(text, [here, *follow])
            if found:
                add(
                    "charge",
                    "; ".join(s.of(text) for s in found),
                    found,
                    "words after the charge",
                    600,
                )
        purpose = purpose_of(text, here)
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
