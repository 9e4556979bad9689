"""`verify` finds every way of tampering, names it, and changes nothing."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.model.evidence import Evidence
from khronika.seal import head_sha256, layout, verify
from khronika.seal.layout import NotAPackage, read_manifest, write_manifest
from khronika.seal.signature import Signer, SignersUnreadable, signer_line
from khronika.seal.verify import Verdict

RAW = "data/raw/report.txt"


def _why(verdict: Verdict) -> str:
    return "; ".join(check.what for check in verdict.checks if not check.ok)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rehash(package: Path) -> None:
    """Do what a forger without a key can: all manifests and the head, made anew."""
    payload = [path for path in (package / "data").rglob("*") if path.is_file()]
    listed = {str(path.relative_to(package)): _sha256(path) for path in payload}
    (package / "manifest-sha256.txt").write_bytes(write_manifest(listed))
    tags = package / "tagmanifest-sha256.txt"
    old = _sha256(tags)
    listed = {name: _sha256(package / name) for name in read_manifest(tags.read_bytes())}
    tags.write_bytes(write_manifest(listed))
    head = package / "proofs/head.txt"
    head.write_text(head.read_text().replace(old, _sha256(tags)))


def test_a_sound_package_holds(
    package: Path, frozen: Callable[[Path], dict[str, tuple[int, int, int]]]
) -> None:
    """A package as it was sealed holds, and looking at it leaves no trace."""
    before = frozen(package)
    verdict = verify(package)
    assert verdict.ok, _why(verdict)
    assert frozen(package) == before
    assert all(check.means for check in verdict.checks)


def test_a_flipped_byte_is_named(package: Path) -> None:
    """One bit of the payload changed: the file is named."""
    content = bytearray((package / RAW).read_bytes())
    content[3] ^= 1
    (package / RAW).write_bytes(content)
    assert f"{RAW} was changed" in _why(verify(package))


@pytest.mark.parametrize(
    "name",
    [RAW, "data/manifest.json", "bagit.txt", "bag-info.txt", "VERIFY.md", "manifest-sha256.txt"]
    + ["tagmanifest-sha256.txt", "custody.jsonl", "proofs/head.txt", "proofs/head.txt.sig"]
    + ["proofs/allowed_signers"],
)
def test_a_missing_file_is_named(package: Path, name: str) -> None:
    """Whatever file of the package is gone, the verdict names it."""
    (package / name).unlink()
    assert f"{name} is missing" in _why(verify(package))


@pytest.mark.parametrize(
    "name",
    [RAW, "data/manifest.json", "bagit.txt", "bag-info.txt", "VERIFY.md", "manifest-sha256.txt"]
    + ["tagmanifest-sha256.txt", "custody.jsonl", "proofs/head.txt", "proofs/head.txt.sig"]
    + ["proofs/allowed_signers"],
)
def test_a_changed_file_is_found_even_when_all_hashes_are_made_anew(
    package: Path, name: str
) -> None:
    """Recomputing every hash does not help a forger without the key."""
    path = package / name
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1) + b"x")
    assert name in _why(verify(package))
    if name not in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        _rehash(package)
        assert not verify(package).ok


@pytest.mark.parametrize(
    "name",
    ["extra.txt", "data/extra.txt", "data/raw/.hidden", "proofs/extra.txt", "proofs/head-1.txt"]
    + ["fetch.txt", "proofs/head-1.txt.sig", "no\nname", "data/raw/\udcff", "custody.jsonl.bak"],
)
def test_an_added_file_is_named(package: Path, name: str) -> None:
    """A file that no manifest lists is found, whatever it is called, on one line."""
    (package / name).write_text("added")
    verdict = verify(package)
    assert not verdict.ok
    assert name.split("\n")[0].rstrip("\udcff") in _why(verdict)
    assert "\n" not in _why(verdict)


def test_a_swapped_manifest_is_found(make: Callable[..., Evidence]) -> None:
    """The manifests of another package of the same signer do not fit."""
    one, other = make().path, make(b"other words").path
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        shutil.copy(other / name, one / name)
    assert not verify(one).ok


def test_a_swapped_seal_is_found(make: Callable[..., Evidence]) -> None:
    """Neither the signature, nor head and log of another package can stand in."""
    other = make(b"other words").path
    for names in (["proofs/head.txt.sig"], ["proofs/head.txt", "proofs/head.txt.sig"],
                  ["proofs/head.txt", "proofs/head.txt.sig", "custody.jsonl"]):  # fmt: skip
        one = make().path
        for name in names:
            shutil.copy(other / name, one / name)
        assert not verify(one).ok, names


def test_the_whole_tag_side_of_another_package_is_found(make: Callable[..., Evidence]) -> None:
    """Everything but the payload taken from another package: the payload gives it away."""
    one, other = make().path, make(b"other words").path
    for path in other.rglob("*"):
        if path.is_file() and str(path.relative_to(other)) != RAW:
            shutil.copy(path, one / path.relative_to(other))
    assert f"{RAW} was changed" in _why(verify(one))


def test_a_cut_custody_log_is_found(package: Path) -> None:
    """A log without its last line, or with half of it, is found."""
    path = package / "custody.jsonl"
    whole = path.read_bytes()
    for cut in (b"", whole[:-1], whole[: len(whole) // 2]):
        path.write_bytes(cut)
        assert "custody.jsonl" in _why(verify(package))


def test_a_link_is_not_followed(package: Path, tmp_path: Path) -> None:
    """A payload file replaced by a link to the same bytes is refused."""
    elsewhere = tmp_path / "same.txt"
    elsewhere.write_bytes((package / RAW).read_bytes())
    (package / RAW).unlink()
    (package / RAW).symlink_to(elsewhere)
    assert "is a link" in _why(verify(package))


def test_what_desktops_leave_behind_is_reported_and_harmless(package: Path) -> None:
    """`.DS_Store` and its like are no part of the package, and the verdict says so."""
    (package / "data/raw/.DS_Store").write_text("x")
    (package / "Thumbs.db").write_text("x")
    verdict = verify(package)
    assert verdict.ok, _why(verdict)
    assert "not of the package, sealed bytes unchanged" in verdict.checks[0].what


@pytest.mark.parametrize("declared", ["7.1", "900000.2"])
def test_a_sealed_payload_oxum_must_be_true(
    make: Callable[..., Evidence], monkeypatch: pytest.MonkeyPatch, declared: str
) -> None:
    """Every BagIt program refuses a bag whose declared size is not its own (RFC 8493 2.2.2)."""
    write = layout.write_bag_info

    def lie(items: Iterable[tuple[str, str]]) -> bytes:
        return write((k, declared if k == "Payload-Oxum" else v) for k, v in items)

    monkeypatch.setattr(layout, "write_bag_info", lie)
    assert f"declares a payload of {declared}" in _why(verify(make().path))


def test_a_manifest_of_another_algorithm_is_checked_too(package: Path) -> None:
    """What somebody adds beside ours must be true and complete, or it is a failure."""
    lines = {
        str(path.relative_to(package)): hashlib.sha512(path.read_bytes()).hexdigest()
        for path in (package / "data").rglob("*")
        if path.is_file()
    }
    other = package / "manifest-sha512.txt"
    other.write_bytes(write_manifest(lines))
    assert verify(package).ok
    lines[RAW] = "0" * 128
    other.write_bytes(write_manifest(lines))
    assert f"{RAW} was changed: its sha512" in _why(verify(package))
    other.write_bytes(write_manifest({}))
    assert "manifest-sha512.txt" in _why(verify(package))
    other.unlink()
    (package / "manifest-sha999.txt").write_text("")
    assert "cannot be checked" in _why(verify(package))


def test_it_may_be_moved_and_renamed(package: Path, tmp_path: Path) -> None:
    """Name and place of the folder are no part of it."""
    moved = tmp_path / "Evidence for the court"
    shutil.move(package, moved)
    assert verify(moved).ok


@pytest.mark.parametrize("kind", ["missing", "empty folder", "text", "device", "fifo"])
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, kind: str) -> None:
    """Whatever else is given is refused by name."""
    path = tmp_path / "thing"
    if kind == "empty folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("words")
    elif kind == "device":
        path = Path("/dev/null")
    elif kind == "fifo":
        subprocess.run(["mkfifo", path], check=True)
    with pytest.raises(NotAPackage, match=path.name):
        verify(path)


def test_signers_of_your_own(package: Path, tmp_path: Path, signer: Signer) -> None:
    """A listed key is known, an unlisted one is a failure, no list says that nobody is known."""
    stranger = Signer.of(Ed25519PrivateKey.generate())
    listed = tmp_path / "signers"
    listed.write_text(signer_line("anna@desk.example", signer.blob))
    known = verify(package, signers=listed)
    assert known.ok
    assert "known to you: anna@desk.example" in str(known.to_json())
    listed.write_text(signer_line("anna@desk.example", stranger.blob))
    assert "not among the signers" in _why(verify(package, signers=listed))
    assert "not known to you" in str(verify(package).to_json())
    with pytest.raises(SignersUnreadable):
        verify(package, signers=tmp_path / "none")


def test_a_package_made_anew_by_another_key_names_that_key(
    make: Callable[..., Evidence], tmp_path: Path, signer: Signer
) -> None:
    """A forger with a key of their own makes a consistent package, but not by a known signer."""
    forged = make(b"forged words", by=Signer.of(Ed25519PrivateKey.generate()))
    listed = tmp_path / "signers"
    listed.write_text(signer_line("anna", signer.blob))
    assert verify(forged.path).ok
    assert not verify(forged.path, signers=listed).ok


def test_a_key_under_the_id_of_another_is_found(
    make: Callable[..., Evidence], signer: Signer
) -> None:
    """`k:` ids are the fingerprint of the key, so nobody signs under another's."""
    thief = Signer.of(Ed25519PrivateKey.generate(), signer.actor)
    assert "another key than its actor's" in _why(verify(make(by=thief).path))


