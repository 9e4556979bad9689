"""Writes a package so that it appears whole or not at all, whatever is killed when.

All work is done in a folder beside the others whose name begins with a dot; it is flushed to the
disk and renamed once, at the end. A folder left by a process that was killed is swept away by the
next one: its lock tells that nobody works in it.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from khronika import __version__
from khronika.model.canonical import Json, canonical_json
from khronika.model.evidence import Evidence
from khronika.model.ulid import make_ulid
from khronika.seal import layout
from khronika.seal.content import early
from khronika.seal.content.early import EarlyStamps
from khronika.seal.layout import PackageNotMade
from khronika.seal.signature import Signer
from khronika.seal.writing.clock import clock_source
from khronika.seal.writing.disk import (
    HashedFile,
    explained,
    flush,
    flush_folder,
    place,
    sha256_of,
    sweep,
)
from khronika.seal.writing.head import stamp_path, write_head

Clock = Callable[[], datetime]
"""Answers the time, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class StampAnswer:
    """What one authority answered: the whole response, or why there is none."""

    authority: str
    response: bytes | None
    why: str | None = None


class Stamper(Protocol):
    """Asks time-stamp authorities; `authorities` are short plain names, one each."""

    @property
    def authorities(self) -> Sequence[str]:
        """The authorities to ask, in order."""
        ...

    def ask(self, authority: str, head: bytes) -> StampAnswer:
        """Ask one authority for a stamp over the bytes of a head."""
        ...


def utc_now() -> datetime:
    """Answer the system's time, aware, in UTC."""
    return datetime.now(UTC)


