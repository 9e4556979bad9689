"""Every command of `VERIFY.md` is run in a shell as it stands there, on a page with two stamps."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authority import Authority, served
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.capture import Conditions, capture
from khronika.seal import add_line
from khronika.seal.signature import Signer

CLIENTS = Path(__file__).parents[2] / ".tools/clients/bin"
INLINE = ("sha256sum", "bagit.py", "sed", "ssh-keygen -l", "warcio", "wacz", "unzip", "tail")
pytestmark = pytest.mark.skipif(
    not (CLIENTS / ".." / ".stamp").exists(), reason="run `make .tools/clients/.stamp` first"
)


@pytest.fixture(name="authority", scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("guide") / "alpha")


@pytest.fixture(name="package")
def _package(conditions: Callable[..., Conditions], authority: Authority) -> Path:
    with served(authority, b"<p>The street was closed at noon.</p>") as url:
        return capture(url, conditions(authorities=(url,), roots=authority.roots)).path


def _run(command: str, package: Path, authority: Authority, **filled: str) -> str:
    """Run one command in the package's folder; what the guide leaves open is filled in."""
    (stamp,) = (package / "proofs").glob("head.txt.*.tsr")
    gaps = {"head.txt.NAME.tsr": stamp.name, "ROOTS.pem": str(authority.roots), **filled}
    for gap, value in gaps.items():
        command = command.replace(gap, value)
    path = f"{Path(sys.executable).parent}:{CLIENTS}:{os.environ['PATH']}"
    words = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(words, cwd=package, capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": path})  # fmt: skip
    # `diff` says by 1 that there are the differences which the guide foretells
    assert done.returncode == int("diff -a" in command), (command, done.stdout, done.stderr)
    return done.stdout + done.stderr


def _blocks(text: str) -> list[str]:
    blocks = re.findall(r"(?:^ {8}.*\n)+", text, re.MULTILINE)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


def _inline(text: str) -> list[str]:
    spans = re.findall(r"`([^`]+)`", re.sub(r"^ {8}.*\n", "", text, flags=re.MULTILINE))
    return [" ".join(one.split()) for one in spans if one.startswith(INLINE) and " " in one]


def test_each_command_runs_as_it_stands(package: Path, authority: Authority) -> None:
    """Nothing but the names of a stamp, of the roots and of a key file is filled in."""
    text = (package / "VERIFY.md").read_text()
    said = {}
    for command in _blocks(text):
        told = re.search(r"Time stamp: (.*)", "\n".join(said.values()))
        time = {"TIME PRINTED ABOVE": told[1] if told else ""}
        said[command] = _run(command, package, authority, **time)
    assert len(said) == 9
    assert sum("Verification: OK" in one for one in said.values()) == 2
    assert any('Good "khronika" signature' in one for one in said.values())
    inline = _inline(text)
    (package.parent / "key.pub").write_text(
        (package / "proofs/allowed_signers").read_text().partition('" ')[2]
    )
    for command in inline:
        answer = _run(command, package, authority, FILE="../key.pub")
        if "diff -a" in command:
            changed = [line[2:] for line in answer.splitlines() if line[:2] in ("< ", "> ")]
            assert changed
            assert all(re.match("WARC-(Record-ID|Concurrent-To)", line) for line in changed)
    assert {one.split()[0] for one in inline} >= {"bagit.py", "warcio", "wacz", "unzip"}


def test_each_fails_on_a_changed_byte(package: Path, authority: Authority) -> None:
    """A command that cannot fail checks nothing."""
    raw = package / "data/raw/http.warc"
    raw.write_bytes(raw.read_bytes().replace(b"noon", b"ten."))
    for command in ("sha256sum -c manifest-sha256.txt", "bagit.py --validate .",
                    "warcio check -v data/raw/http.warc"):  # fmt: skip
        with pytest.raises(AssertionError, match="assert 1 == 0"):
            _run(command, package, authority)


def test_a_second_person_is_found_as_the_guide_says(package: Path, authority: Authority) -> None:
    """Their name stands in the last line; the collector's is under the first head."""
    add_line(package, "countersign", signer=_second(), stamper=None)
    actor = re.search(
        r'"actor":"([^"]+)"', (package / "custody.jsonl").read_text().splitlines()[-1]
    )
    assert actor
    for who, head in ((actor[1], "head.txt"), (_collector(package), "head-1.txt")):
        command = (
            f"ssh-keygen -Y verify -f proofs/allowed_signers -n khronika -I '{who}'"
            f" -s proofs/{head}.sig < proofs/{head}"
        )
        done = subprocess.run(
            ["bash", "-c", command], cwd=package, capture_output=True, check=False
        )
        assert done.returncode == 0


def _second() -> Signer:
    return Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))


def _collector(package: Path) -> Any:
    return re.search(r"-I '([^']+)'", (package / "VERIFY.md").read_text())[1]  # type: ignore[index]
