"""Undoes transfer encodings (RFC 2045 sections 6.7 and 6.8), keeping the way back."""

import base64
import bisect
import re
from collections.abc import Callable
from dataclasses import dataclass

from khronika.read.mail.parts import Part

_QUOTED_PRINTABLE = re.compile(
    rb"=[ \t]*\r?\n|=([0-9a-fA-F]{2})|[ \t]+(?=\r?\n)|[^=\r\n \t]+|[\r\n \t]|="
)
_SIGN_OF_BASE64 = re.compile(rb"[A-Za-z0-9+/]")


@dataclass(slots=True)
class Body:
    """A part's bytes with the transfer encoding undone, and the way back to the mail's bytes."""

    content: bytes
    via: str | None
    back: Callable[[int, bool], int]


def open_body(part: Part) -> Body:
    """Undo a part's transfer encoding (RFC 2045 sections 6.7 and 6.8)."""
    raw = part.content[part.start : part.end]
    coding = part.header("content-transfer-encoding").strip().lower()
    if coding == "base64":
        opened = _base64(raw, part.start)
        if opened:
            return opened
    if coding == "quoted-printable":
        return _quoted_printable(raw, part.start)
    return Body(raw, None, lambda at, _: part.start + at)


def _base64(raw: bytes, start: int) -> Body | None:
    """Undo base64; where parts that each end in `=` were joined, each is undone by itself."""
    signs: list[int] = []
    content = bytearray()
    made: list[tuple[int, int]] = []  # of each part: its first byte, its first sign
    for part in re.finditer(rb"[^=]+", raw):
        first = len(signs)
        signs += [part.start() + match.start() for match in _SIGN_OF_BASE64.finditer(part[0])]
        if (len(signs) - first) % 4 == 1:
            signs.pop()
        if len(signs) > first:
            made.append((len(content), first))
            packed = bytes(raw[at] for at in signs[first:])
            content += base64.b64decode(packed + b"=" * (-len(packed) % 4))
    if not signs:
        return None

    def back(at: int, ends: bool) -> int:
        """Go to the four signs that the byte is in, so that the range can be undone by itself."""
        here = max(bisect.bisect_right(made, (at - ends, len(raw))) - 1, 0)
        (byte, sign), stop = (
            made[here],
            (made[here + 1][1] if here + 1 < len(made) else len(signs)),
        )
        if not ends:
            sign += (at - byte) // 3 * 4
            return start + (signs[sign] if sign < len(signs) else len(raw))
        place = signs[max(min(sign - (byte - at) // 3 * 4, stop) - 1, 0)] + 1
        while place < len(raw) and raw[place : place + 1] == b"=":
            place += 1
        return start + place

    return Body(bytes(content), "base64", back)


def _quoted_printable(raw: bytes, start: int) -> Body:
    parts: list[bytes] = []
    made: list[int] = []
    places: list[int] = []
    size = 0
    for match in _QUOTED_PRINTABLE.finditer(raw):
        token = match.group()
        if match[1]:
            token = bytes([int(match[1], 16)])
        elif (
            token[:1] == b"="
            and len(token) > 1
            or (token[:1] in b" \t" and raw[match.end() : match.end() + 1] in {b"\r", b"\n"})
        ):
            continue
        parts.append(token)
        made.append(size)
        places.append(match.start())
        size += len(token)

    def back(at: int, ends: bool) -> int:
        if not made:
            return start
        here = max(0, bisect.bisect_right(made, at - 1 if ends else at) - 1)
        offset = at - made[here]
        token = len(parts[here])
        coded = raw[places[here] : places[here] + 1] == b"=" and token == 1 and parts[here] != b"="
        return start + places[here] + (3 * offset if coded else offset)

    return Body(b"".join(parts), "quoted-printable", back)
