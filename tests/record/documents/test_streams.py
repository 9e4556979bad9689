"""Files of any size are searched for names piece by piece, and no seam hides one."""

import gzip
import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.record.documents.packed import chunked, deflated, warc

from khronika.model.vocabulary import Level
from khronika.record.documents import packages, streams
from khronika.record.documents.packages import (
    File,
    PackageTorn,
    SearchBroke,
    search_package,
    search_stored,
)
from khronika.record.documents.streams import Cut, windows
from khronika.record.masking import Masker
from khronika.script import find_folded

NAME = "Айлин Торвекова"
MASKER = Masker(Level.PUBLIC, (NAME, "Aylin Torvekova"), (), {}, find_folded)
FILL = "Никого в городе сегодня не было.\n"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "WHOLE_BYTES", 3000)
    monkeypatch.setattr(streams, "WINDOW_BYTES", 1000)
    monkeypatch.setattr(streams, "OVERLAP_BYTES", 200)


def _file(body: bytes) -> File:
    return File(len(body), lambda: io.BytesIO(body))


def _searched(body: bytes, path: str = "data/raw/a.bin") -> tuple[list[str], dict[str, str]]:
    return search_package(MASKER, [(path, _file(body))])


def _text(at: int, words: str = NAME) -> bytes:
    return (FILL * 200)[:at].encode() + words.encode() + (FILL * 150).encode()


def _zip(content: bytes, name: str = "a.txt") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("b.txt", FILL * 300)
        archive.writestr(name, content)
    return written.getvalue()


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda body: body,
    "answer": lambda body: warc(b"", body),
    "answer, chunks": lambda body: warc(b"Transfer-Encoding: chunked\r\n", chunked(body)),
    "answer, gzip": lambda body: warc(b"Content-Encoding: gzip\r\n", _salted(body, gzip.compress)),
    "answer, zlib": lambda body: warc(b"Content-Encoding: deflate\r\n",
                                       _salted(body, zlib.compress)),
    "answer, deflate": lambda body: warc(b"Content-Encoding: deflate\r\n",
                                          _salted(body, deflated)),
    "answer, gzip in chunks": lambda body: warc(
        b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        chunked(_salted(body, gzip.compress))),
    "small answers": lambda body: b"".join(warc(b"", body[at : at + 900])
                                           for at in range(0, len(body), 450)),
    "gzip": lambda body: _salted(body, gzip.compress),
    "warc.gz, a member each": lambda body: b"".join(
        gzip.compress(warc(b"", body[at : at + 900])) for at in range(0, len(body), 450)),
    "zip": _zip,
}  # fmt: skip


def _salted(body: bytes, pack: Callable[[bytes], bytes]) -> bytes:
    """Pack words with noise behind them, so that they stay large."""
    noise = "".join(f"{number * 7919 % 100003:05d}\n" for number in range(3000))
    return pack(body + noise.encode())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at", [0, 490, 500, 1005, 2990])
def test_a_name_is_found_wherever_it_stands(form: str, at: int) -> None:
    """Whatever the pieces are cut at, the name stands whole in one of them."""
    body = FORMS[form](_text(at))
    assert len(body) > streams.WHOLE_BYTES
    assert _searched(body)[0] == ["data/raw/a.bin"]


@pytest.mark.parametrize("form", FORMS)
def test_other_words_are_no_name_and_nothing_is_unread(form: str) -> None:
    """A large file of other words may go out, and was read whole."""
    assert _searched(FORMS[form](_text(500, "в городе"))) == ([], {})


def test_a_name_of_a_member_is_found() -> None:
    """Names of files in an archive are words too."""
    assert _searched(_zip(FILL.encode() * 300, f"{NAME}.txt"))[0]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "koi8-r", "cp1251", "gb18030"])
def test_a_name_in_another_charset_is_found_over_a_seam(charset: str) -> None:
    """A window begins in the middle of a text without a mark of its order of bytes."""
    for at in (240, 247, 250, 480, 499):
        text = (FILL.replace("\n", " ") * 200)[:at] + NAME + FILL * 200
        assert _searched(text.encode(charset))[0], (charset, at)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_a_window_that_begins_at_a_line_keeps_letters_of_two_bytes(charset: str) -> None:
    """Half of a line's end stands before the first letter of the next line."""
    for at in range(0, 3000, 90):
        text = (FILL * 200)[:at] + f" {NAME} " + FILL * 200
        assert _searched(text.encode(charset))[0], (charset, at)


