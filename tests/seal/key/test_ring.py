"""One key signs; it can be protected, replaced and revoked, and no step loses it."""

import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from khronika.model.evidence import Evidence
from khronika.seal import verify
from khronika.seal.key.keeping import KeyUnusable, write_key
from khronika.seal.key.log import KeyLogBroken, current_key, read_statements, write_statement
from khronika.seal.key.ring import Ring, home_signer
from khronika.seal.signature import Signer, fingerprint

DAY = datetime(2018, 6, 23, 9, tzinfo=UTC)


def fresh() -> Signer:
    """Make a signer of a key that nobody had."""
    return Signer.of(Ed25519PrivateKey.generate())


def put(ring: Ring, signer: Signer) -> Callable[[], None]:
    """Answer what writes a key into a ring."""
    assert isinstance(signer.key, Ed25519PrivateKey)
    key = signer.key
    return lambda: write_key(ring.private, key)


def rotate(ring: Ring, **words: str) -> Signer:
    """Replace the key of a ring."""
    old, new = ring.signer(), fresh()
    ring.replace("rotate", put(ring, new), new, vouchers=[old], **words)
    return new


@pytest.fixture(name="ring")
def _ring(tmp_path: Path) -> Ring:
    """Answer a ring whose clock stands still."""
    return Ring(tmp_path / "home", clock=lambda: DAY)


def test_the_key_is_made_once_and_private(home: Path) -> None:
    """The first use makes a key that only its owner reads; later uses find it."""
    old = os.umask(0)
    try:
        first = home_signer()
    finally:
        os.umask(old)
    path = home / "keys/signing_ed25519"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert home_signer().actor == first.actor
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["log.jsonl", path.name]


def test_many_at_once_end_with_one_key(home: Path) -> None:
    """Captures that start together on a new machine sign with the same key."""
    with ThreadPoolExecutor(8) as pool:
        actors = {signer.actor for signer in pool.map(lambda _: home_signer(home), range(16))}
    assert len(actors) == 1


def test_a_damaged_key_is_not_replaced(home: Path) -> None:
    """A key file that cannot be read stays, and the message names it."""
    path = home / "keys/signing_ed25519"
    path.parent.mkdir(parents=True)
    other = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
    )
    for content in (b"", b"words", other):
        path.write_bytes(content)
        with pytest.raises(KeyUnusable, match="signing_ed25519"):
            home_signer()
        assert path.read_bytes() == content


def test_a_key_without_a_log_is_taken_up(ring: Ring) -> None:
    """A key of an earlier version goes on signing, and the log begins with it."""
    signer = fresh()
    put(ring, signer)()
    assert ring.signer().actor == signer.actor
    assert current_key(ring.statements) == signer.blob


def test_a_lost_key_is_not_made_anew_in_silence(ring: Ring) -> None:
    """Where the log names a key, another is no substitute until somebody says so."""
    ring.signer()
    ring.private.unlink()
    with pytest.raises(KeyUnusable, match="key lost"):
        ring.signer()
    put(ring, fresh())()
    with pytest.raises(KeyUnusable, match="the log names"):
        ring.signer()


def test_the_new_key_is_signed_by_the_old(ring: Ring) -> None:
    """The log leads from the first key to the present one, each vouched for by the last."""
    first = ring.signer()
    second = rotate(ring)
    third = rotate(ring, why="yearly")
    assert [line.act for line in ring.statements] == ["create", "rotate", "rotate"]
    assert set(ring.statements[1].signers) == {first.blob, second.blob}
    assert set(ring.statements[2].signers) == {second.blob, third.blob}
    assert ring.signer().blob == third.blob
    assert [life.role for life in ring.lives()] == ["former", "former", "signing"]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_changed_log_is_found(ring: Ring, at: int) -> None:
    """No line of the log can be changed, taken out or exchanged."""
    ring.signer()
    rotate(ring)
    rotate(ring)
    lines = ring.log_text().encode().splitlines(keepends=True)
    changed = lines[at].replace(b'"why":""', b'"why":"x"')
    for broken in (
        [*lines[:at], changed, *lines[at + 1 :]],
        [line for number, line in enumerate(lines) if number != at or at == 2] + lines[:1],
        [*lines[:at], lines[at][:-9]],
    ):
        with pytest.raises(KeyLogBroken):
            read_statements(b"".join(broken))


def test_a_stranger_continues_no_log(ring: Ring) -> None:
    """A new key without the old one's signature is `lost`, never `rotate`."""
    first, stranger, other = ring.signer(), fresh(), fresh()
    before = ring.log_text().encode()
    for act, signers in (
        ("rotate", [stranger]),
        ("rotate", [stranger, other]),
        ("recover", [stranger, other]),
        ("revoke", [stranger]),
        ("create", [stranger]),
        ("steal", [first, stranger]),
    ):
        line = write_statement(
            before, act, stranger.blob, at="x", signers=signers, former=first.blob, since="x"
        )
        with pytest.raises(KeyLogBroken):
            read_statements(before + line)


