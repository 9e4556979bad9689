"""Scores rows of numbers by boosted trees, all trees and rows at once.

After QuickScorer (Lucchese et al. 2015): the leaves of a tree are the bits of a number; every
condition that a row fails rules out the leaves on its left, and the lowest bit that is left is the
leaf that the row falls into. So a row is scored by comparisons alone, without walking a tree.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
MOST_LEAVES = 64
NODES = ("feature", "split", "left", "right", "leaf", "roots")
"""The arrays that the trainers write, in the order of the arguments of `trees`."""
_PORTION = 128


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees: `feature`, `split` and `kept` per condition, `value` per tree and leaf.

    Conditions lie in layers of one condition a tree (layers x trees); `kept` has a bit for each
    leaf that stays possible where a row is greater than `split`.
    """

    feature: npt.NDArray[np.intp]
    split: Floats
    kept: npt.NDArray[np.uint64]
    value: Floats

    def score(self, rows: Floats) -> Floats:
        """Answer the log odds of each row (rows x features)."""
        if not len(self.value):
            return np.zeros(len(rows))
        parts = [self._score(rows[at : at + _PORTION]) for at in range(0, len(rows), _PORTION)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score(self, rows: Floats) -> Floats:
        columns = np.ascontiguousarray(rows.T)
        every = self.kept.dtype.type(~self.kept.dtype.type(0))
        is_right = columns[self.feature] > self.split[:, None]
        kept = np.where(is_right, self.kept[:, None], every)
        left = np.bitwise_and.reduce(kept.reshape(-1, len(self.value), len(rows)), axis=0)
        lowest = left & (~left + left.dtype.type(1))
        leaf = np.log2(lowest.astype(np.float64)).astype(np.intp)
        return np.asarray(np.take_along_axis(self.value, leaf, axis=1).sum(axis=0))


def trees(
    feature: Ints, split: Floats, left: Ints, right: Ints, leaf: Floats, roots: Ints
) -> Trees:
    """Lay trees out for scoring.

    Args:
        feature: column that each node looks at; nodes of all trees lie in one array.
        split: the greatest value that goes left.
        left: node for values up to `split`; negative at a leaf.
        right: node for greater values.
        leaf: log odds of a leaf.
        roots: first node of each tree.

    Raises:
        ValueError: a tree has more than `MOST_LEAVES` leaves.
    """
    lefts, rights = left.tolist(), right.tolist()
    found = [_tree(root, lefts, rights) for root in roots.tolist()]
    layers = max((len(conditions) for conditions, _ in found), default=0)
    widest = max((len(leaves) for _, leaves in found), default=0)
    if widest > MOST_LEAVES:
        raise ValueError(f"a tree has {widest} leaves, more than {MOST_LEAVES}")
    kind = np.uint16 if widest <= 16 else np.uint32 if widest <= 32 else np.uint64
    shape = (layers, len(found))
    features, splits = np.zeros(shape, np.intp), np.full(shape, np.inf)
    kept = np.zeros(shape, kind)
    value = np.zeros((len(found), widest))
    for tree, (conditions, leaves) in enumerate(found):
        value[tree, : len(leaves)] = leaf[leaves]
        for layer, (node, ruled_out) in enumerate(conditions):
            features[layer, tree], splits[layer, tree] = feature[node], split[node]
            kept[layer, tree] = np.iinfo(kind).max ^ ruled_out
    return Trees(features.ravel(), splits.ravel(), kept.ravel(), value)


def _tree(root: int, left: list[int], right: list[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Answer a tree's conditions, each with the bits of its left leaves, and all leaves."""
    conditions: list[tuple[int, int]] = []
    leaves: list[int] = []

    def walk(node: int) -> int:
        if left[node] < 0:
            leaves.append(node)
            return 1 << (len(leaves) - 1)
        bits = walk(left[node])
        conditions.append((node, bits))
        return bits | walk(right[node])

    walk(root)
    return conditions, leaves
