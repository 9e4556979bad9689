"""Makes a package of a page as a browser saw it: every exchange, and views derived from them."""

from khronika.capture.browser.look import View, look
from khronika.capture.browser.recorder import Recorder
from khronika.capture.conditions import Conditions
from khronika.capture.finish import Fetched, finish
from khronika.capture.trail import Trail
from khronika.capture.warc import WarcFile
from khronika.errors import CaptureError
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.net.address import read_address
from khronika.net.proxy import BrowserProxy
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft, zulu

_LEAST_BYTES = 4 << 10
"""Smaller pictures of a page are its signs and buttons."""


class NothingSeen(CaptureError):
    """No document came, so there is nothing to keep."""


def capture_with_browser(text: str, conditions: Conditions) -> Evidence:
    """Capture an http or https address as Chromium sees it.

    Everything that the page asks for is recorded, also what scripts ask for late; a picture, a
    print, the text and the document as scripts left it are derived. What fails halfway is a gap:
    the package is kept, and says that it is not complete.

    Args:
        text: the address as given; login and fragment are not sent.
        conditions: where to, by whom, within which limits.

    Raises:
        BrowserMissing: there is no Chromium, or no library to drive it.
        NothingSeen: no document came.
        NetError: the address cannot be read.
        PackageNotMade: the store cannot be written.
    """
    address = read_address(text)
    with Draft(conditions.store, clock=conditions.clock) as draft:
        started_at, trail = zulu(conditions.clock()), Trail()
        with draft.create(WARC) as out:
            recorder = Recorder(WarcFile(out), draft, conditions, trail)
            with BrowserProxy(recorder.answer) as proxy:
                conditions.progress(f"{address.shown}: a browser looks at it")
                view = look(address.url, recorder, proxy.url)
                recorder.finish()
        if not recorder.has_document:
            why = "; ".join(_reasons(trail, view)) or "no document came"
            raise NothingSeen(f"{address.shown}: {why}; try again, or capture without a browser")
        told: dict[str, Json] = {
            "browser": {
                "name": "chromium",
                "version": view.version,
                "sha256": view.program_sha256,
                "banner": view.banner,
                "refused": recorder.refused,
            }
        }
        fetched = Fetched(
            text, address, started_at, trail, told,
            least_bytes=_LEAST_BYTES, add_views=lambda: _add_views(draft, view),
        )  # fmt: skip
        for fault in view.faults:
            conditions.warn(f"{address.shown}: {fault}")
        return finish(draft, fetched, conditions)


def _reasons(trail: Trail, view: View) -> list[str]:
    return [str(gap["why"]) for gap in trail.gaps if isinstance(gap, dict)] + view.faults


def _add_views(draft: Draft, view: View) -> list[Json]:
    """Write the views; answer what is missing of them."""
    tool = ("chromium", view.version)
    views = {
        "screenshot.png": view.screenshot,
        "page.pdf": view.print,
        "text.txt": view.text and view.text.encode("utf-8", "surrogatepass"),
        "document.html": view.document and view.document.encode("utf-8", "surrogatepass"),
    }
    for name, content in views.items():
        if content:
            draft.derive(f"data/view/{name}", iter([content]), parent=WARC, tool=tool)
    return [{"path": "data/view", "why": fault} for fault in view.faults]
