"""Asks ffprobe and exiftool what a file says of itself, and leaves out what they say of us.

What is left out is of the machine that captured: paths, times and rights of the copy. What a
camera or an editor wrote (places, owners, serial numbers) is evidence, and stays: its level is
that of the package.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from khronika.media import programs
from khronika.media.opening.shape import Film, pictures
from khronika.media.programs import NARROW, MediaUnreadable, ProgramMissing
from khronika.model.canonical import Json

_OURS = frozenset(
    {"SourceFile", "ExifTool:ExifToolVersion", "System:FileName", "System:Directory"}
    | {"System:FileModifyDate", "System:FileAccessDate", "System:FileInodeChangeDate"}
    | {"System:FilePermissions", "System:FileSize"}
)
_LONGEST_VALUE = 2_000
_MOST_VALUES = 2_000


@dataclass(slots=True)
class Metadata:
    """What the programs said: `streams` and `tags` as they stand in a view, `notes` in words.

    `film` is None where there is no picture that opens; `tools` are the programs that were asked,
    with their versions.
    """

    film: Film | None = None
    has_sound: bool = False
    streams: Json = None
    tags: dict[str, Json] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tools: dict[str, str] = field(default_factory=dict)


def read_metadata(path: Path) -> Metadata:
    """Ask both programs about one file; what fails becomes a note.

    Args:
        path: a file that may be hostile; its name tells the programs nothing.
    """
    found = Metadata()
    for ask in (_probe, _tags):
        try:
            ask(path, found)
        except (ProgramMissing, MediaUnreadable) as error:
            found.notes.append(str(error).replace(f"{path.name}: ", ""))
    return found


def _probe(path: Path, found: Metadata) -> None:
    answer = programs.run(programs.probing(path), NARROW)
    try:
        said = json.loads(answer.output or b"{}")
    except ValueError:
        said = {}
    told = said.pop("program_version", {})  # asked for with the rest, it costs no process
    found.tools["ffprobe"] = str(told.get("version") or programs.version("ffprobe")).split()[0]
    if isinstance(said.get("format"), dict):
        said["format"].pop("filename", None)
    if said:
        found.streams = plain(said)
        streams = said.get("streams", [])
        kinds = [one.get("codec_type") for one in streams]
        found.has_sound = "audio" in kinds
        shown = len(pictures(streams))
        found.notes += _several(shown, kinds.count("audio"))
        if found.has_sound and not shown:  # a cover is no film
            return
    found.film = programs.read_probe(path, answer)
    if complaint := programs.why(answer, path):
        found.notes.append(f"ffprobe complains: {complaint}")


def _several(films: int, sounds: int) -> list[str]:
    """Say that more than one track is there: what is drawn, played and redacted is the first."""
    told = ((films, "films"), (sounds, "tracks of sound"))
    return [
        f"it holds {count} {what}: the first one is looked at, and goes into a redacted copy"
        for count, what in told
        if count > 1
    ]


def _tags(path: Path, found: Metadata) -> None:
    # -config "" first: a settings file is a program that exiftool would run.
    words = [programs.program("exiftool"), "-config", "", "-j", "-G1", "-struct", "-c", "%.6f"]
    answer = programs.run([*words, "-api", "LargeFileSupport=1", "--", str(path)], NARROW)
    if answer.status is None:
        found.tools["exiftool"] = programs.version("exiftool")
        found.notes.append("exiftool was stopped: it took too long, or too much memory")
        return
    try:
        # Fractions as they are written: version 12.50 is not 12.5.
        text = answer.output.decode("utf-8", "replace")
        said = json.loads(text or "[{}]", parse_float=str)[0]
    except (ValueError, LookupError):
        found.tools["exiftool"] = programs.version("exiftool")
        found.notes.append(f"exiftool gives no answer: {programs.why(answer, path)}")
        return
    version = said.get("ExifTool:ExifToolVersion") or programs.version("exiftool")
    found.tools["exiftool"] = f"{version}"
    for name, value in list(said.items())[:_MOST_VALUES]:
        if name in ("ExifTool:Warning", "ExifTool:Error"):
            found.notes.append(f"exiftool: {value}")
        elif name not in _OURS:
            found.tags[name] = plain(value)


def plain(value: object) -> Json:
    """Write a value as canonical JSON can hold it: no fractions, nothing endless."""
    if isinstance(value, dict):
        return {plain_text(str(key)): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value[:_MOST_VALUES]]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and abs(value) < 1 << 53:
        return value
    return plain_text(str(value))


def plain_text(text: str) -> str:
    """Cut a text that is too long, and replace halves of letters (surrogates)."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= _LONGEST_VALUE else whole[:_LONGEST_VALUE] + " …"
