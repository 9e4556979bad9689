"""Walks every screen of a served demo: each kind of address once, in a language, as somebody.

A kind is an address with its numbers, ids and names taken out. The walk begins at a few doors and
follows every link of the house, so that a new screen is met without anybody adding it to a list.
"""

import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from tests.served import House, served_demo

CHROMIUM = shutil.which("chromium")
THEIRS = "/desk/prose/"
"""Wagtail's screens: third-party HTML, walked and counted, but not measured."""
_ID = re.compile(
    r"[0-9A-HJKMNP-TV-Z]{26}(\..+)?|[A-Z]{2}(-\d{4}-\d+)?|ev-\w{26}\.zip|[a-z0-9]{16}|\d+"
    r"|[0-9a-f]{64}.*|[\w-]{24,}"
)


@dataclass(frozen=True)
class Screen:
    """One screen as it was met: where, what was served, and what the browser asked others for."""

    kind: str
    path: str
    status: int
    html: str
    is_sandboxed: bool


WIDER = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const found = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.left < -0.5 || box.right > root.clientWidth + 0.5);
  }).map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
  return found.length ? found.slice(0, 5) : [`wider by ${root.scrollWidth - root.clientWidth}`];
}"""
"""What sticks out of the screen; nothing where the page is as wide as the screen."""

WIDTHS = {320: "at 320 pixels", 640: "at 200 % on 1,280 pixels"}
"""Zoom is a narrower screen: 200 % on 1,280 pixels is 640 (WCAG 2.2, 1.4.10)."""


@dataclass
class Walk:
    """A browser's way through the house, what it found, and every host that it was sent to."""

    page: Any
    house: House
    screens: dict[str, Screen] = field(default_factory=dict)
    found: dict[str, list[str]] = field(default_factory=dict)
    wide: dict[str, list[str]] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)

    def listen(self) -> None:
        """Count what the browser asks for, and what it complains of."""
        host = urlsplit(self.house.url).netloc
        self.page.on(
            "request",
            lambda asked: (
                None
                if urlsplit(asked.url).netloc in (host, "")
                else self.strangers.add(f"{self.page.url}: {asked.url}")
            ),
        )
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))

    def through(self, doors: list[str], *, within: str) -> "Walk":
        """Open one page of each kind, look at it, and follow its links.

        Args:
            doors: paths to begin at.
            within: pattern of the paths that are followed.
        """
        waiting = deque(doors)
        while waiting:
            path = waiting.popleft()
            if {path, kind_of(path)} & self.met or not re.match(within, path):
                continue
            screen = self._open(path)
            if screen is None or screen.is_sandboxed:
                continue  # no file for browsers, or a letter, in which nothing runs
            hrefs = self.page.eval_on_selector_all(
                "a[href]", "all => all.map(one => one.getAttribute('href'))"
            )
            waiting.extend(self._ours(path, hrefs))
            self._look(screen)
        return self

    def seen(self, kind: str) -> None:
        """Look at the screen that a form led to: no address leads there again."""
        path = urlsplit(self.page.url).path
        self.screens[kind] = Screen(kind, path, 200, self.page.content(), is_sandboxed=False)
        self._look(self.screens[kind])

    def _open(self, path: str) -> Screen | None:
        got = self.page.context.request.get(self.house.url + path)
        if "text/html" not in got.headers.get("content-type", ""):
            self.met.add(kind_of(path))
            return None
        self.page.goto(self.house.url + path)
        # A page that is gone or missing is a kind of its own, and may be met once at each address.
        kind = kind_of(path) if got.ok else f"{got.status} {kind_of(path)}"
        self.met.add(kind_of(path) if got.ok else path)
        is_sandboxed = "sandbox" in got.headers.get("content-security-policy", "")
        self.screens[kind] = Screen(kind, path, got.status, got.text(), is_sandboxed)
        return self.screens[kind]

    def _look(self, screen: Screen) -> None:
        """Measure the screen wide and narrow, with all that folds unfolded."""
        if screen.path.startswith(THEIRS):
            return
        unfold = "document.querySelectorAll('details').forEach(one => one.open = true)"
        self.page.evaluate(unfold)
        self._axe(screen)
        for width, said in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": 900})
            if wider := self.page.evaluate(WIDER):
                self.wide[f"{screen.kind} {said}"] = wider
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _axe(self, screen: Screen) -> None:
        from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

        for one in Axe().run(self.page).response["violations"]:
            targets = [node["target"] for node in one["nodes"]]
            self.found.setdefault(screen.kind, []).append(f"{one['id']}: {targets[:3]}")

    def _ours(self, path: str, hrefs: list[str]) -> Iterator[str]:
        for href in hrefs:
            parts = urlsplit(urljoin(self.house.url + path, href))
            if f"{parts.scheme}://{parts.netloc}" == self.house.url and "sign-out" not in href:
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def kind_of(path: str) -> str:
    """Take ids, numbers and names out of a path; of a question only stays that it is one.

    >>> kind_of("/en/events/KZ-2018-0001/facts/01J8SAMPLE0000000000000001.victim/")
    '/en/events/*/facts/*/'
    """
    parts = urlsplit(path)
    told = ["*" if _ID.fullmatch(part) else part for part in parts.path.split("/")]
    if told[2:3] == ["stories"] and told[1] != "desk" and len(told) > 4:
        told[3] = "*"
    return "/".join(told) + ("?" if parts.query else "")


