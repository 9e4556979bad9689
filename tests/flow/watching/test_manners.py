"""Watched servers are asked as they ask to be: not where they forbid it, not too soon, not twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions
from khronika.flow.watching.manners import AskedToWait, Manners, RobotsForbid, RobotsUnknown
from khronika.flow.watching.polling import NotListed, poll
from khronika.flow.watching.taking import capture_page_into
from khronika.net.address import read_allowed

NOW = datetime(2018, 6, 23, 9, tzinfo=UTC)
FEED = b"<rss><channel><item><link>/one</link></item></channel></rss>"


class _Site:
    """A server on loopback whose answers can be changed, and what it was asked."""

    def __init__(self, serve: Any, home: Path, tmp_path: Path) -> None:
        self.answers: dict[str, tuple[str, bytes]] = {}
        self.asked: list[bytes] = []
        self.now = NOW
        self.scratch = tmp_path / "scratch"
        self._server = serve(self._answer)
        usual = Conditions.from_environment(home / "store")
        self.conditions = replace(usual, allowed=read_allowed("127.0.0.1"), clock=lambda: self.now)

    def _answer(self, request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1].decode()
        self.asked.append(request)
        head, body = self.answers.get(path, ("404 No", b""))
        if b"If-None-Match" in request and "ETag" in head:
            head, body = "304 Not Modified", b""
        send(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    @property
    def url(self) -> str:
        return str(self._server.url)

    @property
    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.asked]

    def poll(self) -> list[str]:
        polled = poll(
            f"{self.url}/list", cursor=0, conditions=self.conditions, scratch=self.scratch
        )
        return [item.url.removeprefix(self.url) for item in polled.items]


@pytest.fixture(name="site")
def _site(serve: Any, home: Path, tmp_path: Path) -> _Site:
    """Answer a site with a feed."""
    site = _Site(serve, home, tmp_path)
    site.answers["/list"] = ("200 OK\r\nContent-Type: text/xml", FEED)
    return site


def test_robots_is_asked_once_a_day(site: _Site) -> None:
    """First the robots.txt, then the list; the answer counts for a day (RFC 9309 section 2.4)."""
    for _ in range(2):
        assert site.poll() == ["/one"]
    assert site.paths == ["/robots.txt", "/list", "/list"]
    site.now += timedelta(hours=25)
    site.poll()
    assert site.paths[3:] == ["/robots.txt", "/list"]


def test_what_robots_forbids_is_not_asked_for(site: _Site, tmp_path: Path) -> None:
    """Neither the list nor an item; the error says what a person can do."""
    site.answers["/robots.txt"] = ("200 OK", b"User-agent: *\nDisallow: /list\nDisallow: /one")
    with pytest.raises(RobotsForbid, match="capture it by hand"):
        site.poll()
    with pytest.raises(RobotsForbid):
        capture_page_into(
            tmp_path / "item", f"{site.url}/one", known=(), conditions=site.conditions
        )
    assert site.paths == ["/robots.txt"]


def test_an_operator_may_pass_robots_by(site: _Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence may be what a site would rather hide: whoever decides so says it in a setting."""
    site.answers["/robots.txt"] = ("200 OK", b"User-agent: *\nDisallow: /")
    monkeypatch.setenv("KHRONIKA_WATCH_ROBOTS", "pass")
    assert site.poll() == ["/one"]
    assert site.paths == ["/list"]


def test_who_cannot_say_is_not_asked(site: _Site) -> None:
    """A robots.txt that answers 500 forbids everything; an hour later it is asked again."""
    site.answers["/robots.txt"] = ("500 No", b"")
    for _ in range(2):
        with pytest.raises(RobotsUnknown):
            site.poll()
    assert site.paths == ["/robots.txt"]
    del site.answers["/robots.txt"]
    site.now += timedelta(minutes=61)
    assert site.poll() == ["/one"]


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_retry_after_is_kept_for_the_whole_server(
    site: _Site, tmp_path: Path, status: str
) -> None:
    """Nothing of that server is asked for until then (RFC 9110 section 10.2.3)."""
    site.answers["/list"] = (f"{status}\r\nRetry-After: 7200", b"")
    with pytest.raises(NotListed):
        site.poll()
    count = len(site.asked)
    item = f"{site.url}/one"
    with pytest.raises(AskedToWait, match="2018-06-23T11:00:00Z"):
        capture_page_into(tmp_path / "item", item, known=(), conditions=site.conditions)
    assert len(site.asked) == count
    site.now += timedelta(hours=2, minutes=1)
    site.answers["/list"] = ("200 OK", FEED)
    assert site.poll() == ["/one"]


def test_an_item_that_is_put_off_tells_its_server_too(site: _Site, tmp_path: Path) -> None:
    """The answer 429 is kept as evidence; the next one is not asked for."""
    site.answers["/one"] = ("429 Slow\r\nRetry-After: 60", b"later")
    item = f"{site.url}/one"
    made = capture_page_into(tmp_path / "item", item, known=(), conditions=site.conditions)
    assert made.path.exists()
    with pytest.raises(AskedToWait):
        site.poll()


def test_a_list_is_not_sent_twice_unchanged(site: _Site) -> None:
    """ETag and Last-Modified go back to the server; its 304 means the list that is known."""
    modified = "Last-Modified: Sat, 23 Jun 2018 08:00:00 GMT"
    site.answers["/list"] = (f'200 OK\r\nETag: "a1"\r\n{modified}', FEED)
    assert site.poll() == site.poll() == ["/one"]
    first, second = (one for one in site.asked if b" /list " in one)
    assert b"If-None-Match" not in first
    assert b'If-None-Match: "a1"' in second
    assert b"If-Modified-Since: Sat, 23 Jun 2018 08:00:00 GMT" in second


def test_a_list_that_changed_is_read(site: _Site) -> None:
    """Where the server sends it, the new one counts, and its validators after it."""
    site.answers["/list"] = ("200 OK\r\nLast-Modified: Sat, 23 Jun 2018 08:00:00 GMT", FEED)
    site.poll()
    site.answers["/list"] = ("200 OK", FEED.replace(b"/one", b"/two"))
    assert site.poll() == ["/two"]
    site.poll()
    assert b"If-Modified-Since" not in site.asked[-1]


def test_the_memory_names_no_address(site: _Site) -> None:
    """Names of files are hashes; a damaged one is as good as none."""
    site.answers["/list"] = ('200 OK\r\nETag: "a1"', FEED)
    site.poll()
    folder = Manners.of(site.conditions).folder
    names = [path.name for path in folder.iterdir()]
    assert len(names) == 2
    assert not any("127.0" in name for name in names)
    for path in folder.iterdir():
        path.write_bytes(b"{")
    assert site.poll() == ["/one"]
