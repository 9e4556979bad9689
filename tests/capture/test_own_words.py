"""Our own fixed words are nobody's name: "Page", "Seal" and "Finch" do not keep a package closed."""

import base64
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.surnames import NAMES

from khronika.capture import Conditions, capture
from khronika.model.vocabulary import Level
from khronika.record.documents.own_json import foreign_json, is_own_json
from khronika.record.documents.own_words import foreign_head, own_path
from khronika.record.documents.packages import search_package, search_stored, stored_files
from khronika.record.masking import Masker
from khronika.script import find_folded

Make = Callable[..., Conditions]
HEAD = (
    b"HTTP/1.1 200 OK\r\nDate: Sun, 03 May 2026 07:00:00 GMT\r\nServer: nginx/1.24\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nConnection: close\r\nVary: Accept-Encoding\r\n"
    b"Cache-Control: private, max-age=0, must-revalidate\r\nX-Frame-Options: SAMEORIGIN\r\n"
    b"Strict-Transport-Security: max-age=31536000; includeSubDomains\r\nETag: W/\"5f\"\r\n"
    b"Last-Modified: Sat, 14 Mar 2026 07:00:00 GMT\r\nX-Content-Type-Options: nosniff\r\n\r\n"
)  # fmt: skip


def _masker(*names: str) -> Masker:
    return Masker(Level.PUBLIC, names, (), {}, find_folded)


def _every(package: Path) -> list[tuple[str, bytes]]:
    with stored_files(package.parent, package.name) as files:
        return [(path, file.read()) for path, file in files]


def _files(package: Path) -> list[tuple[str, bytes]]:
    return _every(package)


def _named(names: Iterable[str], files: list[tuple[str, bytes]]) -> dict[str, list[str]]:
    found = {name: search_package(_masker(name), files)[0] for name in names}
    return {name: paths for name, paths in found.items() if paths}


@pytest.fixture(name="page")
def _page(serve: Callable[..., Any], conditions: Make) -> Path:
    server = serve(lambda _, send: send(HEAD + b"<p>42</p>"))
    return capture(server.url, conditions()).path


@pytest.fixture(name="file")
def _file(tmp_path: Path, conditions: Make) -> Path:
    source = tmp_path / "42.txt"
    source.write_bytes(b"42\n")
    return capture(source, conditions()).path


def test_a_fresh_package_of_a_page_names_nobody_by_our_own_words(page: Path) -> None:
    """Keys, header names, days of dates, ids and hashes are not taken for any common surname."""
    assert _named(NAMES, _files(page)) == {}


def test_a_fresh_package_of_a_file_names_nobody_by_our_own_words(file: Path) -> None:
    """The same holds for a file: its manifest and custody log have our words alone."""
    every = [(path, body) for path, body in _every(file) if "custody" in path]
    assert _named(NAMES, _files(file)) == {}
    assert every
    assert _named(NAMES[:1], [("data/manifest.json", every[0][1])]) == {}


