"""Tells how much two words of a name are alike, and in what way.

How much slack is right depends on the pair of scripts: between Cyrillic and Latin a letter may
be spelled in several ways, between two Russian spellings one other letter is another name
(Марат, Мурат). The answer is a number from 0 to 1 and the relation that explains it.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA, Levenshtein

from khronika.data.register_words import words_of
from khronika.name.burmese import burmese_key, same_syllable
from khronika.name.channel import channel_likeness, knows
from khronika.name.declension import declined
from khronika.name.neighbours import languages_of, respelled
from khronika.name.reading import patronymic_base
from khronika.name.sounds import sound_distance
from khronika.name.word import Word
from khronika.script.fold import fold_word, skeleton
from khronika.script.given import full_groups
from khronika.script.romanise import romanise

EQUAL = (1.0, "equal")
APART = (0.0, "apart")

_GENDERED = (
    ("ова", "ов"), ("ева", "ев"), ("ина", "ин"), ("ская", "ский"), ("цкая", "цкий"), ("ая", "ый"),
    ("ая", "ий"), ("ая", "ой"), ("яя", "ий"), ("ська", "ський"), ("ова", "оў"),
    ("ova", "ov"), ("eva", "ev"), ("ina", "in"), ("skaya", "sky"), ("skaya", "skiy"),
    ("skaia", "skii"), ("ska", "ski"), ("aya", "iy"), ("aya", "y"), ("ovas", "ovs"), ("ová", "a"),
    ("ova", ""), ("ova", "a"), ("aite", "as"), ("ienė", "as"),
)  # fmt: skip
_SURNAME_SUFFIXES = (
    "ов", "ев", "ова", "ева", "ин", "ина", "ұлы", "улы", "заде", "ов", "лы",
    "ov", "ev", "ova", "eva", "in", "ina", "uly", "zade", "zada", "li", "oglu", "ovich", "ович",
)  # fmt: skip


def alike(left: Word, right: Word) -> tuple[float, str]:
    """Compare two words of names.

    Args:
        left: a word.
        right: another; the order does not matter.

    Returns:
        similarity from 0 to 1 and the relation: equal, initial, same given name, short form,
        gendered, inflected, spelling, transliteration, slip, base, apart.
    """
    if left.plain == right.plain:
        return EQUAL
    if (left.plain, left.surface) > (right.plain, right.surface):
        left, right = right, left
    return _compare(left, right)


@lru_cache(maxsize=65536)
def _compare(left: Word, right: Word) -> tuple[float, str]:
    if left.is_initial or right.is_initial:
        return _initial(left, right)
    if left.is_mixed or right.is_mixed:
        return _slip(left.plain, right.plain)
    if left.names and right.names:
        known = _known_names(left, right)
        if known is not None:
            return known if left.script == right.script else _spelled(known, left, right)
    if _is_hopeless(left, right):
        return APART
    if left.script == right.script:
        return _one_script(left, right)
    return _two_scripts(left, right)


def _is_hopeless(left: Word, right: Word) -> bool:
    """Tell cheaply that two words cannot be alike, so that no table is asked."""
    if left.script == right.script:
        edits = Levenshtein.distance(left.near, right.near, score_cutoff=5)
        if edits <= 2 or left.key == right.key:
            return False
        if left.script == "cyrl" and (_is_respelled(left, right) or _is_respelled(right, left)):
            return False
        if _shear_caucasian(left.key) != left.key or _shear_caucasian(right.key) != right.key:
            return False
        return edits > 5 or _begin_apart(left, right)
    if _shear_caucasian(left.key) != left.key or _shear_caucasian(right.key) != right.key:
        return False
    if "hani" in (left.script, right.script) or not left.loose or not right.loose:
        return False
    one, other = left.loose, right.loose
    if "arab" in (left.script, right.script) or "hebr" in (left.script, right.script):
        one, other = one.translate(_GLIDES), other.translate(_GLIDES)
    most = 1 + (max(len(one), len(other)) + 1) // 3
    return Levenshtein.distance(one, other, score_cutoff=most) > most


def _begin_apart(left: Word, right: Word) -> bool:
    """Tell whether two words begin with two sounds that no spelling confuses."""
    one, other = left.key[:1], right.key[:1]
    if one == other or left.near[:1] == right.near[:1]:
        return False
    return not (one in "aeiou" and other in "aeiou")


_GLIDES = dict.fromkeys(map(ord, "vaeiou"))
"""Classes that Arabic and Hebrew write for vowels as well."""


def _initial(left: Word, right: Word) -> tuple[float, str]:
    """Compare a letter with a word: its first sound, in either script."""
    first, second = left.loose[:1], right.loose[:1]
    if left.script == right.script:
        return (0.8, "initial") if left.plain[:1] == right.plain[:1] else APART
    if first and (first == second or {first, second} <= {"i", "e", "s"}):
        return (0.78, "initial")
    return APART


def _known_names(left: Word, right: Word) -> tuple[float, str] | None:
    """Compare two known given names: of one row, or of two."""
    if left.full & right.full:
        return (_same_name(left, right), "same given name")
    if left.names & right.names:
        return (0.82, "short form")
    if left.key == right.key and left.script != right.script:
        return (0.9, "transliteration")
    if left.script == right.script == "cyrl" and declined(left.near, right.near):
        return None
    return (0.1, "two given names")


def _spelled(known: tuple[float, str], left: Word, right: Word) -> tuple[float, str]:
    """Weigh two known names in two scripts by their letters as well, where costs were learnt.

    A name of the same row that is spelled otherwise (Карл, Carol) yields to the spelling (Кэрол).
    """
    learnt = _by_channel(left, right)
    if learnt is None:
        return known
    value, relation = known
    if relation == "same given name":
        return (max(_SAME_GIVEN, learnt[0]), relation)
    if relation == "two given names" and learnt[0] >= _SURELY:
        return (0.9 * learnt[0], "transliteration")
    return known


_SAME_GIVEN = 0.87
"""Likeness of two forms of one given name whose letters do not show it."""

_SURELY = 0.93
"""A likeness from which letters outweigh the table of given names."""


def _same_name(left: Word, right: Word) -> float:
    """Weigh two forms of one given name: the nearer in sound, the surer."""
    if left.key == right.key:
        return 0.97
    cost = sound_distance(left.key, right.key, crossing=True, unvoiced=True, most=2.0)
    return 0.96 - 0.02 * min(2.0, cost)


def _one_script(left: Word, right: Word) -> tuple[float, str]:
    if left.script == "cyrl":
        return _cyrillic(left, right)
    if left.script == "latn":
        return _latin(left, right)
    if left.script == "arab":
        return _arabic(left, right)
    return _exact(left.plain, right.plain)


def _exact(left: str, right: str) -> tuple[float, str]:
    """Compare words of a script whose letters leave no slack."""
    longest = max(len(left), len(right))
    edits = OSA.distance(left, right, score_cutoff=2)
    if longest >= 7 and edits == 1:
        return (0.62, "slip")
    return (max(0.0, 0.4 - 0.2 * edits), "apart")


def _gender(left: str, right: str) -> bool:
    for feminine, masculine in _GENDERED:
        for one, other in ((left, right), (right, left)):
            stem = one[: -len(feminine)]
            if one.endswith(feminine) and len(stem) > 1 and other == stem + masculine:
                return True
    return False


def _cyrillic(left: Word, right: Word) -> tuple[float, str]:
    """Compare two Cyrillic words: near-exact, with what neighbouring languages change."""
    if left.near.replace("ы", "и") == right.near.replace("ы", "и"):
        return (0.96, "spelling")
    if _gender(left.near, right.near):
        return (0.93, "gendered")
    if declined(left.plain, right.plain) or declined(left.near, right.near):
        return (0.9, "inflected")
    if _suffixed(left.near, right.near):
        return (0.62, "base")
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
    value, relation = _slip(left.near, right.near)
    telling = left.lang or right.lang or _OTHER & {*left.plain, *right.plain}
    if telling and max(len(left.near), len(right.near)) <= 5:
        value = min(value, 0.45)  # few letters and much else that they spell: Лосік, Лясік
    return (value, relation)


_OTHER = frozenset("іңқғҳҷӯӣўҝҹјәүұөһ")
"""Letters that Russian has not."""


def _neighbours(left: Word, right: Word) -> tuple[float, str] | None:
    """Compare Cyrillic words of two languages: vowels may differ (Рагоўскі, Роговский)."""
    if _is_respelled(left, right) or _is_respelled(right, left):
        return (0.93, "spelling")
    if not (knows("cyrl", left.near) and knows("cyrl", right.near)):
        return None
    if len(left.key) == len(right.key) and skeleton(left.key) == skeleton(right.key):
        edits = OSA.distance(left.near, right.near)
        if edits <= 2 and len(left.near) > 6:
            return (0.8, "spelling")
    return None


def _is_respelled(own: Word, russian: Word) -> bool:
    """Tell whether a word is the usual Russian spelling of a neighbour's (Цішкевіч, Тишкевич)."""
    if russian.lang is not None and russian.lang == own.lang:
        return False
    languages = languages_of(own.plain, own.lang)
    return any(respelled(own.plain, russian.plain, lang) for lang in languages)


