"""Signatures are those of OpenSSH: its own program accepts ours, we accept its."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.model.evidence import Evidence
from khronika.seal.signature import (
    SignatureInvalid,
    Signer,
    SignersUnreadable,
    armour,
    check_signature,
    read_signers,
    signer_line,
    unarmour,
)

KEY = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
needs_ssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is missing")


@needs_ssh
def test_ssh_keygen_accepts_a_package(package: Path) -> None:
    """`ssh-keygen -Y verify` accepts the head, with the signer that the package names."""
    head = (package / "proofs/head.txt").read_bytes()
    actor = (package / "proofs/allowed_signers").read_text().split()[0]
    words = ["-f", "proofs/allowed_signers", "-n", "khronika", "-s", "proofs/head.txt.sig"]
    check = ["ssh-keygen", "-Y", "verify", *words, "-I", actor]
    assert subprocess.run(check, cwd=package, input=head, capture_output=True).returncode == 0
    spoilt = head.replace(b"Z\n", b"Z \n")
    assert subprocess.run(check, cwd=package, input=spoilt, capture_output=True).returncode != 0


@needs_ssh
def test_a_signature_by_ssh_keygen_is_accepted(tmp_path: Path) -> None:
    """What `ssh-keygen -Y sign` writes is checked like our own, and for its namespace."""
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"]
    subprocess.run(make, cwd=tmp_path, check=True)
    (tmp_path / "words").write_bytes(b"said")
    for namespace in ("khronika", "file"):
        sign = ["ssh-keygen", "-Y", "sign", "-f", "key", "-n", namespace, "words"]
        subprocess.run(sign, cwd=tmp_path, check=True, capture_output=True)
        blob = unarmour((tmp_path / "words.sig").read_bytes())
        (tmp_path / "words.sig").unlink()
        if namespace == "khronika":
            line = "anna@desk.example " + (tmp_path / "key.pub").read_text()
            assert check_signature(blob, b"said") == read_signers(line.encode(), "x")[0].blob
        else:
            with pytest.raises(SignatureInvalid):
                check_signature(blob, b"said")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_flipped_bit_is_accepted(data: st.DataObject) -> None:
    """A signature with one bit changed anywhere does not hold."""
    blob = bytearray(KEY.sign(b"said"))
    place = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[place // 8] ^= 1 << place % 8
    with pytest.raises(SignatureInvalid):
        check_signature(bytes(blob), b"said")


@given(st.binary(max_size=300))
def test_rubbish_is_no_signature(rubbish: bytes) -> None:
    """Bytes of any kind are refused with the one error that names it."""
    for attempt in (rubbish, b"SSHSIG\0\0\0\1" + rubbish):
        with pytest.raises(SignatureInvalid):
            check_signature(attempt, b"said")
    with pytest.raises(SignatureInvalid):
        unarmour(rubbish)


def test_armour_reads_back() -> None:
    """The text form loses nothing."""
    blob = KEY.sign(b"said")
    assert unarmour(armour(blob)) == blob


def test_lines_for_other_purposes_are_left_out() -> None:
    """Only Ed25519 keys that may sign for Khronika are known signers."""
    own = signer_line("k:one", KEY.blob)
    key = own.split()[-1]
    text = (
        f"# words\n\n{own}anna@desk.example ssh-ed25519 {key} comment\n"
        f'* namespaces="git" ssh-ed25519 {key}\n* cert-authority ssh-ed25519 {key}\n'
        "bela ssh-rsa AAAA\n"
    )
    found = read_signers(text.encode(), "x")
    assert [signer.principals for signer in found] == ["k:one", "anna@desk.example"]


@pytest.mark.parametrize(
    ("options", "serves"),
    [
        ('namespaces="khron*"', True), ('namespaces="git,khronika"', True), ("", True),
        ('NAMESPACES="git"', False), ('namespaces="!khronika,*"', False),
        ('namespaces="khronik"', False), ("CERT-AUTHORITY", False),
    ],
)  # fmt: skip
def test_options_go_as_ssh_keygen_reads_them(options: str, serves: bool) -> None:
    """Patterns, denials and capitals count, so that no key is known for what it must not sign."""
    line = f"* {options} ssh-ed25519 {signer_line('k:one', KEY.blob).split()[-1]}"
    assert bool(read_signers(line.encode(), "x")) == serves


def test_a_damaged_key_is_named() -> None:
    """A list of trusted keys is mended, not read in part."""
    with pytest.raises(SignersUnreadable, match=r"^known line 2: the key is damaged"):
        read_signers(b"# desk\nanna ssh-ed25519 AAAA=bad\n", "known")


def test_a_key_has_its_time() -> None:
    """`valid-before` and `valid-after` are kept."""
    key = signer_line("k:one", KEY.blob).split()[-1]
    line = f'a valid-after="20180101",valid-before="20190101Z" ssh-ed25519 {key}'
    (signer,) = read_signers(line.encode(), "x")
    times = ("2017-12-31T23:59:59Z", "2018-06-23T09:00:00Z", "2019-01-01T00:00:00Z")
    assert [signer.covers(at) for at in times] == [False, True, False]


def test_another_actor_than_the_key(make: Callable[..., Evidence]) -> None:
    """People of the record sign under their opaque id."""
    person = Signer.of(KEY.key, "u:01M89W5ZB2WTH06WHNGBD6SDRX")
    assert (make(by=person).path / "proofs/allowed_signers").read_text().startswith(person.actor)
