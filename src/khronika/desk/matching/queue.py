"""Lists who waits for a judgement: named people and bodies who may be somebody known."""

from dataclasses import dataclass, replace

from khronika.desk.report.known import Asked, ask_about, names_of
from khronika.record.identity import kept
from khronika.record.models import Fact

AT_ONCE = 40
"""Named parties that are looked at for one page, those named last first."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; `older` is where the next one begins, 0 where there is none."""

    asked: tuple[Asked, ...]
    older: int


def waiting(before: int = 0) -> Page:
    """List the parties named last that may be somebody known, each pair once.

    Args:
        before: only names accepted before this entry of the record; 0 for all.
    """
    rows = Fact.objects.filter(field="name", item=None, status="accepted", erased=False)
    rows = rows.filter(author__startswith="u:").order_by("-seq", "thing")
    if before:
        rows = rows.filter(seq__lt=before)
    page = list(rows.values_list("thing", "seq")[: AT_ONCE + 1])
    # An entry names several: all of the last one are left for the next page.
    older = page[AT_ONCE][1] + 1 if len(page) > AT_ONCE and page[0][1] != page[-1][1] else 0
    parties = [thing for thing, seq in page if not older or seq >= older]
    return Page(tuple(_once(ask_about(_each_once(parties)))), older)


def _each_once(parties: list[str]) -> dict[str, str]:
    """Answer the names of parties, of those judged one only the one that stands for all."""
    names, stands = names_of(parties), kept(parties)
    shown: dict[str, str] = {}
    seen: set[str] = set()
    for party in parties:
        if party in names and stands[party] not in seen:
            seen.add(stands[party])
            shown[party] = names[party]
    return shown


def _once(asked: list[Asked]) -> list[Asked]:
    """Ask about each pair at one of its two ends only."""
    seen: set[frozenset[str]] = set()
    found = []
    for one in asked:
        fresh = []
        for candidate in one.candidates:
            pairs = {frozenset((one.party, other)) for other in candidate.others}
            if not pairs <= seen:
                fresh.append(candidate)
            seen |= pairs
        if fresh:
            found.append(replace(one, candidates=tuple(fresh)))
    return found
