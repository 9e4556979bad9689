"""Knows the endings of surnames that gender, law and language add and take away.

Сомова and Сомов, Юнус and Юнусов, Баратов and Baratashvili: the more an ending says about who
bears it, the less it says that two bearers are one.
"""

from rapidfuzz.distance import OSA

from khronika.name.likeness import APART, Likeness
from khronika.name.reading import patronymic_base
from khronika.name.word import Word
from khronika.script.fold import fold_word, skeleton

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


def are_gendered(left: str, right: str) -> bool:
    """Tell whether two surnames differ by gender alone (Сомова, Сомов).

    Args:
        left: a plain form.
        right: another; the order does not matter.
    """
    for feminine, masculine in _GENDERED:
        for one, other in ((left, right), (right, left)):
            stem = one[: -len(feminine)]
            if one.endswith(feminine) and len(stem) > 1 and other == stem + masculine:
                return True
    return False


def are_suffixed(left: str, right: str) -> bool:
    """Tell whether one surname is the other with a Russian or Turkic suffix (Юнус, Юнусов).

    Args:
        left: a plain form.
        right: another; the order does not matter.
    """
    one, other = patronymic_base(left), patronymic_base(right)
    if one == other and len(one) > 2:
        return True
    for short, long in ((left, right), (right, left)):
        if len(short) >= 4 and any(long == short + suffix for suffix in _SURNAME_SUFFIXES):
            return True
    shorn, also = shear(one), shear(other)
    if len(shorn) < 4 or len(also) < 4 or (shorn != one) == (also != other):
        return False
    if shorn == also:
        return True
    close = OSA.distance(shorn, also, score_cutoff=1) <= 1
    return close and skeleton(fold_word(shorn)) == skeleton(fold_word(also))


def shear(form: str) -> str:
    """Take -ov or -ova off a surname, as far as three letters are left.

    Args:
        form: a plain form or a sound key.
    """
    for suffix in ("ова", "ева", "ов", "ев", "ova", "eva", "ov", "ev"):
        if form.endswith(suffix) and len(form) - len(suffix) >= 3:
            return form[: -len(suffix)]
    return form


def adds_suffix(one: str, other: str) -> bool:
    """Tell whether one sound key is the other with the suffix of a Russian surname.

    Args:
        one: a sound key.
        other: another; the order does not matter.
    """
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == short + suffix for suffix in ("ov", "ova", "ev", "eva"))


def crossed_gender(left: Word, right: Word) -> Likeness:
    """Compare a surname with its feminine or suffixed form in the other script.

    Args:
        left: a word.
        right: a word in another script.
    """
    if _is_fathers(left, right) or _is_fathers(right, left):
        return (0.62, "base")
    one, other = shear(left.key.rstrip("a")), shear(right.key.rstrip("a"))
    if len(one) > 3 and one == other:
        return (0.62, "base")
    if len(one) > 3 and shear_caucasian(one) == shear_caucasian(other):
        return (0.55, "base")
    return APART


def _is_fathers(one: Word, other: Word) -> bool:
    """Tell whether a surname is the other with the Kazakh `-uly`, `-kyzy` (Біләшұлы, Bilash)."""
    if not one.plain.endswith(_FATHERS):
        return False
    base = fold_word(patronymic_base(one.plain), one.lang)
    return len(base) > 3 and base == other.key


_FATHERS = ("ұлы", "улы", "қызы", "кызы", "uly", "uli", "qyzy", "kyzy")


def shear_caucasian(key: str) -> str:
    """Take the Georgian or Armenian end off a surname's key (Баратов, Baratashvili).

    Args:
        key: a sound key.
    """
    if not key.endswith(_CAUCASIAN):
        return key
    for suffix in _CAUCASIAN:
        if key.endswith(suffix) and len(key) - len(suffix) >= 3:
            return key[: -len(suffix)]
    return key


_CAUCASIAN = (
    "asvili", "aSvili", "iSvili", "Svili", "aJe", "iJe", "adze", "idze", "ianc", "ian",
)  # fmt: skip
"""Ends of surnames' keys in Georgia and Armenia, the longest of each kind first."""
