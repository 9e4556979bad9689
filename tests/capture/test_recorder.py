"""What a browser sends and the proxy does not read is a gap of the package, and no secret."""

import errno
import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from khronika.capture import Conditions
from khronika.capture.browser.recorder import Recorder
from khronika.capture.trail import Trail
from khronika.capture.warc import WarcFile
from khronika.net.client import Exchange
from khronika.net.proxy import BODY_LIMIT_BYTES, BrowserProxy, BrowserRequest, Refusal
from khronika.seal.writer import Draft

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def _sent(
    draft: Draft, made: Conditions, url: str, line: str, body: bytes = b""
) -> tuple[Trail, bytes]:
    """Send a POST through the proxy; answer what was noted and recorded, once it has answered."""
    trail, kept = Trail(), io.BytesIO()
    recorder = Recorder(WarcFile(kept), draft, made, trail, is_open=True)
    with BrowserProxy(recorder.answer) as proxy:
        where = urlsplit(proxy.url)
        with socket.create_connection((str(where.hostname), int(where.port or 0)), 20) as browser:
            browser.sendall(f"POST {url} HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n".encode() + body)
            assert browser.recv(1 << 16).startswith(b"HTTP/1.1 ")
    return trail, kept.getvalue()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"Content-Length: {BODY_LIMIT_BYTES + 1}", "a body of 16777217 bytes"),
        ("Transfer-Encoding: chunked", "a body whose length it does not say"),
        ("Content-Length: ²", "a body whose length it does not say"),
    ],
)
def test_a_body_that_is_not_read_is_a_gap(
    serve: Callable[..., Any], conditions: Callable[..., Conditions], tmp_path: Path,
    warnings_said: list[str], line: str, told: str,
) -> None:  # fmt: skip
    """The server is not asked what the page never asked, and the gap names a next step."""
    server = serve(lambda _request, send: send(ANSWER))
    made = conditions()
    with Draft(tmp_path / "store", clock=made.clock) as draft:
        trail, _ = _sent(draft, made, f"{server.url}/upload", line)
    [gap] = trail.gaps
    assert isinstance(gap, dict)
    assert gap["path"] == "data/raw/http.warc"
    assert str(gap["why"]).startswith(f"{server.url}/upload: a POST of the page was not sent")
    assert told in str(gap["why"])
    assert "capture that by itself" in str(gap["why"])
    assert str(gap["why"]) in warnings_said[0]
    assert trail.exchanges == []
    assert server.requests == []


@pytest.mark.parametrize("body", [b"", b"seen=1"])
def test_a_body_that_is_read_is_none(
    serve: Callable[..., Any], conditions: Callable[..., Conditions], tmp_path: Path, body: bytes
) -> None:
    """It is sent on and recorded as it came."""
    server = serve(lambda _request, send: send(ANSWER))
    made = conditions()
    with Draft(tmp_path / "store", clock=made.clock) as draft:
        line = f"Content-Length: {len(body)}"
        trail, kept = _sent(draft, made, f"{server.url}/upload", line, body)
    assert trail.gaps == []
    assert len(trail.exchanges) == 1
    assert body in kept


def _answered(
    conditions: Conditions, store: Path, url: str, warc: WarcFile, **words: Any
) -> tuple[Recorder, Trail, Any]:
    trail = Trail()
    with Draft(store, clock=conditions.clock) as draft:
        recorder = Recorder(warc, draft, conditions, trail, **words)
        recorder.expect("http://127.0.0.1:9/page", is_document=True)
        given = recorder.answer(BrowserRequest("GET", url, (), None))
        if not isinstance(given, Refusal):
            given.close()
    return recorder, trail, given


def test_a_disk_that_is_full_ends_the_capture(
    serve: Callable[..., Any], conditions: Callable[..., Conditions], tmp_path: Path
) -> None:
    """An answer that could not be written leaves a damaged record: it is never sealed."""

    class Full(WarcFile):
        def write(self, exchange: Exchange, at: str) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    url = serve(lambda _, send: send(ANSWER)).url + "/x"
    recorder, trail, given = _answered(
        conditions(), tmp_path / "store", url, Full(io.BytesIO()), is_open=True
    )
    assert isinstance(given, Refusal)
    assert trail.exchanges == []
    with pytest.raises(OSError, match="No space left"):
        recorder.finish()


def test_a_part_is_no_whole(
    serve: Callable[..., Any], conditions: Callable[..., Conditions], tmp_path: Path
) -> None:
    """Some servers of films answer 206 to a browser that asked for no range."""
    told = b"Content-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok"
    server = serve(lambda _, send: send(b"HTTP/1.1 206 Partial Content\r\n" + told))
    _, trail, _ = _answered(
        conditions(),
        tmp_path / "store",
        server.url + "/film",
        WarcFile(io.BytesIO()),
        is_open=True,
    )
    assert ["a part only (bytes 0-1/9)" in str(gap) for gap in trail.gaps] == [True]


@pytest.mark.parametrize(
    ("url", "is_gap"), [("http://127.0.0.1:9/other", True), ("http://update.example/x", False)]
)
def test_what_was_not_named_before_is_refused_and_told(
    conditions: Callable[..., Conditions], tmp_path: Path, url: str, is_gap: bool
) -> None:
    """Of a host of the page it is a gap; of any other it is counted as the browser's own."""
    warc = WarcFile(io.BytesIO())
    recorder, trail, given = _answered(conditions(), tmp_path / "store", url, warc)
    assert isinstance(given, Refusal)
    assert [url in str(gap) for gap in trail.gaps] == [True] * is_gap
    assert bool(recorder.refused) is not is_gap
