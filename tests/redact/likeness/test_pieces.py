"""A piece of a film is found by its points, and what only shares much with it is not."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from bench_similar import change, draw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from unlike_clips import KINDS
from unlike_clips import draw as draw_alike

from khronika import cli
from khronika.media import orb
from khronika.media.frames import frames
from khronika.redact.likeness import Index, fingerprint, search
from khronika.redact.likeness.fingerprint import question
from khronika.redact.likeness.landmarks import (
    MOST_FRAMES,
    MOST_KEPT,
    Asking,
    packed,
    relief,
    unpacked,
)
from khronika.redact.likeness.search import Found, Stage
from khronika.redact.likeness.shelf import kept, sweep_shelf
from khronika.seal import Draft
from khronika.seal.signature import Signer

pytestmark = pytest.mark.skipif(not orb.is_there(), reason="khronika[orb] is not installed")

OFF_MIDDLE = "crop=iw*0.6:ih*0.65:iw*0.38:ih*0.02,scale=384:216"


@pytest.fixture(name="clips", scope="module")
def _clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Draw two short clips."""
    folder = tmp_path_factory.mktemp("clips")
    clips = [folder / "one.mp4", folder / "two.mp4"]
    for number, path in enumerate(clips):
        draw(number, 3, path, 3)
    return clips


@pytest.fixture(name="shelf", scope="module")
def _shelf(clips: list[Path]) -> Index:
    """Put both on a shelf."""
    return Index((path.stem, fingerprint(path)) for path in clips)


def _without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orb, "is_there", lambda: False)


def _asked(clip: Path, words: list[str], copy: Path) -> Path:
    change(clip, words, copy)
    return copy


@pytest.mark.parametrize(
    "filters",
    [OFF_MIDDLE, "hflip," + OFF_MIDDLE, "rotate=12*PI/180", "transpose=1,crop=iw*0.65:ih*0.6:0:0"],
)
def test_a_piece_is_found_by_its_points(
    clips: list[Path], shelf: Index, tmp_path: Path, filters: str
) -> None:
    """It alone, by the second stage, and the hit says so."""
    (found,) = search(question(_asked(clips[0], ["-vf", filters], tmp_path / "c.mp4")), shelf)
    assert (found.name, found.stage) == ("one", Stage.ORB)
    assert found.points is not None
    assert found.points >= 10
    assert found.shift is not None
    assert abs(found.shift) <= 1


