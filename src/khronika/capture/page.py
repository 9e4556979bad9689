"""Captures a web address: every redirect and the last answer, each as its own WARC records.

The bytes are kept as received. What is missing (a limit, a broken connection, a redirect to a
forbidden place or without end) is a gap in the manifest, never a silence.
"""

from khronika.capture.conditions import Conditions
from khronika.capture.finish import Fetched, finish
from khronika.capture.trail import Trail
from khronika.capture.walk import walk
from khronika.capture.warc import WarcFile
from khronika.model.evidence import Evidence
from khronika.net.address import read_address
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft, zulu


def capture_page(text: str, conditions: Conditions) -> Evidence:
    """Capture an http or https address.

    Args:
        text: the address as given; login is stripped, the fragment is not sent.
        conditions: where to, by whom, within which limits.

    Raises:
        NetError: nothing that is HTTP came from the address, or it may not be asked.
        PackageNotMade: the store cannot be written.
    """
    address = read_address(text)
    with Draft(conditions.store, clock=conditions.clock) as draft:
        started_at, trail = zulu(conditions.clock()), Trail()
        with draft.create(WARC) as out:
            walk(address, draft, WarcFile(out), conditions, trail)
        return finish(draft, Fetched(text, address, started_at, trail, {}), conditions)
