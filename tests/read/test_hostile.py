"""Small pages that are made to keep the reader busy are read like any other."""

import json
import subprocess
import sys

import pytest
from tests.read.pages import article

from khronika.markup.tree import Element
from khronika.read import captions, head, read
from khronika.read.mail import message

_CHILD = """
import resource, sys
from khronika.errors import KhronikaError
from khronika.read import read
content = sys.stdin.buffer.read()
read(b"<p>Words are here.</p>")
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
try:
    read(content)
except KhronikaError as error:
    print(error)
"""
_SIZE = 200_000


def _filled(signs: str) -> bytes:
    return (signs * (_SIZE // len(signs))).encode()


def test_marks_of_a_line_are_looked_at_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of a mark are read a fixed number of times, however many marks a line has."""
    looks: list[Element] = []
    parts = captions._parts

    def counted(element: Element) -> set[str]:
        looks.append(element)
        return parts(element)

    monkeypatch.setattr(captions, "_parts", counted)
    several = "".join(f'<b class="m{number}">x ' for number in range(400))
    read(article(f"<p>{several}</p>"), name="a.html")
    assert 400 < len(looks) < 10 * 400


@pytest.mark.parametrize("title", ["a " + ":" * 60 + "x", "a " + "|/" * 60 + "x", "a | " * 900])
def test_a_title_of_marks_is_left_as_it_is(title: str) -> None:
    """A run of marks can be read in one way only, and a title too long for one is not cut."""
    assert head.without_site(title, None) in (title, title.partition("|")[0].strip())


def test_things_of_a_page_come_in_order() -> None:
    """What a script describes is walked depth first, however many things it holds."""
    things = [{"n": number, "mainEntity": {"n": -number}} for number in range(1, 20_000)]
    found = [item["n"] for item in head._flat([{"@graph": things}]) if "n" in item]
    assert found[:4] == [1, -1, 2, -2]
    assert len(found) == 2 * len(things)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ('<!-- {"a": 1} -->', '{"a": 1}'),
        ('//<![CDATA[\n{"a": 1}\n//]]>', '{"a": 1}'),
        ('// <!--\n{"a": 1}\n// -->;', '{"a": 1}'),
        ('{"a": 1}', '{"a": 1}'),
        ("--> " * 3, "--> --> "),
    ],
)
def test_comment_marks_around_a_script_go(written: str, bare: str) -> None:
    """Marks at both ends are taken away, by looking at the ends alone."""
    assert head._bare(written).strip() == bare.strip()


def test_a_sender_of_brackets_is_nobody() -> None:
    """A header of nested comments, which the standard library reads by recursion, names nobody."""
    content = b"From: " + b"(" * 100_000 + b"\r\nSubject: A day\r\n\r\nWords are here.\r\n"
    assert read(content, name="a.eml").title == "A day"


@pytest.mark.parametrize("number", ["9" * 5000, "0" * 5000 + "65", "x" + "f" * 5000])
def test_a_letter_of_too_many_figures_is_read(number: str) -> None:
    """A number that Python refuses to read names no letter, and the page is read all the same."""
    sign = f"&#{number};"
    linked = f'{{"@type": "NewsArticle", "author": "{sign} Lind"}}'
    page = read(
        f"<script type='application/ld+json'>{linked}</script>"
        f"<p class='{sign}'>Words are here {sign}.</p>".encode(),
        name="a.html",
    )
    letter = "A" if number.endswith("65") else "\ufffd"
    assert (page.text, page.byline) == (f"Words are here {letter}.", f"{letter} Lind")


def test_half_a_letter_is_written_as_lost() -> None:
    """Half of a pair of UTF-16, which no UTF-8 can hold, is no part of what is written out."""
    linked = '{"@type": "NewsArticle", "headline": "A \\ud83d day", "author": ["M \\udc00"]}'
    page = read(
        f"<script type='application/ld+json'>{linked}</script><p>Words are here.".encode(),
        name="a.html",
    )
    assert (page.title, page.byline) == ("A \ufffd day", "M \ufffd")
    runs = read(b"<meta charset=utf-7><p>Words +2AA- are here</p>", name="a.html")
    assert runs.text == "Words \ufffd are here"
    json.dumps([page.to_json(), runs.to_json()], ensure_ascii=False).encode()


def test_what_a_reader_does_not_see_counts_for_nothing() -> None:
    """Styles and scripts are left out of a part's words, one that does not end to the end."""
    seen = message._without_unseen(b"<p>a</p><STYLE>b</style><p>c</p><script>d<script>e")
    assert seen.split() == [b"<p>a</p>", b"<p>c</p>"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_filled("<!--"), id="comments"),
        pytest.param(_filled("<script>"), id="scripts"),
        pytest.param(b"<p>\xe9" + _filled("<style>"), id="styles"),
        pytest.param(_filled("<p class=caption>x</p><img src=x>"), id="pictures"),
        pytest.param(b"<p>\xe9\n" + _filled("a "), id="a line without high bytes"),
        pytest.param(b"<meta charset" + b" " * _SIZE + b"><p>\xe9 x", id="spaces"),
        pytest.param(_filled("<b>")[:24_000], id="marks"),
        pytest.param(
            b"<b><div>" + _filled("<i>")[:100_000] + _filled("</b>"), id="closes nothing"
        ),
        pytest.param(_filled("<div>x "), id="boxes in boxes"),
        pytest.param(_filled("<time class=published>x</time>"), id="days of nothing"),
        pytest.param(b"<!-- a -->" * 60 + b"<ul><li>Words are here.</ul>", id="comments ahead"),
        pytest.param(b"<meta charset=utf-7><p>+" + _filled("A"), id="a run of UTF-7"),
    ],
)
def test_a_page_made_to_hang_is_read(content: bytes) -> None:
    """Work grows with the length: 200 kB of any signs take a minute of the processor at most."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], input=content, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-300:]
