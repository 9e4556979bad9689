"""Title, site, byline, language and day, as the page states them."""

import json

import pytest
from tests.read.pages import STORY, TITLE, article, page

from khronika.read import read

TITLES = {
    "suffix": (f"<h1>{TITLE}</h1>", f"{TITLE} | Openline"),
    "prefix": ("", f"Openline » News » {TITLE}"),
    "no heading": ("", f"{TITLE} — Openline"),
    "logo is h1": (f"<h1><a href='/'>Openline</a></h1><h2>{TITLE}</h2>", f"{TITLE} - Openline"),
    "title is the site": (f"<h1>{TITLE}</h1>", "Openline"),
    "broken line": ("<h1>Editor stands<br>trial for a drawing</h1>", "Openline"),
    "other h1": (f"<h1>{TITLE}</h1>{STORY}<aside><h1>Popular</h1></aside>", f"{TITLE} - Openline"),
    "picture's title": (f"<svg><title>Logo</title></svg><h1>{TITLE}</h1>", f"{TITLE} - Openline"),
    "unknown site": (f"<div class=a>{TITLE}</div>", f"{TITLE} — Степной вестник | Новости"),
}


@pytest.mark.parametrize("make", TITLES)
def test_title_is_the_headline(make: str) -> None:
    """The headline is given without the site's name, whatever the heading elements say."""
    before, title = TITLES[make]
    assert read(page(f"<div>{before}{STORY}</div>", title=title), name="a.html").title == TITLE


def _meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def _linked(**told: object) -> str:
    graph = {
        "@graph": [{"@type": "WebSite", "name": "Openline"}, {"@type": "NewsArticle", **told}]
    }
    return f'<script type="application/ld+json">{json.dumps(graph)}</script>'


DAYS = {
    "json-ld": (
        "",
        _linked(datePublished="2022-03-04T23:00:00+06:00", dateModified="2022-05-01"),
        "2022-03-04",
    ),
    "not created": ("", _linked(dateCreated="2022-03-01"), None),
    "meta": ("", _meta("article:published_time", "2022-03-04"), "2022-03-04"),
    "not modified": ("", _meta("article:modified_time", "2022-03-04"), None),
    "utc": (
        "<div>1 April 2019, 03:30</div>",
        _meta("article:published_time", "2019-03-31T22:30:00Z"),
        "2019-04-01",
    ),
    "epoch": (
        "<div>3 May 2020</div>",
        _meta("article:published_time", "1970-01-01T00:00:00Z"),
        "2020-05-03",
    ),
    "time": (
        "<p>By Ann Bly <time datetime='2020-05-03T10:00'>2 hours ago</time></p>",
        "",
        "2020-05-03",
    ),
    "changed": ("<div class=date>Updated: 5 May 2020</div>", "", None),
    "both": ("<div>Updated 5 May 2020</div><div>Published 3 May 2020</div>", "", "2020-05-03"),
    "sentence": ("<p>On 23 June 2018, police came.</p>", "", None),
    "tweet": ("<blockquote><p>They came.</p>— Mara (@mara) May 3, 2020</blockquote>", "", None),
    "address": ("", '<link rel=canonical href="https://x.example/2020/05/03/a">', "2020-05-03"),
    "numbers": ("", '<link rel=canonical href="https://x.example/law-2020-1-reading">', None),
    "copy's day": ("<div>3 May 2020</div>", _meta("date", "2026-01-01"), "2020-05-03"),
    "comment": (
        "<div id=comments><time datetime=2021-01-01>1 January 2021</time><p>Oh.</p></div>",
        "",
        None,
    ),
}


@pytest.mark.parametrize("make", DAYS)
def test_day_is_the_one_that_the_page_states(make: str) -> None:
    """The day of publication is read, in the page's own time, or there is none."""
    before, head, day = DAYS[make]
    assert read(article(before + STORY, head=head), name="a.html").published == day


def test_a_date_in_the_headline_is_no_day_of_publication() -> None:
    """It is that of an event, in a report so short that its headline is among its last lines."""
    told = (
        "<h1>Open house on 12 March 2025</h1><p>Come with children, said Mara Lind of Hulme.</p>"
    )
    content = page(f"<main><article>{told}</article></main>", title="Open house on 12 March 2025")
    assert read(content, name="a.html").published is None


def test_a_count_behind_the_headline_is_none_of_it() -> None:
    """How many comments there are is no headline; a number that it has stays."""
    counted = f"<h1>{TITLE} <a href=#c>(12)</a></h1>{STORY}"
    assert read(page(f"<main><article>{counted}</article></main>"), name="a.html").title == TITLE
    numbered = page(f"<main><article><h1>Law 12</h1>{STORY}</article></main>", title="Law 12")
    assert read(numbered, name="a.html").title == "Law 12"


def test_language_is_that_of_the_words() -> None:
    """The template's claim does not decide, and a block may speak another language."""
    kazakh = "Қалалық прокуратураға шағым түсті, бірақ жауап әлі келген жоқ, деді редактор."
    russian = "Районный суд в среду отказал редакции газеты в иске к администрации города."
    read_page = read(
        article(f"<p>{kazakh}</p><p>{kazakh} Иә.</p><p>{russian}</p>", lang="ru"), name="a.html"
    )
    assert read_page.lang == "kk"
    langs = {b.span.of(read_page.text): b.lang for b in read_page.blocks}
    assert (langs[kazakh], langs[russian]) == ("kk", "ru")


def test_byline_and_site_are_read() -> None:
    """Author and site come from the page's own description."""
    told = _linked(author={"name": "Ann Bly"}, publisher={"name": "Openline"})
    read_page = read(article(head=told), name="a.html")
    assert (read_page.byline, read_page.site) == ("Ann Bly", "Openline")
