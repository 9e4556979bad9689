"""Time-stamps are judged by `openssl ts` at their own time; what is no proof is a failure."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from authority import Authority, Stampers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from khronika import cli
from khronika.model.evidence import Evidence
from khronika.seal import add_line, verify
from khronika.seal.append import StampMissing
from khronika.seal.signature import Signer, signer_line
from khronika.seal.stamp import (
    RootsUnreadable,
    StampRefused,
    _one,
    _parts,
    check_stamp,
    ends_at,
    read_response,
    request_stamp,
)
from khronika.seal.verify import Verdict

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")

KEY = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))


@pytest.fixture(name="authority", scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "alpha")


@pytest.fixture(name="stamped")
def _stamped(make: Callable[..., Evidence], authority: Authority) -> Path:
    return make(stamper=Stampers(alpha=authority)).path


def _check(verdict: Verdict) -> tuple[bool, str]:
    return next((check.ok, check.what) for check in verdict.checks if check.name == "stamps")


def test_openssl_accepts_the_stamp_of_a_package(stamped: Path, authority: Authority) -> None:
    """The command of the guide says `Verification: OK`."""
    words = ["-data", "proofs/head.txt", "-in", "proofs/head.txt.alpha.tsr", "-CAfile"]
    check = ["openssl", "ts", "-verify", *words, authority.roots]
    done = subprocess.run(check, cwd=stamped, capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr


def test_a_stamped_package_holds_and_names_the_time(stamped: Path, authority: Authority) -> None:
    """With its root the stamp is a proof; without, the authority is called unknown."""
    known = verify(stamped, roots=authority.roots)
    assert known.ok, _check(known)
    assert f"stamped: proofs/head.txt.alpha.tsr at {datetime.now(UTC):%Y-}" in _check(known)[1]
    assert "not known to you" not in _check(known)[1]
    unknown = verify(stamped)
    assert unknown.ok, _check(unknown)
    assert "the authority is not known to you" in _check(unknown)[1]


def test_without_a_stamp_it_holds_and_says_so(make: Callable[..., Evidence]) -> None:
    """An authority that is closed costs its stamp, not the package; the reason is sealed."""
    said: list[str] = []
    package = make(stamper=Stampers(closed=None), warn=said.append).path
    assert verify(package).ok
    assert "not stamped" in _check(verify(package))[1]
    assert "closed gave none: it is closed on Mondays" in _check(verify(package))[1]
    assert "closed on Mondays" in said[0]


def test_one_of_two_authorities_is_enough(
    make: Callable[..., Evidence], authority: Authority
) -> None:
    """Declared means answered: the one that failed is named with its reason."""
    package = make(stamper=Stampers(closed=None, alpha=authority)).path
    assert [path.name for path in package.glob("proofs/*.tsr")] == ["head.txt.alpha.tsr"]
    assert verify(package, roots=authority.roots).ok


def test_an_expired_certificate_is_judged_at_the_time_in_the_token(
    tmp_path: Path, make: Callable[..., Evidence]
) -> None:
    """A stamp does not fail because its authority's certificate has ended since."""
    brief = Authority(tmp_path / "brief", life=(-1, 3 / 86400))
    package = make(stamper=Stampers(brief=brief)).path
    end = time.time() + 4
    while time.time() < end:
        time.sleep(0.1)
    words = ["-data", "proofs/head.txt", "-in", "proofs/head.txt.brief.tsr", "-CAfile"]
    check = ["openssl", "ts", "-verify", *words, brief.roots]
    assert subprocess.run(check, cwd=package, capture_output=True).returncode != 0
    at = read_response((package / "proofs/head.txt.brief.tsr").read_bytes()).at
    judged_then = [*check, "-attime", str(int(at.timestamp()))]
    subprocess.run(judged_then, cwd=package, capture_output=True, check=True)
    verdict = verify(package, roots=brief.roots)
    assert verdict.ok, _check(verdict)


@pytest.mark.parametrize("life", [(-30, -1), (1, 30)])
def test_a_time_outside_the_certificate_is_a_failure(
    tmp_path: Path, make: Callable[..., Evidence], life: tuple[float, float]
) -> None:
    """An authority that stamps before or after its certificate's life proves nothing."""
    other = Authority(tmp_path / "other", life=life)
    package = make(stamper=Stampers(other=other)).path
    is_ok, what = _check(verify(package, roots=other.roots))
    assert not is_ok
    assert "proofs/head.txt.other.tsr does not hold" in what


