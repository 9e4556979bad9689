"""What is read or drafted again brings no erased name back, and a killed intake is finished."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.flow.coded import coded

from khronika.capture import Conditions, capture
from khronika.flow import intake as room
from khronika.flow.copies import original_of
from khronika.flow.drafting import Drafted, read_package
from khronika.flow.intake import intake, take_up, try_again, undrafted, unread
from khronika.flow.people import Newcomer, admit
from khronika.flow.resume_command import run
from khronika.model.evidence import Evidence
from khronika.record import steps
from khronika.record.documents.covering import Cover
from khronika.record.erasure import erase, plan
from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.rebuild import rebuild
from khronika.record.models import Act, Entry, Fact, Report, Value
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.steps import Original
from khronika.record.values import read, read_large

BROKEN = b"<html><body><article><h1>Held</h1><p>Police detained Mira Tavel.</p>"
WHOLE = BROKEN + b"<p>Police fined Joss Arden.</p></article></body></html>"
NAMES = (
    "Mira Tavel", "Осма Кренова", "Дәулет Сарманов", "Ḥalima ad-Dusari", "سلمى الحداد", "林晓明",
    "Jean-Luc d'Arbel", "ILMIRA TESTOVA",
)  # fmt: skip


@pytest.fixture(name="officer")
def _officer(ledger: Ledger, editors: list[str]) -> str:
    """Answer the opaque id of a security officer, let in before anything is recorded."""
    person = Newcomer("Dana Sample", "dana@office.example", ("security_officer",), None)
    return admit(ledger, [person])[0].actor


class Reader:
    """Reads a package as it is, in this process; fails at what it is told to fail at."""

    def __init__(self, failing: str = "") -> None:
        self.failing = failing

    def ask(self, path: str, known: Drafted | None, **_: Any) -> Drafted:
        step = "reading" if known is None else "coding"
        if step == self.failing:
            return replace(known or Drafted(None), failure="reading_stopped")
        if known is None:
            return Drafted(read_package(Path(path)))
        return replace(known, coding=coded(known))


def _taken(ledger: Ledger, conditions: Conditions, path: Path, failing: str) -> Any:
    return intake(path, ledger=ledger, actor="s:capture", conditions=conditions,
                  reader=Reader(failing))  # type: ignore[arg-type]  # fmt: skip


def _again(ledger: Ledger, taken: Any) -> None:
    try_again(taken.report, taken.evidence, ledger=ledger, reader=Reader())  # type: ignore[arg-type]


def _called(ledger: Ledger, editor: str, name: str, report: str | None = None) -> str:
    party = ledger.new_id()
    steps.set_party(ledger, editor, party, {"kind": "person", "name": name}, report=report,
                    base=ledger.head()[0])  # fmt: skip
    return party


def _holding(name: str) -> list[str]:
    """Answer the owners of every value of the record that holds a name, in any spelling."""
    cover = Cover([name])
    return [
        row.owner
        for row in Value.objects.all()
        if cover.holds_name(read_large(row.id) if row.key else read([row.id])[row.id])
    ]


@given(
    name=st.sampled_from(NAMES),
    before=st.text("бvа w.,;\n–", max_size=12),
    after=st.sampled_from(["", " was held", "'s lawyer", " задержан", "，记者", " و صحفي آخر"]),
)
@settings(
    max_examples=16, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_trying_again_brings_no_erased_name_back(
    ledger: Ledger, editors: list[str], officer: str, conditions: Conditions, tmp_path: Path,
    name: str, before: str, after: str,
) -> None:  # fmt: skip
    """The page is drafted as the record keeps it, covered, whatever its package still holds."""
    path = tmp_path / "report.txt"
    path.write_text(f"{name}{after}\n\n{before} {name}{after}\n\n{ledger.new_id()}\n", "utf-8")
    taken = _taken(ledger, conditions, path, "coding")
    party = _called(ledger, editors[0], name, taken.report)
    erase(ledger, officer, f"party:{party}", ground="danger", base=ledger.head()[0])
    assert _holding(name) == []
    _again(ledger, taken)
    row = Report.objects.get(pk=taken.report)
    assert (row.failure, Act.objects.filter(report=row.id).count()) == (None, 1)
    assert _holding(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_report_without_words_that_names_the_erased_is_read_by_no_machine(
    ledger: Ledger, editors: list[str], officer: str, conditions: Conditions, tmp_path: Path,
    name: str,
) -> None:  # fmt: skip
    """Its package has the name and the record has not: it stays unread, and says why."""
    told, other = tmp_path / "report.txt", tmp_path / "other.txt"
    told.write_text(f"{name} was held\n", "utf-8")
    other.write_text("Nobody is told of here\n", "utf-8")
    taken, free = (_taken(ledger, conditions, path, "reading") for path in (told, other))
    party = _called(ledger, editors[0], name)
    assert plan(ledger, f"party:{party}").unread == [taken.report]
    erase(ledger, officer, f"party:{party}", ground="danger", base=ledger.head()[0])
    assert Report.objects.get(pk=taken.report).failure == room.ERASED_INSIDE
    assert [report for report, *_ in unread(conditions.store)] == [free.report]
    with pytest.raises(EntryRefused, match="names, or may name, somebody erased"):
        _again(ledger, taken)
    assert _holding(name) == []
    _again(ledger, free)
    assert Report.objects.get(pk=free.report).failure is None
    assert rebuild().is_equal


def test_on_doubt_a_report_without_words_stays_unread(
    ledger: Ledger, editors: list[str], officer: str, conditions: Conditions, tmp_path: Path
) -> None:
    """What is locked away cannot be looked through while the name is known."""
    path = tmp_path / "report.txt"
    path.write_text("Nobody is told of here\n", "utf-8")
    taken = _taken(ledger, conditions, path, "reading")
    taken.evidence.path.rename(tmp_path / "away")
    party = _called(ledger, editors[0], "Mira Tavel")
    erase(ledger, officer, f"party:{party}", ground="danger", base=ledger.head()[0])
    assert Report.objects.get(pk=taken.report).failure == room.ERASED_INSIDE


_KILLED = """
import os, signal, sys
from pathlib import Path
from khronika.record.command import open_record
open_record()
from khronika.capture import Conditions
from khronika.flow import completing
from khronika.record.ledger.append import Ledger
completing.propose_fresh = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
completing.complete(Path(sys.argv[2]), sys.argv[1], ledger=Ledger(), actor=sys.argv[3],
                    conditions=Conditions.from_environment(Path(sys.argv[4])))
