"""Says how well an act is established: by one source, by two that are independent, or disputed.

Confirmed is an act with two independent sources or an official act in evidence, unconfirmed one
with a single source, disputed one whose sources contradict each other (`record.md` section 5).
Sources are independent when they have a different origin and neither cites, embeds or describes
the other; a person says so, and until then two sources count as one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khronika.model.canonical import Json
from khronika.model.vocabulary import Certainty
from khronika.record.documents.snapshot import SourceRow


class Why(StrEnum):
    """What a certainty rests on."""

    ONE_SOURCE = "one_source"
    NOT_INDEPENDENT = "not_independent"
    INDEPENDENT_SOURCES = "independent_sources"
    OFFICIAL_ACT = "official_act"
    CONTRADICTION = "contradiction"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The certainty of one act, and the number of independent sources behind it."""

    certainty: Certainty
    independent: int
    is_official: bool
    why: Why

    def to_json(self) -> dict[str, Json]:
        """Write the judgement as an act's `certainty` in a document."""
        return {
            "value": self.certainty.value,
            "independent": self.independent,
            "official": self.is_official,
            "why": self.why.value,
        }


def independent_count(sources: Sequence[SourceRow]) -> int:
    """Answer how many of some sources are independent of each other, each of each.

    A largest clique of "judged independent", by trying every source in turn (Bron and Kerbosch's
    search without a pivot: an act has few sources).

    Returns:
        0 without sources, 1 as long as nobody judged two of them independent.
    """
    friends = {
        one.sha256: {
            two.sha256
            for two in sources
            if two.sha256 != one.sha256
            and (two.sha256 in one.independent_of or one.sha256 in two.independent_of)
        }
        for one in sources
    }

    def largest(chosen: int, candidates: set[str]) -> int:
        best = chosen
        left = set(candidates)
        for source in sorted(candidates):
            left.discard(source)
            if chosen + 1 + len(left & friends[source]) > best:
                best = max(best, largest(chosen + 1, left & friends[source]))
        return best

    return largest(0, set(friends))


def judge(
    sources: Sequence[SourceRow], *, contradict: bool = False, denied: bool = False
) -> Judgement:
    """Judge one act.

    Args:
        sources: the sources that tell it, each once.
        contradict: they give it days or places that cannot both be true.
        denied: who is accused of it denies it, and nothing but a single source says otherwise.

    Returns:
        The certainty and its ground.
    """
    independent = independent_count(sources)
    official = any(source.is_official for source in sources)
    if contradict:
        return Judgement(Certainty.DISPUTED, independent, official, Why.CONTRADICTION)
    if official:
        return Judgement(Certainty.CONFIRMED, independent, official, Why.OFFICIAL_ACT)
    if independent >= 2:
        return Judgement(Certainty.CONFIRMED, independent, official, Why.INDEPENDENT_SOURCES)
    if denied:
        return Judgement(Certainty.DISPUTED, independent, official, Why.DENIED)
    why = Why.NOT_INDEPENDENT if len(sources) > 1 else Why.ONE_SOURCE
    return Judgement(Certainty.UNCONFIRMED, independent, official, why)


_ORDER = (Certainty.DISPUTED, Certainty.UNCONFIRMED, Certainty.CONFIRMED)


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """Answer the weakest of some certainties: what an event shows.

    >>> weakest([Certainty.CONFIRMED, Certainty.UNCONFIRMED]).value
    'unconfirmed'
    """
    found: Collection[Certainty] = set(certainties)
    return next((one for one in _ORDER if one in found), Certainty.UNCONFIRMED)
