"""Compares words of two scripts by what was learnt of their spellings, or by their sounds."""

import re

from khronika.data.register_words import words_of
from khronika.name.endings import adds_suffix, crossed_gender
from khronika.name.likeness import APART, Likeness
from khronika.name.spelling.burmese import burmese_key
from khronika.name.spelling.channel import channel_likeness, cyrillic_likeness, knows
from khronika.name.spelling.sounds import sound_distance
from khronika.name.spelling.western import readings_of_latin
from khronika.name.word import Word
from khronika.script.fold import fold_word
from khronika.script.forms import loose
from khronika.script.romanise import romanise


def across_scripts(left: Word, right: Word) -> Likeness:
    """Compare words of two scripts by their sounds, generously.

    Args:
        left: a word.
        right: a word in another script.
    """
    learnt = by_channel(left, right)
    burmese = left.plain in words_of("burmese") or right.plain in words_of("burmese")
    if burmese and burmese_key(left.surface) == burmese_key(right.surface):
        return (0.93, "transliteration")
    if left.key == right.key and len(left.key) > 1:
        return (0.96 if learnt is None else max(0.91, learnt[0]), "transliteration")
    if learnt is not None:
        if {left.lang, right.lang} & {"be", "uk"}:
            return max(learnt, _by_neighbours(left, right, most=0.93))
        if learnt[0] >= _CLEAR:
            return learnt
        # What sounds alike is even at best; among such the better spelled is the likelier.
        return max(learnt, _by_neighbours(left, right, most=_EVEN + 0.1 * learnt[0]))
    unvoiced = "arab" in (left.script, right.script) or "hebr" in (left.script, right.script)
    one, other = left.key, right.key
    if "kana" in (left.script, right.script):
        one, other, unvoiced = one.translate(_KANA), other.translate(_KANA), True
    cost = sound_distance(one, other, crossing=True, unvoiced=unvoiced)
    longest = max(len(one), len(other))
    if longest == 0:
        return APART
    share = cost / max(3, longest)
    value = max(0.0, 0.97 - (2.2 if unvoiced else 2.5) * share)
    if longest <= 3 and cost > 0.3:
        value = min(value, 0.4)
    if value < 0.5 and {left.script, right.script} == {"latn", "cyrl"}:
        return max((value, "transliteration"), crossed_gender(left, right))
    return (value, "transliteration")


_EVEN = 0.5
"""Likeness of two words that may as well be one as two."""

_CLEAR = 0.6
"""Likeness by learnt costs from which nothing else is asked."""

_KANA = str.maketrans("lvf", "rbh")
"""Japanese has one sound for l and r, spells v as b, f as h."""


def _by_neighbours(left: Word, right: Word, *, most: float) -> Likeness:
    """Allow what the learnt costs did not see: a Belarusian passport, a suffix, a gender."""
    if "cyrl" not in (left.script, right.script):
        return APART
    cost = sound_distance(left.key, right.key, crossing=True)
    share = cost / max(3, len(left.key), len(right.key))
    heard = (min(most, 0.95 * max(0.0, 0.97 - 2.2 * share)), "transliteration")
    return max(heard, crossed_gender(left, right))