def _slip(left: str, right: str) -> tuple[float, str]:
    """Allow one slip of the keyboard in a long word, less in a short one, none in the first."""
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


def _suffixed(left: str, right: str) -> bool:
    """Tell whether one surname is the other with a Russian or Turkic suffix (Юнус, Юнусов)."""
    one, other = patronymic_base(left), patronymic_base(right)
    if one == other and len(one) > 2:
        return True
    for short, long in ((left, right), (right, left)):
        if len(short) >= 4 and any(long == short + suffix for suffix in _SURNAME_SUFFIXES):
            return True
    shorn, also = _shear(one), _shear(other)
    if len(shorn) < 4 or len(also) < 4 or (shorn != one) == (also != other):
        return False
    if shorn == also:
        return True
    close = OSA.distance(shorn, also, score_cutoff=1) <= 1
    return close and skeleton(fold_word(shorn)) == skeleton(fold_word(also))


def _shear(form: str) -> str:
    for suffix in ("ова", "ева", "ов", "ев", "ova", "eva", "ov", "ev"):
        if form.endswith(suffix) and len(form) - len(suffix) >= 3:
            return form[: -len(suffix)]
    return form


def _latin(left: Word, right: Word) -> tuple[float, str]:
    """Compare two Latin words, which may be two romanisations or one name with a slip."""
    if left.key == right.key:
        return (0.97, "spelling")
    if _are_syllables(left.plain, right.plain):
        if same_syllable(left, right):
            return (0.95, "spelling")
        return (0.25, "another syllable")
    if _gender(left.plain, right.plain):
        return (0.92, "gendered")
    if _suffixed(left.plain, right.plain):
        return (0.62, "base")
    short, long = sorted((left.plain, right.plain), key=len)
    if len(short) > 3 and long == short + "a":
        return (0.45, "feminine")
    slip = max(_slip(left.plain, right.plain), _latin_habits(left, right))
    cost = sound_distance(left.key, right.key, crossing=False)
    longest = max(len(left.key), len(right.key))
    if longest < 4:
        return slip
    if _shear_caucasian(left.key) == _shear_caucasian(_shear(right.key)) or (
        _shear_caucasian(right.key) == _shear_caucasian(_shear(left.key))
    ):
        return max(slip, (0.55, "base"))
    if cost > 1.0:
        return slip
    value = (0.94 - 0.4 * cost) * (1.0 if longest > 5 else 0.95 if longest > 4 else 0.8)
    return max(slip, (value, "spelling"))


