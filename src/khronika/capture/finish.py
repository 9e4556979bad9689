"""Finishes the package of an address, however it was fetched: witness, stamps, copies, views."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from khronika.capture.conditions import Conditions
from khronika.capture.file import name_text
from khronika.capture.stamping import Authorities
from khronika.capture.trail import Trail
from khronika.capture.wacz import add_wacz
from khronika.capture.witness import add_witness
from khronika.media.derive import add_answers
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.net.address import WebAddress, without_login
from khronika.seal.writer import Draft, zulu


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched of an address, and how.

    `text` is the address as it was given; `told` is what `data/manifest.json` says beside what
    every package of an address says; `least_bytes` the size of pictures that are looked at;
    `add_views` is called once the copy for looking at is there, and answers more gaps.
    """

    text: str
    address: WebAddress
    started_at: str
    trail: Trail
    told: Mapping[str, Json]
    least_bytes: int = 0
    add_views: Callable[[], list[Json]] = list


def finish(draft: Draft, fetched: Fetched, conditions: Conditions) -> Evidence:
    """Look a second time where that was asked for, stamp, make copies and views, and seal.

    Args:
        draft: the package in the making; its WARC is written.
        fetched: what was fetched.
        conditions: by whom, stamped by whom.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    finished_at = zulu(conditions.clock())
    witness = add_witness(draft, fetched.address, conditions)
    stamper = Authorities.of(conditions)
    draft.stamp_captured(stamper)
    add_wacz(draft, url=fetched.address.url, started_at=fetched.started_at)
    gaps = [*fetched.trail.gaps, *fetched.add_views()]
    media = add_answers(draft, least_bytes=fetched.least_bytes, progress=conditions.progress)
    description: dict[str, Json] = {
        "kind": "http",
        "source": {"url": name_text(without_login(fetched.text))},
        "started_at": fetched.started_at,
        "finished_at": finished_at,
        "complete": not gaps,
        "gaps": gaps,
        "exchanges": fetched.trail.exchanges,
        "media": media,
        **({"witness": witness} if witness else {}),
        **fetched.told,
        **conditions.told(),
    }
    return draft.seal(description, signer=conditions.signer, stamper=stamper, warn=conditions.warn)
