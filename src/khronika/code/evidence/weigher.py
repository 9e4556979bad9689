"""Weighs the pairs of one text: who is claimed by which trigger, how near, how plainly."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from khronika.code.cast.entities import POPULATION, Cast, Entity, Mention
from khronika.code.evidence.grammar import flags_of, spread
from khronika.code.evidence.rows import (
    COMPATIBLE,
    DEPTHS,
    ENDS,
    FLAGS,
    HOWS,
    KINDS,
    ROLES,
    SLOTS,
    TYPES,
    Claim,
    Pair,
    kind_of,
)
from khronika.code.evidence.seats import Rivals, Seat, Without, rivals_of
from khronika.code.parsed import Argument, Parsed
from khronika.code.triggers import Trigger
from khronika.data.lexicon import Lexicon
from khronika.model.vocabulary import BlockKind

_ALL_ROLES = (*ROLES, "none")
_COLUMN = {kind: k for k, kind in enumerate(TYPES)}
_LEAST, _MANY = 0.05, 64


def _one_hot(names: Sequence[str]) -> dict[str, list[float]]:
    return {name: [float(name == one) for one in names] for name in names}


_TYPE_ROWS, _SLOT_ROWS, _HOW_ROWS = _one_hot(TYPES), _one_hot(SLOTS), _one_hot(HOWS)
_LIST_ROWS = _one_hot(tuple(COMPATIBLE))
_NO_SLOT, _NO_HOW, _NO_LIST = [0.0] * len(SLOTS), [0.0] * len(HOWS), [0.0] * len(COMPATIBLE)
_NO_FLAG = [0.0] * len(FLAGS)


def _ends(trigger: Trigger, slot: str) -> bool:
    """Tell whether a pattern names the preposition before the victim: "point ~ gun at"."""
    return trigger.weight > 1 and trigger.lemma.endswith(" " + slot)


class Weigher:
    """Weighs the pairs of one text; `type_scores` are the learned probabilities per sentence."""

    def __init__(
        self,
        parsed: Parsed,
        cast: Cast,
        found: Sequence[Trigger],
        lexicon: Lexicon,
        *,
        arguments: Sequence[list[Argument]],
        type_scores: Sequence[Sequence[float]],
        victim_scores: Sequence[float],
    ) -> None:
        self.parsed, self.cast, self.found, self.lexicon = parsed, cast, found, lexicon
        self.type_scores, self.victim_scores = type_scores, victim_scores
        self.flags = [flags_of(parsed, trigger, lexicon) for trigger in found]
        self.claims: dict[tuple[int, str], list[Claim]] = {}
        self.agents: dict[tuple[int, str], float] = {}
        self.by_trigger: dict[int, dict[int, float]] = {}
        for number, trigger in enumerate(found):
            self._claim(number, trigger, arguments[number])
        self.of_sentence: dict[int, list[Trigger]] = {}
        for trigger in found:
            self.of_sentence.setdefault(parsed.words[trigger.anchor].sentence, []).append(trigger)
        self.where = {
            e.id: sorted({parsed.words[m.first].sentence for m in e.mentions})
            for e in cast.entities
        }
        self.affiliates = Counter(
            cast.at[e.affiliation[0]][0][0]
            for e in cast.entities
            if e.affiliation and e.affiliation[0] in cast.at
        )
        agents = frozenset().union(*lexicon.perpetrators.values())
        self.agent_names = {e.id: self._agent_by_name(e, agents) for e in cast.entities}
        seen = {w.lemma for w in parsed.words} | {w.lower for w in parsed.words}
        self.background = len(seen & lexicon.terms["background"])
        self.speakers = {e.id: self._speaks(e) for e in cast.entities}
        self._index()

    def _index(self) -> None:
        """Lay out what every pair asks for: claims by entity, scores by type, triggers by id."""
        self.claims_of: dict[int, dict[str, list[Claim]]] = {}
        for (entity, kind), claims in self.claims.items():
            self.claims_of.setdefault(entity, {})[kind] = claims
        self.agents_of: dict[int, dict[str, float]] = {}
        for (entity, kind), score in self.agents.items():
            self.agents_of.setdefault(entity, {})[kind] = score
        self.numbers = {id(trigger): number for number, trigger in enumerate(self.found)}
        self.count = Counter(trigger.type for trigger in self.found)
        self.columns = [sorted(column) for column in zip(*self.type_scores, strict=True)]
        self.quoted: dict[int, bool] = {}
        self.sorted: dict[int, tuple[list[float], float]] = {}

    def _claim(self, number: int, trigger: Trigger, arguments: list[Argument]) -> None:
        table = COMPATIBLE[trigger.slot]
        flagged = any(self.flags[number].values())
        for argument in arguments:
            worth = table.get(argument.slot, 0.05)
            if argument.slot in ENDS and trigger.slot == "obj" and _ends(trigger, argument.slot):
                worth = 1.0
            for word, depth in spread(self.parsed, argument.word):
                for entity_id, mention in self.cast.at.get(word, ()):
                    score = worth * DEPTHS[min(depth, 3)]
                    self._keep(number, trigger, entity_id, mention, argument.slot, depth, score)
                    if (
                        argument.slot == "subj"
                        and trigger.slot in {"obj", "owner", "to"}
                        and not flagged
                    ):
                        key = (entity_id, trigger.type)
                        self.agents[key] = max(self.agents.get(key, 0.0), DEPTHS[min(depth, 3)])

    def _keep(
        self,
        number: int,
        trigger: Trigger,
        entity: int,
        mention: Mention,
        slot: str,
        depth: int,
        score: float,
    ) -> None:
        claim = Claim(trigger, mention, slot, depth, score)
        self.claims.setdefault((entity, trigger.type), []).append(claim)
        claimed = self.by_trigger.setdefault(number, {})
        claimed[entity] = max(claimed.get(entity, 0.0), score)

    def _agent_by_name(self, entity: Entity, agents: frozenset[str]) -> bool:
        words = {self.parsed.words[i].lower for i in range(entity.first, entity.last + 1)}
        return bool(words & agents)

    def _speaks(self, entity: Entity) -> int:
        verbs = self.lexicon.terms["reporting"]
        words = self.parsed.words
        return sum(
            words[m.head].dep == "nsubj" and words[words[m.head].head].lemma in verbs
            for m in entity.mentions
        )

    def pairs(self, also: frozenset[tuple[int, str]] = frozenset()) -> list[Pair]:
        """Weigh every pair of an entity and a type that the text could join, and those asked for.

        Args:
            also: pairs (entity, type) to weigh whatever the words and sentence models say.
        """
        out = []
        for entity in self.cast.entities:
            seat = self._seat(entity)
            kinds = ("shutdown",) if entity.noun == POPULATION else TYPES
            for kind in kinds:
                is_near = kind in seat.claims or kind in seat.near
                peak = seat.peaks[_COLUMN[kind]] if seat.peaks else 0.0
                if is_near or peak >= _LEAST or (entity.id, kind) in also:
                    out.append(self._pair(seat, kind))
        return out

    def _seat(self, entity: Entity) -> Seat:
        """Gather what is the same for every type of act."""
        here, parsed = self.where[entity.id], self.parsed
        around = {s + d for s in here for d in (-1, 0, 1) if 0 <= s + d < len(parsed.sentences)}
        near: dict[str, list[Trigger]] = {}
        for sentence in around:
            for trigger in self.of_sentence.get(sentence, ()):
                near.setdefault(trigger.type, []).append(trigger)
        mentions: dict[int, list[Mention]] = {}
        for mention in entity.mentions:
            mentions.setdefault(parsed.words[mention.first].sentence, []).append(mention)
        kind, role = kind_of(entity), entity.role or "none"
        return Seat(
            entity=entity,
            here=here,
            near=near,
            mentions=mentions,
            claims=self.claims_of.get(entity.id, {}),
            places=frozenset(here),
            scores=[self.type_scores[s] for s in here],
            peaks=list(map(max, zip(*(self.type_scores[s] for s in around), strict=True))),
            agent=max(self.agents_of.get(entity.id, {}).values(), default=0.0),
            blocks=[parsed.blocks[parsed.sentences[s].block].kind for s in here],
            mates=self._mates(entity),
            tail=[float(kind == k) for k in KINDS] + [float(role == r) for r in _ALL_ROLES],
        )

    def _best(self, claims: Sequence[Claim]) -> Claim | None:
        order = {"name": 2, "part": 1}
        return max(
            claims,
            key=lambda c: (round(c.score, 2), c.trigger.weight, order.get(c.mention.how, 0)),
            default=None,
        )

    def _pair(self, seat: Seat, kind: str) -> Pair:
        claim = self._best(seat.claims.get(kind, ()))
        near = seat.near.get(kind, [])
        number = self.numbers[id(claim.trigger)] if claim else -1
        rivals = self._rivals(number, seat.entity.id, claim.score if claim else 0.0)
        row = [
            *self._of_claim(seat, kind, claim, near),
            *self._of_entity(seat),
            *self._of_others(seat, kind, rivals),
            *self._of_sentences(seat, kind, claim),
            *self._of_words(seat, kind, claim, near),
            rivals.share,
            float(self.background),
            *(_SLOT_ROWS.get(claim.slot, _NO_SLOT) if claim else _NO_SLOT),
            *(_HOW_ROWS.get(claim.mention.how, _NO_HOW) if claim else _NO_HOW),
            *(_LIST_ROWS[claim.trigger.slot] if claim else _NO_LIST),
            *([float(self.flags[number][f]) for f in FLAGS] if claim else _NO_FLAG),
            *seat.tail,
            *_TYPE_ROWS[kind],
        ]
        return Pair(seat.entity, kind, claim, seat.here, row)

    def _rivals(self, number: int, entity: int, own: float) -> Rivals:
        """Answer who else claims a trigger; many are counted by bisection."""
        claimed = self.by_trigger.get(number, {})
        if len(claimed) < _MANY:
            others = [score for other, score in claimed.items() if other != entity]
            return rivals_of(sorted(others), sum(others), own)
        if number not in self.sorted:
            self.sorted[number] = sorted(claimed.values()), sum(claimed.values())
        scores, total = self.sorted[number]
        mine = claimed.get(entity)
        if mine is None:
            return rivals_of(scores, total, own)
        at = bisect_left(scores, mine)
        return rivals_of(Without(scores, at), total - mine, own)

    def _of_claim(
        self, seat: Seat, kind: str, claim: Claim | None, near: Sequence[Trigger]
    ) -> list[float]:
        """Answer the numbers from "compatible" to "acts in any type"."""
        words = self.parsed.words
        trigger = claim.trigger if claim else None
        beside = [words[t.anchor].sentence for t in near]
        return [
            claim.score if claim else 0.0,
            float(claim.depth) if claim else 9.0,
            float(trigger.weight) if trigger else 0.0,
            float(trigger.last - trigger.first + 1) if trigger else 0.0,
            float(sum(c.score >= 0.5 for c in seat.claims.get(kind, ()))),
            float(self.count[kind]),
            float(sum(s in seat.places for s in beside)),
            *self._distance(seat, near),
            float(len(seat.places.intersection(beside))),
            float(any(s - 1 in seat.places for s in beside)),
            float(any(s + 1 in seat.places for s in beside)),
            self.agents_of.get(seat.entity.id, {}).get(kind, 0.0),
            seat.agent,
        ]

    def _of_entity(self, seat: Seat) -> list[float]:
        """Answer the numbers from "speaks" to "is affiliation"."""
        entity, here, count = seat.entity, seat.here, len(self.parsed.sentences)
        return [
            float(self.speakers[entity.id]),
            float(self.agent_names[entity.id]),
            float(len(entity.mentions)),
            here[0] / count if here else 1.0,
            float(BlockKind.HEADLINE in seat.blocks or 0 in seat.places),
            float(count),
            float(len(self.cast.entities)),
            float(entity.affiliation is not None),
            float(self.affiliates[entity.id]),
        ]

    def _of_others(self, seat: Seat, kind: str, rivals: Rivals) -> list[float]:
        """Answer the numbers from "rival" to "in caption"."""
        other_types = [c.score for t, cs in seat.claims.items() if t != kind for c in cs]
        return [
            rivals.best,
            float(rivals.above),
            float(rivals.strong),
            max(other_types, default=0.0),
            float(len(seat.mates)),
            max((self._mate_score(m, kind) for m in seat.mates), default=0.0),
            float(len(seat.entity.members)),
            float(all(b in {BlockKind.CAPTION, BlockKind.CREDIT} for b in seat.blocks)),
        ]

    def _of_sentences(self, seat: Seat, kind: str, claim: Claim | None) -> list[float]:
        """Answer the numbers from "p sentence" to "p victim"."""
        k, here, last = _COLUMN[kind], seat.here, len(self.parsed.sentences) - 1
        anchor = claim.trigger.anchor if claim else None
        told = self.parsed.words[anchor].sentence if anchor is not None else (here or [0])[0]
        return [
            seat.best(k),
            self.columns[k][-1] if self.columns else 0.0,
            max((self.type_scores[s + 1][k] for s in here if s < last), default=0.0),
            self.type_scores[told][k] if self.type_scores else 0.0,
            self.victim_scores[seat.entity.id] if self.victim_scores else 0.0,
        ]

    def _of_words(
        self, seat: Seat, kind: str, claim: Claim | None, near: Sequence[Trigger]
    ) -> list[float]:
        """Answer the numbers from "definite" to "types here"."""
        claims, column = seat.claims.get(kind, ()), self._column(kind)
        first = self.parsed.words[seat.entity.first].lower
        plain = (c.score for c in claims if c.mention.how in {"name", "part"})
        return [
            float(first in {"the", "this", "these", "those"}),
            float(claim is not None and self._quoted(claim.trigger)),
            max(plain, default=0.0),
            float(bool(near)),
            float(len(column) - bisect_right(column, seat.best(_COLUMN[kind]))),
            float(seat.types),
        ]

    def _column(self, kind: str) -> Sequence[float]:
        """Answer a type's probabilities in all sentences, sorted."""
        return self.columns[_COLUMN[kind]] if self.columns else ()

    def _quoted(self, trigger: Trigger) -> bool:
        found = self.quoted.get(trigger.anchor)
        if found is None:
            sentence = self.parsed.sentence_of(trigger.anchor)
            before = self.parsed.text[sentence.start : self.parsed.words[trigger.anchor].start]
            found = self.quoted[trigger.anchor] = (
                before.count('"') % 2 == 1
                or before.count("“") > before.count("”")
                or before.count("«") > before.count("»")
            )
        return found

    def _distance(self, seat: Seat, near: Sequence[Trigger]) -> tuple[float, float, float]:
        best, before, between = 60.0, 0.0, 9.0
        words = self.parsed.words
        for trigger in near:
            for mention in seat.mentions.get(words[trigger.anchor].sentence, ()):
                gap = min(abs(trigger.anchor - mention.first), abs(trigger.anchor - mention.last))
                if gap < best:
                    low, high = sorted((trigger.anchor, mention.head))
                    inside = {e for i in range(low + 1, high) for e, _ in self.cast.at.get(i, ())}
                    best, before = float(gap), float(mention.first < trigger.anchor)
                    between = float(len(inside - {seat.entity.id}))
        return best, before, between

    def _mates(self, entity: Entity) -> list[int]:
        """Answer the persons who stand right beside a person, as in a list."""
        if entity.kind != "person" or not entity.name:
            return []
        mates = set()
        for mention in entity.mentions:
            for i in (mention.first - 2, mention.last + 2):
                for other, _ in self.cast.at.get(i, ()):
                    if other != entity.id and self.cast.entities[other].kind == "person":
                        mates.add(other)
        return sorted(mates)

    def _mate_score(self, mate: int, kind: str) -> float:
        claims = self.claims_of.get(mate, {}).get(kind, ())
        return max((c.score for c in claims), default=0.0)
