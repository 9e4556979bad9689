"""Runs of letters hashed all at once: the buckets are those of hashing each run alone."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from khronika.code.grams import SIZES, buckets

COUNT = 1 << 16


def _one_by_one(line: str, salt: str) -> list[int]:
    runs = [line[at : at + n] for n in SIZES for at in range(len(line) - n + 1)]
    return [zlib.crc32(f"{salt}{run}".encode()) % COUNT for run in runs]


@given(
    st.lists(st.text("abc дефё“’漢😀𝒜é\x7f\x80\u07ff\u0800\uffff", max_size=12)),
    st.sampled_from(["", "c:"]),
)
def test_every_run_falls_into_the_bucket_of_its_own_hash(lines: list[str], salt: str) -> None:
    """Letters of one to four bytes, empty lines, lines too short for a run."""
    assert list(buckets(lines, salt, COUNT)) == [_one_by_one(line, salt) for line in lines]


def test_a_run_does_not_go_over_the_end_of_its_line() -> None:
    """Two lines side by side are not read as one."""
    (first, second) = buckets(["репо", "ртёр 漢😀"], "c:", COUNT)
    assert (first, second) == (_one_by_one("репо", "c:"), _one_by_one("ртёр 漢😀", "c:"))
