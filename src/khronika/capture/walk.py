"""Asks for an address and follows where it redirects, each hop as its own WARC records."""

from collections.abc import Callable
from dataclasses import replace

from khronika.capture.conditions import Conditions
from khronika.capture.trail import Trail
from khronika.capture.warc import WarcFile
from khronika.errors import NetError
from khronika.net.address import WebAddress, follow
from khronika.net.client import Exchange, Meter, ask
from khronika.seal.writer import Draft, zulu

MOST_REDIRECTS = 20
_REDIRECTS = (301, 302, 303, 307, 308)


def walk(
    first: WebAddress, draft: Draft, warc: WarcFile, conditions: Conditions, trail: Trail
) -> None:
    """Ask for an address and for each one that it redirects to.

    Args:
        first: where to begin.
        draft: the package in the making, for what is under way.
        warc: where exchanges are written.
        conditions: limits, allowed hosts, by whose way.
        trail: notes exchanges and gaps.

    Raises:
        NetError: the first answered nothing that is HTTP, or may not be asked.
    """
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
                    relay=conditions.relay,
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
