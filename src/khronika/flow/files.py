"""Keeps the public copies of pictures and films in step with what public documents show.

In: a subject and the home. Out: `public/files/<sha256>.<ending>` for each file that its public
document shows. Refuses: a file whose bytes do not have the hash that two people approved.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from khronika.errors import FlowError
from khronika.flow.drafts import draft_of, sweep_drafts
from khronika.model.vocabulary import Level
from khronika.record.public.models import Document
from khronika.record.public.read import current

_FILE = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|webp|webm|mp4)\Z")
_KEYS = {"figure": ("image",), "film": ("video", "still")}


class FileMissing(FlowError):
    """A text shows a picture or film that is not kept here, or not as it was approved."""


def folder_of(home: Path) -> Path:
    """Answer the folder of public copies, from which the site serves them."""
    return home / "public" / "files"


def files_of(document: Mapping[str, Any]) -> list[str]:
    """Answer the SHA-256 of every picture and film that a document shows."""
    trees = document.get("trees", {}).values()
    nodes = [node for tree in trees for node in tree["nodes"]]
    found = [node.get(key) for node in nodes for key in _KEYS.get(node["type"], ())]
    return list(dict.fromkeys(str(one) for one in found if one))


def require_files(documents: Iterator[Mapping[str, Any]], *, home: Path) -> None:
    """Refuse documents that show a file which is not kept here as it was approved.

    Raises:
        FileMissing: names its hash.
    """
    for document in documents:
        for sha256 in files_of(document):
            _kept(home, sha256)


def sync_files(subject: str, *, home: Path) -> list[Path]:
    """Copy what a subject's public document shows, and take away what no document shows.

    Args:
        subject: what was published or withdrawn.
        home: `KHRONIKA_HOME`.

    Returns:
        The public copies, made now or before.

    Raises:
        FileMissing: a file is not kept here as it was approved.
    """
    document = current(subject)
    shown = files_of(document.body) if document else []
    kept = [_copy(home, sha256) for sha256 in shown]
    sweep_files(home)
    return kept


def sweep_files(home: Path) -> list[str]:
    """Take away every public copy that no public document shows any more; answer their names."""
    sweep_drafts(folder_of(home))
    files = [path for path in folder_of(home).glob("*") if _FILE.match(path.name)]
    gone = [path for path in files if not _is_shown(path.stem)]
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]


def _is_shown(sha256: str) -> bool:
    rows = Document.objects.filter(level=Level.PUBLIC.value).exclude(kind="event")
    return rows.filter(body__contains=f'"{sha256}"').exists()


def _kept(home: Path, sha256: str) -> Path:
    """Answer the private file of a hash."""
    found = [path for path in (home / "prose").glob(f"{sha256}.*") if _FILE.match(path.name)]
    if not found or hashlib.sha256(found[0].read_bytes()).hexdigest() != sha256:
        raise FileMissing(
            f"the file {sha256} is not kept here as it was approved; send it again and ask anew"
        )
    return found[0]


def _copy(home: Path, sha256: str) -> Path:
    """Copy a file whole; metadata went when it came in."""
    ours = _kept(home, sha256)
    target = folder_of(home) / ours.name
    if target.exists():
        return target
    with draft_of(target) as draft:
        draft.write(ours.read_bytes())
    return target
