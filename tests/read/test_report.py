"""What is the report and what stands around it."""

import pytest
from tests.read.pages import FIRST, SECOND, STORY, THIRD, TITLE, article, body_of, kinds_of, page

from khronika.model.vocabulary import BlockKind
from khronika.read import read

OTHER = "The mayor of Fenwick bought a goat on Tuesday, and named it after the press."
GOAT = '<a href="/goat">Mayor buys a goat after long talks with it</a>'
COPY = f"<h1>{TITLE}</h1>{STORY}"
AROUND = {
    "cookie box": f'<div class="layer"><h2>Your data</h2><p>We and our 812 partners store '
    f"cookies.</p></div>{COPY}",
    "related box": f'{COPY}<div class="related"><h3>More</h3><p>{OTHER}</p></div>',
    "heading tells": f"{COPY}<section><h3>Read also</h3><p>{OTHER}</p></section>",
    "flat heading": f"<div>{COPY}<h3>Comments (2)</h3><p>{OTHER}</p><p>{OTHER} I was "
    f"there.</p></div>",
    "teaser cards": f"{COPY}<div><div class=i><h3>{GOAT}</h3><p>{OTHER}</p></div><div "
    f"class=i><h3>{GOAT}</h3><p>{OTHER} It ate.</p></div></div>",
    "links at the end": f"<div>{COPY}<div>{GOAT}</div><div>{GOAT} now</div></div>",
    "table layout": f"<table><tr><td>{GOAT}<br>{GOAT}</td><td>{COPY}</td></tr></table>",
    "newsletter": f'{COPY}<div class="nl"><p>Subscribe to our newsletter: {OTHER}</p></div>',
    "share": f'{COPY}<p><a href="https://t.me/share/url?url=x">Mayor</a></p>',
    "tags": f'<article>{COPY}<p><a href="/tag/mayor">Mayor</a>, <a '
    f'href="/tag/goat">goat</a></p></article>',
    "hidden copy": f'{COPY}<div style="display:none">{COPY}</div>',
    "second copy": f"<div>{COPY}</div><div>{COPY}</div>",
    "dialog": f'{COPY}<div role="dialog"><p>{OTHER}</p></div>',
    "aside": f"{COPY}<aside><p>{OTHER}</p></aside>",
    "pulled quote": f"<article>{COPY}<blockquote class=pullquote>{SECOND}</blockquote></article>",
    "other alphabet": f"{COPY}<p>Читайте также: {GOAT}</p>",
}


@pytest.mark.parametrize("make", AROUND)
def test_furniture_is_chrome(make: str) -> None:
    """The report is kept whole and once; what stands around it is in the text, as chrome."""
    told = body_of(page(AROUND[make]), name="a.html")
    assert all(told.count(words) == 1 for words in (FIRST, SECOND, THIRD))
    assert "mayor" not in told.lower()
    assert "812" not in told
    assert "Privacy policy" not in told


NAMED = {
    "names that mislead": f'<div class="community-comment has-sidebar">{COPY}</div>',
    "body called sidebar": f'<h1>{TITLE}</h1><div class="sidebar">{STORY}</div>',
    "body in an aside": f"<h1>{TITLE}</h1><aside>{STORY}</aside>",
    "body in a form": f"<form><h1>{TITLE}</h1>{STORY}</form>",
    "two halves": f"<h1>{TITLE}</h1><div class=b><p>{FIRST}</p></div><div "
    f"class=ad>Advertisement</div><div class=b><p>{SECOND}</p><p>{THIRD}</p></div>",
    "line breaks": f"<h1>{TITLE}</h1><div>{FIRST}<br><br>{SECOND}<br>&nbsp;<br>{THIRD}</div>",
    "folded": f"<article><h1>{TITLE}</h1><p>{FIRST}</p><h3>May</h3><div style='display:none' "
    f"class=panel><p>{SECOND}</p></div><details><summary>June</summary>{THIRD}</details>"
    f"</article>",
    "hidden until a script runs": f'<body style="opacity:0"><article>{COPY}</article>',
    "noscript": f"<noscript>{COPY}</noscript>",
    "srcdoc": f"<article><h1>{TITLE}</h1><p>{FIRST}</p><iframe "
    f"srcdoc='&lt;p&gt;{SECOND}&lt;/p&gt;'></iframe><p>{THIRD}</p></article>",
    "shadow root": f"<x-a><template shadowrootmode=open>{COPY}</template></x-a>",
    "live": f"<h1>{TITLE}</h1><ul><li><b>19:42</b><p>{FIRST}</p>"
    f"<li><b>18:00</b><p>{SECOND}</p><li><p>{THIRD}</p></ul>",
    "unclosed": f"<div><h1>{TITLE}</h1><p>{FIRST}<p><b>{SECOND}<p>{THIRD}",
    "cdata": f"<article><h1>{TITLE}</h1><![CDATA[<p>{FIRST}</p>]]><![if "
    f"!IE]><p>{SECOND}</p><![endif]><!--[if "
    f"IE]><p>old</p><![endif]--><p>{THIRD}</p></article>",
}