def _latin_habits(left: Word, right: Word) -> tuple[float, str]:
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


def _arabic(left: Word, right: Word) -> tuple[float, str]:
    """Compare two words in Arabic letters: long vowels may be left out, consonants not."""
    longest = max(len(left.plain), len(right.plain))
    edits = OSA.distance(left.plain, right.plain, score_cutoff=2)
    bare = [form.plain.translate(_WEAK) for form in (left, right)]
    if edits == 1 and bare[0] == bare[1] and longest >= 5:
        return (0.75, "spelling")
    if edits == 1 and longest >= 7:
        return (0.5, "slip")
    return (max(0.0, 0.3 - 0.1 * edits), "apart")


_WEAK = dict.fromkeys(map(ord, "اویه"))


def _two_scripts(left: Word, right: Word) -> tuple[float, str]:
    """Compare words of two scripts by their sounds, generously."""
    learnt = _by_channel(left, right)
    burmese = left.plain in words_of("burmese") or right.plain in words_of("burmese")
    if burmese and burmese_key(left.surface) == burmese_key(right.surface):
        return (0.93, "transliteration")
    if left.key == right.key and len(left.key) > 1:
        return (0.96 if learnt is None else max(0.91, learnt[0]), "transliteration")
    if learnt is not None:
        if {left.lang, right.lang} & {"be", "uk"}:
            return max(learnt, _by_neighbours(left, right, most=0.93))
        return learnt if learnt[0] >= 0.5 else max(learnt, _by_neighbours(left, right, most=0.55))
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
        return max((value, "transliteration"), _crossed_gender(left, right))
    return (value, "transliteration")


