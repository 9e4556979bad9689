"""How the copy for looking at (WACZ) relates to the record (WARC): ids, index lines, sort keys.

Written down once, so that what makes the copy and what checks it cannot differ.
"""

import re
import uuid
from urllib.parse import unquote_to_bytes, urlsplit

from khronika.model.canonical import Json
from khronika.seal.entity import parse_head, split_head

WACZ = "data/page.wacz"
ARCHIVE = "archive/data.warc.gz"
INDEX, DIRECTORY = "indexes/index.cdx.gz", "indexes/index.idx"
PAGES = "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
_ID = re.compile(rb"<urn:uuid:([0-9a-f-]{36})>")


def renamed(begin: bytes) -> bytes:
    """Give a copied record an id of its own: ISO 28500 section 5.2 wants no id twice.

    The new one is made from the old (RFC 9562 section 5.5) and has its length; nothing else of the
    record is touched.

    Args:
        begin: the record's first bytes, its header whole.
    """
    head, end, rest = begin.partition(b"\r\n\r\n")
    return (
        _ID.sub(lambda id_: b"<urn:uuid:%s>" % copied_id(id_[1].decode()).encode(), head)
        + end
        + rest
    )


def copied_id(record_id: str) -> str:
    """Answer the UUID that the copy of a record has."""
    return str(uuid.uuid5(uuid.UUID(record_id), WACZ))


def fields_of(begin: bytes) -> dict[str, Json]:
    """Answer what an index says of an answer, by the first bytes of its block."""
    head = parse_head(split_head(begin)[0])
    if head is None:
        return {"mime": "unk"}
    kind = next(iter(head.all("content-type")), "").split(";")[0].strip().lower()
    mime = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind, re.ASCII) else "unk"
    return {"mime": mime, "status": str(head.status)}


def sort_key(url: str) -> str:
    """Turn an address round, so that those of one host stand together (SURT).

    >>> sort_key("https://www.Outlet.example:443/News/?b=2&a=1")
    'example,outlet)/news?a=1&b=2'
    """
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    # Numbers of machines are turned round too: so do the readers that look a page up by this key.
    host = host if ":" in host else ",".join(reversed(host.split(".")))
    usual = {"http": 80, "https": 443}.get(parts.scheme.lower())
    port = f":{parts.port}" if parts.port and parts.port != usual else ""
    path = _plain(re.sub(r"/{2,}", "/", _without_dots(parts.path)))
    query = "&".join(sorted(_plain(parts.query).split("&"))) if parts.query else ""
    return f"{host}{port}){path.rstrip('/') or '/'}{query and '?' + query}"


def _plain(text: str) -> str:
    """Write escapes in one way: what can stand plain does, in lower case."""
    raw = unquote_to_bytes(text)
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02x}" for byte in raw
    ).lower()


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` (RFC 3986 section 5.2.4)."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in (".", ".."):
            parts.append(part)
    return "/".join(parts)
