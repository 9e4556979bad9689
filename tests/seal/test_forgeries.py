"""Every forgery of a package is found; the sound packages they are made from hold."""

import shutil
from pathlib import Path

import pytest
from authority import Stampers
from forgeries import (
    COPIES,
    FILM,
    FORGERIES,
    Stage,
    WrongEarly,
    forged,
    seal_again,
    sealed_copy,
    sealed_early,
    set_stage,
    strip_stamp,
)

from khronika.seal import verify

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")


@pytest.fixture(name="stage", scope="module")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Answer packages of a page and two films, stamped and handed over once."""
    return set_stage(tmp_path_factory.mktemp("stage"))


def test_what_is_forged_held_before(stage: Stage) -> None:
    """A forgery proves nothing about a package that did not hold."""
    for package in (stage.page, stage.film, stage.other):
        verdict = stage.judge(package)
        assert verdict.ok, [check for check in verdict.checks if not check.ok]


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(stage: Stage, name: str) -> None:
    """Whoever knows the signers and the root finds it, and is told what does not hold."""
    package = forged(name, stage)
    faults = [check for check in stage.judge(package).checks if not check.ok]
    assert faults
    assert all(check.what for check in faults)


@pytest.mark.parametrize("name", [x for x in FORGERIES if "untrusted root" not in x])
def test_a_forgery_is_found_by_a_stranger(stage: Stage, name: str, tmp_path: Path) -> None:
    """All but a root's trust is told without knowing anybody, in a zip as in a folder."""
    package = forged(name, stage)
    zipped = shutil.make_archive(str(tmp_path / "sent"), "zip", package.parent, package.name)
    assert not verify(package).ok
    assert not verify(zipped).ok


def test_a_stamp_that_was_declared_cannot_be_stripped(stage: Stage) -> None:
    """What the manifest declares has to be there."""
    assert not verify(strip_stamp(stage)).ok


@pytest.mark.parametrize("is_stamped", [False, True])
def test_a_package_sealed_again_by_another_key(stage: Stage, is_stamped: bool) -> None:
    """It is consistent in itself; the list of signers tells that it is not theirs."""
    stamper = Stampers(alpha=stage.authority) if is_stamped else None
    package = seal_again(stage, stamper=stamper, film=FILM[: -3 - is_stamped])
    assert verify(package, roots=stage.authority.roots).ok
    assert [check.name for check in stage.judge(package).checks if not check.ok] == ["signers"]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_shows_something_else_is_found(stage: Stage, name: str) -> None:
    """Even where a known key sealed it with every hash made anew: the record is compared with it."""
    verdict = stage.judge(sealed_copy(name, stage))
    assert [check.name for check in verdict.checks if not check.ok] == ["wacz"]


@pytest.mark.parametrize("by_stranger", [False, True])
def test_a_stamp_at_capture_is_judged(stage: Stage, by_stranger: bool) -> None:
    """One over other bytes, or by nobody who is trusted, does not hold; a sound one does."""
    wrong = sealed_early(stage, WrongEarly(stage, by_stranger=by_stranger))
    faults = [check.name for check in stage.judge(wrong).checks if not check.ok]
    assert faults == ["capture stamps"]
    assert stage.judge(sealed_early(stage, Stampers(alpha=stage.authority))).ok


def test_a_stamp_at_capture_cannot_be_stripped(stage: Stage) -> None:
    """What was declared has to be there, and the list that it is over."""
    package = sealed_early(stage, Stampers(alpha=stage.authority))
    for name in ("raw.txt.alpha.tsr", "raw.txt"):
        (package / "data/capture" / name).unlink()
        faults = {check.name for check in stage.judge(package).checks if not check.ok}
        assert "capture stamps" in faults
