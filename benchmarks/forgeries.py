"""Who finds which forgery? `khronika verify`, and `wacz validate` where a WACZ is concerned.

    forgeries.py [--wacz .tools/clients/bin/wacz]

A page and a file are captured from loopback, stamped by an authority made with `openssl`, handed
over once, and then forged in each of the ways below. A row is printed for each: whether the forgery
was found, and by which checks. Exit 1 where one was not.
"""

import argparse
import gzip
import hashlib
import http.server
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from authority import Authority, Stampers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from khronika.capture import Conditions, capture
from khronika.net.address import read_allowed
from khronika.seal import Draft, add_line, verify
from khronika.seal.layout import read_manifest, write_manifest
from khronika.seal.signature import Signer, armour, signer_line
from khronika.seal.verify import Verdict
from khronika.seal.writer import StampAnswer

TEXT = b"<!doctype html><title>Square</title><p>Witnesses spoke of mass arrests on the square.</p>"
FALSE_TEXT = TEXT.replace(b"mass arrests", b"some parties")
FILM = bytes(range(256)) * 40
HEAD, CUSTODY = "proofs/head.txt", "custody.jsonl"
PAGE, WARC, WACZ = "page", "data/raw/http.warc", "data/page.wacz"


def key_of(number: int) -> Signer:
    """Answer the signer whose key is that byte, 32 times."""
    return Signer.of(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


MONITOR, LAWYER, FORGER = key_of(1), key_of(2), key_of(3)


@dataclass(frozen=True, slots=True)
class Stage:
    """Sound packages to forge, and what an honest reader knows of their makers."""

    folder: Path
    page: Path
    film: Path
    other: Path
    authority: Authority
    stranger: Authority
    signers: Path

    def judge(self, package: Path) -> Verdict:
        """Verify as a reader does who knows the signers and the authority's root."""
        return verify(package, signers=self.signers, roots=self.authority.roots)


@contextmanager
def served(text: bytes) -> Iterator[str]:
    """Serve one page on loopback."""

    class _Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/square"
    finally:
        server.shutdown()
        server.server_close()


def set_stage(folder: Path) -> Stage:
    """Capture and hand over a page, a film and another film."""
    authority, stranger = Authority(folder / "alpha"), Authority(folder / "stranger")
    signers = folder / "signers"
    signers.write_text("".join(signer_line(one.actor, one.blob) for one in (MONITOR, LAWYER)))
    (folder / "film.mp4").write_bytes(FILM)
    (folder / "other.mp4").write_bytes(FILM[::-1])
    with served(TEXT) as url:
        page = _captured(url, folder, authority)
    film, other = (_captured(folder / f"{n}.mp4", folder, authority) for n in ("film", "other"))
    return Stage(folder, page, film, other, authority, stranger, signers)


def _captured(source: str | Path, folder: Path, authority: Authority) -> Path:
    conditions = Conditions(folder / "store", MONITOR, allowed=read_allowed("127.0.0.1"))
    package = capture(source, conditions).path
    add_line(package, "receive", signer=LAWYER, stamper=Stampers(alpha=authority))
    return package


# -- what a forger does ---------------------------------------------------------------------------


def rehash(package: Path) -> None:
    """Make both manifests and the head anew, as anybody without a key can."""
    listed = {_name(path, package): _sha256(path) for path in (package / "data").rglob("*.*")}
    (package / "manifest-sha256.txt").write_bytes(write_manifest(listed))
    tags = package / "tagmanifest-sha256.txt"
    old = _sha256(tags)
    listed = {name: _sha256(package / name) for name in read_manifest(tags.read_bytes())}
    tags.write_bytes(write_manifest(listed))
    for head in (package / "proofs").glob("head*.txt"):
        head.write_text(head.read_text().replace(old, _sha256(tags)))


def _name(path: Path, package: Path) -> str:
    return path.relative_to(package).as_posix()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def flip(name: str, place: int = -9) -> Callable[[Path, Stage], None]:
    """Answer a forgery that turns one bit of a file."""

    def forge(package: Path, _: Stage) -> None:
        content = bytearray((package / name).read_bytes())
        content[place] ^= 1
        (package / name).write_bytes(content)

    return forge


def drop(*names: str) -> Callable[[Path, Stage], None]:
    """Answer a forgery that removes files."""
    return lambda package, _: [(package / name).unlink() for name in names] and None


def add(name: str) -> Callable[[Path, Stage], None]:
    """Answer a forgery that adds a file."""
    return lambda package, _: (package / name).write_bytes(b"added") and None


def rename(old: str, new: str) -> Callable[[Path, Stage], None]:
    """Answer a forgery that gives a file another name."""
    return lambda package, _: (package / old).rename(package / new) and None


def change_line(name: str) -> Callable[[Path, Stage], None]:
    """Answer a forgery that changes the hash in the first line of a manifest."""

    def forge(package: Path, _: Stage) -> None:
        content = (package / name).read_text()
        (package / name).write_text(("1" if content[0] == "0" else "0") + content[1:])

    return forge


def change_manifest(package: Path, _: Stage) -> None:
    """Say in `data/manifest.json` that the film was called otherwise, and make the hashes anew."""
    path = package / "data/manifest.json"
    path.write_bytes(path.read_bytes().replace(b"film.mp4", b"play.mp4"))
    rehash(package)


def _lines(package: Path) -> list[bytes]:
    return (package / CUSTODY).read_bytes().splitlines(keepends=True)


def cut_custody(package: Path, _: Stage) -> None:
    """Take the last line away, and make the head before it the last."""
    (package / CUSTODY).write_bytes(b"".join(_lines(package)[:-1]))
    for old in (package / "proofs").glob("head-1.txt*"):
        old.rename(old.with_name(old.name.replace("head-1.txt", "head.txt")))


def reorder_custody(package: Path, _: Stage) -> None:
    """Exchange the two lines."""
    (package / CUSTODY).write_bytes(b"".join(reversed(_lines(package))))


def forge_custody(package: Path, _: Stage) -> None:
    """Write another time into a line; its signature stays."""
    lines = _lines(package)
    lines[1] = re.sub(rb'"at":"\d{4}', b'"at":"2001', lines[1])
    (package / CUSTODY).write_bytes(b"".join(lines))


def sign_with(signer: Signer) -> Callable[[Path, Stage], None]:
    """Answer a forgery that signs the head with another key."""

    def forge(package: Path, _: Stage) -> None:
        blob = armour(signer.sign((package / HEAD).read_bytes()))
        (package / f"{HEAD}.sig").write_bytes(blob)

    return forge


def take_signature(package: Path, stage: Stage) -> None:
    """Take the signature of another package."""
    shutil.copy(stage.other / f"{HEAD}.sig", package / f"{HEAD}.sig")


def stamp_other(package: Path, stage: Stage) -> None:
    """Put in a stamp of the right authority over other bytes."""
    (package / f"{HEAD}.alpha.tsr").write_bytes(stage.authority.stamp(b"other"))


def stamp_by_stranger(package: Path, stage: Stage) -> None:
    """Put in a stamp over the right bytes by an authority that nobody trusts."""
    (package / f"{HEAD}.alpha.tsr").write_bytes(
        stage.stranger.stamp((package / HEAD).read_bytes())
    )


def rewrite_wacz(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path, Stage], None]:
    """Answer a forgery of the files inside the WACZ, after which all hashes are made anew."""

    def forge(package: Path, _: Stage) -> None:
        path = package / WACZ
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        _describe(package)
        rehash(package)

    return forge


