"""Reads statements of origin (C2PA 2.2) that a film or picture carries, and makes them when asked.

A statement says what its signer says: by which camera or program, when, from what. It can be whole
and belong to the bytes (`Valid`), or not (`Invalid`); it never says that a scene was real. The
library that reads it runs in a process of its own, under limits, and calls nobody.
"""

import hashlib
import json
import mmap
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from khronika.errors import MediaError
from khronika.media import kinds
from khronika.media.metadata import plain
from khronika.media.programs import Bounds, run, why
from khronika.model.canonical import Json

_BOUNDS = Bounds(30, 3 << 30, 16 << 20)
_SEARCHED_BYTES = 256 << 20
_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""The box of a film that holds a statement (C2PA 2.2, A.5.1)."""
_FORMS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
    "WebP": "image/webp",
    "AVI": "video/avi",
    "WAV": "audio/wav",
    "AVIF": "image/avif",
    "HEIF": "image/heif",
    "MP4": "video/mp4",
    "QuickTime": "video/quicktime",
    "MP3": "audio/mpeg",
    "FLAC": "audio/flac",
    "SVG": "image/svg+xml",
}


_MARKS = (b"c2pa", b"dcterms:provenance")
"""One stands in every statement; the other names one that is kept elsewhere."""
_ELSEWHERE = re.compile(r"remote manifests? from url (\S+)")


class SigningRefused(MediaError):
    """A statement of origin could not be made with that key and certificate."""


class RootsUnusable(MediaError):
    """The list of trusted makers cannot be read; statements are judged without one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What was found: the store of statements as JSON, its state in words, who signed the last.

    All None where there is none; `note` says why one could not be read.
    """

    store: Json = None
    state: str | None = None
    signer: str | None = None
    note: str | None = None
    tool: tuple[str, ...] = ("c2pa-python", "")


@dataclass(frozen=True, slots=True)
class Roots:
    """The list of makers whom an office trusts to sign: PEM certificates, and their SHA-256."""

    path: Path
    sha256: str

    @classmethod
    def of_office(cls, environment: Mapping[str, str] = os.environ) -> "Roots | None":
        """Read where the list lies from `KHRONIKA_C2PA_ROOTS`; None where there is none.

        Raises:
            RootsUnusable: it names no file, or one that holds no certificate.
        """
        named = environment.get("KHRONIKA_C2PA_ROOTS")
        if not named:
            return None
        try:
            content = Path(named).read_bytes()
        except OSError as error:
            raise RootsUnusable(f"KHRONIKA_C2PA_ROOTS: {error.strerror}; name a file") from error
        if b"-----BEGIN CERTIFICATE-----" not in content:
            raise RootsUnusable("KHRONIKA_C2PA_ROOTS: it holds no certificate in PEM")
        return cls(Path(named), hashlib.sha256(content).hexdigest())


def read_origin(path: Path, first: bytes, *, roots: Roots | None = None) -> Origin:
    """Read the statement of a file, where it has one.

    Args:
        path: a film, picture or sound that may be hostile.
        first: its first bytes.
        roots: makers whom the office trusts; None: nobody vouches for any.
    """
    form = _FORMS.get(kinds.kind_of(first) or "")
    if form is None or not is_marked(path, first):
        return Origin()
    if find_spec("c2pa") is None:
        return Origin(
            note="it may carry a statement of origin (C2PA), which was not read: "
            "khronika[c2pa] is not installed"
        )
    words = [sys.executable, "-m", "khronika.media.origin_command", form, str(path)]
    answer = run([*words, *([str(roots.path)] if roots else [])], _BOUNDS)
    if elsewhere := _ELSEWHERE.search(answer.said):
        host = urlsplit(elsewhere[1]).hostname or "another place"
        return Origin(
            note=f"its statement of origin (C2PA) is kept at {host}, which was not asked"
        )
    if answer.status != 0:
        return Origin(note=f"its statement of origin (C2PA) cannot be read: {why(answer, path)}")
    said = json.loads(answer.output)
    return Origin() if said["store"] is None else _origin(said, roots)


def _origin(said: dict[str, object], roots: Roots | None) -> Origin:
    store = said["store"]
    if not isinstance(store, dict):
        return Origin(note="its statement of origin (C2PA) has an unknown form")
    active = store.get("manifests", {}).get(store.get("active_manifest"), {})
    signed = active.get("signature_info", {})
    signer = str(signed.get("issuer") or signed.get("common_name") or "nobody named")
    codes = sorted({str(one.get("code")) for one in store.get("validation_status", [])})
    tool = ("c2pa-python", library_version())
    return Origin(
        plain(store), _state(str(said["state"]), signer, codes, roots), signer, None, tool
    )


def _state(state: str, signer: str, codes: list[str], roots: Roots | None) -> str:
    whole = f"Valid: the statement is whole and of these bytes; it is signed as {signer!r}"
    if roots is None and state in ("Valid", "Trusted"):
        return f"{whole}, and nobody vouches for that name here: no list of makers is set"
    if roots is not None and state == "Trusted":
        return (
            f"{whole}, by a certificate that leads to the list of makers of this office (sha256"
            f" {roots.sha256}); the list says who may sign, never that the scene was real"
        )
    if roots is not None and state == "Valid":
        return (
            f"{whole}, by a certificate that leads to nobody on the list of makers of this office"
            f" (sha256 {roots.sha256}), so nobody vouches for that name"
        )
    return (
        f"Invalid: the statement, signed as {signer!r}, is changed or of other bytes"
        f" ({', '.join(codes) or 'no reason given'})"
    )


def library_version() -> str:
    """Answer the version of the library, "" where it is not installed."""
    try:
        return version("c2pa-python")
    except PackageNotFoundError:
        return ""


def is_marked(path: Path, first: bytes) -> bool:
    """Tell whether a file may carry a statement: cheap, so that most files start no process."""
    if kinds.kind_of(first) in ("AVIF", "HEIF", "MP4", "QuickTime"):
        return any(kind == b"uuid" and body.startswith(_BOX) for kind, body in _boxes(path))
    size = path.stat().st_size
    if not size:
        return False
    with path.open("rb") as file:
        length = min(size, _SEARCHED_BYTES)
        with mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ) as held:
            return any(held.find(mark) >= 0 for mark in _MARKS)


def _boxes(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and first bytes of each box of a film (ISO 14496-12 section 4.2)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        for _ in range(10_000):
            file.seek(at)
            head = file.read(32)
            if len(head) < 8:
                return
            length, begin = int.from_bytes(head[:4]), 8
            if length == 1:
                length, begin = int.from_bytes(head[8:16]), 16
            yield head[4:8], head[begin:]
            if length < begin or at + length > size:
                return
            at += length


def sign(
    source: Path, target: Path, *, certificates: bytes, key: bytes, actions: list[dict[str, str]]
) -> None:
    """Write a copy that carries a statement of origin, without any picture in the statement.

    The library's own default puts a thumbnail of the picture, and of what it was made from, into
    the statement: a face that was hidden would be seen there.

    Args:
        source: JPEG, PNG or MP4.
        target: must not exist.
        certificates: PEM, the signer's first, then those above it; its key is of curve P-256.
        key: PEM, PKCS #8, without a passphrase.
        actions: what was done, as C2PA names it, such as `{"action": "c2pa.edited"}`.

    Raises:
        SigningRefused: the library is missing, or refuses; no target is left.
    """
    try:
        import c2pa
    except ImportError as error:
        raise SigningRefused("statements of origin need khronika[c2pa]") from error
    said = {
        "claim_generator_info": [{"name": "khronika"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }
    try:
        context = c2pa.Context.from_dict(SETTINGS)
        signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", certificates, key, None))
        c2pa.Builder(json.dumps(said), context=context).sign_file(source, target, signer)
    except (c2pa.C2paError, ValueError) as error:
        target.unlink(missing_ok=True)  # the library leaves it behind
        raise SigningRefused(f"{source.name}: no statement of origin: {error}") from error


SETTINGS: dict[str, dict[str, object]] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True},
}
"""Nothing is fetched, nothing is drawn."""
