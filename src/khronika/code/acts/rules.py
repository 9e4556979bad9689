"""Fields by rules alone, where no choices were learned; acts of an event lend to each other."""

import re
from collections.abc import Sequence

from khronika.code.acts.draft import Draft, words_of
from khronika.code.dates import When
from khronika.code.fields import DEFAULT_STATUS, Agent, Agents, status_of
from khronika.code.links.context import is_separate
from khronika.code.places import Atlas
from khronika.code.reader import Parts
from khronika.model.act import Place
from khronika.model.vocabulary import Status

_DEFAULT_STATUS = {
    kind: status
    for kind, status in DEFAULT_STATUS.items()
    if kind not in {"detention", "censorship"}
}
_LASTING = re.compile(
    r"licen[cs]e|clos|block|shut|ban|suspend|inaccessible|закры|блокир|запре|приостан|жап|бұғатта",
    re.I,
)
BRIEF = re.compile(
    r"\b(briefly|for (?:\w+ )?(?:hours?|minutes)|for (?:\w+ ){1,3}hours?|ненадолго|на несколько часов)\b",  # noqa: E501  # one pattern, one line
    re.I,
)


class Rules:
    """Date, place, perpetrators and status of drafts by nearness and grammar."""

    def __init__(
        self, parts: Parts, whens: Sequence[When], *, atlas: Atlas, agents: Agents
    ) -> None:
        self.parts, self.parsed, self.cast = parts, parts.parsed, parts.cast
        self.whens, self.atlas, self.agents = whens, atlas, agents
        self.drafts: list[Draft] = []

    def fill(self, drafts: list[Draft]) -> None:
        """Find the fields of each draft, then lend what is not told."""
        self.drafts = drafts
        for draft in drafts:
            self._date(draft)
            self._place(draft)
            self._perpetrators(draft)
            self._status(draft)
        for draft in drafts:
            self._inherit(draft)

    def _date(self, draft: Draft) -> None:
        start = words_of(self.parsed, draft).start
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
        if before and not is_separate(self.parsed, draft.sentence):
            draft.when = before[-1]

    def _place(self, draft: Draft) -> None:
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
            if is_held and not BRIEF.search(
                self.parsed.text, draft.sentence.start, draft.sentence.end
            ):
                draft.status = Status.ONGOING
            lasting = _LASTING.search(words_of(self.parsed, draft).of(self.parsed.text))
            if draft.pair.type == "censorship" and lasting:
                draft.status = Status.ONGOING
            draft.status_span = words_of(self.parsed, draft)

    def _inherit(self, draft: Draft) -> None:
        """Lend date, place and perpetrators from the event a sentence belongs to."""
        same = [
            d
            for d in self.drafts
            if d is not draft and d.pair.type == draft.pair.type and d.anchor <= draft.anchor
        ]
        if is_separate(self.parsed, draft.sentence):
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
