"""A film or picture that breaks off is told from a whole one by the marks of its own form."""

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from khronika.media.kinds import kind_of
from khronika.media.opening.whole import broken_note


def _note(path: Path) -> str | None:
    return broken_note(path, kind_of(path.read_bytes()[:4096]))


def _drawn(path: Path) -> Path:
    Image.effect_noise((96, 64), 80).convert("RGB").save(path)
    return path


@pytest.mark.parametrize("form", ["jpg", "png", "webp", "avif", "jp2", "j2k"])
def test_a_whole_picture_is_whole(form: str, tmp_path: Path) -> None:
    """Also where something else stands behind its end, as polyglots have it."""
    path = _drawn(tmp_path / f"a.{form}")
    assert _note(path) is None
    if form not in ("avif", "jp2"):
        path.write_bytes(path.read_bytes() + b"PK\5\6" + bytes(18))
        assert _note(path) is None


@pytest.mark.parametrize("form", ["jpg", "png", "webp", "avif", "jp2", "j2k"])
@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_cut_picture_is_said_to_break_off(form: str, share: float, tmp_path: Path) -> None:
    """Programs draw the rest green or grey and say nothing."""
    path = _drawn(tmp_path / f"a.{form}")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "it breaks off" in str(_note(path))


def test_the_end_of_a_thumbnail_is_not_that_of_the_picture(tmp_path: Path) -> None:
    """The small picture in the header is whole when the large one is cut."""
    small, path = _drawn(tmp_path / "small.jpg"), _drawn(tmp_path / "a.jpg")
    whole, thumbnail = path.read_bytes(), small.read_bytes()
    block = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2) + thumbnail
    path.write_bytes(whole[:2] + block + whole[2:])
    assert _note(path) is None
    path.write_bytes((whole[:2] + block + whole[2:])[:-40])
    assert "it breaks off" in str(_note(path))


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    """No program has a clear word for it."""
    (tmp_path / "a.mp4").touch()
    assert _note(tmp_path / "a.mp4") == "it is empty: it holds no byte"


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing")
def test_a_film_without_its_index_is_said_to_break_off(tmp_path: Path) -> None:
    """Cameras write the index last: a film cut in the middle has none."""
    path = tmp_path / "a.mp4"
    words = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1", path]
    subprocess.run(words, check=True)
    whole = path.read_bytes()
    assert _note(path) is None
    path.write_bytes(whole[: len(whole) // 2])
    assert "the index of its frames (moov)" in str(_note(path))