def zulu(at: datetime) -> str:
    """Write a time as packages do: UTC, whole seconds, Z.

    >>> zulu(datetime(2018, 6, 23, 12, tzinfo=UTC))
    '2018-06-23T12:00:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Draft:
    """A package in the making; leave the `with` block without sealing and nothing remains.

    Args:
        store: folder in which the package shall appear; made when missing.
        clock: answers the time.
        random_bytes: answers that many random bytes.

    Raises:
        PackageNotMade: the store cannot be written.
    """

    def __init__(
        self,
        store: Path,
        *,
        clock: Clock = utc_now,
        random_bytes: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.store, self._clock = store, clock
        at_ms = max(0, int(clock().timestamp() * 1000))
        self.id = "ev-" + make_ulid(at_ms, random_bytes(10))
        self.folder = store / f".{self.id}.{secrets.token_hex(4)}"
        self._sha256: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._derived: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._early = EarlyStamps()
        self._lock = -1

    def __enter__(self) -> "Draft":
        """Make the working folder and take its lock."""
        with explained(self.store):
            self.store.mkdir(parents=True, exist_ok=True)
            sweep(self.store)
            self.folder.mkdir(mode=0o755)
            self._lock = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            (self.folder / "data" / "raw").mkdir(parents=True)
            (self.folder / "proofs").mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the working folder unless it became the package."""
        if self._lock >= 0:
            os.close(self._lock)
        shutil.rmtree(self.folder, ignore_errors=True)

    def scratch(self) -> IO[bytes]:
        """Open a file without a name on the store's own disk, for bytes on their way."""
        # Nameless from the start, where the disk can: no name is left in a package that appears.
        return tempfile.TemporaryFile(dir=self.folder)

    def add(self, path: str, pieces: Iterable[bytes]) -> int:
        """Write one file below `data` from pieces, hashing as they pass.

        Args:
            path: where it shall lie in the package, plain (`layout.is_plain_path`).
            pieces: its bytes; runs of zeros are left as holes.

        Returns:
            Its size in bytes.

        Raises:
            PackageNotMade: the disk is full or gives another error.
        """
        with self.create(path) as file:
            for piece in pieces:
                file.write(piece)
        return self._sizes[path]

    @contextlib.contextmanager
    def create(self, path: str) -> Iterator["HashedFile"]:
        """Open one file below `data` for writing; it is hashed as it is written."""
        with explained(self.store):
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        with explained(self.store), (self.folder / path).open("xb") as file:
            hashed = HashedFile(file)
            yield hashed
            file.truncate(hashed.size)
            flush(file)
        self._sha256[path], self._sizes[path] = hashed.sha256, hashed.size

    def holds(self, path: str) -> bool:
        """Tell whether a file was written."""
        return path in self._sha256

    def sha256_of(self, path: str) -> str:
        """Answer the SHA-256 of a file that was written."""
        return self._sha256[path]

    def derive(
        self, path: str, pieces: Iterable[bytes], *, parent: str, tool: tuple[str, ...]
    ) -> int:
        """Write one file that was made from another; the description will say so.

        Args:
            path: where it shall lie, below `data` and outside `data/raw`.
            pieces: its bytes.
            parent: path of the file that it was made from, written before.
            tool: name and version of what made it, and of a program the SHA-256 of its file.

        Returns:
            Its size in bytes.

        Raises:
            PackageNotMade: the disk is full or gives another error.
        """
        size = self.add(path, pieces)
        self._derived[path] = (parent, tool)
        return size

    def stamp_captured(self, stamper: Stamper) -> None:
        """Ask for stamps over the hashes of the raw bytes, now that they are all there.

        An authority that does not answer is asked once more before the package is sealed.

        Args:
            stamper: authorities to ask; nothing is written where there are none.
        """
        if not stamper.authorities:
            return
        raw = {path: d for path, d in self._sha256.items() if path.startswith(layout.RAW)}
        self._early.at = zulu(self._clock())
        self._early.content = early.write_list(self.id, self._early.at, raw)
        self._early.ask(list(stamper.authorities), _asking(stamper))

    def _place_early(self, stamper: Stamper | None) -> None:
        if not stamper or not self._early.content:
            return
        self._early.ask(list(self._early.missing), _asking(stamper))
        self.add(early.LIST, [self._early.content])
        for authority, response in self._early.answers.items():
            self.add(early.answer_path(authority), [response])

    def seal(
        self,
        description: Mapping[str, Json],
        *,
        signer: Signer,
        stamper: Stamper | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> Evidence:
        """Describe, hash, log, sign and stamp what was added, and let the package appear.

        Args:
            description: what `data/manifest.json` shall say beside what every package says there.
            signer: who collects.
            stamper: authorities to ask; where one does not answer, the package is sealed again
                without it and says why.
            warn: called with one line for each authority that did not answer.

        Raises:
            PackageNotMade: the disk is full or gives another error; nothing remains.
        """
        waiting = list(stamper.authorities) if stamper else []
        missing = {} if waiting else {"": "no time-stamp authority is set (KHRONIKA_TSA_URLS)"}
        self._place_early(stamper)
        with explained(self.store):
            while True:
                head = self._write(description, signer, waiting, missing)
                answers = [stamper.ask(name, head) for name in waiting] if stamper else []
                refused = [answer for answer in answers if answer.response is None]
                if not refused:
                    break
                for answer in refused:
                    missing[answer.authority] = answer.why or "no answer"
                    warn(f"{self.id}: no time-stamp by {answer.authority}: {answer.why}")
                    waiting.remove(answer.authority)
            for answer in answers:
                if why := self._early.missing.get(answer.authority):
                    warn(f"{self.id}: stamped by {answer.authority} at sealing only: {why}")
                self._place(stamp_path(answer.authority), answer.response or b"")
            return self._appear(head, is_complete=description.get("complete") is not False)

    def _write(
        self,
        description: Mapping[str, Json],
        signer: Signer,
        stamped: Sequence[str],
        missing: Mapping[str, str],
    ) -> bytes:
        at = zulu(self._clock())
        self._describe(description, signer, at, stamped, missing)
        self._place(layout.BAGIT, layout.DECLARATION)
        self._place(layout.BAG_INFO, self._bag_info(at))
        self._place(layout.GUIDE, layout.write_guide(self.id, signer.actor, layout.VERSION))
        self._place(layout.MANIFEST, layout.write_manifest(self._sha256))
        tags = (layout.BAGIT, layout.BAG_INFO, layout.GUIDE, layout.MANIFEST)
        listed = {path: sha256_of(self.folder / path) for path in tags}
        tag_manifest = layout.write_manifest(listed)
        self._place(layout.TAG_MANIFEST, tag_manifest)
        return write_head(
            self.folder, self.id, "capture", at=at, signer=signer, tag_manifest=tag_manifest
        )

    def _describe(
        self,
        description: Mapping[str, Json],
        signer: Signer,
        at: str,
        stamped: Sequence[str],
        missing: Mapping[str, str],
    ) -> None:
        raw = [path for path in sorted(self._sha256) if path.startswith(layout.RAW)]
        whole: dict[str, Json] = {
            **description,
            "format": layout.FORMAT_VERSION,
            "minor": layout.FORMAT_MINOR,
            "id": self.id,
            "actor": signer.actor,
            "sealed_at": at,
            "clock": clock_source(),
            "software": {"name": "khronika", "version": __version__},
            "files": [self._listed(path) for path in raw],
            "derived": [
                {
                    **self._listed(path),
                    "parent": self._sha256[parent],
                    "tool": dict(zip(("name", "version", "sha256"), tool, strict=False)),
                }
                for path, (parent, tool) in sorted(self._derived.items())
            ],
            "stamps": {
                "declared": [{"authority": a, "path": stamp_path(a)} for a in stamped],
                "missing": [{"authority": a, "why": why} for a, why in sorted(missing.items())],
                **({"capture": self._early.to_json()} if self._early.content else {}),
            },
        }
        content = canonical_json(whole) + b"\n"
        self._place(layout.DESCRIPTION, content)
        self._sha256[layout.DESCRIPTION] = hashlib.sha256(content).hexdigest()
        self._sizes[layout.DESCRIPTION] = len(content)

    def _listed(self, path: str) -> dict[str, Json]:
        return {"path": path, "bytes": self._sizes[path], "sha256": self._sha256[path]}

    def _bag_info(self, at: str) -> bytes:
        items = [
            ("External-Identifier", self.id),
            ("Bagging-Date", at[:10]),
            ("Payload-Oxum", f"{sum(self._sizes.values())}.{len(self._sizes)}"),
            ("Bag-Software-Agent", f"khronika {__version__}"),
        ]
        return layout.write_bag_info(items)

    def _place(self, path: str, content: bytes) -> None:
        place(self.folder / path, content)

    def _appear(self, head: bytes, *, is_complete: bool) -> Evidence:
        folders = {(self.folder / path).parent for path in self._sha256}
        for folder in (*sorted(folders), *(self.folder / x for x in ("data", "proofs", "."))):
            flush_folder(folder)
        package = self.store / self.id
        if package.exists():
            raise PackageNotMade(f"{self.id} stands in the store already; capture again")
        self.folder.rename(package)
        flush_folder(self.store)
        return Evidence(self.id, package, hashlib.sha256(head).hexdigest(), is_complete)


def _asking(stamper: Stamper) -> Callable[[str, bytes], tuple[bytes | None, str]]:
    def ask(authority: str, content: bytes) -> tuple[bytes | None, str]:
        answer = stamper.ask(authority, content)
        return answer.response, answer.why or "no answer"

    return ask
