"""Answers a browser's requests from the web, and records each exchange as it came.

Only what the page itself asked for is let through: the driver names each address before the
browser may send it. What a browser asks of its own accord (updates, accounts, safe browsing) is
refused and counted: no maker of browsers learns of the capture, and none of it is recorded.
"""

import contextlib
import shutil
import threading
from collections import Counter
from collections.abc import Sequence
from typing import IO

from khronika.capture.conditions import Conditions
from khronika.capture.trail import Trail
from khronika.capture.warc import WarcFile
from khronika.errors import NetError
from khronika.model.canonical import Json
from khronika.net.address import AddressForbidden, WebAddress, follow, read_address, scheme_of
from khronika.net.client import Exchange, Meter, ask
from khronika.net.proxy import BrowserRequest, Refusal
from khronika.seal.writer import Draft, zulu

_REDIRECTS = (301, 302, 303, 307, 308)
_LEFT_OUT = frozenset(
    {"range", "if-range", "if-none-match", "if-modified-since", "x-client-data", "connection"}
)
"""Headers that would bring a part or nothing where the whole is wanted; one is Chromium's own."""
_GRACE_SECONDS = 5.0
"""How long answers at the limit of time have to reach the record."""
_LOST = (
    "a {method} of the page was not sent, and its answer is missing: it had {lost}; see what the "
    "page lacks without it, and capture that by itself, from a file or its own address"
)


