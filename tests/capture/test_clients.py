"""Other people's programs read what was captured: warcio, wacz, pywb, openssl, and no code of ours."""

import hashlib
import http.client
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions, capture

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / ".tools/clients/bin"
FILM = hashlib.shake_256(b"film").digest(300_000)
needs_clients = pytest.mark.skipif(
    not (CLIENTS / ".." / ".stamp").exists(), reason="run `make .tools/clients/.stamp` first"
)
Make = Callable[..., Conditions]


@pytest.fixture(name="film", scope="module")
def _film() -> bytes:
    """Answer bytes that stand for a film; no replay may change one of them."""
    return FILM


@pytest.fixture(name="package")
def _package(serve: Callable[..., Any], conditions: Make, film: bytes) -> Path:
    """Capture the film from loopback, behind a redirect."""

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        if request.startswith(b"GET /watch"):
            send(b"HTTP/1.1 302 Found\r\nLocation: /film.mp4\r\nContent-Length: 0\r\n\r\n")
            return
        head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n"
        send(head % len(film) + film)

    return capture(serve(answer).url + "/watch", conditions()).path


def _run(*words: str | Path, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_warcio_checks_the_record(package: Path) -> None:
    """`warcio check` finds every digest right, in the record and in the copy for players."""
    warcio = Path(sys.executable).with_name("warcio")
    _run(warcio, "check", "data/raw/http.warc", folder=package)
    with zipfile.ZipFile(package / "data/page.wacz") as wacz:
        wacz.extractall(package.parent / "unpacked")
    _run(warcio, "check", "archive/data.warc.gz", folder=package.parent / "unpacked")


@needs_clients
def test_wacz_validates_the_copy(package: Path) -> None:
    """`wacz validate` finds nothing wrong, and finds a bit that was turned."""
    said = _run(CLIENTS / "wacz", "validate", "-f", "data/page.wacz", folder=package)
    assert "Validation succeeded" in said
    content = bytearray((package / "data/page.wacz").read_bytes())
    content[len(content) // 2] ^= 1
    spoilt = package.parent / "spoilt.wacz"
    spoilt.write_bytes(content)
    words = [CLIENTS / "wacz", "validate", "-f", spoilt]
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0


@pytest.fixture(name="player")
def _player(package: Path, tmp_path: Path) -> Iterator[int]:
    """Start pywb with the package's WACZ as its only collection; answer its port."""
    folder = tmp_path / "player"
    folder.mkdir()
    _run(CLIENTS / "wb-manager", "init", "ev", folder=folder)
    wacz = package / "data/page.wacz"
    _run(CLIENTS / "wb-manager", "add", "ev", "--unpack-wacz", wacz, folder=folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [CLIENTS / "wayback", "--port", str(port), "-b", "127.0.0.1"]
    with (
        (tmp_path / "player.log").open("wb") as log,
        subprocess.Popen(words, cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            yield port
        finally:
            process.terminate()


def _replay(port: int, url: str) -> tuple[int, dict[str, str], bytes]:
    """Ask pywb for an address as it was recorded, waiting until it is up."""
    for _ in range(240):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", f"/ev/2id_/{url}")
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        except ConnectionRefusedError:
            time.sleep(0.25)
        finally:
            connection.close()
    raise AssertionError("pywb did not start")


@needs_clients
def test_pywb_plays_the_film_byte_for_byte(package: Path, player: int, film: bytes) -> None:
    """The redirect leads where it led, and the film is the film."""
    warc = (package / "data/raw/http.warc").read_bytes()
    watch, film_url = sorted(
        {line.split(b" ")[1].strip().decode() for line in warc.splitlines()
         if line.startswith(b"WARC-Target-URI:")}, reverse=True
    )  # fmt: skip
    status, headers, _ = _replay(player, watch)
    assert status == 302
    assert headers["Location"].endswith("/film.mp4")
    status, _, body = _replay(player, film_url)
    assert status == 200
    assert body == film
