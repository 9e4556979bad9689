"""What a film or picture says and how it looks is sealed with it; a bad one costs a note."""

import io
import json
import shutil
import socket
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pdqhash
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from khronika.capture import Conditions, capture
from khronika.media import MediaView, view_bytes, views
from khronika.media.kinds import kind_of
from khronika.media.programs import sha256 as program_sha256
from khronika.media.views import ViewUnknown
from khronika.net.address import read_allowed
from khronika.seal import verify
from khronika.seal.signature import Signer

pytestmark = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("exiftool")), reason="ffmpeg or exiftool missing"
)
SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
Draw = Callable[..., Path]


def _captured(source: Path | str, tmp_path: Path) -> Path:
    conditions = Conditions(tmp_path / "store", SIGNER, allowed=read_allowed("127.0.0.1"))
    package = capture(source, conditions).path
    assert verify(package).ok, [check for check in verify(package).checks if not check.ok]
    return package


def _only(package: Path) -> MediaView:
    (view,) = views(package)
    return view


@pytest.fixture(name="film", scope="module")
def _film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draw a film of four seconds with a keyframe each second, and a tone."""
    path = tmp_path_factory.mktemp("film") / "square.mp4"
    words = "ffmpeg -v error -f lavfi -i testsrc2=size=640x360:rate=25:duration=4 -f lavfi -i"
    words += " sine=frequency=440:duration=4 -g 25 -pix_fmt yuv420p"
    subprocess.run([*words.split(), str(path)], check=True)
    return path


def test_a_film_has_frames_with_their_seconds_and_rows(film: Path, tmp_path: Path) -> None:
    """Each keyframe is there twice, veiled and sharp, with the PDQ row of the whole frame."""
    package = _captured(film, tmp_path)
    view = _only(package)
    assert (view.kind, view.width, view.height) == ("film", 640, 360)
    assert view.seconds == pytest.approx(4, abs=0.1)
    assert [frame.at for frame in view.frames] == [0, 1, 2, 3]
    for frame in view.frames:
        sharp = Image.open(io.BytesIO(view_bytes(package, frame.sharp)))
        assert sharp.size == (640, 360)
        assert not sharp.getexif()
        bits = pdqhash.compute(np.asarray(sharp.convert("RGB")))[0]
        assert frame.pdq is not None
        row = np.unpackbits(np.frombuffer(bytes.fromhex(frame.pdq), np.uint8))
        assert int((bits != row).sum()) <= 10  # JPEG moves a few
    assert view.notes == ()


def test_what_is_shown_first_cannot_be_made_out(film: Path, tmp_path: Path) -> None:
    """The veiled thumbnail has a few patches of colour and no edge anywhere."""
    package = _captured(film, tmp_path)
    view = _only(package)
    veiled, sharp = (
        np.asarray(Image.open(io.BytesIO(view_bytes(package, path or ""))).convert("L"), float)
        for path in (view.veiled, view.sharp)
    )
    assert veiled.shape == sharp.shape == (180, 320)
    assert np.abs(np.diff(veiled)).max() < 12 < np.abs(np.diff(sharp)).max()


def test_views_name_their_parent_and_what_made_them(film: Path, tmp_path: Path) -> None:
    """Parent hash, tool, version and the hash of the program stand in the manifest."""
    package = _captured(film, tmp_path)
    said = json.loads((package / "data/manifest.json").read_bytes())
    (raw,) = said["files"]
    drawn = [one for one in said["derived"] if one["path"].endswith(".jpg")]
    assert len(drawn) == 10
    for one in drawn:
        assert one["parent"] == raw["sha256"]
        assert one["tool"]["name"] == "ffmpeg"
        assert one["tool"]["sha256"] == program_sha256("ffmpeg")
    described = json.loads(view_bytes(package, _only(package).described))
    tools = {one["name"]: one for one in described["tools"]}
    assert set(tools) == {"exiftool", "ffmpeg", "ffprobe"}
    assert all(len(one["sha256"]) == 64 and one["version"] for one in tools.values())


def test_the_place_in_a_picture_is_kept_and_nothing_of_this_machine(
    picture: Draw, tmp_path: Path
) -> None:
    """GPS and owner are the evidence's; path, rights and times of the copy are ours and stay out."""
    path = picture()
    words = ["-GPSLatitude=43.2", "-GPSLatitudeRef=N", "-Artist=Invented Owner"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *words, str(path)], check=True)
    package = _captured(path, tmp_path)
    said = view_bytes(package, _only(package).described).decode()
    tags = json.loads(said)["tags"]
    assert "43.2" in tags["GPS:GPSLatitude"]
    assert tags["IFD0:Artist"] == "Invented Owner"
    for word in (
        str(tmp_path),
        "FileModifyDate",
        "FilePermissions",
        "Directory",
        "ExifToolVersion",
    ):
        assert word not in said
    for path_of in (_only(package).veiled, _only(package).sharp):
        shown = view_bytes(package, path_of or "")
        assert b"Invented Owner" not in shown
        assert b"Exif" not in shown


def test_a_hostile_tag_fails_nothing(picture: Draw, tmp_path: Path) -> None:
    """Half a letter, bytes of no charset and words without end are written as text that holds."""
    path = picture()
    words = ["-m", "-Artist=" + "x" * 9000, "-XMP:Title=\ud83d"]
    raw = [word.encode("utf-8", "surrogatepass") for word in words]
    subprocess.run([b"exiftool", b"-q", b"-overwrite_original", *raw, b"-Copyright=\xff\xfe",
                    str(path).encode()], check=False, capture_output=True)  # fmt: skip
    package = _captured(path, tmp_path)
    tags = json.loads(view_bytes(package, _only(package).described))["tags"]
    assert len(tags["IFD0:Artist"]) < 2100


