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
    ("ца", "ец", "gen"), ("ца", "ец", "acc"), ("цу", "ец", "dat"), ("цом", "ец", "ins"),
    ("цем", "ец", "ins"), ("це", "ец", "loc"), ("вла", "вел", "gen"), ("вла", "вел", "acc"),
    ("влу", "вел", "dat"), ("влом", "вел", "ins"), ("вле", "вел", "loc"), ("льва", "лев", "gen"),
    ("льва", "лев", "acc"), ("льву", "лев", "dat"), ("львом", "лев", "ins"),
    ("ью", "ь", "ins"), ("и", "ь", "gen"), ("и", "ь", "dat"), ("и", "ь", "loc"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def nominals(oblique: str) -> tuple[tuple[str, str], ...]:
    """Answer every dictionary form that a Russian word in a case may have, with its case.

    Args:
        oblique: plain form as written.

    Returns:
        pairs of a form and a case (`gen`, `dat`, `acc`, `ins`, `loc`), in the order of the table.
    """
    return tuple(
        (oblique[: -len(ending)] + replacement, case)
        for ending, replacement, case in (*_CASES, *_BELARUSIAN)
        if oblique.endswith(ending)
        and len(oblique) - len(ending) >= (0 if len(replacement) > _STEM else _STEM)
    )


def without_kazakh_case(surname: str) -> str:
    """Answer a Kazakh surname without the longest ending of a case that it may bear; or nothing.

    Args:
        surname: plain form as written (сейіттің).
    """
    found = [end for end in _KAZAKH_CASES if surname.endswith(end)]
    bare = surname.removesuffix(max(found, key=len)) if found else ""
    return bare if len(bare) > _STEM else ""


_BELARUSIAN = (
    *(("ай", nominal, case) for nominal in ("а", "ая") for case in ("gen", "dat", "ins", "loc")),
    *((end, nominal, case) for end, case in (("ага", "gen"), ("ага", "acc"), ("аму", "dat"))
      for nominal in ("ы", "і")),
    ("ам", "", "ins"), ("ам", "ь", "ins"), ("яй", "я", "ins"),
    ("ей", "я", "gen"), ("аю", "а", "ins"),
    ("ца", "ец", "acc"), ("цам", "ец", "ins"), ("ўла", "вел", "gen"), ("ўла", "вел", "acc"),
    ("ўлу", "вел", "dat"), ("ўлам", "вел", "ins"), ("ўле", "вел", "loc"),
    ("і", "а", "gen"), ("і", "я", "gen"), ("і", "ь", "loc"),
)  # fmt: skip


_STEM = 2
