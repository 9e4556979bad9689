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


def begin_alike(left: Name, right: Name) -> bool:
    """Tell cheaply whether two names of two words begin with the same classes of consonants.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    first = [sorted(part.loose[:1] for part in name.words) for name in (left, right)]
    return len(first[0]) == _GIVEN_AND_SURNAME and first[0] == first[1]


def share_a_given(form: Name, other: Name) -> bool:
    """Tell whether a name put back may have the given name of another, where that is known.

    Args:
        form: one of `put_back`.
        other: a name in other letters.
    """
    known = [part.names for part in other.words if part.names]
    given = form.words[0 if form.surname is None else 1 - form.surname]
    return not known or not given.names or any(names & given.names for names in known)


@lru_cache(maxsize=8192)
def _readings(given: Word, family: Word) -> tuple[tuple[Word, Word], ...]:
    if given.is_initial or family.is_initial:
        return ()
    known = [(form, case) for form, case in nominals(given.plain) if is_given(form)]
    options = (*nominals(family.plain), (family.plain, ""))
    return tuple(
        (word(form), word(surname))
        for (form, case), (surname, of) in product(known, options)
        if _go_together(form, surname, case, of, family.plain)
    )


def _go_together(given: str, surname: str, case: str, of: str, written: str) -> bool:
    """Tell whether both stand in one case, and the surname suits a man's or a woman's name."""
    if of == "":  # a surname that is not declined
        return not written.endswith(_DECLINED)
    feminine = surname.endswith(("ова", "ева", "ина", "ая", "ава", "іна", "ына"))
    sexes = genders(given)
    if "f" in sexes and "m" not in sexes:
        return case == of and (feminine or surname.endswith(("а", "я")))
    return case == of and not feminine


_DECLINED = (
    "ова", "ева", "ина", "ову", "еву", "ину", "овой", "евой", "иной", "ого", "ому", "ую", "ой",
    "овай", "авай", "евай", "ага", "аму", "овым", "евым", "иным", "ским", "цким",
)  # fmt: skip
"""Ends of surnames that stand in a case themselves."""
