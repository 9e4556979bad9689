"""What was read before somebody was erased or restricted never lands in the record after it."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.flow.coded import coded

from khronika.alert import letters
from khronika.alert.models import Letter
from khronika.capture import Conditions, capture
from khronika.errors import KhronikaError
from khronika.flow import intake as room
from khronika.flow import stand
from khronika.flow.drafting import Drafted, read_package
from khronika.flow.intake import undrafted, unread
from khronika.flow.people import Newcomer, admit
from khronika.flow.resume_command import run
from khronika.flow.watching import taking
from khronika.model.evidence import Evidence
from khronika.model.vocabulary import Level
from khronika.record import approval, steps
from khronika.record.approval import request_drafts
from khronika.record.documents.covering import Cover
from khronika.record.erasure import erase
from khronika.record.errors import ErasedMeanwhile, RecordMovedOn
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Fact, Value
from khronika.record.serialise import Draft
from khronika.record.values import read, read_large

NAME = "Mira Tavel"
PAGE = f"Police detained {NAME} in Selm.\n"


class Reader:
    """Reads in this process; something may happen once the page was coded."""

    def __init__(self, failing: str = "", then: Callable[[], None] = lambda: None) -> None:
        self.failing, self.then = failing, then

    def ask(self, path: str, known: Drafted | None, **_: Any) -> Drafted:
        if self.failing == ("reading" if known is None else "coding"):
            return replace(known or Drafted(None), failure="reading_stopped")
        if known is None:
            return Drafted(read_package(Path(path)))
        made = replace(known, coding=coded(known, slice(16, 26)))
        self.then()
        return made


class Desk:
    """A captured page, an officer who erases, and readers that stop or wait."""

    def __init__(
        self, ledger: Ledger, editor: str, conditions: Conditions, patch: pytest.MonkeyPatch
    ) -> None:
        self.ledger, self.editor, self.conditions, self.patch = ledger, editor, conditions, patch
        person = Newcomer(
            "Dana Sample", "dana@office.example", ("security_officer", "editor"), None
        )
        self.officer = admit(ledger, [person])[0].actor
        path = conditions.store.parent / "page.txt"
        path.write_text(PAGE, "utf-8")
        self.evidence: Evidence = capture(path, conditions)
        self.party = ledger.new_id()
        steps.set_party(ledger, editor, self.party, {"kind": "person", "name": NAME},
                        base=self.base)  # fmt: skip

    @property
    def base(self) -> int:
        return int(self.ledger.head()[0])

    def reads(self, failing: str = "", then: Callable[[], None] = lambda: None) -> None:
        self.patch.setattr(room, "READER", Reader(failing, then))

    @property
    def report(self) -> str:
        return str(room.EvidenceRow.objects.get(pk=self.evidence.id[3:]).report)

    def takes(self, failing: str = "") -> str:
        """Receive the page; killed before its draft is proposed."""
        self.reads(failing)
        with self.patch.context() as patch:
            patch.setattr(room, "propose", _die)
            with pytest.raises(_Killed) if not failing else _nothing():
                taking.take_in(self.evidence, ledger=self.ledger, level="restricted")
        return str(room.EvidenceRow.objects.get(pk=self.evidence.id[3:]).report)

    def erase(self, subject: str) -> None:
        erase(self.ledger, self.officer, subject, ground="danger", base=self.base)


class _Killed(Exception):
    pass


def _die(*_: Any, **__: Any) -> None:
    raise _Killed


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def _holding() -> list[str]:
    """Answer the owners of every value of the record that holds the name."""
    cover = Cover([NAME])
    return [
        row.owner
        for row in Value.objects.all()
        if cover.holds_name(read_large(row.id) if row.key else read([row.id])[row.id])
    ]


@pytest.fixture(name="desk")
def _desk(
    ledger: Ledger, editors: list[str], conditions: Conditions, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    return Desk(ledger, editors[0], conditions, monkeypatch)


def test_a_watched_page_is_drafted_from_its_covered_words(desk: Desk) -> None:
    """Its round was killed before the draft, then somebody in it was erased."""
    desk.takes()
    desk.erase(f"party:{desk.party}")
    desk.reads()
    taking.take_in(desk.evidence, ledger=desk.ledger, level="restricted")
    assert Act.objects.count() == 1
    assert _holding() == []


def test_a_draft_of_words_that_were_covered_meanwhile_is_refused(desk: Desk) -> None:
    """The coder had read the page when somebody in it was erased."""
    report = desk.takes()
    desk.reads(then=lambda: desk.erase(f"party:{desk.party}"))
    with pytest.raises(KhronikaError):
        room.draft_again(report, desk.evidence, ledger=desk.ledger)
    assert _holding() == []
    desk.reads()
    assert run(argparse.Namespace(do=True)) == 0
    assert Act.objects.count() == 1
    assert _holding() == []


@pytest.mark.parametrize("failing", ["", "reading"])
def test_nothing_reads_an_erased_report_again(desk: Desk, failing: str) -> None:
    """Its package may lie in the store for long."""
    report = desk.takes(failing)
    desk.erase(f"party:{desk.party}") if not failing else None
    desk.erase(f"report:{report}")
    desk.reads()
    store = desk.conditions.store
    assert undrafted(store) == []
    assert unread(store) == []
    run(argparse.Namespace(do=True))
    with pytest.raises(KhronikaError):
        room.draft_again(report, desk.evidence, ledger=desk.ledger)
    assert Act.objects.count() == 0


def _noted(desk: Desk, base: int) -> object:
    desk_user = f"user:{desk.editor[2:]}"  # a note on what the erasure does not touch
    return steps.note(desk.ledger, desk.editor, desk_user, f"{NAME} called", base=base)


def _told(desk: Desk, base: int) -> object:
    return steps.set_party(desk.ledger, desk.editor, desk.ledger.new_id(),
                           {"kind": "person", "note": f"a friend of {NAME}"}, base=base)  # fmt: skip


def _charged(desk: Desk, base: int) -> object:
    act = Act.objects.get().id
    change = steps.Change(f"{act}.charges.{desk.ledger.new_id()}", "correct", f"{NAME}'s article")
    return steps.decide(desk.ledger, desk.editor, "act", act, [change], base=base)


def _written(desk: Desk, base: int) -> object:
    tree: Any = {"title": f"Of {NAME}", "summary": None, "slug": "of", "nodes": []}
    return steps.write_prose(desk.ledger, desk.editor, f"story:{desk.ledger.new_id()}",
                             desk.ledger.new_id(), "en", tree, base=base)  # fmt: skip


def _explained(desk: Desk, base: int) -> object:
    return steps.set_access(desk.ledger, desk.editor, f"report:{desk.report}", level="network",
                            reason=f"{NAME} asked", base=base)  # fmt: skip


@pytest.mark.parametrize("send", [_noted, _told, _charged, _written, _explained])
def test_a_form_from_before_an_erasure_brings_no_name_back(
    desk: Desk, send: Callable[[Desk, int], object]
) -> None:
    """Its words are read again first; from a screen of afterwards they are taken."""
    desk.reads()
    taking.take_in(desk.evidence, ledger=desk.ledger, level="restricted")
    before = desk.base
    desk.erase(f"party:{desk.party}")
    with pytest.raises(RecordMovedOn):
        send(desk, before)
    assert _holding() == []
    send(desk, desk.base)


def test_a_document_made_before_an_erasure_is_not_put_before_anybody(desk: Desk) -> None:
    """It names somebody who is no fact of the story, so that no fact of it changed."""
    story, item = desk.ledger.new_id(), desk.ledger.new_id()
    tree: Any = {"title": "Quiet", "summary": None, "slug": "quiet", "nodes": []}
    steps.write_prose(desk.ledger, desk.editor, f"story:{story}", item, "en", tree,
                      base=desk.base)  # fmt: skip
    fact, before = f"{story}.tree.{item}", desk.base
    made = Draft(f"story:{story}", Level.PUBLIC, f'{{"quote": "{NAME}"}}', "0" * 64,
                 ((fact, Fact.objects.get(pk=fact).seq),))  # fmt: skip
    desk.erase(f"party:{desk.party}")
    with pytest.raises(RecordMovedOn):
        request_drafts(desk.ledger, desk.editor, f"story:{story}", [made], numbers={},
                       public_ids={}, base=before)  # fmt: skip
    assert _holding() == []


@pytest.mark.parametrize("at", ["en", "ru"])
def test_a_letter_drafted_over_an_erasure_is_drafted_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """What it gathered before, in whatever language it is written, brings no name back."""
    ids = SimpleNamespace(new_id=desk.ledger.new_id, clock=lambda: datetime.now(UTC))
    write = stand.tree_writer(desk.ledger, desk.editor)

    def told(_: object, *, language: str, **__: object) -> Any:
        return {"title": f"{language}: {NAME}", "nodes": []}

    def written(subject: str, lang: str, *rest: Any) -> None:
        if lang == at:
            desk.erase(f"party:{desk.party}")
        write(subject, lang, *rest)

    monkeypatch.setattr(letters, "draft_tree", told)
    day = date(2026, 1, 5)
    with pytest.raises(ErasedMeanwhile):
        letters.draft_letter(ids, written, starts_on=day, ends_on=day, languages=("en", "ru"))  # type: ignore[arg-type]  # a desk's ids and time
    assert _holding() == []
    assert Letter.objects.count() == (at == "ru")  # its first language was covered


def test_a_bundle_read_before_a_restriction_is_not_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its entry comes after the restriction, its documents do not know of it."""
    steps.set_access(desk.ledger, desk.editor, f"party:{desk.party}", level="public",
                     ground="consent", base=desk.base)  # fmt: skip
    tree: Any = {"title": f"Of {NAME}", "summary": None, "slug": "of", "nodes": []}
    first, story = (f"story:{desk.ledger.new_id()}" for _ in range(2))
    for one in (first, story):
        stand.write_tree(desk.ledger, desk.editor, one, "en", {**tree, "slug": one[-6:].lower()})
    # Two people named her before: nothing of the second bundle is about her any more.
    stand.stand_behind(desk.ledger, first, author=desk.editor, second=desk.officer, home=tmp_path)
    made_now, base = approval._made_now, desk.base

    def read(*asked: Any) -> Any:
        made = made_now(*asked)
        steps.set_access(desk.ledger, desk.editor, f"party:{desk.party}", level="restricted",
                         base=desk.base)  # fmt: skip
        return made

    with monkeypatch.context() as patched:
        patched.setattr(approval, "_made_now", read)
        bundle = approval.request(desk.ledger, desk.editor, [story], base=base).id
    approval.approve(desk.ledger, desk.officer, bundle, base=desk.base)
    assert stand.open_bundle(story) is None
    with pytest.raises(stand.NameHiddenMeanwhile):
        stand.publish(desk.ledger, desk.officer, bundle, base=desk.base, home=tmp_path)
