"""A browser's view of a page is recorded whole, through one proxy, and nobody else hears of it."""

import contextlib
import hashlib
import io
import json
import shutil
import ssl
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from khronika.capture import Conditions, capture
from khronika.capture.browser.look import BrowserMissing, View, look
from khronika.capture.browser.page import NothingSeen
from khronika.net.client import Limits
from khronika.net.port import free_port
from khronika.seal import entity, verify

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Debian's chromium is missing"),
]
Make = Callable[..., Conditions]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cf"
    "c0f01f0005000201e5d0b8f40000000049454e44ae426082"
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Square</title>
<link rel="stylesheet" href="/style.css">
<div class="cookie-box"><p>We use cookies</p><button onclick="fetch('/agreed')">Accept</button>
<button onclick="this.parentNode.remove()">Reject all</button></div>
<p>Witnesses counted 12 arrests. Свидетели. <img src="/first.png" alt=""></p>
<div style="height:4000px"></div><img loading="lazy" src="/lazy.png" alt="">
<iframe src="/frame"></iframe>
<video preload="none"><source src="/film.webm" type="video/webm"></video>
<script>setTimeout(() => fetch('/late.json').then(r => r.json()).then(x => {
  document.body.append(x.words); const i = new Image(); i.src = '/late.png'; }), 700);
fetch('/count', {method: 'POST', body: 'seen=1', headers: {'X-Mark': 'one'}});</script>"""
FILM = (Path(__file__).parents[2] / "src/khronika/demo/film").glob("*.webm")


def _head(kind: str, length: int, more: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}"
    return (head + "Connection: close\r\n\r\n").encode()


def _answer_of(film: bytes) -> Callable[[bytes, Callable[[bytes], None]], None]:
    said = {
        "/": ("text/html; charset=utf-8", PAGE.encode()),
        "/style.css": ("text/css", b"body { color: #222 }"),
        "/frame": ("text/html", b"<p>inside"),
        "/late.json": ("application/json", b'{"words": "came late"}'),
        "/film.webm": ("video/webm", film),
        "/count": ("text/plain", b"ok"),
    }

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1].decode()
        if path == "/go":
            send(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")
            return
        kind, body = said.get(path, ("image/png", PIXEL))
        send(_head(kind, len(body), "Set-Cookie: s=1\r\n" if path == "/" else "") + body)

    return answer


@pytest.fixture(name="film", scope="module")
def _film() -> bytes:
    """Answer the demo's clip."""
    return next(iter(FILM)).read_bytes()


def _described(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "data/manifest.json").read_bytes())
    return found


def _answers(package: Path) -> dict[str, bytes]:
    found = {}
    with (package / "data/raw/http.warc").open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                found[url] = record.content_stream().read()
    return found


def test_all_that_a_page_loads_is_recorded(
    serve: Callable[..., Any], conditions: Make, film: bytes
) -> None:
    """Early, late, lazy, framed and played: every answer is in the record, byte for byte."""
    server = serve(_answer_of(film))
    package = capture(server.url + "/go", conditions(), with_browser=True).path
    answers = _answers(package)
    paths = {url.removeprefix(server.url) for url in answers}
    wanted = {"/go", "/", "/style.css", "/first.png", "/lazy.png", "/frame", "/late.json"}
    assert paths >= wanted | {"/late.png", "/film.webm", "/count"}
    assert "/agreed" not in paths
    assert answers[server.url + "/film.webm"] == film
    assert entity(package).content == PAGE.encode()
    assert verify(package).ok, [check for check in verify(package).checks if not check.ok]


def test_the_browser_calls_nobody_of_its_own_accord(
    serve: Callable[..., Any], conditions: Make, film: bytes
) -> None:
    """Every host that was asked is the page's; what the browser wanted is counted and refused."""
    server = serve(_answer_of(film))
    package = capture(server.url + "/", conditions(), with_browser=True).path
    said = _described(package)
    assert {exchange["ip"] for exchange in said["exchanges"]} == {"127.0.0.1"}
    assert all(url.startswith(server.url) for url in _answers(package))
    assert all(entry["requests"] > 0 for entry in said["browser"]["refused"])
    requests = b"".join(server.requests)
    assert b"Headless" not in requests
    assert b"X-Mark: one" in requests or b"x-mark: one" in requests
    warc = (package / "data/raw/http.warc").read_bytes()
    assert b"\r\nCookie:" in requests  # sent, as a browser does,
    assert b"\r\nCookie:" not in warc  # and kept nowhere


