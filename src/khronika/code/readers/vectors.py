"""Computes the word vectors of the pinned English model with less work than thinc's own layers.

Same weights and same numbers up to rounding (the layers are those of spaCy's `HashEmbedCNN`:
hashed parts of a word, a maxout layer, four residual convolutions of width three). What is saved:
the vector of a word before its context is computed once per form and remembered, and maxout takes
the largest of three blocks instead of every third number.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
_KEYS: list[int | str] = ["ORTH", "NORM", "SPACY"]
_REMEMBERED = 16_384


Key = tuple[int, ...]


def keys_of(docs: Sequence["Doc"]) -> list[Key]:
    """Answer for each word of some texts all that its vector hangs on, before its context."""
    return [key for doc in docs for key in map(tuple, doc.to_array(_KEYS).tolist())]


class Encoder:
    """One chain of embedding and convolutions; `vectors` answers a row per word of each text."""

    def __init__(self, model: Any) -> None:
        """Take the weights of a thinc model.

        Args:
            model: spaCy's `tok2vec` architecture: embedding, then convolutions.
        """
        embedding, encoding = model.layers
        self.columns: list[int | str] = list(embedding.layers[0].attrs["columns"])
        self.hashed, self.mixed = embedding.layers[2].layers[0], embedding.layers[3].layers[0]
        self.pad = int(encoding.attrs["pad"])
        self.layers = [_layer(one.layers[0].layers[1]) for one in encoding.layers[0].layers]
        self.width = int(model.get_dim("nO"))
        self.known: dict[Key, int] = {}
        self.store: Floats = np.zeros((256, self.width), dtype=np.float32)

    def vectors(self, docs: Sequence["Doc"], keys: list[Key]) -> list[Floats]:
        """Answer the vectors of each text's words (words x width).

        Args:
            docs: the texts.
            keys: what `keys_of` says of them.
        """
        plain = self._embedded(docs, keys)
        lengths = [len(doc) for doc in docs]
        rows = np.concatenate(
            [
                np.arange(n) + self.pad * (at + 1) + sum(lengths[:at])
                for at, n in enumerate(lengths)
            ]
        )
        # One row more at both ends: there is nothing before the first word and after the last.
        size = len(keys) + self.pad * (len(docs) + 1)
        framed = np.zeros((size + 2, self.width), dtype=np.float32)
        held = framed[1:-1]
        held[rows] = plain
        _convolve(framed, self.layers)
        return np.split(held[rows], np.cumsum(lengths)[:-1])

    def _embedded(self, docs: Sequence["Doc"], keys: list[Key]) -> Floats:
        known = self.known
        fresh = [(key, at) for at, key in enumerate(keys) if key not in known]
        first = dict(reversed(fresh))
        if len(first) > _REMEMBERED:
            return self._fresh(docs, np.arange(len(keys)))
        if len(self.known) + len(first) > _REMEMBERED:
            self.known.clear()
            return self._embedded(docs, keys)
        if first:
            self._remember(list(first), self._fresh(docs, np.array(list(first.values()))))
        return self.store[[*map(known.__getitem__, keys)]]

    def _fresh(self, docs: Sequence["Doc"], rows: npt.NDArray[np.int64]) -> Floats:
        features = np.concatenate([doc.to_array(self.columns) for doc in docs])[rows]
        return np.asarray(self.mixed.predict(self.hashed.predict(features.astype(np.uint64))))

    def _remember(self, keys: Sequence[Key], vectors: Floats) -> None:
        begin = len(self.known)
        while begin + len(keys) > len(self.store):
            self.store = np.concatenate([self.store, np.zeros_like(self.store)])
        self.store[begin : begin + len(keys)] = vectors
        self.known.update((key, begin + at) for at, key in enumerate(keys))


def _layer(block: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Answer the weights of maxout (inputs x pieces * outputs) and of the layer's norm."""
    maxout, norm = block.layers[0].layers
    outputs, pieces, inputs = maxout.get_param("W").shape
    weights = maxout.get_param("W").transpose(1, 0, 2).reshape(pieces * outputs, inputs)
    bias = maxout.get_param("b").T.reshape(pieces * outputs)
    return np.ascontiguousarray(weights.T), bias, norm.get_param("G"), norm.get_param("b")


def _convolve(framed: Floats, layers: Sequence[tuple[Floats, Floats, Floats, Floats]]) -> None:
    """Add to the rows of a text, all but the first and last, what each layer makes of them."""
    held, width = framed[1:-1], framed.shape[1]
    # Three rows that follow one another lie in memory as one.
    view = as_strided(framed, (len(held), 3 * width), framed.strides, writeable=False)
    around, made = np.empty_like(view), np.empty((len(held), 3 * width), dtype=np.float32)
    out = np.empty((len(held), width), dtype=np.float32)
    for weights, bias, gain, shift in layers:
        np.copyto(around, view)
        np.matmul(around, weights, out=made)
        made += bias
        np.maximum(made[:, :width], made[:, width : 2 * width], out=out)
        np.maximum(out, made[:, 2 * width :], out=out)
        out -= out.mean(axis=1, keepdims=True)
        # The norm's own smallest variance, as in thinc.
        out /= np.sqrt(np.einsum("ij,ij->i", out, out) / width + 1e-8)[:, None]
        out *= gain
        out += shift
        held += out
