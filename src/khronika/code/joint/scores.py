"""Reads a text with the joint network: the odds of every pair, gathered over its windows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from khronika.code.evidence import KINDS, TYPES, kind_of
from khronika.code.joint.network import Network
from khronika.code.joint.windows import Member, windows
from khronika.code.reader import Parts
from khronika.model.vocabulary import PerpetratorKind, Role, Status

NEVER = -12.0
STATUSES: tuple[str, ...] = tuple(status.value for status in Status)
AGENTS: tuple[str, ...] = tuple(kind.value for kind in PerpetratorKind)
ROLES: tuple[str, ...] = tuple(role.value for role in Role)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Log odds for a text: `pair` (entities x types), `victim`, `sentence` (sentences x types).

    `told` (entities x types) is the sentence with most of the attention; -1 where none was read.
    `status` (entities x types x `STATUSES`), `agent` (entities x types x `AGENTS`) and `role`
    (entities x `ROLES`) are those of the window with the best odds of the pair, of the victim;
    log odds, of statuses and roles up to a constant a row.
    """

    pair: Floats
    victim: Floats
    sentence: Floats
    told: npt.NDArray[np.int64]
    status: Floats
    agent: Floats
    role: Floats

    def likely(self, least: float) -> frozenset[tuple[int, str]]:
        """Answer the pairs whose log odds reach `least`."""
        rows, columns = np.nonzero(self.pair >= least)
        return frozenset((int(r), TYPES[int(c)]) for r, c in zip(rows, columns, strict=True))

    def blended(self, chances: Sequence[Sequence[float]]) -> list[list[float]]:
        """Answer the mean of the staged reader's chances (sentences x types) and these."""
        own = 1.0 / (1.0 + np.exp(-self.sentence.astype(np.float64)))
        mean = (np.asarray(chances, dtype=np.float64).reshape(own.shape) + own) / 2
        return [[float(chance) for chance in row] for row in mean]


def members(parts: Parts) -> list[Member]:
    """Answer the cast as the network sees it."""
    words = parts.parsed.words
    return [
        Member(
            KINDS.index(kind_of(entity)) + 1,
            tuple((words[m.first].start, words[m.last].end) for m in entity.mentions),
        )
        for entity in parts.cast.entities
    ]


def scores(parts: Parts, reader: Network) -> Scores:
    """Read a text with the joint network.

    Args:
        parts: the text as the staged reader left it, with its cast.
        reader: the network of the text's language.
    """
    parsed = parts.parsed
    cast, count = members(parts), len(parsed.sentences)
    pair = np.full((len(cast), len(TYPES)), NEVER, dtype=np.float32)
    victim = np.full(len(cast), NEVER, dtype=np.float32)
    sentence = np.full((count, len(TYPES)), NEVER, dtype=np.float32)
    told = np.full((len(cast), len(TYPES)), -1, dtype=np.int64)
    status = np.full((len(cast), len(TYPES), len(STATUSES)), NEVER, dtype=np.float32)
    agent = np.full((len(cast), len(TYPES), len(AGENTS)), NEVER, dtype=np.float32)
    role = np.full((len(cast), len(ROLES)), NEVER, dtype=np.float32)
    places = [(s.start, s.end) for s in parsed.sentences]
    for window in windows(parsed.printed or parsed.text, places, cast, reader.cutter):
        if not window.who:
            continue
        found = reader.run(window)
        who, which = np.array(window.who), np.array(window.which)
        better = found["pair"] > pair[who]
        told[who] = np.where(better, which[found["evidence"].argmax(axis=-1)], told[who])
        status[who] = np.where(better[..., None], found["status"], status[who])
        agent[who] = np.where(better[..., None], found["agent"], agent[who])
        surer = found["victim"] > victim[who]
        role[who] = np.where(surer[:, None], found["role"], role[who])
        pair[who] = np.maximum(found["pair"], pair[who])
        victim[who] = np.maximum(found["victim"], victim[who])
        sentence[which] = np.maximum(found["sentence"], sentence[which])
    return Scores(pair, victim, sentence, told, status, agent, role)