def test_what_stands_behind_a_large_packed_file_is_named() -> None:
    """Words that somebody wrote behind the last member of a gzip stream are not passed over."""
    body = _salted(_text(500, "в городе"), gzip.compress)
    assert _searched(body) == ([], {})
    assert _searched(body + bytes(2000)) == ([], {})
    assert _searched(body + f" {NAME} ".encode())[1]


def test_windows_lose_no_byte() -> None:
    """Put together without what overlaps, the windows are the file; lines are kept whole."""
    body = b"".join(b"line %d\n" % number for number in range(900))
    found = b""
    for window in windows(io.BytesIO(body)):
        lap = next(n for n in range(len(window), -1, -1) if found.endswith(window[:n]))
        found += window[lap:]
    assert found == body


@pytest.mark.parametrize("pack", [gzip.compress, _zip])
def test_a_large_bomb_is_not_unpacked(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What unpacks to many times its size is given up and named."""
    monkeypatch.setattr(streams, "MOST_UNPACKED", 100_000)
    monkeypatch.setattr(streams, "MOST_RATIO", 1)
    body = pack(bytes(4 << 20))
    body = body if len(body) > streams.WHOLE_BYTES else body + bytes(3000)
    monkeypatch.setattr(streams, "MOST_RATIO", 0)
    assert _searched(body)[1]


def test_what_breaks_off_is_named() -> None:
    """A large packed answer that is cut is no searched one."""
    body = _salted(_text(500, "в городе"), gzip.compress)
    assert _searched(body[:-50])[1]
    assert _searched(warc(b"Content-Encoding: br\r\n", bytes(9000)))[1]


def test_memory_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A film of 96 MB is looked through in a few."""
    monkeypatch.undo()
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        for _ in range(96):
            file.write(b"\0\0\0\x18ftyp" + bytes(1 << 20))
        file.write(b" They held Aylin Torvekova there ")
    content = File(path.stat().st_size, lambda: path.open("rb"))
    tracemalloc.start()
    try:
        assert search_package(MASKER, [("data/raw/film.mp4", content)])[0]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 << 20


@pytest.mark.parametrize("at", range(40, 2000, 97))
def test_a_flipped_or_cut_zip_is_torn_and_nothing_else(tmp_path: Path, at: int) -> None:
    """Whatever byte of a package is damaged, looking through it ends with words, not in a crash."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):
            archive.writestr(f"ev-X/data/raw/{number}.txt", f"nobody {number * 37} was here " * 20)
    body = bytearray(whole.getvalue())
    body[at % len(body)] ^= 0xFF
    for damaged in (bytes(body), bytes(body[: at % len(body)])):
        (tmp_path / "ev-X.zip").write_bytes(damaged)
        try:
            search_stored(MASKER, tmp_path, "ev-X")
        except PackageTorn as error:
            assert "ev-X is damaged" in str(error)  # noqa: PT017  # either may be


def test_a_fault_of_the_search_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It names the file and what to do next, and calls no package damaged that is whole."""
    inner = tmp_path / "ev-X" / "data"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_bytes(b"Oda Finch")

    def fails(*_: object, **__: object) -> None:
        raise ValueError("Oda Finch")

    monkeypatch.setattr(packages, "readings_of", fails)
    with pytest.raises(SearchBroke) as caught:
        search_stored(MASKER, tmp_path, "ev-X")
    said = str(caught.value)
    assert "ev-X/data/a.txt" in said
    assert "ValueError in" in said
    assert "restrict the report's package" in said
    assert "Finch" not in said
    assert "verify" not in said


def test_a_file_that_cannot_be_read_is_torn(tmp_path: Path) -> None:
    """A byte that was flipped within a member is found while it is read, and told so."""
    whole = tmp_path / "ev-X.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("ev-X/data/a.txt", "nobody was here")
    whole.write_bytes(whole.read_bytes().replace(b"nobody was", b"nobody wax"))
    with pytest.raises(PackageTorn, match="ev-X is damaged"):
        search_stored(MASKER, tmp_path, "ev-X")


def test_a_walk_counts_what_it_unpacks() -> None:
    """The limit is one for the whole file, not for each member."""
    cut = Cut(10_000)
    list(cut.pieces(io.BytesIO(_zip(FILL.encode() * 30))))
    assert cut.unread
