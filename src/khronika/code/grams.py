"""Hashes the runs of letters of many lines at once: CRC-32 of their UTF-8, as `zlib` tells it.

A run of four letters goes on from the run of three that begins with it, so each letter is taken
into account three times at most, and for all places of all lines together.
"""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

SIZES = (3, 4, 5)
_Crcs = npt.NDArray[np.uint32]


def _table() -> _Crcs:
    """Answer what each byte adds to a CRC-32 (IEEE 802.3, reflected: 0xEDB88320)."""
    table: _Crcs = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = ((table >> 1) ^ (table & 1) * 0xEDB88320).astype(np.uint32)
    return table


_TABLE = _table()


def _bytes(codes: _Crcs) -> list[tuple[npt.NDArray[np.intp] | None, _Crcs]]:
    """Answer the first, second, third and fourth byte of letters, each with who has one."""
    out: list[tuple[npt.NDArray[np.intp] | None, _Crcs]] = []
    ends = (0x80, 0x800, 0x10000)
    marks = (0, 0xC0, 0xE0, 0xF0)
    length = np.searchsorted(np.array(ends), codes, side="right")
    first = (codes >> (6 * length).astype(np.uint32)) | np.array(marks, np.uint32)[length]
    out.append((None, first))
    for at in (1, 2, 3):
        who = np.flatnonzero(length >= at)
        if not len(who):
            break
        bits = codes[who] >> (6 * (length[who] - at)).astype(np.uint32)
        out.append((who, bits & np.uint32(0x3F) | np.uint32(0x80)))
    return out


def buckets(lines: Sequence[str], salt: str, count: int) -> Iterator[list[int]]:
    """Yield for each line the buckets of its runs of 3, then of 4, then of 5 letters.

    Args:
        lines: the lines; no run goes over the end of one.
        salt: what is hashed before each run.
        count: how many buckets there are, a power of two.
    """
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), dtype="<u4").astype(np.uint32)
    letters = _bytes(codes)
    states = np.full(len(codes), ~zlib.crc32(salt.encode()) & 0xFFFF_FFFF, np.uint32)
    found: list[npt.NDArray[np.int64]] = []
    for size in range(1, SIZES[-1] + 1):
        states = _gone_on(states, letters, size - 1)
        if size in SIZES:
            found.append((~states & np.uint32(count - 1)).astype(np.int64))
    begin = 0
    for line in lines:
        end = begin + len(line)
        runs = [
            part[begin : max(begin, end - size + 1)]
            for size, part in zip(SIZES, found, strict=True)
        ]
        yield np.concatenate(runs).tolist()
        begin = end


def _gone_on(
    states: _Crcs, letters: Sequence[tuple[npt.NDArray[np.intp] | None, _Crcs]], ahead: int
) -> _Crcs:
    """Take the letter `ahead` of each place into the CRC of the run that begins there.

    Runs that would go over the end of the text keep a number that nobody asks for.
    """
    states = states.copy()
    for who, octets in letters:
        if who is None:
            to = states[: max(0, len(states) - ahead)]
            to[:] = _TABLE[(to ^ octets[ahead:]) & 0xFF] ^ (to >> 8)
            continue
        after = int(np.searchsorted(who, ahead))
        places = who[after:] - ahead
        mine = states[places]
        states[places] = _TABLE[(mine ^ octets[after:]) & 0xFF] ^ (mine >> 8)
    return states
