"""Runs the pipes of the pinned English model with their own weights and less work.

The answers are those of spaCy's pipeline (`tests/code/readers/test_passes.py` compares them over
reports); what is saved is named at each class. The parser and the tokenizer are spaCy's own.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from khronika.code.readers.forms import Forms
from khronika.code.readers.vectors import Encoder, Key, keys_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
_BATCH = 32
_COLUMNS: list[int | str] = [
    "ORTH",
    "LOWER",
    "TAG",
    "DEP",
    "HEAD",
    "IDX",
    "LENGTH",
    "SENT_START",
    "IS_SPACE",
]
_REMEMBERED = 65_536
_UNSIGNED = 0xFFFF_FFFF_FFFF_FFFF  # spaCy's columns have no sign: a head may lie before


class Token(NamedTuple):
    """A word as the model sees it; `head` and `start` count words and characters of its piece."""

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    label: str
    begins: bool
    is_first: bool
    is_space: bool


class Names:
    """The name tagger: BILUO transitions (Ratinov & Roth 2009), greedy, as spaCy decides them.

    Outside a name the scores of all transitions depend on the word alone, so they are computed
    for all words at once; only within a name one step has to follow the other.
    """

    def __init__(self, pipe: Any) -> None:
        """Take the weights and transitions of spaCy's entity recogniser."""
        chain = pipe.model.get_ref("tok2vec")
        lower, upper = pipe.model.get_ref("lower"), pipe.model.get_ref("upper")
        self.encoder = Encoder(chain.layers[0])
        self.linear = chain.layers[2].get_param("W").T, chain.layers[2].get_param("b")
        features, outputs, pieces, inputs = lower.get_param("W").shape
        self.pieces = pieces
        by_piece = lower.get_param("W").transpose(3, 0, 2, 1)
        self.lower = np.ascontiguousarray(by_piece.reshape(inputs, features * pieces * outputs))
        self.pad = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(features, -1)
        self.bias = lower.get_param("b").T.reshape(-1)
        self.upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        names = [pipe.moves.get_class_name(at) for at in range(pipe.moves.n_moves)]
        self.moves = [name.partition("-")[::2] for name in names]
        self.at = {move: number for number, move in enumerate(self.moves)}
        kinds = np.array([action for action, _ in self.moves])
        is_named = np.array([bool(label) for _, label in self.moves])
        self.outside = (kinds == "O") | (kinds == "U") & is_named
        self.units, self.begins = (kinds == "U") & is_named, (kinds == "B") & is_named

    def labels(
        self,
        docs: Sequence["Doc"],
        keys: list[Key],
        *,
        firsts: Sequence[Sequence[bool]],
        spaces: Sequence[Sequence[bool]],
    ) -> list[list[tuple[str, bool]]]:
        """Answer for each word of each text its label (or nothing), and whether a name begins.

        Args:
            docs: the texts.
            keys: what `vectors.keys_of` says of them.
            firsts: whether a word begins a sentence; no name crosses that.
            spaces: whether a word is blank; no name begins there.
        """
        vectors = (
            np.concatenate(self.encoder.vectors(docs, keys)) @ self.linear[0] + self.linear[1]
        )
        parts = (vectors @ self.lower).reshape(len(vectors), 3, -1)
        lead = parts[:, 0] + self.pad[1] + self.pad[2] + self.bias
        scores = self._scores(lead)
        scores = self._allowed(scores, docs, firsts, spaces)
        best = scores.argmax(axis=1).tolist()
        out, base = [], 0
        for doc, first in zip(docs, firsts, strict=True):
            out.append(
                self._walk(parts[base : base + len(doc)], best[base : base + len(doc)], first)
            )
            base += len(doc)
        return out

    def _scores(self, sums: Floats) -> Floats:
        blocks = sums.reshape(len(sums), self.pieces, -1)
        return np.asarray(blocks.max(axis=1) @ self.upper[0] + self.upper[1])

    def _allowed(
        self,
        scores: Floats,
        docs: Sequence["Doc"],
        firsts: Sequence[Sequence[bool]],
        spaces: Sequence[Sequence[bool]],
    ) -> Floats:
        """Rule out the transitions that may not begin at a word."""
        is_space = np.array([one for part in spaces for one in part], dtype=bool)
        is_last = np.array([one for part in firsts for one in (*part[1:], True)], dtype=bool)
        kept = np.where(self.outside | self.begins, scores, -np.inf)
        kept[np.ix_(is_space, self.units | self.begins)] = -np.inf
        kept[np.ix_(is_last, self.begins)] = -np.inf
        return np.asarray(kept)

    def _walk(
        self, parts: Floats, best: Sequence[int], firsts: Sequence[bool]
    ) -> list[tuple[str, bool]]:
        out = [("", False)] * len(best)
        at = 0
        while at < len(best):
            action, label = self.moves[best[at]]
            if action == "O":
                at += 1
                continue
            out[at] = (label, True)
            end = at if action == "U" else self._end(parts, at, label, firsts)
            out[at + 1 : end + 1] = [(label, False)] * (end - at)
            at = end + 1
        return out

    def _end(self, parts: Floats, begin: int, label: str, firsts: Sequence[bool]) -> int:
        """Answer the last word of a name of several words."""
        inner, last = self.at["I", label], self.at["L", label]
        at = begin + 1
        while at + 1 < len(firsts) and not firsts[at + 1]:
            sums = parts[at, 0] + parts[begin, 1] + parts[at - 1, 2] + self.bias
            scores = self._scores(sums[None])[0]
            is_inner = (
                scores[inner] >= scores[last] if inner < last else scores[inner] > scores[last]
            )
            if not is_inner:
                break
            at += 1
        return at