def test_views_are_derived(serve: Callable[..., Any], conditions: Make, film: bytes) -> None:
    """A picture, a print, the text and the document; each names its parent and its maker."""
    package = capture(serve(_answer_of(film)).url + "/", conditions(), with_browser=True).path
    said = _described(package)
    views = {entry["path"]: entry for entry in said["derived"]}
    warc_sha256 = hashlib.sha256((package / "data/raw/http.warc").read_bytes()).hexdigest()
    for name, mark in (("screenshot.png", b"\x89PNG"), ("page.pdf", b"%PDF-")):
        assert (package / "data/view" / name).read_bytes().startswith(mark)
        assert views[f"data/view/{name}"]["parent"] == warc_sha256
        assert views[f"data/view/{name}"]["tool"]["name"] == "chromium"
    text = (package / "data/view/text.txt").read_text()
    assert "came late" in text
    assert "We use cookies" not in text
    assert said["browser"]["banner"] == "Reject all"
    assert "came late" in (package / "data/view/document.html").read_text()
    with zipfile.ZipFile(io.BytesIO((package / "data/page.wacz").read_bytes())) as wacz:
        assert json.loads(wacz.read("datapackage.json"))["mainPageUrl"].endswith("/")


def test_what_fails_halfway_is_kept_and_said(serve: Callable[..., Any], conditions: Make) -> None:
    """A part that does not come, or that lies on a private network, is a gap; the rest is kept."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1]
        if path == b"/":
            body = b"<p>kept<img src='/broken.png'><img src='http://127.0.0.2:8099/x.png'>"
            send(_head("text/html", len(body)) + body)
        # anything else: the connection ends without a word

    evidence = capture(serve(answer).url + "/", conditions(), with_browser=True)
    assert not evidence.is_complete
    whys = " ".join(gap["why"] for gap in _described(evidence.path)["gaps"])
    assert "broken.png" in whys
    assert "127.0.0.2" in whys
    assert entity(evidence.path).content.startswith(b"<p>kept")
    assert verify(evidence.path).ok


def test_a_page_that_leads_on_by_script_ends_where_the_reader_did(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """The entity that citations count in is the document that the browser ended on."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1]
        here = b"<script>location.href='/there'</script>"
        body = (
            here if path == b"/" else b"<p>there<img src='/p.png'>" if path == b"/there" else b""
        )
        send(_head("text/html", len(body)) + body)

    package = capture(serve(answer).url + "/", conditions(), with_browser=True).path
    assert entity(package).content.startswith(b"<p>there")