def _describe(package: Path) -> None:
    """Bring the hashes in `data/manifest.json` up to date."""
    path = package / "data/manifest.json"
    said = json.loads(path.read_bytes())
    parent = _sha256(package / WARC)
    for entry in [*said["files"], *said["derived"]]:
        entry["sha256"] = _sha256(package / entry["path"])
        entry["bytes"] = (package / entry["path"]).stat().st_size
    for entry in said["derived"]:
        entry["parent"] = parent
    path.write_text(json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n")


def strip_digest(files: dict[str, bytes]) -> None:
    """Take the WACZ's digest file away, where its signature would stand."""
    del files["datapackage-digest.json"]


def change_text(files: dict[str, bytes]) -> None:
    """Change the words of the page in the WACZ, with every digest made anew."""
    name = "archive/data.warc.gz"
    files[name] = _rewritten(files[name], gzipped=True)
    listed = json.loads(files["datapackage.json"])
    for resource in listed["resources"]:
        if resource["path"] == name:
            resource["hash"] = "sha256:" + hashlib.sha256(files[name]).hexdigest()
            resource["bytes"] = len(files[name])
    files["datapackage.json"] = json.dumps(listed).encode()
    digest = json.loads(files["datapackage-digest.json"])
    digest["hash"] = "sha256:" + hashlib.sha256(files["datapackage.json"]).hexdigest()
    files["datapackage-digest.json"] = json.dumps(digest).encode()


def _rewritten(warc: bytes, *, gzipped: bool) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzipped, warc_version="WARC/1.1")
    writer._create_temp_file = io.BytesIO  # the library leaves its own to the collector
    for record in ArchiveIterator(io.BytesIO(warc)):
        body = record.content_stream().read().replace(TEXT, FALSE_TEXT)
        new = writer.create_warc_record(
            record.rec_headers.get_header("WARC-Target-URI") or "",
            record.rec_type,
            payload=io.BytesIO(body),
            http_headers=record.http_headers,
        )
        writer.write_record(new)
    return out.getvalue()


