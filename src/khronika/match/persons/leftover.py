"""Weighs the words that one name has and the other lacks, fathers among them."""

from khronika.match.persons.order import with_article
from khronika.match.persons.pairing import Pairing
from khronika.match.persons.whole import ENOUGH
from khronika.match.rarity import is_burmese
from khronika.match.tally import Tally
from khronika.name.alike import alike, same_father
from khronika.name.reading import Name, is_patronymic
from khronika.name.word import Word
from khronika.script.given import full_groups, genders, is_eastern

_NAMED_APART = 0.3
"""A score at which the names themselves are two: a father changes nothing."""

_NEARLY = 0.4
"""Words of one script from here on are near enough for an editor to look."""


def judge_spare(
    tally: Tally, left: Name, right: Name, pairs: Pairing, spare: tuple[list[int], list[int]]
) -> None:
    """Weigh the words that one side lacks.

    Args:
        tally: the score under way, changed.
        left: a name.
        right: another.
        pairs: their words that are paired.
        spare: the places of those that are not, of either.
    """
    over = [left.words[at] for at in spare[0]], [right.words[at] for at in spare[1]]
    if over[0] and over[1]:
        _judge_conflict(tally, over)
        return
    burmese = _are_burmese(left, right)
    extra = over[0] or over[1]
    if not burmese:
        extra = _without_repeats(over[0], left) or _without_repeats(over[1], right)
    if not extra or not pairs:
        return
    named = ", ".join(part.surface for part in extra)
    longer, shorter = (left, right) if over[0] else (right, left)
    if _is_family_elsewhere(longer, shorter):
        tally.times(0.45, f"a family's name with its article, and a father's: without {named}")
        return
    if _is_chain(longer) and 0 not in (spare[0] or spare[1]):
        tally.times(
            max(_CHAIN, 0.82 ** len(extra)), f"a shorter form of the name: without {named}"
        )
        return
    if _may_be_father(longer, shorter, spare[0] or spare[1]):
        tally.times(0.42, f"the child of the other, perhaps: without {named}")
        return
    if any(part.plain in _KUNYA for part in extra):
        tally.times(0.4, f"another name: without {named}")
        return
    if len(pairs) == 1:
        tally.times(0.42, f"one word of a longer name; without {named}")
        return
    if all(is_patronymic(part.plain) or part.is_initial for part in extra):
        tally.times(0.95, f"without {named}")
        return
    if len(extra) == 1 and _is_second_given(extra[0], left if extra[0] in left.words else right):
        tally.times(0.45, f"another given name: without {named}")
        return
    if burmese:
        tally.times(0.45, f"another name: without {named}")
        return
    tally.times(0.82 ** len(extra), f"without {named}")


def _are_burmese(left: Name, right: Name) -> bool:
    """Tell whether all words are Burmese: those of the list, and beside them what may be one."""
    words = (*left.words, *right.words)
    if is_burmese(tuple(part.plain for part in words)):
        return True
    shorter = min((left, right), key=lambda name: len(name.words))
    if not is_burmese(tuple(part.plain for part in shorter.words)):
        return False
    return all(len(part.plain) <= _SYLLABLE and not part.full for part in words)


_SYLLABLE = 6
"""Letters of a Burmese syllable, at most."""


_CHAIN = 0.62
"""What is left of a score where a name of many fathers is shortened to its first and another."""


def _is_chain(name: Name) -> bool:
    """Tell whether an Arabic name tells father and grandfathers: five words or more."""
    return len(name.words) > _FATHERS and "arab" in name.scripts


_FATHERS = 4


def _is_family_elsewhere(longer: Name, shorter: Name) -> bool:
    """Tell whether one Arabic name ends in a family's name that is a father's in the other.

    سامي الشريف is of the family; سامي شريف زيد has a father Sharif, who stands in the middle.
    """
    if "arab" not in longer.scripts & shorter.scripts or not shorter.words:
        return False
    last = shorter.words[-1].plain
    if last not in with_article(shorter) or last in with_article(longer):
        return False
    return last in {part.plain for part in longer.words[1:-1]}


def _may_be_father(longer: Name, shorter: Name, spare: list[int]) -> bool:
    """Tell whether an Arabic name is another's with a given name before it: the child's."""
    if spare[:1] != [0] or len(shorter.words) < 2 or len(longer.words) < 3:
        return False
    first = longer.words[0]
    if first.plain in _FIRST_OF_TWO or first.plain in _KUNYA:
        return False
    return "arab" in longer.scripts or _is_father_named(longer)


def _is_father_named(name: Name) -> bool:
    """Tell whether a name in Latin letters is a given name and a father's: Ahmed Mortada Mansour.

    Muhammad before another given name is a part of it more often than not, and Turks bear two
    given names and no father's: Mustafa Kemal Erdem may be called Kemal Erdem.
    """
    first, second = (part.surface for part in name.words[:2])
    return (
        name.scripts == frozenset(("latn",))
        and is_eastern(first)
        and is_eastern(second)
        and "m" in genders(second)
        and full_groups(first).isdisjoint(full_groups("muhammad"))
        and not any(map(_is_turkish, name.words))
    )


