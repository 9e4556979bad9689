"""Proposes who a mention may be: the parties of a register, scored.

`match` scores the names of a register in memory; `buckets` makes the keys by which the record
finds candidates among many.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from khronika.match.buckets import key_weight, keys
from khronika.match.context import Context
from khronika.match.score import ALIAS, Comparison, Verdict, compare

LEAST_SCORE = 0.3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in a report, with what is known about its bearer."""

    name: str
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A party of the register to match with: its id, its names, what is known about it.

    `aliases` are pen names and other names that may give somebody away: they are found, and
    marked, and no page links them before an editor decided.
    """

    id: str
    names: tuple[str, ...]
    context: Context = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a mention may be, the name that fits best, and the comparison.

    `is_alias` where that name is a sensitive one: the link is an editor's to make.
    """

    id: str
    name: str
    comparison: Comparison
    is_alias: bool = False

    @property
    def score(self) -> float:
        """Answer the score of the best name."""
        return self.comparison.score


def match(mention: Mention | str, register: Iterable[Known], *, most: int = 20) -> list[Candidate]:
    """Answer the parties of a register that a mention may be, the likeliest first.

    Args:
        mention: a mention, or its name alone.
        register: the parties known so far.
        most: how many candidates at most.

    Returns:
        candidates that are not `different`, by falling score, then by id. Exact and folded names
        come first because they score highest. `same` is a suggestion for a person to judge, and
        never made by an alias.
    """
    asked = Mention(mention) if isinstance(mention, str) else mention
    found = []
    for party in register:
        best = _best(asked, party)
        if best is not None and best.comparison.verdict is not Verdict.DIFFERENT:
            found.append(best)
    found.sort(key=lambda candidate: (-candidate.score, candidate.id))
    return found[:most]


def _best(asked: Mention, party: Known) -> Candidate | None:
    """Answer the name that fits best; a party's own name goes before an alias."""
    best: Candidate | None = None
    named = [(name, False) for name in party.names] + [(name, True) for name in party.aliases]
    for name, is_alias in named:
        comparison = compare(
            asked.name, name, left_context=asked.context, right_context=party.context
        )
        if best is None or comparison.score > best.score:
            marked = _marked(comparison, name) if is_alias else comparison
            best = Candidate(party.id, name, marked, is_alias or comparison.is_alias)
    return best


def _marked(comparison: Comparison, name: str) -> Comparison:
    """Say that an alias fits, and leave the verdict to a person."""
    verdict = Verdict.REVIEW if comparison.verdict is Verdict.SAME else comparison.verdict
    reasons = (*comparison.reasons, f"{ALIAS}{name} is a sensitive name; an editor decides")
    return replace(comparison, verdict=verdict, reasons=reasons)


__all__ = ["Candidate", "Known", "Mention", "key_weight", "keys", "match"]
