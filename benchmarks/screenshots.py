"""Writes docs/pictures: every kind of public page and the desk's screens, from a fresh demo.

    python benchmarks/screenshots.py

Builds a demo of its own in a temporary home, serves it on loopback, and photographs it with
Debian's Chromium: wide and narrow, dark, right to left. Pictures are kept small by a palette of
256 colours. Nothing is drawn by hand, so the pictures are as old as the run and no older.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = 1200, 390
TALLEST, COLOURS = 1500, 256
MOST_BYTES = 3_000_000


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the address, and how the reader's screen is."""

    name: str
    path: str
    width: int = WIDE
    dark: bool = False
    opens: str = ""
    as_staff: bool = False
    status: int = 200


def shots(
    event: str, fact: str, person: str, stories: list[str], corrected: str, gone: str
) -> Iterator[Shot]:
    """Yield the public pages; `corrected` is an event of the invented country, `gone` was taken down."""
    for story in stories[:1]:
        yield Shot("story", story)
        yield Shot("story-narrow", story, NARROW)
    yield Shot("home", "/en/")
    yield Shot("home-narrow", "/ru/", NARROW)
    yield Shot("events", "/en/events/?act=detention")
    yield Shot("events-filters-narrow", "/ar/events/?from=2018&to=x", NARROW)
    yield Shot("events-narrow-dark", "/en/events/", NARROW, dark=True)
    yield Shot("event", f"/en/events/{event}/", opens="#act-1 td details.cell")
    yield Shot("event-dark", f"/en/events/{event}/", dark=True)
    yield Shot("event-narrow", f"/en/events/{event}/", NARROW)
    yield Shot("event-arabic", f"/ar/events/{event}/")
    yield Shot("event-kazakh-narrow", f"/kk/events/{event}/", NARROW)
    yield Shot("proof", fact)
    yield Shot("event-corrected", f"/en/events/{corrected}/")
    yield Shot("country", f"/en/countries/{corrected[:2]}/")
    yield Shot("country-map", f"/ru/countries/{event[:2]}/")
    yield Shot("country-arabic-dark", f"/ar/countries/{corrected[:2]}/", dark=True)
    yield Shot("held", "/en/held/")
    yield Shot("person-narrow", f"/en/people/{person}/", NARROW)
    yield Shot("stories", "/en/stories/")
    yield Shot("letter", "/en/letters/1/")
    yield Shot("subscribe-narrow", "/ar/subscribe/", NARROW)
    yield Shot("corrections", "/en/corrections/")
    yield Shot("withdrawn-narrow", f"/en/events/{gone}/", NARROW, status=410)
    yield Shot("how-we-work", "/ru/how-we-work/")
    yield Shot("data-protection", "/kk/data-protection/")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def build(home: Path) -> dict[str, Any]:
    """Build a demo and answer what it made."""
    words = [sys.executable, "-m", "khronika", "demo", "--no-serve", "--json", "--fresh"]
    done = subprocess.run(
        words, env={**os.environ, "KHRONIKA_HOME": str(home)}, stdout=subprocess.PIPE, check=True
    )
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the demo on loopback."""
    os.environ |= {
        "KHRONIKA_HOME": str(home), "KHRONIKA_MODE": "demo", "KHRONIKA_CONTACT": "rights@khronika.example",
        "DJANGO_SETTINGS_MODULE": "khronika.settings",
    }  # fmt: skip
    from khronika.settings.wsgi import application

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def withdrawn() -> str:
    """Answer the number of an event that was taken down."""
    from khronika.record.public.read import of_kind

    return next(str(one.number) for one in of_kind("tombstone") if one.body["of"] == "event")


def staff_cookie() -> str:
    """Sign somebody in who may edit, without typing a password, and answer the session's key."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )

    users = get_user_model().objects.order_by("email")
    person = users.filter(email__startswith="editor").first() or users.get(pk=users[0].pk)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = person.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def save(png: bytes, name: str) -> int:
    """Write a picture with a small palette and answer its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = min(picture.height, TALLEST)
    small = picture.crop((0, 0, picture.width, height))
    small = small.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    small.save(path, optimize=True)
    return path.stat().st_size


def photograph(browser: Browser, site: str, shot: Shot, cookie: str) -> int:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": 800},
        color_scheme="dark" if shot.dark else "light",
    )
    if shot.as_staff:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    answer = page.goto(site + shot.path)
    if answer is None or answer.status != shot.status:
        raise SystemExit(f"{shot.path} answered {answer and answer.status}; no picture was taken")
    if shot.opens:
        page.locator(shot.opens).first.evaluate("cell => { cell.open = true; }")
    tall = page.evaluate("document.documentElement.scrollHeight")
    # As tall as the picture: the desk's line of keys stands below everything, not across it.
    page.set_viewport_size({"width": shot.width, "height": min(tall, TALLEST)})
    size = save(page.screenshot(full_page=True), shot.name)
    context.close()
    return size


def desk_shots(browser: Browser, site: str, cookie: str) -> Iterator[Shot]:
    """Yield the screens of the desk: what came in, side by side, the second person.

    Side by side stands an invented report: a draft may be wrong, and of real people nothing is shown
    that no source says.
    """
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page = context.new_page()
    yield Shot("desk-inbox", "/desk/", as_staff=True)
    yield Shot("desk-inbox-narrow", "/desk/", NARROW, as_staff=True)
    for name, path, link in (
        ("desk-report", "/desk/", "a[href*='/desk/reports/']:has-text('Cameraman')"),
        ("desk-second", "/desk/second/", "a[href*='/desk/second/']:not([href$='/desk/second/'])"),
    ):
        page.goto(site + path)
        found = page.locator(link)
        if found.count():
            address = str(found.first.get_attribute("href"))
            yield Shot(name, address, as_staff=True)
            yield Shot(f"{name}-dark", address, dark=True, as_staff=True)
        else:
            yield Shot(name, path, as_staff=True)
    context.close()


def main() -> int:
    """Build, serve, photograph; the pictures before are thrown away."""
    if not Path(CHROMIUM).exists():
        print("chromium is missing: run make system", file=sys.stderr)
        return 2
    home = Path(tempfile.mkdtemp(prefix="khronika-pictures-"))
    made = build(home)
    urls: list[str] = made["public_urls"]
    event = next(url.split("/")[3] for url in urls if "/events/KZ" in url)
    fact = next(url for url in reversed(urls) if "/facts/" in url)
    corrected = next(url.split("/")[3] for url in urls if "/events/XV" in url)
    person = next(url.split("/")[3] for url in urls if "/people/" in url)
    stories = [url for url in urls if url.startswith("/en/stories/") and url.count("/") == 4]
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    total = 0
    with served(home) as site:
        cookie, gone = staff_cookie(), withdrawn()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            wanted = [
                *shots(event, fact, person, stories, corrected, gone),
                *desk_shots(browser, site, cookie),
            ]
            for shot in wanted:
                size = photograph(browser, site, shot, cookie)
                total += size
                print(f"{shot.name}.png\t{size}")
            browser.close()
    shutil.rmtree(home)
    print(f"{len(wanted)} pictures, {total:,} bytes", file=sys.stderr)
    return 0 if total <= MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
