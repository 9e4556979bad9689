"""Acts that an organisation cannot suffer, or that are told of its people."""

from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts

BODILY = frozenset(("killing", "disappearance", "assault", "detention", "questioning"))
"""Acts that only people suffer: of 989 coded reports none has one against an organisation."""


def is_bodily(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an organisation is said to have suffered what only a person can.

    "Задержали главреда «Маяка»", "Journalists of Hill Radio were arrested": the outlet is where
    they work.
    """
    del parts, accepted
    if pair.entity.kind != "organisation" or pair.type not in BODILY:
        return False
    # "Инна К." is a person whom the tagger took for a body.
    return all(len(part) > 1 for part in (pair.entity.name or "").rstrip(".").split())


def is_of_staff(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the words name an organisation only as that of its people.

    "Против трёх сотрудников издания «Маяк» завели дела": the group is a victim of the same words
    and the organisation hangs on its noun.
    """
    if pair.entity.kind != "organisation" or pair.claim is None:
        return False
    words = parts.parsed.words
    for other in accepted:
        if other.entity.kind == "organisation":
            continue
        if other.entity.role == "outlet" or other.type != pair.type or other.claim is None:
            continue
        if other.claim.trigger is not pair.claim.trigger:
            continue
        current, target = pair.claim.mention.head, other.claim.mention.head
        for _ in range(4):
            current = words[current].head
            if current == target:
                return True
    return False
