"""What stands between an act and a candidate: the numbers that every choice looks at."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khronika.code.cast.entities import Entity
from khronika.code.evidence import TYPES
from khronika.code.parsed import Argument, Parsed, Sentence
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.model.vocabulary import BlockKind

BEFORE = (
    "in",
    "on",
    "at",
    "to",
    "from",
    "of",
    "by",
    "since",
    "until",
    "after",
    "before",
    "near",
    "for",
    "with",
)
_FAR = 60.0
MOST = 40
"""So many candidates are weighed for an act; the gold set has 31 at most."""

_SEPARATE = (
    "in a separate",
    "separately",
    "in another",
    "elsewhere",
    "meanwhile",
    "notably",
    "в другом",
    "тем временем",
    "отдельно",
)

NEAR: tuple[str, ...] = (
    "sentences apart",
    "comes before",
    "same sentence",
    "same block",
    "blocks apart",
    "sentences from victim",
    "words from anchor",
    "words from victim",
    "marks between",
    "triggers between",
    "others nearer",
    "rank in sentence",
    "candidates in sentence",
    "candidates in block",
    "candidates",
    "first block",
    "in headline",
    "is last before",
    "steps in grammar",
    "place in text",
    "rank from end",
    "told apart",
    *(f"after {word}" for word in BEFORE),
    *(f"type {kind}" for kind in TYPES),
)


def is_separate(parsed: Parsed, sentence: Sentence) -> bool:
    """Tell whether a sentence says that it turns to another case."""
    return parsed.text[sentence.start : sentence.start + 40].lower().startswith(_SEPARATE)


@dataclass(frozen=True, slots=True)
class Heads:
    """What the joint network says of an act.

    `statuses` and `agents` are log odds of each status, of each kind of body. `days` are the
    chances of each date, as told and cut to its month, by where its words begin; `report` those
    of the report's own day, month and year, and of no date.
    """

    statuses: Mapping[str, float]
    agents: Mapping[str, float]
    days: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    report: Sequence[float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """An act as the choices see it: who, what type, and the words that tell it."""

    entity: Entity
    type: str
    trigger: Trigger | None
    arguments: Sequence[Argument]
    sentence: Sentence
    anchor: int
    sentences: Sequence[int]
    heads: Heads | None = None


_TYPE_ROWS = {kind: [float(kind == one) for one in TYPES] for kind in TYPES}
_BEFORE_ROWS = {word: [float(word == one) for one in BEFORE] for word in BEFORE}
_NO_WORD = [0.0] * len(BEFORE)


@dataclass(slots=True)
class Ground:
    """A text with what is looked up often: where triggers stand, which words part clauses.

    `blocks` are the first words of each block, and the end of the last; `heads` are the words
    that head the mentions of an entity, by sentence.
    """

    parts: Parts
    anchors: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)
    heads: dict[int, dict[int, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out triggers, punctuation and blocks in the order of the text."""
        parsed = self.parts.parsed
        self.anchors = sorted({t.anchor for t in self.parts.triggers})
        self.marks = [
            i for i, w in enumerate(parsed.words) if w.text in {",", ";", ":", "(", ")", "—", "–"}
        ]
        for sentence in parsed.sentences:
            first, _ = self.blocks.get(sentence.block, (sentence.first, 0))
            self.blocks[sentence.block] = first, sentence.last

    def between(self, places: Sequence[int], low: int, high: int) -> int:
        """Count sorted places strictly between two words."""
        return max(0, bisect_left(places, high) - bisect_left(places, low + 1))

    def heads_in(self, entity: Entity, sentence: int) -> Sequence[int]:
        """Answer the words that head the mentions of an entity in a sentence."""
        found = self.heads.get(entity.id)
        if found is None:
            found = self.heads[entity.id] = {}
            for mention in entity.mentions:
                number = self.parts.parsed.words[mention.head].sentence
                found.setdefault(number, []).append(mention.head)
        return found.get(sentence, ())

    def steps(self, low: int, high: int) -> float:
        """Answer how many heads lie between a word and the one it hangs under, or 9."""
        words = self.parts.parsed.words
        current = low
        for count in range(6):
            if current == high:
                return float(count)
            if words[current].head == current:
                break
            current = words[current].head
        return 9.0

    def _previous(self, here: Sentence, first: int) -> str:
        """Answer the word before a phrase, over an article, in the same sentence."""
        words = self.parts.parsed.words
        previous = words[first - 1].lower if first > here.first else ""
        if previous in {"the", "a", "an"} and first - 1 > here.first:
            return words[first - 2].lower
        return previous

    def near(
        self, told: Told, word: int, rivals: Sequence[int], first: int | None = None
    ) -> list[float]:
        """Answer the numbers `NEAR` for a candidate whose first word is `word`.

        Args:
            told: the act.
            word: index of the candidate's word.
            rivals: first words of all candidates of the kind, this one included, sorted.
            first: where the candidate's phrase begins, where that is not `word`.
        """
        parsed, anchor = self.parts.parsed, told.anchor
        words = parsed.words
        here = parsed.sentence_of(word)
        apart = here.number - told.sentence.number
        low, high = (word, anchor) if word < anchor else (anchor, word)
        far = high - low
        mentions = self.heads_in(told.entity, here.number)
        blocks = here.block - told.sentence.block
        block_first, block_last = self.blocks[here.block]
        at = bisect_right(rivals, anchor)
        row = [
            float(max(-8, min(8, apart))),
            float(word < anchor),
            float(apart == 0),
            float(blocks == 0),
            float(max(-6, min(6, blocks))),
            float(_nearest(told.sentences, here.number)),
            min(float(far), _FAR) if apart == 0 else _FAR,
            min((float(abs(word - m)) for m in mentions), default=_FAR),
            float(min(9, self.between(self.marks, low, high))),
            float(min(9, self.between(self.anchors, low, high))),
            float(min(9, _within(rivals, anchor - far + 1, anchor + far))),
            float(
                _within(rivals, max(anchor - far + 1, here.first), min(anchor + far, here.last))
            ),
            float(_within(rivals, here.first, here.last)),
            float(_within(rivals, block_first, block_last)),
            float(min(40, len(rivals))),
            float(here.block == 0),
            float(parsed.blocks[here.block].kind is BlockKind.HEADLINE),
            float(at > 0 and rivals[at - 1] == word),
            min(self.steps(word, anchor), self.steps(anchor, word) + 0.5),
            word / max(1, len(words)),
            float(min(9, len(rivals) - 1 - bisect_left(rivals, word))),
            float(apart != 0 and is_separate(parsed, told.sentence)),
        ]
        previous = self._previous(here, word if first is None else first)
        return [*row, *_BEFORE_ROWS.get(previous, _NO_WORD), *_TYPE_ROWS[told.type]]


def nearest(places: Sequence[int], anchor: int) -> Sequence[int]:
    """Answer the places nearest a word where there are more than `MOST`, so that work is bounded.

    Args:
        places: words, sorted.
        anchor: the word of the act.
    """
    if len(places) <= MOST:
        return places
    at = bisect_left(places, anchor)
    around = places[max(0, at - MOST) : at + MOST]
    return sorted(sorted(around, key=lambda place: abs(place - anchor))[:MOST])


def _within(places: Sequence[int], first: int, last: int) -> int:
    """Count sorted places from `first` to `last` (excluded)."""
    return max(0, bisect_left(places, last) - bisect_left(places, first))


def _nearest(sentences: Sequence[int], number: int) -> int:
    """Answer how far the nearest of sorted sentences is, or 9 where there are none."""
    at = bisect_left(sentences, number)
    return min((abs(number - s) for s in sentences[max(0, at - 1) : at + 1]), default=9)
