"""Whatever is killed when, a store holds whole packages only."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks/kill_captures.py"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_a_killed_capture_or_restamp_loses_nothing() -> None:
    """Twelve kills at random moments: no broken package, no lost byte, each command can go on."""
    words = [sys.executable, BENCHMARK, "--kills", "12", "--seed", "7"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "broken or lost: 0" in done.stdout
    assert "killed" in done.stdout
