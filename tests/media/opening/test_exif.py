"""How a picture has to be turned is read from its own headers, whatever form it has."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from khronika.media.opening.exif import is_animated_png, is_animated_webp, orientation

FORMS = ("jpg", "png", "webp", "tiff")


def _drawn(path: Path, turn: int | None) -> Path:
    exif = Image.Exif()
    if turn is not None:
        exif[0x0112] = turn
    exif[0x010E] = "a square"
    Image.new("RGB", (12, 8), "red").save(path, exif=exif)
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("turn", range(1, 9))
def test_each_turn_is_read_from_each_form(form: str, turn: int, tmp_path: Path) -> None:
    """Cameras write it into JPEG and TIFF, editors into PNG and WebP."""
    assert orientation(_drawn(tmp_path / f"a.{form}", turn)) == turn


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("turn", [None, 0, 9, 65535])
def test_what_is_no_turn_is_none(form: str, turn: int | None, tmp_path: Path) -> None:
    """A number that the standard does not know leaves the picture as it lies."""
    assert orientation(_drawn(tmp_path / f"a.{form}", turn)) == 1


@pytest.mark.parametrize("order", ["little", "big"])
def test_both_orders_of_bytes_are_read(order: str, tmp_path: Path) -> None:
    """TIFF headers stand in the order of the camera's processor."""
    sign, way = (b"II*\0", "little") if order == "little" else (b"MM\0*", "big")
    number = lambda value, size: value.to_bytes(size, way)  # noqa: E731  # only here
    entry = number(0x0112, 2) + number(3, 2) + number(1, 4) + number(6, 2) + b"\0\0"
    block = b"Exif\0\0" + sign + number(8, 4) + number(1, 2) + entry + bytes(4)
    head = b"\xff\xd8\xff\xe1" + (len(block) + 2).to_bytes(2) + block
    (tmp_path / "a.jpg").write_bytes(head + b"\xff\xda\0\x02\xff\xd9")
    assert orientation(tmp_path / "a.jpg") == 6


def test_pictures_that_move_are_told(tmp_path: Path) -> None:
    """A PNG or WebP with several frames is a small film."""
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    for name in ("still.png", "still.webp"):
        first.save(tmp_path / name)
    for name in ("moves.png", "moves.webp"):
        first.save(tmp_path / name, save_all=True, append_images=[second], duration=100)
    moving = [is_animated_png(tmp_path / f"{x}.png") for x in ("still", "moves")]
    assert moving == [False, True]
    assert [is_animated_webp(tmp_path / f"{x}.webp") for x in ("still", "moves")] == [False, True]


@pytest.mark.parametrize("form", FORMS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(at=st.integers(0, 400), junk=st.binary(max_size=12))
def test_no_damage_is_an_error(form: str, at: int, junk: bytes, tmp_path: Path) -> None:
    """A header that is cut or spoilt says some turn or none, and ends."""
    path = _drawn(tmp_path / f"a.{form}", 6)
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    assert 1 <= orientation(path) <= 8
    path.write_bytes(whole[:at])
    assert 1 <= orientation(path) <= 8
