"""Compares two words of one script: near-exact, but for what two newsrooms spell otherwise."""

import re

from rapidfuzz.distance import OSA

from khronika.data.register_words import words_of
from khronika.name.endings import are_gendered, are_suffixed, shear, shear_caucasian
from khronika.name.likeness import APART, Likeness
from khronika.name.spelling.burmese import same_syllable
from khronika.name.spelling.channel import knows
from khronika.name.spelling.declension import declined
from khronika.name.spelling.neighbours import languages_of, respelled
from khronika.name.spelling.sounds import sound_distance
from khronika.name.word import Word
from khronika.script.fold import fold_word, skeleton


def within_one_script(left: Word, right: Word) -> Likeness:
    """Compare two words of one script.

    Args:
        left: a word.
        right: another of its script; the order does not matter.
    """
    if left.script == "cyrl":
        return _cyrillic(left, right)
    if left.script == "latn":
        return _latin(left, right)
    if left.script == "arab":
        return _arabic(left, right)
    return _exact(left.plain, right.plain)


def _exact(left: str, right: str) -> Likeness:
    """Compare words of a script whose letters leave no slack."""
    longest = max(len(left), len(right))
    edits = OSA.distance(left, right, score_cutoff=2)
    if "\u1000" <= left[:1] <= "\u109f":
        toned = left.translate(_TONES) == right.translate(_TONES)
        return (0.85, "spelling") if toned else (max(0.0, 0.45 - 0.1 * edits), "apart")
    if longest >= 7 and edits == 1:
        return (0.62, "slip")
    return (max(0.0, 0.4 - 0.2 * edits), "apart")


_TONES = dict.fromkeys((0x1037, 0x1038))
"""Burmese marks of tone, which newsrooms write or leave out; another letter is another name."""


def _cyrillic(left: Word, right: Word) -> Likeness:
    """Compare two Cyrillic words: near-exact, with what neighbouring languages change."""
    if left.near.replace("ы", "и") == right.near.replace("ы", "и"):
        return (0.96, "spelling")
    if are_gendered(left.near, right.near):
        return (0.93, "gendered")
    if "булат" in left.near + right.near and _as_bolat(left.near) == _as_bolat(right.near):
        return (0.9, "spelling")
    if declined(left.plain, right.plain) or declined(left.near, right.near):
        return (0.9, "inflected")
    if are_suffixed(left.near, right.near):
        return (0.62, "base")
    if _begin_with_zh(left.near, right.near):
        return (0.9, "spelling")
    if _is_as_spoken(left.plain, right.plain) or _is_as_spoken(right.plain, left.plain):
        return (0.85, "spelling")
    if (
        left.lang != right.lang
        or {left.lang, right.lang} & {"uk", "be", "kk"}
        or _OTHER & {*left.plain, *right.plain}
    ):
        crossed = _neighbours(left, right)
        if crossed is not None:
            return crossed
    if left.names and right.names:
        return (0.1, "two given names")
    value, relation = _cyrillic_slip(left.near, right.near)
    telling = left.lang or right.lang or _OTHER & {*left.plain, *right.plain}
    if telling and max(len(left.near), len(right.near)) <= 5:
        value = min(value, 0.45)  # few letters and much else that they spell: Лосік, Лясік
    return (value, relation)


def _is_as_spoken(belarusian: str, russian: str) -> bool:
    """Tell whether a word writes а for each о that Belarusians do not stress (Падабед, Подобед).

    One such letter may as well be another name; two are a habit of the language.
    """
    if len(belarusian) != len(russian) or len(russian) < _SPOKEN:
        return False
    apart = [pair for pair in zip(belarusian, russian, strict=True) if pair[0] != pair[1]]
    return len(apart) > 1 and all(pair == ("а", "о") for pair in apart)


_SPOKEN = 6
"""Letters from which two vowels of a word tell its language."""


def _begin_with_zh(one: str, other: str) -> bool:
    """Tell whether one word alone writes дж for the other's first ж (Жанов, Джанов)."""
    both = _FIRST_ZH.match(one), _FIRST_ZH.match(other)
    return all(both) and _FIRST_ZH.sub("", one) == _FIRST_ZH.sub("", other)


_FIRST_ZH = re.compile("^д?ж(?=[аеиоуы]...)")


def _as_bolat(form: str) -> str:
    """Write the Kazakh болат (steel) of a name as Kazakhs do: Тасбулатов is Тасболатов."""
    return form.replace("булат", "болат")


_OTHER = frozenset("іңқғҳҷӯӣўҝҹјәүұөһ")
"""Letters that Russian has not."""


