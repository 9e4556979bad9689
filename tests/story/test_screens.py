"""The screens, used with real hands: Debian's Chromium against a demo that is served.

Two people bring a pasted report to the public, with the keyboard; a reader checks it, gets the
letter and leaves. Every request that the browser makes is counted: none goes to another host.
"""

import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.served import House, environment_of, served_demo
from tests.story.hands import (
    CHROMIUM,
    REPORT,
    Hands,
    and_wait,
    decide_all,
    hands_of,
    take_in,
    try_alone,
    walk_to,
)

from khronika.demo.sample import FOLDER as SAMPLES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is missing: apt-get install chromium"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(name="house", scope="module")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Build a demo and serve it; the process and what it started are ended afterwards."""
    with served_demo(tmp_path_factory.mktemp("screens"), port="8700") as house:
        yield house


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Any]:
    """Start Chromium."""
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(name="decided", scope="module")
def _decided(browser: Any, house: House) -> tuple[Hands, str, int]:
    """Sign in as an editor, paste the report, decide it; answer hands, address, accepted facts."""
    hands = hands_of(browser, house)
    hands.sign_in("editor1")
    path = take_in(hands, (SAMPLES / REPORT).read_text("utf-8"))
    hands.keys = 0
    accepted = decide_all(hands)
    return hands, path, accepted


@pytest.fixture(name="asked", scope="module")
def _asked(decided: tuple[Hands, str, int]) -> tuple[Hands, str]:
    """Dismiss what is no act, give grounds for names, make an event, ask: by keys alone."""
    hands, _path, _accepted = decided
    page = hands.page
    while walk_to(hands, ".missrow:not(.namerow)"):
        and_wait(hands, "d")
    while walk_to(hands, ".namerow"):
        and_wait(hands, "2")  # made public by those concerned
    if page.query_selector("button[data-key=b]"):
        and_wait(hands, "b")
    and_wait(hands, "e")
    there = page.url
    hands.press("v")
    page.wait_for_selector("text=Preview: this page is not public.")
    assert "Lukpan Akhmedyarov" in page.inner_text("main")
    page.goto(there)
    page.wait_for_selector(".bench")
    and_wait(hands, "q")
    waits = page.locator("a[href*='/desk/second/']", has_text="What waits").first
    return hands, urlsplit(str(waits.get_attribute("href"))).path


@pytest.fixture(name="published", scope="module")
def _published(asked: tuple[Hands, str], browser: Any, house: House) -> tuple[Hands, Hands, str]:
    """Let a second person approve; answer the author's hands, theirs, and the event's number."""
    author, bundle = asked
    try_alone(author, bundle)
    second = hands_of(browser, house)
    second.sign_in("editor2")
    second.open("/desk/second/")
    second.press("j")
    second.press("Enter")
    second.page.wait_for_url(f"**{bundle}")
    second.screens.add("/desk/second/*/")
    number = str(second.page.inner_text(".crumbs .ref"))
    and_wait(second, "p")
    second.page.wait_for_selector("text=Approved and published.")
    return author, second, number


def test_a_report_is_decided_with_few_keys(decided: tuple[Hands, str, int]) -> None:
    """The retold report takes at most one and a half keystrokes an accepted fact."""
    hands, _path, accepted = decided
    assert accepted >= 60
    assert hands.keys <= 1.5 * accepted
    print(f"{hands.keys} keys, {accepted} facts: {hands.keys / accepted:.2f} a fact")  # noqa: T201  # the figure that is asked for


def test_a_second_person_brings_the_quote_to_the_public(
    published: tuple[Hands, Hands, str], browser: Any, house: House
) -> None:
    """What an author asked for is public once another approved it, with its words."""
    _author, _second, number = published
    reader = hands_of(browser, house, java_script_enabled=False)
    reader.open(f"/en/events/{number}/")
    text = reader.page.content()
    assert "picked up" in text
    assert "Lukpan Akhmedyarov" in text
    assert reader.strangers == []


def test_no_screen_asks_another_host(
    published: tuple[Hands, Hands, str], browser: Any, house: House
) -> None:
    """No screen of desk and site makes the browser ask another host, nor breaks its policy."""
    author, second, number = published
    report = next(path for path in author.screens if path.startswith("/desk/second/"))
    for path in ("/desk/", "/desk/new/", "/desk/second/", report, "/mailbox/"):
        author.open(path)
    reader = hands_of(browser, house)
    for path in (*PUBLIC, f"/en/events/{number}/"):
        reader.open(path)
    for hands in (author, second, reader):
        assert hands.strangers == []
        assert [one for one in hands.troubles if "Content Security" in one] == []


def _beside(browser: Any, house: House, name: str, report: str) -> Hands:
    """Sign in as somebody and open a report of the inbox by a word of its title."""
    hands = hands_of(browser, house)
    hands.sign_in(name)
    title = hands.page.locator("table.inbox th.what a", has_text=re.compile(report))
    hands.open(str(title.first.get_attribute("href")))
    return hands


