"""A custody log grows by a line, a head and a signature, and its history stays provable."""

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.model.evidence import Evidence
from khronika.seal import add_line, head_sha256, history, verify
from khronika.seal.append import LineRefused
from khronika.seal.signature import Signer

PERSON = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)), "u:01M89W5ZB2WTH06WHNGBD6SDRX")


def test_an_older_head_is_in_the_history(package: Path) -> None:
    """A record that cites the head of yesterday finds it in the package of today."""
    heads = [head_sha256(package)]
    for act in ("receive", "hand-over", "receive"):
        heads.append(add_line(package, act, signer=PERSON).head_sha256)
        verdict = verify(package)
        assert verdict.ok, [check.what for check in verdict.checks if not check.ok]
    assert list(history(package)) == heads
    assert heads[-1] == head_sha256(package)
    assert len(set(heads)) == 4
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def test_where_folders_cannot_be_exchanged_they_are_renamed(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without renameat2 two renames do the same, and leave nothing behind."""
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    add_line(package, "receive", signer=PERSON)
    assert verify(package).ok
    assert [path.name for path in package.parent.iterdir()] == [package.name]


def test_what_was_sealed_is_untouched(package: Path) -> None:
    """Only the log and the proofs are written; everything that a manifest lists stays."""
    sealed = {
        p: p.read_bytes() for p in package.rglob("*") if p.is_file() and "proofs" not in str(p)
    }
    del sealed[package / "custody.jsonl"]
    add_line(package, "receive", signer=PERSON)
    assert {path: path.read_bytes() for path in sealed} == sealed


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is missing")
def test_ssh_keygen_accepts_every_head(package: Path, signer: Signer) -> None:
    """Old and new heads alike are checked by the system's own program."""
    add_line(package, "receive", signer=PERSON)
    for name, actor in (("head-1.txt", signer.actor), ("head.txt", PERSON.actor)):
        head = (package / "proofs" / name).read_bytes()
        words = ["-f", "allowed_signers", "-n", "khronika", "-s", f"{name}.sig", "-I", actor]
        check = ["ssh-keygen", "-Y", "verify", *words]
        subprocess.run(check, cwd=package / "proofs", input=head, check=True, capture_output=True)


def _drop_last(package: Path) -> None:
    path = package / "custody.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _roll_back_log_and_head(package: Path) -> None:
    _drop_last(package)
    for end in ("", ".sig"):
        (package / f"proofs/head-1.txt{end}").rename(package / f"proofs/head.txt{end}")


def _swap_heads(package: Path) -> None:
    old, new, aside = (package / f"proofs/{n}" for n in ("head-1.txt", "head.txt", "aside"))
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


@pytest.mark.parametrize(
    "tamper",
    [
        _drop_last,
        _roll_back_log_and_head,
        _swap_heads,
        lambda p: (p / "proofs/head-1.txt").unlink(),
        lambda p: (p / "proofs/head-1.txt.sig").unlink(),
        lambda p: shutil.copy(p / "proofs/head.txt", p / "proofs/head-2.txt"),
    ],
)
def test_a_log_set_back_is_found(package: Path, tamper: Callable[[Path], None]) -> None:
    """Lines, heads and signatures belong together; taking one away is found."""
    add_line(package, "receive", signer=PERSON)
    tamper(package)
    assert not verify(package).ok


def test_a_package_that_does_not_hold_is_not_continued(package: Path) -> None:
    """Nobody's signature is put under a package that was tampered with."""
    (package / "data/raw/report.txt").write_text("forged")
    with pytest.raises(LineRefused):
        add_line(package, "receive", signer=PERSON)


@pytest.mark.parametrize("act", ["", "capture", "Two words", "a\nb", "-"])
def test_an_act_is_one_word(package: Path, act: str) -> None:
    """What was done is one lower-case word, and a capture happens once."""
    with pytest.raises(LineRefused):
        add_line(package, act, signer=PERSON)


def test_an_incomplete_package_stays_so(make: Callable[..., Evidence]) -> None:
    """What the manifest declares is not forgotten when the log grows."""
    evidence = make()
    assert add_line(evidence.path, "receive", signer=PERSON).is_complete