def test_without_the_extra_a_piece_is_not_found(
    clips: list[Path], shelf: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDQ alone looks at whole frames; what it finds, it finds as before."""
    _without(monkeypatch)
    piece = _asked(clips[0], ["-vf", OFF_MIDDLE], tmp_path / "piece.mp4")
    assert search(question(piece), shelf) == []
    (found,) = search(question(clips[0]), shelf)
    assert (found.name, found.stage, found.points) == ("one", Stage.PDQ, None)


def test_a_single_frame_cut_off_the_middle_is_found(
    clips: list[Path], shelf: Index, tmp_path: Path
) -> None:
    """One picture is enough: most copies of a film are stills."""
    still = _asked(clips[1], ["-vf", OFF_MIDDLE, "-frames:v", "1"], tmp_path / "still.png")
    (found,) = search(question(still), shelf)
    assert (found.name, found.stage, found.share) == ("two", Stage.ORB, 1)


def test_the_answer_is_the_same_every_time(clips: list[Path], tmp_path: Path) -> None:
    """Nothing is drawn by chance: hashes, landmarks and hits."""
    piece = _asked(clips[0], ["-vf", OFF_MIDDLE], tmp_path / "piece.mp4")
    answers: list[list[Found]] = []
    for _ in range(2):
        films = [(path.stem, fingerprint(path)) for path in clips]
        answers.append(search(question(piece), Index(films)))
    assert answers[0] == answers[1] != []


@pytest.mark.parametrize("kind", KINDS)
def test_films_that_share_much_are_two(kind: str, tmp_path: Path) -> None:
    """A sign, a caption, a studio, a border, bars, bricks, an account: never one film."""
    paths = [tmp_path / f"{number}.mp4" for number in range(2)]
    for number, path in enumerate(paths):
        draw_alike(kind, number, 3, path)
    shelf = Index((path.stem, fingerprint(path)) for path in paths)
    for path in paths:
        assert [one.name for one in search(question(path), shelf)] == [path.stem]


def test_what_pdq_takes_for_one_in_a_studio_is_laid_and_cast_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the second stage two people in one studio are one film: why it looks again."""
    paths = [tmp_path / f"{number}.mp4" for number in (1, 2)]
    for number, path in enumerate(paths, 1):
        draw_alike("one studio", number, 7, path)
    both = ["1", "2"]
    shelf = Index((path.stem, fingerprint(path)) for path in paths)
    assert [one.name for one in search(question(paths[0]), shelf)] == ["1"]
    _without(monkeypatch)
    assert sorted(one.name for one in search(question(paths[0]), shelf)) == both


def test_of_a_frame_little_is_kept(clips: list[Path]) -> None:
    """At most 128 points of 38 bytes, and a relief; a still film has a frame a second."""
    marks = fingerprint(clips[0]).landmarks
    assert marks is not None
    assert marks.counts.max() <= MOST_KEPT
    assert len(marks.at) <= 12
    assert len(marks.points.rows) == marks.counts.sum()
    arrays = (marks.points.rows, marks.points.places, marks.points.turns, marks.points.levels)
    assert sum(one.nbytes for one in arrays) == 38 * marks.counts.sum()


def test_of_a_long_film_some_frames_are_asked() -> None:
    """An hour costs as much as a minute."""
    asking = Asking()
    plain = np.zeros((90, 160, 3), np.uint8)
    for second in range(1000):
        asking.look(float(second), plain)
    sights = asking.sights()
    assert MOST_FRAMES <= len(sights) // 2 < 2 * MOST_FRAMES
    assert len({round(b.at - a.at) for a, b in zip(sights[::2], sights[2::2], strict=False)}) == 1


def test_a_relief_is_read_as_it_was_written(clips: list[Path]) -> None:
    """Two bits a place lose nothing."""
    own = relief(orb.grey(next(iter(frames(clips[0]))).pixels))
    assert set(np.unique(own)) == {-1, 0, 1}
    assert (unpacked(packed(own)) == own).all()


def test_large_pictures_are_not_handed_to_the_library() -> None:
    """Only what our own step decoded and made small."""
    with pytest.raises(ValueError, match="small"):
        orb.points(np.zeros((500, 500), np.uint8), 10)
    assert len(orb.points(np.zeros((10, 300), np.uint8), 10).rows) == 0


@pytest.fixture(name="store")
def _store(clips: list[Path], tmp_path: Path, home: Path) -> Path:
    """Seal one film into a store."""
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with Draft(tmp_path / "store") as draft:
        draft.add("data/raw/one.mp4", iter([clips[0].read_bytes()]))
        words = {"kind": "file", "source": {"name": "one.mp4"}, "complete": True, "gaps": []}
        draft.seal(words, signer=signer)
    return tmp_path / "store"


def test_the_command_says_that_the_stage_is_missing_and_fills_the_shelf_once_it_came(
    clips: list[Path],
    store: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A shelf that was made without the extra is made anew with it; whole frames need neither."""
    piece = _asked(clips[0], ["-vf", OFF_MIDDLE], tmp_path / "piece.mp4")
    words = ["similar", str(piece), "--store", str(store), "--json"]
    with monkeypatch.context() as patched:
        _without(patched)
        assert cli.main(words) == 0
        said = capsys.readouterr()
        assert json.loads(said.out) == []
        assert said.err.count("install khronika[orb]") == 1
    assert cli.main(words) == 0
    said = capsys.readouterr()
    (found,) = json.loads(said.out)
    assert (found["stage"], found["share"] > 0.5) == ("orb", True)
    assert "khronika[orb]" not in said.err


def test_an_older_shelf_is_made_anew(store: Path, tmp_path: Path) -> None:
    """Its version is in each file; what another version wrote is not read."""
    shelf, said = tmp_path / "shelf", []
    for _ in range(2):
        assert len(list(kept(store, shelf, progress=said.append))) == 1
    assert len(said) == 1
    (path,) = shelf.glob("*.npz")
    with np.load(path) as held:
        older = dict(held) | {"of": np.array(str(held["of"]).replace("4 ", "3 ", 1))}
    np.savez(path, **older)
    assert len(list(kept(store, shelf, progress=said.append))) == 1
    assert len(said) == 2


def test_what_was_kept_of_a_package_goes_with_it(store: Path, tmp_path: Path) -> None:
    """Outlines could be drawn again from points; of a store that is not mounted nothing goes."""
    shelf = tmp_path / "shelf"
    assert len(list(kept(store, shelf))) == 1
    (held,) = shelf.glob("*.npz")
    half = shelf / f".{held.name}.0a1b2c3d"  # whoever wrote it was killed
    fetched = shelf / f"{held.stem}.0123456789abcdef.npz"
    for path in (half, fetched):
        path.write_bytes(held.read_bytes())
    assert sweep_shelf(store, shelf) == 0
    assert sweep_shelf(tmp_path / "elsewhere", shelf) == 0
    (package,) = store.glob("ev-*")
    package.rename(tmp_path / "locked-away")
    assert sweep_shelf(store, shelf) == 3
    assert list(shelf.iterdir()) == []


def test_a_still_of_a_sign_alone_finds_nothing(tmp_path: Path) -> None:
    """A channel's sign, cut out, is no film of the channel."""
    film, sign = tmp_path / "film.mp4", tmp_path / "sign.png"
    draw_alike("one watermark", 0, 3, film)
    words = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        film,
        "-vf",
        "crop=92:60:290:5",
        "-frames:v",
        "1",
        sign,
    ]
    subprocess.run(words, check=True)
    assert search(question(sign), Index([("film", fingerprint(film))])) == []
