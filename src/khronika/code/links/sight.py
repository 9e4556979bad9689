"""Where the joint network looks for an act: numbers for every sentence of a text.

The network has an attention of its own for each pair of somebody and a type of act, and odds of
every type in every sentence. A date in a sentence that it looks at for another act is that act's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from khronika.code.evidence import TYPES

IN_SENTENCE: tuple[str, ...] = (
    "network has read",
    "attention",
    "attention of block",
    "attention before",
    "attention behind",
    "rank by attention",
    "odds of type",
    "odds of another type",
    "attention of other victims",
    "attention of other types",
    "sentences from most attention",
    "blocks from most attention",
    "sentences from attention",
    "attention up to here",
)
UNREAD: list[float] = [0.0, *[-1.0] * (len(IN_SENTENCE) - 1)]
_FAR, _LEAST = 12.0, -9.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network sees of an act: `rows` (sentences x `IN_SENTENCE`), `share`, `top`.

    `share` is the attention of each sentence, all of them 1; `top` the sentence with most of it;
    `odds` those of the act.
    """

    rows: Floats
    share: Floats
    top: int
    odds: float


class Sight:
    """What the joint network looks at in one text."""

    def __init__(
        self,
        blocks: Sequence[int],
        *,
        pair: npt.NDArray[np.float32],
        sentence: npt.NDArray[np.float32],
        attention: npt.NDArray[np.float32],
    ) -> None:
        """Lay out what the network says, as `joint.Scores` has it.

        Args:
            blocks: the block of each sentence.
            pair: log odds of each pair.
            sentence: log odds of each type in each sentence.
            attention: where the network looks for each pair.
        """
        self.blocks = np.array(blocks, dtype=np.int64)
        self.pair, self.attention = pair, attention
        self.sentence = np.clip(sentence.astype(np.float64), _LEAST, 9.0)
        chances = 1 / (1 + np.exp(-np.clip(pair.astype(np.float64), -30.0, 30.0)))
        self.looks = attention * chances[..., None]
        # The two highest of each type and sentence: that of the others is one of them.
        ordered = np.sort(self.looks, axis=0)[-2:] if len(self.looks) else self.looks
        self.first = ordered[-1] if len(ordered) else None
        self.second = ordered[0] if len(ordered) > 1 else np.zeros_like(self.looks[0])

    def of(self, entity: int, kind: str) -> Seen | None:
        """Answer what the network sees of an act; None where it has not read it."""
        column = TYPES.index(kind)
        own = self.attention[entity, column].astype(np.float64)
        whole = own.sum()
        if whole <= 0 or self.first is None:
            return None
        share, count = own / whole, len(own)
        mine = self.looks[entity, column]
        others = np.where(mine >= self.first[column], self.second[column], self.first[column])
        odds = np.delete(self.sentence, column, axis=1).max(axis=1)
        types = np.delete(self.looks[entity], column, axis=0).max(axis=0)
        at, top = np.arange(count), int(share.argmax())
        blocks = np.bincount(self.blocks, share)[self.blocks]
        before, behind = np.zeros(count), np.zeros(count)
        before[1:], behind[:-1] = share[:-1], share[1:]
        rank = np.empty(count)
        rank[np.argsort(-share, kind="stable")] = at
        rows = np.stack(
            [
                np.ones(count),
                share,
                blocks,
                before,
                behind,
                np.minimum(rank, 9.0),
                self.sentence[:, column],
                odds,
                others,
                types,
                np.clip(at - top, -_FAR, _FAR),
                np.clip(self.blocks - self.blocks[top], -_FAR, _FAR),
                np.minimum(np.abs(at[:, None] - at) @ share, 2 * _FAR),
                np.cumsum(share),
            ],
            axis=1,
        )
        return Seen(rows, share, top, float(np.clip(self.pair[entity, column], _LEAST, 9.0)))


def in_sentences(seen: Seen | None, numbers: Sequence[int]) -> list[list[float]]:
    """Answer the numbers `IN_SENTENCE` of some sentences."""
    if seen is None:
        return [UNREAD] * len(numbers)
    rows: list[list[float]] = seen.rows[list(numbers)].tolist()
    return rows