def _decided_by_now(hands: Hands) -> int:
    return int(re.findall(r"\d+", hands.page.inner_text("#progress"))[0])


def test_two_people_on_one_fact_lose_nothing(browser: Any, house: House) -> None:
    """Two screens of one report: the second to decide a fact is told who did, and overwrites none.

    A button that is pressed twice writes once.
    """
    first = _beside(browser, house, "coder1", "beaten")
    second = _beside(browser, house, "editor1", "beaten")
    row = str(first.page.get_attribute(".f.now", "id"))
    assert second.page.get_attribute(".f.now", "id") == row
    and_wait(first, "a")
    and_wait(second, "x")
    second.page.wait_for_selector("text=It changed while you read")
    assert "accepted" in str(second.page.locator(f'[id="{row}"]').inner_text())
    decided = _decided_by_now(first)
    first.page.locator(".f.now button[value=accept]").dblclick()
    first.page.wait_for_selector(".htmx-request, .htmx-swapping", state="detached")
    assert _decided_by_now(first) == decided + 1


def test_keys_are_told_changed_and_silent_while_typing(browser: Any, house: House) -> None:
    """`?` lays all keys over the screen; a changed key does what the usual one did; fields type."""
    hands = _beside(browser, house, "coder2", "beaten")
    page = hands.page
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] >> text=accept and go on")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    address = page.url
    page.keyboard.press("c")
    page.wait_for_selector(".fixplace form")
    page.keyboard.press("Escape")
    hands.open("/desk/keys/")
    page.fill("input[name=key-c]", "f")
    page.click("button[value=keep]")
    page.wait_for_selector("text=Your keys are kept.")
    page.goto(address)
    page.wait_for_selector(".f.now")
    page.keyboard.press("c")
    assert page.query_selector(".fixplace form") is None
    page.keyboard.press("f")
    page.wait_for_selector(".fixplace form")
    field = page.locator(".fixplace input[name=words]")
    before = page.locator(".f.now").count()
    field.focus()
    page.keyboard.type("fax")
    assert field.input_value() == "fax"
    assert page.locator(".f.now").count() == before
    page.goto(f"{house.url}/desk/keys/")
    page.click("button[value=usual]")
    page.wait_for_selector("text=Your keys are kept.")


def test_judging_who_is_known_brings_the_screen_and_not_one_inside_it(
    browser: Any, house: House
) -> None:
    """What answers a form or a link of a part that HTMX loaded takes the place of the whole page."""
    hands = hands_of(browser, house)
    page = hands.page
    hands.sign_in("coder1")
    hands.open("/desk/?state=all")
    page.locator("table.inbox th.what a", has_text="Selm: reporters").first.click()
    page.wait_for_selector("#known form.cand")
    # The desk allows no `eval`, and so no `wait_for_function`: the part that comes last is waited for.
    with page.expect_response(lambda answer: answer.url.endswith("/known/")):
        page.locator("#known form.cand button[value=unsure]").first.click()
    page.wait_for_selector("#known form.cand, #known p.note")
    assert page.locator("header.mast").count() == 1
    assert page.locator("#known").count() == 1


def test_a_drawn_box_becomes_a_line_that_the_form_takes(browser: Any, house: House) -> None:
    """What is drawn on a frame stands on it and in the form, stays when one looks on, and is read."""
    hands = hands_of(browser, house)
    page = hands.page
    hands.sign_in("coder1")
    hands.open("/desk/?state=all")
    page.locator("a[href*='/desk/reports/']:has-text('quay.png')").first.click()
    page.wait_for_selector("a[href$='/films/']")
    hands.open(urlsplit(page.url).path + "films/")
    page.locator("main a[href*='/films/']").first.click()
    page.locator("a[href$='/redact']").click()
    page.click("button[value=clear]")
    page.wait_for_selector("[data-draw]")
    page.locator("[data-draw]").scroll_into_view_if_needed()
    for left in (0.1, 0.5):
        box = page.locator("[data-draw]").bounding_box()
        page.mouse.move(box["x"] + left * box["width"], box["y"] + 0.2 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + (left + 0.3) * box["width"], box["y"] + 0.6 * box["height"])
        page.mouse.up()
    lines = page.input_value("[name=boxes]").splitlines()
    assert len(lines) == page.locator(".drawn").count() == 2
    page.click("button[value=veil]")
    page.wait_for_selector("button[value=clear]")
    assert page.input_value("[name=boxes]").splitlines() == lines
    page.click("text=Make the copy")
    page.wait_for_url("**/desk/redactions/*/")


PUBLIC = (
    "/en/", "/en/events/", "/ru/", "/kk/", "/ar/", "/en/corrections/", "/en/letters/",
    "/en/subscribe/", "/en/stories/",
)  # fmt: skip
PLANTED = (
    ("Newsroom searched", "Edda Krom"),
    ("beaten", "Police officers of Upper Kell"),
    ("hreats", "2025-09-01"),
)
"""A word of the report's title or file, and what its draft says wrongly (`samples.yaml`)."""


