"""Pictures and films as telephones and browsers write them are hidden as viewers show them."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageChops

from khronika.media.frames import frames
from khronika.media.opening.exif import orientation
from khronika.media.programs import MediaUnreadable, probe
from khronika.redact.derive import redact
from khronika.redact.film import MOST_PIXELS, copy
from khronika.redact.likeness.shelf import media_of
from khronika.redact.plan import Plan
from khronika.seal import Draft
from khronika.seal.layout import PackageUnreadable
from khronika.seal.signature import Signer

SITE = Path(__file__).parents[2] / ".tools/clients/lib"
FACE = next(SITE.glob("*/site-packages/skimage/data/astronaut.png"), None)
SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels lie in the file of a picture of each orientation."""
BADGE = {"faces": False, "boxes": [{"box": [0.5, 0, 0.5, 0.5]}]}
pytestmark = pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing")


def _scene() -> Image.Image:
    """Draw fine stripes, brighter to the right: turned or mirrored it is another picture."""
    rows, columns = np.mgrid[0:120, 0:200]
    grey = ((columns + rows) % 4 < 2) * 60 + columns // 2 + (rows > 60) * 40
    return Image.fromarray(np.stack([grey, grey // 2, 120 - grey // 4], 2).astype(np.uint8))


def _hidden(path: Path, tmp_path: Path, plan: object = None) -> Path:
    """Redact a file; answer that of the copy."""
    with Draft(tmp_path / "store") as draft:
        draft.add(f"data/raw/{path.name}", iter([path.read_bytes()]))
        words = {"kind": "file", "source": {"name": path.name}, "complete": True, "gaps": []}
        package = draft.seal(words, signer=SIGNER).path
    made = redact(package, Plan.of(plan or BADGE), store=tmp_path / "out", signer=SIGNER)
    return next((made.path / "data/raw").iterdir())


def _unlike(one: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> float:
    found = ImageChops.difference(one.convert("RGB").crop(box), other.convert("RGB").crop(box))
    return float(np.asarray(found, np.float64).mean())


def _is_right(found: Image.Image) -> bool:
    """Tell whether the upper right quarter alone is hidden, and all else upright as it was."""
    same = [(0, 0, 100, 120), (100, 64, 200, 120)]
    is_same = found.size == (200, 120) and all(_unlike(found, _scene(), box) < 6 for box in same)
    return is_same and _unlike(found, _scene(), (104, 4, 196, 56)) > 12


@pytest.mark.parametrize("form", ["jpg", "png", "webp", "tiff"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_a_turned_picture_is_hidden_as_it_is_shown(form: str, turn: int, tmp_path: Path) -> None:
    """Every portrait of a telephone is stored lying: drawn with sides exchanged it was rubble."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turn, "Square of the Poplars"
    stored = _scene().transpose(STORED[turn]) if turn in STORED else _scene()
    path = tmp_path / f"a.{form}"
    kept = {"quality": 98, "subsampling": 0} if form == "jpg" else {}
    lossless = {"lossless": True} if form == "webp" else {}
    stored.save(path, exif=exif, **kept, **lossless)
    copied = _hidden(path, tmp_path)
    assert _is_right(Image.open(copied))
    assert orientation(copied) == 1
    assert b"Poplars" not in copied.read_bytes()


@pytest.mark.skipif(not FACE, reason="run `make .tools/clients/.stamp` first")
@pytest.mark.parametrize("turn", [3, 5, 6, 7, 8])
def test_the_face_of_a_turned_picture_is_hidden(turn: int, tmp_path: Path) -> None:
    """It is hidden where viewers see it, and nowhere else is anything of it left."""
    assert FACE
    face = Image.open(FACE).convert("RGB").crop((60, 0, 400, 512))
    exif = Image.Exif()
    exif[0x0112] = turn
    face.transpose(STORED[turn]).save(tmp_path / "a.jpg", exif=exif, quality=95)
    found = Image.open(_hidden(tmp_path / "a.jpg", tmp_path, {"faces": True})).convert("RGB")
    assert found.size == face.size
    assert _unlike(found, face, (140, 70, 190, 160)) > 12  # eyes and mouth
    assert _unlike(found, face, (0, 400, 340, 512)) < 6  # the suit, upright and in its place


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_film_is_hidden_as_it_is_shown(degrees: int, tmp_path: Path) -> None:
    """Telephones write the turn into the film's display matrix."""
    filters = {90: "transpose=1", 180: "hflip,vflip", 270: "transpose=2"}[degrees]
    _scene().save(tmp_path / "a.png")
    lying, film = tmp_path / "lying.mp4", tmp_path / "film.mp4"
    words = ["ffmpeg", "-v", "error", "-loop", "1", "-t", "1", "-i", tmp_path / "a.png"]
    words += ["-vf", filters, "-crf", "8", "-pix_fmt", "yuv444p", lying]
    subprocess.run(words, check=True)
    turning = ["-c", "copy", "-metadata:s:v:0", f"rotate={degrees}"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", lying, *turning, film], check=True)
    copied = _hidden(film, tmp_path)
    shown = next(frames(copied, every=0.5)).pixels
    wide = Image.fromarray(shown).resize((200, 120))
    still = [(4, 4, 96, 116), (104, 68, 196, 116)]
    assert probe(copied).width == 200
    assert all(_unlike(wide, _scene(), box) < 24 for box in still)
    upside = _scene().transpose(Image.Transpose.ROTATE_180)
    assert _unlike(wide, upside, (4, 4, 96, 116)) > 30


def test_what_was_transparent_stays_unseen(tmp_path: Path) -> None:
    """Editors erase by making clear: the colours below are still in the file."""
    clear = _scene().convert("RGBA")
    veil = Image.new("L", clear.size, 255)
    veil.paste(0, (0, 0, 100, 120))
    clear.putalpha(veil)
    clear.save(tmp_path / "a.png")
    found = Image.open(_hidden(tmp_path / "a.png", tmp_path)).convert("RGB")
    assert found.crop((0, 0, 99, 120)).getextrema() == ((255, 255),) * 3


def _film(path: Path, *words: str) -> Path:
    begin = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=96x64:rate=10:duration=2",
    ]
    subprocess.run([*begin, *words, path], check=True)
    return path


def test_a_film_that_does_not_say_its_length_is_a_film(tmp_path: Path) -> None:
    """Browsers write so while they film; it was taken for a picture, and all but one frame lost."""
    path = _film(tmp_path / "a.webm", "-c:v", "libvpx", "-live", "1")
    assert abs((probe(path).seconds or 0) - 2) < 0.2
    copied = _hidden(path, tmp_path)
    assert copied.suffix == ".mp4"
    assert abs((probe(copied).seconds or 0) - 2) < 0.2


def test_no_frame_of_a_varying_film_is_lost(tmp_path: Path) -> None:
    """At its mean rate a flash between two long frames would be passed over."""
    chosen = "select='lt(n,8)+not(mod(n,5))'"
    path = _film(tmp_path / "a.mp4", "-vf", chosen, "-fps_mode", "vfr")
    copied = _hidden(path, tmp_path, {"faces": False, "voice": "remove"})
    assert probe(copied).frames_a_second == (10, 1)
    kept = [float(one.pixels.mean()) for one in frames(copied, every=0.1)][:8]
    assert len(set(kept)) == 8


def test_pixels_that_are_not_square_stay_so(tmp_path: Path) -> None:
    """An old camera's film would be shown squeezed."""
    path = _film(tmp_path / "a.mp4", "-vf", "setsar=16/11")
    copied = _hidden(path, tmp_path)
    assert (probe(copied).width, probe(copied).pixel) == (96, (16, 11))


def test_a_sound_with_a_cover_is_no_film(tmp_path: Path) -> None:
    """Its cover stands in a track of pictures."""
    _scene().save(tmp_path / "a.jpg")
    words = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-i"]
    words += [tmp_path / "a.jpg", "-map", "0:a", "-map", "1:v", "-c:v", "copy"]
    words += ["-disposition:v", "attached_pic", tmp_path / "a.mp3"]
    subprocess.run(words, check=True)
    with pytest.raises(MediaUnreadable, match="no picture in it"):
        probe(tmp_path / "a.mp3")


def test_a_name_chooses_no_other_file(tmp_path: Path) -> None:
    """To ffmpeg, what begins with a stroke is an option; here it is a file."""
    _scene().save(tmp_path / "-i.jpg", quality=98, subsampling=0)
    assert _is_right(Image.open(_hidden(tmp_path / "-i.jpg", tmp_path)))


@pytest.mark.parametrize("name", ["a%d.jpg", "a%03d.jpg", "b{1}.jpg", "c?.jpg"])
def test_a_name_that_programs_read_as_many_comes_to_none(name: str, tmp_path: Path) -> None:
    """To ffmpeg, `%d` is a number that it looks for beside: no package may hold such a name."""
    _scene().save(tmp_path / name, quality=98, subsampling=0)
    with pytest.raises(PackageUnreadable, match="does not verify"):
        _hidden(tmp_path / name, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.mp4", b"", "it is empty"),
        ("a.jpg", b"<p>No picture</p>", "its form is none that is opened here"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none that is opened here"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "the index of its frames"),
    ],
)
def test_what_cannot_be_hidden_is_refused_in_words(
    name: str, content: bytes, why: str, tmp_path: Path
) -> None:
    """Whoever asked learns what to do; no word of a program's inside."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MediaUnreadable, match=why):
        probe(tmp_path / name)


def test_a_picture_too_large_for_the_memory_is_made_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A telephone's 200 million pixels would take six gigabytes."""
    assert MOST_PIXELS >= 100_000_000
    monkeypatch.setattr("khronika.redact.film.MOST_PIXELS", 6_000)
    _scene().save(tmp_path / "a.png")
    copy(tmp_path / "a.png", tmp_path / "b.png", Plan.of(BADGE))
    small = probe(tmp_path / "b.png")
    assert (small.width, small.height) == (100, 60)


@pytest.mark.parametrize("name", ["IMG_0001", "photo.jpe", "text.jpg"])
def test_a_picture_is_known_by_its_bytes(name: str, tmp_path: Path) -> None:
    """What is kept under a name without an ending is found again, too."""
    if name != "text.jpg":
        _scene().save(tmp_path / name, "JPEG")
    else:
        (tmp_path / name).write_text("no picture")
    with Draft(tmp_path / "store") as draft:
        draft.add(f"data/raw/{name}", iter([(tmp_path / name).read_bytes()]))
        entry = {"path": f"data/raw/{name}"}
        words = {"kind": "file", "files": [entry], "complete": True, "gaps": []}
        package = draft.seal(words, signer=SIGNER).path
    assert (media_of(package) is not None) == (name != "text.jpg")
