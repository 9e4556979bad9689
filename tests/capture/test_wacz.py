"""The WACZ beside the record shows the same bytes, the same way each time."""

import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from khronika.capture import Conditions, capture
from khronika.capture.wacz import add_wacz
from khronika.seal import verify
from khronika.seal.content.replay import copied_id, sort_key
from khronika.seal.writer import Draft

Make = Callable[..., Conditions]


@pytest.fixture(name="package")
def _package(serve: Callable[..., Any], conditions: Make) -> Path:
    """Capture a page that redirects and is compressed on the wire."""
    body = gzip.compress("<h1>Заголовок</h1>".encode(), mtime=0)

    def answer(request: bytes, send: Callable[[bytes], None]) -> None:
        if request.startswith(b"GET /old"):
            send(b"HTTP/1.1 301 Moved\r\nLocation: /New?b=2&a=1\r\nContent-Length: 0\r\n\r\n")
            return
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        send(head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return capture(serve(answer).url + "/old", conditions()).path


@pytest.fixture(name="wacz")
def _wacz(package: Path) -> zipfile.ZipFile:
    """Open the WACZ of the package."""
    return zipfile.ZipFile(io.BytesIO((package / "data/page.wacz").read_bytes()))


def test_it_holds_the_bytes_of_the_record(package: Path, wacz: zipfile.ZipFile) -> None:
    """But for the ids of records the archive is `http.warc`; the manifest names the parent."""
    warc = (package / "data/raw/http.warc").read_bytes()
    ids = re.findall(rb"WARC-Record-ID: <urn:uuid:(.{36})>", warc)
    renamed = warc
    for record_id in ids:
        renamed = renamed.replace(record_id, copied_id(record_id.decode()).encode())
    assert len(ids) == 5
    copied = gzip.decompress(wacz.read("archive/data.warc.gz"))
    assert copied == renamed
    assert not any(record_id in copied for record_id in ids)
    derived = json.loads((package / "data/manifest.json").read_bytes())["derived"]
    assert derived[0]["path"] == "data/page.wacz"
    assert derived[0]["parent"] == hashlib.sha256(warc).hexdigest()
    assert verify(package).ok


def test_the_index_finds_each_answer(wacz: zipfile.ZipFile) -> None:
    """Each line of the index leads to one gzip member, which holds that answer alone."""
    lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 2
    archive = wacz.read("archive/data.warc.gz")
    for line in lines:
        key, timestamp, known = line.split(" ", 2)
        entry = json.loads(known)
        assert key == sort_key(entry["url"])
        assert len(timestamp) == 14
        member = archive[entry["offset"] : entry["offset"] + entry["length"]]
        (record,) = ArchiveIterator(io.BytesIO(member))
        assert record.rec_headers.get_header("WARC-Target-URI") == entry["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == entry["digest"]
        assert record.http_headers.get_statuscode() == entry["status"]
    block = json.loads(wacz.read("indexes/index.idx").decode().splitlines()[1].split(" ", 2)[2])
    index = wacz.read("indexes/index.cdx.gz")
    assert block["offset"] + block["length"] == len(index)
    assert block["digest"] == "sha256:" + hashlib.sha256(index).hexdigest()


def test_the_data_package_lists_every_file(wacz: zipfile.ZipFile) -> None:
    """WACZ 1.1.1 section 5: every file but the two of the package itself, stored, with its hash."""
    described = json.loads(wacz.read("datapackage.json"))
    assert described["wacz_version"] == "1.1.1"
    listed = {entry["path"]: entry for entry in described["resources"]}
    assert set(listed) | {"datapackage.json", "datapackage-digest.json"} == set(wacz.namelist())
    for path, entry in listed.items():
        content = wacz.read(path)
        assert entry["bytes"] == len(content)
        assert entry["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    digest = json.loads(wacz.read("datapackage-digest.json"))["hash"]
    assert digest == "sha256:" + hashlib.sha256(wacz.read("datapackage.json")).hexdigest()
    assert {entry.compress_type for entry in wacz.infolist()} == {zipfile.ZIP_STORED}
    pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()]
    assert pages[0]["format"] == "json-pages-1.0"
    assert pages[1]["url"].endswith("/old")


def test_the_same_record_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    """Nothing of the clock or of chance is in it: whoever doubts it can make it again."""
    warc = (package / "data/raw/http.warc").read_bytes()
    at = json.loads((package / "data/manifest.json").read_bytes())["started_at"]
    url = json.loads((package / "data/manifest.json").read_bytes())["exchanges"][0]["url"]
    with Draft(tmp_path / "again") as draft:
        draft.add("data/raw/http.warc", [warc])
        add_wacz(draft, url=url, started_at=at)
        again = (draft.folder / "data/page.wacz").read_bytes()
    assert again == (package / "data/page.wacz").read_bytes()


@pytest.mark.parametrize("tamper", ["flip", "remove", "add"])
def test_a_changed_copy_is_found(package: Path, tamper: str) -> None:
    """A copy that shows something else, or one more, is no part of the package."""
    path = package / "data/page.wacz"
    if tamper == "flip":
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif tamper == "remove":
        path.unlink()
    else:
        (package / "data/other.wacz").write_bytes(b"PK")
    assert not verify(package).ok


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://127.0.0.1:8000/a.html#x", "1,0,0,127:8000)/a.html"),
        ("https://WWW.outlet.example/", "example,outlet)/"),
        ("https://outlet.example/%D0%BF/a//b/", "example,outlet)/%d0%bf/a/b"),
        ("https://outlet.example/a%2Fb?", "example,outlet)/a/b"),
        ("http://outlet.example:443/./x/../y?B=2&a", "example,outlet:443)/y?a&b=2"),
        ("https://xn--e1aybc.example:443/A b", "example,xn--e1aybc)/a%20b"),
    ],
)
def test_addresses_are_turned_round_as_players_do(url: str, key: str) -> None:
    """The keys are those by which pywb looks a page up (checked against `surt` 0.3.1)."""
    assert sort_key(url) == key
