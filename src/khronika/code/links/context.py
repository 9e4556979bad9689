"""What stands between an act and a candidate: the numbers that every choice looks at."""

from bisect import bisect_left
from collections.abc import Sequence
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
class Told:
    """An act as the choices see it: who, what type, and the words that tell it."""

    entity: Entity
    type: str
    trigger: Trigger | None
    arguments: Sequence[Argument]
    sentence: Sentence
    anchor: int
    sentences: Sequence[int]


@dataclass(slots=True)
class Ground:
    """A text with what is looked up often: where triggers stand, which words part clauses."""

    parts: Parts
    anchors: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out triggers and punctuation in the order of the text."""
        words = self.parts.parsed.words
        self.anchors = sorted({t.anchor for t in self.parts.triggers})
        self.marks = [
            i for i, w in enumerate(words) if w.text in {",", ";", ":", "(", ")", "—", "–"}
        ]

    def between(self, places: Sequence[int], low: int, high: int) -> int:
        """Count sorted places strictly between two words."""
        return max(0, bisect_left(places, high) - bisect_left(places, low + 1))

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
        parsed = self.parts.parsed
        words = parsed.words
        here = parsed.sentence_of(word)
        apart = here.number - told.sentence.number
        low, high = sorted((word, told.anchor))
        mentions = [m.head for m in told.entity.mentions if words[m.head].sentence == here.number]
        inside = [r for r in rivals if words[r].sentence == here.number]
        before = [r for r in rivals if r <= told.anchor]
        blocks = here.block - told.sentence.block
        first = word if first is None else first
        previous = words[first - 1].lower if first > here.first else ""
        if previous in {"the", "a", "an"} and first - 1 > here.first:
            previous = words[first - 2].lower
        rank = bisect_left(rivals, word)
        row = [
            float(max(-8, min(8, apart))),
            float(word < told.anchor),
            float(apart == 0),
            float(blocks == 0),
            float(max(-6, min(6, blocks))),
            float(min((abs(here.number - s) for s in told.sentences), default=9)),
            min(float(high - low), _FAR) if apart == 0 else _FAR,
            min((float(abs(word - m)) for m in mentions), default=_FAR),
            float(min(9, self.between(self.marks, low, high))),
            float(min(9, self.between(self.anchors, low, high))),
            float(min(9, sum(abs(r - told.anchor) < abs(word - told.anchor) for r in rivals))),
            float(sum(abs(r - told.anchor) < abs(word - told.anchor) for r in inside)),
            float(len(inside)),
            float(sum(parsed.sentence_of(r).block == here.block for r in rivals)),
            float(min(40, len(rivals))),
            float(here.block == 0),
            float(parsed.blocks[here.block].kind is BlockKind.HEADLINE),
            float(bool(before) and before[-1] == word),
            min(self.steps(word, told.anchor), self.steps(told.anchor, word) + 0.5),
            word / max(1, len(words)),
            float(min(9, len(rivals) - 1 - rank)),
            float(apart != 0 and is_separate(parsed, told.sentence)),
        ]
        row += [float(previous == name) for name in BEFORE]
        row += [float(told.type == kind) for kind in TYPES]
        return row
