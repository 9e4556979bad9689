"""Compares two captures of one page: what its readers read, line by line and word by word.

In: paths of packages. Out: what each said, and how the lines differ. Refuses: to call furniture
(menus, related links, footers) a change. It knows neither the record nor Django, and runs in a
process apart (`khronika.flow.apart`), since it opens what strangers sent.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from khronika.errors import ReadError
from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.read import read
from khronika.seal.entity import Entity, entity

MOST_CELLS = 4_000_000
"""Above this product of lengths a difference is told roughly: by whole lines, or by popular ones
left aside. A text of 2,000 words a line against 2,000 stays exact."""
ALIKE = 0.4
"""Two lines that share less of their words are one removed and one added, not one changed."""
NEAR = 6
"""How many lines ahead the counterpart of a changed line is looked for."""

Run = tuple[str, bool]
"""Words, and whether they are on this side only."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one package holds: its answer, and the lines of its main text.

    `url` and `status` are those of the last answer (None of a file); `failure` is a code where
    the bytes cannot be read as text, and then `sha256` alone can be compared.
    """

    sha256: str
    url: str | None
    status: int | None
    is_complete: bool
    lang: str
    lines: tuple[str, ...] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison, cut into runs; a side that has no such line is empty."""

    old: tuple[Run, ...]
    new: tuple[Run, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether both sides say the same."""
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two captures of one page, and their lines side by side."""

    old: Kept
    new: Kept
    lines: tuple[Line, ...] = ()

    @property
    def is_same(self) -> bool:
        """Tell whether readers read the same; where neither is text, whether bytes are."""
        if self.old.failure and self.new.failure:
            return self.old.sha256 == self.new.sha256
        return (self.old.failure, self.old.lines) == (self.new.failure, self.new.lines)


def compare_packages(old: str, new: str, with_lines: bool = False) -> Comparison:
    """Compare what two packages hold.

    Args:
        old: path of the earlier one.
        new: path of the later one.
        with_lines: whether to say how the lines differ.

    Raises:
        SealError: one of them cannot be opened.
    """
    was, is_ = look_into(Path(old)), look_into(Path(new))
    lines = compare(was.lines, is_.lines) if with_lines else ()
    return Comparison(was, is_, lines)


def look_into(package: Path) -> Kept:
    """Read the main text of a package.

    Raises:
        SealError: it cannot be opened.
    """
    held = entity(package)
    try:
        page = read(held.content, media_type=held.media_type, charset=held.charset, url=held.url)
    except ReadError as error:
        return _kept(held, "", (), type(error).__name__)
    return _kept(held, page.lang or "", tuple(main_lines(page)), None)


def _kept(held: Entity, lang: str, lines: tuple[str, ...], failure: str | None) -> Kept:
    return Kept(held.sha256, held.url, held.status, held.is_complete, lang, lines, failure)


def main_lines(page: Page) -> Iterator[str]:
    """Yield what a page tells, a block a line, blanks joined; a page of furniture alone is whole.

    A page whose every block was taken for furniture would otherwise never change.
    """
    blocks = [block for block in page.blocks if block.kind is not BlockKind.CHROME]
    for block in blocks or page.blocks:
        line = " ".join(page.text[block.span.start : block.span.end].split())
        if line:
            yield line


def is_home(asked: str, answered: str) -> bool:
    """Tell whether an address was answered with the front page of a site instead.

    >>> is_home("https://quay.example/2031/05/held.html", "https://quay.example/")
    True
    >>> is_home("https://quay.example/", "https://quay.example/en/")
    False
    """
    return not _is_front(asked) and _is_front(answered)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    steps = [step.lower() for step in parts.path.split("/") if step]
    if len(steps) == 2 and _is_index(steps[1]) and _is_language(steps[0]):
        return True
    return not parts.query and (
        not steps or (len(steps) == 1 and (_is_index(steps[0]) or _is_language(steps[0])))
    )


def _is_index(step: str) -> bool:
    return step.partition(".")[0] in ("index", "default", "home", "main")


def _is_language(step: str) -> bool:
    primary, _, region = step.replace("_", "-").partition("-")
    return len(primary) == 2 and primary.isalpha() and (not region or len(region) <= 4)


def compare(old: Sequence[str], new: Sequence[str]) -> tuple[Line, ...]:
    """Say how lines differ, in the order in which a reader meets them.

    Args:
        old: lines of the earlier text.
        new: lines of the later one.

    >>> [(one.old, one.new) for one in compare(["Two were held."], ["Three were held."])]
    [((('Two', True), (' were held.', False)), (('Three', True), (' were held.', False)))]
    """
    rough = len(old) * len(new) > MOST_CELLS
    lines: list[Line] = []
    for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=rough).get_opcodes():
        if kind == "equal":
            lines += [_both(line) for line in old[i:j]]
        else:
            lines += _replaced(old[i:j], new[m:n])
    return tuple(lines)


