"""Points at seconds of a film: a citation like one of words, with a place in time.

Written as W3C Media Fragments 1.0 writes it (section 4.2.1, normal play time): `t=14,19` are the
seconds from 14 (included) to 19 (excluded), `t=14` begins at 14.
"""

import re
from dataclasses import dataclass

from khronika.errors import SpanOutsideSource

MOST_MS = 360_000_000
"""A hundred hours: no film is longer, and a number that large is a slip."""
_SECONDS = r"([0-9]{1,6})(?:\.([0-9]{1,3}))?"
_FRAGMENT = re.compile(f"t=(?:npt:)?(?:{_SECONDS})?(?:,{_SECONDS})?")


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """The milliseconds `start_ms` (included) to `end_ms` (excluded) of a film; None: one moment.

    >>> Fragment(14_000, 19_500).to_text()
    't=14,19.5'
    """

    start_ms: int
    end_ms: int | None = None

    def __post_init__(self) -> None:
        """Refuse a stretch that is empty, runs backwards, or lies before or far behind a film."""
        last = self.start_ms if self.end_ms is None else self.end_ms - 1
        if not 0 <= self.start_ms <= last < MOST_MS:
            raise SpanOutsideSource(
                f"from {self.start_ms} to {self.end_ms} ms is no stretch of a film; "
                "name a second and, if it lasts, a later one"
            )

    def to_text(self) -> str:
        """Write it in its one canonical form, without zeros that say nothing."""
        end = "" if self.end_ms is None else f",{_seconds(self.end_ms)}"
        return f"t={_seconds(self.start_ms)}{end}"

    @classmethod
    def from_text(cls, text: str) -> "Fragment":
        """Read `t=14,19`, `t=14`, `t=,19` and `t=npt:14`.

        Raises:
            SpanOutsideSource: it is none of these, or no stretch.

        >>> Fragment.from_text("t=,2.5")
        Fragment(start_ms=0, end_ms=2500)
        """
        found = _FRAGMENT.fullmatch(text) if text.isascii() else None
        if found is None or not any(found.groups()):
            raise SpanOutsideSource(f"{text[:40]!r} names no seconds; write t=14 or t=14,19")
        start, start_ms, end, end_ms = found.groups()
        return cls(_ms(start or "0", start_ms), None if end is None else _ms(end, end_ms))

    def lies_in(self, milliseconds: int | None) -> bool:
        """Tell whether it lies within a film; nothing lies in one whose length is not known.

        >>> Fragment(14_000).lies_in(14_000), Fragment(13_999, 14_000).lies_in(14_000)
        (False, True)
        """
        if milliseconds is None:
            return False
        return self.start_ms < milliseconds and (self.end_ms or 0) <= milliseconds


@dataclass(frozen=True, slots=True)
class MediaCitation:
    """Seconds of a named film: the hash of its bytes, and which of its seconds."""

    source_sha256: str
    at: Fragment


def _ms(whole: str, part: str | None) -> int:
    return int(whole) * 1000 + int((part or "0").ljust(3, "0"))


def _seconds(milliseconds: int) -> str:
    whole, rest = divmod(milliseconds, 1000)
    return str(whole) + (f".{rest:03}".rstrip("0") if rest else "")