def rewrite_warc(package: Path, stage: Stage) -> None:
    """Change the words of the page in the WARC and the WACZ, with every hash made anew."""
    warc = package / WARC
    warc.write_bytes(_rewritten(warc.read_bytes(), gzipped=False))
    rewrite_wacz(change_text)(package, stage)


def exchange_tails(package: Path, stage: Stage) -> None:
    """Put the second custody line, head, signature and stamp of another package in place."""
    (package / CUSTODY).write_bytes(_lines(package)[0] + _lines(stage.other)[1])
    for proof in (stage.other / "proofs").glob("head.txt*"):
        shutil.copy(proof, package / "proofs" / proof.name)


def older_head(package: Path, _: Stage) -> None:
    """Put the first head and its signature in the place of the last."""
    for end in ("", ".sig"):
        shutil.copy(package / f"proofs/head-1.txt{end}", package / f"{HEAD}{end}")


def seal_again(stage: Stage, *, stamper: Stampers | None, film: bytes = FILM[:-1]) -> Path:
    """Answer a package with other bytes under the same words, sealed by another key."""
    with Draft(stage.folder / "forged") as draft:
        draft.add("data/raw/film.mp4", iter([film]))
        words = {"kind": "file", "source": {"name": "film.mp4"}, "complete": True, "gaps": []}
        return draft.seal(words, signer=FORGER, stamper=stamper).path


FORGERIES: Mapping[str, tuple[str, Callable[[Path, Stage], None]]] = {
    "a byte flipped in the raw bytes": ("film", flip("data/raw/film.mp4")),
    "a byte flipped in the WARC": (PAGE, flip(WARC)),
    "a byte flipped in the WACZ": (PAGE, flip(WACZ, 400)),
    "a file removed": ("film", drop("data/raw/film.mp4")),
    "a file added": ("film", add("data/raw/more.txt")),
    "a file renamed": ("film", rename("data/raw/film.mp4", "data/raw/play.mp4")),
    "a file without a dot in its name added": ("film", add("extra")),
    "a line of the payload manifest changed": ("film", change_line("manifest-sha256.txt")),
    "a line of the tag manifest changed": ("film", change_line("tagmanifest-sha256.txt")),
    "a line of data/manifest.json changed": ("film", change_manifest),
    "a custody line cut": ("film", cut_custody),
    "custody lines reordered": ("film", reorder_custody),
    "a custody line forged": ("film", forge_custody),
    "the signature stripped": ("film", drop(f"{HEAD}.sig")),
    "the signature emptied": (
        "film",
        lambda package, _: (package / f"{HEAD}.sig").write_bytes(b"") and None,
    ),
    "the signature of another package": ("film", take_signature),
    "the signature of another key": ("film", sign_with(FORGER)),
    "a stamp of another digest": ("film", stamp_other),
    "a stamp of an untrusted root": ("film", stamp_by_stranger),
    "the WACZ's digest file stripped": (PAGE, rewrite_wacz(strip_digest)),
    "the WARC rewritten, its hashes made again": (PAGE, rewrite_warc),
    "custody tails of two packages exchanged": ("film", exchange_tails),
    "the head replaced by an older one": ("film", older_head),
}
"""Name of each forgery, which package it is done to, and how."""


