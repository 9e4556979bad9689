"""Random operations by several processes: tables rebuild, the chain verifies, names are gone."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from khronika.record.ledger.entry import Kind

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(name="walk", scope="module")
def _walk() -> Any:
    path = ROOT / "benchmarks/random_record.py"
    spec = importlib.util.spec_from_file_location("random_record", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_random_operations_leave_a_record_that_holds(
    walk: Any, database: str, tmp_path: Path
) -> None:
    """After erasures, undone merges and clocks set back everything verifies, on each database."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    result = walk.walk_all(home, database, operations=240, processes=4, seed=3)
    outcome = walk.check(home, result["erased"])
    assert outcome["finished"]
    assert {name for name, ok in outcome["checks"].items() if ok is not True} == set()
    assert outcome["erased names found"] == []
    assert outcome["clock set back"] > 0
    assert set(outcome["kinds"]) >= set(Kind) - {Kind.PUBLISH, Kind.WITHDRAW, Kind.CORRECT}
