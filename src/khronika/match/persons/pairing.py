"""Pairs the words of two names and weighs how alike the paired ones are."""

import re

from khronika.match.persons.whole import ENOUGH, is_chinese_in_letters
from khronika.match.tally import Tally
from khronika.name.alike import alike
from khronika.name.reading import Name
from khronika.name.spelling.consonants import odd_consonants
from khronika.name.spelling.declension import declined
from khronika.name.spelling.romanisations import odd_between
from khronika.name.spelling.vowels import is_vowel_odd
from khronika.name.word import Word
from khronika.script.given import is_eastern

_FAINT = 0.57
"""A transliteration below this may as well be of another name."""


Pairing = list[tuple[int, int, float, str]]


def pair_words(left: tuple[Word, ...], right: tuple[Word, ...]) -> Pairing:
    """Pair words, the most alike first, each at most once.

    Args:
        left: words of a name.
        right: words of another.
    """
    matrix = [[alike(one, other) for other in right] for one in left]
    free = sorted(
        (
            (-matrix[i][j][0], abs(i - j) + abs((len(left) - i) - (len(right) - j)), i, j)
            for i in range(len(left))
            for j in range(len(right))
            if matrix[i][j][0] >= ENOUGH
        ),
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: Pairing = []
    for value, _, i, j in free:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j, -value, matrix[i][j][1]))
    return sorted(pairs)


def spare_words(words: tuple[Word, ...], paired: list[int]) -> list[int]:
    """Answer the places of the words that have no partner.

    Args:
        words: words of a name.
        paired: the places of those that have one.
    """
    return [at for at in range(len(words)) if at not in paired]


