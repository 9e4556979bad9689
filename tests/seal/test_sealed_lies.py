"""What a holder of a known key may not say: packages that are sealed well and can be read two ways."""

import gzip
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authority import Stampers
from forgeries import FORGER, LAWYER, MONITOR, Stage, rewrite_wacz, served, set_stage

from khronika.capture import Conditions, capture
from khronika.net.address import read_allowed
from khronika.seal import add_line, layout, verify
from khronika.seal.layout import read_manifest, write_manifest
from khronika.seal.signature import AllowedSigner, SignersUnreadable, read_signers, signer_line
from khronika.seal.verify import Verdict
from khronika.seal.writing.head import write_head

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
AT = "2031-05-20T09:00:00Z"


@pytest.fixture(name="stage", scope="module")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Answer sound packages of a page and of films."""
    return set_stage(tmp_path_factory.mktemp("stage"))


def seal_as_it_is(package: Path, at: str = AT) -> None:
    """Make manifests, custody, head and signature anew over whatever lies there now."""
    shutil.rmtree(package / "proofs")
    (package / "proofs").mkdir()
    said = json.loads((package / layout.DESCRIPTION).read_bytes().decode("utf-8", "replace"))
    payload = [path for path in (package / "data").rglob("*") if path.is_file()]
    listed = {path.relative_to(package).as_posix(): _sha256(path) for path in payload}
    (package / layout.MANIFEST).write_bytes(write_manifest(listed))
    info = (package / layout.BAG_INFO).read_text()
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    (package / layout.BAG_INFO).write_text(re.sub("Payload-Oxum: .*", oxum, info))
    tags = [*read_manifest((package / layout.TAG_MANIFEST).read_bytes())]
    tags += ["fetch.txt"] if (package / "fetch.txt").exists() else []
    content = write_manifest({name: _sha256(package / name) for name in tags})
    (package / layout.TAG_MANIFEST).write_bytes(content)
    write_head(package, said["id"], "capture", at=at, signer=MONITOR, tag_manifest=content)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(package: Path, change: Callable[[bytes], bytes]) -> None:
    """Change what a package says of itself."""
    path = package / layout.DESCRIPTION
    path.write_bytes(change(path.read_bytes()))


def swap(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Answer a change of some words of the description."""

    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return lambda package: say(package, change)


def add_twin(package: Path) -> None:
    """Put in a file that differs from another in capitals alone."""
    (package / "data/raw/FILM.mp4").write_bytes(b"other")
    told = {
        "path": "data/raw/FILM.mp4",
        "bytes": 5,
        "sha256": hashlib.sha256(b"other").hexdigest(),
    }
    say(
        package, lambda x: x.replace(b'"files":[', b'"files":[' + json.dumps(told).encode() + b",")
    )


def describe_twice(package: Path) -> None:
    """Describe the raw file a second time."""
    files = json.loads((package / layout.DESCRIPTION).read_bytes())["files"]
    say(
        package,
        lambda x: x.replace(b'"files":[', b'"files":[' + json.dumps(files[0]).encode() + b","),
    )


def fetch(package: Path) -> None:
    """Name payload that lies elsewhere."""
    (package / "fetch.txt").write_text("https://elsewhere.example/x 5 data/raw/x\n")


def name_another(package: Path) -> None:
    """Let `bag-info.txt` name another package."""
    path = package / layout.BAG_INFO
    path.write_text(re.sub("ev-[0-9A-Z]{26}", "ev-" + "0" * 26, path.read_text()))


LIES: dict[str, Callable[[Path], None]] = {
    "a key twice": swap(b'"complete":true', b'"complete":false,"complete":true'),
    "no number": swap(b'"minor":5', b'"minor":5,"more":NaN'),
    "a number beyond reach": swap(b'"minor":5', b'"minor":5,"more":1e999'),
    "half a surrogate pair": swap(b'"minor":5', b'"minor":5,"more":"\\ud800"'),
    "a format that is a truth": swap(b'"format":1', b'"format":true'),
    "a minor version below none": swap(b'"minor":5', b'"minor":-1'),
    "complete in a word": swap(b'"complete":true', b'"complete":"yes"'),
    "another collector": swap(MONITOR.actor.encode(), LAWYER.actor.encode()),
    "no time of sealing": lambda package: say(
        package, lambda x: re.sub(rb'"sealed_at":"[^"]*"', b'"sealed_at":"yesterday"', x)
    ),
    "a file described twice": describe_twice,
    "names alike but for capitals": add_twin,
    "files that are to be fetched": fetch,
    "another package in bag-info": name_another,
}


