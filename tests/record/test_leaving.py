"""People leave with their report: no letter, story or note keeps a name that nobody knows any more.

Whoever erases a report first and its people afterwards must leave no more behind than the other
way round: once the report is gone, the record has no name to look for.
"""

from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from tests.record.erased import base, bytes_with, public_event
from tests.record.letters import (
    FIRST,
    LAST,
    asked,
    erased,
    holding,
    public,
    published,
    settled,
    told_again,
    written,
)

from khronika.record import approval, erasure, steps
from khronika.record.errors import PlanMoved, ValueErased
from khronika.record.ledger import outside
from khronika.record.ledger.outside import ListedErasure, stamp_head
from khronika.record.ledger.sql import Statements
from khronika.record.public import read, store
from khronika.record.touched import Touched, mark_of, touched
from khronika.record.values import read_large


@pytest.mark.parametrize("order", ["report", "report party", "party report"])
@pytest.mark.parametrize("kind", ["letter", "story"])
def test_a_letter_keeps_no_name_in_whatever_order(
    office: Any, story: Any, order: str, kind: str
) -> None:
    """The report alone, before its person, or after: the letter says that a name is withheld."""
    _, made = public_event(office, story)
    subjects = {"report": f"report:{made.report}", "party": f"party:{story.victim_of(made)}"}
    text = published(office, f"Police detained {story.NAME} again.", kind)
    assert story.NAME in public(text)
    erased(office, *(subjects[one] for one in order.split()))
    assert "detained [name withheld] again." in public(text)
    assert holding(FIRST, LAST) == []
    settled()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_name_is_in_no_byte_after_the_report(office: Any, story: Any, tmp_path: Path) -> None:
    """Database, write-ahead log, value files and lists; nor does a search find the letter."""
    _, made = public_event(office, story)
    published(office, f"Police detained {story.NAME} again.")
    assert read.find(LAST)
    erased(office, f"report:{made.report}")
    assert read.find(LAST) == []
    settled()
    connections["default"].close()
    assert bytes_with(story.NAME, tmp_path) == []
    assert bytes_with(LAST, tmp_path) == []


@pytest.mark.parametrize("are_one", [True, False], ids=["judged the same", "not judged"])
@pytest.mark.parametrize("last", ["report", "party"])
def test_whom_another_report_knows_goes_with_the_last(
    office: Any, story: Any, are_one: bool, last: str
) -> None:
    """A name that another party bears stays, and can be found; with that party it goes."""
    _, made = public_event(office, story)
    letter = published(office, f"Police detained {story.NAME} again.")
    second = told_again(office, story)
    ours, theirs = story.victim_of(made), story.victim_of(second)
    if are_one:
        steps.match(office.ledger, f"u:{office.asel}", ours, theirs, "same", base=base(office))
    told = touched(erasure.plan(office.ledger, f"report:{made.report}"))
    assert (told.elsewhere, Touched.from_json(told.to_json())) == ((theirs,), told)
    erased(office, f"report:{made.report}")
    assert story.NAME in public(letter)
    erased(office, f"report:{second.report}" if last == "report" else f"party:{theirs}")
    assert story.NAME not in public(letter)
    assert holding(FIRST, LAST) == []
    settled()


def test_a_pen_name_that_only_the_report_knew_goes_with_it(office: Any, story: Any) -> None:
    """Whoever is judged the same keeps their own name, under which nobody finds the other one."""
    _, made = public_event(office, story)
    ours, theirs = story.victim_of(made), office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", theirs,
                    {"kind": "person", "name": "Orda Sampleva"}, base=base(office))  # fmt: skip
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{theirs}", level="public",
                     ground="consent", base=base(office))  # fmt: skip
    steps.match(office.ledger, f"u:{office.asel}", theirs, ours, "same", base=base(office))
    letter = published(office, f"{story.NAME} writes as Orda Sampleva.")
    assert story.NAME in public(letter)
    erased(office, f"report:{made.report}")
    assert "[name withheld] writes as Orda Sampleva." in public(letter)
    erased(office, f"party:{theirs}")
    assert "Sampleva" not in public(letter)
    assert holding(FIRST, LAST, "Sampleva") == []
    settled()