def test_a_page_that_was_not_whole_names_nobody_by_our_own_words(
    serve: Callable[..., Any], conditions: Make
) -> None:
    """What we say is missing, and why, is our own too."""
    server = serve(lambda _, send: send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n42"))
    made = capture(server.url, conditions())
    assert not made.is_complete
    assert _named(NAMES, _files(made.path)) == {}


@pytest.mark.parametrize(
    "head",
    [
        b"Server: Finch", b"X-Finch: 1", b"Location: /finch/2", b"Set-Cookie: who=finch",
        b"Content-Disposition: attachment; filename=finch.pdf",
    ],
)  # fmt: skip
def test_what_a_server_says_in_a_header_is_searched(
    serve: Callable[..., Any], conditions: Make, head: bytes
) -> None:
    """Only the names of fields and the words of the protocol are ours, no value of a server."""
    answer = b"HTTP/1.1 200 OK\r\n" + head + b"\r\nContent-Length: 2\r\n\r\n42"
    package = capture(serve(lambda _, send: send(answer)).url, conditions()).path
    found, _ = search_package(_masker("Oda Finch"), _files(package))
    assert {path.partition("/")[2] for path in found} == {"data/raw/http.warc", "data/page.wacz"}


@pytest.mark.parametrize("surname", ["Page", "Seal", "Date", "Host", "March", "Kind"])
def test_a_name_like_one_of_our_words_is_found_where_somebody_else_wrote_it(
    serve: Callable[..., Any], conditions: Make, surname: str
) -> None:
    """The closed list counts where the format puts its words, never in a page or an address."""
    body = f"<p>They held {surname} there.</p>".encode()
    server = serve(lambda _, send: send(HEAD + body))
    package = capture(f"{server.url}/about/{surname.lower()}", conditions()).path
    found, _ = search_package(_masker(f"Oda {surname}"), _files(package))
    assert {path.partition("/")[2] for path in found} == {
        "data/raw/http.warc", "data/page.wacz", "data/manifest.json",
    }  # fmt: skip


def test_a_word_is_ours_only_in_our_own_files() -> None:
    """A page in JSON that was captured keeps its keys, even if they are those of our manifest."""
    body = json.dumps({"finished_at": 1, "page": 2}).encode()
    assert search_package(_masker("Oda Page"), [("data/raw/a.json", body)])[0]
    assert not search_package(_masker("Oda Finch"), [("data/raw/a.json", body)])[0]


def test_of_two_members_with_the_same_key_none_is_lost() -> None:
    """A manifest that hides words behind a second key of the same name is read whole."""
    assert foreign_json(b'{"path":"Oda Finch","path":"data/page.wacz"}') == b"Oda Finch"
    assert foreign_json(b'{"Oda Finch":1}') == b"Oda Finch"
    assert foreign_json(b"no JSON: Oda Finch") == b"no JSON: Oda Finch"


def test_addresses_keep_every_sign() -> None:
    """A percent sign, a digit or a slash belongs to what is searched."""
    line = b"GET /%D0%90/x?y=%D0%B0 HTTP/1.1\r\nReferer: http://a.example/path/anna/%D0%B0"
    assert foreign_head(line) == b"/%D0%90/x?y=%D0%B0\nhttp://a.example/path/anna/%D0%B0"
    assert own_path("ev-01M89W5ZB2WTH06WHNGBD6SDRX/data/raw/http.warc") == ""
    assert own_path("x/data/raw/oda-finch.txt") == "x/data/raw/oda-finch.txt"


def test_only_a_day_of_a_date_is_ours() -> None:
    """A given name that begins like a day, or a word at the end of our version, stays."""
    assert foreign_head(b"WARC/1.1\r\nDate: Frida, 03 May 2026 07:00:00 GMT").startswith(b"Frida")
    assert not foreign_head(b"WARC/1.1\r\nDate: Sunday, 03 May 2026 07:00:00 GMT")
    assert foreign_json(b'{"software":"khronika 1Finch"}') == b"khronika 1Finch"


def test_a_captured_file_named_like_our_manifest_is_not_ours() -> None:
    """Only the manifest of the package itself is our own words."""
    body = b'{"why":"oda finch was held"}'
    assert not is_own_json("ev-1/data/raw/data/manifest.json")
    assert search_package(_masker("Oda Finch"), [("ev-1/data/raw/data/manifest.json", body)])[0]


def test_a_piece_that_begins_within_base64_is_read() -> None:
    """The seam of two pieces of a large file may cut four letters of base64 anywhere."""
    words = base64.b64encode(b"They said that Oda Finch stood there that day. " * 200)
    for start in range(4):
        assert search_package(_masker("Oda Finch"), [("data/raw/a", words[start:])])[0]


@pytest.mark.parametrize(
    "line",
    [
        'Content-Disposition: attachment; filename="Vera Close.pdf"',
        "From: Vera Close <vera@example.org>",
        'Link: </x>; title="Oda Post"',
        "Link: </x>; title=Post",
        "Set-Cookie: author=close",
        "From: vera close",
        'Link: </x>; title="oda post"',
        "Server: Vera Close",
    ],
)
def test_a_name_made_of_words_of_the_protocol_is_searched(line: str) -> None:
    """A surname such as Close or Post is passed over alone, never beside a given name."""
    surname = "close" if "close" in line.lower() else "post"
    head = f"HTTP/1.1 200 OK\r\nConnection: {surname.title()}\r\n{line}"
    said = foreign_head(head.encode()).decode()
    assert said.lower().count(surname) == 1


def test_words_of_the_protocol_are_passed_over() -> None:
    """Values that every server sends are nobody's name, capitals or not."""
    head = b"HTTP/1.1 200 OK\r\nConnection: Close\r\nSet-Cookie: SameSite=Lax\r\nVary: Accept"
    assert foreign_head(head).decode().strip(" \r\n;=").lower() in {"", "samesite=", "samesite"}


@pytest.mark.parametrize(
    "said",
    [
        {"profile": "Oda Finch"}, {"protocol": "Oda Finch"}, {"name": "Oda Finch"},
        {"notes": ["oda finch stood there"]}, {"why": "oda finch"}, {"fault": "oda finch"},
        {"assertions": [{"data": {"Oda Finch": 1}}]}, {"codec_name": "Oda Finch"},
        {"path": "data/raw/Oda Finch"},
    ],
)  # fmt: skip
def test_a_statement_of_origin_is_somebody_elses(said: dict[str, Any]) -> None:
    """A signer chooses keys and values of a C2PA statement: none of ours is passed over in it."""
    store = {"active_manifest": "a", "manifests": {"a": {"assertions": [], **said}}}
    path = f"ev-01M89W5ZB2WTH06WHNGBD6SDRX/data/media/{'0' * 16}/c2pa.json"
    assert search_package(_masker("Oda Finch"), [(path, json.dumps(store).encode())])[0]


def test_the_readers_own_keys_in_a_statement_of_origin_are_nobody() -> None:
    """What every statement has, by the one who reads it, refuses no package."""
    store = {
        "active_manifest": "urn:c2pa:1",
        "manifests": {"urn:c2pa:1": {
            "claim_generator_info": [], "title": "a", "format": "image/jpeg", "instance_id": "x",
            "ingredients": [], "label": "urn:c2pa:1", "assertions": [{"label": "", "data": {}}],
            "signature_info": {"alg": "", "issuer": "", "cert_serial_number": "1", "time": ""},
        }},
        "validation_status": [{"code": "", "url": "", "explanation": ""}],
    }  # fmt: skip
    body = json.dumps(store).encode()
    assert not set(foreign_json(body, is_origin=True).decode().split()) & {
        "manifests", "title", "issuer", "time", "label", "code", "explanation", "data",
    }  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        {"tags": {"CBOR:OdaFinch": "1"}}, {"tags": {"JUMBF:OdaFinch": "1"}},
        {"tags": {"Track1:OdaFinch": "1"}}, {"tags": {"CBOR:A": {"profile": "Oda Finch"}}},
        {"tags": {"XMP-dc:Creator": {"protocol": "Oda Finch"}}},
        {"tags": {"File:FileType": "Oda Finch"}}, {"tags": {"File:Comment": "Oda Finch"}},
        {"streams": {"streams": [{"tags": {"profile": "Oda Finch"}}]}},
        {"streams": {"streams": [{"tags": {"Oda Finch": "1"}}]}},
        {"streams": {"streams": [{"codec_name": "Oda Finch"}]}},
        {"notes": ["exiftool: unknown tag oda finch"]},
        {"notes": ["ffprobe complains: oda finch"]},
        {"exchanges": [{"tls": {"protocol": "Oda Finch"}}]},
        {"exchanges": [{"tls": {"fault": "certificate is not valid for 'oda finch'"}}]},
        {"gaps": [{"path": "data/raw/http.warc", "why": "a redirect to oda finch"}]},
    ],
)  # fmt: skip
def test_words_of_a_file_that_our_json_repeats_are_searched(told: dict[str, Any]) -> None:
    """A value is ours at its own place and in its own form; names of tags are a file's own too."""
    path = f"ev-01M89W5ZB2WTH06WHNGBD6SDRX/data/media/{'0' * 64}.json"
    assert search_package(_masker("Oda Finch"), [(path, json.dumps(told).encode())])[0]


