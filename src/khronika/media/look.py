"""Looks at one film, picture or sound, and writes what was found as views of its package.

`data/media/<sha256>.json`, a veiled and a sharp thumbnail, keyframes with their PDQ rows, and the
statement of origin (C2PA) where there is one. Whatever cannot be read becomes a note in that file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from khronika import __version__
from khronika.errors import MediaError
from khronika.media import kinds, programs
from khronika.media.metadata import Metadata, plain_text, read_metadata
from khronika.media.opening.unfold import library, opened, unfolded_form
from khronika.media.opening.whole import broken_note
from khronika.media.programs import NARROW, probe
from khronika.media.provenance import Origin, Roots, RootsUnusable, read_origin
from khronika.media.views import FOLDER
from khronika.model.canonical import Json, canonical_json
from khronika.seal.writer import Draft

if TYPE_CHECKING:
    from khronika.media.stills import Drawn

_OWN = ("khronika", __version__)


@dataclass(slots=True)
class Work:
    """One film or picture in work: where it lies in the package, its file, what is said of it."""

    source: str
    file: Path
    sha256: str
    described: dict[str, Json] = field(default_factory=dict)
    notes: list[Json] = field(default_factory=list)
    tools: dict[str, str] = field(default_factory=dict)
    libraries: list[tuple[str, str]] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Where its pictures lie."""
        return f"{FOLDER}{self.sha256[:16]}/"


def look(draft: Draft, work: Work) -> None:
    """Look at one, and write its views.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    first, last = kinds.ends(work.file)
    form = kinds.kind_of(first)
    work.notes += kinds.polyglot_notes(first, last, form)
    found = read_metadata(work.file)
    if unfolded_form(work.file):  # drawn from a copy; what ffprobe cannot open matters to nobody
        found.film, found.notes = None, [one for one in found.notes if "that opens" not in one]
    work.notes += found.notes if form != "SVG" else [x for x in found.notes if "ffprobe" in x]
    work.tools |= found.tools
    if broken := broken_note(work.file, form):
        work.notes.append(broken)
    drawn = _drawn(work, found)
    _describe(draft, work, form, found, drawn, _origin(draft, work, first))


def note_failure(draft: Draft, work: Work, why: str) -> None:
    """Write down that one could not be looked at; its bytes are kept as they came."""
    path = f"{FOLDER}{work.sha256}.json"
    if draft.holds(path):
        return
    work.notes.append(plain_text(f"it could not be looked at ({why})"))
    _describe(draft, work, None, Metadata(), [], None)


def _describe(
    draft: Draft,
    work: Work,
    form: str | None,
    found: Metadata,
    drawn: "list[Drawn]",
    origin: Json,
) -> None:
    work.described |= {
        "sha256": work.sha256,
        "bytes": work.file.stat().st_size,
        "source": work.source,
        "form": form,
        **_measured(found, form),
        "streams": found.streams,
        "tags": found.tags,
        "thumbnail": _thumbnail(draft, work, drawn),
        "frames": _frames(draft, work, drawn) if found.film and found.film.seconds else [],
        "pdq": drawn[0].pdq if drawn and not (found.film and found.film.seconds) else None,
        "origin": origin,
    }
    work.described["notes"] = [plain_text(str(note)) for note in work.notes]
    work.described["tools"] = [
        {"name": name, "version": version, "sha256": programs.sha256(name)}
        for name, version in sorted(work.tools.items())
    ] + [{"name": name, "version": version} for name, version in work.libraries]
    _derive(draft, work, f"{FOLDER}{work.sha256}.json", canonical_json(work.described) + b"\n")


def _drawn(work: Work, found: Metadata) -> "list[Drawn]":
    form = unfolded_form(work.file)
    if found.film is None and form is None:
        return []
    try:
        from khronika.media import stills  # numpy and Pillow: only where there is a picture

        with opened(work.file) as file:
            found.film = found.film or probe(file, NARROW)
            drawn = stills.draw(file, found.film)
    except MediaError as error:
        work.notes.append(str(error).replace(f"{work.file.name}: ", ""))
        return []
    if form:
        work.libraries.append(library(form))
    work.tools["ffmpeg"] = programs.version("ffmpeg")
    if drawn[0].pdq is None:
        work.notes.append("no PDQ: the library that hashes pictures is missing (khronika[media])")
    return drawn


def _measured(found: Metadata, form: str | None) -> dict[str, Json]:
    film = found.film
    if film is None:
        kind = "sound" if found.has_sound else "unread"
        return {"kind": kind, "width": None, "height": None, "milliseconds": None}
    is_still = film.seconds is None or form in kinds.STILLS
    seconds = None if is_still else round((film.seconds or 0) * 1000)
    kind = "picture" if seconds is None else "film"
    return {"kind": kind, "width": film.width, "height": film.height, "milliseconds": seconds}


def _thumbnail(draft: Draft, work: Work, drawn: "list[Drawn]") -> Json:
    if not drawn:
        return None
    from khronika.media import stills

    pixels = stills.best(drawn).pixels
    paths = {"veiled": f"{work.folder}veil.jpg", "sharp": f"{work.folder}sharp.jpg"}
    _derive(draft, work, paths["veiled"], stills.veiled(pixels), "ffmpeg")
    _derive(draft, work, paths["sharp"], stills.sharp(pixels, stills.THUMBNAIL_PX), "ffmpeg")
    return dict(paths)


def _frames(draft: Draft, work: Work, drawn: "list[Drawn]") -> Json:
    return [_frame(draft, work, one) for one in drawn]


def _frame(draft: Draft, work: Work, one: "Drawn") -> Json:
    from khronika.media import stills

    at_ms = round(one.at * 1000)
    veil, sharp = (f"{work.folder}{name}-{at_ms:09d}.jpg" for name in ("veil", "sharp"))
    _derive(draft, work, veil, stills.veiled(one.pixels), "ffmpeg")
    _derive(draft, work, sharp, stills.sharp(one.pixels, stills.FRAME_PX), "ffmpeg")
    return {
        "at_ms": at_ms,
        "veiled": veil,
        "sharp": sharp,
        "pdq": one.pdq,
        "pdq_quality": one.quality,
        "pdq_inner": one.inner,
    }


def _origin(draft: Draft, work: Work, first: bytes) -> Json:
    try:
        roots = Roots.of_office()
    except RootsUnusable as error:
        work.notes.append(f"statements of origin are judged without a list of makers: {error}")
        roots = None
    origin = read_origin(work.file, first, roots=roots)
    if origin.note:
        work.notes.append(origin.note)
    if origin.store is None:
        return None
    path = f"{work.folder}c2pa.json"
    _derive(draft, work, path, canonical_json(origin.store) + b"\n", origin=origin)
    return {"state": origin.state, "signer": origin.signer, "path": path}


def _derive(
    draft: Draft,
    work: Work,
    path: str,
    content: bytes,
    program: str | None = None,
    *,
    origin: Origin | None = None,
) -> None:
    """Write one view, unless the same bytes were captured before under the same package."""
    if draft.holds(path):
        return
    tool: tuple[str, ...] = _OWN
    if program:
        tool = (program, programs.version(program), programs.sha256(program))
    if origin:
        tool = origin.tool
    draft.derive(path, _whole(content), parent=work.source, tool=tool)


def _whole(content: bytes) -> Iterator[bytes]:
    yield content