def test_bagit_python_and_coreutils_accept_it(package: Path) -> None:
    """The reference tools of the field and `sha256sum -c` find nothing to complain of."""
    bagit.Bag(str(package)).validate()
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(
            ["sha256sum", "--strict", "-c", name], cwd=package, check=True, capture_output=True
        )


def test_the_commands_of_the_guide_work(package: Path) -> None:
    """The commands that `VERIFY.md` prints succeed as they stand in it (stamps excepted)."""
    text = (package / "VERIFY.md").read_text()
    steps = [part for part in text.split("\n\n") if part.startswith("        ")]
    ran = 0
    for step in steps:
        if "openssl" in step:
            continue
        done = subprocess.run(
            ["bash", "-e", "-c", step], cwd=package, capture_output=True, text=True
        )
        assert done.returncode == 0, (step, done.stderr)
        ran += 1
        if "tail -n 1" in step:
            ok, log, head = done.stdout.splitlines()
            assert ok.endswith(": OK")
            assert log.split()[0] == head.split()[0]
    assert ran == 3


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty"])
def test_the_answer_is_the_same_everywhere(package: Path, locale: str, zone: str) -> None:
    """Neither locale nor time zone changes a byte of the answer."""
    (package / "Справка.txt").write_text("added")
    command = [sys.executable, "-m", "khronika", "verify", package, "--json"]
    plain = {"PATH": "/usr/bin:/bin"}
    answers = {
        subprocess.run(command, capture_output=True, env={**plain, **more}).stdout
        for more in ({"LC_ALL": locale, "TZ": zone}, {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"})
    }
    assert len(answers) == 1
    assert "Справка.txt" in json.loads(answers.pop())["checks"][4]["what"]


def test_the_head_is_known_by_its_hash(package: Path) -> None:
    """`head_sha256` is what `sha256sum proofs/head.txt` prints."""
    assert head_sha256(package) == _sha256(package / "proofs/head.txt")


def test_packages_of_the_first_version_hold() -> None:
    """A package that version 1.0 made, with a line added to its log, verifies as ever."""
    package = Path(__file__).with_name("format-1.0.zip")
    verdict = verify(package)
    assert verdict.ok, [check.what for check in verdict.checks if not check.ok]


def test_what_a_later_minor_version_adds_is_not_judged_in_silence(
    make: Callable[..., Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package of a later minor version is read, and the verdict says what it did not look at."""
    monkeypatch.setattr("khronika.seal.layout.FORMAT_MINOR", 7)
    package = make().path
    monkeypatch.undo()
    verdict = verify(package)
    assert verdict.ok
    assert "format 1.7" in next(c.what for c in verdict.checks if c.name == "description")


@pytest.mark.parametrize("minor", [1, 2])
def test_a_package_of_an_older_format_holds(
    make: Callable[..., Evidence], monkeypatch: pytest.MonkeyPatch, minor: int
) -> None:
    """What 1.1 and 1.2 did not know is not asked of them; what is told says that it is not there."""
    with monkeypatch.context() as then:
        then.setattr("khronika.seal.layout.FORMAT_MINOR", minor)
        old = make().path
    assert json.loads((old / "data/manifest.json").read_bytes())["minor"] == minor
    verdict = verify(old)
    assert verdict.ok
    told = {check.name: check.what for check in verdict.checks}
    assert told["capture stamps"] == "none was taken"
    assert told["witness"] == "no second look was taken"


def test_a_reader_of_an_older_format_passes_over_what_is_newer(
    make: Callable[..., Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that there is more than it judges, and the rest holds."""
    package = make().path
    monkeypatch.setattr("khronika.seal.layout.FORMAT_MINOR", 2)
    verdict = verify(package)
    assert verdict.ok
    (what,) = (check.what for check in verdict.checks if check.name == "description")
    assert "of format 1.5" in what
