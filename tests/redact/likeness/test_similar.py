"""A film is found again after what re-uploaders do to it, and no other is taken for it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench_similar import CHANGES, change, draw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from khronika import cli
from khronika.capture import Conditions, capture
from khronika.media.frames import frames, strip
from khronika.media.programs import MediaUnreadable
from khronika.net.address import read_allowed
from khronika.redact.likeness import Index, fingerprint, search
from khronika.redact.likeness.fingerprint import question
from khronika.redact.likeness.search import NEAR_BITS
from khronika.redact.likeness.shelf import kept
from khronika.seal import Draft
from khronika.seal.signature import Signer

pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing")


@pytest.fixture(name="clips", scope="module")
def _clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Draw two clips."""
    folder = tmp_path_factory.mktemp("clips")
    clips = [folder / "one.mp4", folder / "two.mp4"]
    for number, path in enumerate(clips):
        draw(number, 3, path)
    return clips


@pytest.fixture(name="shelf", scope="module")
def _shelf(clips: list[Path]) -> Index:
    """Put both on a shelf."""
    return Index((path.stem, fingerprint(path)) for path in clips)


@pytest.mark.parametrize(
    "what", ["cropped 10 %", "mirrored", "letter box", "lower third", "turned 3 degrees"]
)
def test_a_changed_film_is_found(
    clips: list[Path], shelf: Index, tmp_path: Path, what: str
) -> None:
    """It, and nothing else; the second at which it begins is told."""
    copy = tmp_path / "copy.mp4"
    change(clips[0], CHANGES[what], copy)
    (found,) = search(question(copy), shelf)
    assert found.name == "one"
    assert found.distance <= NEAR_BITS
    assert found.shift is not None
    assert abs(found.shift) <= 0.5


def test_a_film_in_which_all_moves_fast_is_found_by_itself(tmp_path: Path) -> None:
    """Frames are looked for at moments at which frames are kept: a tenth of a second is a lot."""
    film = tmp_path / "ride.mp4"
    ride = "color=black:s=640x360:r=25:d=4,geq=lum='128+127*sin((X+T*900)/37)*sin(Y/29+T*7)'"
    words = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"{ride}:cb=128:cr=128", film]
    subprocess.run(words, check=True)
    (found,) = search(question(film), Index([("ride", fingerprint(film))]))
    assert (found.distance, found.share, found.shift) == (0, 1, 0)


@pytest.mark.parametrize("second", [0, 2, 4])
def test_a_middle_cut_by_shares_of_nobodys_list_is_found(
    clips: list[Path], tmp_path: Path, second: int
) -> None:
    """The shares by which kept pictures are cut are ours; whoever cuts one knows none of them."""
    whole, cut = tmp_path / "whole.png", tmp_path / "cut.png"
    words = ["ffmpeg", "-v", "error", "-ss", str(second), "-i", clips[0], "-frames:v", "1"]
    subprocess.run([*words, whole], check=True)
    subprocess.run([*words, "-vf", "crop=iw*0.88:ih*0.94", cut], check=True)
    shelf = Index([("whole", fingerprint(whole)), ("other", fingerprint(clips[1]))])
    assert [one.name for one in search(question(cut), shelf)] == ["whole"]


def test_a_part_is_placed(clips: list[Path], shelf: Index, tmp_path: Path) -> None:
    """A copy that begins two seconds later is found two seconds ahead."""
    copy = tmp_path / "copy.mp4"
    change(clips[1], CHANGES["2 seconds cut off"], copy)
    (found,) = search(question(copy), shelf)
    assert found.name == "two"
    assert found.shift is not None
    assert 1.5 <= found.shift <= 2.5


def test_a_still_is_found_in_its_film(clips: list[Path], shelf: Index, tmp_path: Path) -> None:
    """One picture leads to the film that it was taken from."""
    still = tmp_path / "still.png"
    words = ["ffmpeg", "-v", "error", "-ss", "3", "-i", clips[0], "-frames:v", "1", still]
    subprocess.run(words, check=True)
    assert [one.name for one in search(question(still), shelf)] == ["one"]


