"""Makes a package of a hidden copy: it names its parent by hash, and holds nothing else of it."""

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from khronika.media import MediaView, media_bytes, programs, views
from khronika.media.opening.unfold import opened
from khronika.media.provenance import sign
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.redact import film
from khronika.redact.again import WAY
from khronika.redact.faces import weights_sha256
from khronika.redact.film import Hidden
from khronika.redact.plan import Plan
from khronika.seal import verify
from khronika.seal.container import description_of
from khronika.seal.entity import entity
from khronika.seal.layout import RAW, PackageUnreadable
from khronika.seal.signature import Signer
from khronika.seal.writer import Clock, Draft, Stamper, utc_now, zulu

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Statement:
    """Certificates and key, PEM, of whoever says publicly that a copy was edited.

    The statement says no more than that: neither what the copy was made from, nor a picture of it.
    It names the holder of the certificate: never one of the people who made the original.
    """

    certificates: bytes
    key: bytes

    def add_to(self, path: Path) -> None:
        """Give a copy the statement, in place.

        Raises:
            SigningRefused: the library is missing, or refuses the key.
        """
        signed = path.with_name(f"signed-{path.name}")
        actions = [{"action": "c2pa.created", "digitalSourceType": _EDITED}]
        sign(path, signed, certificates=self.certificates, key=self.key, actions=actions)
        signed.replace(path)


_EDITED = "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"


def redact(
    evidence: Path,
    plan: Plan,
    *,
    store: Path,
    signer: Signer,
    stamper: Stamper | None = None,
    clock: Clock = utc_now,
    statement: Statement | None = None,
    of: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
    sheet: Callable[[Hidden], None] = lambda _: None,
) -> Evidence:
    """Make a redacted copy of a film or picture, as a package of its own.

    The original is not touched. The copy says the SHA-256 of what it was made from, which nobody
    can turn back into it, what kinds of things were hidden, and with which programs; no place,
    time, name or thumbnail.

    Args:
        evidence: package folder of a film or picture; it must verify.
        plan: what to hide.
        store: where the copy's package shall appear.
        signer: who made it.
        stamper: time-stamp authorities.
        clock: answers the time.
        statement: by whom the copy shall be said to be edited (C2PA); nobody when None.
        of: SHA-256 of the film or picture that is meant, where the package holds several, or
            holds it inside a WARC; what the package is about when None.
        progress: takes passing lines for people.
        sheet: called with what was done, to draw a contact sheet.

    Raises:
        PackageUnreadable: the package does not verify, or is of another kind.
        MediaUnreadable: it cannot be decoded.
        SigningRefused: no statement of origin could be made.
    """
    if not verify(evidence).ok:
        raise PackageUnreadable(f"{evidence.name}: does not verify; nothing is derived from it")
    with tempfile.TemporaryDirectory(prefix="khronika-redact-") as folder:
        source, parent = _original(evidence, Path(folder), of)
        with opened(source) as file:
            name = f"redacted{film.ending(file)}"
            done = film.copy(file, Path(folder) / name, plan, progress=progress)
        sheet(done)
        if statement:
            statement.add_to(Path(folder) / name)
        with Draft(store, clock=clock) as draft:
            with (Path(folder) / name).open("rb") as file:
                draft.add(RAW + name, iter(lambda: file.read(_PIECE), b""))
            return draft.seal(
                _description(name, parent, plan, clock), signer=signer, stamper=stamper
            )


def _original(package: Path, folder: Path, of: str | None) -> tuple[Path, str]:
    """Answer the file that a package is about, or the one that is meant, and its SHA-256."""
    if of is not None:
        view = next((one for one in views(package) if one.sha256 == of), None)
        if view is None:
            raise PackageUnreadable(f"{package.name}: it holds no film or picture {of[:16]}")
        return _taken_out(package, view, folder / "original"), of
    said = description_of(package)
    files = said.get("files")
    whole = files if isinstance(files, list) else []
    if said.get("kind") == "file" and len(whole) == 1 and package.is_dir():
        return package / whole[0]["path"], str(whole[0]["sha256"])
    content = entity(package)
    path = folder / "original"
    path.write_bytes(content.content)
    return path, content.sha256


def _taken_out(package: Path, view: MediaView, path: Path) -> Path:
    """Write the bytes of a film into a file, and compare them with their hash on the way."""
    digest, size, done = hashlib.sha256(), 1, 0
    with path.open("wb") as file:
        while done < size:
            piece = media_bytes(package, view, start=done, length=_PIECE)
            if not piece.content:
                break
            file.write(piece.content)
            digest.update(piece.content)
            done, size = done + len(piece.content), piece.size
    if digest.hexdigest() != view.sha256:
        raise PackageUnreadable(f"{package.name}: the bytes of {view.sha256[:16]} are others")
    return path


def _description(name: str, parent: str, plan: Plan, clock: Clock) -> dict[str, Json]:
    at = zulu(clock())
    tools: list[Json] = [
        {"name": tool, "version": programs.version(tool), "sha256": programs.sha256(tool)}
        for tool in ("ffmpeg",)
    ]
    if plan.faces:
        tools.append({"name": "centerface", "version": "2019", "sha256": weights_sha256()})
    return {
        "kind": "file",
        "source": {"name": name},
        "started_at": at,
        "finished_at": at,
        "complete": True,
        "gaps": [],
        "redacted": {"way": WAY, "parent": parent, "hidden": plan.to_json(), "tools": tools},
    }