def forged(name: str, stage: Stage) -> Path:
    """Carry out one of `FORGERIES` on a copy.

    Returns:
        The forged package.
    """
    which, forge = FORGERIES[name]
    copy = Path(tempfile.mkdtemp(dir=stage.folder)) / "package"
    shutil.copytree(getattr(stage, which), copy)
    forge(copy, stage)
    return copy


def strip_stamp(stage: Stage) -> Path:
    """Answer a package from which a stamp is gone that was declared when it was sealed."""
    folder = stage.folder / "forged/stripped"
    with Draft(folder) as draft:
        draft.add("data/raw/film.mp4", iter([FILM]))
        words = {"kind": "file", "source": {"name": "film.mp4"}, "complete": True, "gaps": []}
        package = draft.seal(words, signer=MONITOR, stamper=Stampers(alpha=stage.authority)).path
    if not stage.judge(package).ok:
        raise SystemExit("the package to be stripped does not hold as it was sealed")
    (package / f"{HEAD}.alpha.tsr").unlink()
    return package


# -- what a collector does who holds a key that is known ----------------------------------------------


def _made_whole(files: dict[str, bytes]) -> None:
    """Make every hash in a WACZ anew: those of its list, and that of the list."""
    listed = json.loads(files["datapackage.json"])
    for resource in listed["resources"]:
        content = files[resource["path"]]
        resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
        resource["bytes"] = len(content)
    files["datapackage.json"] = json.dumps(listed).encode()
    digest = "sha256:" + hashlib.sha256(files["datapackage.json"]).hexdigest()
    files["datapackage-digest.json"] = json.dumps(
        {"path": "datapackage.json", "hash": digest}
    ).encode()


def change_index(change: Callable[[str], str]) -> Callable[[dict[str, bytes]], None]:
    """Answer a change of the lines of the index; its directory and all hashes are made anew."""

    def forge(files: dict[str, bytes]) -> None:
        text = change(gzip.decompress(files["indexes/index.cdx.gz"]).decode())
        block = gzip.compress(text.encode(), mtime=0)
        head = files["indexes/index.idx"].decode().splitlines()[0]
        key, at, _ = text.split(" ", 2)
        place = {"offset": 0, "length": len(block), "filename": "index.cdx.gz"}
        place["digest"] = "sha256:" + hashlib.sha256(block).hexdigest()
        files["indexes/index.cdx.gz"] = block
        files["indexes/index.idx"] = f"{head}\n{key} {at} {json.dumps(place)}\n".encode()
        _made_whole(files)

    return forge


def name_other_page(files: dict[str, bytes]) -> None:
    """Let the list of pages, and the place where readers begin, name what was never asked for."""
    for name in ("pages/pages.jsonl", "datapackage.json"):
        files[name] = files[name].replace(b"/square", b"/palace")
    _made_whole(files)


def add_to_wacz(files: dict[str, bytes]) -> None:
    """Put one more file into the WACZ."""
    files["archive/more.warc.gz"] = files["archive/data.warc.gz"]


COPIES: Mapping[str, Callable[[dict[str, bytes]], None]] = {
    "the text of the copy changed": change_text,
    "the index of the copy points elsewhere": change_index(
        lambda text: re.sub(r'"offset": \d+', '"offset": 0', text)
    ),
    "the index of the copy tells another address": change_index(
        lambda text: text.replace("/square", "/palace")
    ),
    "the index of the copy tells another status": change_index(
        lambda text: text.replace('"status": "200"', '"status": "404"')
    ),
    "the pages of the copy name another": name_other_page,
    "a second archive in the copy": add_to_wacz,
    "no digest in the copy": strip_digest,
}
"""Changes of the WACZ alone, after which the package is sealed by a key that the reader knows."""


