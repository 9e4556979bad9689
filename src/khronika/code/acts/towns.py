"""Tells towns whose networks were cut apart: each has an act of its own."""

from collections.abc import Sequence

from khronika.code.acts.draft import Draft
from khronika.code.cast.entities import POPULATION
from khronika.code.parsed import Parsed, Word
from khronika.code.places.forms import forms_of
from khronika.data.gazetteer import town

_JOINS = frozenset(("and", ",", "и", "а", "in", "в", "во", "also", "also,", "также", "–", "-"))


def is_other_town(parsed: Parsed, draft: Draft, others: Sequence[Draft]) -> bool:
    """Tell whether an outage is told of one more town of a list: "in Bukavu and Uvira".

    A town within a region ("in Goma, North Kivu") is one place with it.

    Args:
        parsed: the text.
        draft: an act against the people of a place.
        others: the acts before it.
    """
    if draft.pair.type != "shutdown" or draft.entity.noun != POPULATION:
        return False
    if not _is_town(parsed, draft):
        return False
    mine = draft.entity.mentions[0]
    for other in others:
        if other.pair.type != "shutdown" or other.entity.noun != POPULATION:
            continue
        theirs = other.entity.mentions[0]
        first, last = sorted((mine, theirs), key=lambda m: m.first)
        between = parsed.words[first.last + 1 : last.first]
        same = parsed.words[mine.first].sentence == parsed.words[theirs.first].sentence
        if same and _is_town(parsed, other) and _are_listed(parsed, first.first, between):
            return True
    return False


def _are_listed(parsed: Parsed, first: int, between: Sequence[Word]) -> bool:
    """Tell whether two towns stand in a list, or each behind its own "in" with its own day."""
    words = [w.lower for w in between]
    if any(w in {"and", "и"} for w in words) and set(words) <= _JOINS:
        return True
    before = parsed.words[first - 1].lower if first else ""
    is_led = bool(words) and words[-1] == before and before in {"in", "в", "во"}
    return is_led and any(w.label == "DATE" or w.text[:1].isdigit() for w in between)


def _is_town(parsed: Parsed, draft: Draft) -> bool:
    name = draft.entity.name or ""
    return any(town(form) for form in forms_of(name, parsed.lang))
