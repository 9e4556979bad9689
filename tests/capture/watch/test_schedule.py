"""Sources are asked politely, pages are looked at often at first and ever more rarely."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from khronika.capture.watch.schedule import EVERY, LATER, LOOKS, next_look, next_poll

FIRST = datetime(2018, 6, 23, tzinfo=UTC)


@given(st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_the_next_look_is_ahead_and_not_far(after: timedelta) -> None:
    """Whenever it is asked, the next look lies ahead, at most ninety days."""
    now = FIRST + after
    assert now < next_look(FIRST, now) <= now + LATER


def test_looks_fall() -> None:
    """Each wait is longer than the one before, then even."""
    now, waits = FIRST, []
    for _ in range(10):
        then = next_look(FIRST, now)
        waits.append(then - now)
        now = then
    assert waits[0] == LOOKS[0]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] == LATER


@given(st.integers(0, 500), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_source_that_fails_is_asked_more_rarely(failures: int, every: timedelta) -> None:
    """Never within a quarter of an hour, never later than a day or its own pace."""
    wait = next_poll(FIRST, failures=failures, every=every) - FIRST
    assert EVERY <= wait <= max(timedelta(days=1), every)
    assert wait <= next_poll(FIRST, failures=failures + 1, every=every) - FIRST