def by_channel(left: Word, right: Word) -> Likeness | None:
    """Compare a Latin word with one whose letters' spellings were learnt; None where none were.

    Args:
        left: a word.
        right: a word in another script; the order does not matter.
    """
    latin, foreign = (left, right) if left.script == "latn" else (right, left)
    if latin.script != "latn" or not knows(foreign.script, foreign.near):
        return None
    letters = _APOSTROPHES.sub("", romanise(latin.surface, latin.lang))
    written = _with_yo(foreign)
    if adds_suffix(latin.key, foreign.key):
        return (0.62, "base")
    if foreign.surface.endswith("ى") or (letters[-1:] == "a" and foreign.plain in _IN_A):
        maqsura = channel_likeness("arab", foreign.near[:-1] + "ا", letters)
        spelled = channel_likeness("arab", foreign.near, letters)
        return (max(maqsura, spelled), "transliteration")
    if foreign.script == "arab" and _another_gender(foreign.plain, letters):
        return (0.5 * channel_likeness("arab", written, letters), "transliteration")
    if not letters.isalpha() or min(len(letters), len(foreign.near)) < 2:
        return None
    if foreign.script == "cyrl":
        seen = letters if latin.lang else latin.surface
        readings = _readings(foreign, letters) + _with_own_letters(latin.surface)
        return (cyrillic_likeness(written, readings, seen), "transliteration")
    value = channel_likeness(foreign.script, written, letters)
    if foreign.script == "arab" and value < _UNSURE:
        value = max(value, _read_otherwise(written, letters))
    if foreign.script == "arab" and (
        _lacks_long_vowels(foreign, letters)
        or _has_another_end(foreign.plain, letters)
        or _lacks_a_last_i(foreign.plain, letters)
        or _is_another_pattern(foreign.plain, letters)
        or _begins_otherwise(foreign.plain, letters)
    ):
        value *= 0.5
    return (value, "transliteration")


_APOSTROPHES = re.compile("[^a-z]")


def _readings(foreign: Word, letters: str) -> tuple[str, ...]:
    """Answer what Latin letters may stand for beside Cyrillic: those of other newspapers."""
    if not _share_a_consonant(foreign.loose, letters):
        return (letters,)
    return readings_of_latin(letters)


def _with_own_letters(surface: str) -> tuple[str, ...]:
    """Read letters that have a sound of their own: Uzbek o‘ as u, Serbian đ as dj."""
    lower = surface.lower()
    if lower.isascii() and "'" not in lower:
        return ()
    read = _UZBEK.sub("u", lower).replace("đ", "dj")
    return () if read == lower else (_APOSTROPHES.sub("", romanise(read)),)


_UZBEK = re.compile("o['’‘ʻʼ`](?=[a-z])")


def _read_otherwise(written: str, letters: str) -> float:
    """Read Arabic letters as Persians do: و is v, that of خوا silent, none is doubled."""
    single = _DOUBLED.sub(r"\1", letters.replace("cc", "k")).replace("v", "w")
    spoken = written.replace("خوا", "خا")
    if single == letters and spoken == written:
        return 0.0
    return channel_likeness("arab", spoken, single)


_UNSURE = 0.6
"""A likeness below which the letters are read once more."""

_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
"""A consonant that Latin letters double and Arabic ones do not (توکلی, Tavakkoli)."""

_IN_A = frozenset(
    ("مجتبی", "مصطفی", "مرتضی", "موسی", "عیسی", "یحیی", "لیلی", "سلمی", "هدی", "بشری", "یسری",
     "نجوی", "کبری", "صغری", "منی", "ندی", "سلوی", "سلمي", "رضوی", "شذی", "ضحی", "لبنی", "تقوی",
     "فدوی", "جدوی", "نهی", "سهی", "رؤی", "لمی")
)  # fmt: skip
"""Names that end in a whatever the last letter: Persians and Egyptians write ى and ی alike."""


def _share_a_consonant(classes: str, letters: str) -> bool:
    """Tell cheaply whether another reading may help: the last consonants are of one class."""
    return classes[-1:] in loose(fold_word(letters))[-2:]


def _lacks_long_vowels(arabic: Word, latin: str) -> bool:
    """Tell whether Arabic writes a long i or u where Latin has none (کریمی, Karami)."""
    form, spelled = arabic.plain, latin
    if form.endswith("یعی"):
        form = form[:-2]
    elif form.endswith("ی"):
        form, spelled = form[:-1], re.sub("[iey]+$", "", spelled)
    middle = form.replace("خوا", "خا")[1:-1]
    if middle.count("ی") > len(re.findall("[iey]", spelled)):
        return True
    return middle.count("و") > len(re.findall("[ouwvb]", spelled))