class Recorder:
    """Records what one page asks for.

    The documents of the main frame are written last and in order, so that the last answer of the
    WARC is the page that a reader ended on: that is the entity which citations count in.

    Args:
        warc: where exchanges are written.
        draft: the package in the making.
        conditions: limits and allowed hosts.
        trail: notes exchanges and gaps.
        is_open: whether what was not named before is let through too (where no driver names it).
    """

    def __init__(
        self,
        warc: WarcFile,
        draft: Draft,
        conditions: Conditions,
        trail: Trail,
        *,
        is_open: bool = False,
    ) -> None:
        self._is_open = is_open
        self._warc, self._draft, self._conditions, self._trail = warc, draft, conditions, trail
        self._meter = Meter(conditions.limits)
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._asking: list[WebAddress] = []
        self._expected: set[str] = set()
        self._hosts: set[str] = set()
        self._documents: Counter[str] = Counter()
        self._broken: OSError | None = None
        self._held: list[tuple[Exchange, str]] = []
        self._refused: Counter[str] = Counter()
        self._running, self._is_over = True, False

    @property
    def seconds_left(self) -> float:
        """Seconds until the source must end."""
        return self._meter.seconds_left

    @property
    def refused(self) -> list[Json]:
        """Hosts that the browser called of its own accord, and how often; none was asked."""
        return [{"host": host, "requests": count} for host, count in sorted(self._refused.items())]

    @property
    def has_document(self) -> bool:
        """Whether any document of the main frame came."""
        return bool(self._held)

    def expect(self, url: str, *, is_document: bool) -> bool:
        """Let an address through that the page is about to ask for.

        Args:
            url: as the browser writes it.
            is_document: whether the main frame goes there.

        Returns:
            False for what cannot be asked over HTTP; where it is an address of the web all the
            same, that is a gap.
        """
        try:
            address = read_address(url)
        except NetError as error:
            if scheme_of(url) in ("http", "https"):
                self._tell(f"an address of the page was not asked for: {error}")
            return False
        with self._lock:
            self._await(address, is_document=is_document)
        return True

    def _await(self, address: WebAddress, *, is_document: bool) -> None:
        """Let an address through, and the same behind TLS.

        Browsers go there by themselves where a host is known to want it (RFC 6797).
        """
        self._expected.add(address.url)
        if address.scheme == "http":
            self._expected.add("https" + address.url.removeprefix("http"))
        self._hosts.add(address.host)
        self._documents[_place(address)] += is_document

    def answer(self, request: BrowserRequest) -> IO[bytes] | Refusal:
        """Fetch what a browser asked for, record it, and hand the same bytes on."""
        try:
            address = read_address(request.url)
        except NetError as error:
            self._tell(f"a request of the browser was not sent: {request.lost or error}")
            return Refusal(400, str(error))
        with self._lock:
            if refusal := self._refuse(address, request):
                return refusal
            is_document = self._is_document(address, request)
            self._asking.append(address)
        is_told = False
        try:
            given = self._answer(address, request, is_document=is_document)
            is_told = True
        except OSError as error:  # of the disk: that of the network is a NetError
            self._broken, is_told = error, True
            return Refusal(500, "not recorded")
        finally:
            with self._lock:
                self._asking.remove(address)
                self._ended.notify_all()
            if not is_told:
                self._miss(address, "its answer could not be recorded (an unforeseen fault)")
        return given

    def _refuse(self, address: WebAddress, request: BrowserRequest) -> Refusal | None:
        """Refuse what the page did not ask for; of a host of the page it is a gap.

        Workers that are shared ask so. What is fetched for a page that may come next, and the sign
        of a site, are no part of the page.
        """
        is_live = request.is_upgrade or bool(request.lost)
        if self._running and (self._is_open or is_live or address.url in self._expected):
            return None
        names = {name.lower() for name, _ in request.fields}
        is_aside = "sec-purpose" in names or address.target == "/favicon.ico"
        if self._running and address.host in self._hosts and not is_aside:
            why = f"{address.shown}: asked for in a way that is not recorded, and so not fetched"
            self._trail.miss(why, self._conditions.warn, "browser")
        else:
            self._refused[address.host] += 1
        return Refusal(403, "the page did not ask for this")

    def _is_document(self, address: WebAddress, request: BrowserRequest) -> bool:
        """Tell whether an answer is the page itself: once for each time that the page goes there.

        A script that asks for its own address wants something else of it.
        """
        place = _place(address)
        named = {value for name, value in request.fields if name.lower() == "sec-fetch-dest"}
        is_it = self._documents[place] > 0 and request.method in ("GET", "POST")
        if not is_it or named - {"document"}:
            return False
        self._documents[place] -= not self._is_open
        return True

    def finish(self) -> None:
        """Write the documents of the main frame; nothing new is let through any more.

        What is still coming, such as a long film, comes to its end or to that of the limits first;
        an answer that keeps neither is a gap.

        Raises:
            OSError: the disk is full or gave another error while an answer was recorded.
        """
        with self._lock:
            self._running = False
            patience = max(0.0, self.seconds_left) + _GRACE_SECONDS
            self._ended.wait_for(lambda: not self._asking, timeout=patience)
            self._is_over = True
            if self._broken:
                for exchange, _ in self._held:
                    exchange.answer.close()
                raise self._broken
            for address in self._asking:
                why = f"{address.shown}: it was still coming when the capture ended"
                self._trail.miss(why, self._conditions.warn, "browser")
            for exchange, at in self._held:
                self._write(exchange, at)

    def _answer(
        self, address: WebAddress, request: BrowserRequest, *, is_document: bool
    ) -> IO[bytes] | Refusal:
        if request.is_upgrade:
            self._miss(address, "a live connection (WebSocket) is not recorded")
            return Refusal(501, "not recorded")
        if request.lost:
            self._miss(address, _LOST.format(method=request.method, lost=request.lost))
            return Refusal(413, "not recorded")
        try:
            return self._fetch(address, request, is_document=is_document)
        except AddressForbidden as error:
            self._miss(address, str(error))
            return Refusal(403, str(error))
        except NetError as error:
            self._miss(address, str(error))
            return Refusal(502, str(error))

    def _fetch(
        self, address: WebAddress, request: BrowserRequest, *, is_document: bool
    ) -> IO[bytes]:
        at = zulu(self._conditions.clock())
        with contextlib.ExitStack() as files:
            answer = files.enter_context(self._draft.scratch())
            shown = files.enter_context(self._draft.scratch())
            exchange = ask(
                address,
                answer,
                meter=self._meter,
                allowed=self._conditions.allowed,
                method=request.method,
                fields=_kept(request.fields),
                body=request.body,
                progress=lambda received: self._conditions.progress(
                    f"{address.shown}: {received >> 10} KB received in all"
                ),
            )
            answer.seek(0)
            shutil.copyfileobj(answer, shown, 1 << 20)
            shown.seek(0)
            self._keep(exchange, at, is_document=is_document)
            files.pop_all()
        return shown

    def _keep(self, exchange: Exchange, at: str, *, is_document: bool) -> None:
        """Write an answer, or hold it until the end where it is the page."""
        with self._lock:
            self._expect_redirect(exchange, is_document=is_document)
            if self._is_over:  # it is named as a gap, and the record is closed
                exchange.answer.close()
            elif is_document:
                self._held.append((exchange, at))
            else:
                self._write(exchange, at)

    def _write(self, exchange: Exchange, at: str) -> None:
        self._warc.write(exchange, at)
        self._trail.note(exchange, at, self._conditions)
        exchange.answer.close()

    def _expect_redirect(self, exchange: Exchange, *, is_document: bool) -> None:
        locations = exchange.head.all("location")
        if exchange.head.status not in _REDIRECTS or not locations:
            return
        try:
            target = follow(exchange.address, locations[0].encode("latin-1"))
        except NetError as error:
            why = f"{exchange.address.shown}: a redirect was not followed: {error}"
            self._trail.miss(why, self._conditions.warn, "browser")
            return
        self._await(target, is_document=is_document)

    def _miss(self, address: WebAddress, why: str) -> None:
        self._tell(why if address.shown in why else f"{address.shown}: {why}")

    def _tell(self, why: str) -> None:
        with self._lock:
            self._trail.miss(why, self._conditions.warn, "browser")


def _place(address: WebAddress) -> str:
    """Answer an address without its scheme."""
    return address.url.partition(":")[2]


def _kept(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Answer the headers of a request that are passed on."""
    return [
        (name, value)
        for name, value in fields
        if name.lower() not in _LEFT_OUT and "\r" not in value and "\n" not in value
    ]
