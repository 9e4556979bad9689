"""The custody log shows whether any line of it was changed, cut, moved or forged."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.seal.custody import CustodyBroken, read_lines, write_line
from khronika.seal.signature import Signer, signer_line

SIGNERS = [Signer.of(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in range(3)]


def _log(length: int) -> bytes:
    log = b""
    for number in range(length):
        log += write_line(
            "ev-1", "receive", at="2018-06-23T09:00:00Z", signer=SIGNERS[number % 3],
            tag_manifest=b"tags", before=log,
        )  # fmt: skip
    return log


LOG = _log(4)


def test_a_log_reads_back() -> None:
    """Every line is there, in order, with the key that signed it."""
    lines = list(read_lines(LOG))
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert [line.public_key for line in lines] == [SIGNERS[n % 3].blob for n in range(4)]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(LOG) * 8 - 1))
def test_no_flipped_bit_is_accepted(place: int) -> None:
    """One bit changed anywhere in the log is found."""
    spoilt = bytearray(LOG)
    spoilt[place // 8] ^= 1 << place % 8
    with pytest.raises(CustodyBroken):
        list(read_lines(bytes(spoilt)))


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [1, 2, 3], [0, 2, 3], [0, 0, 1, 2], []])
def test_lines_that_move_are_found(order: list[int]) -> None:
    """Lines exchanged, dropped from front or middle, or doubled break the chain."""
    lines = LOG.splitlines(keepends=True)
    with pytest.raises(CustodyBroken):
        list(read_lines(b"".join(lines[index] for index in order)))


@pytest.mark.parametrize(
    "spoilt",
    [b"", LOG[:-1], LOG[:-20], LOG + b"\n", LOG.replace(b"\n", b"\r\n"), b'{"x":', b"[]\n"],
)
def test_a_log_that_is_cut_is_found(spoilt: bytes) -> None:
    """A log that does not end with a whole line is refused, and so is none."""
    with pytest.raises(CustodyBroken):
        list(read_lines(spoilt))


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is missing")
def test_ssh_keygen_accepts_each_line(tmp_path: Path) -> None:
    """A line's signature is checked by hand as the format page tells it."""
    line = LOG.splitlines()[1].decode()
    signature = json.loads(line)["signature"]
    message = line.replace(f',"signature":"{signature}"', "")
    frame = "-----{} SSH SIGNATURE-----\n"
    text = frame.format("BEGIN") + signature + "\n" + frame.format("END")
    (tmp_path / "line.sig").write_text(text)
    (tmp_path / "signers").write_text(signer_line(SIGNERS[1].actor, SIGNERS[1].blob))
    words = ["-f", "signers", "-n", "khronika", "-s", "line.sig", "-I", SIGNERS[1].actor]
    check = ["ssh-keygen", "-Y", "verify", *words]
    subprocess.run(check, cwd=tmp_path, input=message.encode(), check=True, capture_output=True)


def test_a_forger_who_recomputes_the_links_is_found() -> None:
    """Hashes can be made anew by anyone; the signature of the changed line cannot."""
    line = json.loads(LOG.splitlines()[0])
    line["actor"] = "u:another"
    forged = json.dumps(line, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    with pytest.raises(CustodyBroken, match="line 1: its signature does not hold"):
        list(read_lines(forged))
