"""Plain text, mail, gaps, and what is refused."""

import base64
from pathlib import Path

import pytest
from tests.read.pages import FIRST, SECOND, STORY, article, body_of, kinds_of

from khronika.errors import ReadError
from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.read import read
from khronika.read.pdf.sheets import DocumentBroken
from khronika.read.pieces import SourceEmpty, SourceNotReadYet, SourceNotText
from khronika.read.plain import find_gaps


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", SourceEmpty), (b" \r\n\t", SourceEmpty), (b"\xef\xbb\xbf", SourceEmpty),
        (b"<html><script>1</script></html>", SourceEmpty), (b"%PDF-1.7 x", DocumentBroken),
        (b"{\\rtf1 x}", SourceNotReadYet), (b"\x89PNG\r\n\x1a\n" + bytes(40), SourceNotText),
        (b"PK\x03\x04x", SourceNotText), (bytes(range(256)) * 9, SourceNotText),
    ],
)  # fmt: skip
def test_what_is_no_page_is_refused(content: bytes, refusal: type[ReadError]) -> None:
    """A refusal names the source and what it is, in one line."""
    with pytest.raises(refusal, match=r"^a\.html [^\n]+$"):
        read(content, name="a.html")


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("the closure of the news site The media outlet had been accused", [29]),
        ("websites such as and and review legislation", [17, 21]),
        ("см. на сайте . Потом", [13]),
        ("He reads the newspaper The Guardian and the site The Insider.", []),
        ("cats and dogs, and or both; by and large, of and by the people", []),
        ("the people, the outlets and the bodies", []),
        ("some 60 people, passers-by and a wedding party", []),
        ("и днём и ночью; in and out; what for and why", []),
    ],
)
def test_gaps_are_found_by_grammar(text: str, gaps: list[int]) -> None:
    """A place where words were lost is marked; good grammar is not."""
    assert find_gaps(text) == gaps


@pytest.mark.parametrize(
    ("markup", "many"),
    [
        ('<p>the site <a href="http://x.example"></a> closed</p>', 1),
        ('<p><a name="top"></a><a id="b"></a>The list<a href="#top"><img src=u.gif></a></p>', 0),
        ('<h2><a class=anchor href="/x#h"></a>Head</h2>', 0),
        (
            '<p>to <a class="__cf_email__" data-cfemail=aa '
            'href="/cdn-cgi/l/email-protection">[email]</a></p>',
            1,
        ),
    ],
)
def test_gaps_are_links_that_lost_their_words(markup: str, many: int) -> None:
    """Anchors, icons and links around pictures are not lost words."""
    assert len(read(article(STORY + markup), name="a.html").gaps) == many


def test_plain_text_is_no_markup() -> None:
    """Angle brackets and entities of a text are its own."""
    text = "Use <b> &amp; <m@x.example>, aged <18.\r\n\r\n1. One\r\n2. Two"
    read_page = read(text.encode(), name="a.txt")
    assert read_page.text == text
    assert kinds_of(read_page, BlockKind.LIST_ITEM) == ["1. One", "2. Two"]


def _whole(body: bytes, *fields: str) -> bytes:
    head = (
        "From: =?utf-8?Q?=D0=9C=D0=B0=D1=80=D0=B0?= <m@x.example>\r\nSubject: "
        "Trial\r\nDate: Fri, 1 Mar 2019 23:30:00 -0500\r\n"
    )
    return head.encode() + "".join(f"{line}\r\n" for line in fields).encode() + b"\r\n" + body


def _mail(body: bytes, *fields: str) -> Page:
    return read(_whole(body, *fields), name="a.eml")


PLAIN = f"Content-Type: text/plain\r\n\r\n{FIRST}\r\n\r\n{SECOND}\r\n"
HTML = f"Content-Type: text/html\r\n\r\n<p>{FIRST}</p><p>{SECOND}</p>\r\n"
MAILS = {
    "alternative": ("multipart/alternative", PLAIN, HTML),
    "stub beside the page": ("multipart/alternative", "\r\nSee the page.\r\n", HTML),
    "attached": (
        "multipart/mixed",
        PLAIN,
        "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nlog\r\n",
    ),
    "related": ("multipart/related", HTML, "Content-Type: image/png\r\n\r\nxx\r\n"),
    "forwarded": (
        "multipart/mixed",
        f"\r\n{FIRST}\r\n",
        f"Content-Type: "
        f"message/rfc822\r\n\r\nSubject: x\r\nContent-Transfer-Encoding: "
        f"base64\r\n\r\n{base64.encodebytes(SECOND.encode()).decode()}\r\n",
    ),
    "digest": (
        "multipart/digest",
        f"\r\nSubject: a\r\n\r\n{FIRST}\r\n",
        f"\r\nSubject: b\r\n\r\n{SECOND}\r\n",
    ),
}


