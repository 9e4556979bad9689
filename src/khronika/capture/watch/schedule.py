"""When to ask a source again, and when to look again at what was captured from it."""

from datetime import datetime, timedelta

EVERY = timedelta(minutes=15)
"""The least time between two requests for one list."""
LONGEST = timedelta(days=1)
LOOKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
"""How long after the first capture a page is looked at again: pages are changed or taken down
early, or years later; after the last of these it is looked at every ninety days."""
LATER = timedelta(days=90)


def next_poll(at: datetime, *, failures: int = 0, every: timedelta = EVERY) -> datetime:
    """Answer when to ask a source again.

    Args:
        at: now.
        failures: how often in a row it did not answer; the wait doubles with each, up to a day.
        every: the time between two requests when it answers, at least `EVERY`.
    """
    wait = max(every, EVERY) * (1 << min(failures, 12))
    return at + min(wait, max(LONGEST, every))


def next_look(first: datetime, at: datetime) -> datetime:
    """Answer when to look again at a page.

    Args:
        first: when it was captured first.
        at: now; a look that was missed (the machine was off) is made up for once, not many times.
    """
    for after in LOOKS:
        if first + after > at:
            return first + after
    passed = (at - first) // LATER
    return first + (passed + 1) * LATER
