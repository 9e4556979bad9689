"""Reads a Russian name that stands in a case as it stands in a dictionary: Ильи Эренбурга.

Within one script a case is a relation of two words; beside another script (Ilya Ehrenburg) the
name has first to be put back. All its words stand in one case, and the given name that comes
out is a known one, so that Александра Громова stays a woman's name.
"""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import product

from khronika.name.reading import Name
from khronika.name.spelling.declension import nominals, without_kazakh_case
from khronika.name.word import Word, word
from khronika.script.given import genders, is_given

_MOST = 6
"""Readings of a name that are tried at most."""


def put_back(name: Name) -> tuple[Name, ...]:
    """Answer the dictionary forms that a name of two words in a case may have; empty for others.

    Args:
        name: a name in Cyrillic; its patronymic is left as it stands.
    """
    if name.scripts != {"cyrl"} or len(name.words) != _GIVEN_AND_SURNAME:
        return ()
    if is_kazakh(name):
        given, family = name.words
        bare = without_kazakh_case(family.plain)
        return (replace(name, words=(given, word(bare, family.lang))),) if bare else ()
    found = []
    for at in (0, 1):
        given, family = name.words[at], name.words[1 - at]
        for form, surname in _readings(given, family):
            words = (form, surname) if at == 0 else (surname, form)
            found.append(replace(name, words=words, surname=1 - at))
    return tuple(found[:_MOST])


_GIVEN_AND_SURNAME = 2
_KAZAKH = re.compile("[әғқңөұүһ]")


def is_kazakh(name: Name) -> bool:
    """Tell whether a name has a letter of Kazakh that Russian lacks."""
    return _KAZAKH.search(name.plain) is not None


def is_belarusian(name: Name) -> bool:
    """Tell whether a name is Belarusian by its letters, or by the case that it stands in."""
    return any(part.lang == "be" or part.plain.endswith(_IN_BELARUSIAN) for part in name.words)


_IN_BELARUSIAN = ("авай", "евай", "эвай", "скай", "цкай", "скага", "цкага", "скаму", "цкаму")


def begin_alike(left: Name, right: Name) -> bool:
    """Tell cheaply whether two names of two words begin with the same classes of consonants.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    first = [{part.loose[:1] for part in name.words} for name in (left, right)]
    two = len(left.words) == len(right.words) == _GIVEN_AND_SURNAME
    if is_belarusian(left) or is_belarusian(right):
        return two and bool(first[0] & first[1])  # Ганна is Hanna and Anna
    return two and first[0] == first[1]


def share_a_given(form: Name, other: Name) -> bool:
    """Tell whether a name put back may have the given name of another, where that is known.

    Args:
        form: one of `put_back`.
        other: a name in other letters.
    """
    known = [part.names for part in other.words if part.names]
    given = form.words[0 if form.surname is None else 1 - form.surname]
    return not known or not given.names or any(names & given.names for names in known)


def may_be_nominative(name: Name, other: Name) -> bool:
    """Tell whether a name may stand in no case at all: Александра Громова, not Алеся Ракіцкага.

    Args:
        name: a name in Cyrillic.
        other: the name beside it, whose letters may show that a surname is declined (Daniel).
    """
    if not any(part.full for part in name.words):
        return False
    if any(part.plain.endswith(_OBLIQUE) for part in name.words):
        return False
    if other.scripts != {"latn"} or len(other.words) != len(name.words):
        return True
    return not any(
        _is_genitive_of(mine.plain, yours.plain)
        for mine, yours in ((mine, yours) for mine in name.words for yours in other.words)
        if not mine.full and mine.loose[:2] == yours.loose[:2]
    )


def is_of_a_man(name: Name, other: Name) -> bool:
    """Tell whether a man's surname stands in a case beside a woman's that does not: Юлия Даниэля.

    A woman's surname that ends in a consonant (Yulia Daniel) is not declined.

    Args:
        name: a name in Cyrillic.
        other: a name in Latin letters.
    """
    if name.scripts != {"cyrl"} or other.scripts != {"latn"}:
        return False
    if not len(name.words) == len(other.words) == _GIVEN_AND_SURNAME:
        return False
    for at in (0, 1):
        given, family = name.words[at], name.words[1 - at]
        for place in (0, 1):
            named, called = other.words[place], other.words[1 - place]
            if given.full & named.full and genders(named.plain) == {"f"}:
                return _is_genitive_of(family.plain, called.plain)
    return False


def _is_genitive_of(written: str, latin: str) -> bool:
    """Tell whether a Cyrillic surname has a genitive's end that its Latin spelling lacks."""
    if (
        written.endswith(_OF_EITHER)
        or not _ENDS_IN_A.search(written)
        or _ENDS_IN_VOWEL.search(latin)
    ):
        return False
    return genders(written) != {"f"}


_OF_EITHER = ("ова", "ева", "ина", "ына", "ава", "іна")
"""Ends that are a woman's in the nominative and a man's in the genitive."""

_ENDS_IN_A = re.compile("[бвгджзйклмнпрстфхцчшщ][ая]$")
_ENDS_IN_VOWEL = re.compile("[aeiouyh]$")


@lru_cache(maxsize=8192)
def _readings(given: Word, family: Word) -> tuple[tuple[Word, Word], ...]:
    if given.is_initial or family.is_initial:
        return ()
    known = [(form, case) for form, case in nominals(given.plain) if is_given(form)]
    options = (*nominals(family.plain), (family.plain, ""))
    if not known and family.plain.endswith(_OBLIQUE):
        known = list(nominals(given.plain))  # the surname's end tells that both are declined
        options = tuple(option for option in options if option[0].endswith(_OF_SURNAMES))
    lang = "be" if "be" in (given.lang, family.lang) else None
    return tuple(
        (word(form, lang), word(surname, lang))
        for (form, case), (surname, of) in product(known, options)
        if _go_together(form, surname, case, of, family.plain)
    )


def _go_together(given: str, surname: str, case: str, of: str, written: str) -> bool:
    """Tell whether both stand in one case, and the surname suits a man's or a woman's name."""
    sexes = genders(given) or ("f" if given.endswith(("а", "я")) else "m")
    if of == "":  # a surname that is not declined: a man's is where it ends in a consonant
        return not written.endswith(_DECLINED) and ("f" in sexes or written[-1:] in _VOWELS)
    feminine = surname.endswith(("ова", "ева", "ина", "ая", "ава", "іна", "ына"))
    if "f" in sexes and "m" not in sexes:
        return case == of and (feminine or surname.endswith(("а", "я")))
    return case == of and not feminine


_DECLINED = (
    "ова", "ева", "ина", "ову", "еву", "ину", "овой", "евой", "иной", "ого", "ому", "ую", "ой",
    "овай", "авай", "евай", "ага", "аму", "овым", "евым", "иным", "ским", "цким",
)  # fmt: skip
"""Ends of surnames that stand in a case themselves."""

_VOWELS = "аеёиоуыэюяіїєхў"
"""Last letters of surnames that stay as they are, that of Седых among them."""

_OF_SURNAMES = ("ый", "ий", "ой", "ов", "ев", "ин", "ая", "ова", "ева", "ина", "ы", "і", "ў")

_OBLIQUE = (
    "ову", "еву", "ину", "овой", "евой", "иной", "ого", "ому", "овай", "авай", "евай", "эвай",
    "ага", "аму", "овым", "евым", "иным", "ским", "цким", "скай", "цкай", "ской", "цкой",
)  # fmt: skip
"""Ends of a surname that no dictionary form has."""
