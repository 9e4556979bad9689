"""Captures a web address: every redirect and the last answer, each as its own WARC records.

The bytes are kept as received. What is missing (a limit, a broken connection, a redirect to a
forbidden place or without end) is a gap in the manifest, never a silence.
"""

from collections.abc import Callable
from dataclasses import replace

from khronika.capture.conditions import Conditions
from khronika.capture.file import name_text
from khronika.capture.stamping import Authorities
from khronika.capture.trail import Trail
from khronika.capture.wacz import add_wacz
from khronika.capture.warc import WarcFile
from khronika.errors import NetError
from khronika.media.derive import add_answers
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.net.address import WebAddress, follow, read_address, without_login
from khronika.net.client import Exchange, Meter, ask
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft, zulu

MOST_REDIRECTS = 20
_REDIRECTS = (301, 302, 303, 307, 308)


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
            _walk(address, draft, WarcFile(out), conditions, trail)
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
        }
        return draft.seal(
            description, signer=conditions.signer, stamper=stamper, warn=conditions.warn
        )


def _walk(
    first: WebAddress, draft: Draft, warc: WarcFile, conditions: Conditions, trail: Trail
) -> None:
    """Ask for an address and for each one that it redirects to."""
    meter = Meter(conditions.limits)
    address: WebAddress | None = first
    while address is not None:
        trail.asked.add(address.url)
        at = zulu(conditions.clock())
        with draft.scratch() as answer:
            try:
                exchange = ask(
                    address,
                    answer,
                    meter=meter,
                    allowed=conditions.allowed,
                    login=first.login if address.origin == first.origin else None,
                    extra=conditions.extra if address is first else (),
                    progress=_progress(address, conditions),
                )
            except NetError as error:
                if not trail.exchanges:
                    raise
                return trail.miss(
                    f"a redirect was not followed: {error}", conditions.warn, first.shown
                )
            warc.write(exchange, at)
        trail.note(exchange, at, conditions)
        address = _next(exchange, trail, conditions)
    return None


def _progress(address: WebAddress, conditions: Conditions) -> Callable[[int], None]:
    return lambda received: conditions.progress(f"{address.shown}: {received >> 10} KB received")


def _next(exchange: Exchange, trail: Trail, conditions: Conditions) -> WebAddress | None:
    """Answer where a redirect leads, None at the end of the trail."""
    locations = exchange.head.all("location")
    if exchange.head.status not in _REDIRECTS or not locations:
        return None
    shown = exchange.address.shown
    try:
        address = replace(follow(exchange.address, locations[0].encode("latin-1")), login=None)
    except NetError as error:
        trail.miss(f"a redirect was not followed: {error}", conditions.warn, shown)
        return None
    if address.url in trail.asked:
        trail.miss("the redirects go round in a circle", conditions.warn, shown)
        return None
    if len(trail.exchanges) > MOST_REDIRECTS:
        why = f"the redirects have no end; stopped after {MOST_REDIRECTS}"
        trail.miss(why, conditions.warn, shown)
        return None
    return address
