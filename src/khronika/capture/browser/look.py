"""Drives Chromium over a page: opens it, walks down, waits for what comes late, and looks at it.

Playwright speaks to the browser, which is Debian's; nothing is downloaded. Every request is held
until the recorder knows it.
"""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from khronika.capture.browser.recorder import Recorder
from khronika.capture.browser.stopping import stopped_after
from khronika.errors import CaptureError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

WIDTH_PX, HEIGHT_PX = 1280, 960
_TALLEST_PX = 16_000
"""Pictures of endless pages end here: Chromium cannot draw higher ones."""
_KEPT_SECONDS = 10.0
"""Of a source's time, what is kept for the views; a page that used it up is still looked at."""
_MORE_SECONDS = 30.0
"""After a source's time, how long a browser may take over the views before it is stopped."""
_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/{version} Safari/537.36"
)
_ARGUMENTS = (
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_REJECT = (
    r"^(reject|decline|refuse|only necessary|necessary only|отклонить|отказаться|только "
    r"необходимые|бас тарту|қабылдамау|رفض|ablehnen|refuser|rechazar|відхилити|адхіліць)\b"
)
"""Words on the button that closes a cookie banner without agreeing to anything."""
_BANNER = (
    "[class*=cookie i], [id*=cookie i], [class*=consent i], [id*=consent i], "
    "[class*=gdpr i], [id*=gdpr i]"
)


class BrowserMissing(CaptureError):
    """The program or the library that drives it is not installed."""


@dataclass(slots=True)
class View:
    """What was seen: a picture (PNG), a print (PDF), the text, the document as scripts left it.

    Each is None where it could not be had; `faults` says why. `banner` holds the words of a button
    that was pressed to close a cookie banner.
    """

    version: str = ""
    program_sha256: str = ""
    screenshot: bytes | None = None
    print: bytes | None = None
    text: str | None = None
    document: str | None = None
    banner: str | None = None
    faults: list[str] = field(default_factory=list)


def chromium() -> Path:
    """Find the browser: `KHRONIKA_CHROMIUM`, or a program named chromium or google-chrome.

    Raises:
        BrowserMissing: there is none.
    """
    named = os.environ.get("KHRONIKA_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not found or not Path(found).is_file():
        raise BrowserMissing("no Chromium found; install it, or name it in KHRONIKA_CHROMIUM")
    return Path(found)


def look(url: str, recorder: Recorder, proxy: str) -> View:
    """Open an address in a browser of its own, and look until it is quiet.

    Args:
        url: http or https.
        recorder: knows each address before it is asked for, and how many seconds are left.
        proxy: address of the proxy that asks.

    Raises:
        BrowserMissing: no browser, or no library to drive it.
    """
    program = chromium()
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BrowserMissing(
            "the library that drives a browser is missing; install khronika[browser]"
        ) from error
    view = View(program_sha256=_sha256(program))
    try:
        with sync_playwright() as player, _browser(player.chromium, program, proxy) as browser:
            view.version = browser.version
            most = max(0.0, recorder.seconds_left) + _MORE_SECONDS
            with stopped_after(browser, most, view.faults):
                _visit(browser, url, recorder, view)
    except Error as error:
        view.faults.append(f"the browser stopped: {_first_line(error)}")
    return view


def _sha256(program: Path) -> str:
    """Hash the program itself where Debian's name is a script that starts it."""
    itself = Path("/usr/lib/chromium/chromium")
    real = itself if program.name == "chromium" and itself.is_file() else program
    with real.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__


@contextlib.contextmanager
def _browser(kind: object, program: Path, proxy: str) -> Iterator["Browser"]:
    is_root = os.geteuid() == 0
    browser: Browser = kind.launch(  # type: ignore[attr-defined]  # Playwright's BrowserType
        executable_path=program,
        proxy={"server": proxy},
        args=[*_ARGUMENTS, *(["--no-sandbox"] if is_root else [])],
        chromium_sandbox=not is_root,
        env={name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
    )
    try:
        yield browser
    finally:
        browser.close()


def _visit(browser: "Browser", url: str, recorder: Recorder, view: View) -> None:
    from playwright.sync_api import Error

    context = browser.new_context(
        viewport={"width": WIDTH_PX, "height": HEIGHT_PX},
        user_agent=_AGENT.format(version=browser.version),
        ignore_https_errors=True,  # the proxy shows its own; the server's are judged behind it
        service_workers="block",
        accept_downloads=False,
        timezone_id="UTC",
        locale="en-US",
    )

    page = context.new_page()

    def judge(route: "Route") -> None:
        request = route.request
        is_inside = request.url.startswith(("data:", "blob:"))  # nobody is asked for these
        is_good = is_inside or recorder.expect(
            request.url, is_document=_is_of_main_frame(request, page)
        )
        with contextlib.suppress(Error):  # whoever asked, a window or a frame, is gone
            (route.continue_ if is_good else route.abort)()

    context.route("**/*", judge)
    page.on("popup", lambda other: other.close())
    try:
        page.goto(url, wait_until="domcontentloaded", timeout=_left_ms(recorder))
        _settle(page, recorder, view)
    except Error as error:
        view.faults.append(f"the page did not come to rest: {_first_line(error)}")
    _take(page, recorder, view)
    context.close()


def _is_of_main_frame(request: "Request", page: "Page") -> bool:
    from playwright.sync_api import Error

    if not request.is_navigation_request():
        return False
    try:
        return request.frame == page.main_frame
    except Error:  # its frame is not there yet: it is a window that the page opens
        return False


def _left_ms(recorder: Recorder, most: float = 60.0) -> float:
    return max(0.1, min(most, recorder.seconds_left - _KEPT_SECONDS)) * 1000


def _settle(page: "Page", recorder: Recorder, view: View) -> None:
    """Close a banner, walk down the page, start films, and wait until nothing more comes."""
    _quiet(page, recorder, "load", 20.0)
    view.banner = _close_banner(page)
    end = time.monotonic() + min(20.0, max(0.0, recorder.seconds_left / 2))
    for _ in range(60):
        is_at_end = page.evaluate(
            "() => { scrollBy(0, innerHeight * 0.9);"
            " return scrollY + innerHeight >= document.documentElement.scrollHeight - 2; }"
        )
        page.wait_for_timeout(120)
        if is_at_end or time.monotonic() > end:
            break
    page.evaluate(
        "() => document.querySelectorAll('video, audio').forEach(film => {"
        " film.muted = true; film.preload = 'auto'; film.load(); })"
    )
    _quiet(page, recorder, "networkidle", 15.0)
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_timeout(150)


def _quiet(page: "Page", recorder: Recorder, state: str, most: float) -> None:
    from playwright.sync_api import TimeoutError as Late

    # A page that never rests is looked at as it is.
    with contextlib.suppress(Late):
        page.wait_for_load_state(state, timeout=_left_ms(recorder, most))  # type: ignore[arg-type]  # one of its words


def _close_banner(page: "Page") -> str | None:
    """Press the button that refuses cookies, if a banner offers one."""
    words = page.evaluate(
        """([banner, reject]) => {
          for (const box of document.querySelectorAll(banner))
            for (const button of box.querySelectorAll('button, [role=button], a[href="#"]')) {
              const words = (button.innerText || '').trim();
              if (new RegExp(reject, 'iu').test(words) && button.offsetParent) {
                button.click();
                return words.slice(0, 80);
              }
            }
          return null;
        }""",
        [_BANNER, _REJECT],
    )
    return words if isinstance(words, str) else None


def _take(page: "Page", recorder: Recorder, view: View) -> None:
    """Take every view that can be had; what cannot is a fault, and costs only itself."""
    from playwright.sync_api import Error

    most = max(_KEPT_SECONDS, min(20.0, recorder.seconds_left)) * 1000
    page.set_default_timeout(most)
    takes: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("screenshot", "the picture", lambda: _picture(page, most)),
        ("text", "the text", lambda: page.inner_text("body", timeout=most)),
        ("document", "the document", page.content),
        ("print", "the print", lambda: page.pdf(print_background=True, prefer_css_page_size=True)),
    )
    for name, words, take in takes:
        try:
            setattr(view, name, _patiently(take))
        except Error as error:
            view.faults.append(f"{words} of the page could not be taken: {_first_line(error)}")


def _patiently(take: Callable[[], object]) -> object:
    """Take a view, once more where the page went on by script at that very moment."""
    from playwright.sync_api import Error

    try:
        return take()
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
    return take()


def _picture(page: "Page", most: float) -> bytes:
    height = page.evaluate("() => document.documentElement.scrollHeight")
    if not isinstance(height, int) or height <= _TALLEST_PX:
        return page.screenshot(full_page=True, timeout=most)
    clip = {"x": 0, "y": 0, "width": WIDTH_PX, "height": _TALLEST_PX}
    return page.screenshot(full_page=True, clip=clip, timeout=most)  # type: ignore[arg-type]  # its FloatRect
