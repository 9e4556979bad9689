"""Weighs the order of words: which may be the surname, and who is senior."""

import re

from khronika.match.persons.pairing import Pairing
from khronika.match.tally import Tally
from khronika.name.reading import Name, looks_like_surname
from khronika.script.han import divides, surname_syllables, syllables
from khronika.script.romanise import plain


def judge_order(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Weigh words that stand in another order.

    Args:
        tally: the score under way, changed.
        left: a name.
        right: another.
        pairs: their words that are paired.
    """
    order = [j for _, j, _, _ in pairs]
    if order == sorted(order) or len(pairs) < 2:
        return
    if left.has_son and right.has_son:
        tally.cap(0.3, "father and son change places")
        return
    known = _article_tells(left, right, pairs)
    in_arabic = "arab" in left.scripts & right.scripts  # Abd of عبد is read in Latin letters
    if (
        known
        and in_arabic
        and "," not in left.raw + right.raw
        and _begins_with_article(left, right)
    ):
        known = None  # الطيب صالح: a given name may have the article, and no surname stands first
    if known is None and (not in_arabic or "," in left.raw + right.raw):
        known = _agree_on_surname(left, right, pairs)
    if known is None and _chinese_given_first(left, right):
        known = True
    if known is None:
        tally.times(0.46, "another order, and either word may be the surname")
    elif known:
        tally.times(0.97, "surname first on one side")
    else:
        tally.cap(0.25, "veto: given name and surname change places")


def _begins_with_article(left: Name, right: Name) -> bool:
    return any(
        len(name.words) == _GIVEN_AND_SURNAME and name.words[0].plain in with_article(name)
        for name in (left, right)
    )


_GIVEN_AND_SURNAME = 2


def _chinese_given_first(left: Name, right: Name) -> bool:
    """Tell whether two words are a surname of one syllable and a given name of two."""
    for name in (left, right):
        words = sorted((part.plain for part in name.words), key=len)
        if len(words) != 2 or words[0] not in surname_syllables() or not divides(words[1]):
            return False
        if words[1] in syllables():
            return False
    return True


def _article_tells(left: Name, right: Name, pairs: Pairing) -> bool | None:
    """Tell by an article (القاضي, El Kadi, von Eck) which word is the surname; None without."""
    marked = with_article(left), with_article(right)
    if not marked[0] and not marked[1]:
        return None
    if not marked[0] or not marked[1]:
        alone = [left.words[i].plain in marked[0] or right.words[j].plain in marked[1]
                 for i, j, _, _ in pairs]  # fmt: skip
        return True if sum(alone) == 1 else None
    told = [(left.words[i].plain in marked[0], right.words[j].plain in marked[1])
            for i, j, _, _ in pairs]  # fmt: skip
    if sum(one and other for one, other in told) == 1 and all(a == b for a, b in told):
        at = [one for one, _ in told].index(True)
        last = len(left.words) - 1, len(right.words) - 1
        # The family's name stands last in both: a child's and a father's names change places.
        return pairs[at][:2] != last
    return None


def with_article(name: Name) -> frozenset[str]:
    """Answer the words of a name before which it writes the Arabic article.

    Args:
        name: a name; of عبد الفتاح both words are one given name, and its article tells nothing.
    """
    found = (match[1] for match in _ARTICLE.finditer(name.raw))
    return frozenset(plain(word) for word in found)


_ARTICLE = re.compile(
    r"(?:\b(?<!عبد )(?<!abd )(?<!абд )(?<!abdul )"
    r"(?:(?:al|el|аль|эль|ас|ад|ар)[-\s]+|(?:von|van|фон|ван)\s+(?:de[nr]?\s+|дер\s+)?|ال))"
    r"(\w{2,})",
    re.IGNORECASE,
)


_GENERATIONS = (
    frozenset(("sr", "senior", "старший", "старшая", "ст", "старэйшы", "ii", "père")),
    frozenset(("jr", "junior", "младший", "младшая", "мл", "малодшы", "iii", "fils")),
)


def judge_generation(tally: Tally, left: Name, right: Name) -> None:
    """Tell a father from his son where both names say which they are.

    Args:
        tally: the score under way, changed.
        left: a name.
        right: another.
    """
    for one, other in (_GENERATIONS, _GENERATIONS[::-1]):
        if one & set(left.titles) and other & set(right.titles):
            tally.cap(0.1, "veto: senior and junior")


def _agree_on_surname(left: Name, right: Name, pairs: Pairing) -> bool | None:
    """Tell whether the words taken for surnames are paired; None where nothing tells."""
    forward = {i: j for i, j, _, _ in pairs}
    backward = {j: i for i, j, _, _ in pairs}
    if left.surname is not None and right.surname is not None:
        return forward.get(left.surname) == right.surname
    if left.surname is not None and left.surname in forward:
        return not right.words[forward[left.surname]].full or None
    if right.surname is not None and right.surname in backward:
        return not left.words[backward[right.surname]].full or None
    given = [bool(left.words[i].names or right.words[j].names) for i, j, _, _ in pairs]
    shaped = [looks_like_surname(left.words[i]) for i, _, _, _ in pairs]
    if given.count(True) == 1 or shaped.count(True) == 1:
        return True
    return None