@pytest.mark.parametrize(
    "said",
    [
        "the answer is cut (length): Content-Length says 99 bytes, 2 came",
        "the redirects have no end; stopped after 20",
        "no time-stamp authority is set (KHRONIKA_TSA_URLS)",
        "it breaks off: it says that it has 99 bytes and has 2; ask whoever has it for the whole"
        " file",
        "the header took more than 10 seconds",
    ],
)
def test_our_own_sentences_are_nobody(said: str) -> None:
    """What we say is missing stands in a closed list, whole sentences and no single word."""
    left = foreign_json(json.dumps({"gaps": [{"why": said}], "notes": [said]}).encode()).decode()
    assert not [letter for letter in left if letter.isalpha()]


FRAME = {
    "bag-info.txt": b"Contact-Name: Oda Finch\n",
    "bagit.txt": b"Oda Finch\n",
    "VERIFY.md": b"\nAsk Oda Finch.\n",
    "manifest-sha256.txt": b"0" * 64 + b"  notes/Oda Finch.txt\n",
    "tagmanifest-sha256.txt": b"# Oda Finch\n",
    "custody.jsonl": b'{"act":"receive","actor":"Oda Finch","note":1}\n',
    "proofs/allowed_signers": b'finch namespaces="khronika" ssh-ed25519 AAAA Oda Finch\n',
    "proofs/head.txt": b"Oda Finch\n",
    "proofs/head.txt.sig": b"Comment: Oda Finch\n",
    "notes/whom.txt": b"Oda Finch\n",
    "proofs/Oda Finch.tsr": b"",
}


@pytest.mark.parametrize("inner", FRAME)
def test_a_stranger_s_words_around_what_was_captured_are_searched(file: Path, inner: str) -> None:
    """A package that was put into the store by hand may say anything in any of its files."""
    held = {path.partition("/")[2]: body for path, body in _every(file)}
    held[inner] = held.get(inner, b"") + FRAME[inner]
    files = [(f"{file.name}/{path}", body) for path, body in held.items()]
    found, _ = search_package(_masker("Oda Finch"), files)
    assert [path.partition("/")[2] for path in found] == [inner]
    assert is_searched_in_the_store(file, inner)


def is_searched_in_the_store(package: Path, inner: str) -> bool:
    """Tell whether whoever looks through a package of the store finds the name there too."""
    path = package / inner
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as opened:
        opened.write(FRAME[inner])
    found, _ = search_stored(_masker("Oda Finch"), package.parent, package.name)
    return f"{package.name}/{inner}" in found
