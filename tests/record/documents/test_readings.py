"""A package is read in every way that a reader's program would, before it is handed to readers."""

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import zipfile
import zlib
from collections.abc import Callable
from email.header import Header
from urllib.parse import quote

import brotli
import pytest
import zstandard
from tests.record.documents.packed import chunked, deflated, warc

from khronika.model.vocabulary import Level
from khronika.record.documents.packages import search_package
from khronika.record.documents.readings import readings_of
from khronika.record.masking import Masker
from khronika.script import find_folded

NAME = "\u0410\u0439\u043b\u0438\u043d \u0422\u043e\u0440\u0432\u0435\u043a\u043e\u0432\u0430"
LATIN = "Aylin Torvekova"
WORDS = f"\u0417\u0430\u0434\u0435\u0440\u0436\u0430\u043b\u0438 {NAME} \u0443 \u0441\u0443\u0434\u0430.\n"
MASKER = Masker(Level.PUBLIC, (NAME, LATIN), (), {}, find_folded)


def _zip(content: bytes, name: str = "a.txt") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def _mail(encoded: bytes, how: bytes, charset: bytes) -> bytes:
    return (
        b"Subject: report\r\nContent-Type: text/plain; charset=" + charset
        + b"\r\nContent-Transfer-Encoding: " + how + b"\r\n\r\n" + encoded
    )  # fmt: skip


def _written(name: str, words: str, latin: str) -> dict[str, bytes]:
    utf8 = words.encode()
    return {
        "utf-8": utf8,
        "json": json.dumps({"text": words}).encode(),
        "json in json": json.dumps(json.dumps({"text": words})).encode(),
        "script": "".join(f"\\u{{{ord(letter):x}}}" for letter in words).encode(),
        "css": "".join(f"\\{ord(letter):06x}" for letter in name).encode(),
        "html": "".join(f"&#{ord(letter)};" for letter in words).encode(),
        "html, hexadecimal": "".join(f"&#x{ord(letter):x};" for letter in words).encode(),
        "html twice": "".join(f"&amp;#{ord(letter)};" for letter in words).encode(),
        "marks in a word": words.replace("\u0440\u0432", "\u0440<wbr><b></b>\u0432").encode(),
        "percent": quote(words).encode(),
        "percent, windows-1251": quote(words, encoding="cp1251").encode(),
        "base64": base64.encodebytes(utf8 * 3),
        "base64 of windows-1251": base64.encodebytes(words.encode("cp1251")),
        "base64url": base64.urlsafe_b64encode(utf8),
        "quoted-printable": quopri.encodestring(utf8),
        "mail": _mail(base64.encodebytes(words.encode("koi8-r")), b"base64", b"koi8-r"),
        "mail, quoted": _mail(quopri.encodestring(words.encode("cp1251")), b"quoted-printable",
                              b"windows-1251"),
        "mail header": b"From: " + Header(name, "koi8-r").encode().encode() + b" <a@b.example>\r\n",
        "mail header, long": b"Subject: " + Header(words * 4, "utf-8").encode().encode() + b"\r\n",
        "file name of a mail": f"filename*=utf-8''{quote(name)}".encode(),
        "utf-16": words.encode("utf-16"),
        "utf-16, no mark": words.encode("utf-16-le"),
        "utf-16 big, no mark": words.encode("utf-16-be"),
        "utf-32": words.encode("utf-32"),
        "utf-7": words.encode("utf-7"),
        "latin utf-16": f"They held {latin} there".encode("utf-16-be"),
        **{charset: (words * 5).encode(charset)
           for charset in ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "gb18030")},
        "gzip": gzip.compress(utf8),
        "gzip, two members": gzip.compress(b"first\n") + gzip.compress(utf8),
        "gzip in gzip": gzip.compress(gzip.compress(utf8)),
        "zlib": zlib.compress(utf8),
        "bz2": bz2.compress(utf8),
        "xz": lzma.compress(utf8),
        "zstd": zstandard.compress(utf8),
        "zip": _zip(utf8),
        "name in a zip": _zip(b"nothing", f"{name}.txt"),
        "zip in zip": _zip(_zip(words.encode("koi8-r") * 3)),
        "zip in a mail": _mail(base64.encodebytes(_zip(utf8)), b"base64", b"utf-8"),
        "answer, gzip": warc(b"Content-Encoding: gzip\r\n", gzip.compress(utf8)),
        "answer, deflate": warc(b"Content-Encoding: deflate\r\n", deflated(utf8)),
        "answer, brotli": warc(b"Content-Encoding: br\r\n", brotli.compress(utf8)),
        "answer, zstd": warc(b"Content-Encoding: zstd\r\n", zstandard.compress(utf8)),
        "answer, chunks": warc(b"Transfer-Encoding: chunked\r\n", chunked(utf8, len(utf8) // 2)),
        "warc.gz": gzip.compress(warc(b"Content-Encoding: br\r\n", brotli.compress(utf8))),
        "no width": words.replace("\u0440\u0432", "\u0440\u200b\u00ad\u0432").encode(),
        "look-alikes": words.replace("\u0435", "e").replace("\u043e", "o").encode(),
        "tabs of a table": f"{latin.split()[0]}\t{latin.split()[1]}".encode(),
    }  # fmt: skip


WAYS = _written(NAME, WORDS, LATIN)
OTHERS = _written("\u0413\u043e\u0440\u043e\u0434\u0441\u043a\u043e\u0439 \u0421\u043e\u0432\u0435\u0442",
                  "\u041d\u0438\u043a\u043e\u0433\u043e \u0432 \u0433\u043e\u0440\u043e\u0434\u0435 "
                  "\u0441\u0435\u0433\u043e\u0434\u043d\u044f.\n", "Town Council")  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_found_however_it_is_written(way: str) -> None:
    """Charset, escape, coding, archive: a withheld name in it keeps a package from the public."""
    naming, _ = search_package(MASKER, [("data/raw/a.bin", WAYS[way])])
    assert naming == ["data/raw/a.bin"]


@pytest.mark.parametrize("way", OTHERS)
def test_other_words_in_the_same_writing_are_no_name(way: str) -> None:
    """The same kind of file with other words may go out, and is read whole."""
    assert search_package(MASKER, [("data/raw/a.bin", OTHERS[way])]) == ([], {})


def _locked(content: bytes) -> bytes:
    packed = bytearray(_zip(content))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(magic) + at] |= 1
    return bytes(packed)


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"%PDF-1.7\n" + bytes(range(256)),
        b"7z\xbc\xaf\x27\x1c" + bytes(64),
        _locked(b"words"),
        gzip.compress(b"words" * 999)[:-20],
        warc(b"Content-Encoding: unknown\r\n", b"words"),
        bytes(range(256)) * 40,
        base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    ],
    ids=["picture", "pdf", "7z", "locked zip", "cut gzip", "coding", "noise", "picture in mail"],
)
def test_what_cannot_be_read_is_named(body: bytes) -> None:
    """A picture, a PDF, a locked or broken archive are not taken for searched."""
    naming, unread = search_package(MASKER, [("data/a", body)])
    assert naming == []
    assert list(unread) == ["data/a"]