def test_a_restriction_between_loses_no_name(office: Any, story: Any) -> None:
    """What was public before somebody was restricted names them until the report goes."""
    _, made = public_event(office, story)
    letter = published(office, f"Police detained {story.NAME} again.")
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{story.victim_of(made)}",
                     level="restricted", base=base(office))  # fmt: skip
    assert story.NAME in public(letter)
    erased(office, f"report:{made.report}", f"party:{story.victim_of(made)}")
    assert story.NAME not in public(letter)
    assert holding(FIRST, LAST) == []
    settled()


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_letter_published_meanwhile_is_looked_through(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch, is_shown: bool
) -> None:
    """What comes between the plan and its entry goes too, or is shown to the officer first."""
    _, made = public_event(office, story)
    subject, letters, first = f"report:{made.report}", [], erasure.plan

    def plan(ledger: Any, wanted: str, **more: Any) -> Any:
        planned = first(ledger, wanted, **more)
        letters.append(published(office, f"Police detained {story.NAME} again."))
        return planned

    mark = mark_of(first(office.ledger, subject)) if is_shown else None
    monkeypatch.setattr(erasure, "plan", plan)
    if is_shown:
        with pytest.raises(PlanMoved):
            erased(office, subject, shown=mark)
        assert story.NAME in public(letters[0])
        return
    erased(office, subject, later=4)  # a screen made after the letter, a plan before it
    assert len(letters) == 1
    assert story.NAME not in public(letters[0])
    assert holding(FIRST, LAST) == []
    settled()


def test_a_bundle_that_waits_is_not_published_any_more(office: Any, story: Any) -> None:
    """Two people stand behind a letter already: it names whom nobody may name any more."""
    _, made = public_event(office, story)
    letter = written(office, f"Police detained {story.NAME} again.")
    bundle = asked(office, letter)
    erased(office, f"report:{made.report}")
    with pytest.raises(ValueErased):
        approval.publish(office.ledger, f"u:{office.asel}", bundle, base=base(office))
    assert store.current(letter, "public") is None
    assert holding(FIRST, LAST) == []
    settled()


def test_what_another_report_tells_stays(office: Any, story: Any) -> None:
    """Its text is evidence that nobody asked to have covered; an officer adds the person there."""
    _, made = public_event(office, story)
    second = told_again(office, story, name="Orda Sampleva")
    erased(office, f"report:{made.report}")
    text = Statements.on("default").one(
        "SELECT text FROM record_report WHERE id = %s", second.report
    )
    assert text is not None
    pages: Any = read_large(text[0])
    assert pages[story.SOURCE]["text"] == story.TEXT
    assert holding(story.NAME) == [f"report:{second.report}"]
    added = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", added,
                    {"kind": "person", "name": story.NAME}, report=second.report,
                    base=base(office))  # fmt: skip
    erased(office, f"party:{added}")
    assert holding(FIRST, LAST) == []
    settled()


def test_a_name_that_was_corrected_is_theirs_too(office: Any, story: Any) -> None:
    """A letter that was written before the correction names them as they were called then."""
    party = story.victim_of(story.decided(office.ledger, f"u:{office.asel}")[2])
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{party}", level="public",
                     ground="consent", base=base(office))  # fmt: skip
    letter = published(office, f"Police detained {story.NAME} again.")
    assert story.NAME in public(letter)
    steps.set_party(office.ledger, f"u:{office.boris}", party, {"name": "Orda Sampleva"},
                    base=base(office))  # fmt: skip
    erased(office, f"party:{party}")
    assert story.NAME not in public(letter)
    assert holding(FIRST, LAST, "Sampleva") == []
    settled()


@pytest.mark.parametrize("what", ["report", "party"])
def test_a_namesake_that_only_an_old_document_names_is_found(
    office: Any, story: Any, what: str
) -> None:
    """Whose name was covered with a namesake's, and whose page was withdrawn, was told there."""
    event, made = public_event(office, story)
    other = story.victim_of(told_again(office, story))
    erased(office, f"party:{other}")
    assert story.NAME in public(f"event:{event}")
    letter = published(office, f"Police detained {story.NAME} again.")
    approval.withdraw(office.ledger, f"u:{office.asel}", [f"event:{event}"], reason="checked",
                      base=base(office))  # fmt: skip
    assert story.NAME in public(letter)
    erased(
        office, f"report:{made.report}" if what == "report" else f"party:{story.victim_of(made)}"
    )
    assert story.NAME not in public(letter)
    assert holding(FIRST, LAST) == []
    settled()


def test_a_report_that_a_backup_brings_back_takes_its_names_again(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restorer repeats the erasure, letters and all."""
    _, made = public_event(office, story)
    letter = published(office, f"Police detained {story.NAME} again.")
    stamped = stamp_head()
    lost = ListedErasure(office.ulid(), f"report:{made.report}", "law", ())
    for module in (erasure, outside):
        monkeypatch.setattr(module, "listed_erasures", lambda: [lost])
    erasure.restore(office.ledger, head=stamped.hash, first=stamped.seq, last=stamped.seq)
    assert story.NAME not in public(letter)
    assert holding(FIRST, LAST) == []
