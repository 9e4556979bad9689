"""What robots.txt and Retry-After ask is understood as RFC 9309 and RFC 9110 mean it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.capture.watch.manners import Robots, read_robots, wait_until

NOW = datetime(2018, 6, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("robots", "target", "is_allowed"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: Khronika/2.0\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: khronika\nDisallow: /x\n\nUser-agent: *\nAllow: /", "/x", False),
        ("User-agent: khronika\n\nUser-agent: *\nDisallow: /", "/x", False),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x/y", False),
        ("User-agent: *\nDisallow: /x\nUser-agent: a\nAllow: /x", "/x", False),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /y", "/x", False),
        ("User-agent: *\nDisallow: /x\nAllow: /x/y", "/x/y/z", True),
        ("User-agent: *\nDisallow: /x\nAllow: /x", "/x", True),
        ("User-agent: *\nDisallow: /*.php$", "/a/b.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/a/b.php?c", True),
        ("User-agent: *\nDisallow: /*/old/*.htm", "/n/old/a.htm?x", False),
        ("User-agent: *\nDisallow: /x$", "/xy", True),
        ("User-agent: *\nDisallow: /a*b*$", "/acb", False),
        ("USER-AGENT : *\r\nDISALLOW : /x # why\r\n", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /новости", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8", False),
        ("User-agent: *\nDisallow: /a%3Cb", "/a%3cb", False),
        ("User-agent: *\nDisallow: /a%62c", "/abc", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nSitemap: /s\nDisallow: /x", "/x", False),
        ("Disallow: /", "/x", True),
    ],
)  # fmt: skip
def test_a_rule_is_about_what_it_names(robots: str, target: str, is_allowed: bool) -> None:
    """Groups, names, the longest rule, stars, ends and escapes count as RFC 9309 says."""
    assert read_robots(robots.encode()).allows(target) is is_allowed


def test_without_rules_everything_is_allowed() -> None:
    """A server without a robots.txt forbids nothing (RFC 9309 section 2.3.1.3)."""
    assert Robots().allows("/x")


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_can_be_read(content: bytes, target: str) -> None:
    """A hostile file costs nothing but its reading."""
    assert read_robots(content).allows("/" + target) in (True, False)


def test_many_stars_are_no_trap() -> None:
    """A rule of a thousand stars is compared at once."""
    rule = b"User-agent: *\nDisallow: /" + b"*a" * 1000 + b"b$"
    assert read_robots(rule).allows("/" + "a" * 3000)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        ("0", None),
        ("Sat, 23 Jun 2018 10:00:00 GMT", 3600),
        ("Sat, 23 Jun 2018 08:00:00 GMT", None),
        ("99999999", 7 * 86400),
        ("soon", None),
        ("-5", None),
        ("Sat, 99 Jun 2018 10:00:00 GMT", None),
    ],
)
def test_a_server_may_ask_to_be_left_alone(value: str | None, seconds: int | None) -> None:
    """Seconds or a date, a week at most; what cannot be read asks nothing."""
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert wait_until(value, NOW) == expected
