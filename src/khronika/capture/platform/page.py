"""Makes a package of a page of a platform: every exchange, the film, what the platform says."""

import hashlib
import tempfile
from pathlib import Path

from khronika.capture.browser.recorder import Recorder
from khronika.capture.conditions import Conditions
from khronika.capture.finish import Fetched, finish
from khronika.capture.platform.fetch import Film, fetch, library
from khronika.capture.trail import Trail
from khronika.capture.walk import walk
from khronika.capture.warc import WarcFile
from khronika.errors import CaptureError, NetError
from khronika.media.answers import answered
from khronika.model.canonical import Json, canonical_json
from khronika.model.evidence import Evidence
from khronika.net.address import WebAddress, read_address
from khronika.net.proxy import BrowserProxy
from khronika.seal.layout import WARC, plain_name
from khronika.seal.writer import Draft, zulu

_PIECE = 1 << 20


class NothingFetched(CaptureError):
    """No answer came, so there is nothing to keep."""


def capture_from_platform(text: str, conditions: Conditions) -> Evidence:
    """Capture the film of a page with yt-dlp.

    Whatever yt-dlp asks for is asked by our client, under its guard against private networks and
    its limits, and recorded. A film that it puts together of pieces is a view of them.

    Args:
        text: the address as given; login and fragment are not sent.
        conditions: where to, by whom, within which limits.

    Raises:
        FetcherMissing: yt-dlp is not installed.
        NothingFetched: no answer came.
        NetError: the address cannot be read.
        PackageNotMade: the store cannot be written.
    """
    address = read_address(text)
    library()
    with Draft(conditions.store, clock=conditions.clock) as draft:
        started_at, trail = zulu(conditions.clock()), Trail()
        with tempfile.TemporaryDirectory(dir=draft.folder, prefix=".film-") as scratch:
            film = _fetch(draft, address, conditions, trail, Path(scratch))
            if not trail.exchanges:
                why = [str(one["why"]) for one in trail.gaps if isinstance(one, dict)]
                reason = "; ".join([*why, *film.faults]) or "no answer came"
                raise NothingFetched(
                    f"{address.shown}: {reason}; try again, or capture it without --platform"
                )
            gaps = _add_views(draft, film)
        for fault in film.faults:
            conditions.warn(f"{address.shown}: {fault}")
        told: dict[str, Json] = {
            "platform": {"name": "yt-dlp", "version": film.version, "sha256": film.sha256}
        }
        fetched = Fetched(text, address, started_at, trail, told, add_views=lambda: gaps)
        return finish(draft, fetched, conditions)


def _fetch(
    draft: Draft, address: WebAddress, conditions: Conditions, trail: Trail, scratch: Path
) -> Film:
    """Let yt-dlp look, and record whatever it asks for; the page itself is written last."""
    with draft.create(WARC) as out:
        warc = WarcFile(out)
        recorder = Recorder(warc, draft, conditions, trail, is_open=True)
        recorder.expect(address.url, is_document=True)
        with BrowserProxy(recorder.answer) as proxy:
            conditions.progress(f"{address.shown}: yt-dlp looks for the film")
            film = fetch(
                address.url,
                scratch,
                proxy.url,
                seconds=recorder.seconds_left,
                most_bytes=conditions.limits.body_bytes,
            )
            recorder.finish()
        if trail.exchanges and not recorder.has_document:
            _ask_for_page(draft, address, warc, conditions, trail)
    return film


def _ask_for_page(
    draft: Draft, address: WebAddress, warc: WarcFile, conditions: Conditions, trail: Trail
) -> None:
    """Ask for the page itself where yt-dlp had no need of it: citations count in it."""
    own = Trail()
    try:
        walk(address, draft, warc, conditions, own)
    except NetError as error:
        own.miss(f"the page itself did not come: {error}", conditions.warn, address.shown)
    trail.exchanges += own.exchanges
    trail.gaps += own.gaps


def _add_views(draft: Draft, film: Film) -> list[Json]:
    """Write what the platform says, and the film where it is no single answer; name what lacks."""
    tool = ("yt-dlp", film.version, film.sha256)
    if film.said is not None:
        content = canonical_json(film.said) + b"\n"
        draft.derive("data/view/platform.json", [content], parent=WARC, tool=tool)
    gaps: list[Json] = [{"path": WARC, "why": fault} for fault in film.faults]
    if film.path is None:
        return gaps or [{"path": WARC, "why": "no film was found on the page"}]
    if not _is_recorded(draft, film.path):
        with film.path.open("rb") as file:
            pieces = iter(lambda: file.read(_PIECE), b"")
            draft.derive(f"data/view/{plain_name(film.path.name)}", pieces, parent=WARC, tool=tool)
    return gaps


def _is_recorded(draft: Draft, path: Path) -> bool:
    """Tell whether a film lies in the record as one answer, byte for byte."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with tempfile.TemporaryDirectory(dir=draft.folder, prefix=".film-") as scratch:
        found, _ = answered(draft.folder / WARC, Path(scratch))
    return sha256 in {one.sha256 for one in found}
