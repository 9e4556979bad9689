"""Asks again, records the second answers beside the first, and adds the comparison as a view."""

import time
from collections.abc import Callable
from dataclasses import replace

from khronika import __version__
from khronika.capture.conditions import Conditions, SecondLook
from khronika.capture.trail import Trail
from khronika.capture.walk import walk
from khronika.capture.warc import WarcFile
from khronika.capture.witness.compare import MOST_BYTES, compare, read_answer
from khronika.errors import NetError, SealError
from khronika.model.canonical import Json, canonical_json
from khronika.net.address import WebAddress
from khronika.seal.entity import last_answer
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft, zulu

WITNESS = "data/raw/witness.warc"
COMPARED = "data/witness.json"
_STEP_SECONDS = 1.0


def add_witness(
    draft: Draft,
    address: WebAddress,
    conditions: Conditions,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Json:
    """Ask for an address again, where the conditions say so.

    What the second look misses is no gap of the package: its first look is whole without it.

    Args:
        draft: the package in the making; its WARC is written.
        address: what was asked for first.
        conditions: `witness` says when and by whose way.
        sleep: waits so many seconds.

    Returns:
        What `data/manifest.json` shall say under `witness`; None where nobody asked for it.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    look = conditions.witness
    if look is None:
        return None
    _wait(look, conditions, sleep)
    at, trail = zulu(conditions.clock()), Trail(path=WITNESS)
    told: dict[str, Json] = {
        "at": at,
        "after_seconds": round(look.after_seconds),
        "way": look.relay.kind if look.relay else "the same",
        "path": WITNESS,
    }
    again = replace(conditions, relay=look.relay, extra=(), warn=_quiet)
    with draft.create(WITNESS) as out:
        try:
            walk(address, draft, WarcFile(out), again, trail)
        except NetError as error:
            trail.gaps.append({"path": WITNESS, "why": f"no second answer: {error}"})
    told |= {"gaps": trail.gaps, "exchanges": trail.exchanges}
    for gap in trail.gaps:
        conditions.warn(
            f"{address.shown}: second look: {gap['why'] if isinstance(gap, dict) else gap}"
        )
    told["compared"] = _compare(draft, conditions, address) if trail.exchanges else None
    return told


def _quiet(_: str) -> None:
    return


def _wait(look: SecondLook, conditions: Conditions, sleep: Callable[[float], None]) -> None:
    left = look.after_seconds
    while left > 0:
        conditions.progress(f"the second look begins in {left:.0f} seconds")
        sleep(min(_STEP_SECONDS, left))
        left -= _STEP_SECONDS


def _compare(draft: Draft, conditions: Conditions, address: WebAddress) -> str | None:
    """Write the comparison; answer its path, None where an answer is too large to be compared."""
    answers = []
    for path in (WARC, WITNESS):
        try:
            with (draft.folder / path).open("rb") as file:
                answers.append(read_answer(*last_answer(file, MOST_BYTES)))
        except SealError as error:
            conditions.warn(f"{address.shown}: the two answers were not compared: {error}")
            return None
    content = canonical_json(compare(*answers)) + b"\n"
    draft.derive(COMPARED, [content], parent=WITNESS, tool=("khronika", __version__))
    return COMPARED
