"""A film is read in stretches where it lies, also inside a WARC, and hostile records end there."""

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.media import MediaView, NotPlayable, kinds, media_bytes, playing, serving

FILM = bytes(range(256)) * 40
OURS, OTHERS = "<urn:uuid:00000000-0000-0000-0000-00000000000a>", "<urn:uuid:0b>"


def _chunked(content: bytes, step: int, *, end: bytes = b"0\r\n\r\n") -> bytes:
    cut = [content[at : at + step] for at in range(0, len(content), step)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in cut) + end


def _record(id_: str, block: bytes) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: {id_}\r\n"
        "WARC-Target-URI: https://outlet.example/film\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def _package(folder: Path, body: bytes, *headers: str) -> tuple[Path, MediaView]:
    """Write what a package has around a film in a WARC, another answer before and after it."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: video/webm\r\n" + "".join(f"{h}\r\n" for h in headers)
    other = _record(OTHERS, b"HTTP/1.1 200 OK\r\n\r\nnothing of the film")
    warc = other + _record(OURS, head.encode() + b"\r\n" + body) + other
    package = folder / "ev-x"
    (package / "data/raw").mkdir(parents=True)
    (package / "data/raw/http.warc").write_bytes(warc)
    (package / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\n")
    sha256 = hashlib.sha256(FILM).hexdigest()
    view = MediaView(sha256, "film", "data/raw/http.warc", OURS, None, None, None, 1.0, None, None,
                     (), (), "", None)  # fmt: skip
    return package, view


FORMS = {
    "as it is": (FILM, ()),
    "in chunks": (_chunked(FILM, 1000), ("Transfer-Encoding: chunked",)),
    "in chunks that end without an end": (
        _chunked(FILM, 999, end=b""), ("Transfer-Encoding: chunked",),
    ),
    "packed": (gzip.compress(FILM), ("Content-Encoding: gzip",)),
    "packed in chunks": (
        _chunked(gzip.compress(FILM), 50), ("Content-Encoding: gzip", "Transfer-Encoding: chunked"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("as_zip", [False, True])
def test_every_stretch_of_a_film_in_a_warc_is_that_of_its_bytes(
    form: str, as_zip: bool, tmp_path: Path
) -> None:
    """However it came over the wire, and whether the package is a folder or a zip."""
    package, view = _package(tmp_path, FORMS[form][0], *FORMS[form][1])
    if as_zip:
        with zipfile.ZipFile(tmp_path / "ev-x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(one for one in package.rglob("*") if one.is_file()):
                archive.write(path, path.relative_to(tmp_path))
        package = tmp_path / "ev-x.zip"
    size = len(FILM)
    for start, length in ((0, 16), (0, size), (998, 4), (size - 3, 100), (5000, 1), (size, 9)):
        got = media_bytes(package, view, start=start, length=length)
        assert got.content == FILM[start : start + length]
        assert got.size == size


@given(
    step=st.integers(1, 3000),
    start=st.integers(-5, len(FILM) + 5),
    length=st.integers(-5, len(FILM) + 5),
)
@settings(max_examples=60, deadline=None)
def test_no_stretch_reaches_out_of_the_film(
    step: int, start: int, length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever place is asked for, also a negative one, nothing of another answer comes."""
    folder = tmp_path_factory.mktemp("p")
    package, view = _package(folder, _chunked(FILM, step), "Transfer-Encoding: chunked")
    got = media_bytes(package, view, start=start, length=length).content
    wanted = FILM[start : start + length] if start >= 0 and length > 0 else b""
    assert got == wanted


@pytest.mark.parametrize(
    "body",
    [
        b"fffffffffffffff\r\nshort", b"-5\r\nabcde\r\n0\r\n\r\n", b"zz\r\nabc\r\n", b"5",
        b"0x5\r\nabcde\r\n", b"ffffffffffffffffffff\r\nabc", b"",
    ],
)  # fmt: skip
def test_a_lying_chunk_ends_the_body(body: bytes, tmp_path: Path) -> None:
    """A length that is none, or longer than the record, never reads the record behind it."""
    package, view = _package(tmp_path, body, "Transfer-Encoding: chunked")
    got = media_bytes(package, view, length=10_000)
    assert b"nothing of the film" not in got.content
    assert b"WARC" not in got.content
    assert got.size <= len(body)


