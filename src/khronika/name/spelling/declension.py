"""Tells in which case a Cyrillic word can be a form of another, without a dictionary.

Russian endings of given names, surnames in -ov and -in and adjectives; Kazakh suffixes of the
word that stands last. Endings are tried alone, so a case is a possibility, never a parse.
"""

from functools import lru_cache

_KAZAKH_CASES = (
    "ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "на", "не", "ны", "ні", "ды",
    "ді", "ты", "ті", "дан", "ден", "тан", "тен", "нан", "нен", "мен", "бен", "пен", "да", "де",
)  # fmt: skip


def declined(left: str, right: str) -> frozenset[str]:
    """Answer the cases in which one of two Cyrillic words can be a form of the other."""
    return inflected(left, right) | inflected(right, left)


@lru_cache(maxsize=65536)
def inflected(oblique: str, nominal: str) -> frozenset[str]:
    """Answer the cases in which a Cyrillic word can be a form of another.

    Args:
        oblique: plain form as written, such as `анну`.
        nominal: plain dictionary form, such as `анна`.

    Returns:
        the cases (`gen`, `dat`, `acc`, `ins`, `loc`, `kk`); empty where it cannot.
    """
    if oblique == nominal or len(nominal) < 3:
        return frozenset()
    cases = set()
    for ending, replacement, case in _CASES:
        if oblique.endswith(ending) and oblique[: -len(ending)] + replacement == nominal:
            cases.add(case)
    for suffix in _KAZAKH_CASES:
        if oblique == nominal + suffix:
            cases.add("kk")
    return frozenset(cases)


_CASES = (
    # masculine: hard and soft given names, surnames in -ov and -in, adjectives
    ("а", "", "gen"), ("а", "", "acc"), ("у", "", "dat"), ("ом", "", "ins"), ("ем", "", "ins"),
    ("ым", "", "ins"), ("е", "", "loc"), ("я", "й", "gen"), ("я", "й", "acc"), ("ю", "й", "dat"),
    ("ем", "й", "ins"), ("е", "й", "loc"), ("и", "й", "loc"), ("я", "ь", "gen"), ("я", "ь", "acc"),
    ("ю", "ь", "dat"), ("ем", "ь", "ins"), ("е", "ь", "loc"), ("ого", "ый", "gen"),
    ("ого", "ий", "gen"), ("ого", "ой", "gen"), ("ого", "ый", "acc"), ("ого", "ий", "acc"),
    ("ого", "ой", "acc"), ("ому", "ый", "dat"), ("ому", "ий", "dat"), ("ому", "ой", "dat"),
    ("ым", "ый", "ins"), ("им", "ий", "ins"), ("ым", "ой", "ins"), ("ом", "ый", "loc"),
    ("ом", "ий", "loc"), ("ом", "ой", "loc"),
    # feminine: names in -a and -ya, surnames in -ova, adjectives
    ("ы", "а", "gen"), ("и", "а", "gen"), ("е", "а", "dat"), ("е", "а", "loc"), ("у", "а", "acc"),
    ("ой", "а", "ins"), ("ою", "а", "ins"), ("и", "я", "gen"), ("е", "я", "dat"),
    ("е", "я", "loc"),
    ("ю", "я", "acc"), ("ей", "я", "ins"), ("и", "ия", "dat"), ("ии", "ия", "gen"),
    ("ии", "ия", "dat"), ("ии", "ия", "loc"), ("ию", "ия", "acc"), ("ией", "ия", "ins"),
    ("ой", "а", "gen"), ("ой", "а", "dat"), ("ой", "а", "loc"), ("ой", "ая", "gen"),
    ("ой", "ая", "dat"), ("ой", "ая", "ins"), ("ой", "ая", "loc"), ("ую", "ая", "acc"),
    ("ью", "ь", "ins"), ("и", "ь", "gen"), ("и", "ь", "dat"), ("и", "ь", "loc"),
)  # fmt: skip
