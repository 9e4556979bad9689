"""Cuts text into the pieces an encoder knows, each with its place in the text.

Two ways, as the encoders were trained: WordPiece (Wu et al. 2016, as in BERT uncased) and Unigram
(Kudo 2018, as in SentencePiece). Written here in plain Python so that every piece keeps its
offsets and no character can stop it; words are cut once and remembered.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

LONGEST_WORD = 100
REMEMBERED = 50_000
Cut = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: its number in the encoder's vocabulary and its code points."""

    id: int
    start: int
    end: int


class Cutter(Protocol):
    """Cuts text into pieces; `first` and `last` frame a window."""

    first: int
    last: int

    def cut(self, text: str, start: int, end: int) -> list[Piece]:
        """Cut the characters from `start` to `end`."""
        ...


def _is_mark(char: str) -> bool:
    """Tell whether a character stands alone: punctuation, ASCII symbols, ideographs."""
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P") or 0x4E00 <= code <= 0x9FFF


_LETTER, _MARK, _SPACE = range(3)


class _Kinds(dict[str, int]):
    """Whether a character is a space, stands alone, or belongs to a word; remembered."""

    def __missing__(self, char: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[char] = _SPACE if char.isspace() else _MARK if _is_mark(char) else _LETTER
        return found


_KINDS = _Kinds()


@lru_cache(maxsize=REMEMBERED)
def _plain(char: str) -> str:
    """Answer a character without case and accents; nothing for controls and marks."""
    if char == "\ufffd" or unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return ""
    parts = unicodedata.normalize("NFD", char.lower())
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


def words(text: str, start: int, end: int, *, marks_apart: bool) -> Iterator[tuple[int, int]]:
    """Yield the words between `start` and `end`; marks are words of their own if so asked."""
    at = start
    for place, kind in enumerate(map(_KINDS.__getitem__, text[start:end]), start):
        if kind == _SPACE or kind == _MARK and marks_apart:
            if at < place:
                yield at, place
            if kind == _MARK:
                yield place, place + 1
            at = place + 1
    if at < end:
        yield at, end


@dataclass(slots=True)
class WordPieces:
    """Greedy longest pieces of lower-case words; what follows a word's first piece has `##`."""

    vocabulary: Mapping[str, int]
    first: int
    last: int
    unknown: int
    _known: dict[str, Cut] = field(default_factory=dict)

    def cut(self, text: str, start: int, end: int) -> list[Piece]:
        """Cut the characters from `start` to `end` into pieces."""
        out = []
        for first, last in words(text, start, end, marks_apart=True):
            for number, left, right in self._word(text[first:last]):
                out.append(Piece(number, first + left, first + right))
        return out

    def _word(self, word: str) -> Cut:
        known = self._known.get(word)
        if known is None:
            known = self._cut_word(word)
            if len(self._known) < REMEMBERED and len(word) <= LONGEST_WORD:
                self._known[word] = known
        return known

    def _cut_word(self, word: str) -> Cut:
        """Cut one word; a word that no pieces make up is one unknown piece."""
        letters: list[str] = []
        places: list[int] = []
        for place, char in enumerate(word[: LONGEST_WORD + 1]):
            for letter in _plain(char):
                letters.append(letter)
                places.append(place)
        if not letters:
            return ()
        if len(letters) > LONGEST_WORD:
            return ((self.unknown, 0, len(word)),)
        out: list[tuple[int, int, int]] = []
        at = 0
        while at < len(letters):
            for stop in range(len(letters), at, -1):
                name = ("##" if at else "") + "".join(letters[at:stop])
                if name in self.vocabulary:
                    break
            else:
                return ((self.unknown, 0, len(word)),)
            out.append((self.vocabulary[name], places[at], places[stop - 1] + 1))
            at = stop
        return tuple(out)


@dataclass(slots=True)
class Unigrams:
    """The likeliest pieces of each word; a word's first piece begins with the mark `▁`."""

    vocabulary: Mapping[str, tuple[int, float]]
    first: int
    last: int
    unknown: int
    longest: int = 16
    _known: dict[str, Cut] = field(default_factory=dict)

    def cut(self, text: str, start: int, end: int) -> list[Piece]:
        """Cut the characters from `start` to `end` into pieces."""
        out = []
        for first, last in words(text, start, end, marks_apart=False):
            for at in range(first, last, LONGEST_WORD):
                stop = min(last, at + LONGEST_WORD)
                for number, left, right in self._word(text[at:stop]):
                    out.append(Piece(number, at + left, at + right))
        return out

    def _word(self, word: str) -> Cut:
        known = self._known.get(word)
        if known is None:
            known = self._cut_word(word)
            if len(self._known) < REMEMBERED:
                self._known[word] = known
        return known

    def _cut_word(self, word: str) -> Cut:
        letters, places = ["▁"], [0]
        for place, char in enumerate(word):
            for letter in _composed(char):
                letters.append(letter)
                places.append(place)
        if len(letters) == 1:
            return ()
        return tuple(
            (number, places[max(left, 1)] if left else 0, places[right - 1] + 1)
            for number, left, right in self._best(letters)
            if right > 1 or number != self.unknown
        )

    def _best(self, letters: Sequence[str]) -> list[tuple[int, int, int]]:
        """Answer the likeliest way through the letters (Viterbi 1967)."""
        size = len(letters)
        score = [0.0] + [-1e9] * size
        back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        word = "".join(letters)
        for at in range(size):
            for stop in range(at + 1, min(size, at + self.longest) + 1):
                number, worth = self.vocabulary.get(word[at:stop], (self.unknown, -1e9))
                if worth < -1e8 and stop == at + 1:
                    worth = -30.0
                if score[at] + worth > score[stop]:
                    score[stop], back[stop] = score[at] + worth, (at, number)
        out, stop = [], size
        while stop:
            at, number = back[stop]
            out.append((number, at, stop))
            stop = at
        return out[::-1]


@lru_cache(maxsize=REMEMBERED)
def _composed(char: str) -> str:
    """Answer a character in compatibility form; nothing for controls."""
    if unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return ""
    return "".join(c for c in unicodedata.normalize("NFKC", char) if not c.isspace())