@pytest.mark.parametrize("make", NAMED)
def test_the_report_is_not_lost(make: str) -> None:
    """However a page is made and named, its report is not taken for furniture."""
    read_page = read(page(NAMED[make]), name="a.html")
    told = body_of(read_page)
    assert all(told.count(words) == 1 for words in (FIRST, SECOND, THIRD))
    assert read_page.title == TITLE
    assert "CDATA" not in read_page.text
    assert "]]>" not in read_page.text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Infor<wbr>ma&shy;tion law</p>", "Information law"),
        ("<p><span class=cap>M</span>ara came.</p>", "Mara came."),
        ("<p>held 14<sup><a href='#n'>2</a></sup> men</p>", "held 14 men"),
        ("<p>Hulme<span style='display:none'>noise</span> court</p>", "Hulme court"),
        ("<p><ruby>柳<rt>りゅう</rt>帆<rt>ほ</rt></ruby>さん</p>", "柳帆さん"),
        (
            "<style>.q{display:none} @media x{.r{display:none}}</style><p>a<i "
            "class=q>no</i> <i class=r>b</i> c</p>",
            "a b c",
        ),
        ("<p>one<br>two</p>", "one two"),
        ("<p>Mara&nbsp;&amp Co &#151; &#x41;</p>", "Mara & Co — A"),
        ("<p>write to <m@x.example> now</p>", "write to <m@x.example> now"),
        ("<p><span class=t>19:42</span><span class=x>Police came</span></p>", "19:42 Police came"),
        ("<p>خانه\u200cاش</p>", "خانه\u200cاش"),
        ("<p>&#55357;&#56833; ok</p>", "\U0001f601 ok"),
        (
            '<p>one<?xml:namespace prefix = o ns = "urn:x" /> two</p><p>three ?> four</p>',
            "one two three ?> four",
        ),
    ],
)
def test_words_are_those_that_a_reader_sees(markup: str, words: str) -> None:
    """Signs within words do not part them, notes do not join them, and joiners are kept."""
    assert words in body_of(article(markup + STORY), name="a.html")


@pytest.mark.parametrize(
    "markup",
    ["<ul><li>town<ul><li>Name</li></ul></li></ul>", "<table><tr><td>town<td>Name</table>",
     "<dl><dt>town<dd>Name</dl>", "<h3>town</h3>Name"],
)  # fmt: skip
def test_blocks_are_not_glued(markup: str) -> None:
    """Items, cells, terms and headings are blocks of their own."""
    assert "townName" not in read(article(STORY + markup), name="a.html").text


def test_what_no_reader_sees_is_not_in_the_text() -> None:
    """Scripts, styles, templates and comments give no words."""
    unseen = (
        "<script>a1</script><style>a2</style><template>a3</template><!-- a4 --><p>{{ a5 }}</p>"
    )
    text = body_of(article(unseen + STORY), name="a.html")
    assert not any(f"a{number}" in text for number in range(1, 6))


def test_links_keep_words_and_address() -> None:
    """A link is its words and its href as the page writes it; a list of links stays."""
    names = "".join(f'<li><a href="/p/{n}?a=1&amp;b=2">Name {n}</a></li>' for n in range(3))
    read_page = read(article(f"<p>{FIRST}</p><ul>{names}</ul><p>{THIRD}</p>"), name="a.html")
    links = {link.span.of(read_page.text): link.href for link in read_page.links}
    assert links["Name 1"] == "/p/1?a=1&b=2"
    assert kinds_of(read_page, BlockKind.LIST_ITEM) == ["Name 0", "Name 1", "Name 2"]


def test_weak_structure_is_said() -> None:
    """Where the page does not show its report, the page says that a rule decided."""
    assert read(page(f"<div class=comments>{STORY}</div>", title="x"), name="a.html").notes
    assert not read(article(), name="a.html").notes


def test_depth_costs_nothing() -> None:
    """Ten thousand levels are read without recursion."""
    assert body_of(b"<div><b>" * 10_000 + f"<p>{FIRST}</p>".encode(), name="a.html") == FIRST
