"""Cuts texts and looks into them: offsets, masks, words written together, codes and ids.

No names are known here; `khronika.record.masking` says what is hidden.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from khronika.model.canonical import Json
from khronika.model.span import Span
from khronika.model.vocabulary import (
    ActType,
    BlockKind,
    Certainty,
    Level,
    MarkReason,
    NamingGround,
    PerpetratorKind,
    Role,
    SheetTopic,
    SheetVerdict,
    Status,
    VictimKind,
)
from khronika.record.naming import WITHHELD

FILLER = "\ue000"
"""Stands for a hidden character while a published quote is worked on; of the private use area."""


_ID_KEYS = frozenset(
    # ids and hashes
    ("id", "nonce", "subject", "number", "fact", "act", "party", "quote", "quotes", "source")
    + ("sha256", "head_sha256", "package", "signer", "successor", "image", "text_sha256")
    + ("covers", "apart", "same", "same_as", "joined", "independent_of", "perhaps_same")
    # codes and times
    + ("code", "field", "why", "method", "media_type", "lang", "shared", "type", "of", "kind")
    + ("at", "on", "captured_at", "published", "start", "end", "from", "to_day", "marks")
)
_CODES = frozenset(
    code.value
    for vocabulary in (
        ActType,
        BlockKind,
        Certainty,
        Level,
        MarkReason,
        NamingGround,
        PerpetratorKind,
        Role,
        SheetTopic,
        SheetVerdict,
        Status,
        VictimKind,
    )
    for code in vocabulary
)
# Scripts that write words without blanks between them: a mask there ends where the name ends.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or touch, in order.

    >>> join_spans([Span(4, 6), Span(0, 2), Span(2, 3)])
    (Span(start=0, end=3), Span(start=4, end=6))
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _is_of_a_word(letter: str) -> bool:
    if not (letter.isalpha() or unicodedata.category(letter) in ("Mn", "Mc", "Cf")):
        return False
    return not unicodedata.name(letter, "").startswith(_UNSPACED)


def whole_words(text: str, span: Span) -> Span:
    """Widen a span to the words that it starts and ends in: a case ending belongs to the name."""
    start, end = span.start, span.end
    while start > 0 and _is_of_a_word(text[start - 1]) and _is_of_a_word(text[start]):
        start -= 1
    while end < len(text) and _is_of_a_word(text[end]) and _is_of_a_word(text[end - 1]):
        end += 1
    return Span(start, end)


# One-letter words that Arabic and Hebrew write together with the next word ("and", "by", "to").
_CLITICS = re.compile(r"(?<!\w)(?:[\u0648\u0641]?[\u0628\u0643\u0644]|[\u0648\u0641])(?=\w{3})")
_HEBREW_CLITICS = re.compile(r"(?<!\w)[\u05d5\u05d1\u05db\u05dc\u05de\u05e9\u05d4]{1,2}(?=\w{3})")
_LAM_LAM = re.compile(r"(?<!\w)([\u0648\u0641]?\u0644)\u0644(?=\w{2})")
_SEAMS = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])(?=[^\W\d_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])"
    r"|(?<=[^\W\d_\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])(?=[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff])"
)


def loosened(text: str) -> tuple[str, list[int]] | None:
    """Write a text with blanks where words of two kinds are written together.

    A name is looked for in this writing too: after "and" or "by" of Arabic and Hebrew, and where
    Latin or Cyrillic letters stand among Chinese, Japanese or Thai ones.

    Returns:
        The text and, for each of its characters, the offset it comes from; None where there is
        nothing to loosen.
    """
    joins: dict[int, str] = {match.start(): " " for match in _SEAMS.finditer(text)}
    for pattern in (_CLITICS, _HEBREW_CLITICS):
        joins |= {match.end(): " " for match in pattern.finditer(text)}
    # "to the" is written with two l, the a of the article left out: al-Name, to al-Name.
    joins |= {match.end(1): " \u0627" for match in _LAM_LAM.finditer(text)}
    if not joins:
        return None
    written, offsets = [], []
    for at, letter in enumerate(text):
        for one in (*joins.get(at, ""), letter):
            written.append(one)
            offsets.append(at)
    return "".join(written), offsets


def cut(text: str, piece: Span | None, masks: Sequence[Span], *, offset: int = 0) -> str:
    """Cut a piece out of a text with `[name withheld]` for each masked stretch.

    Args:
        text: the text, of which the first character has the page offset `offset`.
        piece: page offsets of the piece; None for one without characters.
        masks: page offsets, joined and in order; a mask over the edge hides its part inside.
        offset: page offset of the text's start.
    """
    if piece is None:
        return ""
    written, at = [], piece.start
    for mask in masks:
        if not mask.overlaps(piece):
            continue
        written += [text[at - offset : max(mask.start, piece.start) - offset], WITHHELD]
        at = min(mask.end, piece.end)
    written.append(text[at - offset : piece.end - offset])
    return "".join(written)


def fill(shown: str, piece: Span | None, masks: Sequence[Span]) -> str:
    """Undo `cut` as far as can be: hidden characters come back as `FILLER`."""
    if piece is None:
        return ""
    written, at, read = [], piece.start, 0
    for mask in masks:
        if not mask.overlaps(piece):
            continue
        start, end = max(mask.start, piece.start), min(mask.end, piece.end)
        written += [shown[read : read + start - at], FILLER * (end - start)]
        read += start - at + len(WITHHELD)
        at = end
    written.append(shown[read:])
    return "".join(written)


def span_or_none(start: int, end: int) -> Span | None:
    """Answer a span, or None where it would hold no character."""
    return Span(start, end) if start < end else None


def flat(text: str) -> str:
    """Write a text in lower case without marks, for comparing letters.

    >>> flat("Ёж"), flat("Šárka")
    ('еж', 'sarka')
    """
    parted = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in parted if unicodedata.category(letter) != "Mn")


def exact(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Yield where names stand letter by letter, as whole words."""
    plain = text.casefold()
    for name in names:
        if name.casefold() not in plain:  # the most names by far are not there
            continue
        for found in re.finditer(re.escape(name), text, re.IGNORECASE):
            if whole_words(text, Span(*found.span())) == Span(*found.span()):
                yield Span(*found.span())


def spelled(address: str) -> str:
    """Write an address or file name as words, so that a name in it can be found."""
    return "".join(letter if letter.isalnum() else " " for letter in unquote(address))


def texts(value: Json, path: str = "$") -> Iterator[tuple[str, str]]:
    """Yield every text in a document with its path, but for codes, ids and hashes."""
    if isinstance(value, str):
        if value not in _CODES:
            yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _ID_KEYS:
                yield from texts(item, f"{path}.{key}")
    elif isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{index}]")


def is_fixed(key: str, value: Json) -> bool:
    """Tell whether what stands under a key is a code, id, hash or time, which no mask covers."""
    return key in _ID_KEYS or (isinstance(value, str) and value in _CODES)


def map_texts(value: Json, change: Callable[[str, str], Json], key: str = "") -> Json:
    """Rewrite every text that `texts` yields, leaving codes, ids and hashes as they are.

    Args:
        value: a document or a part of one.
        change: from the key under which a text stands, and the text, to what takes its place.
        key: the key of `value` itself.
    """
    if isinstance(value, str):
        return value if value in _CODES else change(key, value)
    if isinstance(value, Mapping):
        return {
            name: item if name in _ID_KEYS else map_texts(item, change, name)
            for name, item in value.items()
        }
    if isinstance(value, Sequence):
        return [map_texts(item, change, key) for item in value]
    return value
