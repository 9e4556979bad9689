"""Answers a browser's requests from the web, and records each exchange as it came.

Only what the page itself asked for is let through: the driver names each address before the
browser may send it. What a browser asks of its own accord (updates, accounts, safe browsing) is
refused and counted: no maker of browsers learns of the capture, and none of it is recorded.
"""

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
from khronika.net.address import AddressForbidden, WebAddress, follow, read_address
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
        self._documents: set[str] = set()
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
            False for what cannot be asked over HTTP.
        """
        try:
            address = read_address(url)
        except NetError:
            return False
        with self._lock:
            self._expected.add(address.url)
            if is_document:
                self._documents.add(address.url)
        return True

    def answer(self, request: BrowserRequest) -> IO[bytes] | Refusal:
        """Fetch what a browser asked for, record it, and hand the same bytes on."""
        try:
            address = read_address(request.url)
        except NetError as error:
            return Refusal(400, str(error))
        with self._lock:
            is_expected = self._is_open or address.url in self._expected
            if not is_expected or not self._running:
                self._refused[address.host] += 1
                return Refusal(403, "the page did not ask for this")
            self._asking.append(address)
        try:
            return self._answer(address, request)
        finally:
            with self._lock:
                self._asking.remove(address)
                self._ended.notify_all()

    def finish(self) -> None:
        """Write the documents of the main frame; nothing new is let through any more.

        What is still coming, such as a long film, comes to its end or to that of the limits first;
        an answer that keeps neither is a gap.
        """
        with self._lock:
            self._running = False
            patience = max(0.0, self.seconds_left) + _GRACE_SECONDS
            self._ended.wait_for(lambda: not self._asking, timeout=patience)
            self._is_over = True
            for address in self._asking:
                why = f"{address.shown}: it was still coming when the capture ended"
                self._trail.miss(why, self._conditions.warn, "browser")
            for exchange, at in self._held:
                self._write(exchange, at)

    def _answer(self, address: WebAddress, request: BrowserRequest) -> IO[bytes] | Refusal:
        if request.is_upgrade:
            self._miss(address, "a live connection (WebSocket) is not recorded")
            return Refusal(501, "not recorded")
        if request.lost:
            self._miss(address, _LOST.format(method=request.method, lost=request.lost))
            return Refusal(413, "not recorded")
        try:
            return self._fetch(address, request)
        except AddressForbidden as error:
            self._miss(address, str(error))
            return Refusal(403, str(error))
        except NetError as error:
            self._miss(address, str(error))
            return Refusal(502, str(error))

    def _fetch(self, address: WebAddress, request: BrowserRequest) -> IO[bytes]:
        at = zulu(self._conditions.clock())
        answer = self._draft.scratch()
        try:
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
        except NetError:
            answer.close()
            raise
        shown = self._copy(answer)
        with self._lock:
            is_document = address.url in self._documents and request.method in ("GET", "POST")
            self._expect_redirect(exchange, is_document=is_document)
            if self._is_over:  # it is named as a gap, and the record is closed
                answer.close()
            elif is_document:
                self._held.append((exchange, at))
            else:
                self._write(exchange, at)
        return shown

    def _write(self, exchange: Exchange, at: str) -> None:
        self._warc.write(exchange, at)
        self._trail.note(exchange, at, self._conditions)
        exchange.answer.close()

    def _copy(self, answer: IO[bytes]) -> IO[bytes]:
        copy = self._draft.scratch()
        answer.seek(0)
        shutil.copyfileobj(answer, copy, 1 << 20)
        copy.seek(0)
        return copy

    def _expect_redirect(self, exchange: Exchange, *, is_document: bool) -> None:
        locations = exchange.head.all("location")
        if exchange.head.status not in _REDIRECTS or not locations:
            return
        try:
            target = follow(exchange.address, locations[0].encode("latin-1"))
        except NetError:
            return  # the browser will say that it cannot go there
        self._expected.add(target.url)
        if is_document:
            self._documents.add(target.url)

    def _miss(self, address: WebAddress, why: str) -> None:
        with self._lock:
            line = why if address.shown in why else f"{address.shown}: {why}"
            self._trail.miss(line, self._conditions.warn, "browser")


def _kept(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Answer the headers of a request that are passed on."""
    return [
        (name, value)
        for name, value in fields
        if name.lower() not in _LEFT_OUT and "\r" not in value and "\n" not in value
    ]
