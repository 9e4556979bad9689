"""A real browser reads every public page: narrow and wide, right to left, dark, without scripts.

Debian's Chromium; nothing is downloaded. Every request is counted: none may leave the site.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a test has no log."""


@pytest.fixture(name="site")
def _site(shelf: list[str]) -> Iterator[str]:
    """Serve the shelf on loopback and answer its address."""
    from khronika.settings.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(name="browser")
def _browser(site: str) -> Iterator[Browser]:
    """Start Chromium, after the database is filled and before anything else."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class _Visit:
    """What a browser met on its way."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("requestfailed", lambda request: self.faults.append(f"lost {request.url}"))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.faults.append(said.text) if said.type in ("error", "warning") else None
            ),
        )


def _visit(browser: Browser, width: int, *, dark: bool = False, scripts: bool = True) -> _Visit:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    visit = _Visit(context.new_page())
    visit.listen()
    return visit


# What sticks out, by its tag, class and words; nothing where the page is as wide as the screen.
WIDER = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const found = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.left < -0.5 || box.right > root.clientWidth + 0.5);
  }).map(one => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`);
  return found.length ? found : [`wider by ${root.scrollWidth - root.clientWidth}`];
}"""


@pytest.mark.parametrize(
    ("lang", "width", "dark"),
    [
        ("en", 1280, False), ("en", 320, True), ("ru", 390, False), ("kk", 390, False),
        ("ar", 390, True), ("ar", 1280, False),
    ],
)  # fmt: skip
def test_every_page_reads_well(
    lang: str, width: int, dark: bool, site: str, browser: Browser, pages: Any,
    gone_and_missing: Any,
) -> None:  # fmt: skip
    """No request leaves the site, nothing sticks out, axe-core finds nothing, words stand open."""
    visit = _visit(browser, width, dark=dark)
    found = {}
    for page in (*pages, *gone_and_missing):
        visit.page.goto(f"{site}/{lang}/{page}")
        assert visit.page.evaluate(WIDER) == [], page
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert visit.page.evaluate(WIDER) == [], f"{page} with all words open"
        violations = Axe().run(visit.page).response["violations"]
        told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in violations]
        if told:
            found[page] = told
    assert found == {}
    assert visit.hosts == {urlsplit(site).netloc}
    # A browser notes answers 404 and 410 as faults of the page that it asked for.
    assert [one for one in visit.faults if "status of 4" not in one] == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_pages_are_whole_without_scripts(
    lang: str, site: str, browser: Browser, pages: Any
) -> None:
    """With scripts switched off, every page shows the same words, and search and filters work."""
    with_scripts, without = _visit(browser, 390), _visit(browser, 390, scripts=False)
    for page in pages:
        words = []
        for visit in (with_scripts, without):
            visit.page.goto(f"{site}/{lang}/{page}")
            words.append(visit.page.locator("main").inner_text())
        assert words[0] == words[1], page
    without.page.goto(f"{site}/{lang}/")
    without.page.fill("#q", "quay")
    with without.page.expect_navigation():
        without.page.press("#q", "Enter")
    assert "q=quay" in without.page.url
    assert without.page.locator(".bulletin h3 a").count() == 2
    with without.page.expect_navigation():
        without.page.locator(".chip").click()
    assert "q=quay" not in without.page.url
    assert not without.faults


FOCUSED = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const all = [...document.querySelectorAll('*')];
  const box = here.getBoundingClientRect();
  return {place: all.indexOf(here), tag: here.tagName, outline: style.outlineStyle,
          width: parseFloat(style.outlineWidth), tall: box.height, wide: box.width};
}"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_keyboard_goes_through_in_order(lang: str, site: str, browser: Browser) -> None:
    """Tab begins at the skip link, follows the order of the page, and is always to be seen."""
    visit = _visit(browser, 1280)
    visit.page.goto(f"{site}/{lang}/events/KZ-2031-0001/")
    places = []
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        focus = visit.page.evaluate(FOCUSED)
        if focus["tag"] == "BODY":
            break
        assert focus["outline"] != "none", focus
        assert focus["width"] >= 2, focus
        assert focus["tall"] > 0, focus
        places.append(focus["place"])
    assert len(places) > 30
    assert places == sorted(places)


def test_a_cell_opens_its_words_by_keyboard(site: str, browser: Browser) -> None:
    """Enter on a value opens the quoted words and the way to their proof."""
    visit = _visit(browser, 1280)
    visit.page.goto(f"{site}/en/events/KZ-2031-0001/")
    cell = visit.page.locator("#act-1 th details.cell").first
    assert not cell.locator("mark").is_visible()
    cell.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert cell.locator("mark").inner_text() == "Mira Tavel"
    with visit.page.expect_navigation():
        cell.get_by_text("Proof of this fact").click()
    assert visit.page.url.endswith(".victim/")
    assert visit.page.locator(".context mark").inner_text() == "Mira Tavel"


def test_the_right_to_left_page_turns_around(site: str, browser: Browser) -> None:
    """In Arabic the first column is on the right, and names in Latin letters keep their order."""
    visit = _visit(browser, 1280)
    visit.page.goto(f"{site}/ar/events/KZ-2031-0001/")
    number = visit.page.locator("#act-1 .no").bounding_box()
    victim = visit.page.locator("#act-1 th").bounding_box()
    assert number is not None
    assert victim is not None
    assert number["x"] > victim["x"]


@pytest.mark.parametrize(("width", "is_shown"), [(1280, True), (390, False)])
def test_filters_are_at_hand(width: int, is_shown: bool, site: str, browser: Browser) -> None:
    """Wide, the filters stand beside the list; narrow, one press or one key opens them."""
    visit = _visit(browser, width, scripts=False)
    visit.page.goto(f"{site}/en/events/")
    field = visit.page.locator("#words")
    assert field.is_visible() == is_shown
    if not is_shown:
        visit.page.locator("#switch").press("Space")
        assert field.is_visible()
        visit.page.get_by_text("Filters", exact=True).click()
        assert not field.is_visible()