def sealed_copy(name: str, stage: Stage) -> Path:
    """Answer a package whose WACZ shows something else than its WARC holds, honestly sealed."""
    said = json.loads((stage.page / "data/manifest.json").read_bytes())
    with zipfile.ZipFile(stage.page / WACZ) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    COPIES[name](files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for entry, content in files.items():
            archive.writestr(entry, content)
    with Draft(stage.folder / "copies") as draft:
        draft.add(WARC, iter([(stage.page / WARC).read_bytes()]))
        draft.derive(WACZ, iter([packed.getvalue()]), parent=WARC, tool=("khronika", "0"))
        words = {key: said[key] for key in ("kind", "source", "complete", "gaps", "exchanges")}
        return draft.seal(words, signer=MONITOR).path


class WrongEarly(Stampers):
    """Answers a stamp at capture that is over other bytes, or by somebody else; then sound ones."""

    def __init__(self, stage: Stage, *, by_stranger: bool) -> None:
        super().__init__(alpha=stage.authority)
        self._stage, self._by_stranger = stage, by_stranger

    def ask(self, authority: str, head: bytes) -> StampAnswer:
        """Answer; what is stamped at capture begins with a hash sign."""
        if not head.startswith(b"#"):
            return super().ask(authority, head)
        if self._by_stranger:
            return StampAnswer(authority, self._stage.stranger.stamp(head))
        return StampAnswer(authority, self._stage.authority.stamp(b"other"))


def sealed_early(stage: Stage, stamper: Stampers) -> Path:
    """Answer a package of a film, stamped when it was captured and when it was sealed."""
    with Draft(stage.folder / "early") as draft:
        draft.add("data/raw/film.mp4", iter([FILM]))
        draft.stamp_captured(stamper)
        words = {"kind": "file", "source": {"name": "film.mp4"}, "complete": True, "gaps": []}
        return draft.seal(words, signer=MONITOR, stamper=stamper).path


def every_forgery(stage: Stage) -> Iterator[tuple[str, Path]]:
    """Yield the name and the folder of each forgery, resealed ones included."""
    for name in FORGERIES:
        yield name, forged(name, stage)
    yield "the stamp stripped", strip_stamp(stage)
    yield "all of it sealed again by another key", seal_again(stage, stamper=None)
    stamper = Stampers(alpha=stage.authority)
    yield "the same, with a stamp", seal_again(stage, stamper=stamper, film=FILM[:-2])
    for name in COPIES:
        yield f"{name}, sealed by a known key", sealed_copy(name, stage)
    for by_stranger in (False, True):
        what = "by an untrusted root" if by_stranger else "over other bytes"
        wrong = WrongEarly(stage, by_stranger=by_stranger)
        yield f"a stamp at capture {what}", sealed_early(stage, wrong)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--wacz", type=Path, default=Path(".tools/clients/bin/wacz"))
    program = parser.parse_args().wacz
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        stage = set_stage(Path(folder))
        if not all(stage.judge(package).ok for package in (stage.page, stage.film, stage.other)):
            raise SystemExit("the packages to be forged do not hold as they were sealed")
        print(
            "| forgery | khronika verify | found by | wacz validate |\n| --- | --- | --- | --- |"
        )
        for name, package in every_forgery(stage):
            verdict = stage.judge(package)
            missed += verdict.ok
            by = ", ".join(check.name for check in verdict.checks if not check.ok)
            found = "not found" if verdict.ok else "found"
            print(f"| {name} | {found} | {by} | {_by_wacz(program, package, stage)} |", flush=True)
    print(f"\nnot found: {missed}")
    return 1 if missed else 0


def _by_wacz(program: Path, package: Path, stage: Stage) -> str:
    """Ask `wacz validate` about a WACZ that differs from the sound one."""
    wacz, sound = package / WACZ, stage.page / WACZ
    if not wacz.exists() or wacz.read_bytes() == sound.read_bytes():
        return "-"
    if not program.exists():
        return "not installed"
    command = [str(program), "validate", "-f", str(wacz)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "not found" if done.returncode == 0 else "found"


if __name__ == "__main__":
    sys.exit(main())
