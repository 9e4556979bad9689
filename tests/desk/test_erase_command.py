"""`khronika erase` shows what would go, asks once more, and says what remains."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from khronika.cli import main
from khronika.record import steps
from khronika.record.models import Entry
from khronika.record.user import User

NAME = "Mira Tavel"
OFFICER = "sec@office.example"


@pytest.fixture(name="party")
def _party(office: Any, report: str, fact: Callable[[str, str], Any]) -> str:
    """Let an officer in; answer the party of somebody in the report."""
    ulid = office.ledger.new_id()
    User.objects.create_person(ulid, email=OFFICER, name="Sec")
    steps.grant(office.ledger, office.actors["ada"], ulid, "security_officer",
                base=office.ledger.head()[0])  # fmt: skip
    return f"party:{fact(NAME, 'victim').party}"


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["erase", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def _is_erased() -> bool:
    return Entry.objects.filter(kind="erase").exists()


def test_a_dry_run_tells_all_and_erases_nothing(
    party: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Values, reports and what remains, for people and for programs; no name in either."""
    status, out, _ = _run(capsys, party, "--by", OFFICER, "--dry-run")
    assert status == 0
    assert "1 reports" in out
    assert "remains\tbackups" in out
    status, told, _ = _run(capsys, party, "--by", OFFICER, "--dry-run", "--json")
    plan = json.loads(told)
    assert status == 0
    assert sum(one["number"] for one in plan["places"]) > 1
    assert plan["subject"] == party
    for text in (out, told):
        assert "Tavel" not in text
    assert not _is_erased()


def test_it_erases_with_a_ground_and_a_word(
    party: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a ground it is bad use; without a word, where nobody can be asked, nothing goes."""
    status, _, err = _run(capsys, party, "--by", OFFICER)
    assert (status, "--ground" in err) == (2, True)
    status, _, err = _run(capsys, party, "--by", OFFICER, "--ground", "danger")
    assert (status, "--yes" in err) == (1, True)
    assert not _is_erased()
    words = (party, "--by", OFFICER, "--ground", "danger", "--yes", "--json")
    status, out, _ = _run(capsys, *words)
    told = json.loads(out)
    assert status == 0
    assert told["is_off_disk"]
    assert told["remains"]
    entry = Entry.objects.get(kind="erase")
    assert (entry.ulid, entry.seq) == (told["entry"], told["seq"])
    assert json.loads(entry.payload)["ground"] == "danger"


@pytest.mark.parametrize(
    "mail", ["ann@office.example", "ada@office.example", "who@office.example"]
)
def test_nobody_but_an_officer_sees_or_does_it(
    party: str, mail: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor, an administrator and a stranger see no plan, find nobody, erase nothing."""
    for words in (["--dry-run"], ["--find"], ["--ground", "law", "--yes"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
        status, out, err = _run(capsys, party, "--by", mail, *words)
        assert status > 0
        assert out == ""
        assert len(err.splitlines()) == 1
    assert not _is_erased()


def test_an_account_that_was_closed_does_nothing(
    party: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever may not sign in any more may not erase on this machine either."""
    User.objects.filter(email=OFFICER).update(is_active=False)
    assert _run(capsys, party, "--by", OFFICER, "--dry-run")[0] == 2


def test_parties_are_found_by_a_name_that_comes_in(
    party: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name stands in no list of processes; ids come out, and exit 1 where nobody is found."""
    monkeypatch.setattr("sys.stdin", io.StringIO("Тавель\n"))
    status, out, _ = _run(capsys, "--find", "--by", OFFICER, "--json")
    assert status == 0
    assert [one["subject"] for one in json.loads(out)] == [party]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
    assert _run(capsys, "--find", "--by", OFFICER)[1].startswith(party)
    monkeypatch.setattr("sys.stdin", io.StringIO("Nobody Here\n"))
    assert _run(capsys, "--find", "--by", OFFICER)[0] == 1


@pytest.mark.parametrize("subject", ["party:x", "event:1", "party:01J8SAMPLE0000000000000001"])
def test_what_is_no_subject_is_bad_use(
    party: str, subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and exit 2."""
    status, _, err = _run(capsys, subject, "--by", OFFICER, "--dry-run")
    assert status == 2
    assert len(err.splitlines()) == 1
