"""Boosted trees scored all at once: the sums are those of walking each tree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.code.trees import MOST_LEAVES, trees, unpacked

_Node = tuple[int, float, int, int, float]


def _grown(draw: st.DrawFn, nodes: list[_Node], depth: int) -> int:
    at = len(nodes)
    nodes.append((0, 0.0, -1, -1, draw(st.integers(-50, 50)) / 8))
    if depth and draw(st.booleans()):
        left = _grown(draw, nodes, depth - 1)
        right = _grown(draw, nodes, depth - 1)
        nodes[at] = (draw(st.integers(0, 3)), draw(st.integers(-3, 3)) / 2, left, right, 0.0)
    return at


@st.composite
def _forest(draw: st.DrawFn) -> tuple[list[_Node], list[int]]:
    nodes: list[_Node] = []
    roots = [_grown(draw, nodes, 5) for _ in range(draw(st.integers(1, 6)))]
    return nodes, roots


def _laid(nodes: list[_Node]) -> tuple[np.ndarray, ...]:
    feature, split, left, right, leaf = zip(*nodes, strict=True)
    return (
        np.array(feature, np.int32), np.array(split), np.array(left, np.int32),
        np.array(right, np.int32), np.array(leaf),
    )  # fmt: skip


def _walked(nodes: list[_Node], root: int, row: list[float]) -> float:
    feature, split, left, right, leaf = nodes[root]
    if left < 0:
        return leaf
    return _walked(nodes, left if row[feature] <= split else right, row)


@given(_forest(), st.lists(st.lists(st.integers(-4, 4), min_size=4, max_size=4), max_size=300))
def test_a_row_falls_into_the_leaf_that_walking_finds(
    forest: tuple[list[_Node], list[int]], cells: list[list[int]]
) -> None:
    """Whatever the trees' shapes, the score is the sum of the leaves that a walk ends in."""
    nodes, roots = forest
    rows = np.array(cells, dtype=float).reshape(len(cells), 4) / 2
    found = trees(*_laid(nodes), np.array(roots, np.int32)).score(rows)
    expected = [sum(_walked(nodes, root, row) for root in roots) for row in rows.tolist()]
    assert np.allclose(found, expected)


def _packed(nodes: list[_Node]) -> tuple[np.ndarray, ...]:
    feature, split, left, _, leaf = _laid(nodes)
    is_leaf = left < 0
    splits, at = np.unique(split[~is_leaf], return_inverse=True)
    return np.where(is_leaf, -1, feature), at, splits, leaf[is_leaf]


@given(_forest(), st.lists(st.lists(st.integers(-4, 4), min_size=4, max_size=4), max_size=20))
def test_packed_trees_are_the_trees_they_were(
    forest: tuple[list[_Node], list[int]], cells: list[list[int]]
) -> None:
    """Which way a node leads and where a tree begins is told by the order of the nodes alone."""
    nodes, roots = forest
    rows = np.array(cells, dtype=float).reshape(len(cells), 4) / 2
    expected = trees(*_laid(nodes), np.array(roots, np.int32)).score(rows)
    assert unpacked(*_packed(nodes)).score(rows).tolist() == expected.tolist()


def test_packed_trees_that_break_off_are_refused() -> None:
    """A file that lost its end is no smaller forest."""
    feature, at, splits, leaf = _packed(_comb(3))
    with pytest.raises(ValueError, match="breaks off"):
        unpacked(feature[:-1], at, splits, leaf[:-1])


def _comb(leaves: int) -> list[_Node]:
    """A tree that is all to the right: leaf n for values up to n."""
    nodes: list[_Node] = []
    for number in range(leaves - 1):
        nodes += [(0, float(number), 2 * number + 1, 2 * number + 2, 0.0),
                  (0, 0.0, -1, -1, float(number))]  # fmt: skip
    return [*nodes, (0, 0.0, -1, -1, float(leaves - 1))]


@pytest.mark.parametrize("leaves", [1, 2, 16, 17, 32, 33, MOST_LEAVES])
def test_every_leaf_of_a_tree_can_be_reached(leaves: int) -> None:
    """The first and the last leaf are found, whatever number holds the bits."""
    rows = np.arange(leaves, dtype=float)[:, None]
    found = trees(*_laid(_comb(leaves)), np.array([0], np.int32)).score(rows)
    assert found.tolist() == list(range(leaves))


def test_a_tree_that_is_too_wide_is_refused() -> None:
    """More leaves than bits cannot be told apart, so they are not tried."""
    with pytest.raises(ValueError, match="more than 64"):
        trees(*_laid(_comb(MOST_LEAVES + 1)), np.array([0], np.int32))