def _neighbours(left: Word, right: Word) -> Likeness | None:
    """Compare Cyrillic words of two languages: vowels may differ (Рагоўскі, Роговский)."""
    if is_respelled(left, right) or is_respelled(right, left):
        return (0.93, "spelling")
    if not (knows("cyrl", left.near) and knows("cyrl", right.near)):
        return None
    if len(left.key) == len(right.key) and skeleton(left.key) == skeleton(right.key):
        edits = OSA.distance(left.near, right.near)
        if edits <= 2 and len(left.near) > 6:
            return (0.8, "spelling")
    return None


def is_respelled(own: Word, russian: Word) -> bool:
    """Tell whether a word is the usual Russian spelling of a neighbour's (Цішкевіч, Тишкевич).

    Args:
        own: the word that may be the neighbour's.
        russian: the word that may be Russian.
    """
    if russian.lang is not None and russian.lang == own.lang:
        return False
    languages = languages_of(own.plain, own.lang)
    return any(respelled(own.plain, russian.plain, lang) for lang in languages)


def _cyrillic_slip(left: str, right: str) -> Likeness:
    """Allow a doubled or changed letter, a sign more or less; a letter more is another name."""
    value, relation = slip_of(left, right)
    if relation != "slip" or OSA.distance(left, right) != 1:
        return (value, relation)
    if _DOUBLED.sub(r"\1", left) == _DOUBLED.sub(r"\1", right):
        return (0.85, "spelling")
    if left.translate(_SIGNS) == right.translate(_SIGNS):
        return (0.8, "spelling")
    if _is_slip_of_keys(left, right):
        return (value, relation)
    if len(left) + len(right) >= 20 and (len(left) != len(right) or _of_vowels(left, right)):
        return (value, relation)
    return (min(value, 0.45), "apart")


_KEYS = {
    letter: (column + shift, row)
    for row, (shift, letters) in enumerate(((0.0, "йцукенгшщзхъ"), (0.25, "фывапролджэ"),
                                            (0.75, "ячсмитьбю")))
    for column, letter in enumerate(letters)
}  # fmt: skip
"""Where letters stand on a Russian keyboard (GOST 6431-90), in widths of a key."""


def _is_slip_of_keys(left: str, right: str) -> bool:
    """Tell whether the one other letter is beside the right key, or two letters are turned.

    A vowel for a vowel is another name (Сушко, Сашко), however near its key.
    """
    if len(left) != len(right):
        return False
    apart = [(one, other) for one, other in zip(left, right, strict=True) if one != other]
    if len(apart) == 2:
        return apart[0] == apart[1][::-1]
    one, other = apart[0]
    if {one, other} <= _VOWELS or one not in _KEYS or other not in _KEYS:
        return False
    across, down = (abs(a - b) for a, b in zip(_KEYS[one], _KEYS[other], strict=True))
    return across * across + down * down <= (_NEXT if len(left) >= _LONG else _BESIDE)


_BESIDE = 3.5
_NEXT = 1.6
_LONG = 6
"""Squares of a distance in keys: beside each other in a short word, next ones in a longer."""


def _of_vowels(left: str, right: str) -> bool:
    """Tell whether two words of one length differ in vowels; another consonant is a name's own."""
    return all(
        one == other or frozenset((one, other)) in _CONFUSED
        for one, other in zip(left, right, strict=True)
    )


_CONFUSED = frozenset(map(frozenset, ("ао", "еи", "яе", "яи", "ыи", "эе", "ыэ", "юу")))
"""Vowels that writers take for one another where they are not stressed."""


_VOWELS = frozenset("аеиоуыэюя")


_DOUBLED = re.compile(r"(.)\1+")
_SIGNS = dict.fromkeys(map(ord, "ьъ"))


def slip_of(left: str, right: str) -> Likeness:
    """Allow one slip of the keyboard in a long word, less in a short one, none in the first.

    Args:
        left: a plain form.
        right: another; the order does not matter.
    """
    longest = max(len(left), len(right))
    edits = OSA.distance(left, right, score_cutoff=3)
    if edits == 1 and longest >= 6:
        value = 0.68 if longest >= 8 else 0.56
        return (value if left[:1] == right[:1] else value - 0.2, "slip")
    if edits == 1 and longest == 5 and left[:1] == right[:1]:
        return (0.53, "slip")
    if edits == 2 and longest >= 9:
        return (0.42, "slip")
    return (max(0.0, 0.3 - 0.1 * edits), "apart")


def _latin(left: Word, right: Word) -> Likeness:
    """Compare two Latin words, which may be two romanisations or one name with a slip."""
    if left.key == right.key:
        return (0.97, "spelling")
    if _are_syllables(left.plain, right.plain):
        if same_syllable(left, right):
            return (0.95, "spelling")
        return (0.25, "another syllable")
    if are_gendered(left.plain, right.plain):
        return (0.92, "gendered")
    if are_suffixed(left.plain, right.plain):
        return (0.62, "base")
    short, long = sorted((left.plain, right.plain), key=len)
    if len(short) > 3 and long == short + "a":
        return (0.45, "feminine")
    if _are_turkic(left, right):
        return (0.92, "spelling")
    slip = max(slip_of(left.plain, right.plain), _latin_habits(left, right))
    cost = sound_distance(left.key, right.key, crossing=False)
    longest = max(len(left.key), len(right.key))
    if longest < 4:
        return slip
    if shear_caucasian(left.key) == shear_caucasian(shear(right.key)) or (
        shear_caucasian(right.key) == shear_caucasian(shear(left.key))
    ):
        return max(slip, (0.55, "base"))
    if cost > 1.0:
        return slip
    value = (0.94 - 0.4 * cost) * (1.0 if longest > 5 else 0.95 if longest > 4 else 0.8)
    return max(slip, (value, "spelling"))


