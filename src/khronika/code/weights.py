"""Runs what was learned from coded reports: three small models per language, in numpy alone.

Sentence types and victims are logistic regressions over hashed words; pairs are boosted trees
over the rows of `evidence`. `benchmarks/train_coder.py` makes the files (`data/lexicon_model_*`);
their model card is in docs/reference/coding.md.
"""

import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from operator import mul

import numpy as np
import numpy.typing as npt

from khronika.code.cast.entities import Cast, Entity
from khronika.code.evidence import TYPES, Claim
from khronika.code.grams import buckets as grams
from khronika.code.parsed import Parsed, Sentence
from khronika.code.trees import NODES, Trees, trees
from khronika.code.triggers import Trigger
from khronika.errors import CodeError

BUCKETS = 1 << 16
_REMEMBERED = 1 << 16
_MASKS = {"PER": "§p", "ORG": "§o", "LOC": "§l", "DATE": "§d", "NORP": "§n"}
Vector = dict[int, float]
Floats = npt.NDArray[np.float64]


class WeightsDamaged(CodeError):
    """A file of learned weights is missing or cannot be read."""


class _Buckets(dict[str, int]):
    """The bucket of each feature of one salt, remembered for features that were met before."""

    def __init__(self, salt: str) -> None:
        super().__init__()
        self.salt = salt

    def __missing__(self, feature: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[feature] = zlib.crc32(f"{self.salt}{feature}".encode()) % BUCKETS
        return found


@cache
def _buckets(salt: str) -> _Buckets:
    return _Buckets(salt)


class _Worths(dict[int, float]):
    """What a feature is worth that stands so often in a part."""

    def __missing__(self, count: int) -> float:
        found = 1.0 + float(np.log(count))
        if len(self) < _REMEMBERED:
            self[count] = found
        return found


_WORTHS = _Worths()


def _add(vector: Vector, buckets: Iterable[int]) -> None:
    """Add a part's buckets to a vector and bring this part of it to length one."""
    counts = Counter(buckets)
    worths = list(map(_WORTHS.__getitem__, counts.values()))
    norm = sum(map(mul, worths, worths)) ** 0.5
    shares = {value: value / norm for value in set(worths)}
    part = dict(zip(counts, map(shares.__getitem__, worths), strict=True))
    for bucket in vector.keys() & part.keys():
        part[bucket] += vector[bucket]
    vector.update(part)


def _hashed(features: Iterable[str], salt: str) -> Iterator[int]:
    """Answer the bucket of each feature."""
    return map(_buckets(salt).__getitem__, features)


def _masked(parsed: Parsed, sentence: Sentence) -> list[str]:
    out: list[str] = []
    for word in parsed.words[sentence.first : sentence.last]:
        mask = _MASKS.get(word.label)
        if mask is None:
            out.append("0" if word.lower.isdigit() else word.lemma)
        elif not out or out[-1] != mask:
            out.append(mask)
    return out


def type_features(parsed: Parsed, found: Sequence[Sequence[Trigger]]) -> list[Vector]:
    """Hash words (names masked), letters, meaning, and the lexicon's hits of each sentence.

    Args:
        parsed: the text.
        found: the triggers of each of its sentences.
    """
    masked = [_masked(parsed, sentence) for sentence in parsed.sentences]
    letters = grams([" ".join(words) for words in masked], "c:", BUCKETS)
    return [
        _type_vector(words, runs, triggers, parsed.meanings[number] if parsed.meanings else ())
        for number, (words, runs, triggers) in enumerate(zip(masked, letters, found, strict=True))
    ]


def _type_vector(
    words: Sequence[str],
    letters: Iterable[int],
    found: Sequence[Trigger],
    meaning: Sequence[float],
) -> Vector:
    vector: Vector = {}
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    _add(vector, _hashed([*words, *pairs], "w:"))
    _add(vector, letters)
    hits = {f"{t.type}:{t.slot}" for t in found} | {t.type for t in found}
    hits |= {f"{t.type}:long" for t in found if t.weight > 1}
    _add(vector, _hashed(sorted(hits) or ["none"], "l:"))
    of_meaning = _buckets("m:")
    for i, value in enumerate(meaning):
        bucket = of_meaning[str(i)]
        vector[bucket] = vector.get(bucket, 0.0) + value
    return vector


def victim_features(parsed: Parsed, entity: Entity, claims: Sequence[Claim]) -> Vector:
    """Hash the words round an entity's mentions, its grammar, and what claims it."""
    vector: Vector = {}
    around: list[str] = []
    grammar: list[str] = [f"kind {entity.kind} {entity.name is not None}", f"role {entity.role}"]
    for mention in entity.mentions[:12]:
        sentence = parsed.sentence_of(mention.first)
        for step in (1, 2, 3, 4):
            if mention.first - step >= sentence.first:
                around.append(f"-{parsed.words[mention.first - step].lemma}")
            if mention.last + step < sentence.last:
                around.append(f"+{parsed.words[mention.last + step].lemma}")
        head = parsed.words[mention.head]
        grammar += [f"dep {head.dep}", f"dep {head.dep} {parsed.words[head.head].lemma}"]
        grammar.append(f"how {mention.how}")
    if entity.name is None or entity.kind == "group":
        grammar += [f"noun {entity.noun}", f"first {parsed.words[entity.first].lower}"]
    _add(vector, _hashed(around or ["none"], "a:"))
    _add(vector, _hashed(grammar, "g:"))
    claimed = {f"{c.trigger.type} {c.slot}" for c in claims} | {
        f"{round(c.score, 1)}" for c in claims
    }
    _add(vector, _hashed(sorted(claimed) or ["none"], "v:"))
    return vector


def sigmoid(values: Floats) -> Floats:
    """Turn log odds into probabilities."""
    kept = np.minimum(np.maximum(values, -30.0), 30.0)
    return np.asarray(1.0 / (1.0 + np.exp(-kept)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Weights:
    """The learned models of one language, with the threshold picked on held-out folds."""

    lang: str
    sha256: str
    types: npt.NDArray[np.float32]
    types_bias: Floats
    victims: Floats
    victims_bias: float
    trees: Trees
    threshold: float
    calibration: tuple[float, float]

    def type_scores(self, vectors: Sequence[Vector]) -> list[list[float]]:
        """Answer the probability of each type for each sentence."""
        if not vectors:
            return []
        totals = []
        for vector in vectors:
            values = np.fromiter(vector.values(), dtype=np.float64, count=len(vector))
            rows = self.types.take(np.fromiter(vector, dtype=np.int64, count=len(vector)), axis=0)
            totals.append(values @ rows.astype(np.float64))
        return sigmoid(np.array(totals) + self.types_bias).tolist()  # type: ignore[no-any-return]

    def victim_scores(self, vectors: Sequence[Vector]) -> list[float]:
        """Answer the probability of each entity that it is a victim of anything."""
        totals = []
        for vector in vectors:
            values = np.fromiter(vector.values(), dtype=np.float64, count=len(vector))
            totals.append(values @ self.victims[list(vector)])
        odds = np.array(totals) + self.victims_bias
        return sigmoid(odds).tolist()  # type: ignore[no-any-return]

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Answer the calibrated probability that each pair is an act."""
        if not rows:
            return []
        slope, offset = self.calibration
        odds = self.trees.score(np.asarray(rows, dtype=np.float64))
        return sigmoid(slope * odds + offset).tolist()  # type: ignore[no-any-return]


@cache
def weights(lang: str) -> Weights:
    """Load the learned models of a language.

    Raises:
        WeightsDamaged: the file is missing, or is not what the trainer writes.
    """
    name = f"lexicon_model_{lang}.npz"
    try:
        raw = (resources.files("khronika.data") / name).read_bytes()
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            part = {key: file[key] for key in file.files}
        nodes = trees(*(part[key] for key in NODES))
    except (OSError, ValueError, KeyError) as error:
        raise WeightsDamaged(f"{name} cannot be read ({error}); run make train-coder") from error
    floats = {key: part[key].astype(np.float64) for key in part if part[key].dtype.kind == "f"}
    slope, offset, threshold, victims_bias = floats["scalars"].tolist()
    return Weights(
        lang=lang,
        sha256=hashlib.sha256(raw).hexdigest(),
        types=part["types"].reshape(BUCKETS, len(TYPES)).astype(np.float32),
        types_bias=floats["types_bias"],
        victims=floats["victims"],
        victims_bias=victims_bias,
        trees=nodes,
        threshold=threshold,
        calibration=(slope, offset),
    )


def claims_of(cast: Cast, claims: dict[tuple[int, str], list[Claim]]) -> list[list[Claim]]:
    """Answer the claims on each entity, whatever their type."""
    out: list[list[Claim]] = [[] for _ in cast.entities]
    for (entity, _), found in claims.items():
        out[entity].extend(found)
    return out