def test_an_older_key_does_not_come_back(ring: Ring) -> None:
    """Keys are replaced forwards only: a key that was retired signs no more."""
    first = ring.signer()
    second = rotate(ring)
    with pytest.raises(KeyLogBroken):
        ring.replace("rotate", put(ring, first), first, vouchers=[second])
    assert ring.signer().blob == second.blob


def test_a_spare_replaces_a_lost_key(ring: Ring) -> None:
    """The spare, kept elsewhere, vouches for a new key; it serves once."""
    spare = fresh()
    ring.name_spare(spare)
    assert ring.lives()[-1].role == "spare"
    ring.private.unlink()
    new = fresh()
    ring.replace("recover", put(ring, new), new, vouchers=[spare])
    assert ring.signer().blob == new.blob
    assert [life.role for life in ring.lives()] == ["former", "signing"]
    again = fresh()
    with pytest.raises(KeyLogBroken):
        ring.replace("recover", put(ring, again), again, vouchers=[spare])


@pytest.mark.parametrize("moment", ["before the key", "after the key", "after the log"])
def test_a_step_that_is_killed_leaves_one_key(
    ring: Ring, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whatever is killed when: the old key or the new one signs, and the log says which."""
    old, new = ring.signer(), fresh()
    settle, place = ring._settle, put(ring, new)

    def killed() -> None:
        raise KeyboardInterrupt

    def place_and_die() -> None:
        place()
        killed()

    def settle_and_die() -> None:
        next_ = ring.folder / "next.jsonl"
        kept = next_.read_bytes() if next_.exists() else None
        settle()
        if kept:
            next_.write_bytes(kept)
            killed()

    if moment == "after the log":
        monkeypatch.setattr(ring, "_settle", settle_and_die)
    step = {"before the key": killed, "after the key": place_and_die, "after the log": place}
    with pytest.raises(KeyboardInterrupt):
        ring.replace("rotate", step[moment], new, vouchers=[old])
    monkeypatch.undo()
    wanted = old if moment == "before the key" else new
    assert ring.signer().blob == wanted.blob
    assert len(ring.statements) == (1 if moment == "before the key" else 2)
    assert not (ring.folder / "next.jsonl").exists()


def test_packages_of_a_former_key_stay_known(
    ring: Ring, make: Callable[..., Evidence], tmp_path: Path
) -> None:
    """After a rotation the list of signers holds both keys, the old one for its own time."""
    early = make(by=ring.signer()).path
    old = ring.signer()
    rotate(ring)
    listed = tmp_path / "signers"
    listed.write_text(ring.signer_lines())
    assert verify(early, signers=listed).ok
    assert 'valid-before="20180623100000Z"' in listed.read_text()
    late = Ring(tmp_path / "other", clock=lambda: DAY - timedelta(days=9))
    put(late, old)()
    rotate(late)
    listed.write_text(late.signer_lines())
    assert not verify(early, signers=listed).ok


def test_a_revoked_key_counts_only_with_a_stamp(
    ring: Ring, make: Callable[..., Evidence], tmp_path: Path
) -> None:
    """Whoever has a stolen key writes any time: its own word is not believed."""
    package = make(by=ring.signer()).path
    old = ring.signer()
    rotate(ring)
    ring.revoke(old.blob, "2019-01-01T00:00:00Z", "laptop seized")
    listed = tmp_path / "signers"
    listed.write_text(ring.signer_lines())
    assert listed.read_text().splitlines()[0].endswith(" revoked")
    verdict = verify(package, signers=listed)
    assert [check.name for check in verdict.checks if not check.ok] == ["signers"]


def test_trusted_keys_are_listed_under_a_name(
    ring: Ring, make: Callable[..., Evidence], tmp_path: Path
) -> None:
    """Somebody's key is known until it is distrusted, and then from a time on no more."""
    friend = fresh()
    ring.trust("anna", friend.blob)
    with pytest.raises(KeyUnusable, match="listed already"):
        ring.trust("boris", friend.blob)
    with pytest.raises(KeyUnusable, match="name"):
        ring.trust("two words", fresh().blob)
    listed = tmp_path / "signers"
    listed.write_text(ring.signer_lines())
    package = make(by=friend).path
    verdict = verify(package, signers=listed)
    assert verdict.ok
    assert "known to you: anna" in json.dumps(verdict.to_json())
    ring.distrust(friend.blob, "2019-01-01T00:00:00Z")
    listed.write_text(ring.signer_lines())
    assert not verify(package, signers=listed).ok
    assert fingerprint(friend.blob) in listed.read_text()
