"""One word of a name, with the forms in which it is compared."""

from dataclasses import dataclass, field
from functools import lru_cache

from khronika.name.spelling.western import without_clusters
from khronika.script.fold import fold_word
from khronika.script.forms import loose
from khronika.script.given import full_groups, short_groups
from khronika.script.romanise import plain
from khronika.script.writing import is_mixed, language, script

_KAZAKH = str.maketrans("әғқңөұүһі", "агкноуухи")
_EAST_SLAVIC = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ґ": "г", "ў": "в"}
)
_EAST_SLAVIC_ENDS = (
    ("ського", "ского"), ("ський", "ский"), ("ська", "ская"), ("цький", "цкий"), ("цька", "цкая"),
    ("скі", "ский"), ("ская", "ская"), ("цкі", "цкий"), ("аў", "ов"), ("оў", "ов"), ("ёў", "ев"),
    ("еў", "ев"), ("ін", "ин"), ("енка", "енко"), ("іна", "ина"), ("ій", "ий"), ("ий", "ий"),
)  # fmt: skip
_ALL_ENDS = tuple(ending for ending, _ in _EAST_SLAVIC_ENDS)


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a name; compared by identity, since `word` answers one object a surface.

    `plain` is its form within its own script, `key` its sounds, `near` its plain form as a
    neighbouring language would spell it (Kazakh and Ukrainian letters in Russian ones), `full`
    and `short` the rows of given names that it is a full or short form of, `loose` its consonant
    classes.
    """

    surface: str
    plain: str
    key: str
    near: str
    script: str
    lang: str | None
    full: frozenset[int]
    short: frozenset[int]
    loose: str
    is_initial: bool = field(default=False)
    is_mixed: bool = field(default=False)

    @property
    def names(self) -> frozenset[int]:
        """Every given name that the word can stand for."""
        return self.full | self.short


def _near(form: str, lang: str | None) -> str:
    if lang == "kk":
        return form.translate(_KAZAKH)
    if lang == "be":
        form = form.replace("шч", "щ")
        if form.endswith(("ны", "ты", "лы")):
            form += "й"  # the adjective's end that Russian writes
    if form.endswith(_ALL_ENDS):
        ending, russian = next(pair for pair in _EAST_SLAVIC_ENDS if form.endswith(pair[0]))
        form = form[: -len(ending)] + russian
    return form.translate(_EAST_SLAVIC)


@lru_cache(maxsize=65536)
def word(surface: str, lang: str | None = None) -> Word:
    """Read one word of a name.

    Args:
        surface: the word as written, without the signs around it.
        lang: BCP 47 where the rest of the name gives its language away.

    Returns:
        the word with its forms; computed once a process and word.
    """
    form = plain(surface)
    writing = script(form)
    known = lang if writing in ("cyrl", "latn") else None
    lang = (language(form) or known) if writing in ("cyrl", "arab") else known
    near = _near(form, lang) if writing == "cyrl" else form
    full = full_groups(surface)
    short = frozenset() if full and len(form) > 5 else short_groups(surface)
    lone = len(form) == 1 and writing not in ("hani", "hang", "zyyy")
    mended = without_clusters(form) if writing == "latn" and "ch" in form else form
    sounded = surface if mended == form else mended
    key = fold_word(sounded, lang) if lang and writing == "latn" else fold_word(sounded)
    return Word(
        surface, form, key, near, writing, lang, full, short, loose(key), lone, is_mixed(form)
    )
