"""Cuts a mail into its parts (RFC 2046); places count bytes of the mail."""

import re
import urllib.parse
from dataclasses import dataclass, field

_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(
    rb"(?:^|(?<=\r)|(?<=\xef\xbb\xbf))([!-9;-~]+)[ \t]*:[ \t]*((?:[^\r\n]|(?:\r?\n|\r)[ \t]+)*)",
    re.MULTILINE,
)
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
_EXTENDED = re.compile(r"[\w.:+-]*'[\w-]*'")
DEEPEST = 20
"""Parts within parts that are looked into."""


@dataclass(slots=True)
class Part:
    """One part of a mail: its headers, and where its body stands."""

    fields: dict[str, tuple[int, int]]
    start: int
    end: int
    content: bytes
    parts: list["Part"] = field(default_factory=list)
    default: str = "text/plain"

    def header(self, name: str) -> str:
        """Return a header's value unfolded, undecoded."""
        place = self.fields.get(name)
        if place is None:
            return ""
        return " ".join(self.content[place[0] : place[1]].decode("latin-1").split())

    @property
    def kind(self) -> str:
        """The media type, in lower case."""
        said = re.split(r"[;,\s]", self.header("content-type").lower(), maxsplit=1)[0]
        return (
            said
            if "/" in said
            else {"text": "text/plain", "html": "text/html"}.get(said, self.default)
        )

    def parameter(self, name: str, header: str = "content-type") -> str | None:
        """Return a parameter of a header (RFC 2045 section 5.1), quotation marks removed.

        One that is written in several pieces or with its charset (RFC 2231) is put together.
        """
        sought = rf";\s*{name}(?:\*(\d{{1,3}}))?(\*?)\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))"
        found: dict[int, str] = {}
        for number, extended, quoted, bare in re.findall(sought, self.header(header), re.I):
            value = quoted or bare
            if extended:
                value = urllib.parse.unquote(_EXTENDED.sub("", value, count=1), "latin-1")
            found.setdefault(int(number or 0), value)
        return "".join(found[number] for number in sorted(found)) if found else None

    @property
    def attached(self) -> bool:
        """Whether the part is a file beside the message rather than the message."""
        return self.header("content-disposition").lower().startswith("attachment")


def parse(
    content: bytes, start: int, end: int, *, default: str = "text/plain", depth: int = 0
) -> Part:
    """Cut a mail into its parts; places count bytes of the mail.

    Args:
        content: the whole mail.
        start: byte at which this part begins.
        end: byte before which it ends.
        default: its media type where it states none (`message/rfc822` in a digest, RFC 2046).
        depth: how many parts it lies in.
    """
    if not depth:  # programs set a byte order mark or empty lines before what they save
        before = _BEFORE.match(content, start, end)
        start = before.end() if before else start
    if content[start : start + 5] == b"From ":
        start = content.find(b"\n", start, end) + 1 or end
    break_at = _HEADER_END.search(content, start, end)
    head_end = break_at.start() if break_at else end
    if content[start : start + 1] in {b"\r", b"\n"}:  # a part without headers
        head_end, body = start, start + (2 if content[start : start + 2] == b"\r\n" else 1)
    else:
        body = break_at.end() if break_at else end
    fields: dict[str, tuple[int, int]] = {}
    for match in _FIELD.finditer(content, start, head_end):
        fields.setdefault(match[1].decode("latin-1").lower(), match.span(2))
    part = Part(fields, body, end, content, default=default)
    if depth < DEEPEST:
        if part.kind.startswith("multipart/"):
            inner = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
            part.parts = [
                parse(content, s, e, default=inner, depth=depth + 1) for s, e in _between(part)
            ]
        elif part.kind == "message/rfc822":
            part.parts = [parse(content, body, end, depth=depth + 1)]
    return part


def _between(part: Part) -> list[tuple[int, int]]:
    """Find what stands between the boundaries of a multipart body (RFC 2046 section 5.1.1)."""
    boundary = part.parameter("boundary") or _stray_boundary(part)
    if not boundary:
        return []
    mark = re.compile(
        rb"(?:^|(?<=\r))--"
        + re.escape(boundary.encode("latin-1"))
        + rb"(--)?[ \t]*(?:\r?\n|\r|\Z)",
        re.MULTILINE,
    )
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    for match in mark.finditer(part.content, part.start, part.end):
        if begin is not None:
            stop = match.start() - 1
            stop -= part.content[stop - 1 : stop + 1] == b"\r\n"
            spans.append((begin, max(begin, stop)))
        begin = None if match[1] else match.end()
        if match[1]:
            return spans
    if begin is not None:
        spans.append((begin, part.end))
    return spans


def _stray_boundary(part: Part) -> str | None:
    """Find a boundary that stands on a header line of its own, not indented as it must be."""
    head = part.content[part.fields["content-type"][1] : part.start]
    found = re.match(rb"\r?\n(?:[a-z-]+=[^\r\n]*\r?\n)*boundary=\"?([^\"\r\n;]+)", head, re.I)
    return found[1].decode("latin-1").strip() if found else None
