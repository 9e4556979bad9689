"""Copies that an older version made with a fault are named, so that somebody looks again."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from khronika.capture import Conditions, capture
from khronika.cli import main
from khronika.model.evidence import Evidence
from khronika.redact import again, derive
from khronika.redact.again import heard, look_again, old_parent
from khronika.redact.plan import Plan

pytestmark = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("exiftool")), reason="programs are missing"
)


def _copy(
    path: Path, conditions: Conditions, monkeypatch: pytest.MonkeyPatch, *, way: int | None
) -> Evidence:
    """Capture a picture and redact it, as a version did that told that way, or none."""
    original = capture(str(path), conditions)
    plan = Plan.of({"faces": False, "boxes": [{"box": [0, 0, 0.5, 0.5]}]})
    with monkeypatch.context() as patched:
        if way is None:
            whole = derive._description
            patched.setattr(derive, "_description", lambda *x: _without_way(whole(*x)))
        else:
            patched.setattr(derive, "WAY", way)
        return derive.redact(
            Path(original.path), plan, store=conditions.store, signer=conditions.signer
        )


def _without_way(told: dict[str, object]) -> dict[str, object]:
    redacted = told["redacted"]
    assert isinstance(redacted, dict)
    return {**told, "redacted": {key: one for key, one in redacted.items() if key != "way"}}


def _picture(path: Path, turn: int) -> Path:
    exif = Image.Exif()
    exif[0x0112] = turn
    Image.effect_noise((90, 60), 70).convert("RGB").save(path, exif=exif)
    return path


@pytest.fixture(name="conditions")
def _conditions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conditions:
    monkeypatch.setenv("KHRONIKA_HOME", str(tmp_path / "home"))
    return Conditions.from_environment(tmp_path / "store")


def test_only_old_copies_of_sideways_pictures_are_named(
    conditions: Conditions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upright picture was hidden rightly by every version, a sideways one by today's."""
    sideways, upright = (_picture(tmp_path / f"{turn}.jpg", turn) for turn in (6, 1))
    old = _copy(sideways, conditions, monkeypatch, way=None)
    first = _copy(sideways, conditions, monkeypatch, way=1)
    _copy(sideways, conditions, monkeypatch, way=again.WAY)
    _copy(upright, conditions, monkeypatch, way=None)
    found = {one.package.name: one.why for one in look_again(conditions.store)}
    assert found.keys() == {old.id, first.id}
    assert "held sideways or mirrored (Rotate 90 CW)" in found[old.id]


def test_transparent_parts_are_named(
    conditions: Conditions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The colours below them were laid open."""
    Image.new("RGBA", (90, 60), (9, 9, 9, 0)).save(tmp_path / "a.png")
    old = _copy(tmp_path / "a.png", conditions, monkeypatch, way=None)
    assert [
        (one.package.name, "transparent" in one.why) for one in look_again(conditions.store)
    ] == [(old.id, True)]


def test_a_copy_whose_original_is_gone_is_named(
    conditions: Conditions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell any more how it was held."""
    old = _copy(_picture(tmp_path / "a.jpg", 1), conditions, monkeypatch, way=None)
    for path in conditions.store.iterdir():
        if path.name != old.id:
            shutil.rmtree(path)
    assert [one.why for one in look_again(conditions.store)] == [again._UNKNOWN]


def test_a_copy_with_muted_sound_of_an_older_way_is_named(
    conditions: Conditions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What should be silent may be heard in it, however its original was held."""
    made = Path(_copy(_picture(tmp_path / "a.jpg", 1), conditions, monkeypatch, way=2).path)
    assert heard(made) is None
    path = made / "data/manifest.json"
    path.write_text(path.read_text().replace('"muted":0', '"muted":1'))
    assert [one.package for one in look_again(conditions.store)] == [made]
    path.write_text(path.read_text().replace('"way":2', f'"way":{again.WAY}'))
    assert heard(made) is None


def test_each_new_copy_tells_its_way(
    conditions: Conditions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the next fault finds the copies that it touched."""
    made = _copy(_picture(tmp_path / "a.jpg", 6), conditions, monkeypatch, way=again.WAY)
    told = json.loads((Path(made.path) / "data/manifest.json").read_bytes())
    assert told["redacted"]["way"] == again.WAY
    assert old_parent(Path(made.path)) is None


def test_the_command_names_them_and_says_so_by_its_status(
    conditions: Conditions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One path a line on stdout, the reason on stderr."""
    words = ["redact", "--look-again", "--store", str(conditions.store)]
    assert main(words) == 0
    old = _copy(_picture(tmp_path / "a.jpg", 8), conditions, monkeypatch, way=None)
    assert main(words) == 1
    out, said = capsys.readouterr()
    assert out.strip().endswith(old.id)
    assert "held sideways" in said
    assert main(["redact"]) == 2
