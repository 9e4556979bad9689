"""A name is found however its letters are written; what no reading gives is named unread."""

import base64
import binascii
import gzip
import hashlib
import io
import json
import zipfile
from urllib.parse import quote

import pytest

from khronika.model.vocabulary import Level
from khronika.record.documents.packages import File, search_package
from khronika.record.documents.spellings import spelled_in, unspelled
from khronika.record.masking import Masker
from khronika.script import find_folded

NAME, LATIN = "Айлин Торвекова", "Aylin Torvekova"
MASKER = Masker(Level.PUBLIC, (NAME, LATIN), (), {}, find_folded)
FILL = b"Nobody was there that day. " * 8


def _zip(**told: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        item = zipfile.ZipInfo("a.txt")
        item.comment, item.extra = told.get("comment", b""), told.get("extra", b"")
        archive.writestr(item, told.get("body", b"x"))
    return whole.getvalue()


def _gzip(name: str) -> bytes:
    whole = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="w", fileobj=whole) as file:
        file.write(b"x")
    return whole.getvalue()


def _unicode_path(name: bytes) -> bytes:
    return b"up" + (len(name) + 5).to_bytes(2, "little") + b"\1\0\0\0\0" + name


TO_Z85 = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
)
WRITTEN = {
    "%u": "".join(f"%u{ord(one):04x}" for one in NAME).encode(),
    "xn-- in a host": b"http://" + NAME.replace(" ", "-").encode("idna") + b".example/",
    "xn-- in two labels": b"//" + b".".join(w.encode("idna") for w in NAME.split()) + b".example",
    "base 16": NAME.encode().hex().encode(),
    "base 16 in capitals with blanks": NAME.encode().hex(" ").upper().encode(),
    "base 16 of windows-1251": b"x=" + NAME.replace(" ", "-").encode("cp1251").hex().encode(),
    "base 32": base64.b32encode(NAME.encode()),
    "base 85": base64.a85encode(NAME.encode(), adobe=True),
    "base 85 without marks": base64.a85encode(NAME.encode()),
    "base 85 in short lines": base64.a85encode(f"{NAME} said".encode(), wrapcol=17),
    "base 85 of RFC 1924": base64.b85encode(NAME.encode()),
    "base 85 in quotation marks": b'a="' + base64.b85encode(NAME.encode()) + b'";',
    "base 85 of ZeroMQ": base64.b85encode(NAME.encode()).translate(TO_Z85),
    "uuencode": b"begin 644 a\n" + binascii.b2a_uu(NAME.encode()) + b"`\nend\n",
    "RTF": b"{\\rtf1 " + "".join(f"\\u{ord(one)}?" for one in NAME).encode() + b"}",
    "RTF in bytes": b"{\\rtf1 " + "".join(f"\\'{b:02x}" for b in NAME.encode("cp1251")).encode(),
    "octal bytes": "".join(f"\\{byte:03o}" for byte in NAME.encode()).encode(),
    "hexadecimal bytes": "".join(f"\\x{byte:02x}" for byte in NAME.encode()).encode(),
    "turned letters": f"\u202e{LATIN[::-1]}\u202c".encode(),
    "the name in a gzip": _gzip(f"{LATIN}.txt"),
    "the comment of a member": _zip(comment=NAME.encode()),
    "the second name of a member": _zip(extra=_unicode_path(NAME.encode())),
    "an address of an address": quote(quote(NAME)).encode(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_name_is_found_however_it_is_written(how: str) -> None:
    """Alone, and amid other words."""
    for body in (WRITTEN[how], FILL + b"\n" + WRITTEN[how] + b"\n" + FILL):
        if body is not WRITTEN[how] and how.startswith("the "):
            continue  # a container has its own beginning
        assert search_package(MASKER, [("ev-X/data/raw/a", body)])[0], how


@pytest.mark.parametrize("how", ["the comment of a member", "the second name of a member"])
def test_what_stands_beside_a_member_of_a_large_zip_is_read(how: str) -> None:
    """A file that is read in pieces is read as whole as a small one."""
    told = WRITTEN[how]
    with zipfile.ZipFile(io.BytesIO(told)) as archive:
        [item] = archive.infolist()
    body = _zip(comment=item.comment, extra=item.extra, body=bytes(range(256)) * 40_000)
    large = File(len(body), lambda: io.BytesIO(body))
    assert len(body) > 8 << 20
    assert search_package(MASKER, [("ev-X/data/raw/a", large)])[0]


@pytest.mark.parametrize("charset", ["cp037", "cp500", "cp1140", "cp273"])
@pytest.mark.parametrize("before", ["", "Nobody was there that day. " * 3])
def test_words_of_a_mainframe_are_read_and_told(charset: str, before: str) -> None:
    """Those of Latin letters are searched; since others are not, two people look as well."""
    body = f"{before}{LATIN}".encode(charset)
    assert search_package(MASKER, [("ev-X/data/raw/a", body)])[0]
    others = search_package(
        MASKER, [("ev-X/data/raw/a", f"{before}Somebody Else".encode(charset))]
    )
    assert others == ([], {"ev-X/data/raw/a": "words in EBCDIC, of which not all are read"})


def test_other_charsets_are_no_words_of_a_mainframe() -> None:
    """A page in any other alphabet is read without a second person, as before."""
    words = "Журналистку задержали у здания суда и увезли, сообщила газета. " * 3
    for charset in ("cp1251", "koi8-r", "cp866", "iso8859-5", "utf-8", "utf-16"):
        body = words.encode(charset)
        assert search_package(MASKER, [("ev-X/data/raw/a", body)]) == ([], {}), charset
    arabic = "اعتقلت الشرطة صحفية أمام المحكمة يوم الاثنين".encode("cp1256")
    assert search_package(MASKER, [("ev-X/data/raw/a", arabic)]) == ([], {})


def test_a_binary_patch_is_told_as_unread() -> None:
    """Its lines are packed, and in base 85."""
    body = b"diff --git a/a.bin b/a.bin\nGIT binary patch\nliteral 10\nRc$@<O00001\n"
    assert search_package(MASKER, [("ev-X/data/raw/a", body)])[1]


def test_hashes_are_nobody() -> None:
    """Thousands of hashes in base 16 and ids in base 32 give no words."""
    body = b"\n".join(hashlib.sha256(bytes([n % 256, n >> 8])).hexdigest().encode()
                      for n in range(4000))  # fmt: skip
    assert list(spelled_in(body)) == []
    ids = b"\n".join(base64.b32encode(hashlib.sha256(bytes([n % 256, n >> 8])).digest()[:15])
                     for n in range(4000))  # fmt: skip
    assert len(list(spelled_in(ids))) < 4
    keys = b"\n\n".join(base64.b85encode(hashlib.sha512(bytes([n % 256, n >> 8])).digest()[:40])
                         for n in range(4000))  # fmt: skip
    assert list(spelled_in(keys)) == []


def test_words_stay_as_they_are() -> None:
    """Nothing is undone where nothing is written so."""
    for text in ("plain words", "C:\\users\\new", "50 %", "a\\b", "xn-- is no label"):
        assert unspelled(text) == text


def _answer(body: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(block)
    return head + block + b"\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"1;who=Aylin-Torvekova\r\nx\r\n0\r\n\r\n",
        b"1\r\nx\r\n0\r\nX-Author: Aylin Torvekova\r\n\r\n",
        b"8\r\nAylin To\r\n7\r\nrvekova\r\n0\r\n\r\n",
    ],
)
def test_words_between_the_chunks_of_an_answer_are_searched(body: bytes) -> None:
    """What is taken off before a body is read may name somebody too."""
    assert search_package(MASKER, [("ev-X/data/raw/http.warc", _answer(body))])[0]


def test_whom_a_certificate_is_for_is_searched() -> None:
    """The chain of a server stands in our manifest as PEM; its bytes are no text."""
    inner = b"\x31\x18\x06\x03U\x04\x03\x0c\x0f" + LATIN.encode() + bytes(range(200, 256))
    pem = base64.encodebytes(b"\x30\x81" + bytes([len(inner)]) + inner).decode()
    chain = f"-----BEGIN CERTIFICATE-----\n{pem}-----END CERTIFICATE-----\n"
    body = json.dumps({"exchanges": [{"tls": {"chain": [chain]}}]}).encode()
    assert search_package(MASKER, [("ev-X/data/manifest.json", body)])[0]
