"""Sets the lines of a document together as blocks, and tells what kind each is."""

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from khronika.errors import ReadError
from khronika.model.vocabulary import BlockKind
from khronika.read.pdf.sheets import Line, Sheet, sheets_of
from khronika.read.pieces import Piece, Reading
from khronika.read.plain import LOST_WORDS, day_of, find_gaps
from khronika.script.language import language_of

NO_TEXT = "this page is a picture: the document has no text layer here"
LOST_SIGN = "signs whose font does not say which letters they are"
_MARGIN = 0.1
_HEADING = 1.15
_STAMP = re.compile(
    r"\w{0,6}\W*\d{1,4}(\W+\d{1,4})?"  # the number of a page
    r"|[\W\d]{1,24}([ap]\.?m\.?)?"  # when a browser printed it
    r"|(https?|file)://\S+",  # and from where
    re.IGNORECASE,
)
_CID = re.compile(r"(?:\(cid:\d+\))+")
_BROKEN = re.compile(r"([^\W\d_]+)(?:-|\s?[\u2010\u00ad])$")
_LONGEST_WORD = 100
"""Letters at the end of what is joined that are looked at for a word that breaks off."""
_BEGINS = re.compile(r"[^\W\d_]+")


class TextLayerMissing(ReadError):
    """A document is a scan: pictures of pages, and no words."""


def read_pdf(content: bytes, where: str) -> Reading:
    """Read a document's text layer; nothing in its pictures is read.

    Args:
        content: its bytes.
        where: its name, for messages.

    Raises:
        DocumentLocked: it asks for a password.
        DocumentBroken: it is damaged beyond reading.
        TextLayerMissing: it is a scan.
    """
    sheets = list(sheets_of(content, where))
    if not any(sheet.boxes for sheet in sheets):
        raise TextLayerMissing(
            f"{where} is a PDF of {len(sheets)} page(s) without a text layer (a scan); have its "
            "words typed or recognised elsewhere, and capture that text beside it"
        )
    body = _body_size(sheets)
    known = _words(sheets)
    running = _running(sheets)
    pieces: list[Piece] = []
    pages: list[tuple[int, int]] = []
    waiting: list[int] = []
    for sheet in sheets:
        first = len(pieces)
        pieces += [_piece(sheet, box, body, known, running) for box in sheet.boxes]
        pages.append((first, len(pieces)))
        if not sheet.boxes and sheet.has_pictures:
            waiting.append(len(pieces))
    for at in waiting:
        near = pieces[at - 1] if at else pieces[0]
        place = len(near.text) if at else 0
        near.gaps.append((place, place, NO_TEXT))
    lang = language_of(" ".join(piece.text for piece in pieces)[:20_000])
    headline = _headline(pieces, pages[0], sheets[0], body)
    published = day_of([p for p in pieces if p.kind is not BlockKind.CHROME], lang)
    title = headline.text if headline else None
    return Reading(pieces, title=title, lang=lang, published=published, pages=tuple(pages))


def _body_size(sheets: Sequence[Sheet]) -> float:
    """Answer the size in which most letters are set."""
    inner, outer = Counter[float](), Counter[float]()
    for sheet in sheets:
        for box in sheet.boxes:
            sizes = outer if _is_at_edge(sheet, box) else inner
            for line in box:
                sizes[round(line.size, 1)] += len(line.text)
    return (inner or outer).most_common(1)[0][0]


def _lines(sheets: Sequence[Sheet]) -> Iterator[Line]:
    for sheet in sheets:
        for box in sheet.boxes:
            yield from box


def _words(sheets: Sequence[Sheet]) -> Counter[str]:
    return Counter(
        word.lower() for line in _lines(sheets) for word in re.findall(r"[\w-]+", line.text)
    )


def _running(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Find what stands at the edge of most pages: running titles and numbers."""
    found = Counter[str]()
    for sheet in sheets:
        found.update({_masked(box) for box in sheet.boxes if _is_at_edge(sheet, box)})
    least = max(2, (len(sheets) + 1) // 2)
    return frozenset(text for text, count in found.items() if count >= least)


def _masked(box: Sequence[Line]) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text for line in box))


def _is_at_edge(sheet: Sheet, box: Sequence[Line]) -> bool:
    edge = sheet.height * _MARGIN
    return box[0].bottom > sheet.height - edge or box[-1].top < edge


def _piece(
    sheet: Sheet, box: Sequence[Line], body: float, known: Counter[str], running: frozenset[str]
) -> Piece:
    text, lost = _without_codes(_joined(box, known))
    piece = Piece(text, BlockKind.PARAGRAPH, sheet.bytes, "pdf")
    piece.gaps = [(start, end, LOST_SIGN) for start, end in lost]
    piece.gaps += [(at, at, LOST_WORDS) for at in find_gaps(text)]
    size = statistics.median(line.size for line in box)
    if _is_at_edge(sheet, box) and (_masked(box) in running or _STAMP.fullmatch(text)):
        piece.kind = BlockKind.CHROME
    elif size >= body * _HEADING and len(text) <= 250:
        piece.kind = BlockKind.HEADING
    elif re.match(r"[•▪●◦–]\s|\d{1,3}[.)]\s", text):
        piece.kind = BlockKind.LIST_ITEM
    return piece


def _joined(box: Sequence[Line], known: Counter[str]) -> str:
    """Set the lines of a box into one, and words that a line end broke together again.

    A hyphen at the end of a line goes where the word stands nowhere in the document with it: so a
    name that is written with a hyphen keeps it.
    """
    text = ""
    for line in box:
        broken, begins = _BROKEN.search(text, len(text) - _LONGEST_WORD), _BEGINS.match(line.text)
        if broken and begins and line.text[0].islower():
            written = f"{broken[1]}-{begins[0]}".lower()
            text = (text if known[written] else text[: broken.end(1)]) + line.text
        else:
            text += (" " if text and not _is_glued(text[-1], line.text[0]) else "") + line.text
    return re.sub(r"\s+", " ", text).replace("\u00ad", "")


def _is_glued(before: str, after: str) -> bool:
    """Tell whether two signs are of a script without blanks (UAX #14: ideographs)."""
    return all(unicodedata.east_asian_width(sign) in "WF" for sign in (before, after))


def _without_codes(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Set U+FFFD for signs without a letter; answer the text and where they stand."""
    parts, lost, at, size = [""], list[tuple[int, int]](), 0, 0
    for found in _CID.finditer(text):
        parts.append(text[at : found.start()])
        start = size + len(parts[-1])
        count = found.group().count("(")
        parts.append("\ufffd" * count)
        size = start + count
        lost.append((start, size))
        at = found.end()
    return "".join([*parts, text[at:]]), lost


def _headline(
    pieces: list[Piece], first: tuple[int, int], sheet: Sheet, body: float
) -> Piece | None:
    """Take the largest heading of the first page that holds words; it becomes the headline."""
    sizes = [max(line.size for line in box) for box in sheet.boxes]
    found = [
        (size, -number, piece)
        for number, (size, piece) in enumerate(zip(sizes, pieces[slice(*first)], strict=True))
        if piece.kind is BlockKind.HEADING and len(piece.text.split()) > 1 and size > body
    ]
    if not found:
        return None
    headline = max(found, key=lambda item: item[:2])[2]
    headline.kind = BlockKind.HEADLINE
    return headline