def _adds_suffix(one: str, other: str) -> bool:
    """Tell whether one key is the other with the suffix of a Russian surname."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == short + suffix for suffix in ("ov", "ova", "ev", "eva"))


_KANA = str.maketrans("lvf", "rbh")
"""Japanese has one sound for l and r, spells v as b, f as h."""


def _by_neighbours(left: Word, right: Word, *, most: float) -> tuple[float, str]:
    """Allow what the learnt costs did not see: a Belarusian passport, a suffix, a gender."""
    if "cyrl" not in (left.script, right.script):
        return APART
    cost = sound_distance(left.key, right.key, crossing=True)
    share = cost / max(3, len(left.key), len(right.key))
    heard = (min(most, 0.95 * max(0.0, 0.97 - 2.2 * share)), "transliteration")
    return max(heard, _crossed_gender(left, right))


def _by_channel(left: Word, right: Word) -> tuple[float, str] | None:
    """Compare a Latin word with one whose letters' spellings were learnt."""
    latin, foreign = (left, right) if left.script == "latn" else (right, left)
    if latin.script != "latn" or not knows(foreign.script, foreign.near):
        return None
    letters = romanise(latin.surface, latin.lang)
    written = _with_yo(foreign)
    if _adds_suffix(latin.key, foreign.key):
        return (0.62, "base")
    if foreign.surface.endswith("ى"):
        maqsura = channel_likeness("arab", foreign.near[:-1] + "ا", letters)
        spelled = channel_likeness("arab", foreign.near, letters)
        return (max(maqsura, spelled), "transliteration")
    if foreign.script == "arab" and _another_gender(foreign.plain, letters):
        return (0.5 * channel_likeness("arab", written, letters), "transliteration")
    if not letters.isalpha() or min(len(letters), len(foreign.near)) < 2:
        return None
    return (channel_likeness(foreign.script, written, letters), "transliteration")


def _another_gender(arabic: str, latin: str) -> bool:
    """Tell whether one of two spellings alone ends in the a of feminine names (كريم, Karima)."""
    feminine = latin.endswith(("a", "ah", "eh")) and len(latin) > 3
    if feminine:
        return arabic[-1:] not in "اهیعءح"
    return arabic.endswith("ه") and latin[-1:] not in "aehtiyou"


def _with_yo(foreign: Word) -> str:
    """Answer the letters that the costs know, ё as written: it spells other Latin than е."""
    lower = foreign.surface.casefold()
    if "ё" not in lower or len(lower) != len(foreign.near):
        return foreign.near
    pairs = zip(lower, foreign.near, strict=True)
    return "".join(old if old == "ё" else near for old, near in pairs)


def _crossed_gender(left: Word, right: Word) -> tuple[float, str]:
    """Compare a surname with its feminine or suffixed form in the other script."""
    one, other = _shear(left.key.rstrip("a")), _shear(right.key.rstrip("a"))
    if len(one) > 3 and one == other:
        return (0.62, "base")
    if len(one) > 3 and _shear_caucasian(one) == _shear_caucasian(other):
        return (0.55, "base")
    return APART


def _shear_caucasian(key: str) -> str:
    """Take the Georgian or Armenian end off a surname's key (Баратов, Baratashvili)."""
    for suffix in (
        "asvili",
        "aSvili",
        "iSvili",
        "Svili",
        "aJe",
        "iJe",
        "adze",
        "idze",
        "ianc",
        "ian",
    ):
        if key.endswith(suffix) and len(key) - len(suffix) >= 3:
            return key[: -len(suffix)]
    return key


def same_father(left: Word, right: Word) -> float:
    """Compare two patronymics by the father's name in them.

    Args:
        left: a patronymic (or initial of one).
        right: another.

    Returns:
        similarity from 0 to 1; below 0.6 they are of two fathers.
    """
    if left.is_initial or right.is_initial:
        return _initial(left, right)[0]
    bases = [patronymic_base(part.plain) for part in (left, right)]
    named = [full_groups(base) for base in bases]
    if named[0] and named[1]:
        return 0.95 if named[0] & named[1] else 0.0
    likeness, relation = alike(left, right)
    if relation in ("slip", "equal", "inflected"):
        return max(0.6, likeness)
    keys = [fold_word(base) for base in bases]
    if keys[0] == keys[1]:
        return 0.97
    cost = sound_distance(keys[0], keys[1], crossing=left.script != right.script)
    return max(0.0, 0.97 - 2.2 * cost / max(3, len(keys[0]), len(keys[1])))
