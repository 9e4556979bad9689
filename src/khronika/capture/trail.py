"""Notes, while a source is captured, what was asked for and what is missing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from khronika.capture.conditions import Conditions
from khronika.model.canonical import Json
from khronika.net.client import Exchange
from khronika.seal.layout import WARC


@dataclass(slots=True)
class Trail:
    """What was asked for so far, and what is missing; both stand in `data/manifest.json`.

    `path` is the file of the package into which the answers go.
    """

    exchanges: list[Json] = field(default_factory=list)
    gaps: list[Json] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    path: str = WARC

    def miss(self, why: str, warn: Callable[[str], None], shown: str) -> None:
        """Note a gap and say it."""
        self.gaps.append({"path": self.path, "why": why})
        warn(f"{shown}: {why}")

    def note(self, exchange: Exchange, at: str, conditions: Conditions) -> None:
        """Note an exchange, and as a gap where its answer is not whole."""
        noted: dict[str, Json] = {
            "url": exchange.address.url,
            "at": at,
            "ip": exchange.ip or None,
            "status": exchange.head.status,
            "body_bytes": exchange.body_bytes,
            "tls": cast(Json, exchange.tls and exchange.tls.to_json()),
            "interim": list(exchange.interim),
        }
        self.exchanges.append(noted)
        shown = exchange.address.shown
        if exchange.tls and exchange.tls.fault:
            conditions.warn(
                f"{shown}: the certificate is not valid ({exchange.tls.fault}); kept as evidence"
            )
        if exchange.cut:
            self.miss(
                f"the answer is cut ({exchange.cut}): {exchange.fault}", conditions.warn, shown
            )
        if part := _part(exchange):
            self.miss(part, conditions.warn, shown)


def _part(exchange: Exchange) -> str | None:
    """Say that a server sent a part though all was asked for (RFC 9110 section 15.3.7)."""
    if exchange.head.status != 206:
        return None
    told = ", ".join(exchange.head.all("content-range"))
    found = re.fullmatch(r"bytes 0-(\d{1,18})/(\d{1,18})", told.strip())
    if found and int(found[1]) + 1 == int(found[2]):
        return None
    which = told[:100] or "it does not say which"
    return f"the server sent a part only ({which}); all was asked for"
