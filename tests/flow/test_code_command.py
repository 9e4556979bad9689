"""`khronika code` over several sources: one that fails is a row with its reason."""

import json
from pathlib import Path

import pytest

from khronika.cli import main

TOLD = "Police detained reporter Ana Kestrel in Tuzla on 5 June 2017."


def test_source_that_fails_leaves_the_others_coded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sources behind a failed one are coded; the row says why, and so does the status."""
    good = tmp_path / "good.txt"
    good.write_text(TOLD)
    out = tmp_path / "out"
    status = main(["code", "--out", str(out), str(tmp_path / "absent.txt"), str(good)])
    failed = json.loads((out / "absent.json").read_text())
    coded = json.loads((out / "good.json").read_text())
    assert status == 2
    assert "cannot be opened" in failed["failed"]
    assert failed["acts"] == []
    assert [act["type"] for act in coded["acts"]] == ["detention"]
    assert "absent.txt" in capsys.readouterr().err


def test_one_source_that_fails_ends_the_command(tmp_path: Path) -> None:
    """Nothing is written where the only source gave nothing."""
    assert main(["code", str(tmp_path / "absent.txt")]) == 2
