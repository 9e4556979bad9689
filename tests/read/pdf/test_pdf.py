"""PDF documents are read by their text layer; what has none says so."""

import shutil
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.layout import LTLayoutContainer

from khronika.errors import KhronikaError
from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.read import read
from khronika.read.pdf.blocks import NO_TEXT, TextLayerMissing, _without_codes
from khronika.read.pdf.sheets import DocumentBroken, DocumentLocked, in_reading_order

Written = tuple[int, int, str]
"""Size, height above the page's foot, words."""

REPORT = [
    (20, 700, "Two editors freed"),
    (11, 660, "Two editors of the paper Lantern were"),
    (11, 646, "freed on Saturday after nine days in de-"),
    (11, 632, "tention. Their lawyer Anna Well-"),
    (11, 618, "born said so. Anna Well-born is a lawyer."),
]


def pdf(pages: Sequence[Sequence[Written]], *, picture: bool = False, trailer: str = "") -> bytes:
    """Write a document by hand (ISO 32000-1); a page without words shows a grey square."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for page in pages:
        words = "".join(f"BT /F {s} Tf 60 {y} Td ({t}) Tj ET\n" for s, y, t in page)
        drawn = words if page or not picture else "q 500 0 0 700 50 50 cm /P Do Q"
        packed = zlib.compress(drawn.encode("latin-1"))
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F {number + 2} 0 R >> /XObject << /P {number + 3} 0 R >> >> >>"
        )
        stream = packed.decode("latin-1")
        objects.append(
            f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n{stream}\nendstream"
        )
        objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        objects.append(
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
            "/BitsPerComponent 8 /Length 1 >>\nstream\n\x7f\nendstream"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def _texts(page: Page, *kinds: BlockKind) -> list[str]:
    return [b.span.of(page.text) for b in page.blocks if not kinds or b.kind in kinds]


def test_words_are_those_of_the_document() -> None:
    """A headline by its size, paragraphs as printed, words broken by a line end together again."""
    page = read(pdf([REPORT]))
    assert page.source.media_type == "application/pdf"
    assert page.source.encoding is None
    assert page.title == "Two editors freed"
    assert _texts(page, BlockKind.HEADLINE) == ["Two editors freed"]
    body = " ".join(_texts(page, BlockKind.PARAGRAPH))
    assert "nine days in detention. Their lawyer Anna Well-born said so." in body
    assert page.lang == "en"
    assert {block.via for block in page.blocks} == {"pdf"}


def test_a_block_leads_to_the_content_of_its_page() -> None:
    """The bytes of a block, unpacked, are the drawing of its page, with the words in it."""
    content = pdf([[(11, 700, "first leaf")], [(11, 700, "second leaf")]])
    page = read(content)
    for block, words in zip(page.blocks, (b"first leaf", b"second leaf"), strict=True):
        start, end = block.source_bytes
        assert words in zlib.decompress(content[start:end])


def test_pages_are_kept() -> None:
    """Each page of the document has its place in the text, also one without words."""
    page = read(pdf([[(11, 500, "first leaf")], [], [(11, 500, "third leaf")]], picture=True))
    assert [page.text[start:end] for start, end in page.pages] == ["first leaf", "", "third leaf"]
    assert [(gap.start, gap.why) for gap in page.gaps] == [(len("first leaf"), NO_TEXT)]
    assert Page.from_json(page.to_json()) == page


def test_cells_of_a_long_table_are_not_compared_with_one_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Boxes stand in the order in which they are drawn; none is measured against all others."""
    monkeypatch.setattr(LTLayoutContainer, "group_textboxes", lambda *_: pytest.fail("grouped"))
    row = "x{0}) Tj 150 0 Td (y{0}) Tj 150 0 Td (z{0}"
    page = read(pdf([[(4, 700 - 8 * n, row.format(n)) for n in range(60)]]), name="a.pdf")
    assert _texts(page) == [f"{column}{n}" for n in range(60) for column in "xyz"]


def test_lost_signs_are_where_they_stand() -> None:
    """Each run of signs without a letter becomes as many U+FFFD, in its place."""
    assert _without_codes("a (cid:1)(cid:22) b (cid:3) c(cid:4)") == (
        "a \ufffd\ufffd b \ufffd c\ufffd",
        [(2, 4), (7, 8), (10, 11)],
    )


def test_a_scan_says_that_it_has_no_words() -> None:
    """Pictures of pages are no text, and nothing is guessed."""
    with pytest.raises(TextLayerMissing, match=r"2 page\(s\) without a text layer"):
        read(pdf([[], []], picture=True))


def test_running_titles_and_numbers_are_chrome() -> None:
    """What stands at the edge of every page is not the report."""
    leaves = [
        [(9, 810, "The Lantern weekly"), (11, 500, f"Leaf of the report {word}"), (9, 30, str(n))]
        for n, word in enumerate(("one", "two", "three"), 7)
    ]
    page = read(pdf(leaves))
    assert _texts(page, BlockKind.CHROME) == [
        text for n in (7, 8, 9) for text in ("The Lantern weekly", str(n))
    ]


