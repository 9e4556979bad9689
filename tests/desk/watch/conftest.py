"""A newsroom on loopback whose pages and lists a test changes, and an office that watches it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.desk.conftest import Office as DeskOffice

from khronika.capture import Conditions
from khronika.desk.models import WatchItem, WatchSource
from khronika.desk.watch.rounds import Office, run_round
from khronika.desk.watch.sources import add
from khronika.flow.drafting import Drafted, read_package
from khronika.record.ledger.append import Ledger

START = datetime(2031, 5, 20, 8, 0, tzinfo=UTC)


def page(*lines: str, menu: str = "Home News About") -> bytes:
    """Write a page of the newsroom: a menu, and an article of some paragraphs."""
    links = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in menu.split())
    told = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!doctype html><html lang=en><head><title>Held in Selm</title></head><body>"
        f"<nav><ul>{links}</ul></nav><main><article><h1>Reporters held in Selm</h1>{told}"
        f"</article></main></body></html>"
    ).encode()


def held(count: str = "two") -> bytes:
    """Write the usual article, long enough that readers find its main text."""
    return page(
        f"On 14 May 2031 harbour police detained {count} reporters of the Harbour Post in Selm.",
        "They had been following the trial of a customs officer for a week, the paper said.",
        "The reporters were released the same evening without charge, said their editor.",
    )


@dataclass
class Newsroom:
    """What a server answers by path; a path that is missing is answered with 404."""

    answers: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    hooks: dict[str, Callable[[], None]] = field(default_factory=dict)

    def put(self, path: str, body: bytes, *, kind: str = "text/html; charset=utf-8",
            status: str = "200 OK", more: str = "") -> None:  # fmt: skip
        """Answer a path with a body from now on."""
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}"
        self.answers[path] = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def list(self, *names: str, path: str = "/feed.xml") -> None:
        """List pages in the feed, and have a page for each."""
        items = "".join(
            f"<item><title>{name}</title><link>{self.url}/{name}</link></item>" for name in names
        )
        feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
        self.put(path, feed.encode(), kind="application/rss+xml")
        for name in names:
            if f"/{name}" not in self.answers:
                self.put(f"/{name}", held())

    def count(self, path: str) -> int:
        """Answer how often a path was asked for."""
        return self.asked.count(path)


@pytest.fixture(name="newsroom")
def _newsroom(serve: Any, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    """Start the newsroom's server, which may be asked though it is on loopback."""
    room = Newsroom()

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1].decode()
        room.asked.append(path)
        room.hooks.get(path, lambda: None)()
        if not room.is_down:
            send(room.answers.get(path) or b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    room.url = serve(answer).url
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    return room


@dataclass
class Watch:
    """An office's watch under a clock that the test sets."""

    home: Path
    person: str
    now: datetime = START
    maildir: Path | None = None

    def office(self) -> Office:
        """Answer what a worker would work with."""
        conditions = Conditions.from_environment(self.home / "store")
        ledger = Ledger()
        return Office(ledger, self.home, conditions, lambda: self.now, self.maildir)

    def add(self, address: str, **said: Any) -> WatchSource:
        """Watch a source from now on."""
        usual = {"title": "", "every": "15", "with_browser": False, "level": "restricted"}
        return add(self.person, **{**usual, "address": address, **said}, now=self.now)

    def work(self, *, hours: float = 0, steps: int = 40) -> list[str]:
        """Let time pass, then work until nothing is due; hosts rest between two requests."""
        self.now += timedelta(hours=hours)
        said: list[str] = []
        for _ in range(steps):
            done = run_round(self.office())
            said += done
            self.now += timedelta(seconds=6)
            if not done:
                break
        return said

    def item(self, address: str) -> WatchItem:
        """Answer the row of an address."""
        return WatchItem.objects.get(address=address)


class PlainReader:
    """Reads packages in this process and codes nothing: the models of coding are not under test."""

    def ask(self, path: str, known: Drafted | None, tick: Callable[[], None]) -> Drafted:
        """Answer the page of a package."""
        return known or Drafted(read_package(Path(path)), failure="model_missing")


@pytest.fixture(name="watch")
def _watch(
    office: DeskOffice, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    """Answer a watch of the office, as an editor of it."""
    monkeypatch.setattr("khronika.flow.intake.READER", PlainReader())
    yield Watch(office.home, office.actors["ann"][2:])
    connections.close_all()


__all__ = ["START", "Newsroom", "Watch", "held", "page"]
