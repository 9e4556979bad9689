"""Acts that an organisation cannot suffer, or that are told of its people."""

import re
from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts
from khronika.script.romanise import romanise

BODILY = frozenset(("killing", "disappearance", "assault", "detention", "questioning"))
"""Acts that only people suffer: of 989 coded reports none has one against an organisation."""


_STEM, _SHORT, _LONG = 4, 2, 5
"""Letters of a stem at least, and of the endings of a noun and of its adjective at most."""


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


def is_other_name(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet is told by another of its names: letters, or the words turned.

    "КИА" and "Крымское информационное агентство", "Новости Берега" and "Береговые новости". The
    name that stays is the first in a whole sentence: headlines shorten names.
    """
    if pair.entity.kind != "organisation" or not pair.entity.name:
        return False
    mine = _words(pair.entity.name)
    for other in accepted:
        if other.type != pair.type or other.entity is pair.entity or not other.entity.name:
            continue
        if other.entity.kind != "organisation":
            continue
        is_address = _is_address(pair.entity.name, other.entity.name)
        if not is_address and not _is_one(mine, _words(other.entity.name)):
            continue
        if _place(other, parts) < _place(pair, parts):
            return True
    return False


_ADDRESS = re.compile(r"(?:www\.)?([\w-]{3,})(?:\.[a-z]{2,6}){1,2}", re.IGNORECASE)


def _is_address(one: str, other: str) -> bool:
    """Tell whether one name is the other's address: «Берег» and bereg.ru."""
    for address, name in ((one, other), (other, one)):
        found = _ADDRESS.fullmatch(address)
        if found and "." not in name:
            return _letters(found[1]) == _letters(
                " ".join(romanise(part) for part in name.split())
            )
    return False


def _letters(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name)


def _is_one(left: list[str], right: list[str]) -> bool:
    """Tell whether two names are one body's: the letters of the other, or the same stems."""
    for short, full in ((left, right), (right, left)):
        letters = "".join(word[0] for word in full if len(word) > 2).upper()
        if len(short) == 1 and len(full) > 1 and short[0].isupper() and short[0] == letters:
            return True
    if _plain(left) == _plain(right):
        return True
    if len(left) != len(right) or len(left) < 2:
        return False
    pairs = zip(sorted(left, key=str.lower), sorted(right, key=str.lower), strict=True)
    return all(_is_one_stem(one.lower(), other.lower()) for one, other in pairs)


def _plain(words: list[str]) -> str:
    """Answer the letters of a name: "Hill TV" is "Hill Television", "HillNews" is "Hill News"."""
    letters = "".join(word.lower() for word in words if word.lower() != "the")
    return letters.replace("television", "tv")


def _is_one_stem(one: str, other: str) -> bool:
    """Tell whether a noun and its adjective share their stem: Крым, крымские; not край, краса."""
    short, long = sorted((one, other), key=len)
    shared = next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short)
    )
    rests = len(short) - shared, len(long) - shared
    return one == other or shared >= _STEM and rests[0] <= _SHORT and rests[1] <= _LONG


def _place(pair: Pair, parts: Parts) -> tuple[bool, int]:
    """Answer where a body is named first in a whole sentence; headlines come last."""
    parsed, text = parts.parsed, parts.parsed.text
    spots = [m.first for m in pair.entity.mentions if m.how in {"name", "part"}]
    whole = [i for i in spots if text[parsed.sentence_of(i).end - 1] in ".!?…»"]
    return not whole, min(whole or spots or [pair.entity.first])
