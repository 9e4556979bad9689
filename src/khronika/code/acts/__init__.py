"""Turns accepted pairs into acts: every field with its own words, acts grouped into events.

In go pairs (somebody, type of act) that the models accept; out come acts. Nothing is filled in
that the text does not say: a field without words of its own stays empty.
"""

from collections.abc import Sequence
from functools import cached_property

from khronika.code.acts import events
from khronika.code.acts.anew import date_apart
from khronika.code.acts.draft import Draft, cites_of, words_of
from khronika.code.acts.facts import Scribe, missed
from khronika.code.acts.heads import heads_of
from khronika.code.acts.lists import Lists
from khronika.code.acts.rules import Rules
from khronika.code.acts.times import set_range
from khronika.code.acts.towns import is_other_town
from khronika.code.cast.entities import POPULATION, Entity
from khronika.code.dates import When
from khronika.code.evidence import Pair
from khronika.code.fields import Agents
from khronika.code.joint.scores import Scores
from khronika.code.links.choose import Candidates, Choice, Choices, Outcome
from khronika.code.links.context import Told
from khronika.code.places import Atlas, Spot
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.model.act import Act, Place
from khronika.model.date import PartialDate
from khronika.model.page import Gap
from khronika.model.vocabulary import BlockKind, Status

__all__ = ["Assembler", "missed"]

_SOFTENED = 6
"""So many words after a term of prison may say that it is suspended."""


class Assembler:
    """Puts the acts of one text together."""

    def __init__(
        self,
        parts: Parts,
        whens: Sequence[When],
        gaps: Sequence[Gap],
        atlas: Atlas,
        published: PartialDate | None = None,
        found: Scores | None = None,
    ) -> None:
        self.parts, self.parsed = parts, parts.parsed
        self.whens, self.atlas = whens, atlas
        agents = Agents(parts.parsed, parts.cast, parts.lexicon)
        candidates = Candidates(parts, whens, atlas=atlas, agents=agents, published=published)
        self.choices = Choices(candidates, parts.parsed.lang)
        self.lists = Lists(parts, whens, agents)
        self.rules = Rules(parts, whens, atlas=atlas, agents=agents)
        self.scribe = Scribe(parts, gaps)
        self.drafts: list[Draft] = []
        self.found = found

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
        draft.cites = cites_of(self.parsed, draft)
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

    def days(self) -> list[frozenset[PartialDate]]:
        """Answer the whole dates that stand in each sentence."""
        told = [(w.span.start, w.start) for w in self.whens if w.start and w.start.day is not None]
        return [
            frozenset(day for at, day in told if one.start <= at < one.end)
            for one in self.parsed.sentences
        ]

    def fill(self) -> None:
        """Find date, place, perpetrators and status of each draft."""
        self.drafts.sort(key=lambda d: (d.anchor, d.pair.type, d.entity.id))
        self._merge_groups()
        self._drop_pictures()
        if self.choices.is_learned:
            told = [self.told(draft) for draft in self.drafts]
            for draft, act, choice in zip(self.drafts, told, self.choices.of(told), strict=True):
                self._choose(draft, act, choice)
        else:
            self.rules.fill(self.drafts)
        date_apart(self.drafts, self.whens)
        for draft in self.drafts:
            self.lists.hand_down(draft)
            set_range(self.parsed, draft, self.whens)

    def group(self) -> None:
        """Label the events."""
        events.label(self.parsed, self.drafts)

    def acts(self) -> list[Act]:
        """Answer the acts, with a fact for each field that has a value."""
        return self.scribe.acts(self.drafts)

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
            heads_of(pair, self.found),
        )

    def _choose(self, draft: Draft, told: Told, choice: Choice) -> None:
        """Take date, place, bodies, outlet and outcome as the learned choices say."""
        if choice.date is not None:
            draft.when, draft.sure["date"] = choice.date
            start = draft.when.span.start
            is_own = draft.sentence.start <= start < draft.sentence.end
            draft.date_is_own = is_own and not draft.when.is_report
        if choice.place is not None:
            draft.sure["place"] = choice.place[1]
        self._place(draft, choice.place[0] if choice.place else self.home)
        if draft.pair.type == "shutdown" and draft.entity.noun == POPULATION:
            self._place_of_people(draft)
        draft.agents = [agent for agent, _ in choice.perpetrators]
        sure = min((chance for _, chance in choice.perpetrators), default=0.0)
        draft.sure["perpetrators"] = sure
        self._state(draft, choice.status)
        outlet = self.choices.affiliation(told)
        if draft.entity.kind != "organisation":
            draft.entity.affiliation = self._named_outlet(outlet[0]) if outlet else None
            draft.sure["affiliation"] = outlet[1] if outlet else 0.0

    @cached_property
    def home(self) -> Spot | None:
        """Answer the town of the dateline where it may be the place of an act."""
        return self.atlas.home()

    def _named_outlet(self, outlet: Entity) -> tuple[int, int]:
        """Answer the words of an outlet's name, with the article that belongs to it."""
        before = outlet.first - 1
        has_article = before >= 0 and self.parsed.words[before].text == "The"
        return (before if has_article else outlet.first), outlet.last

    def _state(self, draft: Draft, outcome: Outcome | None) -> None:
        draft.status, draft.status_span = Status.UNKNOWN, words_of(self.parsed, draft)
        if outcome is not None:
            outcome = self._softened(draft, outcome)
            draft.status, draft.sure["status"] = Status(outcome.status), outcome.chance
            if outcome.hit is not None:
                draft.status_span = self.parsed.span(outcome.hit.first, outcome.hit.last)

    def _softened(self, draft: Draft, outcome: Outcome) -> Outcome:
        """Read `18 months in prison, suspended for three years` as suspended."""
        if outcome.status != Status.JAILED or outcome.hit is None:
            return outcome
        hits = self.choices.candidates.outcomes.by_sentence[draft.sentence.number]
        for hit in hits:
            is_near = 0 <= hit.first - outcome.hit.last <= _SOFTENED
            if hit.status == Status.SUSPENDED and is_near and not hit.is_doubted:
                return Outcome(hit.status, hit, outcome.chance)
        return outcome

    def _place(self, draft: Draft, spot: Spot | None) -> None:
        country, shown = self.atlas.country(draft.sentence.number, spot)
        if spot is None and country is None:
            return
        draft.place = Place(spot.name if spot else None, country)
        draft.place_spans = [self.parsed.span(s.first, s.last) for s in (spot, shown) if s]

    def _place_of_people(self, draft: Draft) -> None:
        """Take the town whose people are the victims for the place of an outage."""
        own = {m.first for m in draft.entity.mentions}
        here = [s for s in self.atlas.spots if s.first in own and s.is_town]
        if here:
            self._place(draft, here[0])

    def _merge_groups(self) -> None:
        """Make one act of uncounted groups of one role and type in one paragraph.

        "People" and "ordinary citizens" are the same: the fuller words stay, with both cites.
        """
        kept: list[Draft] = []
        first: dict[tuple[str, str | None, int], Draft] = {}
        for draft in self.drafts:
            is_uncounted = draft.entity.kind == "group" and draft.entity.count is None
            if is_uncounted and is_other_town(self.parsed, draft, kept):
                kept.append(draft)
                continue
            key = draft.pair.type, draft.entity.role, draft.sentence.block
            twin = first.setdefault(key, draft) if is_uncounted else draft
            if twin is draft:
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
