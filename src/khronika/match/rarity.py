"""Tells names that many people bear from rare ones, so that equal common names prove less.

The words marked `common` in `register_words.csv` are surnames and given names that their country
shares widely; short Chinese and Burmese names in Latin letters stand for many characters each.
"""

from functools import cache, lru_cache

from khronika.data.register_words import words_of
from khronika.match.bodies.concepts import is_body
from khronika.name.reading import read_name
from khronika.script.han import divides
from khronika.script.romanise import plain


@cache
def _common() -> tuple[frozenset[str], tuple[str, ...]]:
    words = words_of("common")
    exact = frozenset(plain(item) for item in words if not item.endswith("*"))
    return exact, tuple(plain(item[:-1]) for item in words if item.endswith("*"))


@cache
def _burmese() -> frozenset[str]:
    return frozenset(words_of("burmese"))


def is_burmese(words: tuple[str, ...]) -> bool:
    """Tell whether all words of a name are Burmese syllables in Latin letters.

    Args:
        words: plain forms.

    Returns:
        True for `aung kyaw`; False for a single word.
    """
    return len(words) > 1 and all(item in _burmese() for item in words)


def is_common_word(form: str) -> bool:
    """Tell whether many people bear a word of a name (plain form)."""
    exact, stems = _common()
    return form in exact or any(
        form.startswith(stem) and len(form) <= len(stem) + 3 for stem in stems
    )


@lru_cache(maxsize=16384)
def is_common(raw: str) -> bool:
    """Tell whether a name is so common that one fact more is needed.

    Args:
        raw: the name as written.

    Returns:
        True for one word alone, for names of common words, and for Chinese or Burmese names in
        Latin letters.
    """
    if is_body(raw):
        return False
    words = tuple(part.plain for part in read_name(raw).words)
    if len(words) < 2 or any(len(form) == 1 for form in words):
        return True
    if is_burmese(words) or (all(map(divides, words)) and len(words) <= 3):
        return True
    return all(map(is_common_word, words))