_PERSIAN_ENDS = tuple(
    (re.compile(f"(?<=..)(?:{latin})$"), re.compile(f"(?:{arabic})$"))
    for latin, arabic in (
        ("p(?:ou|u|oo)r", "[پب]ور"), ("zad(?:eh?|ah?)?", "زاد[هة]?"), ("ne(?:j|zh)ad", "ن[ژج]اد"),
        ("khah", "خوا?ه|خاه"), ("d(?:ou|u|oo)st", "دوست"), ("parast", "[پب]رست"),
        ("manesh", "منش"),
    )
)  # fmt: skip
"""Ends of Persian surnames: Mohammadpour is another family than Mohammadi."""


def _has_another_end(arabic: str, latin: str) -> bool:
    """Tell whether one of two spellings alone has the end of a Persian surname."""
    return any(
        (spelled.search(latin) is None) != (written.search(arabic) is None)
        for spelled, written in _PERSIAN_ENDS
    )


def _lacks_a_last_i(arabic: str, latin: str) -> bool:
    """Tell whether one of two spellings alone ends in i, which Arabic writes (هدایت, Hedayati).

    Of a word that Latin ends in a consonant that French leaves silent, nothing is told.
    """
    if _LAST_I.search(latin):
        return arabic[-1:] not in "یيىئهةع"
    return arabic[-1:] in "یي" and _SOUNDED.search(latin) is not None


_LAST_I = re.compile("[bcdfgjklmnpqrstvxz]i$")
_SOUNDED = re.compile("[^aeiouy]{0,1}[bcdfgklmnpqr]$")


def _is_another_pattern(arabic: str, latin: str) -> bool:
    """Tell whether one of two is of the pattern faʿil, the other of faʿʿal (غانم, Ghannam)."""
    if _FAIL.fullmatch(arabic):
        return _FAAL_LATIN.fullmatch(latin) is not None
    return _FAAL.fullmatch(arabic) is not None and _FAIL_LATIN.fullmatch(latin) is not None


def _begins_otherwise(arabic: str, latin: str) -> bool:
    """Tell whether one of two alone begins with a vowel, which Arabic writes (اکرمی, Karami)."""
    if arabic[:1] == "ا" and arabic[1:2] not in "لاوی":
        return latin[:1] not in "aeiouhy" and latin[1:2] in "aeiouyh"  # استیتو is Stitou
    if arabic.startswith("بو") and latin.startswith("ab"):
        return False  # of a father: بوبکر, Aboubakr
    return arabic[:1] not in "اعیوءه" and latin[:1] in "aeiou" and latin[:2] not in _ARTICLES


_ARTICLES = frozenset(
    ("al", "el", "as", "es", "ad", "ed", "ar", "er", "an", "en", "at", "et", "az")
)
"""What a word may begin with that had its article written to it."""

_FAIL = re.compile("[^اویع]ا[^اویع]{2}ی?")
_FAAL = re.compile("[^اویع]{2}ا[^اویعء]ی?")
_FAAL_LATIN = re.compile(r"[^aeiou]{1,2}a([^aeiou]{1,2})\1a[^aeiou]{1,2}i?")
_FAIL_LATIN = re.compile("[^aeiou]{1,2}a[^aeiou]{1,2}i[^aeiou]{1,2}i?")
"""Arabic stems by their long vowel, and how Latin letters show them; French e may be either's."""


def _another_gender(arabic: str, latin: str) -> bool:
    """Tell whether one of two spellings alone ends in the a of feminine names (كريم, Karima)."""
    feminine = latin.endswith(("a", "ah", "eh")) and len(latin) > 3
    if feminine:
        return arabic[-1:] not in "اهعءح" and arabic not in _IN_A
    return arabic.endswith("ه") and latin[-1:] not in "aehtiyou"


def _with_yo(foreign: Word) -> str:
    """Answer the letters that the costs know, ё as written: it spells other Latin than е."""
    lower = foreign.surface.casefold()
    if "ё" not in lower or len(lower) != len(foreign.near):
        return foreign.near
    pairs = zip(lower, foreign.near, strict=True)
    return "".join(old if old == "ё" else near for old, near in pairs)
