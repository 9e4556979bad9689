"""Reads what bytes and envelopes declare about their encoding.

Labels follow the WHATWG Encoding standard (gb2312 means gb18030, iso-8859-1 windows-1252).
"""

import codecs
import csv
import re
from collections.abc import Iterator
from importlib import resources


def _load() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    families: dict[str, tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    text = resources.files("khronika.data").joinpath("encodings.csv").read_text("utf-8")
    for codec, langs, names in csv.reader(row for row in text.splitlines() if row[:1] != "#"):
        if langs:
            families[codec] = tuple(langs.split())
        labels |= dict.fromkeys(names.split(), codec)
    return families, labels


FAMILIES, _LABELS = _load()
SHIFTED = frozenset({"utf-7", "hz", "iso2022_jp", "iso2022_jp_2", "iso2022_kr"})
_META = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w.:-]+)", re.IGNORECASE
)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HIDES = re.compile(rb"<!--|<(?:script|style)\b", re.IGNORECASE)
_SHOWS = {
    b"<!--": re.compile(rb"-->"),
    b"<script": re.compile(rb"</script\s*>", re.IGNORECASE),
    b"<style": re.compile(rb"</style\s*>", re.IGNORECASE),
}
"""What ends each kind of hidden part; sought once more only where it was found before."""


def labels_inside(content: bytes) -> list[str]:
    """Answer the labels that markup declares inside: of its XML line, then of each `<meta>`."""
    xml = _XML.match(content[:400])
    found = [xml.group(1)] if xml else []
    head = b"".join(unhidden(content[:1_000_000]))
    found += _META.findall(head)
    return [label.decode("ascii", "replace") for label in found]


def unhidden(content: bytes) -> Iterator[bytes]:
    """Yield what stands outside comments, scripts and styles; one that never ends hides nothing.

    An end that is missing is not sought twice, so the work is linear in the length.
    """
    ended = dict(_SHOWS)
    at = done = 0
    while begin := _HIDES.search(content, at):
        kind, at = begin.group().lower(), begin.end()
        end = ended[kind].search(content, at) if kind in ended else None
        if end is None:
            ended.pop(kind, None)
            continue
        yield content[done : begin.start()]
        at = done = end.end()
    yield content[done:]


def codec_of(label: str) -> str | None:
    """Return the codec for a label as pages write it, or None for one that nobody knows."""
    name = label.strip().strip("\"'").lower()
    name = _LABELS.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True) or found.name in {
        "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-8-sig", "undefined",
    }:  # fmt: skip
        return None
    for known in (*FAMILIES, *SHIFTED):
        if codecs.lookup(known).name == found.name:
            return known
    return found.name