def _both(line: str) -> Line:
    return Line(((line, False),), ((line, False),))


def _removed(line: str) -> Line:
    return Line(((line, True),), ())


def _added(line: str) -> Line:
    return Line((), ((line, True),))


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Pair lines that became others: each with the likest of the next few, in order."""
    at = 0
    for line in old:
        near = range(at, min(at + NEAR, len(new)))
        likest = max(near, key=lambda place: _likeness(line, new[place]), default=None)
        if likest is None or _likeness(line, new[likest]) < ALIKE:
            yield _removed(line)
            continue
        yield from (_added(one) for one in new[at:likest])
        yield _changed(line, new[likest])
        at = likest + 1
    yield from (_added(one) for one in new[at:])


def _likeness(old: str, new: str) -> float:
    """Answer the share of words that two lines have in common, whatever their order."""
    left, right = set(_words(old)), set(_words(new))
    return len(left & right) / max(1, min(len(left), len(right)))


def _words(line: str) -> list[str]:
    return [token for token in tokens(line) if not token.isspace()]


def _changed(old: str, new: str) -> Line:
    left, right = tokens(old), tokens(new)
    if len(left) * len(right) > MOST_CELLS:
        return Line(((old, True),), ((new, True),))
    before: list[Run] = []
    after: list[Run] = []
    for kind, i, j, m, n in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        before.append(("".join(left[i:j]), kind != "equal"))
        after.append(("".join(right[m:n]), kind != "equal"))
    return Line(_joined(before), _joined(after))


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Leave empty runs out and join neighbours, and a blank between two that are marked."""
    joined: list[Run] = []
    for (words, is_own), (_, next_own) in zip_longest(runs, runs[1:], fillvalue=("", False)):
        if not words:
            continue
        marked = is_own or (words.isspace() and bool(joined) and joined[-1][1] and next_own)
        before = joined.pop()[0] if joined and joined[-1][1] == marked else ""
        joined.append((before + words, marked))
    return tuple(joined)


def tokens(line: str) -> list[str]:
    """Cut a line into words, blanks and signs; scripts without blanks are cut by the letter.

    A combining mark stays with its letter, so that no mark of ours stands within a letter.

    >>> tokens("Held, twice")
    ['Held', ',', ' ', 'twice']
    """
    cut: list[str] = []
    before = ""
    for letter in line:
        kind = _kind(letter)
        if cut and (kind == "mark" or (kind == before and kind in ("word", "blank"))):
            cut[-1] += letter
            continue
        cut.append(letter)
        before = kind
    return cut


def _kind(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M" or letter in "\u200c\u200d":
        return "mark"
    if letter.isspace():
        return "blank"
    if category == "Lo" and _is_unspaced(ord(letter)):
        return "letter"
    return "word" if category[0] in "LN" else "sign"


def _is_unspaced(code: int) -> bool:
    """Tell whether a letter is of a script that writes no blanks between words."""
    return (
        0x0E00 <= code <= 0x0EFF  # Thai, Lao
        or 0x1000 <= code <= 0x109F  # Myanmar
        or 0x1780 <= code <= 0x17FF  # Khmer
        or 0x2E80 <= code <= 0xA4CF  # Han, Kana and their neighbours
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )
