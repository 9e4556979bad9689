"""Time-stamps taken as soon as a capture ends: over the hashes of the raw bytes, before any work.

A stamp at sealing vouches for the whole package, but only after films were looked at and copies
made. `data/capture/raw.txt` names each raw file with its hash, as `sha256sum -c` reads it, and the
answers of the authorities lie beside it, sealed with the rest.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from khronika.model.canonical import Json
from khronika.seal.container import Opened
from khronika.seal.layout import PackageUnreadable

LIST = "data/capture/raw.txt"
FOLDER = "data/capture/"
_PATIENCE_SECONDS = 3.0
"""An authority that took longer to fail is not asked for the same again before sealing."""


def write_list(package: str, at: str, sha256_by_path: Mapping[str, str]) -> bytes:
    """Write what is stamped: a first line for people, then one line a raw file.

    Args:
        package: its id.
        at: when the capture ended, ISO 8601 UTC, by the clock of the machine.
        sha256_by_path: of every file of `data/raw`.
    """
    lines = [f"{digest}  {path}\n" for path, digest in sorted(sha256_by_path.items())]
    return "".join([f"# {package} captured {at}\n", *lines]).encode()


def answer_path(authority: str) -> str:
    """Answer where the response of an authority lies."""
    return f"{LIST}.{authority}.tsr"


@dataclass(slots=True)
class EarlyStamps:
    """What was asked for and what came, while a package is in the making.

    `content` is what is stamped, empty where nobody was to be asked; `answers` the responses by
    authority; `missing` the reasons; `slow` the authorities that are not asked again.
    """

    at: str = ""
    content: bytes = b""
    answers: dict[str, bytes] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)

    def ask(
        self, authorities: list[str], ask: Callable[[str, bytes], tuple[bytes | None, str]]
    ) -> None:
        """Ask each authority that has not answered; `ask` answers a response or a reason."""
        for authority in authorities:
            if authority in self.answers or authority in self.slow:
                continue
            begun = time.monotonic()
            response, why = ask(authority, self.content)
            if response is not None:
                self.answers[authority] = response
                self.missing.pop(authority, None)
                continue
            self.missing[authority] = why
            if time.monotonic() - begun > _PATIENCE_SECONDS:
                self.slow.add(authority)

    def to_json(self) -> Json:
        """Write them as they stand in `data/manifest.json` under `stamps`."""
        return {
            "path": LIST,
            "at": self.at,
            "declared": [{"authority": a, "path": answer_path(a)} for a in sorted(self.answers)],
            "missing": [{"authority": a, "why": why} for a, why in sorted(self.missing.items())],
        }


def declared(opened: Opened) -> dict[str, object] | None:
    """Answer what a package says of its stamps at capture; None where it says nothing.

    Raises:
        PackageUnreadable: what it says has no form.
    """
    stamps = opened.description.get("stamps")
    said = stamps.get("capture") if isinstance(stamps, dict) else None
    if said is None:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("at"), str):
        raise PackageUnreadable("data/manifest.json: its stamps at capture are not described")
    return said


def list_faults(opened: Opened, said: Mapping[str, object] | None) -> Iterator[str]:
    """Name what is wrong with the list of raw files, and with what lies beside it."""
    there = {path for path in opened.files if path.startswith(FOLDER)}
    if said is None:
        yield from (f"{path} is described nowhere" for path in sorted(there))
        return
    wanted = {LIST, *paths(said)}
    yield from (f"{path} is declared and missing" for path in sorted(wanted - there))
    yield from (f"{path} is described nowhere" for path in sorted(there - wanted))
    raw = {path: opened.digest(path) for path in opened.files if path.startswith("data/raw/")}
    if LIST in there:
        expected = write_list(str(opened.description.get("id")), str(said["at"]), raw)
        if opened.digest(LIST) != hashlib.sha256(expected).hexdigest():
            yield f"{LIST} does not list the files of data/raw as they are"


def paths(said: Mapping[str, object]) -> list[str]:
    """Answer the paths of the declared answers.

    Raises:
        PackageUnreadable: they are not described.
    """
    listed = said.get("declared")
    form = re.escape(LIST) + r"\.[A-Za-z0-9._-]+\.tsr"
    found = [one.get("path") for one in listed] if isinstance(listed, list) else [None]
    if not all(isinstance(path, str) and re.fullmatch(form, path) for path in found):
        raise PackageUnreadable("data/manifest.json: its stamps at capture are not described")
    return [str(path) for path in found]
