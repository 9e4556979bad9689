"""A source is asked once, and answers what it is: a feed, a sitemap, an index, a page, mails."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions
from khronika.errors import NetError
from khronika.flow.watching.polling import (
    MOST_LISTS,
    FolderMissing,
    Kind,
    NotListed,
    address_of,
    code_of,
    find_mail,
    mails,
    poll,
)
from khronika.net.address import AddressUnreadable, read_allowed

Answers = dict[str, tuple[str, bytes]]


@pytest.fixture(name="ask")
def _ask(serve: Any, home: Path, tmp_path: Path) -> Callable[..., Any]:
    """Serve some answers by path, and ask for one of them."""
    asked: list[str] = []

    def ask(answers: Answers, path: str = "/list", cursor: int = 0) -> Any:
        def answer(request: bytes, send: Callable[[bytes], None]) -> None:
            name = request.split(b" ")[1].decode()
            if name != "/robots.txt":
                asked.append(name)
            kind, body = answers.get(name, ("text/plain", b""))
            body = body.replace(b"HERE", server.url.encode())
            head = f"HTTP/1.1 {'200 OK' if name in answers else '404 No'}\r\nContent-Type: {kind}"
            send(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

        server = serve(answer)
        conditions = Conditions.from_environment(home / "store")
        conditions = replace(conditions, allowed=read_allowed("127.0.0.1"))
        polled = poll(server.url + path, cursor=cursor, conditions=conditions,
                      scratch=tmp_path / "scratch")  # fmt: skip
        assert not list((tmp_path / "scratch").iterdir())
        return polled, [item.url.removeprefix(server.url) for item in polled.items], asked

    return ask


def test_an_atom_feed_is_found_by_trying(ask: Any) -> None:
    """Whatever the server calls it, a feed is one by its content; addresses come out plain."""
    feed = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="HERE/one#top"/></entry>
    <entry><link href="/two?x=1"/></entry><entry><link href="/list"/></entry></feed>"""
    polled, urls, _ = ask({"/list": ("text/html", feed)})
    assert (polled.kind, urls) == (Kind.LIST, ["/one", "/two?x=1"])


def test_an_index_is_asked_for_a_few_lists_at_a_time(ask: Any) -> None:
    """Three lists a poll, round and round; one that is missing keeps no other back."""
    answers: Answers = {
        f"/s{number}": ("text/xml", f"<urlset><url><loc>HERE/p{number}</loc></url></urlset>".encode())
        for number in range(5) if number != 1
    }  # fmt: skip
    lists = "".join(f"<sitemap><loc>HERE/s{number}</loc></sitemap>" for number in range(5))
    answers["/list"] = ("text/xml", f"<sitemapindex>{lists}</sitemapindex>".encode())
    polled, urls, asked = ask(answers)
    assert (polled.kind, polled.is_whole) == (Kind.SITEMAP, False)
    assert (urls, polled.cursor) == (["/p0", "/p2"], MOST_LISTS)
    assert asked == ["/list", "/s0", "/s1", "/s2"]
    polled, urls, _ = ask(answers, cursor=polled.cursor)
    assert (urls, polled.cursor, polled.is_whole) == (["/p3", "/p4"], 0, True)


def test_a_page_is_a_source_itself(ask: Any) -> None:
    """HTML that is no list is watched as a page: its one item is its own address."""
    polled, urls, _ = ask({"/list": ("text/html", b"<p>Notice</p>")})
    assert (polled.kind, urls) == (Kind.PAGE, ["/list"])


@pytest.mark.parametrize(
    ("answers", "code"),
    [({}, "status_404"), ({"/list": ("image/png", b"\x89PNG")}, "unreadable"),
     ({"/list": ("application/xml", b"<a><b/></a>")}, "unreadable"),
     ({"/list": ("text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss>&b;</rss>")}, "unreadable")],
)  # fmt: skip
def test_what_cannot_be_watched_is_said_by_a_code(ask: Any, answers: Answers, code: str) -> None:
    """No list and no page: the reason is a code, and no words of a stranger."""
    with pytest.raises(NotListed) as caught:
        ask(answers)
    assert code_of(caught.value) == code


def test_private_addresses_are_refused(home: Path, tmp_path: Path) -> None:
    """A source on a private network is not asked, as ever."""
    conditions = Conditions.from_environment(home / "store", environment={})
    with pytest.raises(NetError) as caught:
        poll("http://127.0.0.1:9/", cursor=0, conditions=conditions, scratch=tmp_path / "s")
    assert code_of(caught.value) == "address_forbidden"


def test_an_address_is_known_by_what_is_asked_for() -> None:
    """Letters beyond ASCII, login, port and fragment make no other address."""
    assert address_of("https://user:word@Quay.example:443/a б#c") == (
        "https://quay.example/a%20%D0%B1"
    )
    for text in ("ftp://quay.example/", "https://quay.example/" + "x" * 2000, "quay"):
        with pytest.raises(AddressUnreadable):
            address_of(text)


def test_mails_keep_their_key_when_they_are_moved(tmp_path: Path) -> None:
    """A mail is known by its unique name; links, folders and empty files are none."""
    for part in ("new", "cur"):
        (tmp_path / part).mkdir()
    (tmp_path / "new" / "7.a").write_bytes(b"Subject: x\r\n\r\ny")
    (tmp_path / "new" / "8.b").write_bytes(b"")
    (tmp_path / "new" / "9.c").symlink_to("/etc/passwd")
    (one,) = mails(tmp_path)
    (tmp_path / "new" / "7.a").rename(tmp_path / "cur" / "7.a:2,FS")
    assert find_mail(tmp_path, one.key) == tmp_path / "cur" / "7.a:2,FS"
    assert find_mail(tmp_path, "0" * 64) is None
    with pytest.raises(FolderMissing):
        list(mails(tmp_path / "none"))
