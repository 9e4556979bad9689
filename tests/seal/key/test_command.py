"""`khronika key` in the hands of people, of scripts, and of OpenSSH's own programs."""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from khronika import cli
from khronika.seal.key.keeping import KeyLocked
from khronika.seal.key.ring import home_signer
from khronika.seal.signature import fingerprint

needs_ssh = pytest.mark.skipif(not shutil.which("ssh-agent"), reason="OpenSSH is missing")


@pytest.fixture(name="secret")
def _secret(tmp_path: Path) -> Path:
    """Answer a file with a passphrase."""
    path = tmp_path / "secret"
    path.write_text("four plain words here\n")
    return path


def key(*words: str | Path) -> int:
    """Run `khronika key`."""
    return cli.main(["key", *map(str, words)])


def test_a_protected_key_needs_its_passphrase(
    home: Path, secret: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Without the passphrase nothing is signed; with its file everything is as before."""
    actor = home_signer().actor
    assert key("protect", "--passphrase-file", secret) == 0
    with pytest.raises(KeyLocked, match="KHRONIKA_KEY_PASSPHRASE_FILE"):
        home_signer()
    monkeypatch.setenv("KHRONIKA_KEY_PASSPHRASE_FILE", str(secret))
    assert home_signer().actor == actor
    assert stat.S_IMODE((home / "keys/signing_ed25519").stat().st_mode) == 0o600
    assert key("list") == 0
    assert "kept with a passphrase" in capfd.readouterr().out
    assert key("rotate") == 0
    monkeypatch.delenv("KHRONIKA_KEY_PASSPHRASE_FILE")
    with pytest.raises(KeyLocked):  # the new key has the old one's passphrase
        home_signer()
    secret.write_text("another\n")
    monkeypatch.setenv("KHRONIKA_KEY_PASSPHRASE_FILE", str(secret))
    with pytest.raises(KeyLocked, match="passphrase is another"):
        home_signer()


@needs_ssh
def test_openssh_reads_the_protected_key(home: Path, secret: Path) -> None:
    """`ssh-keygen` opens the file with the same passphrase: nobody depends on Khronika."""
    key("create", "--passphrase-file", secret)
    words = ["ssh-keygen", "-y", "-P", secret.read_text().strip(), "-f", "signing_ed25519"]
    done = subprocess.run(words, cwd=home / "keys", capture_output=True, text=True, check=True)
    assert done.stdout.split()[:2] == (home / "keys/signing_ed25519.pub").read_text().split()[:2]


@pytest.fixture(name="agent")
def _agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run an ssh-agent for this test."""
    socket = tmp_path / "agent"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    process = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    while not socket.exists() and process.poll() is None:
        os.sched_yield()
    yield
    process.terminate()
    process.wait()


@needs_ssh
@pytest.mark.usefixtures("agent")
def test_an_agent_signs_for_a_key_that_is_elsewhere(
    home: Path, tmp_path: Path, secret: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The private key leaves the home, the agent signs, the package verifies as ever."""
    assert key("create") == 0
    away = tmp_path / "stick"
    assert key("protect", "--move-to", away) == 2  # the agent does not hold it yet
    subprocess.run(["ssh-add", "-q", home / "keys/signing_ed25519"], check=True)
    assert key("protect", "--move-to", away) == 0
    assert not (home / "keys/signing_ed25519").exists()
    report = tmp_path / "report.txt"
    report.write_text("words")
    capfd.readouterr()
    assert cli.main(["capture", str(report)]) == 0
    package = capfd.readouterr().out.strip()
    assert cli.main(["verify", package]) == 0
    subprocess.run(["ssh-add", "-q", "-D"], check=True)
    assert cli.main(["capture", str(report)]) == 2
    assert "no ssh-agent here holds the key" in capfd.readouterr().err


@needs_ssh
@pytest.mark.usefixtures("agent")
def test_a_key_of_the_agent_takes_over(home: Path, tmp_path: Path) -> None:
    """A rotation may lead to a key that never was in the home."""
    home_signer()
    own = tmp_path / "own"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", own]
    subprocess.run(make, check=True)
    assert key("rotate", "--agent", own.with_suffix(".pub")) == 2
    subprocess.run(["ssh-add", "-q", own], check=True)
    assert key("rotate", "--agent", own.with_suffix(".pub")) == 0
    assert not (home / "keys/signing_ed25519").exists()
    assert home_signer().sign(b"x")


def test_a_lost_key_is_survivable(
    home: Path, tmp_path: Path, secret: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With a spare the new key is vouched for; without, people are told that it is not."""
    report = tmp_path / "report.txt"
    report.write_text("words")
    cli.main(["capture", str(report)])
    package = capfd.readouterr().out.strip()
    assert key("spare", tmp_path / "spare", "--passphrase-file", secret) == 0
    (home / "keys/signing_ed25519").unlink()
    assert cli.main(["capture", str(report)]) == 2
    assert key("lost", "--spare", tmp_path / "spare") == 2  # nobody gave its passphrase
    opened = ("--spare", tmp_path / "spare", "--spare-passphrase-file", secret)
    assert key("lost", *opened, "--why", "disk died") == 0
    (home / "keys/signing_ed25519").write_text("damaged")
    assert key("lost") == 0
    assert "nobody vouches" in capfd.readouterr().err
    assert (home / "keys/lost-1").read_text() == "damaged"
    assert key("signers") == 0
    known = tmp_path / "known"
    known.write_text(capfd.readouterr().out)
    assert len(known.read_text().splitlines()) == 3
    assert cli.main(["verify", "--signers", str(known), package]) == 0


def test_revoking_the_signing_key_replaces_it(
    home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A key that was seen by others signs nothing more, and its list entry says since when."""
    first = home_signer()
    words = ("revoke", fingerprint(first.blob), "--since", "2026-01-01")
    assert key(*words, "--why", "seized") == 0
    assert home_signer().blob != first.blob
    assert key("list", "--json") == 0
    assert '"role": "revoked"' in capfd.readouterr().out
    assert key("revoke", "SHA256:none", "--since", "2026-01-01") == 2
    assert key("revoke", fingerprint(first.blob), "--since", "yesterday") == 2
    assert "Traceback" not in capfd.readouterr().err


def test_trust_and_distrust(home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Keys of others are listed from their public files, and marked when they went astray."""
    key("create")
    friend = (home / "keys/signing_ed25519.pub").rename(tmp_path / "friend.pub")
    own = fingerprint(home_signer().blob)
    assert key("trust", "anna", friend) == 0
    assert key("trust", "anna", tmp_path / "nothing.pub") == 2
    assert key("distrust", own, "--since", "2026-01-01T00:00:00Z") == 0
    capfd.readouterr()
    assert key("list") == 0
    assert "trusted  anna,k:" in capfd.readouterr().out
    assert key("create") == 2
