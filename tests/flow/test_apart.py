"""What strangers send is looked into in a process that can be stopped."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from khronika.capture import Conditions, capture
from khronika.errors import KhronikaError
from khronika.flow import resume_command
from khronika.flow.apart import Apart, Limits, ReadingStopped
from khronika.flow.intake import intake, orphans, try_again, undrafted, unread
from khronika.read.pieces import SourceEmpty
from khronika.record import command
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.verify import verify as verify_record
from khronika.record.models import Act, Report
from khronika.seal.verify import verify


def _apart(name: str, limits: Limits) -> Iterator[Apart]:
    made = Apart(f"tests.flow.hostile:{name}", limits)
    yield made
    made.close()


@pytest.fixture(name="reader")
def _reader(request: pytest.FixtureRequest) -> Iterator[Apart]:
    # Those that must be stopped by the clock wait for it; starting takes its time on a busy machine.
    seconds = {"hang": 4}.get(request.param, 240)
    limits = Limits(seconds=seconds, processor_seconds=8, memory_bytes=4 << 30)
    yield from _apart(request.param, limits)


@pytest.mark.parametrize("reader", ["hang", "spin", "eat", "vanish"], indirect=True)
def test_a_hostile_file_stops_its_reading_and_is_kept(
    reader: Apart, ledger: Ledger, editors: list[str], conditions: Conditions, source: Path
) -> None:
    """Whatever reading does, the bytes are sealed, the row has the reason, and it can go on."""
    taken = intake(source, ledger=ledger, actor=editors[0], conditions=conditions, reader=reader)
    assert taken.failure == "reading_stopped"
    assert verify(taken.evidence.path).ok
    row = Report.objects.get(pk=taken.report)
    assert (row.failure, row.text, row.coding) == ("reading_stopped", None, None)
    [(report, evidence, why)] = unread(conditions.store)
    assert (report, why) == (taken.report, "reading_stopped")
    again = try_again(report, evidence, ledger=ledger)
    assert again.failure is None
    row.refresh_from_db()
    assert row.failure is None
    assert row.text
    assert row.coding
    assert Act.objects.filter(report=report).exists()
    assert unread(conditions.store) == undrafted(conditions.store) == []
    assert rebuild().is_equal
    assert all(check.ok for check in verify_record("full"))


@pytest.mark.parametrize("reader", ["hang_coding"], indirect=True)
def test_a_page_that_hangs_the_coder_is_kept_with_its_words(
    reader: Apart, ledger: Ledger, editors: list[str], conditions: Conditions, source: Path
) -> None:
    """The page that was read before stands in the record; a later coding is added to it."""
    with pytest.raises(KhronikaError):
        reader.ask(str(source.with_name("no package")), None)  # its process has started now
    reader.limits = replace(reader.limits, seconds=20)
    taken = intake(source, ledger=ledger, actor=editors[0], conditions=conditions, reader=reader)
    assert taken.failure == "reading_stopped"
    row = Report.objects.get(pk=taken.report)
    assert row.text
    [(report, evidence, _)] = unread(conditions.store)
    assert try_again(report, evidence, ledger=ledger).coding is not None
    assert rebuild().is_equal


@pytest.mark.parametrize("reader", ["spin"], indirect=True)
def test_processor_time_has_an_end_too(reader: Apart) -> None:
    """A reader that spins is ended by the system before the clock says so."""
    reader.limits = Limits(seconds=120, processor_seconds=1)
    with pytest.raises(ReadingStopped, match="processor time"):
        reader.ask("a", None)


@pytest.mark.parametrize("reader", ["refuse"], indirect=True)
def test_an_error_of_the_library_comes_through(reader: Apart) -> None:
    """What the function raises is raised here, and the process stays."""
    for _ in range(2):
        with pytest.raises(SourceEmpty, match="a holds nothing"):
            reader.ask("/x/a", None)
    first = reader._process
    with pytest.raises(SourceEmpty):
        reader.ask("/x/a", None)
    assert first is reader._process


@pytest.mark.parametrize("reader", ["tell"], indirect=True)
def test_the_process_has_no_key_of_the_office(
    reader: Apart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses of databases, passwords and secrets stay with the parent."""
    monkeypatch.setenv("DATABASE_URL", "postgres://sample")
    monkeypatch.setenv("KHRONIKA_SECRET_KEY", "sample")
    assert reader.ask("DATABASE_URL") is None
    assert reader.ask("KHRONIKA_SECRET_KEY") is None
    assert reader.ask("PATH") == os.environ["PATH"]


def test_an_interrupted_intake_is_listed_and_resumed(
    ledger: Ledger,
    editors: list[str],
    conditions: Conditions,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A package that no report stands for is listed with the next step, and taken in."""
    from khronika.flow import intake as room

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(room, "receive", stop)
        with pytest.raises(KeyboardInterrupt):
            intake(source, ledger=ledger, actor=editors[0], conditions=conditions)
    [package] = orphans(conditions.store)
    assert verify(package.path).ok
    monkeypatch.setattr(command, "open_record", lambda: None)
    assert resume_command.run(_words(do=False)) == 1
    assert f"{package.id}\tsealed, in no report: take it in" in capsys.readouterr().out
    assert resume_command.run(_words(do=True)) == 0
    assert capsys.readouterr().out == f"{package.id}\tdone\n"
    assert orphans(conditions.store) == []
    report = Report.objects.get()
    assert report.failure is None
    assert Act.objects.filter(report=report.id).exists()
    assert resume_command.run(_words(do=False)) == 0


def _words(*, do: bool) -> object:
    from argparse import Namespace

    return Namespace(do=do)


def test_a_report_that_did_not_fail_is_not_read_again(
    ledger: Ledger, editors: list[str], conditions: Conditions, source: Path
) -> None:
    """Another reading never takes the place of one that stands."""
    from khronika.record.errors import EntryRefused

    taken = intake(source, ledger=ledger, actor=editors[0], conditions=conditions)
    with pytest.raises(EntryRefused, match="only a report that failed"):
        try_again(taken.report, taken.evidence, ledger=ledger)


def test_what_the_record_refuses_keeps_nothing_else_back(
    ledger: Ledger,
    editors: list[str],
    conditions: Conditions,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A package that completes one under a false head stays, with its reason; the next goes in."""
    known = intake(source, ledger=ledger, actor=editors[0], conditions=conditions)
    forged = capture(source, replace(conditions, completes=(known.evidence.id, "00" * 32)))
    capture(source, conditions)
    monkeypatch.setattr(command, "open_record", lambda: None)
    assert resume_command.run(_words(do=True)) == 1
    assert "another head" in capsys.readouterr().out
    assert [one.id for one in orphans(conditions.store)] == [forged.id]
    assert Report.objects.count() == 2