class _Strings(dict[int, str]):
    """The model's strings by their numbers, remembered."""

    def __init__(self, nlp: "Language") -> None:
        super().__init__()
        self.store = nlp.vocab.strings

    def __missing__(self, number: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[number] = self.store[number]
        return found


class Passes:
    """The English model at work: texts in, tagged words out."""

    def __init__(self, nlp: "Language") -> None:
        """Take a loaded pipeline with tok2vec, tagger, parser, ruler, lemmatizer and ner."""
        self.nlp = nlp
        # A pipe is typed as a function; these are objects of spaCy's.
        pipes: dict[str, Any] = dict(nlp.pipeline)
        self.encoder = Encoder(pipes["tok2vec"].model)
        self.names, self.forms = Names(pipes["ner"]), Forms(nlp)
        self.tagger, self.parser = pipes["tagger"], pipes["parser"]
        self.strings = _Strings(nlp)

    def read(self, texts: Sequence[str]) -> Iterator[list[Token]]:
        """Yield the words of each text, in order."""
        for at in range(0, len(texts), _BATCH):
            yield from self._batch(texts[at : at + _BATCH])

    def _batch(self, texts: Sequence[str]) -> Iterator[list[Token]]:
        docs = [self.nlp.make_doc(text) for text in texts]
        full = [doc for doc in docs if len(doc)]
        keys = keys_of(full)
        if full:
            for doc, vectors in zip(full, self.encoder.vectors(full, keys), strict=True):
                setattr(doc, "tensor", vectors)  # noqa: B010  # typed as doubles, holds floats
            for pipe in (self.tagger, self.parser):
                pipe.set_annotations(full, pipe.predict(full))
        rows = [doc.to_array(_COLUMNS).tolist() for doc in full]
        firsts = [[row[7] == 1 for row in part] for part in rows]
        spaces = [[bool(row[8]) for row in part] for part in rows]
        labels = iter(self.names.labels(full, keys, firsts=firsts, spaces=spaces) if full else ())
        forms, known = iter(self.forms.of(full, rows)), iter(rows)
        for doc in docs:
            if len(doc):
                yield self._tokens(doc.text, next(known), next(forms), next(labels))
            else:
                yield []

    def _tokens(
        self,
        text: str,
        rows: Sequence[Sequence[int]],
        forms: Sequence[tuple[str, str]],
        labels: Sequence[tuple[str, bool]],
    ) -> list[Token]:
        strings = self.strings
        return [
            Token(
                start, start + size, text[start : start + size], strings[lower], lemma, pos,
                strings[tag], strings[dep], at + head & _UNSIGNED, label, begins,
                first == 1 or at == 0, bool(space),
            )
            for at, ((_, lower, tag, dep, head, start, size, first, space), (pos, lemma),
                     (label, begins)) in enumerate(
                zip(rows, forms, labels, strict=True)
            )
        ]  # fmt: skip
