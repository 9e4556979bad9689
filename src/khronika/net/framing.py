"""Finds the end of an HTTP/1 body without touching its bytes (RFC 9112 section 6.3)."""

import re

from khronika.seal.entity import MessageHead

_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")


class Framing:
    """Watches a body go by and knows when it is over.

    `cut` and `fault` say, once the body has ended, whether it kept its promise: `cut` as
    WARC-Truncated names it, `fault` in words.
    """

    looks_beyond = True
    """Whether bytes after the end are looked for: what a server sends too much is evidence."""

    def __init__(self) -> None:
        self.is_done = False

    def feed(self, piece: bytes) -> None:
        """Take note of the next bytes."""

    @property
    def cut(self) -> str | None:
        """What is wrong with the length, in WARC's word."""
        return "disconnect" if self.fault else None

    @property
    def fault(self) -> str | None:
        """What is wrong with the length, in words."""
        return None


class Empty(Framing):
    """No body follows (204, 304)."""

    def __init__(self) -> None:
        super().__init__()
        self.is_done, self._received = True, 0

    def feed(self, piece: bytes) -> None:
        """Count what should not be there."""
        self._received += len(piece)

    @property
    def cut(self) -> str | None:
        """A body where none may be."""
        return "unspecified" if self._received else None

    @property
    def fault(self) -> str | None:
        """How much came."""
        return (
            f"{self._received} bytes follow an answer that has no body" if self._received else None
        )


class UntilClose(Framing):
    """The body ends with the connection; `fault` is what was wrong with the header."""

    def __init__(self, fault: str | None = None) -> None:
        super().__init__()
        self._fault = fault

    @property
    def cut(self) -> str | None:
        """A length that cannot be read promises nothing that could be kept."""
        return "unspecified" if self._fault else None

    @property
    def fault(self) -> str | None:
        """What was wrong with the header."""
        return self._fault


class Sized(Framing):
    """Content-Length says how long the body is."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length, self.received = length, 0
        self.is_done = length == 0

    def feed(self, piece: bytes) -> None:
        """Count."""
        self.received += len(piece)
        self.is_done = self.received >= self.length

    @property
    def cut(self) -> str | None:
        """Short: the connection ended first; long: the header was wrong."""
        if self.received < self.length:
            return "disconnect"
        return "unspecified" if self.received > self.length else None

    @property
    def fault(self) -> str | None:
        """Both numbers, where they differ."""
        if self.received == self.length:
            return None
        return f"Content-Length says {self.length} bytes, {self.received} came"


class Chunked(Framing):
    """The body comes in chunks (RFC 9112 section 7.1), which are left as they are."""

    def __init__(self) -> None:
        super().__init__()
        self._line, self._left, self._state = b"", 0, "size"
        self._is_broken = False
        self._beyond = 0

    def feed(self, piece: bytes) -> None:
        """Walk over the chunks."""
        while piece and not self.is_done and not self._is_broken:
            if self._state == "content":
                step = min(self._left, len(piece))
                piece, self._left = piece[step:], self._left - step
                self._state = "content" if self._left else "end"
                continue
            end = piece.find(b"\n") + 1
            self._line += piece[:end] if end else piece
            piece = piece[end:] if end else b""
            if end:
                self._on_line()
            elif len(self._line) > 1 << 16:
                self._is_broken = True
        self._beyond += len(piece) if self.is_done else 0

    def _on_line(self) -> None:
        line, self._line = self._line, b""
        if self._state == "size":
            found = _SIZE.fullmatch(line)
            if not found:
                self._is_broken = True
                return
            self._left = int(found[1], 16)
            self._state = "content" if self._left else "trailer"
        elif self._state == "end":
            self._state, self._is_broken = "size", line.strip() != b""
        elif not line.strip():  # the empty line after the trailer fields
            self.is_done = True

    @property
    def fault(self) -> str | None:
        """Chunks that are none, or that end too soon."""
        if self._is_broken:
            return "the chunks of the body are damaged"
        if self._beyond:
            return f"{self._beyond} bytes follow the last chunk"
        return None if self.is_done else "the body ended before its last chunk"


def frame(head: MessageHead, *, has_body: bool = True) -> Framing:
    """Choose how the body of an answer ends.

    Args:
        head: of the answer.
        has_body: False for an answer to HEAD.
    """
    if not has_body or head.status in (204, 304):
        return Empty()
    # RFC 9112 knows no `identity` any more; what it says is that nothing was coded.
    codings = [one for one in head.tokens("transfer-encoding") if one != "identity"]
    if codings:
        return Chunked() if codings[-1] == "chunked" else UntilClose()
    lengths = set(head.tokens("content-length"))
    if not lengths:
        return UntilClose()
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdigit()) or len(length) > 18:
        return UntilClose("Content-Length is not one number")
    return Sized(int(length))
