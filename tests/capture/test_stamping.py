"""Authorities are asked over HTTP; whatever they do instead, the bytes are kept."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions, capture
from khronika.capture.stamping import Authorities
from khronika.net.client import Limits
from khronika.seal import verify

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
