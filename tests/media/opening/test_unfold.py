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
