"""The form of a line and its hash."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.canonical import canonical_json, sha256_of
from khronika.record.ledger.entry import (
    COLUMNS,
    canonical_line,
    hash_line,
    microseconds_behind,
    write_moment,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/ledger.md"


def _vectors() -> list[dict[str, object]]:
    blocks = re.findall(r"```json vector\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_three_vectors_stand_in_the_docs() -> None:
    """The documentation holds three test vectors."""
    assert len(_vectors()) == 3


@pytest.mark.parametrize("number", range(3))
def test_vector_holds(number: int) -> None:
    """The hash of each documented line is the SHA-256 of its canonical JSON without the hash."""
    line = _vectors()[number]
    assert set(line) == set(COLUMNS)
    row = [
        canonical_json(line[name]).decode() if name == "payload" else line[name]  # type: ignore[arg-type]
        for name in COLUMNS
    ]
    assert hash_line(row) == line["hash"]
    assert sha256_of({k: v for k, v in line.items() if k != "hash"}) == line["hash"]  # type: ignore[misc]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(actor=TEXT, subject=TEXT, signature=st.none() | TEXT, seq=st.integers(1, 2**53 - 1))
def test_line_is_the_canonical_json_of_its_columns(
    actor: str, subject: str, signature: str | None, seq: int
) -> None:
    """Whatever stands in the columns, the line is RFC 8785's text, so no two rows share one."""
    row = (seq, "I", "A", None, actor, "note", 1, subject, 3, '{"b":[1,null]}', signature, "P")
    columns = dict(zip(COLUMNS, (*row[:9], {"b": [1, None]}, *row[10:]), strict=False))
    assert canonical_line(row).encode() == canonical_json(columns)


def test_moment_is_utc_with_six_digits() -> None:
    """A moment of any zone is written in UTC, six digits and Z; a naive one is refused."""
    east = datetime(2018, 6, 23, 15, 0, 0, 7, tzinfo=timezone(timedelta(hours=6)))
    assert write_moment(east) == "2018-06-23T09:00:00.000007Z"
    with pytest.raises(ValueError, match="aware"):
        write_moment(datetime(2018, 6, 23))  # noqa: DTZ001


def test_clock_says_how_far_behind() -> None:
    """A clock set back is written down in whole microseconds, one that goes on is not."""
    later, earlier = (write_moment(datetime(2026, 1, day, tzinfo=UTC)) for day in (2, 1))
    assert microseconds_behind(earlier, later) == 86_400_000_000
    assert microseconds_behind(later, earlier) is None
    assert microseconds_behind(later, None) is None
