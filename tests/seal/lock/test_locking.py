"""A locked package opens for each of its people, by us or by the age program, and nobody else."""

import shutil
import subprocess
from pathlib import Path

import pytest

from khronika import cli
from khronika.seal import head_sha256, verify
from khronika.seal.layout import NotAPackage, PackageUnreadable
from khronika.seal.lock import lock, unlock
from khronika.seal.lock.locking import KeyRefused

pytest.importorskip("pyrage", reason="pyrage is not installed")
needs_age = pytest.mark.skipif(not shutil.which("age"), reason="age is missing")


def _pair() -> tuple[str, str]:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


ANNA, OMAR, STRANGER = _pair(), _pair(), _pair()


def test_each_of_its_people_opens_it(package: Path, tmp_path: Path) -> None:
    """The package comes out with the same head, and nothing readable is left beside the lock."""
    head, name = head_sha256(package), package.name
    locked = lock(package, [ANNA[0], OMAR[0]], remove=True)
    assert not package.exists()
    assert [path.name for path in locked.parent.iterdir()] == [f"{name}.zip.age"]
    assert b"street" not in locked.read_bytes()
    for number, (_, private) in enumerate((ANNA, OMAR)):
        opened = unlock(locked, [private], tmp_path / f"out{number}")
        assert verify(opened).ok
        assert head_sha256(opened) == head
    assert locked.exists()


def test_nobody_else_does(package: Path, tmp_path: Path) -> None:
    """Another key, a turned bit and a cut file are refused, and nothing appears."""
    locked = lock(package, [ANNA[0]])
    with pytest.raises(KeyRefused, match="does not open"):
        unlock(locked, [STRANGER[1]], tmp_path / "out")
    content = bytearray(locked.read_bytes())
    for spoilt in (content[:-9], bytes([*content[:-40], content[-40] ^ 1, *content[-39:]])):
        locked.write_bytes(spoilt)
        with pytest.raises(KeyRefused):
            unlock(locked, [ANNA[1]], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@needs_age
def test_the_age_program_opens_what_we_lock(package: Path, tmp_path: Path) -> None:
    """And we open what it locks."""
    locked = lock(package, [ANNA[0]])
    (tmp_path / "key").write_text(ANNA[1])
    opened = tmp_path / "package.zip"
    subprocess.run(["age", "-d", "-i", tmp_path / "key", "-o", opened, locked], check=True)
    assert verify(opened).ok
    theirs = tmp_path / "theirs.zip.age"
    subprocess.run(["age", "-r", OMAR[0], "-o", theirs, opened], check=True)
    assert verify(unlock(theirs, [OMAR[1]], tmp_path / "out")).ok


def test_keys_of_openssh_open_it_too(package: Path, tmp_path: Path) -> None:
    """People who have an SSH key need no other."""
    key = tmp_path / "id"
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key]
    subprocess.run(words, check=True)
    locked = lock(package, [key.with_suffix(".pub").read_text().strip()])
    assert verify(unlock(locked, [key.read_text()], tmp_path / "out")).ok


def test_a_folder_goes_only_where_two_can_open_it(package: Path) -> None:
    """One key that is lost must not lose the evidence."""
    for keys in ([], [ANNA[0]], [ANNA[0], ANNA[0]]):
        with pytest.raises(KeyRefused, match="two"):
            lock(package, keys, remove=True)
    with pytest.raises(KeyRefused, match="no public key"):
        lock(package, ["age1nonsense"])
    assert verify(package).ok


def test_what_does_not_hold_is_not_locked(package: Path, tmp_path: Path) -> None:
    """Neither is it opened twice into one store, nor over a package that stands there."""
    locked = lock(package, [ANNA[0]])
    with pytest.raises(PackageUnreadable, match="already"):
        unlock(locked, [ANNA[1]], package.parent)
    (package / "data/raw/report.txt").write_bytes(b"changed")
    with pytest.raises(PackageUnreadable, match="verifies"):
        lock(package, [ANNA[0]])


def test_a_locked_package_says_so(package: Path) -> None:
    """Whoever asks for the folder is told how to get it."""
    lock(package, [ANNA[0], OMAR[0]], remove=True)
    with pytest.raises(NotAPackage, match="khronika unlock"):
        verify(package)


def test_the_commands_lock_and_unlock(
    package: Path, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys from a file with one a line; paths on stdout."""
    (tmp_path / "people").write_text(f"# the office\n{ANNA[0]}\n{OMAR[0]}\n")
    (tmp_path / "key").write_text(f"# Omar\n{OMAR[1]}\n")
    assert cli.main(["lock", str(package), "--to", str(tmp_path / "people"), "--remove"]) == 0
    locked = capsys.readouterr().out.strip()
    words = ["unlock", locked, "--key", str(tmp_path / "key"), "--store", str(package.parent)]
    assert cli.main(words) == 0
    assert Path(capsys.readouterr().out.strip()) == package
    assert cli.main(["lock", str(package), "--to", str(tmp_path / "nobody")]) == 2
    assert "nobody" in capsys.readouterr().err
