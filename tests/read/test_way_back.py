"""Invariant 1: the words of a page can be found again in the preserved bytes."""

import base64
import json
import quopri
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.read.pages import FIRST, SECOND, STORY, THIRD, TITLE, article
from tests.read.way_back import is_found

from khronika.read import read

CYRILLIC = "Суд отказал редакции «Приозёрной газеты» в иске. Редактор Щукин подаст жалобу."
ENCODINGS = ["utf-8", "windows-1251", "koi8-r", "utf-16", "utf-8-sig", "gb18030"]


def _assert_way_back(content: bytes, name: str) -> None:
    page = read(content, name=name)
    assert page.blocks
    lost = [b for b in page.blocks if not is_found(page, b, content)]
    assert not lost, [(b.kind, b.span.of(page.text)[:60], b.source_bytes, b.via) for b in lost]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_words_are_found_whatever_the_encoding(encoding: str) -> None:
    """Offsets count bytes of the entity, not characters, in one-byte and many-byte encodings."""
    words = CYRILLIC.replace("«", "").replace("»", "")
    markup = f"<html><head><title>x</title></head><body><h1>Иск &amp; суд</h1><p>{words}<b> 2</b>"
    _assert_way_back(markup.encode(encoding), "a.html")


@pytest.mark.parametrize(
    "content",
    [
        article(),
        article(
            f'<script type="application/ld+json">{json.dumps({"articleBody": STORY})}</script>'
        ),
        article(f"<p>{FIRST}</p><iframe srcdoc='&lt;p&gt;{SECOND}&lt;/p&gt;'></iframe>"),
        article(
            f"<p>Infor<wbr>ma&shy;tion {FIRST}</p><p>14<sup><a href='#f'>2</a></sup> held</p>"
        ),
        article(f'<img src=a.jpg data-caption="The door &amp; the key of {TITLE}">{STORY}'),
        article(f"<p>{CYRILLIC}</p>").decode().encode("latin-1", "ignore"),
        f'<meta charset="utf-8"><p>{CYRILLIC}</p>'.encode().decode("latin-1").encode(),
        f'<meta charset="utf-8"><p>{CYRILLIC}</p>'.encode().replace("иске".encode(), b"\xff\xfe"),
    ],
)
def test_words_are_found_whatever_the_make(content: bytes) -> None:
    """Data, attributes, entities, hidden notes, mojibake and broken bytes keep their way back."""
    _assert_way_back(content, "a.html")


def test_words_of_utf7_are_found() -> None:
    """A run of UTF-7 is kept whole: it can be decoded by itself."""
    content = b'<meta charset="utf-7">' + f"<p>{CYRILLIC}</p><p>Hulme + Щукин".encode("utf-7")
    page = read(content, name="a.html")
    for block, word in zip(page.blocks, ("отказал", "Щукин"), strict=True):
        assert word in content[slice(*block.source_bytes)].decode("utf-7")


def test_words_of_a_page_in_json_are_found() -> None:
    """A report that stands only in JSON-LD points into the script, via json."""
    told = {"headline": TITLE, "articleBody": f'{FIRST}\n\n"{SECOND}"\n\n{THIRD} Щукин'}
    content = f'<script type="application/ld+json">{json.dumps(told)}</script>'.encode()
    page = read(content, name="a.html")
    assert {block.via for block in page.body()} == {"json"}
    _assert_way_back(content, "a.html")


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("charset", ["utf-8", "koi8-r"])
def test_words_of_mail_are_found(coding: str, kind: str, charset: str) -> None:
    """Bytes of a mail are those before the transfer encoding is undone, and `via` names it."""
    words = CYRILLIC.replace("«", "").replace("»", "")
    body = (f"<p>{words}</p><p>{words}2</p>" if kind == "html" else f"{words}\n\n{words}2").encode(
        charset
    )
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[
        coding
    ](body)
    head = (
        f"Subject: =?{charset}?B?{base64.b64encode('Суд'.encode(charset)).decode()}?=\r\n"
        f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: "
        f"{coding}\r\n\r\n"
    )
    _assert_way_back(head.encode() + coded, "a.eml")


def test_words_of_real_pages_are_found(shared: Path) -> None:
    """The invariant holds for every public case and the seed."""
    sources = [*(shared / "cases" / "read").glob("*/input.*"), *(shared / "seed").glob("almaty*")]
    assert len(sources) > 30
    for source in sources:
        _assert_way_back(source.read_bytes(), source.name)


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="<>&\x00", exclude_categories=["Cs", "Cc"]),
    min_size=1,
    max_size=40,
)
_TAGS = st.sampled_from(
    ["p", "div", "span", "b", "li", "td", "table", "h2", "a", "br", "blockquote", "em"]
)
_MARKUP = st.lists(
    st.one_of(
        _WORDS,
        st.builds("<{}>".format, _TAGS),
        st.builds("</{}>".format, _TAGS),
        st.sampled_from(
            [
                "&amp;",
                "&#1078;",
                "&nbsp;",
                "&hellip",
                "<br><br>",
                "<!-- x -->",
                "<a href='/x'>",
                "\n",
            ]
        ),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(_MARKUP)
def test_any_markup_keeps_slices_and_bytes(parts: list[str]) -> None:
    """Whatever the tags do, blocks slice the text, follow one another, and lie in the entity."""
    content = ("<html><body><p>Words that stand first.</p>" + "".join(parts)).encode()
    page = read(content, name="a.html")
    end = 0
    for block in page.blocks:
        assert block.span.start >= end
        end = block.span.end
        assert block.span.of(page.text).strip()
        start, stop = block.source_bytes
        assert 0 <= start < stop <= len(content)
    assert all(is_found(page, block, content) for block in page.blocks)


_PLAIN = st.text(
    st.one_of(st.characters(exclude_categories=["Cc", "Cs"]), st.sampled_from("\r\n\t")),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(_PLAIN)
def test_plain_text_is_left_as_it_is(text: str) -> None:
    """`page.text` of plain text is the decoded text, and every block its exact bytes."""
    content = f"Щ. {text}".encode()
    page = read(content, media_type="text/plain")
    assume(">" not in (page.source.encoding or ""))  # what looks like mojibake is mended
    assert page.text == content.decode()
    for block in page.blocks:
        start, stop = block.source_bytes
        assert content[start:stop].decode() == block.span.of(page.text)
