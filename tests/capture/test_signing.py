"""A second person puts their signature under a package; the collector's stays where it was."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from khronika.capture import Conditions, capture
from khronika.cli import main
from khronika.seal import verify

Make = Callable[..., Conditions]


@pytest.fixture(name="package")
def _package(tmp_path: Path, conditions: Make) -> Path:
    (tmp_path / "a.txt").write_text("The street was closed at noon.")
    return Path(capture(str(tmp_path / "a.txt"), conditions()).path)


@pytest.fixture(name="as_second")
def _as_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Answer a function that goes over to another person's home."""
    return lambda who: monkeypatch.setenv("KHRONIKA_HOME", str(tmp_path / who))


def _acts(package: Path) -> list[str]:
    return [
        json.loads(line)["act"] for line in (package / "custody.jsonl").read_text().splitlines()
    ]


def _accepts(package: Path, head: str) -> bool:
    """Ask ssh-keygen, with the name that it finds itself."""
    proofs = package / "proofs"
    words = ["ssh-keygen", "-Y", "find-principals", "-f", "allowed_signers", "-s", f"{head}.sig"]
    who = subprocess.run(words, cwd=proofs, capture_output=True, text=True, check=True).stdout
    words = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-n", "khronika"]
    words += ["-I", who.split()[0], "-s", f"{head}.sig"]
    done = subprocess.run(words, cwd=proofs, input=(proofs / head).read_bytes(), check=False,
                          capture_output=True)  # fmt: skip
    return done.returncode == 0


def test_two_people_stand_behind_a_package(
    package: Path, as_second: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Both signatures are there, and ssh-keygen accepts each over its own head."""
    first = (package / "proofs/head.txt").read_bytes()
    as_second("ben")
    assert main(["sign", str(package)]) == 0
    assert capfd.readouterr().out == f"{package}\n"
    assert _acts(package) == ["capture", "countersign"]
    assert (package / "proofs/head-1.txt").read_bytes() == first
    assert verify(package).ok
    assert len((package / "proofs/allowed_signers").read_text().splitlines()) == 2
    assert _accepts(package, "head.txt")
    assert _accepts(package, "head-1.txt")


def test_nobody_is_their_own_second_person(
    package: Path, as_second: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither the collector nor the second signs twice, and a third is not asked for."""
    as_second("ben")
    assert main(["sign", str(package)]) == 0
    assert main(["sign", str(package)]) == 2
    assert "signed it already" in capfd.readouterr().err
    as_second("cleo")
    assert main(["sign", str(package)]) == 2
    assert "two people have signed it" in capfd.readouterr().err
    assert _acts(package) == ["capture", "countersign"]


def test_who_was_given_it_and_gave_it_away_is_told(
    package: Path, as_second: Callable[[str], None]
) -> None:
    """The chain of custody goes from hand to hand."""
    as_second("ben")
    for act in ("receive", "hand-over"):
        assert main(["sign", "--act", act, str(package)]) == 0
    assert _acts(package) == ["capture", "receive", "hand-over"]
    assert verify(package).ok


def test_what_does_not_hold_is_not_signed(
    package: Path, tmp_path: Path, as_second: Callable[[str], None],
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A signature under forged bytes would vouch for them."""
    as_second("ben")
    next((package / "data/raw").iterdir()).write_text("forged")
    assert main(["sign", str(package), str(tmp_path / "nowhere"), str(tmp_path)]) == 2
    assert _acts(package) == ["capture"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_countersignature_cannot_be_stripped(
    package: Path, as_second: Callable[[str], None]
) -> None:
    """Whoever takes the first or second person's signature away is found."""
    as_second("ben")
    assert main(["sign", str(package)]) == 0
    for name in ("head.txt.sig", "head-1.txt.sig"):
        path = package / "proofs" / name
        kept = path.read_bytes()
        path.unlink()
        assert not verify(package).ok
        path.write_bytes(kept)
    assert verify(package).ok
