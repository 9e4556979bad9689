"""`khronika join` prints one object, and says in one line what is wrong with its input."""

import json
from pathlib import Path
from typing import Any

import pytest

from khronika.cli import main

ACT: dict[str, Any] = {
    "type": "search",
    "victim": {"name": "Айна Бекжан", "kind": "person", "role": "journalist", "affiliation": None},
    "count": None,
    "perpetrators": [{"text": "police", "kind": "police"}],
    "date": {"start": "2023-05-06", "end": "2023-05-06"},
    "place": {"name": "Ош", "country": "KG"},
    "status": "unknown",
    "sources": [],
    "cites": [[0, 5]],
}


def _file(folder: Path, name: str, coding: object) -> str:
    path = folder / name
    path.write_text(coding if isinstance(coding, str) else json.dumps(coding), "utf-8")
    return str(path)


def test_it_prints_score_verdict_reasons_acts_and_bounds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ids are those of the Coding; acts without an id are counted from 0."""
    left = _file(tmp_path, "left.json", {"acts": [ACT]})
    right = _file(tmp_path, "right.json", {"acts": [{**ACT, "id": "act-7"}]})
    assert main(["join", left, right]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["acts"] == [[0, "act-7"]]
    assert answer["bounds"] == {"search": {"min": 1, "max": 1}}
    assert answer["verdict"] == "same"
    assert 0.9 < answer["score"] <= 1
    assert all(isinstance(reason, str) for reason in answer["reasons"])


def test_a_list_with_one_coding_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`khronika code` prints a list for several sources; one in a list is that one."""
    left = _file(tmp_path, "left.json", [{"acts": [ACT]}])
    assert main(["join", left, left]) == 0
    assert json.loads(capsys.readouterr().out)["acts"] == [[0, 0]]


def test_a_nominative_is_compared_where_the_coder_knows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lemma` stands for the name as written."""
    declined = {**ACT["victim"], "name": "Айну Бекжан", "lemma": "Айна Бекжан"}
    left = _file(tmp_path, "left.json", {"acts": [{**ACT, "victim": declined}]})
    right = _file(tmp_path, "right.json", {"acts": [ACT]})
    assert main(["join", left, right]) == 0
    assert "name 1.00" in json.loads(capsys.readouterr().out)["reasons"][0]


@pytest.mark.parametrize(
    ("coding", "message"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ([], "no list of acts"),
        ([{"acts": []}, {"acts": []}], "no list of acts"),
        ({"acts": {}}, "no list of acts"),
        ({"acts": ["x"]}, "act 0"),
        ({"acts": [{**ACT, "type": "murder"}]}, "act 0"),
        ({"acts": [ACT, {**ACT, "date": {"start": "2023-13"}}]}, "act 1"),
        ({"acts": [{**ACT, "date": {"start": 2023}}]}, "act 0"),
        ({"acts": [{**ACT, "count": {"min": 3, "max": 2}}]}, "act 0"),
        ({"acts": [{**ACT, "count": {"min": "three"}}]}, "act 0"),
        ({"acts": [{**ACT, "victim": None}]}, "act 0"),
        ({"acts": [{**ACT, "victim": {**ACT["victim"], "name": ["x"]}}]}, "act 0"),
        ({"acts": [{**ACT, "id": 1}, {**ACT, "id": 1}]}, "one id"),
        ({"acts": [{**ACT, "covers": [["x"]]}]}, "act 0"),
        ({"acts": [ACT] * 2001}, "2000 acts"),
    ],
)
def test_what_is_no_coding_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], coding: object, message: str
) -> None:
    """Exit 2, the file and the act named, no traceback."""
    bad, good = _file(tmp_path, "bad.json", coding), _file(tmp_path, "good.json", {"acts": [ACT]})
    assert main(["join", good, bad]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "bad.json" in said.err
    assert message in said.err


def test_a_missing_file_and_a_folder_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing to read is bad input, not a traceback."""
    good = _file(tmp_path, "good.json", {"acts": [ACT]})
    for missing in (tmp_path / "none.json", tmp_path):
        assert main(["join", str(missing), good]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_bytes_that_are_no_text_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture is no Coding."""
    picture = tmp_path / "picture.json"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    assert main(["join", str(picture), str(picture)]) == 2
    assert "no JSON in UTF-8" in capsys.readouterr().err


def test_the_shared_cases_hold(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each pair of reports leans to the right side, with its acts and bounds."""
    cases = sorted(path for path in (shared / "cases" / "join").iterdir() if path.is_dir())
    assert len(cases) >= 20
    wrong = []
    for case in cases:
        expected = json.loads((case / "expect.json").read_text("utf-8"))
        assert main(["join", str(case / "left.json"), str(case / "right.json")]) == 0
        answer = json.loads(capsys.readouterr().out)
        bounds = {type_: answer["bounds"][type_] for type_ in expected.get("bounds", {})}
        is_right = (answer["score"] >= 0.5) == expected["same"]
        if not is_right or bounds != expected.get("bounds", {}):
            wrong.append(case.name)
    assert wrong == []
