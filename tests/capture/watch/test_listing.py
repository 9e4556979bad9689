"""A list gives addresses; whatever else is in it gives one error and goes nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.capture.watch import Item, read_listing
from khronika.capture.watch.listing import MOST_ITEMS, ListingUnreadable

BASE = "https://outlet.example/feed"
RSS = """<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><title>Т</title>
<item><title>Первый
 отчёт</title><link>/one?a=1&amp;b=2#part</link><pubDate>Sat, 23 Jun 2018 12:00:00 +0600</pubDate></item>
<item><title><![CDATA[Two <b>]]></title><guid>https://outlet.example/two</guid></item>
<item><guid isPermaLink="false">tag:x</guid></item>
<item><link>javascript:alert(1)</link></item>
<item><link>https://outlet.example/one?a=1&amp;b=2</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">A</title>
<link rel="self" href="/self"/><link href="/a"/><updated>2018-06-23T10:00:00+06:00</updated></entry>
</feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://outlet.example/x</loc><lastmod>2018-06</lastmod></url></urlset>"""
INDEX = """<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap>
<sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>"""


def test_rss_is_read() -> None:
    """Each address once, titles in one line, dates in UTC, in the encoding that it declares."""
    found = read_listing(RSS.encode("cp1251"), BASE)
    assert found.items == (
        Item("https://outlet.example/one?a=1&b=2", "Первый отчёт", "2018-06-23T06:00:00Z"),
        Item("https://outlet.example/two", "Two <b>", None),
    )


def test_items_stand_in_the_channel_or_beside_it() -> None:
    """RSS 2.0 and RSS 1.0; items within items, however deep, cost their length and list nothing."""
    one = "<item><link>/one</link></item>"
    for text in (f"<rss><channel>{one}</channel></rss>", f"<RDF><channel/>{one}</RDF>"):
        assert [x.url for x in read_listing(text.encode(), BASE).items] == [
            "https://outlet.example/one"
        ]
    depth = 20_000
    deep = "".join(f"<item><link>/{n}</link><title>" for n in range(depth))
    deep += "</title></item>" * depth
    found = read_listing(f"<rss><channel>{deep}{one}</channel></rss>".encode(), BASE)
    assert [x.url.rpartition("/")[2] for x in found.items] == ["0", "one"]


def test_atom_is_read() -> None:
    """The alternate link, not the feed's own."""
    found = read_listing(ATOM.encode(), BASE)
    assert found.items == (Item("https://outlet.example/a", "A", "2018-06-23T04:00:00Z"),)


def test_sitemaps_and_their_indexes_are_read() -> None:
    """A month stays a month; an index names lists, and only those of the web."""
    assert read_listing(SITEMAP.encode(), BASE).items[0].at == "2018-06"
    assert read_listing(INDEX.encode(), BASE).lists == ("https://outlet.example/s1.xml",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>no list",
        b"<html/>",
        b"\x00\x01",
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>',
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>',
        b'<?xml version="1.0" encoding="no-such"?><rss/>',
    ],
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    """One error names the source; no entity is expanded, no file is read."""
    with pytest.raises(ListingUnreadable, match=r"outlet\.example/feed"):
        read_listing(content, BASE)


def test_a_list_without_end_is_cut() -> None:
    """A source cannot flood an office through one list."""
    items = b"".join(b"<item><link>/%d</link></item>" % number for number in range(6_000))
    assert len(read_listing(b"<rss>" + items + b"</rss>", BASE).items) == MOST_ITEMS


@given(st.binary(max_size=200), st.text(max_size=80))
def test_rubbish_gives_one_error_or_a_list(rubbish: bytes, words: str) -> None:
    """Nothing else ever happens."""
    wrapped = f"<rss><item><link>{words}</link><pubDate>{words}</pubDate></item></rss>".encode(
        "utf-8", "replace"
    )
    for content in (rubbish, wrapped):
        try:
            found = read_listing(content, BASE)
        except ListingUnreadable:
            continue
        assert all(item.url.startswith(("http://", "https://")) for item in found.items)
