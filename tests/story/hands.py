"""People at browsers of a demo that is served: their keys and requests are counted."""

import re
import shutil
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.served import House

CHROMIUM = shutil.which("chromium")
REPORT = "almaty-2018.txt"
"""The report that is pasted: retold from an article, with the words that it says."""
AFTER_RIGHT = ("Nana Iksanova", "Maria Melnikova", "Lyudmila Kalashnikova", "Lukpan Akhmedyarov",
               "Sanat Urnaliev", "Madi Bekmaganbet", "Andrey Sviridov", "Bagdat Asylbek",
               "journalist", "citizen")  # fmt: skip
"""Whom the report says were picked up; what the draft says of others is no act of theirs."""
PATIENCE = 60_000


@dataclass
class Hands:
    """A person at a browser, whose keys and requests are counted."""

    page: Any
    house: House
    keys: int = 0
    strangers: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    screens: set[str] = field(default_factory=set)

    def open(self, path: str) -> None:
        """Open a page of the house."""
        self.page.goto(self.house.url + path)
        self.screens.add(path.split("?")[0])

    def press(self, key: str) -> None:
        """Press a key; one with shift counts as two."""
        self.keys += 1 + key.startswith("Shift+")
        self.page.keyboard.press(key)

    def sign_in(self, name: str) -> None:
        """Sign in by the form, as whoever has that mail name."""
        address = next(one for one in self.house.sign_ins if one.startswith(f"{name}@"))
        self.open("/desk/")
        self.page.fill("input[type=email]", address)
        self.page.fill("input[type=password]", self.house.sign_ins[address])
        self.page.press("input[type=password]", "Enter")
        self.page.wait_for_url("**/desk/", timeout=PATIENCE)


def hands_of(browser: Any, house: House, **more: Any) -> Hands:
    """Sit somebody down at a browser, noting what it asks of others and complains of."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, **more)
    context.set_default_timeout(PATIENCE)
    hands = Hands(context.new_page(), house)
    own = urlsplit(house.url).netloc

    def asked(request: Any) -> None:
        if urlsplit(request.url).netloc not in (own, "") and not request.url.startswith("data:"):
            hands.strangers.append(request.url)

    def said(message: Any) -> None:
        if message.type == "error":
            hands.troubles.append(message.text)

    context.on("request", asked)
    hands.page.on("console", said)
    return hands


def take_in(hands: Hands, text: str) -> str:
    """Paste a report with the keyboard, see how far it is, and land beside its draft."""
    hands.open("/desk/")
    hands.press("n")
    hands.page.wait_for_selector("textarea:focus")
    hands.page.keyboard.insert_text(text)
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.press("Tab")
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url("**/desk/reports/*/", timeout=PATIENCE)
    return urlsplit(hands.page.url).path


def open_rows(page: Any) -> int:
    """Count what is still to be decided on a screen."""
    return int(page.locator(".act [data-walk], .stub[data-walk]").count())


def _heading_of_now(page: Any) -> str:
    return str(page.evaluate(
        "(() => { const row = document.querySelector('.f.now');"
        " return row ? row.closest('details.act').querySelector('summary').innerText : ''; })()"
    ))  # fmt: skip


def decide_all(hands: Hands) -> int:
    """Decide every act by keys as a careful reader does; answer how many facts were accepted."""
    page = hands.page
    settled: set[str] = set()
    while open_rows(page):
        heading = " ".join(_heading_of_now(page).split())
        is_meant = "detention" in heading and any(name in heading for name in AFTER_RIGHT)
        if not is_meant and heading not in settled:
            settled.add(heading)
            and_wait(hands, "Shift+X")
            continue
        in_link = page.evaluate("!!document.querySelector('.facts.link .f.now')")
        rest = page.evaluate(
            "!!document.querySelector('details.act:has(.f.now) button[value=rest]')"
        )
        and_wait(hands, "a" if in_link or not rest else "Shift+A")
    decided, total = re.findall(r"\d+", page.inner_text("#progress"))
    assert decided == total
    return int(total)  # of acts that stand; every fact of them was accepted


def walk_to(hands: Hands, selector: str) -> bool:
    """Go down with J, then up with K, until the row that the keys are on is one of a kind."""
    for number in range(400):
        if hands.page.query_selector(f"{selector}.now"):
            return True
        if not hands.page.query_selector(f"{selector}[data-walk]"):
            return False
        hands.press("j" if number < 150 else "k")
    raise AssertionError(f"J and K never came to {selector}")


def and_wait(hands: Hands, key: str) -> None:
    """Press a key that decides, and wait until the record has answered."""
    with hands.page.expect_response(lambda answer: answer.request.method == "POST"):
        hands.press(key)
    hands.page.wait_for_selector("body:not([data-busy])")
    hands.page.wait_for_selector(".htmx-request, .htmx-swapping", state="detached")


def try_alone(author: Hands, bundle: str) -> None:
    """Try to approve one's own facts by button, form post and HTMX post: all are refused."""
    author.open(bundle)
    button = author.page.locator("button[value=approve]")
    assert button.is_disabled()
    form = {
        field: author.page.get_attribute(f"form:has(button[value=approve]) input[name={field}]",
                                         "value")
        for field in ("csrfmiddlewaretoken", "base", "once")
    }  # fmt: skip
    address = author.house.url + bundle
    for headers in ({}, {"HX-Request": "true"}):
        answer = author.page.context.request.post(
            address,
            form={**form, "d": "approve", "comment": str(headers)},
            headers={"Referer": address, **headers},
        )
        assert "somebody else must approve it" in answer.text()
        author.open(bundle)
        assert author.page.query_selector("text=Published.") is None