def judge_pairs(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Start from the likeness of the paired words: the worst counts most.

    Args:
        tally: the score under way, changed.
        left: a name.
        right: another.
        pairs: their words that are paired.
    """
    if not pairs:
        tally.cap(0.03, "no word in common")
        return
    values = [value for _, _, value, _ in pairs]
    tally.score = 0.6 * min(values) + 0.4 * sum(values) / len(values)
    for i, j, value, relation in pairs:
        if relation != "equal":
            one, other = left.words[i].surface, right.words[j].surface
            tally.reasons.append(f"{relation}: {one} / {other} {value:.2f}")
    if _is_daughter(left, right, pairs):
        tally.cap(0.2, "veto: a man's name and a woman's")
    faint = [
        value
        for i, j, value, relation in pairs
        if value < _FAINT
        and relation == "transliteration"
        and _was_learnt(left.words[i], right.words[j])
    ]
    if faint:
        tally.cap(_faintly(min(faint)), "a word is hardly the other's transliteration")
    known_by_father = bool(left.patronymics and right.patronymics)
    if 1 < len(pairs) < _MANY and any(
        (relation == "transliteration" and is_consonant_off(left.words[i], right.words[j], value))
        or (
            relation in _ALMOST
            and not known_by_father
            and _is_far_slip(left.words[i], right.words[j])
        )
        for i, j, value, relation in pairs
    ):
        tally.cap(_CONSONANT_OFF, "a consonant that no spelling explains")
    if _is_vowel_off(left, right, pairs):
        tally.cap(_VOWEL_OFF, "a vowel that no spelling explains")
    if any(relation == "base" for *_, relation in pairs) and not _is_eastern(left, right):
        tally.cap(0.45, "a Slavic surname and the same with a suffix are two")
    if _other_syllable(left, right, pairs):
        tally.cap(0.4, "Chinese syllables that differ are two names")
    _judge_declension(tally, left, right, pairs)
    if all(relation == "equal" for _, _, _, relation in pairs):
        tally.reasons.append("the same words")
    if all(relation == "initial" for _, _, _, relation in pairs):
        both = all(left.words[i].is_initial and right.words[j].is_initial for i, j, _, _ in pairs)
        tally.cap(0.2 if both else 0.19, "initials alone")
    elif sum(relation == "initial" for _, _, _, relation in pairs) and len(pairs) <= 2:
        tally.times(0.8, "an initial could be another name")


_MANY = 4
"""Words that agree from which one that is misspelled says less."""

_CONSONANT_OFF = 0.4
"""What is left where a surname is regularly spelled but for a consonant: Зотова, Kotova."""


def is_consonant_off(one: Word, other: Word, value: float) -> bool:
    """Tell whether a Cyrillic or Arabic word is the Latin one but for a consonant.

    A Slavic or Turkic surname is spelled by rule; foreign names (Райт, Wright) are not, and go by
    what was learnt of them.

    Args:
        one: a word.
        other: another; the order does not matter.
        value: their likeness by learnt costs.
    """
    if "latn" not in (one.script, other.script) or one.script == other.script:
        return False
    latin, foreign = (one, other) if one.script == "latn" else (other, one)
    if foreign.script not in ("cyrl", "arab") or _OF_TURKS.search(foreign.plain):
        return False
    odd = odd_consonants(foreign.plain if "ў" in foreign.plain else foreign.near, latin.surface)
    if not odd or foreign.script == "arab":
        return odd > 0 and latin.lang is None
    return value < _LEARNT or _BY_RULE.search(foreign.near) is not None


_ALMOST = frozenset(("slip", "spelling"))
"""Relations of two words of one script that are nearly the same letters."""


def _is_far_slip(one: Word, other: Word) -> bool:
    """Tell whether two Latin surnames of our regions differ by a consonant: Ivanov, Ivankov."""
    if {one.script, other.script} != {"latn"} or one.lang or other.lang:
        return False
    forms = one.plain, other.plain
    return (
        min(map(len, forms)) >= _LONG
        and all(map(_BY_RULE_LATIN.search, forms))
        and odd_between(one.surface, other.surface) > 0
    )


_LONG = 6
"""Letters from which a word of another consonant is taken for another surname, and no slip."""

_BY_RULE_LATIN = re.compile(
    r"(?<=..)(?:[oe][vw]a?|[iy]na?|sk(?:y|i|iy|aya|aja|aia)|nko|[aiu][kc]|i?ch|[iy]an|dze|shvili|"
    r"[iy]|uly|kyzy|bai|bay|bek|[ao]u)$"
)
"""Ends of surnames of Slavs, Turks, Caucasians, Arabs and Persians in Latin letters."""

_VOWEL_OFF = 0.45


def _is_vowel_off(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether a Russian surname has another vowel in Latin letters: Баранов, Barinov.

    Only beside a given name of Europe: Turkic names are spelled by two languages at once.
    """
    if {*left.scripts, *right.scripts} != {"latn", "cyrl"} or len(pairs) != _GIVEN_AND_SURNAME:
        return False
    words = [(left.words[i], right.words[j], relation) for i, j, _, relation in pairs]
    european = any(one.full and not is_eastern(one.surface) for one, *_ in words)
    return european and any(
        relation == "transliteration" and _is_russian_off(one, other)
        for one, other, relation in words
    )


_GIVEN_AND_SURNAME = 2


def _is_russian_off(one: Word, other: Word) -> bool:
    latin, foreign = (one, other) if one.script == "latn" else (other, one)
    if foreign.lang is not None or latin.lang is not None:
        return False
    surname = _RUSSIAN_SURNAME.fullmatch(foreign.plain) is not None
    return surname and is_vowel_odd(foreign.surface.lower(), latin.surface)


_RUSSIAN_SURNAME = re.compile("[а-яё]{2,}(?:[оеё]ва?|[иы]на?|[сц]кий|[сц]кая|енко|[уюа]к|ич)")
"""Surnames of Russian letters alone whose end is Slavic."""

_LEARNT = 0.85
"""Likeness by learnt costs from which a foreign name may have letters that are not heard."""

_OF_TURKS = re.compile("[ۇۆۈۋەڭې]")
"""Letters of Uyghurs and Kazakhs, who write Arabic ones as an alphabet of their own."""

_BY_RULE = re.compile(
    r"(?<=...)(?:[оеё]ва?|[иы]на?|[сц]кий|[сц]кая|[сц]ки|[сц]кой|ко|[аиуюя]к|ич|ян|янц|дзе|швили|иани|улы|"
    r"кызы|бай|бек|гали|ели?|ет|ар)$"
)
"""Ends of surnames of Slavs, Turks and Caucasians."""


def _faintly(value: float) -> float:
    """Answer what a faint word leaves of a score; what merely sounds alike lies at 0.5 to 0.55."""
    return 0.3 + 3.0 * max(0.0, value - 0.5) if value < _HEARD else 0.48 * value / _FAINT


_HEARD = 0.55


def _was_learnt(one: Word, other: Word) -> bool:
    """Tell whether the costs of two words' spelling were learnt from names of that language."""
    latin, foreign = (one, other) if one.script == "latn" else (other, one)
    if "ou" in latin.plain or latin.lang is not None:
        return False  # Belarusian passports spell otherwise (Rahouski)
    return foreign.script in ("arab", "cyrl") and foreign.lang in (None, "kk", "fa")


def _is_daughter(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether one is a woman's: by an a and -ova with it (Әділ, Әділа), or by a father."""
    bases = [(left.words[i].plain, right.words[j].plain) for i, j, _, r in pairs if r == "base"]
    if any(
        (one.endswith(_DAUGHTERS) and other.endswith(_MEN))
        or (other.endswith(_DAUGHTERS) and one.endswith(_MEN))
        for one, other in bases
    ):
        return True
    given = any(relation in ("inflected", "gendered", "feminine") for *_, relation in pairs)
    ends = ("ова", "ева", "ova", "eva")
    return given and any(one.endswith(ends) != other.endswith(ends) for one, other in bases)


_DAUGHTERS = ("қызы", "кызы", "qyzy", "kyzy", "qizi", "qızı")
_MEN = ("ов", "ев", "ov", "ev", "ұлы", "улы", "uly")


def _is_eastern(left: Name, right: Name) -> bool:
    """Tell whether a name is Turkic or Arabic, where -ov was added and dropped by law."""
    words = (*left.words, *right.words)
    if any(part.lang in ("kk", "az", "tg", "ug") for part in words):
        return True
    if any(part.plain.endswith(_TURKIC) for part in (*left.patronymics, *right.patronymics)):
        return True
    return any(is_eastern(part.surface) for part in words)


_TURKIC = ("улы", "ұлы", "кызы", "қызы", "оглы", "uly", "kyzy", "qyzy", "oglu", "ogly", "qizi")
"""Ends of patronymics of peoples whose surnames took -ov by law."""


def _other_syllable(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether two names of Chinese syllables in Latin letters differ in one."""
    if not left.scripts == right.scripts == {"latn"}:
        return False
    if not any(value < 0.95 and relation in ("spelling", "slip") for *_, value, relation in pairs):
        return False
    return is_chinese_in_letters(left) and is_chinese_in_letters(right)


def _judge_declension(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Hold two known names that are forms of one another to one case (Евгений, Евгения)."""
    known = [(i, j) for i, j, _, _ in pairs if _two_known(left.words[i], right.words[j])]
    if not known:
        return
    shared: set[str] | None = None
    for i, j, _, _ in pairs:
        one, other = left.words[i].plain, right.words[j].plain
        cases = set(declined(one, other))
        if one != other:
            shared = cases if shared is None else shared & cases
    if shared:
        tally.cap(0.48, "one may be a declined form of the other, or another person")
    else:
        tally.cap(0.12, "veto: two given names")


def _two_known(one: Word, other: Word) -> bool:
    return bool(one.full and other.full and not one.names & other.names and one.key != other.key)
