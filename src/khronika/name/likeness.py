"""How alike two words are: a number from 0 to 1, and the relation that explains it."""

Likeness = tuple[float, str]

EQUAL: Likeness = (1.0, "equal")
APART: Likeness = (0.0, "apart")
