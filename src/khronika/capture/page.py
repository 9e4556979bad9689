"""Captures a web address: every redirect and the last answer, each as its own WARC records.

The bytes are kept as received. What is missing (a limit, a broken connection, a redirect to a
forbidden place or without end) is a gap in the manifest, never a silence.
"""

from khronika.capture.conditions import Conditions
from khronika.capture.file import name_text
from khronika.capture.stamping import Authorities
from khronika.capture.trail import Trail
from khronika.capture.wacz import add_wacz
from khronika.capture.walk import walk
from khronika.capture.warc import WarcFile
from khronika.capture.witness import add_witness
from khronika.media.derive import add_answers
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.net.address import read_address, without_login
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
        witness = add_witness(draft, address, conditions)
        stamper = Authorities.of(conditions)
        draft.stamp_captured(stamper)
        add_wacz(draft, url=address.url, started_at=started_at)
        media = add_answers(draft, progress=conditions.progress)
        description: dict[str, Json] = {
            "kind": "http",
            "source": {"url": name_text(without_login(text))},
            "started_at": started_at,
            "finished_at": zulu(conditions.clock()),
            "complete": not trail.gaps,
            "gaps": trail.gaps,
            "exchanges": trail.exchanges,
            "media": media,
            **({"witness": witness} if witness else {}),
        }
        return draft.seal(
            description, signer=conditions.signer, stamper=stamper, warn=conditions.warn
        )
