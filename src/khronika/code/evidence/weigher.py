"""Weighs the pairs of one text: who is claimed by which trigger, how near, how plainly."""

from collections.abc import Iterator, Sequence

from khronika.code.cast.entities import POPULATION, Cast, Entity, Mention
from khronika.code.evidence.rows import (
    COMPATIBLE,
    DEPTHS,
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
from khronika.code.parsed import Argument, Parsed
from khronika.code.triggers import Trigger
from khronika.data.lexicon import Lexicon
from khronika.model.vocabulary import BlockKind


def _spread(parsed: Parsed, word: int) -> Iterator[tuple[int, int]]:
    """Yield the words that share a word's part: list members, appositions, owners within."""
    queue, seen = [(word, 0)], {word}
    while queue:
        current, depth = queue.pop(0)
        yield current, depth
        if depth > 8:
            continue
        for child in parsed.children[current]:
            other = parsed.words[child]
            if child in seen:
                continue
            if other.dep == "conj":
                seen.add(child)
                queue.append((child, depth if depth else 0))
            elif (
                other.dep in {"appos", "flat", "flat:name", "nmod", "compound", "parataxis"}
                and depth < 2
            ):
                seen.add(child)
                queue.append((child, depth + 1))
            elif (
                other.dep == "prep"
                and other.lemma in {"of", "including", "among", "like"}
                and depth < 2
            ):
                for kid in parsed.children[child]:
                    if kid not in seen:
                        seen.add(kid)
                        queue.append((kid, depth + 2))


def flags_of(parsed: Parsed, trigger: Trigger, lexicon: Lexicon) -> dict[str, bool]:
    """Tell whether a trigger is denied, supposed, demanded or only background."""
    terms = lexicon.terms
    anchor = trigger.anchor
    chain = [anchor]
    for _ in range(5):
        head = parsed.words[chain[-1]].head
        if head == chain[-1]:
            break
        chain.append(head)
    own = parsed.children[anchor]
    sentence = parsed.sentence_of(anchor)
    near = range(max(sentence.first, anchor - 4), anchor)
    # A month is no modal: "on 28 May".
    lowers = {parsed.words[i].lower for i in (*own, *near) if parsed.words[i].label != "DATE"}
    kids = {parsed.words[i].lower for c in chain[:3] for i in parsed.children[c]}
    lemmas = {parsed.words[i].lemma for i in chain[1:]}
    above = parsed.children[chain[min(1, len(chain) - 1)]]
    moods = lowers | {parsed.words[i].lower for i in above if parsed.words[i].label != "DATE"}
    return {
        "negated": bool(lowers & terms["negation"]) or "no" in kids,
        "hypothetical": bool(moods & terms["hypothesis"]),
        "demanded": bool((lemmas | ((lowers | kids) & {"should", "must"})) & terms["demand"]),
        "background": bool(set(parsed.lowers(sentence)) & terms["background"]),
    }


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
        self.affiliates = [
            cast.at[e.affiliation[0]][0][0]
            for e in cast.entities
            if e.affiliation and e.affiliation[0] in cast.at
        ]
        agents = frozenset().union(*lexicon.perpetrators.values())
        self.agent_names = {e.id: self._agent_by_name(e, agents) for e in cast.entities}
        seen = {w.lemma for w in parsed.words} | {w.lower for w in parsed.words}
        self.background = len(seen & lexicon.terms["background"])
        self.speakers = {e.id: self._speaks(e) for e in cast.entities}

    def _claim(self, number: int, trigger: Trigger, arguments: list[Argument]) -> None:
        table = COMPATIBLE[trigger.slot]
        flagged = any(self.flags[number].values())
        for argument in arguments:
            worth = table.get(argument.slot, 0.05)
            for word, depth in _spread(self.parsed, argument.word):
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
            kinds = ("shutdown",) if entity.noun == POPULATION else TYPES
            for kind in kinds:
                pair = self._pair(entity, kind, is_asked=(entity.id, kind) in also)
                if pair is not None:
                    out.append(pair)
        return out

    def _best(self, entity: Entity, kind: str) -> Claim | None:
        claims = self.claims.get((entity.id, kind))
        if not claims:
            return None
        order = {"name": 2, "part": 1}
        return max(
            claims,
            key=lambda c: (round(c.score, 2), c.trigger.weight, order.get(c.mention.how, 0)),
        )

    def _is_flagged(self, trigger: Trigger) -> bool:
        return any(self.flags[self.found.index(trigger)].values())

    def _pair(self, entity: Entity, kind: str, *, is_asked: bool) -> Pair | None:
        k = TYPES.index(kind)
        claim = self._best(entity, kind)
        here = self.where[entity.id]
        around = {
            s + d for s in here for d in (-1, 0, 1) if 0 <= s + d < len(self.parsed.sentences)
        }
        near = [t for s in around for t in self.of_sentence.get(s, ()) if t.type == kind]
        scores = [self.type_scores[s][k] for s in here]
        if (
            not is_asked
            and claim is None
            and not near
            and max((self.type_scores[s][k] for s in around), default=0.0) < 0.05
        ):
            return None
        pair = Pair(entity, kind, claim, here)
        pair.row = self._row(pair, k, near, scores)
        return pair

    def _row(self, pair: Pair, k: int, near: list[Trigger], scores: list[float]) -> list[float]:
        entity, kind, claim, parsed = pair.entity, pair.type, pair.claim, self.parsed
        here = pair.sentences
        last = len(parsed.sentences) - 1
        trigger = claim.trigger if claim else None
        number = self.found.index(trigger) if trigger else -1
        rivals = self.by_trigger.get(number, {})
        others = [score for other, score in rivals.items() if other != entity.id]
        own = claim.score if claim else 0.0
        flags = self.flags[number] if trigger else dict.fromkeys(FLAGS, False)
        distance, before, between = self._distance(entity, near)
        claims = self.claims.get((entity.id, kind), ())
        others_types = [
            c.score
            for (e, t), cs in self.claims.items()
            if e == entity.id and t != kind
            for c in cs
        ]
        text_scores = [row[k] for row in self.type_scores]
        blocks = [parsed.blocks[parsed.sentences[s].block].kind for s in here]
        mates = self._mates(entity, claim)
        tsent = parsed.words[trigger.anchor].sentence if trigger else (here[0] if here else 0)
        row = [
            own,
            float(claim.depth) if claim else 9.0,
            float(trigger.weight) if trigger else 0.0,
            float(trigger.last - trigger.first + 1) if trigger else 0.0,
            float(sum(c.score >= 0.5 for c in claims)),
            float(sum(t.type == kind for t in self.found)),
            float(sum(parsed.words[t.anchor].sentence in here for t in near)),
            distance,
            before,
            between,
            float(len({parsed.words[t.anchor].sentence for t in near} & set(here))),
            float(any(t.type == kind for s in here for t in self.of_sentence.get(s + 1, ()))),
            float(any(t.type == kind for s in here for t in self.of_sentence.get(s - 1, ()))),
            self.agents.get((entity.id, kind), 0.0),
            max((v for (e, _), v in self.agents.items() if e == entity.id), default=0.0),
            float(self.speakers[entity.id]),
            float(self.agent_names[entity.id]),
            float(len(entity.mentions)),
            here[0] / (last + 1) if here else 1.0,
            float(BlockKind.HEADLINE in blocks or 0 in here),
            float(last + 1),
            float(len(self.cast.entities)),
            float(entity.affiliation is not None),
            float(self.affiliates.count(entity.id)),
            max(others, default=0.0),
            float(sum(score > own for score in others)),
            float(sum(score >= 0.7 for score in others)),
            max(others_types, default=0.0),
            float(len(mates)),
            max((self._mate_score(m, kind) for m in mates), default=0.0),
            float(len(entity.members)),
            float(all(b in {BlockKind.CAPTION, BlockKind.CREDIT} for b in blocks)),
            max(scores, default=0.0),
            max(text_scores, default=0.0),
            max((self.type_scores[s + 1][k] for s in here if s < last), default=0.0),
            self.type_scores[tsent][k] if self.type_scores else 0.0,
            self.victim_scores[entity.id] if self.victim_scores else 0.0,
            float(parsed.words[entity.first].lower in {"the", "this", "these", "those"}),
            float(self._quoted(trigger)),
            max((c.score for c in claims if c.mention.how in {"name", "part"}), default=0.0),
            float(bool(near)),
            float(sum(row_score > max(scores, default=0.0) for row_score in text_scores)),
            float(sum(v > 0.3 for s in here for v in self.type_scores[s])),
            float(own / (own + sum(others))) if own else 0.0,
            float(self.background),
        ]
        row += [float(bool(claim) and claim.slot == s) for s in SLOTS]  # type: ignore[union-attr]
        row += [float(bool(claim) and claim.mention.how == h) for h in HOWS]  # type: ignore[union-attr]
        row += [float(bool(trigger) and trigger.slot == s) for s in COMPATIBLE]  # type: ignore[union-attr]
        row += [float(flags[f]) for f in FLAGS]
        row += [float(kind_of(entity) == k) for k in KINDS]
        row += [float((entity.role or "none") == r) for r in (*ROLES, "none")]
        row += [float(kind == t) for t in TYPES]
        return row

    def _quoted(self, trigger: Trigger | None) -> bool:
        if trigger is None:
            return False
        sentence = self.parsed.sentence_of(trigger.anchor)
        before = self.parsed.text[sentence.start : self.parsed.words[trigger.anchor].start]
        return (
            before.count('"') % 2 == 1
            or before.count("“") > before.count("”")
            or before.count("«") > before.count("»")
        )

    def _distance(self, entity: Entity, near: list[Trigger]) -> tuple[float, float, float]:
        best, before, between = 60.0, 0.0, 9.0
        words = self.parsed.words
        for trigger in near:
            for mention in entity.mentions:
                if words[mention.first].sentence != words[trigger.anchor].sentence:
                    continue
                gap = min(abs(trigger.anchor - mention.first), abs(trigger.anchor - mention.last))
                if gap < best:
                    low, high = sorted((trigger.anchor, mention.head))
                    inside = {e for i in range(low + 1, high) for e, _ in self.cast.at.get(i, ())}
                    best, before = float(gap), float(mention.first < trigger.anchor)
                    between = float(len(inside - {entity.id}))
        return best, before, between

    def _mates(self, entity: Entity, claim: Claim | None) -> list[int]:
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
        return max((c.score for c in self.claims.get((mate, kind), ())), default=0.0)