def test_no_file_of_a_package_tells_of_this_machine(film: Path, tmp_path: Path) -> None:
    """No path, no name of the machine or of whoever is signed in, in any view or proof."""
    package = _captured(film, tmp_path)
    words = {str(tmp_path), str(Path.home()), str(film.parent), socket.gethostname()}
    for path in package.rglob("*"):
        content = path.read_bytes() if path.is_file() and "raw" not in path.parts else b""
        assert not [word for word in words if len(word) > 5 and word.encode() in content], path


def _corrupt(film: Path, path: Path) -> None:
    path.write_bytes(film.read_bytes()[:20_000])


def _scripted(_: Path, path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><script href="https://spy.example/x"/></svg>'
    )


def _empty(_: Path, path: Path) -> None:
    path.write_bytes(b"")


def _sparse(_: Path, path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300 << 20)


def _playlist(_: Path, path: Path) -> None:
    path.write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\nhttp://127.0.0.1:9/spy.ts\n")


@pytest.mark.parametrize(
    ("name", "write", "note"),
    [
        ("cut.mp4", _corrupt, "it breaks off"),
        ("drawn.svg", _scripted, "it holds scripts"),
        ("empty.jpg", _empty, "no film or picture that opens"),
        ("hollow.mp4", _sparse, "no film or picture that opens"),
        ("list.mp4", _playlist, "no film or picture that opens"),
    ],
)
def test_a_bad_file_leaves_a_clear_note(
    film: Path, tmp_path: Path, name: str, write: Callable[[Path, Path], None], note: str
) -> None:
    """Its bytes are kept, whole and complete; the note says what could not be read."""
    path = tmp_path / name
    write(film, path)
    view = _only(_captured(path, tmp_path))
    assert (view.kind, view.veiled, view.frames) == ("unread", None, ())
    assert any(note in one for one in view.notes), view.notes
    assert str(tmp_path) not in " ".join(view.notes)


def test_a_picture_that_is_an_archive_too_is_named(picture: Draw, tmp_path: Path) -> None:
    """Its thumbnail is drawn, and whoever opens it is warned."""
    path = picture()
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("x.txt", "hidden")
    path.write_bytes(path.read_bytes() + hidden.getvalue())
    view = _only(_captured(path, tmp_path))
    assert view.veiled
    assert any("also holds a zip archive" in note for note in view.notes)


def test_a_picture_too_large_to_draw_is_not_drawn(tmp_path: Path) -> None:
    """A megabyte can stand for gigabytes of pixels: its size is told, nothing is unpacked."""
    path = tmp_path / "bomb.png"
    Image.new("1", (12_000, 12_000)).save(path)
    view = _only(_captured(path, tmp_path))
    assert (view.kind, view.width, view.veiled) == ("picture", 12_000, None)
    assert any("too many to be drawn" in note for note in view.notes)


def test_without_the_programs_the_capture_is_whole(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without ffmpeg and exiftool keeps the bytes, and says what is missing."""
    from khronika.media import programs

    monkeypatch.setattr(programs.shutil, "which", lambda _: None)
    programs.program.cache_clear()
    view = _only(_captured(film, tmp_path))
    programs.program.cache_clear()
    assert view.kind == "unread"
    assert any("ffprobe is not installed" in note for note in view.notes)


def test_a_fetched_film_is_looked_at_in_its_record(
    film: Path, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    """The view names the WARC record and address, and the hash of the film's own bytes."""
    content = film.read_bytes()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content)
    site = serve(lambda _, send: send(head + chunk))
    package = _captured(f"{site.url}/square", tmp_path)
    view = _only(package)
    assert (view.source, view.url) == ("data/raw/http.warc", f"{site.url}/square")
    assert view.record
    assert view.record.encode() in (package / "data/raw/http.warc").read_bytes()
    assert len(view.frames) == 4
    import hashlib

    assert view.sha256 == hashlib.sha256(content).hexdigest()


def test_a_page_has_no_views(tmp_path: Path, serve: Callable[..., Any]) -> None:
    """Text is no film: nothing is started, nothing is added."""
    site = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\n\r\n<p>Words</p>"))
    package = _captured(f"{site.url}/", tmp_path)
    assert views(package) == ()
    assert not (package / "data/media").exists()


def test_only_views_are_handed_out(film: Path, tmp_path: Path) -> None:
    """A screen cannot be led to other files of the package, or out of it."""
    package = _captured(film, tmp_path)
    for path in ("data/raw/square.mp4", "custody.jsonl", "data/media/../raw/square.mp4", "/etc/x"):
        with pytest.raises(ViewUnknown):
            view_bytes(package, path)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 9_000), value=st.binary(min_size=1, max_size=40))
def test_no_damage_fails_a_capture(
    picture: Draw, tmp_path: Path, place: int, value: bytes
) -> None:
    """Whatever is changed in a picture, its bytes are kept and the package verifies."""
    path = picture()
    content = bytearray(path.read_bytes())
    content[place : place + len(value)] = value
    path.write_bytes(content)
    _only(_captured(path, tmp_path))


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind_or_none(first: bytes) -> None:
    """Telling kinds apart never fails."""
    assert kind_of(first) is None or isinstance(kind_of(first), str)
