"""Pictures that ffmpeg does not open, or not upright, are unfolded first, or refused in words."""

from pathlib import Path

import pytest
from PIL import Image

from khronika.media.opening import unfold
from khronika.media.opening.unfold import opened, unfolded_form
from khronika.media.programs import MediaUnreadable, probe


def _square() -> Image.Image:
    picture = Image.new("RGB", (80, 60), "navy")
    picture.paste((250, 30, 30), (0, 0, 20, 20))
    return picture


def test_a_telephones_picture_is_opened(tmp_path: Path) -> None:
    """HEIC becomes PNG without a word of its metadata; what was lent is gone afterwards."""
    heif = pytest.importorskip("pillow_heif")
    heif.from_pillow(_square()).save(tmp_path / "a.heic", quality=95)
    with opened(tmp_path / "a.heic") as file:
        assert file != tmp_path / "a.heic"
        found = Image.open(file)
        assert (found.format, found.size, found.getexif(), found.info) == ("PNG", (80, 60), {}, {})
        red, green, _ = found.convert("RGB").getpixel((5, 5))  # type: ignore[misc]  # three bands
        assert red > 200
        assert green < 80
    assert not file.exists()


def test_a_turned_avif_is_opened_upright(tmp_path: Path) -> None:
    """Its turn stands in a box of its own, which ffmpeg passes over."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = _square().transpose(Image.Transpose.ROTATE_90)
    turned.save(tmp_path / "a.avif", exif=exif, quality=95)
    with opened(tmp_path / "a.avif") as file:
        assert (probe(file).width, probe(file).height) == (80, 60)
        assert Image.open(file).convert("RGB").getpixel((5, 5))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize("form", ["jp2", "j2k"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA"])
def test_what_scanners_and_archives_write_is_opened(form: str, mode: str, tmp_path: Path) -> None:
    """JPEG 2000, in its box or bare, with or without what shines through."""
    _square().convert(mode).save(tmp_path / f"a.{form}")
    with opened(tmp_path / f"a.{form}") as file:
        found = Image.open(file).convert("RGB")
        assert (found.size, probe(file).width) == ((80, 60), 80)
        assert found.getpixel((5, 5)) == _square().convert(mode).convert("RGB").getpixel((5, 5))


def test_sixteen_bits_a_pixel_are_seen_as_eight(tmp_path: Path) -> None:
    """Scans of archives have them; cut off at 255 they would all be white."""
    Image.frombytes("I;16", (80, 60), bytes([9, 100]) * 4800).save(tmp_path / "a.jp2")
    with opened(tmp_path / "a.jp2") as file:
        assert Image.open(file).convert("RGB").getpixel((5, 5)) == (100, 100, 100)


def test_a_picture_packed_small_is_not_unpacked(tmp_path: Path) -> None:
    """Some 400 bytes may say that they are 60,000 by 60,000 pixels."""
    _square().save(tmp_path / "a.j2k")
    packed = bytearray((tmp_path / "a.j2k").read_bytes())
    packed[8:16] = (60_000).to_bytes(4) * 2  # Xsiz and Ysiz of the SIZ segment
    (tmp_path / "a.j2k").write_bytes(packed)
    with (
        pytest.raises(MediaUnreadable, match="60000 by 60000 pixels are too many"),
        opened(tmp_path / "a.j2k"),
    ):
        pass


def test_a_film_of_such_pictures_is_left_to_ffmpeg(tmp_path: Path) -> None:
    """Motion JPEG 2000 begins with the same box."""
    (tmp_path / "a.mj2").write_bytes(b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypmjp2" + bytes(99))
    assert unfolded_form(tmp_path / "a.mj2") is None


def test_a_webp_that_moves_is_a_film(tmp_path: Path) -> None:
    """Each frame goes along, and how long it stands."""
    other = Image.new("RGB", (80, 60), "green")
    path = tmp_path / "a.webp"
    _square().save(path, save_all=True, append_images=[other, _square()], duration=200)
    with opened(path) as file:
        seconds = probe(file).seconds
    assert seconds is not None
    assert abs(seconds - 0.6) < 0.05


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif"])
def test_what_ffmpeg_opens_is_lent_as_it_is(name: str, tmp_path: Path) -> None:
    """No copy is made where none is needed."""
    _square().save(tmp_path / name)
    with opened(tmp_path / name) as file:
        assert file == tmp_path / name


def test_without_the_library_the_refusal_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs an office without it learns what to install."""
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    monkeypatch.setattr(unfold, "find_spec", lambda _: None)
    with (
        pytest.raises(MediaUnreadable, match=r"HEIF is read by pillow-heif; install"),
        opened(tmp_path / "a.heic"),
    ):
        pass


def test_a_spoilt_picture_is_refused_in_one_line(tmp_path: Path) -> None:
    """No traceback of a library, no path."""
    pytest.importorskip("pillow_heif")
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400))
    assert unfolded_form(tmp_path / "a.heic") == "HEIF"
    with pytest.raises(MediaUnreadable) as caught, opened(tmp_path / "a.heic"):
        pass
    assert str(tmp_path) not in str(caught.value)
    assert "\n" not in str(caught.value)