def _bomb(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(bytes(1 << 21))


@pytest.mark.parametrize(
    "body",
    [
        _bomb(gzip.compress), _bomb(bz2.compress), _bomb(lzma.compress), _bomb(zlib.compress),
        _bomb(zstandard.compress), _bomb(_zip),
        warc(b"Content-Encoding: br\r\n", _bomb(brotli.compress)),
    ],
)  # fmt: skip
def test_a_bomb_is_not_unpacked(body: bytes) -> None:
    """What unpacks to more than is allowed is given up, and named as unread."""
    made = readings_of("data/a", body, most_bytes=1 << 20)
    assert made.unread
    assert sum(map(len, made.texts)) < 1 << 21


def test_layers_have_an_end() -> None:
    """A file packed in itself too often is given up as well."""
    body = b"words"
    for _ in range(12):
        body = gzip.compress(body)
    assert readings_of("data/a", body).unread


@pytest.mark.parametrize("charset", [
    "utf-8", "cp1251", "koi8-r", "cp866", "iso8859-5", "utf-16-le", "utf-16-be",
])  # fmt: skip
@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xfe", b"\x1a\x45\xdf\xa3", b"\0\0\0\x18ftyp"])
def test_words_in_a_picture_or_film_are_read(charset: str, head: bytes) -> None:
    """A comment in a medium is read in each charset, and the medium is named as unread too."""
    noise = bytes(number * 37 % 251 for number in range(3000))
    body = head + noise + b"\0\0" + "Эдда Кромова".encode(charset) + b"\0\0" + noise
    made = readings_of("film.bin", body)
    assert any("Эдда Кромова" in text for text in made.texts)
    assert made.unread


def test_points_of_a_picture_are_not_read_as_a_book() -> None:
    """Of packed points hardly anything is kept, so that a film can be looked through at all."""
    import hashlib

    points = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(8000))
    made = readings_of("picture.jpg", b"\xff\xd8\xff" + points)
    assert sum(map(len, made.texts)) < len(points)