def test_a_body_in_too_many_pieces_is_not_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A film of one-byte chunks does not fill the memory of the desk."""
    monkeypatch.setattr(playing, "MOST_CHUNKS", 100)
    package, view = _package(tmp_path, _chunked(FILM, 10), "Transfer-Encoding: chunked")
    with pytest.raises(NotPlayable, match="more than 100 pieces"):
        media_bytes(package, view)


def test_a_record_that_is_gone_is_said(tmp_path: Path) -> None:
    """A view of a record that the WARC does not hold opens nothing else."""
    package, view = _package(tmp_path, FILM)
    (package / "data/raw/http.warc").write_bytes(_record(OTHERS, b"HTTP/1.1 200 OK\r\n\r\nx"))
    with pytest.raises(NotPlayable, match="not in the WARC"):
        media_bytes(package, view)


def test_a_bomb_that_came_packed_is_not_unpacked(tmp_path: Path) -> None:
    """64 MB of zeros in 64 KB stay where they are."""
    bomb = gzip.compress(bytes(64 << 20))
    package, view = _package(tmp_path, bomb, "Content-Encoding: gzip")
    with pytest.raises(NotPlayable, match="unpacks to more"):
        media_bytes(package, view, length=16)


STILLS = [
    (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", "image/heic", "HEIF"),
    (b"\0\0\0\x1cftypheix\0\0\0\0mif1heix", "image/heic", "HEIF"),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic", "image/heic", "HEIF"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1", "image/heic", "HEIF"),
    (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "image/avif", "AVIF"),
    (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "image/avif", "AVIF"),
    (b"\0\0\0\x1cftypavis\0\0\0\0avismsf1", "video/mp4", "MP4"),
    (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2", "video/mp4", "MP4"),
    (b"\0\0\0\x1cftypmp42\0\0\0\0heicavif", "video/mp4", "MP4"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1" + b"\0\0\0\0free" * 6 + b"avif", "image/heic", "HEIF"),
]


@pytest.mark.parametrize(("head", "kind", "form"), STILLS)
def test_a_picture_in_the_boxes_of_a_film_is_a_picture(head: bytes, kind: str, form: str) -> None:
    """The brand tells HEIC and AVIF from films, which begin in the same way."""
    assert serving.kind_of(head) == kind
    assert kinds.kind_of(head) == form


FILMS = [
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm", True),
    (b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska", "video/x-matroska", False),
    (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo", False),
]


@pytest.mark.parametrize(("head", "kind", "plays"), FILMS)
def test_a_film_that_no_browser_plays_is_saved(
    tmp_path: Path, head: bytes, kind: str, plays: bool
) -> None:
    """It is not handed to a player, and comes whole and as a file to whoever saves it."""
    content = head + bytes(range(256)) * 4
    package, view = _package(tmp_path, content)
    assert serving.is_played(package, view) is plays
    assert (serving.served(package, view, "bytes=0-") is not None) is plays
    saved = serving.served(package, view, "", is_saved=True)
    assert saved is not None
    assert saved.pieces is not None
    assert b"".join(saved.pieces) == content
    assert saved.headers["Content-Type"] == kind
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "sandbox" in saved.headers["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["", "x", "bytes=", "bytes=0-1,5-6", "items=0-4", "bytes=a-b"])
def test_what_asks_for_no_range_gets_the_whole_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """RFC 9110 14.2: 206 answers a range; without one it is 200, in pieces, with its length."""
    monkeypatch.setattr(serving, "AT_ONCE", 100)
    content = FILMS[0][0] + bytes(range(256)) * 4
    package, view = _package(tmp_path, content)
    answer = serving.served(package, view, asked)
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["Content-Length"] == str(len(content))
    assert "Content-Range" not in answer.headers
    pieces = list(answer.pieces or ())
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= 100
