"""Takes the lines of text out of a PDF (ISO 32000-1), with where they stand and how large.

pdfminer.six interprets content streams and fonts. It is imported here alone and late: other
sources need not wait for it.
"""

import logging
import statistics
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from khronika.errors import ReadError

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_MOST_PAGES = 3000


class DocumentLocked(ReadError):
    """A document opens with a password only."""


class DocumentBroken(ReadError):
    """A document is so damaged that no page can be found in it, or too large to be one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed: its words in reading order, its place in points, its letters' size."""

    text: str
    left: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: boxes of lines in reading order, where its content lies, whether it has pictures.

    `bytes` is from the first to behind the last byte of its content streams in the document.
    """

    number: int
    boxes: tuple[tuple[Line, ...], ...]
    height: float
    bytes: tuple[int, int]
    has_pictures: bool


def sheets_of(content: bytes, where: str) -> Iterator[Sheet]:
    """Yield the pages of a document.

    Args:
        content: its bytes.
        where: its name, for messages.

    Raises:
        DocumentLocked: it asks for a password.
        DocumentBroken: no page can be found in it, or one is a bomb.
    """
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    from khronika.read.pdf.work import TooMuchWork, bound_unpacking

    bound_unpacking()
    # It tells of every oddity; what matters to a reader is in the page's gaps.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        yield from _read(PDFDocument(PDFParser(BytesIO(content))), content, where)
    except TooMuchWork as error:
        raise DocumentBroken(
            f"{where} is a PDF whose page unpacks without end; not read. Print it to PDF anew from"
            " a program that opens it"
        ) from error
    except PDFEncryptionError as error:
        raise DocumentLocked(
            f"{where} is a PDF that opens with a password only; save it without one, capture that "
            "beside it, and read that"
        ) from error
    except (
        PSException, ValueError, TypeError, LookupError, AttributeError, AssertionError,
        ArithmeticError, struct.error, zlib.error, RecursionError, NotImplementedError, EOFError,
    ) as error:  # fmt: skip  # a damaged document makes the library fail in any of these ways
        raise DocumentBroken(
            f"{where} is a damaged PDF ({type(error).__name__}); ask for another copy, or print "
            "it to PDF anew from a program that opens it"
        ) from error


def _read(document: Any, content: bytes, where: str) -> Iterator[Sheet]:
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from khronika.read.pdf.work import Device, Interpreter

    manager = PDFResourceManager()
    device = Device(manager)
    interpreter = Interpreter(manager, device)
    number = 0
    for number, page in enumerate(PDFPage.create_pages(document), 1):
        if number > _MOST_PAGES:
            raise DocumentBroken(f"{where} has more than {_MOST_PAGES} pages; split it")
        place = _place(document, page, content)
        interpreter.process_page(page)
        layout = device.get_result()
        order = {id(sign): at for at, sign in enumerate(_signs(layout))}
        # Boxes are put in order below: to group them costs the square of their number.
        layout.analyze(LAParams(all_texts=True, boxes_flow=None))
        yield _sheet(number, layout, order, place)
    if not number:
        raise DocumentBroken(f"{where} is a damaged PDF: it has no page; ask for another copy")


def _place(document: Any, page: Any, content: bytes) -> tuple[int, int]:
    """Find a page's content streams in the document; their data is not decoded before this."""
    from pdfminer.pdftypes import PDFStream, resolve1

    found: list[tuple[int, int]] = []
    for item in page.contents:
        stream = resolve1(item)
        if not isinstance(stream, PDFStream) or not stream.rawdata:
            continue
        raw = bytes(stream.rawdata)
        at = content.find(raw, _offset(document, stream.objid))
        if at >= 0:
            found.append((at, at + len(raw)))
    if not found:
        return 0, len(content)
    return min(start for start, _ in found), max(end for _, end in found)


def _offset(document: Any, number: int | None) -> int:
    for table in document.xrefs:
        try:
            holder, at, _ = table.get_pos(number)
        except KeyError:
            continue
        return int(at) if holder is None else 0
    return 0


def _signs(item: Any) -> Iterator[Any]:
    """Yield the letters in an item, in the order in which the document draws them."""
    from pdfminer.layout import LTChar, LTContainer

    for part in item:
        if isinstance(part, LTChar):
            yield part
        elif isinstance(part, LTContainer):
            yield from _signs(part)


def _sheet(number: int, layout: Any, order: dict[int, int], place: tuple[int, int]) -> Sheet:
    from pdfminer.layout import LTFigure, LTImage, LTTextBox

    boxes: list[tuple[int, tuple[Line, ...]]] = []
    pictures = 0
    waiting = [layout]
    while waiting:
        for part in waiting.pop(0):
            if isinstance(part, LTTextBox):
                lines = tuple(line for line in map(_line, part) if line.text)
                first = min(order[id(sign)] for sign in _signs(part))
                boxes += [(first, lines)] if lines else []
            elif isinstance(part, LTImage):
                pictures += 1
            elif isinstance(part, LTFigure):
                waiting.append(part)
    # Programs draw in the order of reading; places alone mix columns and scripts from the right.
    boxes.sort(key=lambda box: box[0])
    return Sheet(number, tuple(box for _, box in boxes), layout.height, place, pictures > 0)


def _line(printed: Any) -> Line:
    from pdfminer.layout import LTChar

    signs = [(part.get_text(), part.x0 if isinstance(part, LTChar) else None) for part in printed]
    sizes = [part.size for part in printed if isinstance(part, LTChar)]
    text = in_reading_order(signs).translate(_LIGATURES).strip()
    size = statistics.median(sizes) if sizes else 0.0
    return Line(text, printed.x0, printed.y0, printed.y1, size)


def in_reading_order(signs: list[tuple[str, float | None]]) -> str:
    """Join the signs of a line; Arabic and Hebrew that was printed from the left is turned round.

    Args:
        signs: each with its left edge, None for a blank that no font drew.

    >>> in_reading_order([("ב", 1.0), ("א", 2.0)])
    'אב'
    """
    sides = [_side(text) for text, x in signs if x is not None]
    places = [x for text, x in signs if x is not None and _side(text) == "R"]
    texts = [text for text, _ in signs]
    # The order of ink, not of reading (UAX #9, rule L2): the whole line, or words in a Latin one.
    if places and places == sorted(places):
        is_from_right = sides.count("R") > sides.count("L")
        texts = _turned(texts[::-1], "L") if is_from_right else _turned(texts, "R")
    return "".join(
        unicodedata.normalize("NFKC", t) if "\ufb1d" <= t[:1] <= "\ufefc" else t for t in texts
    )


def _side(text: str) -> str:
    kind = unicodedata.bidirectional(text[:1]) if text else ""
    return {"R": "R", "AL": "R", "L": "L", "EN": "L", "AN": "L"}.get(kind, "")


def _turned(texts: list[str], side: str) -> list[str]:
    """Turn the runs of one side round, with the blanks within them."""
    turned, at = list[str](), 0
    while at < len(texts):
        end = last = at
        while end < len(texts) and _side(texts[end]) in (side, ""):
            last = end if _side(texts[end]) == side else last
            end += 1
        run = texts[at : last + 1] if _side(texts[at]) == side else texts[at : at + 1]
        turned += run[::-1]
        at += len(run)
    return turned
