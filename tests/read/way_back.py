"""Goes from a block back to the bytes, as a stranger would who has only the page's JSON."""

import base64
import html
import json
import quopri
import re

from khronika.model.page import Block, Page

WORD = re.compile(r"[^\W_]+")
_ENCODED = re.compile(rb"=\?([\w-]+)\?([bBqQ])\?([^?]*)\?=")


def words_in_bytes(page: Page, block: Block, content: bytes) -> list[str]:
    """Decode the bytes that a block names by `via` and `encoding`, and answer their words."""
    start, end = block.source_bytes
    raw = content[start:end]
    if block.via in {"base64", "quoted-printable"} and _ENCODED.search(raw):
        text = "".join(_encoded_word(match) for match in _ENCODED.finditer(raw))
        return WORD.findall(text)
    if block.via == "base64":
        raw = base64.b64decode(raw)
    elif block.via == "quoted-printable":
        raw = quopri.decodestring(raw)
    return WORD.findall(_characters(page, raw, block.via))


def _encoded_word(match: re.Match[bytes]) -> str:
    said = match[3]
    raw = base64.b64decode(said) if match[2] in b"bB" else quopri.decodestring(said, header=True)
    return raw.decode(match[1].decode(), "replace")


def _characters(page: Page, raw: bytes, via: str | None) -> str:
    names = (page.source.encoding or "utf-8").split(">")
    text = raw.decode(names[0], "replace")
    for wrong, right in zip(names[1::2], names[2::2], strict=True):
        text = _remixed(text, wrong, right)
    if via == "json":
        text = json.loads(f'"{text}"', strict=False)
    if page.source.media_type == "text/plain":
        return text
    text = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", " ", text, flags=re.S)
    text = re.sub(r"</?(?:p|br|li|td|div|h[1-6])\b[^<>]*>", " ", text)
    return html.unescape(re.sub(r"<[^<>]*>", "", text)).replace("\u00ad", "").replace("\u200b", "")


def _remixed(text: str, wrong: str, right: str) -> str:
    def back(match: re.Match[str]) -> str:
        raw = b"".join(
            bytes([ord(c)]) if "\x80" <= c <= "\x9f" else c.encode(wrong) for c in match.group()
        )
        return raw.decode(right, "replace")

    return re.sub(r"[^\x00-\x7f]+", back, text)


def is_found(page: Page, block: Block, content: bytes) -> bool:
    """Tell whether every word of a block stands in its bytes, in order."""
    there = "".join(words_in_bytes(page, block, content))
    at = 0
    for word in WORD.findall(block.span.of(page.text)):
        at = there.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True
