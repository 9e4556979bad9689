"""A signed line is its signer's; whoever has a key approves with it, and verify says where not."""

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from khronika.model.canonical import canonical_json
from khronika.record import approval
from khronika.record.errors import EntryRefused
from khronika.record.ledger.entry import COLUMNS, Kind, NewEntry, hash_line
from khronika.record.ledger.signed import signed_bytes
from khronika.record.ledger.verify import verify
from khronika.seal.signature import Signer, signer_line


def _list(home: Path, *lines: str) -> None:
    path = home / "record" / "signers"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), "ascii")


def _signed(entry: NewEntry, key: Ed25519PrivateKey) -> str:
    return base64.b64encode(Signer.of(key).sign(signed_bytes(entry))).decode()


def _asked(office: Any, story: Any) -> tuple[str, dict[str, Any]]:
    event, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    subject = f"event:{event}"
    made = approval.request(office.ledger, f"u:{office.asel}", [subject],
                            base=office.ledger.head()[0])  # fmt: skip
    return subject, {"request": made.id, "facts": made.payload["facts"]}


def _failing() -> dict[str, str]:
    return {one.name: one.what for one in verify("full") if not one.ok and one.name != "packages"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_approval_is_signed_by_whoever_has_a_key(
    office: Any, story: Any, tmp_path: Path
) -> None:
    """Without it, with another key or over other facts it is refused; signed it stands."""
    subject, payload = _asked(office, story)
    boris = f"u:{office.boris}"
    own, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    _list(tmp_path / "home", signer_line(boris, Signer.of(own).blob))
    plain = office.new(boris, Kind.APPROVE, subject, payload)
    fewer = office.new(boris, Kind.APPROVE, subject, {**payload, "facts": payload["facts"][1:]},
                       id=plain.id)  # fmt: skip
    for signature in (None, "no base64!", _signed(plain, other), _signed(fewer, own)):
        with pytest.raises(EntryRefused, match="sign it with the key"):
            office.ledger.append(replace(plain, signature=signature))
    office.ledger.append(replace(plain, signature=_signed(plain, own)))
    approval.publish(office.ledger, f"u:{office.asel}", payload["request"],
                     base=office.ledger.head()[0])  # fmt: skip
    assert _failing() == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_verify_finds_a_line_in_somebody_elses_name(
    office: Any, story: Any, tmp_path: Path
) -> None:
    """A well-formed approval put in past the program under another's name has no signature."""
    subject, payload = _asked(office, story)
    boris, own = f"u:{office.boris}", Ed25519PrivateKey.generate()
    _list(tmp_path / "home", signer_line(boris, Signer.of(own).blob))
    forged = office.new(boris, Kind.APPROVE, subject, payload)
    seq, prev = office.ledger.head()
    row = (seq + 1, forged.id, "2027-01-01T00:00:00.000000Z", None, boris, "approve", 1, subject,
           forged.base, canonical_json(payload).decode(), None, prev)  # fmt: skip
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.execute(
            f"INSERT INTO record_entry ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
            [*row, hash_line(row)],
        )
    assert "approves without the key" in _failing()["signatures"]
    _list(tmp_path / "home", signer_line(boris, Signer.of(own).blob).replace(
        "namespaces", 'valid-after="20280101",namespaces'))  # fmt: skip
    assert "signatures" not in _failing()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_key_signs_under_its_own_name_only(office: Any, story: Any) -> None:
    """A key that hands in a report needs no list: its fingerprint is the actor."""
    key = Ed25519PrivateKey.generate()
    payload = {"package": None, "head": None, "sources": [], "failure": "source_empty",
               "text": None, "facts": []}  # fmt: skip
    report = office.ulid()
    payload["facts"] = [{"fact": f"{report}.level", "value": "restricted", "cites": []}]
    entry = office.new(Signer.of(key).actor, Kind.RECEIVE, f"report:{report}", payload)
    stranger = Ed25519PrivateKey.generate()
    with pytest.raises(EntryRefused, match="not k:"):
        office.ledger.append(replace(entry, signature=_signed(entry, stranger)))
    office.ledger.append(replace(entry, signature=_signed(entry, key)))
    assert _failing() == {}
