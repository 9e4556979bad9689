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


HEADS = {
    "Outlook": f"{'_' * 32}\r\nFrom: Tom Orr <t@x.example>\r\nSent: Monday, June 3, 2024 10:00\r\n",
    "Outlook in Russian": f"{'_' * 32}\r\nОт: Т. Орр <t@x.example>\r\nОтправлено: 3 июня 2024 г.\r\n",
    "Gmail": "-- \r\nTom Orr\r\n\r\n---------- Forwarded message ---------\r\nFrom: T. Orr\r\n",
    "Mail.ru": "--\r\nTom Orr\r\n\r\n-------- Пересылаемое сообщение --------\r\nОт кого: Т\r\n",
    "Apple": "-- \r\nTom Orr\r\n\r\nBegin forwarded message:\r\n\r\nFrom: Tom Orr\r\n",
    "an answer": "-- \r\nTom Orr\r\n\r\n> On Monday you wrote:\r\n",
    "a rule above a statement": f"{'_' * 40}\r\n{'Nobody may be tried for a drawing. ' * 40}\r\n",
}


@pytest.mark.parametrize("make", HEADS)
def test_what_is_forwarded_below_a_signature_is_read(make: str) -> None:
    """A signature ends where the mail that is forwarded or answered begins."""
    body = f"Please see below.\r\n\r\n{HEADS[make]}\r\n{FIRST}\r\n\r\n{SECOND}\r\n"
    told = body_of(_mail(body.encode(), "Content-Type: text/plain; charset=utf-8"))
    assert FIRST in told
    assert SECOND in told
    assert "\nTom Orr\n" not in told


def test_links_and_gaps_of_wrapped_mail_are_kept() -> None:
    """Line ends are levelled, and what points into the text still points where it did."""
    body = "Read of it\r\nin https://x.example/a,\r\nwebsites such as and and review it.\r\n"
    mail = _mail(body.encode(), "Content-Type: text/plain")
    assert [link.span.of(mail.text) for link in mail.links] == ["https://x.example/a"]
    assert [mail.text[: gap.start].split()[-1] for gap in mail.gaps] == ["as", "and"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("=?utf-8?Q?Lind=2C_Mara_=28Openline=29?= <m@x.example>", "Lind, Mara (Openline)"),
        ('"Lind, Mara" <m@x.example>', "Lind, Mara"),
        ("Мара <m@x.example>", "Мара"),
        ("m@x.example", "m@x.example"),
        ("", None),
    ],
)
def test_sender_is_the_name_shown(said: str, shown: str | None) -> None:
    """Name and address are told apart before the name is decoded (RFC 2047 section 6.2)."""
    assert read(f"From: {said}\r\n\r\n{FIRST}".encode(), name="a.eml").byline == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("=?utf-8?Q?Fwd=3A?= Суд отказал редакции", "Fwd: Суд отказал редакции"),
        ("=?utf-8?B?0KHRg9C0IA?= =?utf-8?B?0L/RgNCw0LI=?=", "Суд прав"),
        ("=?utf-8?B?0KHRg9C0I?=", "Суд"),
    ],
)
def test_subject_is_decoded_as_far_as_it_goes(said: str, shown: str) -> None:
    """Raw letters beside encoded words, and base64 that was cut, are words and no signs."""
    assert read(f"Subject: {said}\r\nTo: a\r\n\r\n{FIRST}".encode(), name="a.eml").title == shown


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Mon, 99 Jun 2024 10:00:00 +0000", None),
        ("Thu, 30 Feb 2023 10:00:00 +0000", None),
        ("Вт, 5 марта 2024 г. 10:00:00 +0500", "2024-03-05"),
        ("Tue, 05 Mar 2024 23:30:00 -0500", "2024-03-05"),
        ("soon", None),
    ],
)
def test_day_of_a_mail_is_in_the_calendar(said: str, day: str | None) -> None:
    """A day that no calendar has is none."""
    words = "Суд отказал редакции в иске" if "марта" in said else FIRST
    page = read(f"Date: {said}\r\nSubject: Trial\r\n\r\n{words}".encode(), name="a.eml")
    assert page.published == day


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"From a@x Mon Jun 3\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_head_is_read_whatever_stands_before_it(before: bytes, end: bytes) -> None:
    """A mark, empty lines, the line of a mailbox, and line ends of any program."""
    parts = f"--b\nContent-Type: text/plain\n\n{FIRST}\n--b--\n"
    kind = 'multipart/mixed; boundary*0="";\n boundary*1=b'
    head = f"From: m@x.example\nSubject: Trial\nContent-Type: {kind}\n\n"
    mail = before + (head + parts).encode().replace(b"\n", end)
    page = read(mail, name="a.eml")
    assert (page.title, page.byline, body_of(page)) == ("Trial", "m@x.example", f"Trial {FIRST}")


def test_head_of_a_mail_within_a_mail_is_kept() -> None:
    """Its subject is a heading; who wrote it and when stand beside, as chrome."""
    inner = f"Subject: An editor is held\r\nFrom: Tom Orr\r\nDate: 3 Jun 2024\r\n\r\n{FIRST}"
    mail = _mail(
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n".encode(),
        "Content-Type: multipart/mixed; boundary=b",
    )
    kinds = [(block.kind.value, block.span.of(mail.text)) for block in mail.blocks]
    assert kinds == [
        ("headline", "Trial"), ("heading", "An editor is held"), ("chrome", "Tom Orr"),
        ("chrome", "3 Jun 2024"), ("paragraph", FIRST),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        'From: "Saved by Internet Explorer 11"\r\nDate: Mon, 9 Jun 2025 10:00:00 +0000\r\n',
        "From: <Saved by Blink>\r\nDate: Mon, 9 Jun 2025 10:00:00 +0000\r\n",
        "",
    ],
)
def test_day_of_a_saved_page_is_its_own(head: str) -> None:
    """The day on which a browser saved a page is not that of publication, nor is it its author."""
    part = (
        "Content-Type: text/html\r\nContent-Location: https://x.example/2018/05/06/trial\r\n\r\n"
        f"<title>Trial</title><h1>Trial</h1><p>{FIRST}</p><p>{SECOND}</p>"
    )
    kind = "Content-Type: multipart/related; boundary=b"
    page = read(f"{head}{kind}\r\n\r\n--b\r\n{part}\r\n--b--".encode(), name="a.mht")
    assert (page.title, page.published, page.byline) == ("Trial", "2018-05-06", None)


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
