"""What looks at hostile files is stopped in time, in memory and in what it says."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from khronika.media.programs import Answer, Bounds, run, why

pytestmark = pytest.mark.skipif(not shutil.which("prlimit"), reason="prlimit is missing")
WIDE = Bounds(20, 2 << 30, 1 << 20)


def _run(code: str, bounds: Bounds) -> Answer:
    return run([sys.executable, "-c", code], bounds)


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(60)"])
def test_a_program_without_end_is_stopped(code: str) -> None:
    """Whether it works or waits: its status is None, and the caller goes on."""
    begun = time.monotonic()
    answer = _run(code, Bounds(1, 2 << 30))
    assert answer.status is None
    assert time.monotonic() - begun < 50
    assert "too long" in why(answer, Path("x"))


def test_a_program_gets_no_more_memory_than_its_bound() -> None:
    """The same program that works within more fails within less."""
    code = "b = bytearray(300 << 20); print(len(b))"
    assert _run(code, Bounds(20, 2 << 30)).status == 0
    assert _run(code, Bounds(20, 200 << 20)).status != 0


def test_what_a_program_says_has_an_end() -> None:
    """It is stopped at the bound; what it said so far is no more than that."""
    answer = _run("print('x' * (8 << 20))", Bounds(20, 2 << 30, 1 << 20))
    assert len(answer.output) <= 1 << 20
    assert answer.status != 0


def test_words_of_a_program_hold_no_path() -> None:
    """A complaint names the file as the file."""
    path = Path("/home/anna/secret/film.mp4")
    answer = Answer(b"", f"[mov @ 0x55aa] file:{path}: broken\nmore", 1)
    assert why(answer, path) == "[mov] the file: broken"
