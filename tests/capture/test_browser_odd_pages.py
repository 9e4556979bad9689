"""Pages that open windows, hang, speak live or ask for themselves are recorded as they are."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.capture.test_browser import _answers, _described, _head, _self_signed

from khronika.capture import Conditions, capture
from khronika.capture.browser import look, recorder
from khronika.capture.browser.page import NothingSeen
from khronika.net.client import Limits, NoAnswer
from khronika.seal import entity, verify

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("chromium"), reason="Debian's chromium is missing"),
]
Make = Callable[..., Conditions]


def _site(pages: dict[str, bytes]) -> Callable[[bytes, Callable[[bytes], None]], None]:
    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        body = pages.get(request.split(b" ")[1].decode(), b"ok")
        send(_head("text/html", len(body)) + body)

    return answer


def _whys(package: Path) -> list[str]:
    return [gap["why"] for gap in _described(package)["gaps"]]


def test_a_window_that_a_page_opens_is_not_the_page(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """What citations count in is the page, though an advertisement comes later."""
    gate = threading.Event()

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1]
        if path == b"/pop":
            gate.wait(20)
        body = b"<p>page<script>window.open('/pop')</script><img src='/p.png'>"
        body = body if path == b"/" else b"<p>advertisement"
        send(_head("text/html", len(body)) + body)
        if path == b"/p.png":
            gate.set()

    evidence = capture(serve(answer).url + "/", conditions(), with_browser=True)
    assert entity(evidence.path).content.startswith(b"<p>page")
    assert _whys(evidence.path) == []
    assert verify(evidence.path).ok


def test_what_a_page_asks_of_its_own_address_is_not_the_page(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """Scripts ask for the same address once more, for its numbers alone."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        is_script = b"x-numbers" in request.lower()
        body = b"<p>page<script>fetch('/', {headers: {'X-Numbers': '1'}})</script>"
        body = b'{"n": 1}' if is_script else body
        send(_head("text/html", len(body)) + body)

    package = capture(serve(answer).url + "/", conditions(), with_browser=True).path
    assert entity(package).content.startswith(b"<p>page")
    assert len(_described(package)["exchanges"]) == 2


def test_live_connections_are_gaps(serve: Callable[..., Any], conditions: Make) -> None:
    """What comes over a WebSocket is not recorded, and the package says so once for each."""
    body = b"<p>live<script>const s = new WebSocket('ws://' + location.host + '/live')</script>"
    server = serve(_site({"/": body}))
    evidence = capture(server.url + "/", conditions(), with_browser=True)
    assert [("/live" in why, "WebSocket" in why) for why in _whys(evidence.path)] == [(True, True)]
    assert not any(b"/live" in request for request in server.requests)
    assert not evidence.is_complete


def test_a_page_that_hangs_ends(
    serve: Callable[..., Any], conditions: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script without end holds no capture: what came is kept, and what lacks is said."""
    body = b"<p>hangs<script>setTimeout(() => { for (;;); }, 300)</script>"
    monkeypatch.setattr(look, "_MORE_SECONDS", -6.0)  # sooner than an office would
    limits = Limits(seconds=20, idle_seconds=5)
    evidence = capture(
        serve(_site({"/": body})).url + "/", conditions(limits=limits), with_browser=True
    )
    assert entity(evidence.path).content == body
    assert any("did not answer" in why for why in _whys(evidence.path)), _whys(evidence.path)
    assert verify(evidence.path).ok


def test_two_slashes_are_asked_for_behind_tls(
    serve: Callable[..., Any], conditions: Make, tmp_path: Path
) -> None:
    """A picture at `//p.png` is one of the page, and no whim of the browser."""
    context = _self_signed(tmp_path)
    page = b"<p>kept<script>fetch(location.origin + '//p.png')</script>"
    server = serve(_site({"/": page}), wrap=context)
    url = server.url.replace("http:", "https:")
    package = capture(url + "/", conditions(), with_browser=True).path
    assert f"{url}//p.png" in _answers(package)
    assert b"GET //p.png HTTP/1.1" in b"".join(server.requests)


def test_an_address_that_is_not_asked_for_is_a_gap(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """Browsers take host names that no record of ours can name; the picture is missed in words."""
    body = b"<p>kept<img src='http://-odd.example/p.png'>"
    evidence = capture(serve(_site({"/": body})).url + "/", conditions(), with_browser=True)
    assert ["-odd.example" in why for why in _whys(evidence.path)] == [True]


def test_what_a_page_sends_has_a_digest_that_holds(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """The reference reader of WARC finds request bodies as their records say."""
    body = b"<p>kept<script>fetch('/count', {method: 'POST', body: 'seen=1'})</script>"
    package = capture(serve(_site({"/": body})).url + "/", conditions(), with_browser=True).path
    check = [Path(sys.executable).with_name("warcio"), "check", "-v", "data/raw/http.warc"]
    done = subprocess.run(check, cwd=package, capture_output=True, text=True)
    assert b"seen=1" in (package / "data/raw/http.warc").read_bytes()
    assert done.returncode == 0, done.stdout


def test_a_host_that_browsers_know_to_want_tls_is_asked_for_so(
    conditions: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chromium goes from `http:` to `https:` by itself there, and no page says so (RFC 6797)."""
    asked: list[str] = []

    def ask(address: Any, *_: Any, **__: Any) -> None:
        asked.append(address.url)
        raise NoAnswer("nobody is asked in this test")

    monkeypatch.setattr(recorder, "ask", ask)
    with pytest.raises(NothingSeen, match="nobody is asked"):
        capture("http://github.com/x", conditions(), with_browser=True)
    assert "https://github.com/x" in asked


def test_a_view_that_cannot_be_taken_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures wait for fonts that never come; text, document and print are had all the same."""
    from playwright.sync_api import Error

    class Page:
        def set_default_timeout(self, _: float) -> None:
            """Take note."""

        def evaluate(self, _: str) -> int:
            return 900

        def screenshot(self, **_: object) -> bytes:
            raise Error("Timeout 20000ms exceeded.\nwaiting for fonts to load...")

        def inner_text(self, *_: object, **__: object) -> str:
            return "words"

        def content(self) -> str:
            return "<p>words"

        def pdf(self, **_: object) -> bytes:
            return b"%PDF-"

    class Left:
        seconds_left = 30.0

    view = look.View()
    look._take(Page(), Left(), view)  # type: ignore[arg-type]  # what it uses of them
    assert (view.screenshot, view.text, view.document, view.print) == (
        None, "words", "<p>words", b"%PDF-",
    )  # fmt: skip
    assert view.faults == ["the picture of the page could not be taken: Timeout 20000ms exceeded."]
