"""Bounds what a PDF may make its reader do: bytes unpacked, drawings within drawings, letters.

A page of a hundred bytes can unpack to gigabytes (a stream packed twice), or draw a form that
draws a form, ten times each. pdfminer.six follows all of it; here it gets an allowance.
"""

import zlib
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from pdfminer import pdftypes
from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import stream_value
from pdfminer.utils import MATRIX_IDENTITY

MOST_BYTES = 64 << 20
"""No stream unpacks to more."""
FIRST, _A_PAGE = 64 << 20, 1 << 20
"""What a document may cost, and each of its pages beside that: bytes of content, about."""
_A_SIGN, _A_FORM = 50, 500
"""What a letter or line costs, and a form that is drawn."""


class TooMuchWork(Exception):
    """A document asks for more than any that people read."""


class Device(PDFPageAggregator):
    """Gathers what a page shows, and stops where that has no end."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self._left = FIRST

    def spend(self, cost: int) -> None:
        """Take from the allowance.

        Raises:
            TooMuchWork: nothing is left of it.
        """
        self._left -= cost
        if self._left < 0:
            raise TooMuchWork

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Add the allowance of a page."""
        self._left += _A_PAGE
        super().begin_page(page, ctm)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Count the letters of a string."""
        self.spend(_A_SIGN * sum(len(one) if isinstance(one, bytes) else 1 for one in seq))
        super().render_string(textstate, seq, ncs, graphicstate)

    def paint_path(
        self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Count a line; none is looked at, words alone are read."""
        self.spend(_A_SIGN)


class Interpreter(PDFPageInterpreter):
    """Walks through the content of a page and of the forms in it, within the allowance."""

    def render_contents(
        self, resources: Any, streams: Sequence[object], ctm: Any = MATRIX_IDENTITY
    ) -> None:
        """Count what the streams hold, each time that they are drawn."""
        held = [stream_value(one) for one in streams]
        device: Any = self.device
        device.spend(_A_FORM + sum(len(one.get_data()) for one in held))
        super().render_contents(resources, held, ctm)


def bound_unpacking() -> None:
    """Let the library unpack no stream beyond `MOST_BYTES`; its own way has no bound."""
    names = {"decompress": _unpacked, "decompressobj": zlib.decompressobj, "error": zlib.error}
    bounded = {"zlib": SimpleNamespace(**names), "decompress_corrupted": _what_is_left}
    vars(pdftypes).update(bounded)  # it asks these two of its own module


def _unpacked(packed: bytes) -> bytes:
    taking = zlib.decompressobj()
    opened = taking.decompress(packed, MOST_BYTES + 1)
    if len(opened) > MOST_BYTES:
        raise TooMuchWork
    if not taking.eof:
        raise zlib.error("it breaks off")
    return opened


def _what_is_left(packed: bytes) -> bytes:
    """Unpack as far as a damaged stream goes; one that is wrong before its end is given up."""
    taking, opened = zlib.decompressobj(), bytearray()
    for at in range(0, len(packed), 256):
        before = taking.copy()
        try:
            opened += taking.decompress(packed[at : at + 256])
        except zlib.error:
            if at + 256 < len(packed) - 3:
                raise
            return bytes(opened + _byte_by_byte(before, packed[at:]))
        if len(opened) > MOST_BYTES:
            raise TooMuchWork
    return bytes(opened)


def _byte_by_byte(taking: "zlib._Decompress", packed: bytes) -> bytes:
    opened = bytearray()
    try:
        for at in range(len(packed)):
            opened += taking.decompress(packed[at : at + 1])
    except zlib.error:
        pass  # the sum at the end does not fit: what came before it stands
    return bytes(opened)
