"""Reads RSS 2.0, RSS 1.0, Atom (RFC 4287) and sitemaps (sitemaps.org 0.9) as lists of addresses.

XML is read by defusedxml: no entity of its own is expanded, nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from khronika.errors import CaptureError
from khronika.net.address import scheme_of

MOST_ITEMS = 5_000
LIMIT_BYTES = 20 << 20
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class ListingUnreadable(CaptureError):
    """What a source answered is no feed and no sitemap."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its address, its title or None, and when it says it was last changed or None.

    `at` is UTC, ISO 8601 with Z, or cut to the day, month or year where no more is said.
    """

    url: str
    title: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source lists: items in its order, and for a sitemap index the lists that it names."""

    kind: str
    items: tuple[Item, ...]
    lists: tuple[str, ...] = ()


def read_listing(content: bytes, base: str) -> Listing:
    """Read a feed or sitemap.

    Args:
        content: its bytes, after transfer and content coding are removed.
        base: its address, against which relative ones are resolved.

    Returns:
        Items of http and https addresses, each once, at most `MOST_ITEMS`.

    Raises:
        ListingUnreadable: it is too large, no XML, of another kind, or tries entities.
    """
    if len(content) > LIMIT_BYTES:
        raise ListingUnreadable(f"{base}: a list of more than {LIMIT_BYTES >> 20} MB; not read")
    try:
        root = fromstring(content.lstrip())
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ListingUnreadable(
            f"{base}: no feed or sitemap that can be read ({error})"
        ) from error
    kind = _name(root)
    readers = {"rss": _rss, "RDF": _rss, "feed": _atom, "urlset": _sitemap}
    if kind == "sitemapindex":
        lists = (_text(entry, "loc") for entry in root if _name(entry) == "sitemap")
        return Listing(kind, (), tuple(_addresses(lists, base)))
    if kind not in readers:
        raise ListingUnreadable(f"{base}: <{kind}> is no feed and no sitemap; watch it as a page")
    found: dict[str, Item] = {}
    for item in readers[kind](root):
        for url in _addresses([item.url], base):
            found.setdefault(url, Item(url, item.title, item.at))
        if len(found) >= MOST_ITEMS:
            break
    return Listing(kind, tuple(found.values()))


def _rss(root: Element) -> Iterator[Item]:
    """Yield the items of the channel (RSS 2.0), or beside it (RSS 1.0); deeper there are none."""
    for entry in (child for holder in (root, *root) for child in holder):
        if _name(entry) == "item":
            link = _text(entry, "link") or _permalink(entry)
            at = _text(entry, "pubDate") or _text(entry, "date")
            yield Item(link, _text(entry, "title") or None, _moment(at))


def _permalink(entry: Element) -> str:
    """Answer the guid where it is an address: unless the feed says `isPermaLink="false"`."""
    for child in entry:
        if _name(child) == "guid" and child.get("isPermaLink") != "false":
            return (child.text or "").strip()
    return ""


def _atom(root: Element) -> Iterator[Item]:
    for entry in root:
        if _name(entry) == "entry":
            links = [child for child in entry if _name(child) == "link"]
            chosen = [x for x in links if x.get("rel", "alternate") == "alternate"] or links
            at = _text(entry, "updated") or _text(entry, "published")
            href = chosen[0].get("href", "") if chosen else ""
            yield Item(href, _text(entry, "title") or None, _moment(at))


def _sitemap(root: Element) -> Iterator[Item]:
    for entry in root:
        if _name(entry) == "url":
            yield Item(_text(entry, "loc"), None, _moment(_text(entry, "lastmod")))


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element, name: str) -> str:
    """Answer the words of the first child of that name, "" where there is none."""
    for child in element:
        if _name(child) == name:
            return re.sub(r"\s+", " ", "".join(child.itertext())).strip()
    return ""


def _addresses(given: "Iterator[str] | list[str]", base: str) -> Iterator[str]:
    for text in given:
        try:
            url = urljoin(base, text) if text else ""
        except ValueError:
            continue
        if scheme_of(url) in ("http", "https"):
            yield url.partition("#")[0]


def _moment(text: str) -> str | None:
    """Write a date of RFC 822 or ISO 8601 as UTC; None where it is neither."""
    if _ISO.fullmatch(text):
        return text
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text)
        except (ValueError, TypeError, OverflowError):
            continue
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        try:
            return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        except OverflowError:
            return None
    return None