@pytest.fixture(name="house", scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Build a demo and serve it; the process and what it started are ended afterwards."""
    with served_demo(tmp_path_factory.mktemp("every-screen"), port="8760") as house:
        yield house


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Any]:
    """Start Debian's Chromium, or skip."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is missing: apt-get install chromium")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(name="walked", scope="module")
def _walked(house: House, browser: Any) -> Callable[[str, str], Walk]:
    """Answer a function that walks through a part of the house in a language, once."""
    known: dict[tuple[str, str], Walk] = {}

    def walk(part: str, lang: str) -> Walk:
        if (part, lang) not in known:
            known[part, lang] = WALKS[part](house, browser, lang)
        return known[part, lang]

    return walk


def _begin(house: House, browser: Any, lang: str) -> Walk:
    # One direction in the light and the other in the dark: both hold both sheets of colours.
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale=lang,
        extra_http_headers={"Accept-Language": lang},
        color_scheme="dark" if lang == "ar" else "light",
    )
    walk = Walk(context.new_page(), house)
    walk.listen()
    return walk


def _through_site(house: House, browser: Any, lang: str) -> Walk:
    doors = [
        f"/{lang}/", f"/{lang}/no-such-page/", f"/{lang}/events/?q=quay&act=detention&from=x",
        f"/{lang}/events/?page=9999", f"/{lang}/subscribe/",
        *house.links_in_mail("/u/")[:1], *house.links_in_mail("/subscribe/")[:1],
    ]  # fmt: skip
    return _begin(house, browser, lang).through(doors, within=rf"/({lang}/|u/|subscribe/)")


def _sign_in(walk: Walk, who: str, lands: str) -> None:
    address = next(one for one in walk.house.sign_ins if one.startswith(f"{who}@"))
    walk.page.fill("input[type=email]", address)
    walk.page.fill("input[type=password]", walk.house.sign_ins[address])
    walk.page.press("input[type=password]", "Enter")
    walk.page.wait_for_url(f"**{lands}", timeout=60_000)


def _through_erasing(house: House, browser: Any, lang: str) -> Walk:
    """Erase somebody by keys and clicks, and look at each screen on the way."""
    walk = _begin(house, browser, lang)
    walk.page.goto(f"{house.url}/desk/sign-in/")
    _sign_in(walk, "security-officer1", "/desk/erasing/")
    walk.page.fill("main input[name=name]", "Joss Arden" if lang == "en" else "Mira Tavel")
    walk.page.press("main input[name=name]", "Enter")
    walk.page.wait_for_selector("#found button[value=plan]", timeout=60_000)
    walk.seen("/desk/erasing/ found")
    walk.page.click("#found button[value=plan] >> nth=0")
    walk.page.wait_for_selector("input[name=ground]", timeout=120_000)
    walk.seen("/desk/erasing/*/ planned")
    walk.page.check("input[name=ground][value=danger]")
    walk.page.check("input[name=sure]")
    walk.page.press("input[name=sure]", "Enter")
    walk.page.wait_for_selector("a[href$='/letter/']", timeout=120_000)
    return walk.through(["/desk/erasing/"], within="/desk/erasing/")


def _through_desk(house: House, browser: Any, lang: str) -> Walk:
    walk = _begin(house, browser, lang)
    walk.through(["/desk/sign-in/"], within="/desk/sign-in/$")
    _sign_in(walk, "editor1", "/desk/")
    doors = ["/desk/", "/desk/no-such-screen/", "/desk/account/password/", "/mailbox/", THEIRS]
    return walk.through(doors, within=r"/(desk|mailbox)/(?!prose/.*[?])")


WALKS = {"site": _through_site, "desk": _through_desk, "erasing": _through_erasing}
