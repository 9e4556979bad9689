"""A zip holds like its folder, and one that could be read in two ways is refused unread."""

import os
import stat
import struct
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khronika.seal import verify
from khronika.seal.container import shown
from khronika.seal.layout import NotAPackage

RAW = "data/raw/report.txt"


def _pack(
    package: Path, target: Path, more: Callable[[zipfile.ZipFile], None], top: str = "ev"
) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of doubled names
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(package.rglob("*")):
                archive.write(path, f"{top}/{path.relative_to(package)}")
            more(archive)
    return target


def _why(path: Path) -> str:
    return "; ".join(check.what for check in verify(path).checks if not check.ok)


@pytest.mark.parametrize("top", ["ev", "Evidence for the court", "Доказательства"])
def test_a_zip_holds_like_its_folder(package: Path, tmp_path: Path, top: str) -> None:
    """Folder entries, another top folder and another name change nothing."""
    packed = _pack(package, tmp_path / "renamed", lambda _: None, top)
    verdict = verify(packed)
    assert verdict.ok, _why(packed)
    assert [c.name for c in verdict.checks] == [c.name for c in verify(package).checks]


def test_what_macs_put_into_zips_is_harmless(package: Path, tmp_path: Path) -> None:
    """`__MACOSX` beside the folder is reported, nothing more."""
    packed = _pack(
        package, tmp_path / "a.zip", lambda z: z.writestr("__MACOSX/ev/._bagit.txt", "x")
    )
    assert verify(packed).ok
    assert "__MACOSX" in verify(packed).checks[0].what


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("ev/data/raw/link.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (lambda z: z.writestr("ev/" + RAW, "forged"), "twice"),
        (lambda z: z.writestr("ev/DATA/raw/REPORT.txt", "forged"), "twice"),
        (lambda z: z.writestr("ev/../outside.txt", "x"), "leads out"),
        (lambda z: z.writestr("/etc/outside.txt", "x"), "leads out"),
        (lambda z: z.writestr("ev\\data\\raw\\x", "x"), "leads out"),
        (lambda z: z.writestr("C:/x", "x"), "leads out"),
        (lambda z: z.writestr("beside.txt", "x"), "beside"),
        (lambda z: z.writestr("other/bagit.txt", "x"), "beside"),
        (_link, "link"),
        (lambda z: z.writestr("ev/data/raw/bomb", bytes(50 << 20)), "declares a payload"),
        (lambda z: z.writestr("ev/x", "x" * 9999, zipfile.ZIP_LZMA), "packed in a way"),
    ],
)
def test_a_zip_that_harms_is_refused(
    package: Path, tmp_path: Path, more: Callable[[zipfile.ZipFile], None], named: str
) -> None:
    """Doubled names, links, paths that lead out, bombs: refused before anything is unpacked."""
    assert named in _why(_pack(package, tmp_path / "a.zip", more))


def test_a_forged_twin_first_is_refused(package: Path, tmp_path: Path) -> None:
    """It does not matter which of two entries of a name is the sound one."""
    target = tmp_path / "a.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("ev/" + RAW, "forged words")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(target, "a") as archive:
            for path in sorted(package.rglob("*")):
                archive.write(path, f"ev/{path.relative_to(package)}")
    assert "twice" in _why(target)


def test_bytes_that_no_entry_names_are_refused(zipped: Path) -> None:
    """A reader that walks from the front would see what the list at the end hides."""
    sound = zipped.read_bytes()
    zipped.write_bytes(b"PK\3\4hidden" * 9 + sound)
    assert "no" in _why(zipped)


@pytest.mark.parametrize("behind", [b"\0", b"#!/bin/sh\n", b"hidden words" * 5000])
def test_bytes_behind_a_zip_are_refused(zipped: Path, behind: bytes) -> None:
    """Readers of zips pass over what stands behind the end; a package has nothing there."""
    zipped.write_bytes(zipped.read_bytes() + behind)
    assert "behind its list" in _why(zipped)


def test_a_comment_of_a_zip_is_refused(zipped: Path) -> None:
    """A comment is no file of the package: no manifest names it."""
    with zipfile.ZipFile(zipped, "a") as archive:
        archive.comment = b"hidden words"
    assert "behind its list" in _why(zipped)


def test_a_name_that_differs_at_its_entry_is_found(zipped: Path) -> None:
    """The list at the end and the entry itself must agree on the name."""
    content = zipped.read_bytes()
    at = content.index(RAW.encode())  # the entry's own name comes first
    zipped.write_bytes(content[:at] + b"data/raw/REPORT.txt" + content[at + len(RAW) :])
    assert not verify(zipped).ok


def test_an_entry_that_lies_about_its_size_is_found(zipped: Path) -> None:
    """Bytes beyond the declared size are never produced, and the lie is a failure."""
    content = bytearray(zipped.read_bytes())
    at = content.rindex(RAW.encode()) - 46 + 24  # the uncompressed size in the list at the end
    content[at : at + 4] = struct.pack("<I", 5)
    zipped.write_bytes(content)
    assert not verify(zipped).ok


def test_a_changed_byte_in_a_zip_is_found(package: Path, tmp_path: Path) -> None:
    """A forged file in a zip is found like one in a folder."""
    (package / RAW).write_bytes(b"forged words")
    assert f"{RAW} was changed" in _why(_pack(package, tmp_path / "a.zip", lambda _: None))


def test_every_cut_of_a_zip_is_found(zipped: Path, tmp_path: Path) -> None:
    """However much of a zip is lost, it is no package or does not hold."""
    whole = zipped.read_bytes()
    cut = tmp_path / "cut.zip"
    for length in range(0, len(whole), 997):
        cut.write_bytes(whole[:length])
        with pytest.raises(NotAPackage):
            verify(cut)


@pytest.fixture(name="deep")
def _deep(package: Path) -> Iterator[Path]:
    """Answer a package in which somebody made 1,500 folders, one in the other."""
    here = os.open(package, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    yield package
    # Python's own removal walks by recursion and would fail.
    subprocess.run(["rm", "-rf", package / "d"], check=True)


def test_a_folder_as_deep_as_the_system_allows(deep: Path) -> None:
    """Depth is walked without recursion, and what lies there is named as added."""
    assert "d/d/d" in _why(deep)


def test_words_from_a_package_cannot_move_the_cursor() -> None:
    """Control letters are shown as escapes, so a path stays on its line."""
    assert shown("a\x1b[2Jb\n\u202ec") == "a\\x1b[2Jb\\n\\u202ec"