@pytest.mark.parametrize(("report", "wrong"), PLANTED)
def test_a_planted_error_is_not_accepted_in_bulk(
    browser: Any, house: House, report: str, wrong: str
) -> None:
    """Accepting the rest of every act leaves each planted wrong fact open."""
    hands = hands_of(browser, house, java_script_enabled=False)
    hands.sign_in("coder2")
    title = hands.page.locator("table.inbox th.what a", has_text=re.compile(report))
    hands.page.goto(house.url + str(title.first.get_attribute("href")))
    screen = hands.page.url
    acts = [one.get_attribute("id") for one in hands.page.locator(".act").all()]
    found, waits = 0, 0
    for act in acts:
        hands.page.goto(f"{screen}?now={act}")
        rest = hands.page.locator("button[value=rest]")
        if rest.count():
            with hands.page.expect_navigation():
                rest.first.click()
            hands.page.goto(f"{screen}?now={act}")
        said = hands.page.locator(".v > span:first-child", has_text=wrong)
        found += hands.page.locator(".f", has=said).count()
        waits += hands.page.locator(".f[data-walk]", has=said).count()
    assert found
    assert waits, "the planted error was accepted with the rest"


def _mail(house: House) -> list[EmailMessage]:
    parser = BytesParser(EmailMessage, policy=policy.default)
    return [
        parser.parsebytes(file.read_bytes()) for file in (house.home / "mailbox").glob("*.eml")
    ]


def test_the_letter_arrives_and_one_can_leave(browser: Any, house: House) -> None:
    """A reader finds the letter in the mailbox, leaves by one button, and is off the list."""
    letters = [mail for mail in _mail(house) if mail["List-Unsubscribe-Post"]]
    assert letters
    staff = hands_of(browser, house)
    staff.open("/mailbox/")
    assert staff.page.query_selector("input[type=password]"), "strangers read the letters"
    staff.sign_in("coder1")
    staff.open("/mailbox/")
    assert str(letters[0]["Subject"]) in staff.page.inner_text("main")
    reader = hands_of(browser, house)
    leave = re.search(r"<(https?://[^>]+/u/[^>]+)>", str(letters[0]["List-Unsubscribe"]))
    assert leave
    address = urlsplit(leave[1]).path
    reader.open(address)
    reader.page.click("main form button")
    reader.page.wait_for_selector("text=You have left the list")
    assert reader.strangers == []


def test_who_subscribes_is_asked_by_mail(browser: Any, house: House) -> None:
    """Whoever asks for letters gets one with a link, and is on the list after one button."""
    reader = hands_of(browser, house)
    reader.open("/en/subscribe/")
    reader.page.fill("input[type=email]", "newcomer@sample.example")
    reader.page.click("main form button[type=submit], main form button:not([type])")
    until = time.monotonic() + 60
    asked: list[EmailMessage] = []
    while not asked and time.monotonic() < until:
        asked = [mail for mail in _mail(house) if mail["To"] == "newcomer@sample.example"]
        time.sleep(0.5)
    assert asked, "no question came within a minute"
    plain = asked[0].get_body(("plain",))
    assert plain is not None
    link = re.search(r"https?://\S+/subscribe/\S+", plain.get_content())
    assert link
    reader.open(urlsplit(link[0]).path)
    reader.page.click("main form button")
    reader.page.wait_for_load_state()
    assert reader.page.query_selector("main form button") is None


def _packages(reader: Any) -> Iterator[str]:
    """Yield the packages that proof pages offer, the newest event first."""
    reader.open("/en/events/")
    events = reader.page.locator("a[href*='/en/events/XV-'], a[href*='/en/events/KZ-']")
    hrefs = [event.get_attribute("href") for event in events.all()]
    for href in dict.fromkeys(hrefs):
        reader.open(str(href))
        proof = reader.page.locator("a[href*='/facts/']").first.get_attribute("href")
        reader.open(str(proof))
        for link in reader.page.locator("a[href$='.zip']").all():
            yield str(link.get_attribute("href"))


def test_the_package_behind_a_proof_holds(browser: Any, house: House, tmp_path: Path) -> None:
    """A stranger downloads the package from a proof page and checks it with their own tools."""
    reader = hands_of(browser, house)
    link = next(iter(_packages(reader)))
    bytes_ = reader.page.context.request.get(house.url + str(link)).body()
    (tmp_path / "package.zip").write_bytes(bytes_)
    with zipfile.ZipFile(tmp_path / "package.zip") as packed:
        packed.extractall(tmp_path)
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    sums = subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=folder,
                          capture_output=True, text=True)  # fmt: skip
    assert sums.returncode == 0, sums.stdout + sums.stderr
    verified = subprocess.run(
        [sys.executable, "-m", "khronika", "verify", str(folder)],
        env=environment_of(house.home),
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
