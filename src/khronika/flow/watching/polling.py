"""Asks a watched source what it lists: a feed, a sitemap, a page, or a folder of mails."""

import hashlib
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from khronika.capture import Conditions
from khronika.capture.watch import Item, read_listing
from khronika.capture.watch.listing import LIMIT_BYTES, ListingUnreadable
from khronika.errors import CaptureError, KhronikaError, NetError
from khronika.flow.watching.manners import Manners
from khronika.net.address import AddressUnreadable, read_address
from khronika.net.client import Limits

MOST_LISTS = 3
"""How many lists of a sitemap's index are asked for in one poll; the next ones the next time."""
MOST_SECONDS = 60.0
"""What one list may take."""
LONGEST_ADDRESS = 2_000
MOST_MAILS = 100_000
MOST_MAIL_BYTES = 50_000_000
_READ_AS_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")


class NotListed(CaptureError):
    """A source answered, but with nothing that can be watched; `code` says with what."""

    def __init__(self, message: str, code: str) -> None:
        """Keep the code beside the message."""
        super().__init__(message)
        self.code = code


class FolderMissing(CaptureError):
    """The mail folder that the operator named is not there, or may not be read."""


class Kind(StrEnum):
    """What a source is, found by trying."""

    LIST = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    MAILS = "mails"


@dataclass(frozen=True, slots=True)
class Polled:
    """What a source answered: its kind, what it lists, and the next list of an index to ask for.

    `is_whole` tells that every list of an index has been asked for once.
    """

    kind: Kind
    items: tuple[Item, ...]
    cursor: int = 0
    is_whole: bool = True


def address_of(text: str) -> str:
    """Write an address as items are known by: as it is asked for, without login and fragment.

    Raises:
        AddressUnreadable: it is none, or too long to be one.

    >>> address_of("HTTPS://Quay.example:443/held#top")
    'https://quay.example/held'
    """
    if len(text) > LONGEST_ADDRESS:
        raise AddressUnreadable(f"an address of {len(text)} letters; {LONGEST_ADDRESS} at most")
    return read_address(text).url


def key_of(address: str) -> str:
    """Answer the SHA-256 by which an address is known."""
    return hashlib.sha256(address.encode()).hexdigest()


def host_of(address: str) -> str:
    """Answer the host of an address: at most one request is under way to it."""
    return read_address(address).host


def poll(address: str, *, cursor: int, conditions: Conditions, scratch: Path) -> Polled:
    """Ask a source for its list.

    Args:
        address: of a feed, a sitemap, a sitemap's index, or a page.
        cursor: of an index: the list to ask for first.
        conditions: how addresses are asked; limits are narrowed, and nothing is time-stamped.
        scratch: a folder for what is read and thrown away.

    Raises:
        RobotsForbid, AskedToWait: its server asks not to be asked, or not now.
        NetError: there is no answer, or the address is private.
        NotListed: the answer is no success, or nothing that can be watched.
    """
    content, media_type, base = _fetch(address, conditions, scratch)
    try:
        listing = read_listing(content, base)
    except ListingUnreadable as error:
        if media_type in _READ_AS_PAGES:
            return Polled(Kind.PAGE, (Item(address),))
        raise NotListed(str(error), "unreadable") from error
    if listing.kind == "sitemapindex":
        return _poll_index(listing.lists, cursor, conditions, scratch)
    kind = Kind.SITEMAP if listing.kind == "urlset" else Kind.LIST
    own = {address, base}  # an item without a host leads back to the list itself
    return Polled(kind, tuple(item for item in _usable(listing.items) if item.url not in own))


def _poll_index(
    lists: tuple[str, ...], cursor: int, conditions: Conditions, scratch: Path
) -> Polled:
    """Ask for the next few lists of an index, round and round."""
    if not lists:
        return Polled(Kind.SITEMAP, ())
    start = cursor if cursor < len(lists) else 0
    items: list[Item] = []
    for one in lists[start : start + MOST_LISTS]:
        try:
            content, _, base = _fetch(one, conditions, scratch)
            items += read_listing(content, base).items
        except (NetError, CaptureError) as error:
            conditions.warn(f"a list of {address_shown(one)} was left out: {error}")
    after = start + MOST_LISTS
    is_whole = after >= len(lists)
    return Polled(Kind.SITEMAP, tuple(_usable(items)), 0 if is_whole else after, is_whole)


def address_shown(address: str) -> str:
    """Write an address for messages: without its query, which may hold a token."""
    try:
        return read_address(address).shown
    except NetError:
        return "an address that cannot be read"


def _fetch(address: str, conditions: Conditions, scratch: Path) -> tuple[bytes, str, str]:
    """Answer body, media type and final address; the package it lay in is thrown away."""
    narrow = Limits(seconds=MOST_SECONDS, body_bytes=LIMIT_BYTES)
    held = Manners.of(conditions).fetch_list(address, narrow, scratch).entity
    if held.status is None or not 200 <= held.status < 300:
        raise NotListed(
            f"{address_shown(address)}: answered {held.status}; it is asked again later",
            f"status_{held.status}",
        )
    if not held.is_complete:
        raise NotListed(
            f"{address_shown(address)}: the answer was cut, or is larger than "
            f"{LIMIT_BYTES >> 20} MB; not read",
            "cut",
        )
    return held.content, held.media_type, held.url or address


def _usable(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items that can be asked for, each once, by the address that it is known by."""
    seen: set[str] = set()
    for item in items:
        try:
            address = address_of(item.url)
        except NetError:
            continue
        if address not in seen:
            seen.add(address)
            yield replace(item, url=address)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the folder: where it lies, and the key by which it is known."""

    path: Path
    key: str


def mails(folder: Path) -> Iterator[Mail]:
    """Yield the mails of a Maildir, the oldest first; the folder is read and never changed.

    A mail is known by its unique name, which it keeps while mail programs move it from `new` to
    `cur` and put flags after its colon (maildir(5) of qmail).

    Args:
        folder: with `new` and `cur` in it.

    Raises:
        FolderMissing: it is not there.
    """
    found: list[tuple[float, Path]] = []
    try:
        for part in ("new", "cur"):
            for path in islice((folder / part).iterdir(), MOST_MAILS):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and 0 < status.st_size <= MOST_MAIL_BYTES:
                    found.append((status.st_mtime, path))
    except OSError as error:
        raise FolderMissing(
            f"the mail folder cannot be read ({error.strerror}); see KHRONIKA_WATCH_MAILDIR"
        ) from error
    for _, path in sorted(found):
        yield Mail(path, key_of(f"mail:{path.name.partition(':')[0]}"))


def find_mail(folder: Path, key: str) -> Path | None:
    """Find a mail by its key; None where somebody took it away.

    Raises:
        FolderMissing: the folder is not there.
    """
    return next((mail.path for mail in mails(folder) if mail.key == key), None)


def code_of(error: KhronikaError) -> str:
    """Answer the code of what went wrong, for a row that holds no words."""
    if isinstance(error, NotListed):
        return error.code
    name = type(error).__name__
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).strip("_")[:40]
