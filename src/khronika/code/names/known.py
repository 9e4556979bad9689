"""Finds bodies that are known by name: watchdogs of the press, outlets of many countries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from khronika.code.names.named import Name, fold
from khronika.code.parsed import Parsed, Sentence
from khronika.data.lexicon import lexicon

_PIECE = re.compile(r"\w+|[^\w\s]")


@lru_cache(maxsize=16_384)
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(fold(text)))


@cache
def _index(lang: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    terms = lexicon(lang).terms
    index: dict[str, list[tuple[str, ...]]] = {}
    for name in terms.get("watchdogs", frozenset()) | terms.get("known_outlets", frozenset()):
        pieces = _pieces(name)
        index.setdefault(pieces[0], []).append(pieces)
    return {first: sorted(names, key=len, reverse=True) for first, names in index.items()}


def is_known(name: str | None, lang: str, term: str) -> bool:
    """Tell whether a name stands in a list of the lexicon, its article apart."""
    plain = (name or "").lower().removeprefix("the ")
    names = lexicon(lang).terms.get(term, frozenset())
    return plain in names or f"the {plain}" in names


def _is_written(parsed: Parsed, first: int, last: int) -> bool:
    """Tell whether words are written as a name: capitals at both ends; short ones all capitals."""
    words = parsed.words[first : last + 1]
    text = parsed.surface(first, last)
    if first == last:
        # A single common word ("bild", "star") is left to the tagger; letters are a body's.
        return len(text) <= 6 and text.isupper() and len(text) > 1
    return words[0].text[:1].isupper() and words[-1].text[:1].isupper()


def known_names(parsed: Parsed, sentence: Sentence) -> Iterator[Name]:
    """Yield the known bodies of a sentence, the longest names first."""
    index, at = _index(parsed.lang), sentence.first
    while at < sentence.last:
        pieces = _pieces(parsed.words[at].text)
        known = index.get(pieces[0]) if pieces else None
        last = _match(parsed, sentence, at, known) if known else None
        if last is not None and _is_written(parsed, at, last):
            yield Name("ORG", at, last)
            at = last
        at += 1


def _match(
    parsed: Parsed, sentence: Sentence, at: int, names: Sequence[tuple[str, ...]]
) -> int | None:
    """Answer the last word of the first of these names that stands at a word."""
    for name in names:
        have: tuple[str, ...] = ()
        for i in range(at, min(sentence.last, at + len(name))):
            have += _pieces(parsed.words[i].text)
            if have == name:
                return i
            if have != name[: len(have)]:
                break
    return None
