"""The invented record of `docs/write_sample_event.py`, for every test of documents."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(name="sample", scope="session")
def _sample() -> dict[str, Any]:
    """Answer the names of the sample's module: snapshot(), sample(), TAVEL, LINDQU, ..."""
    return runpy.run_path(str(ROOT / "docs" / "write_sample_event.py"))