def test_another_root_is_a_failure(
    tmp_path: Path, stamped: Path, make: Callable[..., Evidence]
) -> None:
    """A stamp counts only under a root that you trust."""
    stranger = Authority(tmp_path / "stranger")
    assert not _check(verify(stamped, roots=stranger.roots))[0]


def test_roots_that_are_missing_are_bad_use(package: Path, tmp_path: Path) -> None:
    """A setting that names no file is not taken for a stamp that fails."""
    with pytest.raises(RootsUnreadable, match="KHRONIKA_TSA_ROOTS"):
        verify(package, roots=tmp_path / "nowhere.pem")


def test_roots_are_read_as_they_are_kept(
    stamped: Path, authority: Authority, tmp_path: Path
) -> None:
    """Line ends, marks and words around certificates change nothing."""
    pem = Path(authority.roots).read_bytes()
    roots = tmp_path / "roots.pem"
    for content in (pem.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + pem, b"# desk\n" + pem * 2):
        roots.write_bytes(content)
        assert verify(stamped, roots=roots).ok


@pytest.mark.parametrize("kind", ["empty", "words", "der", "cut", "damaged"])
def test_roots_that_are_none_are_bad_use(
    stamped: Path, authority: Authority, tmp_path: Path, kind: str
) -> None:
    """A file without certificates says nothing against a package."""
    pem = Path(authority.roots).read_bytes()
    contents = {"empty": b"", "words": b"hello\n", "der": b"\x30\x82", "cut": pem[:300]}
    roots = tmp_path / "roots.pem"
    roots.write_bytes(contents.get(kind, pem[:200] + b"!!" + pem[202:]))
    with pytest.raises(RootsUnreadable, match="no whole certificate"):
        verify(stamped, roots=roots)


def test_a_stamp_over_other_bytes_is_a_failure(stamped: Path, authority: Authority) -> None:
    """The token of another head does not stand in, with or without roots."""
    (stamped / "proofs/head.txt.alpha.tsr").write_bytes(authority.stamp(b"other"))
    for roots in (authority.roots, None):
        is_ok, what = _check(verify(stamped, roots=roots))
        assert not is_ok
        assert "over other bytes" in what


def test_a_declared_stamp_that_is_gone_is_a_failure(stamped: Path, authority: Authority) -> None:
    """The manifest says which stamps there are; taking one away is found."""
    (stamped / "proofs/head.txt.alpha.tsr").unlink()
    assert _check(verify(stamped)) == (False, "proofs/head.txt.alpha.tsr is declared and missing")


def test_no_changed_byte_of_a_stamp_is_accepted(stamped: Path, authority: Authority) -> None:
    """Wherever a token is changed so that its meaning differs, openssl or we refuse it."""
    path = stamped / "proofs/head.txt.alpha.tsr"
    head, whole = (stamped / "proofs/head.txt").read_bytes(), path.read_bytes()
    at = read_response(whole).at
    accepted = 0
    for place in range(0, len(whole), 61):
        spoilt = bytearray(whole)
        spoilt[place] ^= 0x10
        try:
            token = check_stamp(bytes(spoilt), head, authority.roots)
        except StampRefused:
            continue
        # Bytes outside the signature (a spare certificate's) may change; the time may not.
        accepted += 1
        assert token.at == at
    assert accepted < len(whole) / 61 / 2


@pytest.mark.parametrize("kind", ["2a864886f70d010702", "2a864886f70d0109100104"])
def test_a_message_of_another_kind_is_no_stamp(stamped: Path, kind: str) -> None:
    """Signed data without a time (RFC 5652), or a time that nobody signed, is refused as such."""
    whole, own = (stamped / "proofs/head.txt.alpha.tsr").read_bytes(), bytes.fromhex(kind)
    other = own[:-1] + bytes([own[-1] ^ 0x08])
    assert own in whole
    with pytest.raises(StampRefused, match="another kind of message"):
        read_response(whole.replace(own, other, 1))


