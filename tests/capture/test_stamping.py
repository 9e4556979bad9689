"""Authorities are asked over HTTP; whatever they do instead, the bytes are kept."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authority import Authority, served

from khronika.capture import Conditions, capture
from khronika.capture.stamping import Authorities
from khronika.net.client import Limits
from khronika.seal import Draft, verify
from khronika.seal.stamp import read_response
from khronika.seal.writer import StampAnswer

Make = Callable[..., Conditions]

RUBBISH = {
    "page": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
    "busy": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    "nothing": b"",
    "refusal": b"HTTP/1.1 200 OK\r\n\r\n0\x03\x02\x01\x02",
}


@pytest.mark.parametrize("kind", [*RUBBISH, "closed", "mute", "unreadable"])
def test_an_authority_that_fails_costs_its_stamp_only(
    tmp_path: Path, serve: Callable[..., Any], conditions: Make, warnings_said: list[str],
    monkeypatch: pytest.MonkeyPatch, kind: str,
) -> None:  # fmt: skip
    """The package is whole, unstamped, and says why; so does a line for people."""
    monkeypatch.setattr("khronika.capture.stamping._LIMITS", Limits(seconds=1, body_bytes=9999))
    if kind == "mute":
        url = serve(lambda _, __: time.sleep(5)).url
    elif kind in RUBBISH:
        url = serve(lambda _, send: send(RUBBISH[kind])).url
    else:
        url = {"closed": "http://127.0.0.1:9/", "unreadable": "ftp://stamp.example/"}[kind]
    (tmp_path / "a.txt").write_text("kept")
    evidence = capture(tmp_path / "a.txt", conditions(authorities=(url,)))
    assert evidence.is_complete
    assert verify(evidence.path).ok
    stamps = json.loads((evidence.path / "data/manifest.json").read_bytes())["stamps"]
    assert stamps["declared"] == []
    assert stamps["missing"][0]["why"]
    assert stamps["capture"]["declared"] == []
    assert stamps["capture"]["missing"][0]["why"]
    assert "no time-stamp by" in warnings_said[0]


def test_authorities_get_names_of_their_own(conditions: Make) -> None:
    """Two authorities on one host are told apart, and no login or path gets into a file name."""
    urls = (
        "http://stamp.example/a",
        "https://x:y@stamp.example/b",
        "http://stamp.example:99/",
        "x",
    )
    names = Authorities(conditions(authorities=urls)).authorities
    assert list(names) == ["stamp.example", "stamp.example-2", "stamp.example-99", "unreadable"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_an_answer_to_another_question_is_refused(
    tmp_path: Path, serve: Callable[..., Any], conditions: Make, warnings_said: list[str]
) -> None:
    """A stamp that is replayed is over other bytes, and is not taken."""
    for words in (
        [
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "k",
            "-out",
            "c",
            "-subj",
            "/CN=x",
        ]
        + ["-addext", "extendedKeyUsage=critical,timeStamping"],
        ["ts", "-query", "-data", "k", "-sha256", "-cert", "-out", "q"],
    ):
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)
    conf = "[t]\nserial=s\ndefault_policy=1.2.3\ndigests=sha256\nsigner_digest=sha256\n"
    (tmp_path / "conf").write_text(conf + "signer_cert=c\nsigner_key=k\ness_cert_id_alg=sha256\n")
    (tmp_path / "s").write_text("01")
    reply = ["ts", "-reply", "-config", "conf", "-section", "t", "-queryfile", "q", "-out", "r"]
    subprocess.run(["openssl", *reply], cwd=tmp_path, check=True, capture_output=True)
    old = (tmp_path / "r").read_bytes()
    server = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\n\r\n" + old))
    (tmp_path / "a.txt").write_text("kept")
    capture(tmp_path / "a.txt", conditions(authorities=(server.url,)))
    assert "it is over other bytes" in warnings_said[0]


@pytest.fixture(name="authority", scope="module")
def _authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Answer a time-stamp authority made by `openssl`."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is missing")
    return Authority(tmp_path_factory.mktemp("stamp") / "alpha")


@pytest.mark.parametrize("is_page", [False, True])
def test_raw_bytes_are_stamped_before_anything_is_made_of_them(
    tmp_path: Path, conditions: Make, authority: Authority, is_page: bool
) -> None:
    """Two stamps: over the hashes of the raw bytes at capture, over the head at sealing."""
    (tmp_path / "a.txt").write_text("kept")
    with served(authority, b"<p>Words</p>") as url:
        source = url if is_page else str(tmp_path / "a.txt")
        package = capture(source, conditions(authorities=(url,), roots=authority.roots)).path
    (early,) = (package / "data/capture").glob("*.tsr")
    (late,) = (package / "proofs").glob("*.tsr")
    assert read_response(early.read_bytes()).at <= read_response(late.read_bytes()).at
    listed = package / "data/capture/raw.txt"
    for program in (
        ["sha256sum", "-c", "data/capture/raw.txt"],
        ["openssl", "ts", "-verify", "-data", str(listed), "-in", str(early), "-CAfile",
         str(authority.roots)],
    ):  # fmt: skip
        done = subprocess.run(program, cwd=package, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    verdict = verify(package, roots=authority.roots)
    assert verdict.ok
    told = {check.name: check.what for check in verdict.checks}
    assert "data/capture/raw.txt.127.0.0.1" in told["capture stamps"]
    assert "raw bytes stamped by 127.0.0.1" in told["custody"]


class _Late:
    """An authority that is closed at first, and answers when the package is sealed."""

    def __init__(self, authority: Authority, failures: int) -> None:
        self._authority, self._failures = authority, failures
        self.authorities = ("alpha",)

    def ask(self, authority: str, head: bytes) -> StampAnswer:
        """Answer a reason so many times, then stamps."""
        self._failures -= 1
        if self._failures >= 0:
            return StampAnswer(authority, None, "it is closed on Mondays")
        return StampAnswer(authority, self._authority.stamp(head))


@pytest.mark.parametrize(("failures", "early"), [(0, 1), (1, 1), (2, 0)])
def test_an_authority_that_fails_at_capture_is_asked_again(
    tmp_path: Path, conditions: Make, authority: Authority, failures: int, early: int
) -> None:
    """Before sealing it is asked once more; where it fails again, that is told beside its later one."""
    said: list[str] = []
    usual = conditions()
    with Draft(tmp_path / "store") as draft:
        draft.add("data/raw/a.txt", iter([b"kept"]))
        stamper = _Late(authority, failures)
        draft.stamp_captured(stamper)
        words = {"kind": "file", "source": {"name": "a.txt"}, "complete": True, "gaps": []}
        sealed = draft.seal(words, signer=usual.signer, stamper=stamper, warn=said.append)
    verdict = verify(sealed.path, roots=authority.roots)
    assert verdict.ok
    assert len(list((sealed.path / "data/capture").glob("*.tsr"))) == early
    assert len(list((sealed.path / "proofs").glob("*.tsr"))) == 1
    (told,) = (check.what for check in verdict.checks if check.name == "capture stamps")
    assert ("closed on Mondays" in told) == (early == 0)
    assert bool(said) == (early == 0)
