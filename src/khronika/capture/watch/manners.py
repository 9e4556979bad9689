"""What a server asks of programs that come by themselves: robots.txt and Retry-After.

The Robots Exclusion Protocol is RFC 9309; Retry-After is RFC 9110 section 10.2.3. Nobody is asked
here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote_to_bytes

PRODUCT = "khronika"
"""The name by which a robots.txt may address us; few will, and `*` is what counts."""
MOST_BYTES = 500 << 10
"""RFC 9309 section 2.5: a parser must read at least so much; what follows is passed over."""
LONGEST_WAIT = timedelta(days=7)
_MOST_RULES = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a group: whether it allows, and the path that it is about."""

    is_allowed: bool
    path: str


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that are for us."""

    rules: tuple[Rule, ...] = ()

    def allows(self, target: str) -> bool:
        r"""Tell whether a path with its query may be asked for.

        The longest rule that matches counts; of two as long, the one that allows (RFC 9309 section
        2.2.2). `/robots.txt` itself may always be asked for.

        >>> read_robots(b"User-agent: *\nDisallow: /a\nAllow: /a/b").allows("/a/b?c")
        True
        """
        plain = _plain(target)
        if plain == "/robots.txt":
            return True
        found = [rule for rule in self.rules if _matches(rule.path, plain)]
        if not found:
            return True
        return max(found, key=lambda rule: (len(rule.path.encode()), rule.is_allowed)).is_allowed


def read_robots(content: bytes) -> Robots:
    """Read a robots.txt: the group of our name, else that of `*`, else nothing is forbidden."""
    own: list[Rule] = []
    all_: list[Rule] = []
    is_named = False
    for agents, rule in _lines(content):
        if PRODUCT in agents:
            is_named = True
            own += [rule] if rule else []
        if "*" in agents:
            all_ += [rule] if rule else []
    return Robots(tuple((own if is_named else all_)[:_MOST_RULES]))


def _lines(content: bytes) -> Iterator[tuple[set[str], Rule | None]]:
    """Yield each rule with the names that it is for; a group without rules yields none."""
    agents: set[str] = set()
    is_open = False  # names that follow names are of one group
    text = content[:MOST_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    for line in re.split(r"\r\n|\r|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            agents = agents if is_open else set()
            agents.add(_product(value))
            is_open = True
            yield agents, None
        elif key in ("allow", "disallow"):
            is_open = False
            if value:
                yield agents, Rule(key == "allow", _plain(value))


def _product(value: str) -> str:
    """Answer the name of a program, without its version (RFC 9309 section 2.2.1)."""
    found = re.match(r"\*|[A-Za-z_-]+", value)
    return found[0].lower() if found else ""


def _plain(path: str) -> str:
    """Write a path in one way: letters beyond ASCII escaped, escapes of plain ones undone."""
    kept = quote(unquote_to_bytes(re.sub("%2[fF]", "%252F", path)), safe="/*$?&=~:@!'()+,;-._%")
    return kept.replace("%252F", "%2F")


def _matches(rule: str, path: str) -> bool:
    """Compare piece by piece between stars: no expression that a server could make slow."""
    is_whole = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not rest:
        return not is_whole or at == len(path)
    *middle, last = rest
    for piece in middle:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if is_whole:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def wait_until(value: str | None, now: datetime) -> datetime | None:
    """Answer until when a server asks to be left alone, by its Retry-After.

    Args:
        value: seconds or an HTTP date; None where there is none.
        now: aware, UTC.

    Returns:
        At most a week from now; None where nothing is asked, or it cannot be read.
    """
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d{1,9}", value.strip()):
            until = now + timedelta(seconds=int(value))
        else:
            until = parsedate_to_datetime(value.strip())
            until = until.astimezone(UTC) if until.tzinfo else until.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(until, now + LONGEST_WAIT) if until > now else None