def _copy(package: Path, folder: Path) -> Path:
    return Path(shutil.copytree(package, folder / "package"))


def _faults(verdict: Verdict) -> list[str]:
    return [check.name for check in verdict.checks if not check.ok]


def test_what_is_sealed_by_hand_holds(stage: Stage, tmp_path: Path) -> None:
    """The lies below are found for what they are, not for how they were sealed."""
    for name in ("film", "page"):
        package = _copy(getattr(stage, name), tmp_path / name)
        seal_as_it_is(package)
        assert _faults(stage.judge(package)) == []


@pytest.mark.parametrize("name", LIES)
def test_a_sealed_lie_is_found(stage: Stage, name: str, tmp_path: Path) -> None:
    """A known key and a whole chain of hashes do not make two readings one."""
    package = _copy(stage.film, tmp_path)
    LIES[name](package)
    seal_as_it_is(package)
    assert _faults(stage.judge(package))


@pytest.mark.parametrize("at", ["2031-02-30T09:00:00Z", "2031-05-20T25:00:00Z"])
def test_a_time_that_cannot_be_is_none(stage: Stage, at: str, tmp_path: Path) -> None:
    """Custody and head tell days that the calendar has."""
    package = _copy(stage.film, tmp_path)
    seal_as_it_is(package, at)
    assert "custody" in _faults(stage.judge(package))


WARCS: dict[str, Callable[[bytes], bytes]] = {
    "other words under old hashes": lambda x: x.replace(b"mass arrests", b"some parties"),
    "a longer record": lambda x: re.sub(
        rb"Content-Length: (\d+)", lambda n: b"Content-Length: %d" % (int(n[1]) + 9), x
    ),
    "bytes behind the last record": lambda x: x + b"more",
    "nothing": lambda _: b"",
    "text": lambda _: b"no record\n",
    "packed": gzip.compress,
    "another answer": lambda x: x.replace(b"/square", b"/palace"),
}


@pytest.mark.parametrize("name", WARCS)
def test_a_record_that_is_none_is_found_without_a_copy(
    stage: Stage, name: str, tmp_path: Path
) -> None:
    """The WARC is read, whether or not there is a WACZ to compare it with."""
    package = _copy(stage.page, tmp_path)
    (package / "data/page.wacz").unlink()
    path = package / layout.WARC
    path.write_bytes(WARCS[name](path.read_bytes()))
    said: dict[str, Any] = json.loads((package / layout.DESCRIPTION).read_bytes())
    said["files"][0] |= {"bytes": path.stat().st_size, "sha256": _sha256(path)}
    said["derived"] = []
    say(package, lambda _: json.dumps(said).encode())
    for view in ("data/view", "data/media"):
        shutil.rmtree(package / view, ignore_errors=True)
    seal_as_it_is(package)
    assert _faults(stage.judge(package)) == ["record"]


def test_a_long_address_is_no_fault(stage: Stage, tmp_path: Path) -> None:
    """An address may be longer than what is looked at of an answer."""
    address = "/square?" + "a" * 100_000
    conditions = Conditions(tmp_path, MONITOR, allowed=read_allowed("127.0.0.1"))
    with served(b"ok") as url:
        package = capture(url.replace("/square", address), conditions).path
    assert _faults(stage.judge(package)) == []


def test_a_copy_without_its_record_is_found(stage: Stage, tmp_path: Path) -> None:
    """A WACZ is the copy of something."""
    package = _copy(stage.page, tmp_path)
    (package / layout.WARC).unlink()
    seal_as_it_is(package)
    assert "wacz" in _faults(stage.judge(package))


def _in_pages(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        for name in ("pages/pages.jsonl", "datapackage.json"):
            files[name] = re.sub(old.encode(), new.encode(), files[name])

    return change


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"ts":"20..', '"ts":"1999'),
        ('"url":', '"title":"Palace","url":'),
        ('"url":', '"text":"nothing","url":'),
        ('"created":"20..', '"created":"1999'),
        ('"profile":', '"title":"Palace","profile":'),
    ],
)
def test_a_copy_tells_no_more_than_address_and_time(
    stage: Stage, old: str, new: str, tmp_path: Path
) -> None:
    """Readers show titles and search texts that nothing binds to the record."""
    package = _copy(stage.page, tmp_path)
    rewrite_wacz(_in_pages(old, new))(package, stage)
    seal_as_it_is(package)
    (found,) = [check for check in stage.judge(package).checks if check.name == "wacz"]
    assert "more" in found.what or "another time" in found.what


