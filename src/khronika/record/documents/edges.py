"""Looks at the ends of what a document shows: a name must not stand there by half.

A context ends between two words. What was published before may end inside one, or stand beside
characters that are hidden for somebody else's sake: half a name is found by no search for the
whole one, so a piece at such an end that begins or ends a name is taken for it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from khronika.model.span import Span
from khronika.record.documents.texts import FILLER, flat, join_spans, whole_words
from khronika.record.naming import WITHHELD
from khronika.script.fold import WORD, fold_word
from khronika.script.han import readings, simplify
from khronika.script.proclitics import without_proclitics
from khronika.script.romanise import visible
from khronika.script.writing import UNSPACED, script

LONGEST_STEP = 40
"""Characters by which a context may be shorter than it could be; a longer run is cut."""
_HYPHENS = "-\u2010\u2011\u00ad"
_IN_WORDS = f"{_HYPHENS}'’ʼ·・_"
_HIDDEN = re.compile(f"{FILLER}+|{re.escape(WITHHELD)}")
_LONGEST_PIECE = 24
_ENDING = 6
"""Letters that a case ending or a chain of suffixes may add to the rest of a name."""

Piece = tuple[str, int, int]


def context(text: str, span: Span, reach: int) -> Span:
    """Answer a span with what is shown around it: whole words, `reach` characters a side at most.

    >>> context("Ilmira Testova spoke", Span(15, 20), 5)
    Span(start=15, end=20)
    """
    least, most = max(0, span.start - reach), min(len(text), span.end + reach)
    start, end = least, most
    while start < span.start and _is_inside(text, start):
        start += 1
    while end > span.end and _is_inside(text, end):
        end -= 1
    return Span(
        least if start - least > LONGEST_STEP else start,
        most if most - end > LONGEST_STEP else end,
    )


def _is_inside(text: str, at: int) -> bool:
    """Tell whether an offset lies within a word, or a word broken over a line."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left in _HYPHENS or (left in "\r\n" and text[:at].rstrip("\r\n")[-1:] in [*_HYPHENS]):
        return _is_of_run(right) or right in "\r\n"
    return _is_of_run(left) and _is_of_run(right)


def _is_of_run(letter: str) -> bool:
    return (
        letter.isalnum()
        or letter in _IN_WORDS
        or unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
    )


def torn(text: str, names: Iterable[str], *, ends: tuple[bool, bool]) -> list[Span]:
    """Find pieces of names where a text was cut, and beside characters that are hidden.

    Args:
        text: what is shown, hidden characters as `FILLER` or as `[name withheld]`.
        names: of which no piece may stand at an end.
        ends: whether the text may go on before its start and after its end.

    Returns:
        Spans of the text, those of `[name withheld]` beside them included.
    """
    known = [_Name(name) for name in names if name.strip()]
    found: list[Span] = []
    at, before = 0, None
    for hidden in (*_HIDDEN.finditer(text), None):
        end = hidden.start() if hidden else len(text)
        is_cut = (before is not None or ends[0], hidden is not None or ends[1])
        for start, stop in _pieces(text, Span(at, end), known, is_cut) if at < end else ():
            found.append(
                Span(
                    before.start() if before is not None and start == at else start,
                    hidden.end() if hidden is not None and stop == end else stop,
                )
            )
        at, before = hidden.end() if hidden else end, hidden
    return list(join_spans(found))


def _pieces(
    text: str, shown: Span, names: Sequence["_Name"], is_cut: tuple[bool, bool]
) -> Iterator[tuple[int, int]]:
    """Yield the pieces of names that a stretch of shown text begins or ends with."""
    stretch = shown.of(text)
    if is_cut[0]:
        longest = max((name.begun(stretch) for name in names), default=0)
        if longest:
            yield shown.start, whole_words(stretch, Span(0, longest)).end + shown.start
    if is_cut[1]:
        longest = max((name.ended(stretch) for name in names), default=0)
        if longest:
            piece = whole_words(stretch, Span(len(stretch) - longest, len(stretch)))
            yield piece.start + shown.start, shown.end


