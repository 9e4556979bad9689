"""Lays lessons out for training: what `train_joint.py` reads without Khronika or any language model.

Beside each report as it stands come variants: sentences left out, another report's sentences
behind them (of the same fold, so that a fold stays unseen; a bulletin is made so), the victims
that the cast lacks put in or not. What we wrote ourselves comes along: whole reports like the
others, plain alerts as they stand and in no fold.
"""

import pickle
import random
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from joint_reports import Bears, Report, Somebody, lessons, reports
from own_reports import PLAIN, is_ours

from khronika.code.evidence import TYPES
from khronika.code.joint.pieces import Cutter

FOLDS, SEED = 5, 20261125
LEFT_OUT, LEFT_OUT_CITED, JOINED, JOINED_WRITTEN = 0.15, 0.04, 0.35, 0.1
LONGEST = 2_600  # characters of two reports in one


def fold_of(name: str) -> int:
    """Deal a report into a fold by its name."""
    return zlib.crc32(name.encode()) % FOLDS


def dealt(name: str) -> int:
    """Answer the fold that has not seen a report; -1 for plain alerts, which every network sees."""
    return -1 if name.startswith(PLAIN) else fold_of(name)


def _moved(act: dict, by: int) -> dict:
    return {**act, "cites": [(start + by, end + by) for start, end in act["cites"]]}


def joined(first: Report, second: Report) -> Report:
    """Answer one report that tells both."""
    by, count = len(first.text) + 1, len(first.gold["acts"])
    more = [
        Somebody(
            s.kind,
            [(a + by, b + by) for a, b in s.spans],
            s.predicted,
            [n + count for n in s.acts],
        )
        for s in second.cast
    ]
    days = len(first.days)
    bears = [Bears({(n + days, cut) for n, cut in b.days}, b.report) for b in second.bears]
    acts = [*first.gold["acts"], *(_moved(act, by) for act in second.gold["acts"])]
    return replace(
        first,
        text=f"{first.text}\n{second.text}",
        gold={**first.gold, "acts": acts},
        cast=[*first.cast, *more],
        sentences=[*first.sentences, *((a + by, b + by) for a, b in second.sentences)],
        days=[*first.days, *((a + by, b + by, stamp) for a, b, stamp in second.days)],
        bears=[*first.bears, *bears],
    )


def thinned(told: Report, rng: random.Random) -> Report:
    """Leave sentences out, seldom those that tell an act."""
    cites = [cite for act in told.gold["acts"] for cite in act["cites"]]
    kept = []
    for start, end in told.sentences:
        is_cited = any(a < end and start < b for a, b in cites)
        if rng.random() >= (LEFT_OUT_CITED if is_cited else LEFT_OUT):
            kept.append((start, end))
    return replace(told, sentences=kept or told.sentences)


def varied(told: Report, others: Sequence[Report], ours: Sequence[Report], rng: random.Random):
    """Answer a variant of a report."""
    draw = rng.random()
    pool = others if draw < JOINED else ours if draw < JOINED + JOINED_WRITTEN else ()
    if pool:
        other = rng.choice(pool)
        if other.id != told.id and len(other.text) + len(told.text) < LONGEST:
            pair = (told, other) if rng.random() < 0.5 else (other, told)
            told = replace(joined(*pair), id=told.id)
    return thinned(told, rng)


def packed(lesson) -> dict[str, Any]:
    """Answer a lesson as small arrays."""
    w = lesson.window
    rows, columns, words = np.nonzero(lesson.cited)
    sentence = np.where(w.sentences.any(0), w.sentences.argmax(0), -1)
    return {
        "ids": w.ids.astype(np.int32), "kinds": w.kinds.astype(np.uint8),
        "pool": w.pool.astype(np.float16), "inside": sentence.astype(np.int16),
        "near": w.near.astype(np.uint8), "real": np.array(lesson.real, np.int16),
        "pair": lesson.pair.astype(np.uint8), "role": lesson.role.astype(np.int8),
        "cited": np.stack([rows, columns, words], 1).astype(np.int16),
        "status": lesson.status.astype(np.int8), "agent": lesson.agent.astype(np.uint8),
        "sentence": lesson.sentence.astype(np.uint8), "bio": lesson.bio.astype(np.uint8),
        "days": spots_of(w.days[: len(w.when)]), "report": lesson.report_day,
        "stamp": w.stamps[: len(w.when)].argmax(1).astype(np.uint8),
        "dated": np.array(lesson.days, np.int16).reshape(-1, 4),
    }  # fmt: skip


def spots_of(days: np.ndarray) -> np.ndarray:
    """Answer first piece and end of each date of a window, from where it has a share."""
    return np.array(
        [(row.nonzero()[0][0], row.nonzero()[0][-1] + 1) for row in days], np.int16
    ).reshape(-1, 2)


def truth(told: Report) -> np.ndarray:
    """Answer which types of act each of the cast suffered."""
    out = np.zeros((len(told.cast), len(TYPES)), np.uint8)
    for row, somebody in enumerate(told.cast):
        for number in somebody.acts:
            out[row, TYPES.index(told.gold["acts"][number]["type"])] = 1
    return out


def course(every: list[Report], cutter: Cutter, own: set[str], variants: int) -> list[dict]:
    """Answer what is taught: per report its windows for reading and its versions for learning.

    Args:
        every: the reports.
        cutter: how the encoder cuts words.
        own: the languages that the network is for; the others get half of the variants.
        variants: versions beside the report as it stands.
    """
    out = []
    ours = [r for r in every if r.id.startswith(PLAIN)]
    for told in every:
        is_plain = told.id.startswith(PLAIN)
        fold = dealt(told.id)
        like = [
            r for r in every if not r.id.startswith(PLAIN)
            and r.lang == told.lang and dealt(r.id) == fold
        ]  # fmt: skip
        near = [r for r in ours if r.lang == told.lang]
        count = 0 if is_plain else variants if told.lang in own else variants // 2
        rng = random.Random(f"{SEED} {told.id}")
        versions = [lessons(told, cutter, with_missing=True)]
        for _ in range(count):
            variant = varied(told, like, near, rng)
            versions.append(lessons(variant, cutter, with_missing=rng.random() < 0.5))
        out.append(
            {
                "id": told.id, "lang": told.lang, "fold": fold, "is_plain": is_plain,
                "is_ours": is_ours(told.id), "truth": truth(told),
                "acts": len(told.gold["acts"]),
                "read": [packed(x) for x in lessons(told, cutter, with_missing=False)],
                "taught": [[packed(x) for x in version] for version in versions],
            }
        )  # fmt: skip
    return out


def write(path: Path, folder: Path, cutter: Cutter, own: set[str], also: set[str], variants: int):
    """Read the reports and write the course of a network as one packed file."""
    every = [r for lang in sorted(own | also) for r in kept(path.parent, folder, lang)]
    path.write_bytes(zlib.compress(pickle.dumps(course(every, cutter, own, variants)), 6))


def kept(work: Path, folder: Path, lang: str) -> list[Report]:
    """Read the reports of a language, once for all networks."""
    file = work / f"{lang}.read"
    if not file.exists():
        file.write_bytes(pickle.dumps(reports(folder, lang, SEED)))
    return pickle.loads(file.read_bytes())  # noqa: S301  # our own file of a moment ago
