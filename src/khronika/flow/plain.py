"""Reads plain text as a page where nothing else is known of it."""

import hashlib
import re

from khronika.model.page import Block, Page, PageSource
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind


def plain_page(raw: bytes, lang: str | None) -> Page:
    """Answer a page of one paragraph a line; offsets count code points of the decoded text."""
    text = raw.decode("utf-8", errors="replace")
    blocks = [
        Block(BlockKind.PARAGRAPH, Span(m.start(), m.end()), lang, (0, len(raw)))
        for m in re.finditer(r"[^\n]*\S[^\n]*", text)
    ]
    source = PageSource(hashlib.sha256(raw).hexdigest(), len(raw), "text/plain", "utf-8")
    return Page(source, text, tuple(blocks), lang=lang)