class _Name:
    """One name, ready to be compared with the ends of texts."""

    def __init__(self, name: str) -> None:
        self.writing = script(name)
        self.run = _letters(simplify(flat(visible(name)))) if self.writing in UNSPACED else ""
        self.least = {"hani": 1, "kana": 2}.get(self.writing, 3)
        written = [match[0] for match in WORD.finditer(visible(name))]
        self.words = [flat(word) for word in written]
        self.keys = [fold_word(word) for word in written]
        if self.writing == "hani":
            self.keys = [fold_word(one) for one in (*readings(name, 4), *readings(name[1:], 4))]

    def begun(self, stretch: str) -> int:
        """Answer how many characters at the start of a stretch are the end of the name."""
        found = self._of_run(_first(stretch, _LONGEST_PIECE), self._rests())
        word = _FIRST.match(stretch)
        return max(found, word.end() if word and self._is_of(word[1], _is_tail) else 0)

    def ended(self, stretch: str) -> int:
        """Answer how many characters at the end of a stretch are the start of the name."""
        turned = [rest[::-1] for rest in self._starts()]
        found = self._of_run(_first(stretch[::-1], _LONGEST_PIECE), turned)
        word = _LAST.search(stretch)
        size = len(stretch) - word.start() if word and self._is_of(word[1], _is_head) else 0
        return max(found, size)

    def _rests(self) -> list[str]:
        return [self.run[at:] for at in range(1, len(self.run) - self.least + 1)]

    def _starts(self) -> list[str]:
        return [self.run[:at] for at in range(len(self.run) - 1, self.least - 1, -1)]

    def _of_run(self, letters: tuple[str, list[int]], pieces: Iterable[str]) -> int:
        shown, ends = letters
        return next((ends[len(one) - 1] for one in pieces if shown.startswith(one)), 0)

    def _is_of(self, word: str, fits: Callable[[str, str], bool]) -> bool:
        shown = visible(word)
        if script(shown) != self.writing:
            return any(fits(fold_word(shown), key) for key in self.keys)
        forms = (flat(shown), *without_proclitics(flat(shown)))
        return any(fits(form, part) for form in forms for part in self.words)


_GAP = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff'’ʼ‐-]*(?:\r?\n[ \t]*)?"
_FIRST = re.compile(f"{_GAP}({WORD.pattern})")
_LAST = re.compile(f"({WORD.pattern}){_GAP}\\Z")


def _letters(text: str) -> str:
    return "".join(filter(_is_letter, text))


def _is_letter(letter: str) -> bool:
    return letter.isalpha() or unicodedata.category(letter) == "Mc"


def _first(stretch: str, most: int) -> tuple[str, list[int]]:
    """Answer the first letters of a stretch, and after how many characters each of them ends."""
    letters, ends = [], []
    for at, letter in enumerate(stretch[:most]):
        if _is_letter(letter):
            letters.append(simplify(flat(letter) or letter)[:1])
            ends.append(at + 1)
        elif unicodedata.category(letter) == "Mn" and ends:
            ends[-1] = at + 1
        elif not (letter.isspace() or unicodedata.category(letter) in ("Mn", "Cf", "Pd")):
            break
    return "".join(letters), ends


def _least(word: str) -> int:
    """Answer how many letters of a word tell whose they are: two in five, three at least."""
    return max(3, -(-2 * len(word) // 5))


def _is_tail(shown: str, word: str) -> bool:
    """Tell whether letters are the end of a word of which the start is not shown, declined or not.

    >>> _is_tail("болатовым", "тасболатов"), _is_tail("вчера", "тасболатов")
    (True, False)
    """
    least = _least(word)
    return any(
        shown.startswith(word[at : max(at + least, len(word) - 2)])
        and len(shown) <= len(word) - at + _ENDING
        for at in range(1, len(word) - least + 1)
    )


def _is_head(shown: str, word: str) -> bool:
    return _least(word) <= len(shown) < len(word) and word.startswith(shown)