def _are_turkic(left: Word, right: Word) -> bool:
    """Tell whether one of two words writes x, q, c for the other's kh, g, j (Orucov, Orujov)."""
    for one, other in ((left, right), (right, left)):
        if len(one.plain) > 3 and set("xqc") & set(one.plain):
            spelled = one.plain.translate(_TURKIC_LATIN)
            if spelled != one.plain and fold_word(spelled) == other.key:
                return True
            if "x" in one.plain and fold_word(one.plain.replace("x", "kh")) == other.key:
                return True
    return False


_TURKIC_LATIN = str.maketrans({"x": "kh", "q": "g", "c": "j"})
"""Letters of the Azerbaijani and Uyghur Latin alphabets as English newsrooms spell them."""


def _latin_habits(left: Word, right: Word) -> Likeness:
    """Allow what two newsrooms spell otherwise: Shcharbakou and Shcherbakov, Gomaa and Jumaa."""
    for one, other in ((left, right), (right, left)):
        belarusian = one.plain.endswith("ou") and other.plain.endswith(("ov", "ev"))
        if belarusian and len(one.plain) > 4:
            cost = sound_distance(one.key[:-1], other.key[:-2], crossing=True)
            if cost <= 0.5:
                return (0.85, "spelling")
        if one.lang == "be" and other.lang != "be":
            share = sound_distance(one.key, other.key, crossing=True) / max(4, len(one.key))
            return (max(0.0, 0.93 - 2.0 * share), "spelling")
        egyptian = one.plain[:1] == "g" and other.plain[:1] == "j" and len(one.key) > 3
        if egyptian and sound_distance(one.key[1:], other.key[1:], crossing=True) <= 0.4:
            return (0.7, "spelling")
        if "lyu" in one.plain and one.plain.replace("lyu", "lu") == other.plain:
            return (0.93, "spelling")
    return APART


def _are_syllables(left: str, right: str) -> bool:
    """Tell whether both words are Burmese syllables: there each letter counts."""
    syllabic = words_of("burmese")
    return left in syllabic and right in syllabic


def _arabic(left: Word, right: Word) -> Likeness:
    """Compare two words in Arabic letters: long vowels may be left out, consonants not."""
    if {left.plain, right.plain} in ({form, form + "ه"} for form in (left.plain, right.plain)):
        return (0.3, "feminine")  # سعید, سعیده
    if any(left.plain.translate(t) == right.plain.translate(t) for t in _ARAB_FOR_PERSIAN):
        return (0.93, "spelling")
    if left.plain + "ی" == right.plain or right.plain + "ی" == left.plain:
        return (0.4, "another ending")  # شریف, شریفی
    longest = max(len(left.plain), len(right.plain))
    edits = OSA.distance(left.plain, right.plain, score_cutoff=2)
    bare = [form.plain.translate(_WEAK) for form in (left, right)]
    if edits == 1 and bare[0] == bare[1] and longest >= 5:
        if left.plain[0] != right.plain[0]:
            return (0.45, "another beginning")  # احسان, حسان
        if _has_another_vowel(left.plain, right.plain):
            return (0.45, "another long vowel")  # مسعود, مسعد
        return (0.75, "spelling")
    if edits == 1 and longest >= 7:
        return (0.5, "slip")
    return (max(0.0, 0.3 - 0.1 * edits), "apart")


def _has_another_vowel(one: str, other: str) -> bool:
    """Tell whether one word alone has a و or ی inside, which Arabic never leaves out.

    An ا may be unwritten (اسحق), and one of two و (داود, داوود).
    """
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return False
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return long[at] in "وی" and long[at] not in long[at - 1 : at] and 0 < at < len(short) - 1


_ARAB_FOR_PERSIAN = (
    str.maketrans({"گ": "ک", "پ": "ب", "چ": "ج", "ژ": "ز"}),
    str.maketrans({"گ": "ج", "پ": "ب", "چ": "ج", "ژ": "ج"}),
    str.maketrans({"گ": "غ", "پ": "ب", "چ": "ج", "ژ": "ج"}),
)
"""Letters that Arabic has not, and what Arab newsrooms write for them in Persian names."""

_WEAK = dict.fromkeys(map(ord, "اویه"))
