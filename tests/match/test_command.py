"""The rules of `khronika match`: a score, a verdict and reasons for whatever it is given."""

import csv
import io
import json
from pathlib import Path

import pytest

from khronika.cli import main


def test_two_names_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Two names give one object on stdout."""
    assert main(["match", "Лұқпан Сейіт", "Lukpan Seyit"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "review"
    assert answer["score"] >= 0.9
    assert answer["reasons"]


def test_a_table_gains_three_columns(tmp_path: Path) -> None:
    """A table keeps its columns and gains score, verdict and reasons."""
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text('left,right,note\n"Анна Сомова",Anna Somova,x\n,Anna,\n', "utf-8")
    assert main(["match", "--pairs", str(pairs), "--out", str(out)]) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert list(rows[0]) == ["left", "right", "note", "score", "verdict", "reasons"]
    assert [row["note"] for row in rows] == ["x", ""]
    assert rows[1]["reasons"] == "nothing to compare"


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "left,right,left_context\na,b,{\n", "left,right,left_context\na,b,[1]\n"],
)
def test_a_bad_table_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Bad input ends with status 2 and one line that names the record."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(text, "utf-8")
    assert main(["match", "--pairs", str(pairs)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "pairs.csv" in error


def test_a_missing_table_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is named."""
    assert main(["match", "--pairs", "nowhere.csv"]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