"""


@pytest.mark.slow
def test_a_completed_page_whose_intake_was_killed_is_drafted(
    ledger: Ledger, editors: list[str], office_home: Path, tmp_path: Path,
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Killed between the second package and its draft: `khronika resume` drafts what is new."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n"
    url = serve(lambda _request, send: send(head + BROKEN)).url
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    conditions = Conditions.from_environment(office_home / "store")
    report = intake(url, ledger=ledger, actor="s:capture", conditions=conditions).report
    assert Act.objects.filter(report=report).count() == 1
    path = tmp_path / "saved.html"
    path.write_bytes(WHOLE)
    words = [sys.executable, "-c", _KILLED, report, path, editors[0], conditions.store]
    killed = subprocess.run([str(one) for one in words], check=False, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    assert EvidenceRow.objects.filter(report=report).count() == 2
    assert [one for one, _ in undrafted(conditions.store)] == [report]
    assert run(argparse.Namespace(do=True)) == 0
    names = Fact.objects.filter(field="type", thing__in=Act.objects.values("id"))
    assert sorted(fact.value for fact in names) == ['"conviction"', '"detention"']
    assert undrafted(conditions.store) == []
    before = Entry.objects.count()
    assert run(argparse.Namespace(do=True)) == 0
    assert Entry.objects.count() == before


def _copied(conditions: Conditions, parent: str) -> Evidence:
    """Seal a package that says it was made from something."""
    from khronika.seal.writer import Draft

    with Draft(conditions.store) as draft:
        draft.add("data/raw/redacted.png", iter([b"\x89PNG\r\n\x1a\n"]))
        return draft.seal(
            {"kind": "file", "source": {"name": "redacted.png"}, "complete": True, "gaps": [],
             "started_at": "2031-05-14T10:00:00Z", "finished_at": "2031-05-14T10:00:00Z",
             "redacted": {"parent": parent, "hidden": {}, "tools": []}},
            signer=conditions.signer,
        )  # fmt: skip


def test_a_copy_that_is_taken_in_is_linked_to_its_original(
    ledger: Ledger, officer: str, conditions: Conditions, tmp_path: Path
) -> None:
    """Its original is found by the hash in its manifest; of one that was erased nothing comes."""
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    sealed = capture(picture, conditions)
    taken = take_up(sealed, ledger=ledger, actor="s:resume")
    import hashlib

    parent = hashlib.sha256(picture.read_bytes()).hexdigest()
    copy = _copied(conditions, parent)
    assert original_of(copy, conditions.store) == Original(taken.report, parent)
    assert original_of(sealed, conditions.store) is None
    assert run(argparse.Namespace(do=True)) in (0, 1)
    assert EvidenceRow.objects.get(pk=copy.id.removeprefix("ev-")).copy_of == taken.report
    erase(ledger, officer, f"report:{taken.report}", ground="danger", base=ledger.head()[0])
    late = _copied(conditions, parent)
    assert run(argparse.Namespace(do=True)) == 1
    assert not EvidenceRow.objects.filter(pk=late.id.removeprefix("ev-")).exists()