@pytest.mark.parametrize("make", MAILS)
def test_mail_is_read_once(make: str) -> None:
    """Of alternatives one is read, forwarded mail is part of it, attachments are not."""
    kind, *parts = MAILS[make]
    body = "preamble\r\n" + "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\nepilogue"
    read_page = _mail(body.encode(), f'Content-Type: {kind}; boundary="b"')
    told = body_of(read_page)
    assert told.count(FIRST) == told.count(SECOND) == 1
    assert not any(word in read_page.text for word in ("preamble", "epilogue", "log\n", "See the"))
    assert (read_page.title, read_page.published, read_page.byline) == (
        "Trial",
        "2019-03-01",
        "Мара",
    )


def test_a_boundary_that_was_not_indented_is_found() -> None:
    """Some programs fold a header without the blank that says so."""
    kind = 'Content-Type: multipart/alternative;\r\nboundary="b"'
    told = body_of(_mail(f"--b\r\n{PLAIN}--b\r\n{HTML}--b--\r\n".encode(), kind))
    assert told.count(FIRST) == told.count(SECOND) == 1


def test_base64_that_was_joined_is_read_whole() -> None:
    """Programs join parts that each end in `=`; a word over the seam is a word."""
    packed = base64.b64encode(f"{FIRST} {SECOND[:20]}".encode())
    assert packed.endswith(b"=")
    packed += b"\r\n" + base64.b64encode(f"{SECOND[20:]}\n\nEnd of it all.\n".encode())
    read_page = _mail(packed, "Content-Type: text/plain", "Content-Transfer-Encoding: base64")
    assert f"{FIRST} {SECOND}" in body_of(read_page)
    last = read_page.blocks[-1]
    start, end = last.source_bytes
    whole = _whole(packed, "Content-Type: text/plain", "Content-Transfer-Encoding: base64")
    assert b"End of it all." in base64.b64decode(whole[start:end])


def test_what_signs_a_letter_is_no_part_of_it() -> None:
    """The armour of OpenPGP is signs, not words."""
    body = (
        f"{FIRST}\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEzBAEB\r\n-----END PGP SIGNATURE-----"
    )
    told = body_of(_mail(body.encode(), "Content-Type: text/plain"))
    assert FIRST in told
    assert "iQEzBAEB" not in told


def test_flowed_lines_are_joined_and_signature_is_chrome() -> None:
    """Soft line ends of format=flowed are no line ends; what follows `-- ` is no report."""
    body = b"The court in \r\nHulme heard.\r\n-- \r\nMara Lind\r\n"
    told = body_of(_mail(body, "Content-Type: text/plain; format=flowed"))
    assert "The court in Hulme heard." in told
    assert "Mara Lind" not in told


def test_page_survives_its_json() -> None:
    """What is printed can be read again, whole."""
    read_page = read(article(), name="a.html")
    assert Page.from_json(read_page.to_json()) == read_page


def test_seed(shared: Path) -> None:
    """The seed's page and text give headline, one caption, credit, three gaps and the day."""
    pages = [
        read((shared / "seed" / n).read_bytes(), name=n)
        for n in ("almaty-2018.html", "almaty-2018.txt")
    ]
    assert [p.published for p in pages] == ["2018-06-26", None]
    for read_page in pages:
        assert len(kinds_of(read_page, BlockKind.CAPTION)) == 1
        assert kinds_of(read_page, BlockKind.CREDIT) == ["REUTERS/Mariya Gordeyeva"]
        assert kinds_of(read_page, BlockKind.HEADLINE)[0].startswith("Video: Mass arrests")
        assert "Malaysia" not in body_of(read_page)
        assert "newsletters" not in body_of(read_page)
        after = [read_page.text[gap.end :][:9] for gap in read_page.gaps]
        assert [words.split()[0] for words in after] == ["The", "and", "and"]
        assert read_page.lang == "en"
