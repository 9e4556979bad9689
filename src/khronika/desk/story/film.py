"""Cleans films that come in: the streams are copied, everything said about them is left behind.

In: a WebM or MP4 file. Out: the same pictures and sound without metadata (place, time, device),
under the name of their hash, and how long it runs. Refuses: other files, and all where ffmpeg is
missing, since an uncleaned film may tell who filmed it where.
"""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from khronika.desk.story.pictures import by_content

MOST_BYTES = 60_000_000
SECONDS_ALLOWED = 120


def cleaned(file: BinaryIO) -> "tuple[ContentFile[bytes], int]":
    """Answer a film without metadata under the SHA-256 of its new bytes, and its whole seconds.

    Args:
        file: what was sent.

    Raises:
        ValidationError: it is too large, no WebM or MP4, or ffmpeg is missing.
    """
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        raise ValidationError({"file": _("Films need ffmpeg on this machine; install it first.")})
    file.seek(0)
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ValidationError({"file": _("The film is larger than 60 MB; cut it first.")})
    ending = ending_of(body)
    with tempfile.TemporaryDirectory() as folder:
        came, bare = Path(folder) / f"came{ending}", Path(folder) / f"bare{ending}"
        came.write_bytes(body)
        _run("ffmpeg", "-v", "error", "-protocol_whitelist", "file", "-i", str(came),
             "-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1",
             "-fflags", "+bitexact", "-flags:v", "+bitexact", "-c", "copy", str(bare))  # fmt: skip
        return by_content(bare.read_bytes(), ending), _seconds(bare)


def ending_of(body: bytes) -> str:
    """Tell WebM from MP4 by the first bytes (EBML; ISO/IEC 14496-12 `ftyp`).

    Raises:
        ValidationError: it is neither.
    """
    if body[:4] == b"\x1a\x45\xdf\xa3":
        return ".webm"
    if body[4:8] == b"ftyp":
        return ".mp4"
    raise ValidationError({"file": _("This is no WebM or MP4 film.")})


def _seconds(film: Path) -> int:
    told = _run("ffprobe", "-v", "error", "-protocol_whitelist", "file", "-show_entries",
                "format=duration", "-of", "json", str(film))  # fmt: skip
    return round(float(json.loads(told)["format"].get("duration", 0)))


def _run(*words: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, check=True, timeout=SECONDS_ALLOWED)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise ValidationError({"file": _("The film cannot be read.")}) from error
    return done.stdout.decode(errors="replace")