def test_a_locked_document_says_so() -> None:
    """A password is asked for by nobody; the next step is named."""
    encrypt = "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
    with pytest.raises(DocumentLocked, match="password"):
        read(pdf([REPORT], trailer=encrypt % ("11" * 32, "22" * 32)))


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"%PDF-1.4\n" + bytes(range(256)) * 9])
def test_a_broken_document_is_refused_in_one_line(content: bytes) -> None:
    """What holds no page is told, whatever the damage."""
    with pytest.raises(DocumentBroken, match="damaged PDF"):
        read(content)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_damage_gives_words_or_a_reason(at: int, byte: int) -> None:
    """Any changed byte leaves a page that can be read, or one of the room's own errors."""
    content = bytearray(pdf([REPORT]))
    content[at % len(content)] = byte
    try:
        page = read(bytes(content))
    except KhronikaError:
        return
    assert all(0 <= a <= b <= len(content) for a, b in (x.source_bytes for x in page.blocks))


def test_a_bomb_is_not_opened() -> None:
    """A page that unpacks without end is refused before it fills the memory."""
    bomb = zlib.compress(bytes(65 << 20), 9).decode("latin-1")
    body = pdf([REPORT]).decode("latin-1")
    start = body.index("stream\n") + 7
    end = body.index("\nendstream")
    length = body[body.index("/Length ") : body.index(" >>\nstream")]
    whole = (body[:start] + bomb + body[end:]).replace(length, f"/Length {len(bomb)}", 1)
    with pytest.raises(DocumentBroken, match="without end"):
        read(whole.encode("latin-1"))


def _with_content(content: bytes, filters: bytes) -> bytes:
    """Answer a report whose page has that content, packed as the filters say."""
    body = pdf([REPORT])
    start, end = body.index(b"stream\n") + 7, body.index(b"\nendstream")
    told = body[body.index(b"<< /Filter") : start - 8]
    written = b"<< /Filter %s /Length %d >>" % (filters, len(content))
    return (body[:start] + content + body[end:]).replace(told, written, 1)


def test_a_stream_that_is_packed_twice_is_a_bomb_too() -> None:
    """A few hundred bytes unpack to gigabytes; the first unpacking alone looks harmless."""
    packed = zlib.compress(zlib.compress(bytes(65 << 20), 9), 9)
    with pytest.raises(DocumentBroken, match="without end"):
        read(_with_content(packed, b"[/FlateDecode /FlateDecode]"))


@pytest.mark.parametrize(
    "content",
    [b"BT /F 9 Tf (word) Tj ET " * 10_000, b"1 2 m 3 4 l S " * 40_000, b"q Q " * 500_000],
    ids=["letters", "lines", "steps"],
)
def test_work_without_end_is_not_done(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a file of some kilobytes held up its reader for hours; here the allowance is small."""
    packed = zlib.compress(content, 9)
    monkeypatch.setattr("khronika.read.pdf.work.FIRST", 1 << 19)
    with pytest.raises(DocumentBroken, match="without end"):
        read(_with_content(packed, b"/FlateDecode"))


def test_a_damaged_stream_is_read_as_far_as_it_goes() -> None:
    """Its words stand although the sum at its end does not fit."""
    packed = zlib.compress(b"BT /F 12 Tf 72 700 Td (The street was closed.) Tj ET")
    spoilt = packed[:-1] + bytes([packed[-1] ^ 1])
    assert "The street was closed." in read(_with_content(spoilt, b"/FlateDecode")).text


@pytest.mark.parametrize("before", [b"MAIL FROM GATEWAY 7\r\n\r\n", b"\0" * 40])
def test_lines_before_the_header_are_passed_over(before: bytes) -> None:
    """Gateways and scanners put some there; programs look for the header in the first kilobyte."""
    page = read(before + pdf([REPORT]), name="report.pdf")
    assert page.text == read(pdf([REPORT])).text


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("םולש", "שלום"),
        ("םויב 23 םולש", "שלום 23 ביום"),
        ("he said םולש twice", "he said שלום twice"),
        ("םויב PEN הז רבד", "דבר זה PEN ביום"),
        ("plain words 23", "plain words 23"),
    ],
)
def test_lines_from_the_right_are_read_from_the_right(printed: str, read_as: str) -> None:
    """Printers set the ink from the left; words and numbers from the left keep their order."""
    assert in_reading_order([(sign, float(at)) for at, sign in enumerate(printed)]) == read_as


def test_lines_in_reading_order_stay_so() -> None:
    """Where the document draws letters in the order of reading, nothing is turned round."""
    signs = [(sign, 99.0 - at) for at, sign in enumerate("שלום")]
    assert in_reading_order(signs) == "שלום"


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is missing")
def test_what_a_browser_prints_is_read(tmp_path: Path) -> None:
    """A page printed by Chromium gives its words in several scripts, and no day of printing."""
    source = tmp_path / "page.html"
    source.write_text(
        "<meta charset=utf-8><h1>Two editors freed</h1><p>Их адвокат сказал, что газета выйдет."
        "<p dir=rtl lang=he>שני עורכים שוחררו ביום שבת<p>The office affirmed it."
    )
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=page.pdf"]
    subprocess.run([*words, source], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    page = read((tmp_path / "page.pdf").read_bytes())
    assert page.title == "Two editors freed"
    assert page.published is None
    shown = _texts(page, BlockKind.PARAGRAPH)
    assert shown == [
        "Их адвокат сказал, что газета выйдет.",
        "שני עורכים שוחררו ביום שבת",
        "The office affirmed it.",
    ]
