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
_NOTHING = np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Dated:
    """Which dates acts bear: what each window says, and which window speaks for a pair.

    `of` (entities x types) is the number of that window, -1 where none has read the pair; `rows`
    are its entities, `columns` where the words of its dates begin; `day` and `report` are the
    network's answers.
    """

    of: npt.NDArray[np.int64]
    rows: list[dict[int, int]]
    columns: list[tuple[int, ...]]
    day: list[Floats]
    report: list[Floats]

    def shares(self, entity: int, kind: int) -> tuple[dict[int, tuple[float, float]], Floats]:
        """Answer how likely a pair bears each date of its window, as told and cut to its month.

        Returns:
            by where the words of the date begin, and for the report's own day, month, year and no
            date; all together are 1. Nothing and zeros where no window has read the pair.
        """
        number = int(self.of[entity, kind])
        if number < 0:
            return {}, np.zeros(4, dtype=np.float32)
        row, when = self.rows[number][entity], self.columns[number]
        told = self.day[number][row, kind][: len(when)]
        odds = np.concatenate([told.reshape(-1), self.report[number][row, kind]])
        powers = np.exp(odds - odds.max())
        chances = powers / powers.sum()
        days = chances[:-4].reshape(-1, 2).tolist()
        return {at: (day, month) for at, (day, month) in zip(when, days, strict=True)}, chances[
            -4:
        ]


@dataclass(frozen=True, slots=True)
class Scores:
    """Log odds for a text: `pair` (entities x types), `victim`, `sentence` (sentences x types).

    `told` (entities x types) is the sentence with most of the attention; -1 where none was read.
    `when` says which dates a pair bears. `status` (entities x types x `STATUSES`), `agent`
    (entities x types x `AGENTS`) and `role` (entities x `ROLES`) are those of the window with the
    best odds of the pair, of the victim; log odds, of statuses and roles up to a constant a row.
    """

    pair: Floats
    victim: Floats
    sentence: Floats
    told: npt.NDArray[np.int64]
    status: Floats
    agent: Floats
    role: Floats
    when: Dated

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


def scores(parts: Parts, reader: Network, days: Sequence[tuple[int, int, int]] = ()) -> Scores:
    """Read a text with the joint network.

    Args:
        parts: the text as the staged reader left it, with its cast.
        reader: the network of the text's language.
        days: start and end of the words of each date, in the order of the text, and its stamp.
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
    dated = Dated(np.full((len(cast), len(TYPES)), -1, dtype=np.int64), [], [], [], [])
    places = [(s.start, s.end) for s in parsed.sentences]
    text = parsed.printed or parsed.text
    for number, window in enumerate(windows(text, places, cast, reader.cutter, days)):
        found = reader.run(window) if window.who else {}
        dated.rows.append({entity: row for row, entity in enumerate(window.who)})
        dated.columns.append(tuple(days[n][0] for n in window.when))
        dated.day.append(found.get("day", _NOTHING))
        dated.report.append(found.get("report", _NOTHING))
        if not found:
            continue
        who, which = np.array(window.who), np.array(window.which)
        better = found["pair"] > pair[who]
        told[who] = np.where(better, which[found["evidence"].argmax(axis=-1)], told[who])
        dated.of[who] = np.where(better, number, dated.of[who])
        status[who] = np.where(better[..., None], found["status"], status[who])
        agent[who] = np.where(better[..., None], found["agent"], agent[who])
        surer = found["victim"] > victim[who]
        role[who] = np.where(surer[:, None], found["role"], role[who])
        pair[who] = np.maximum(found["pair"], pair[who])
        victim[who] = np.maximum(found["victim"], victim[who])
        sentence[which] = np.maximum(found["sentence"], sentence[which])
    return Scores(pair, victim, sentence, told, status, agent, role, dated)
