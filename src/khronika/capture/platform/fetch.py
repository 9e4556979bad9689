"""Runs yt-dlp in a process of its own, with no settings, plug-ins, caches or cookies of anybody.

It reaches the web through a proxy of ours alone, writes into one folder, and is stopped when the
time of the source is over. What it says of the operator's machine is left out.
"""

import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from khronika.errors import CaptureError
from khronika.media.programs import Bounds, limited
from khronika.model.canonical import Json

_LOCAL = frozenset(
    {"_filename", "filename", "filepath", "infojson_filename", "requested_downloads", "_version"}
    | {"http_headers", "cookies", "epoch", "_has_drm", "__files_to_move", "__finaldir"}
)
"""Keys that tell of the machine, of the request, or of the moment; not of the film."""
_WORDS = (
    "--ignore-config", "--no-plugin-dirs", "--no-cache-dir", "--no-update",
    "--no-remote-components",
    "--no-js-runtimes", "--no-playlist", "--no-exec", "--no-mtime", "--no-check-certificates",
    "--no-progress", "--no-color", "--no-part", "--restrict-filenames", "--fixup", "never",
    "--write-info-json", "--clean-info-json", "--downloader", "native",
    "--downloader", "dash,m3u8:native", "--retries", "2", "--fragment-retries", "2",
    "--max-downloads", "1", "-o", "film.%(ext)s", "-o", "infojson:film",
)  # fmt: skip
_LONGEST = 1 << 16
"""Letters of one word of a platform; what is longer, or in longer lists, ends with a sign."""
_MOST_ITEMS = 10_000
_CUT = " […]"


class FetcherMissing(CaptureError):
    """yt-dlp is not installed."""


@dataclass(frozen=True, slots=True)
class Film:
    """What yt-dlp brought: the file, what the platform says of it, what it complained of.

    Either may be None. `version` and `sha256` are those of yt-dlp.
    """

    path: Path | None
    said: Json
    faults: tuple[str, ...]
    version: str
    sha256: str


def library() -> tuple[str, str]:
    """Answer the version of yt-dlp, and the SHA-256 of the list of its files with their hashes.

    Raises:
        FetcherMissing: it is not installed.
    """
    try:
        found = distribution("yt-dlp")
    except PackageNotFoundError as error:
        raise FetcherMissing(
            "films of platforms need yt-dlp: install khronika[platforms], or capture without it"
        ) from error
    return found.version, hashlib.sha256((found.read_text("RECORD") or "").encode()).hexdigest()


def fetch(url: str, folder: Path, proxy: str, *, seconds: float, most_bytes: int) -> Film:
    """Fetch the film of a page.

    Args:
        url: of the page.
        folder: an empty one, for the film.
        proxy: through which everything is asked.
        seconds: after which it is stopped.
        most_bytes: larger films are not fetched.

    Raises:
        FetcherMissing: yt-dlp is not installed.
    """
    version, sha256 = library()
    words = [*_WORDS, "--proxy", proxy, "--max-filesize", str(most_bytes), "--", url]
    faults = _run(words, folder, proxy, seconds)
    named = [path for path in folder.glob("film.*") if not path.name.endswith(".info.json")]
    films = sorted(named, key=lambda path: path.stat().st_size)
    return Film(films[-1] if films else None, _said(folder), tuple(faults), version, sha256)


def _run(words: list[str], folder: Path, proxy: str, seconds: float) -> list[str]:
    # Nothing of the operator's: no settings, no cookies, no login of a netrc.
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy, "no_proxy": "",
        "PYTHONNOUSERSITE": "1",
    }  # fmt: skip
    bounds = Bounds(max(1, round(seconds)), 4 << 30)
    command = [*limited(bounds), sys.executable, "-m", "yt_dlp", *words]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=max(1.0, seconds))
        except subprocess.TimeoutExpired:
            return [f"yt-dlp was stopped after {seconds:.0f} seconds"]
        finally:
            if process.poll() is None:
                _end(process)
    lines = err.decode("utf-8", "replace").splitlines()
    told = [plain(line.removeprefix("ERROR: "), folder) for line in lines if line[:6] == "ERROR:"]
    if process.returncode not in (0, 101) and not told:  # 101: the most downloads were reached
        told = [f"yt-dlp ended with {process.returncode}"]
    return [*_lacking([*lines, *out.decode("utf-8", "replace").splitlines()]), *told[:5]]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _lacking(lines: list[str]) -> list[str]:
    """Read what yt-dlp says by the way and calls no error: pieces left out, films not fetched."""
    pieces = len({line for line in lines if "Skipping fragment" in line})
    told = [f"the film lacks {pieces} of its pieces, which did not come"] if pieces else []
    if any("larger than max-filesize" in line for line in lines):
        told.append("the film is larger than the limit of bytes (KHRONIKA_CAPTURE_BYTES)")
    return told


def _said(folder: Path) -> Json:
    """Read what the platform says of a film, without what tells of this machine."""
    for path in folder.glob("*.info.json"):
        try:
            return _clean(json.loads(path.read_bytes()), folder)
        except (ValueError, RecursionError):
            return None
    return None


def _clean(value: object, folder: Path) -> Json:
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key not in _LOCAL}
        return {plain(str(key), folder): _clean(one, folder) for key, one in kept.items()}
    if isinstance(value, list):
        more = [_CUT] if len(value) > _MOST_ITEMS else []
        return [*(_clean(one, folder) for one in value[:_MOST_ITEMS]), *more]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 1 << 53:
        return value
    return plain(str(value), folder)


def plain(text: str, folder: Path) -> str:
    """Write words of yt-dlp without paths of this machine, and not without end."""
    for local in _local_paths(folder):
        # Not within an address: `https://x.example/usr/a` is no path of this machine.
        text = re.sub(rf"(?<![\w.~%-]){re.escape(local)}(?![\w.-])", "…", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/?(?= |$|')", "the recorder", text)
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _CUT


def _local_paths(folder: Path) -> list[str]:
    home = os.environ.get("HOME", "")
    paths = [str(folder), str(folder.parent), home.rstrip("/"), sys.prefix]
    return [path for path in paths if path.count("/") and path != "/"]
