"""A file is kept byte for byte, whatever it is called; what is no file is refused."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.capture import Conditions, capture
from khronika.capture.file import SourceUnreadable
from khronika.capture.source import SchemeRefused
from khronika.seal import entity, verify

Make = Callable[..., Conditions]


def _described(package: Path) -> dict[str, object]:
    found = json.loads((package / "data/manifest.json").read_bytes())
    assert isinstance(found, dict)
    return found


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=3000))
def test_bytes_come_out_as_they_went_in(tmp_path: Path, conditions: Make, content: bytes) -> None:
    """No line end, byte order mark or NUL is touched."""
    source = tmp_path / "source.bin"
    source.write_bytes(content)
    evidence = capture(source, conditions())
    assert entity(evidence.path).content == content
    assert evidence.is_complete


NAMES = [
    b"march\nlist\r.txt",
    "réunion.txt".encode(),
    "re\u0301union.txt".encode(),
    b"b" * 251 + b".txt",
    ("\u0436" * 125 + ".html").encode(),
    b"\xff\xfe not utf-8.txt",
    b"CON",
    b"aux.txt",
    b"-rf",
    b"a%0Ab",
    b".hidden",
    b"trailing. ",
    b"data:x",
    "\u202egnp.exe".encode(),
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_kind(tmp_path: Path, conditions: Make, name: bytes) -> None:
    """The original name is told in JSON; the path inside is one that every system holds."""
    folder = tmp_path / "in"
    folder.mkdir()
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))  # noqa: PTH118  # bytes
    path.write_bytes(name)
    evidence = capture(path, conditions())
    assert entity(evidence.path).content == name
    assert verify(evidence.path).ok
    source = _described(evidence.path)["source"]
    assert source == {
        "name": name.decode("utf-8") if b"\xff" not in name else "%FF%FE not utf-8.txt"
    }


def test_a_link_is_followed_and_not_stored(tmp_path: Path, conditions: Make) -> None:
    """What a link leads to is kept, under the name of the link."""
    (tmp_path / "real.txt").write_text("words")
    (tmp_path / "link.txt").symlink_to("real.txt")
    package = capture(tmp_path / "link.txt", conditions()).path
    assert not any(path.is_symlink() for path in package.rglob("*"))
    assert _described(package)["source"] == {"name": "link.txt"}
    assert "real" not in (package / "data/manifest.json").read_text()


@pytest.mark.parametrize("kind", ["gone", "folder", "fifo", "device", "dangling", "memory", "nul"])
def test_what_is_no_file_is_refused(tmp_path: Path, conditions: Make, kind: str) -> None:
    """Folders, pipes, devices, read errors: one error that names the source, and no package."""
    path = tmp_path / "source"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "dangling":
        path.symlink_to("nowhere")
    path = {"device": Path("/dev/zero"), "memory": Path("/proc/self/mem")}.get(kind, path)
    path = Path("a\0b") if kind == "nul" else path
    with pytest.raises(SourceUnreadable, match="mem" if kind == "memory" else path.name[:1]):
        capture(path, conditions())
    store = tmp_path / "store"
    assert not store.exists() or list(store.iterdir()) == []


def test_a_file_that_grows_is_told(
    tmp_path: Path, conditions: Make, warnings_said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody writes to while it is read is kept as read, and said to be moving."""
    source = tmp_path / "log.txt"
    source.write_bytes(b"x" * (3 << 20))
    read = os.read

    def grow(handle: int, most: int) -> bytes:
        with source.open("ab") as file:
            file.write(b"more")
        return read(handle, most)

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", grow)
        patch.setattr("khronika.capture.file._PIECE", 1 << 22)
        evidence = capture(source, conditions())
    assert not evidence.is_complete
    assert "changed while it was read" in warnings_said[0]
    assert verify(evidence.path).ok


@pytest.mark.parametrize(
    "source", ["file:///etc/passwd", "data:text/html,x", "ftp://outlet.example/", "gopher://x/"]
)
def test_other_schemes_are_refused(conditions: Make, source: str) -> None:
    """Neither local files by address nor old protocols are captured."""
    with pytest.raises(SchemeRefused):
        capture(source, conditions())


def test_nothing_of_ours_gets_into_a_package(tmp_path: Path, conditions: Make) -> None:
    """No folder of this machine, no account, no host name."""
    source = tmp_path / "words.txt"
    source.write_text("words")
    package = capture(source, conditions()).path
    ours = [str(tmp_path), os.uname().nodename, "/root", "/home"]
    for path in package.rglob("*"):
        if path.is_file():
            assert not any(word in path.read_text("utf-8", "replace") for word in ours), path
