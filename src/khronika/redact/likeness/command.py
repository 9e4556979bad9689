"""`khronika similar`: the same film or picture among the packages of a store, however changed."""

import argparse
import json
import stat
import sys
from pathlib import Path

from khronika.media import orb
from khronika.media.programs import MediaUnreadable
from khronika.redact.command_passing import Passing
from khronika.redact.likeness.fingerprint import question
from khronika.redact.likeness.search import Index, search
from khronika.redact.likeness.shelf import kept, media_of
from khronika.seal.container import shown
from khronika.seal.home import home_folder

_GIVE = "give a film, a picture, or a package of one"

WITHOUT_PIECES = (
    "pieces cut out off the middle, turned or slanted are not looked for: install khronika[orb]"
    " (in a checkout: make install)"
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika similar`."""
    parser.add_argument("file", type=Path, help="a film, a picture, or a package of one")
    parser.add_argument("--store", type=Path, metavar="DIR", help="folder of packages")
    parser.add_argument("--json", action="store_true", help="one JSON list")
    parser.epilog = (
        "Prints near-duplicates, nearest first: package, median of differing bits (of 256: 0 to 45"
        " of frames, 0 to 64 of points), share of its frames that were found, by how many seconds"
        " the kept film is ahead, and what found it: pdq (whole frames) or orb (points of pieces)."
        " Exit 0: looked for, whether or not there are any; 2: the file cannot be opened."
    )


def _film_or_picture(path: Path) -> Path:
    """Answer the file to look for: what was named, or what lies in the package that was."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise MediaUnreadable(f"{shown(path)}: {error.strerror}; {_GIVE}") from error
    if stat.S_ISREG(mode):
        return path
    if not stat.S_ISDIR(mode):  # a pipe would be waited for without end
        raise MediaUnreadable(f"{shown(path)}: not an ordinary file; {_GIVE}")
    media = media_of(path)
    if media is None:
        raise MediaUnreadable(f"{shown(path)}: holds no film or picture; {_GIVE}")
    return media


def run(arguments: argparse.Namespace) -> int:
    """Look for one file."""
    say = Passing("similar")
    path: Path = arguments.file
    media = _film_or_picture(path)
    asked = question(media)
    store = arguments.store or home_folder() / "store"
    found = search(asked, Index(kept(store, home_folder() / "likeness", progress=say)))
    if path.is_dir():
        found = [one for one in found if Path(one.name).resolve() != path.resolve()]
    if not orb.is_there():
        print(f"khronika similar: {WITHOUT_PIECES}", file=sys.stderr)
    if arguments.json:
        listed = [
            {
                "package": x.name,
                "distance": x.distance,
                "share": x.share,
                "shift_seconds": x.shift,
                "stage": x.stage,
                "points": x.points,
            }
            for x in found
        ]
        print(json.dumps(listed, ensure_ascii=False))
        return 0
    for one in found:
        ahead = "" if one.shift is None else f"{one.shift:+.1f}"
        print(one.name, f"{one.distance:g}", f"{one.share:.2f}", ahead, one.stage, sep="\t")
    if not found:
        print("khronika similar: nothing like it in the store", file=sys.stderr)
    return 0