def _is_turkish(part: Word) -> bool:
    return not _TURKISH_LETTERS.isdisjoint(part.surface.lower()) or part.plain in _TURKISH


_TURKISH_LETTERS = frozenset("ığşçöü")
_TURKISH = frozenset(
    ("ahmet", "bulent", "celal", "cemal", "cengiz", "cevdet", "emre", "hakan", "halil", "ismet")
    + ("kemal", "mehmet", "murat", "necati", "nurettin", "orhan", "recep", "sedat", "vedat")
)
"""Given names as Turks alone spell them."""


_KUNYA = frozenset(("ابو", "ام", "abu", "abou", "umm", "абу", "умм"))
"""The first word of a name by one's child: whoever bears it is another (أبو بكر, بكر)."""


def _is_second_given(extra: Word, name: Name) -> bool:
    """Tell whether a word is the second of a Persian double name: Mohammad Reza, not Mohammad."""
    at = name.words.index(extra)
    return 0 < at < len(name.words) - 1 and (
        name.words[at - 1].plain in _FIRST_OF_TWO and extra.plain in _SECOND_OF_TWO
    )


_FIRST_OF_TWO = frozenset(
    ("محمد", "علی", "امیر", "غلام", "عبدال", "mohammad", "mohammed", "muhammad", "ali", "amir",
     "gholam", "мохаммад", "мохамад", "али", "амир", "голам")
)  # fmt: skip
_SECOND_OF_TWO = frozenset(
    ("رضا", "جواد", "باقر", "تقی", "نقی", "صادق", "reza", "rida", "javad", "bagher", "baqer",
     "taghi", "taqi", "naghi", "sadegh", "реза", "джавад", "багер", "таги", "садег")
)  # fmt: skip
"""Second parts of Persian double names: two brothers may differ by nothing else."""


def _without_repeats(extra: list[Word], name: Name) -> list[Word]:
    """Overlook a word that is written twice on end (Anna Anna Somova)."""
    forms = [part.plain for part in name.words]
    twice = {one for one, other in zip(forms, forms[1:], strict=False) if one == other}
    return [part for part in extra if part.plain not in twice or len(name.words) < 3]


def _judge_conflict(tally: Tally, over: tuple[list[Word], list[Word]]) -> None:
    """Both sides have a word that the other lacks: another name."""
    values = [[alike(one, other)[0] for other in over[1]] for one in over[0]]
    worst = min(*map(max, values), *map(max, zip(*values, strict=True)))
    one = ", ".join(part.surface for part in over[0])
    other = ", ".join(part.surface for part in over[1])
    near = worst >= _NEARLY and len({part.script for part in (*over[0], *over[1])}) == 1
    tally.cap(0.3 if near else 0.12, f"veto: {one} is not {other}")


def judge_fathers(tally: Tally, left: Name, right: Name) -> None:
    """Compare patronymics; two fathers are two people.

    Args:
        tally: the score under way, changed.
        left: a name.
        right: another.
    """
    if not left.patronymics and not right.patronymics:
        return
    if _initial_conflicts(left, right) or _initial_conflicts(right, left):
        tally.cap(0.12, "veto: the patronymic has another initial")
        return
    if left.patronymics and right.patronymics:
        value = max(
            same_father(one, other) for one in left.patronymics for other in right.patronymics
        )
        if value < 0.6:
            tally.cap(0.12, f"veto: patronymics {_names(left)} and {_names(right)}")
        else:
            factor = 0.97 + 0.03 * value if tally.score > _NAMED_APART else 1.0
            tally.times(factor, f"patronymic agrees {value:.2f}")
        return
    middle = [*left.words[1:-1], *right.words[1:-1]]
    if len(left.words) != len(right.words) and not any(part.is_initial for part in middle):
        fathers = (*left.patronymics, *right.patronymics)
        if middle and max(alike(one, father)[0] for one in middle for father in fathers) < ENOUGH:
            tally.cap(0.45, f"{_names(left) or _names(right)} is not {middle[0].surface}")
            return
    factor = 0.97 if tally.score > _NAMED_APART else 1.0
    tally.times(factor, f"patronymic on one side: {_names(left) or _names(right)}")


def _initial_conflicts(initials: Name, full: Name) -> bool:
    """Tell whether the second initial of one is not that of the other's patronymic."""
    if initials.patronymics or not full.patronymics:
        return False
    lone = [part for part in initials.words if part.is_initial]
    if len(lone) == 1 and len(initials.words) > _GIVEN_AND_SURNAME:
        lone.insert(0, initials.words[0])  # Sergei S. Lazurny: the given name stands whole
    if len(lone) < 2 or lone[0] is lone[1]:
        return False
    return same_father(lone[1], full.patronymics[0]) < 0.6


_GIVEN_AND_SURNAME = 2


def _names(name: Name) -> str:
    return " ".join(part.surface for part in name.patronymics)
