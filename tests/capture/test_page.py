"""An address is kept with every hop, as received; what is missing is told."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from khronika.capture import Conditions, capture
from khronika.errors import NetError
from khronika.net.client import Limits
from khronika.seal import entity, verify

Make = Callable[..., Conditions]
Serve = Callable[..., Any]


def _records(package: Path) -> list[tuple[str, dict[str, str], bytes]]:
    found = []
    with (package / "data/raw/http.warc").open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            headers = {name.lower(): value for name, value in record.rec_headers.headers}
            found.append((record.rec_type, headers, record.raw_stream.read()))
    return found


def _described(package: Path) -> dict[str, Any]:
    found = json.loads((package / "data/manifest.json").read_bytes())
    assert isinstance(found, dict)
    return found


PAGES = {
    b"/204": b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
    b"/304": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    b"/404": b"HTTP/1.1 404 Gone\r\nContent-Length: 4\r\n\r\ngone",
    b"/500": b"HTTP/1.1 500 No\r\n\r\n<p>\xcd\xe5\xf2</p>",
    b"/451": b"HTTP/1.0 451 Law\n\nblocked by order",
    b"/odd": b"HTTP/1.1 200\r\nX-A: Gro\xdf\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nx",
    b"/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"/r1": b"HTTP/1.1 301 Moved\r\nLocation: r2?t=1#part\r\nContent-Length: 5\r\n\r\nmoved",
    b"/r2": b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:%d/404\r\nContent-Length: 0\r\n\r\n",
    b"/round": b"HTTP/1.1 302 Found\r\nLocation: /round\r\n\r\n",
    b"/away": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:%d/404\r\n\r\n",
    b"/local": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    b"/login": b"HTTP/1.1 302 Found\r\nLocation: http://anna:secret@127.0.0.1:%d/404\r\n\r\n",
    b"/part": b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/9\r\n"
    b"Content-Length: 3\r\n\r\nabc",
    b"/all": b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/3\r\n"
    b"Content-Length: 3\r\n\r\nabc",
    b"/digits": b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-"
    + b"9" * 5000
    + b"/"
    + b"9" * 5000
    + b"\r\nContent-Length: 3\r\n\r\nabc",
    b"/short": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc",
}


@pytest.fixture(name="site")
def _site(serve: Serve) -> Any:
    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        path = request.split(b" ")[1].partition(b"?")[0]
        if path.startswith(b"/n"):
            page = b"HTTP/1.1 302 Found\r\nLocation: /n%d\r\n\r\n" % (int(path[2:] or 0) + 1)
        else:
            page = PAGES[path]
        send(page.replace(b"%d", str(server.port).encode()))

    server = serve(answer)
    return server


@pytest.mark.parametrize("path", ["204", "304", "404", "500", "451", "odd", "chunks"])
def test_every_answer_is_kept_as_it_came(site: Any, conditions: Make, path: str) -> None:
    """Whatever the status, the record holds the very bytes of the server."""
    evidence = capture(f"{site.url}/{path}", conditions())
    assert evidence.is_complete
    kinds = [kind for kind, _, _ in _records(evidence.path)]
    assert kinds == ["warcinfo", "response", "request"]
    _, headers, block = _records(evidence.path)[1]
    assert block == PAGES[f"/{path}".encode()]
    assert headers["warc-block-digest"] == "sha256:" + hashlib.sha256(block).hexdigest()
    assert verify(evidence.path).ok


def test_warcio_check_accepts_every_record(site: Any, conditions: Make) -> None:
    """The reference reader finds its digests in order, redirects and odd headers included."""
    for path in ("r1", "odd", "chunks", "500", "short"):
        package = capture(f"{site.url}/{path}", conditions()).path
        check = [Path(sys.executable).with_name("warcio"), "check", "-v", "data/raw/http.warc"]
        done = subprocess.run(check, cwd=package, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
        assert "fail" not in done.stdout


def test_every_hop_is_its_own_record(site: Any, conditions: Make) -> None:
    """Redirects are followed and kept, the fragment is never sent, the address stands as given."""
    given = site.url.replace("http://", "http://anna:secret@") + "/r1#first"
    evidence = capture(given, conditions())
    hops = [
        (h["warc-target-uri"], b.split(b" ")[1])
        for k, h, b in _records(evidence.path)
        if k == "response"
    ]
    wanted = [("/r1", b"301"), ("/r2?t=1", b"307"), ("/404", b"404")]
    assert hops == [(site.url + path, status) for path, status in wanted]
    assert not any(b"#" in request.split(b"\r\n")[0] for request in site.requests)
    assert _described(evidence.path)["source"] == {"url": site.url + "/r1#first"}
    assert evidence.is_complete
    assert entity(evidence.path).url == site.url + "/404"


def test_a_login_is_in_no_byte_of_a_package(site: Any, conditions: Make) -> None:
    """`user:password@` is used and forgotten, and is not carried to other servers."""
    package = capture(site.url.replace("//", "//anna:s3cret@") + "/r1", conditions()).path
    everything = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file())
    assert b"s3cret" not in everything
    assert b"uthorization" not in everything
    assert b"Authorization: Basic" in site.requests[0]


def test_a_part_is_no_whole(site: Any, conditions: Make) -> None:
    """Some servers of films answer 206 to whoever asked for no range."""
    made = capture(f"http://127.0.0.1:{site.port}/part", conditions())
    told = _described(made.path)
    assert (made.is_complete, told["complete"]) == (False, False)
    assert "the server sent a part only (bytes 0-2/9)" in told["gaps"][0]["why"]
    assert capture(f"http://127.0.0.1:{site.port}/all", conditions()).is_complete
    assert not capture(f"http://127.0.0.1:{site.port}/digits", conditions()).is_complete


@pytest.mark.parametrize("path", ["round", "n0"])
def test_redirects_without_end_are_told(
    site: Any, conditions: Make, warnings_said: list[str], path: str
) -> None:
    """A circle and an endless row stop, are kept, and make the package incomplete."""
    evidence = capture(f"{site.url}/{path}", conditions())
    assert not evidence.is_complete
    assert "redirects" in warnings_said[0]
    assert len(site.requests) < 30
    assert verify(evidence.path).ok


@pytest.mark.parametrize("path", ["away", "local"])
def test_a_redirect_to_a_forbidden_place_is_not_followed(
    site: Any, serve: Serve, conditions: Make, warnings_said: list[str], path: str
) -> None:
    """The hop is kept, the place is not asked, and the gap is told."""
    evidence = capture(f"{site.url}/{path}", conditions())
    assert not evidence.is_complete
    assert "a redirect was not followed" in warnings_said[0]
    assert "a redirect was not followed" in _described(evidence.path)["gaps"][0]["why"]
    assert len([1 for kind, _, _ in _records(evidence.path) if kind == "response"]) == 1


def test_a_login_in_a_redirect_is_not_sent(site: Any, conditions: Make) -> None:
    """What a server writes into its Location does not become a header of ours."""
    capture(f"{site.url}/login", conditions())
    assert b"Authorization" not in b"".join(site.requests)


def test_what_is_cut_says_so(serve: Serve, conditions: Make, warnings_said: list[str]) -> None:
    """The limit of bytes leaves a mark in the record, in the manifest and on stderr."""
    body = b"x" * 200000
    server = serve(
        lambda _, send: send(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + body)
    )
    limits = Limits(seconds=10, body_bytes=100000)
    evidence = capture(server.url, conditions(limits=limits))
    assert not evidence.is_complete
    assert _records(evidence.path)[1][1]["warc-truncated"] == "length"
    assert "100000 bytes" in _described(evidence.path)["gaps"][0]["why"]
    assert "100000 bytes" in warnings_said[0]
    assert not entity(evidence.path).is_complete


def test_a_private_address_gives_no_package(site: Any, conditions: Make, tmp_path: Path) -> None:
    """Without the setting nothing on this machine is asked, and nothing remains."""
    with pytest.raises(NetError, match="private network"):
        capture(site.url + "/404", conditions(allowed=frozenset()))
    assert site.requests == []
    assert list((tmp_path / "store").iterdir()) == []


def test_queries_stay_out_of_messages(
    site: Any, conditions: Make, warnings_said: list[str]
) -> None:
    """A token in a query stands in record and manifest, never in a message or a path."""
    package = capture(f"{site.url}/round?token=T0K", conditions()).path
    assert "T0K" not in "".join(warnings_said)
    assert not any("T0K" in path.name for path in package.rglob("*"))
    assert "T0K" in (package / "data/manifest.json").read_text()
