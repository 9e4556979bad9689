"""What a browser sends and the proxy does not read is a gap of the package, and no secret."""

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
from khronika.net.proxy import BODY_LIMIT_BYTES, BrowserProxy
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