@given(st.binary(max_size=200))
def test_rubbish_is_no_stamp(rubbish: bytes) -> None:
    """Any bytes are refused with one error of ours."""
    with pytest.raises(StampRefused):
        read_response(rubbish)
    with pytest.raises(StampRefused):
        read_response(b"0\x82\x01\x00" + rubbish.ljust(256, b"0"))


def test_the_request_is_one_that_openssl_reads(tmp_path: Path) -> None:
    """A request names SHA-256, a nonce, and asks for the certificate."""
    request, nonce = request_stamp(b"head")
    (tmp_path / "q").write_bytes(request)
    words = ["openssl", "ts", "-query", "-in", tmp_path / "q", "-text"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Hash Algorithm: sha256" in said
    assert "Certificate required: yes" in said
    assert nonce


def test_without_openssl_the_library_judges(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the program is missing, rfc3161-client decides, or says that it cannot."""
    stranger = Authority(tmp_path / "stranger")
    response = authority.stamp(b"head")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(StampRefused, match="rfc3161-client"):
        check_stamp(response, b"head", stranger.roots)
    with pytest.raises(StampRefused, match="other bytes"):
        check_stamp(response, b"other", authority.roots)


def test_a_new_stamp_vouches_for_the_old_ones(stamped: Path, authority: Authority) -> None:
    """The line that is stamped anew binds the older head, its signature and its stamp."""
    add_line(stamped, "restamp", signer=KEY, stamper=Stampers(beta=authority), needs_stamp=True)
    verdict = verify(stamped, roots=authority.roots)
    assert verdict.ok, _check(verdict)
    line = json.loads((stamped / "custody.jsonl").read_bytes().splitlines()[1])
    bound = {"proofs/head-1.txt", "proofs/head-1.txt.sig", "proofs/head-1.txt.alpha.tsr"}
    assert set(line["proofs"]) == bound
    words = ["-data", "proofs/head.txt", "-in", "proofs/head.txt.beta.tsr", "-CAfile"]
    check = ["openssl", "ts", "-verify", *words, authority.roots]
    subprocess.run(check, cwd=stamped, capture_output=True, check=True)


def test_what_a_later_line_binds_cannot_be_stripped(
    make: Callable[..., Evidence], authority: Authority
) -> None:
    """A stamp that nobody declared is bound all the same once a line stands above it."""
    package = make().path
    for name in ("beta", "gamma"):
        add_line(package, "restamp", signer=KEY, stamper=Stampers(**{name: authority}))
    assert verify(package, roots=authority.roots).ok
    stamp = package / "proofs/head-2.txt.beta.tsr"
    kept = stamp.read_bytes()
    other = authority.stamp((package / "proofs/head-2.txt").read_bytes())
    for content in (None, other):
        stamp.unlink() if content is None else stamp.write_bytes(content)
        verdict = verify(package, roots=authority.roots)
        assert "custody" in [check.name for check in verdict.checks if not check.ok]
        stamp.write_bytes(kept)
    assert verify(package, roots=authority.roots).ok


def test_a_line_that_needs_a_stamp_is_not_added_without(
    stamped: Path, frozen: Callable[[Path], dict[str, tuple[int, int, int]]]
) -> None:
    """Where no authority answers, the package is as it was."""
    before = frozen(stamped)
    with pytest.raises(StampMissing):
        add_line(stamped, "restamp", signer=KEY, stamper=Stampers(x=None), needs_stamp=True)
    assert frozen(stamped).keys() == before.keys()
    assert [path.name for path in stamped.parent.iterdir()] == [stamped.name]


def test_a_revoked_key_is_known_where_a_stamp_is_older(
    stamped: Path, signer: Signer, authority: Authority, tmp_path: Path
) -> None:
    """A stamp from before a key was seized proves that the key's holder signed."""
    listed, line = tmp_path / "listed", signer_line(signer.actor, signer.blob).strip()
    for bound, is_known in (("20180101", False), ("20990101", True)):
        text = line.replace('khronika"', f'khronika",valid-before="{bound}Z"') + " revoked\n"
        listed.write_text(text)
        assert verify(stamped, signers=listed, roots=authority.roots).ok is is_known
        assert not verify(stamped, signers=listed).ok


def test_the_end_of_a_stamp_is_that_of_its_certificates(
    tmp_path: Path, authority: Authority
) -> None:
    """What is due is known from the first certificate that will expire."""
    end = ends_at(authority.stamp(b"x"))
    assert end is not None
    assert timedelta(days=29) < end - datetime.now(UTC) < timedelta(days=31)
    with pytest.raises(StampRefused):
        ends_at(b"no stamp")


def test_the_command_stamps_what_is_due(
    stamped: Path, authority: Authority, home: Path, serve: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """`khronika restamp` prints what it stamped, and leaves alone what is not due."""
    assert cli.main(["restamp", str(stamped)]) == 2  # no authority is set
    server = serve(
        lambda request, send: send(
            b"HTTP/1.1 200 OK\r\n\r\n" + authority.reply(request.partition(b"\r\n\r\n")[2])
        )
    )
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("KHRONIKA_TSA_ROOTS", str(authority.roots))
    monkeypatch.setenv("KHRONIKA_TSA_URLS", "http://127.0.0.1:9/")
    assert cli.main(["restamp", str(stamped)]) == 1  # nobody answers there
    monkeypatch.setenv("KHRONIKA_TSA_URLS", server.url)
    capfd.readouterr()
    assert cli.main(["restamp", "--due", "9", str(stamped)]) == 0
    assert capfd.readouterr().out == ""
    assert cli.main(["restamp", "--due", "99", str(stamped)]) == 0
    assert capfd.readouterr().out == f"{stamped}\n"
    assert verify(stamped, roots=authority.roots).ok
    assert len((stamped / "custody.jsonl").read_bytes().splitlines()) == 2
    (stamped / "data/raw/report.txt").write_text("forged")
    assert cli.main(["restamp", str(stamped), str(home)]) == 2
    assert "Traceback" not in capfd.readouterr().err


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2)


def _opened(element: bytes, *, to: Callable[[bytes], bytes] = lambda content: content) -> bytes:
    """Write an element with its length left open, as BER allows."""
    return element[:1] + b"\x80" + to(_one(element, element[0])) + b"\0\0"


def _in_ber(response: bytes) -> bytes:
    """Write a response as some authorities do: open lengths, and what was signed in pieces."""

    def pieces(content: bytes) -> bytes:
        info = _one(content, 0x04)
        halves = (info[:50], info[50:])
        return b"\x24\x80" + b"".join(b"\x04" + _length(len(h)) + h for h in halves) + b"\0\0"

    def signed(content: bytes) -> bytes:
        parts = _parts(content)
        kind, inner = _parts(_one(parts[2], 0x30))
        parts[2] = b"\x30\x80" + kind + _opened(inner, to=pieces) + b"\0\0"
        return b"".join(parts)

    status, token = _parts(_one(response, 0x30))
    kind, wrapped = _parts(_one(token, 0x30))
    opened = _opened(wrapped, to=lambda content: _opened(content, to=signed))
    return b"\x30\x80" + status + b"\x30\x80" + kind + opened + b"\0\0" + b"\0\0"


@pytest.mark.parametrize("with_roots", [True, False])
def test_a_stamp_whose_lengths_are_left_open_is_read(
    stamped: Path, authority: Authority, with_roots: bool
) -> None:
    """CMS may be BER, and some authorities answer so: openssl accepts it, and we read the same."""
    whole = (stamped / "proofs/head.txt.alpha.tsr").read_bytes()
    head = (stamped / "proofs/head.txt").read_bytes()
    made, roots = _in_ber(whole), authority.roots if with_roots else None
    told, known = check_stamp(made, head, roots), read_response(whole)
    assert (told.at, told.imprint, told.nonce) == (known.at, known.imprint, known.nonce)
    assert ends_at(made) == ends_at(whole) is not None
    with pytest.raises(StampRefused):
        check_stamp(made, head + b" ", roots)
    for spoilt in (made[:-2], made + b"\0\0", made[:-1], b"\x30\x80" * 5000, b"\x30\x80"):
        with pytest.raises(StampRefused):
            check_stamp(spoilt, head, roots)


def test_what_was_signed_is_der(stamped: Path) -> None:
    """TSTInfo with an open length is none: two programs could read two times in it."""
    whole = (stamped / "proofs/head.txt.alpha.tsr").read_bytes()
    at = whole.index(b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04")
    info = whole.index(b"\x30", at + 13 + 4)
    spoilt = whole[: info + 1] + b"\x80" + whole[info + 2 :]
    with pytest.raises(StampRefused):
        read_response(spoilt)
