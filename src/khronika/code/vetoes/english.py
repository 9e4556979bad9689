"""Acts of English texts that grammar forbids."""

from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts
from khronika.code.vetoes.senses import forms

_PLAINLY = 0.9
_DENIED = frozenset(
    ("deny", "denial", "disclaim", "disappear", "disappearance", "vanish", "abduct", "kidnap")
)


def is_held_unknown(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was seen taken away and only the place is not known.

    "Police took her from the studio; nobody knows where she is": a detention until the custody is
    denied (coding manual, "Boundaries").
    """
    if pair.type != "disappearance" or pair.claim is not None:
        return False
    held = any(
        p.type == "detention" and p.entity is pair.entity and p.claim and p.claim.score >= _PLAINLY
        for p in accepted
    )
    return held and not _DENIED & forms(parts.parsed, range(len(parts.parsed.sentences)))


def is_whole_of_part(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether only a part of a counted group suffered it: "of the five, two were charged"."""
    one = pair.entity
    if pair.claim is not None or one.kind != "group" or one.count is None:
        return False
    here = parts.parsed.words[one.first].sentence
    return any(
        p.type == pair.type
        and p.claim is not None
        and p.claim.score >= _PLAINLY
        and p.entity.kind == "group"
        and p.entity.count is not None
        and (p.entity.count.least or 0) < (one.count.least or 0)
        and parts.parsed.words[p.entity.first].sentence == here
        for p in accepted
    )


def is_listing(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a threat without a word of its own is the listing told there.

    "Declared a foreign agent" threatens nobody with anything: it is a designation.
    """
    return (
        pair.type == "threat"
        and pair.claim is None
        and any(
            p.type == "designation" and p.entity is pair.entity and p.claim is not None
            for p in accepted
        )
    )