def test_bytes_around_the_copy_are_found(stage: Stage, tmp_path: Path) -> None:
    """The copy is a zip that can be read in one way, as a package is."""
    for place, change in enumerate((lambda x: b"MZ" + x, lambda x: x + b"x")):
        package = _copy(stage.page, tmp_path / str(place))
        path = package / "data/page.wacz"
        path.write_bytes(change(path.read_bytes()))
        said = json.loads((package / layout.DESCRIPTION).read_bytes())
        for entry in said["derived"]:
            if entry["path"] == "data/page.wacz":
                entry |= {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        say(package, lambda _, said=said: json.dumps(said).encode())  # type: ignore[misc]
        seal_as_it_is(package)
        assert "wacz" in _faults(stage.judge(package))


def test_files_in_a_folder_called_noise_are_found(stage: Stage, tmp_path: Path) -> None:
    """A desktop leaves a file `.DS_Store`, and no folder of that name with files in it."""
    package = _copy(stage.film, tmp_path)
    (package / ".DS_Store").mkdir()
    (package / ".DS_Store/more").write_bytes(b"more")
    assert _faults(stage.judge(package)) == ["unlisted"]


def test_a_file_is_no_folder_too(stage: Stage, tmp_path: Path) -> None:
    """A zip whose entry is both is unpacked to one or the other."""
    package = _copy(stage.film, tmp_path)
    path = Path(shutil.make_archive(str(tmp_path / "sent"), "zip", tmp_path, "package"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("package/data/raw/film.mp4/", b"")
    assert package.exists()
    assert _faults(stage.judge(path)) == ["container"]


def test_one_answer_is_no_second_authority(stage: Stage, tmp_path: Path) -> None:
    """The same token under another name is the same word."""
    package = _copy(stage.film, tmp_path)
    stamp = package / "proofs/head.txt.alpha.tsr"
    shutil.copy(stamp, stamp.with_name("head.txt.omega.tsr"))
    assert _faults(stage.judge(package)) == ["stamps"]


def test_a_renewal_without_its_stamp_is_found(stage: Stage, tmp_path: Path) -> None:
    """A line that renews stamps has one; whoever takes it away makes the package older."""
    package = _copy(stage.film, tmp_path)
    add_line(package, "restamp", signer=MONITOR, stamper=Stampers(alpha=stage.authority))
    assert stage.judge(package).ok
    (package / "proofs/head.txt.alpha.tsr").unlink()
    assert _faults(stage.judge(package)) == ["stamps"]


@pytest.mark.parametrize(
    ("principals", "is_known"),
    [("k:*", True), ("desk", True), ("*", True), ("u:*", False), ("u:01A", False)],
)
def test_a_known_key_speaks_for_its_own_actor_only(
    stage: Stage, principals: str, is_known: bool, tmp_path: Path
) -> None:
    """A colleague's key is no word of another; a name of the reader's own says nothing of ids."""
    signers = tmp_path / "signers"
    own = signer_line(MONITOR.actor, MONITOR.blob).replace(MONITOR.actor, principals, 1)
    signers.write_text(own + signer_line(LAWYER.actor, LAWYER.blob))
    assert verify(stage.film, signers=signers, roots=stage.authority.roots).ok is is_known


def test_a_denied_actor_is_not_spoken_for() -> None:
    """`!` before a pattern takes away what another pattern gave (ssh_config(5))."""
    signer = AllowedSigner("*,!u:01A", "", FORGER.blob)
    assert signer.speaks_for("u:01B")
    assert not signer.speaks_for("u:01A")


@pytest.mark.parametrize("options", ['valid-before="yesterday"', "no-such-word", "valid-after=1"])
def test_options_that_mean_nothing_are_refused(options: str) -> None:
    """What ssh-keygen refuses is not passed over: a limit that cannot be read would be none."""
    line = signer_line(MONITOR.actor, MONITOR.blob).replace('namespaces="khronika"', options)
    with pytest.raises(SignersUnreadable, match="line 1"):
        read_signers(line.encode(), "signers")


def test_a_revoked_key_without_a_day_is_good_for_nothing(stage: Stage, tmp_path: Path) -> None:
    """Nobody knows since when it is in other hands; a new stamp proves nothing."""
    signers = tmp_path / "signers"
    own = signer_line(MONITOR.actor, MONITOR.blob).rstrip() + " Revoked\n"
    signers.write_text(own + signer_line(LAWYER.actor, LAWYER.blob))
    assert not verify(stage.film, signers=signers, roots=stage.authority.roots).ok