def test_what_was_put_round_a_picture_is_stripped(clips: list[Path]) -> None:
    """A one-coloured border is cut off to within two pixels, a plain picture is left alone."""
    frame = next(iter(frames(clips[0]))).pixels
    framed = Image.new("RGB", (frame.shape[1] + 80, frame.shape[0] + 120), (0, 0, 0))
    framed.paste(Image.fromarray(frame), (30, 70))
    inner = strip(np.asarray(framed))
    assert abs(inner.shape[0] - frame.shape[0]) <= 2
    assert abs(inner.shape[1] - frame.shape[1]) <= 2
    assert strip(np.zeros((40, 60, 3), np.uint8)).shape == (40, 60, 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("text.mp4", b"not a film\n" * 50),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
        ("concat.mp4", b"ffconcat version 1.0\nfile /etc/hostname\n"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("zip.mp4", b"PK\x03\x04" + bytes(400)),
    ],
)
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """One clear error names the file; play lists, which lead elsewhere, are not followed."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MediaUnreadable, match=name):
        question(tmp_path / name)


def test_a_film_that_breaks_off_is_looked_at_as_far_as_it_goes(
    clips: list[Path], tmp_path: Path
) -> None:
    """Either its first frames are hashed, or it is refused by name; nothing else happens."""
    whole = clips[0].read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaUnreadable, match=r"cut\.mp4"):
        question(cut)


@pytest.fixture(name="store")
def _store(clips: list[Path], tmp_path: Path, home: Path) -> Path:
    """Seal both films into a store."""
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    for path in clips:
        with Draft(tmp_path / "store") as draft:
            draft.add(f"data/raw/{path.name}", iter([path.read_bytes()]))
            words = {"kind": "file", "source": {"name": path.name}, "complete": True, "gaps": []}
            draft.seal(words, signer=signer)
    return tmp_path / "store"


def test_the_command_finds_it_in_a_store(
    clips: list[Path], store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints the package, how near, how much, and where; the second time from memory."""
    copy = tmp_path / "copy.mp4"
    change(clips[0], CHANGES["mirrored"], copy)
    for _ in range(2):
        assert cli.main(["similar", str(copy), "--store", str(store), "--json"]) == 0
        (found,) = json.loads(capsys.readouterr().out)
        assert (Path(found["package"]) / "data/raw/one.mp4").exists()
        assert found["share"] > 0.9
    package = next(iter(store.glob("ev-*")))
    assert cli.main(["similar", str(package), "--store", str(store)]) == 0
    assert capsys.readouterr().out == ""


def test_a_shelf_that_is_spoilt_is_made_anew(
    clips: list[Path], store: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hashes are a memory only: rubbish in their place costs time, never an answer."""
    words = ["similar", str(clips[0]), "--store", str(store)]
    assert cli.main(words) == 0
    first = capsys.readouterr().out
    for path in (home / "likeness").glob("*.npz"):
        path.write_bytes(b"rubbish")
    assert cli.main(words) == 0
    assert capsys.readouterr().out == first != ""


def test_a_file_that_is_missing_is_bad_use(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Exit 2 and one line."""
    assert cli.main(["similar", str(tmp_path / "nowhere.mp4")]) == 2
    assert "nowhere.mp4" in capsys.readouterr().err


def test_a_pipe_is_not_waited_for(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nobody may ever write into it."""
    os.mkfifo(tmp_path / "film.mp4")
    assert cli.main(["similar", str(tmp_path / "film.mp4")]) == 2
    assert "not an ordinary file" in capsys.readouterr().err


def test_a_film_that_was_fetched_is_found_in_its_record(
    clips: list[Path], tmp_path: Path, serve: Callable[..., Any]
) -> None:
    """A page's own film lies in the WARC; it is hashed once, and found again mirrored."""
    content = clips[0].read_bytes()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % len(
        content
    )
    site = serve(lambda _, send: send(head + content))
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    conditions = Conditions(tmp_path / "store", signer, allowed=read_allowed("127.0.0.1"))
    package = capture(f"{site.url}/square", conditions).path
    copy = tmp_path / "copy.mp4"
    change(clips[0], CHANGES["mirrored"], copy)
    said: list[str] = []
    for _ in range(2):
        shelf = Index(kept(tmp_path / "store", tmp_path / "shelf", progress=said.append))
        assert [Path(one.name) for one in search(question(copy), shelf)] == [package]
    assert len(said) == 1  # the second time nothing is opened