def _self_signed(folder: Path) -> ssl.SSLContext:
    """Make a certificate that nobody vouches for (`c` in the folder), and serve with it."""
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "c"]
    subprocess.run(
        ["openssl", *words, "-subj", "/CN=x"], cwd=folder, check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c", folder / "k")
    return context


def test_an_invalid_certificate_is_kept_as_evidence(
    serve: Callable[..., Any], conditions: Make, tmp_path: Path
) -> None:
    """Through the proxy, too, the chain that the server showed and its fault are noted."""
    context = _self_signed(tmp_path)

    def answer(_: bytes, send: Callable[[bytes], None]) -> None:
        send(_head("text/html", 9) + b"<p>behind")

    server = serve(answer, wrap=context)
    url = server.url.replace("http:", "https:") + "/"
    said = _described(capture(url, conditions(), with_browser=True).path)
    assert all(exchange["tls"]["fault"] for exchange in said["exchanges"])
    assert said["exchanges"][0]["tls"]["chain"][0] == (tmp_path / "c").read_text()


def test_limits_hold(serve: Callable[..., Any], conditions: Make) -> None:
    """A page without end is cut at the limit of bytes; what came is kept."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        if request.startswith(b"GET / "):
            body = b"<p>small<img src='/endless.png'>"
            send(_head("text/html", len(body)) + body)
            return
        send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
        while True:
            send(bytes(65536))

    limits = Limits(seconds=20, idle_seconds=3, body_bytes=1 << 20)
    evidence = capture(serve(answer).url + "/", conditions(limits=limits), with_browser=True)
    assert not evidence.is_complete
    assert any("limit of" in gap["why"] for gap in _described(evidence.path)["gaps"])


def _slowly(
    is_over: Callable[[], bool],
) -> Callable[[bytes, Callable[[bytes], None]], None]:
    """Answer a page whose picture comes bit by bit until it is over."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        if request.startswith(b"GET / "):
            body = b"<p>seen<img src='/slow.png'>"
            send(_head("text/html", len(body)) + body)
            return
        send(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
        with contextlib.suppress(OSError):
            while not is_over():
                send(PIXEL)
                time.sleep(0.1)
            send(b"the end")

    return answer


def test_what_comes_later_than_the_browser_waits_is_kept(
    serve: Callable[..., Any], conditions: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser leaves with the limit near; a picture that still comes is recorded whole."""
    has_left = threading.Event()

    def looked(*words: Any) -> View:
        try:
            return look(*words)
        finally:
            has_left.set()

    monkeypatch.setattr("khronika.capture.browser.page.look", looked)
    limits = Limits(seconds=30, idle_seconds=20)
    server = serve(_slowly(has_left.is_set))
    evidence = capture(server.url + "/", conditions(limits=limits), with_browser=True)
    assert evidence.is_complete, _described(evidence.path)["gaps"]
    assert _answers(evidence.path)[server.url + "/slow.png"].endswith(b"the end")
    assert verify(evidence.path).ok


def test_a_page_that_uses_its_time_up_is_still_looked_at(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """Time is kept for the picture, the print and the text; what never ended is a gap, and kept."""
    limits = Limits(seconds=20, idle_seconds=30)  # ten are for the views, the rest for the start
    evidence = capture(
        serve(_slowly(lambda: False)).url + "/", conditions(limits=limits), with_browser=True
    )
    said = _described(evidence.path)
    assert ["limit of 20 seconds" in gap["why"] for gap in said["gaps"]] == [True], said["gaps"]
    assert not evidence.is_complete
    assert [x["status"] for x in said["exchanges"]] == [200, 200]
    assert b"seen" in (evidence.path / "data/view/text.txt").read_bytes()
    assert (evidence.path / "data/view/screenshot.png").read_bytes().startswith(b"\x89PNG")
    assert verify(evidence.path).ok


def test_what_a_page_sends_above_the_limit_is_a_gap(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """The page is kept, says once what it could not send, and nobody was asked in its place."""
    body = (
        b"<p>kept<script>fetch('/up', {method: 'POST', body: new Uint8Array(17 << 20)})</script>"
    )
    server = serve(lambda _, send: send(_head("text/html", len(body)) + body))
    evidence = capture(server.url + "/", conditions(), with_browser=True)
    whys = [gap["why"] for gap in _described(evidence.path)["gaps"]]
    assert [why for why in whys if "was not sent" in why and f"{17 << 20} bytes" in why] == whys
    assert len(whys) == 1
    assert not any(request.startswith(b"POST") for request in server.requests)
    assert not evidence.is_complete
    assert verify(evidence.path).ok


def test_without_a_document_nothing_is_made(conditions: Make, tmp_path: Path) -> None:
    """A server that is not there gives one clear error and no package."""
    with pytest.raises(NothingSeen, match="no connection"):
        capture(f"http://127.0.0.1:{free_port()}/", conditions(), with_browser=True)
    assert not [path for path in (tmp_path / "store").iterdir() if not path.name.startswith(".")]


def test_without_a_browser_it_says_how_to_get_one(
    conditions: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the program and the setting."""
    monkeypatch.setenv("KHRONIKA_CHROMIUM", "/nowhere")
    with pytest.raises(BrowserMissing, match="KHRONIKA_CHROMIUM"):
        capture("http://127.0.0.1:9/", conditions(), with_browser=True)
