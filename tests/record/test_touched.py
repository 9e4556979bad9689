"""What an erasure touches is told by ids before anything goes, and is what then goes."""

import json
from typing import Any

import pytest
from tests.record.erased import base, public_event

from khronika.record import erasure, steps
from khronika.record.errors import NotAllowed, PlanMoved
from khronika.record.finding import find_named, is_there, reports_meant
from khronika.record.ledger.outside import finish_erasures
from khronika.record.ledger.sql import Statements
from khronika.record.touched import Touched, mark_of, touched


def test_what_is_told_is_what_goes(office: Any, story: Any) -> None:
    """Counts and places are those of the entry that follows; nothing told holds a name."""
    event, made = public_event(office, story)
    party = story.victim_of(made)
    told = touched(erasure.plan(office.ledger, f"party:{party}"))
    [entry] = erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                            base=told.base, shown=told.mark)  # fmt: skip
    assert told.values == len(entry.payload["values"])
    assert told.covered == len(entry.payload["masked"])
    assert [[one.subject, one.level] for one in told.documents] == [
        row[:2] for row in entry.payload["documents"]
    ]
    assert [one.is_gone for one in told.documents] == [False] * len(told.documents)
    places = {(one.owner, one.what) for one in told.places}
    assert {
        (f"party:{party}", "name"), (f"report:{made.report}", "text"),
        (f"report:{made.report}", "coding"), (f"event:{event}", "note"),
    } <= places  # fmt: skip
    assert told.reports == (made.report,)
    assert len(told.files) == 1
    written = json.dumps(told.to_json())
    assert story.NAME not in written
    assert story.NAME.split()[1] not in written
    assert Touched.from_json(json.loads(written)) == told
    assert touched(erasure.plan(office.ledger, f"party:{party}")).is_empty


def test_a_report_tells_its_acts_and_what_is_left_of_documents(office: Any, story: Any) -> None:
    """Of a report the acts are told too, and that nothing is left of its event."""
    _, made = public_event(office, story)
    told = touched(erasure.plan(office.ledger, f"report:{made.report}"))
    assert told.acts == (made.acts["a1"],)
    assert [one.is_gone for one in told.documents] == [True] * len(told.documents)
    assert told.documents
    assert told.documents[0].number.startswith("KZ-2021-")


def test_a_name_added_meanwhile_makes_the_plan_stale(office: Any, story: Any) -> None:
    """What was confirmed is what goes: nothing is erased where the record came to hold more."""
    event, made = public_event(office, story)
    subject = f"party:{story.victim_of(made)}"
    shown = mark_of(erasure.plan(office.ledger, subject))
    assert shown == mark_of(erasure.plan(office.ledger, subject))
    steps.note(office.ledger, f"u:{office.asel}", f"event:{event}",
               f"{story.NAME} rang again", base=base(office))  # fmt: skip
    before = base(office)
    with pytest.raises(PlanMoved):
        erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="law",
                      base=before, shown=shown)  # fmt: skip
    assert base(office) == before
    again = mark_of(erasure.plan(office.ledger, subject))
    assert again != shown
    erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="law", base=before,
                  shown=again)  # fmt: skip
    assert finish_erasures()


def test_what_others_write_of_somebody_else_makes_no_plan_stale(office: Any, story: Any) -> None:
    """A record that moves on elsewhere is looked through, and the erasure goes on."""
    _, made = public_event(office, story)
    subject = f"party:{story.victim_of(made)}"
    told = touched(erasure.plan(office.ledger, subject))
    story.decided(office.ledger, f"u:{office.asel}", victim={
        "name": "Orda Sampleva", "kind": "person", "role": "journalist", "affiliation": None,
    })  # fmt: skip
    other = Statements.on("default").rows("SELECT id FROM record_report ORDER BY seq DESC LIMIT 1")
    steps.note(office.ledger, f"u:{office.asel}", f"report:{other[0][0]}", "Somebody rang",
               base=base(office))  # fmt: skip
    moved = touched(erasure.plan(office.ledger, subject))
    assert moved.mark != told.mark  # the same text names them: it came in again
    [entry] = erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="law",
                            base=moved.base, shown=moved.mark)  # fmt: skip
    assert entry.seq == base(office)


class _KilledError(BaseException):
    """What ends a process, and nothing catches."""


def test_kept_drafts_are_covered_though_the_process_ends_after_the_entry(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts beside the record are covered before the entry: later nobody knows the names."""
    covered: list[list[str]] = []

    def keeper(names: Any) -> None:
        covered.append(list(names))
        if len(covered) == 2:
            raise _KilledError

    monkeypatch.setattr(erasure, "KEEPERS", [keeper])
    _, made = public_event(office, story)
    subject, entry = f"party:{story.victim_of(made)}", office.ulid()
    with pytest.raises(_KilledError):
        erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="law",
                      base=base(office), entry=entry)  # fmt: skip
    assert covered == [[story.NAME], [story.NAME]]
    [again] = erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="law",
                            base=base(office), entry=entry)  # fmt: skip
    assert again.id == entry
    assert again.seq == base(office)


def test_nothing_is_looked_for_or_covered_for_whoever_may_not_erase(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor gets no plan carried out, no draft covered and nobody found."""
    covered: list[Any] = []
    monkeypatch.setattr(erasure, "KEEPERS", [covered.append])
    _, made = public_event(office, story)
    for person in (office.asel, office.admin):
        with pytest.raises(NotAllowed):
            erasure.erase(office.ledger, f"u:{person}", f"party:{story.victim_of(made)}",
                          ground="law", base=base(office))  # fmt: skip
        with pytest.raises(NotAllowed):
            find_named(office.ledger, f"u:{person}", story.NAME)
    assert covered == []


@pytest.mark.parametrize(
    "asked", ["Ilmira Testova", "ilmira testova", "Testova", "Илмира Тестова", "Тестовой"]
)
def test_somebody_is_found_by_any_form_of_the_name(office: Any, story: Any, asked: str) -> None:
    """In other letters, declined, by the surname alone; told by ids, day and public number."""
    _, made = public_event(office, story)
    party, other = story.victim_of(made), office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", other,
                    {"kind": "person", "name": "I. Testova-Sample"}, base=base(office))  # fmt: skip
    steps.match(office.ledger, f"u:{office.asel}", party, other, "same", base=base(office))
    [found] = find_named(office.ledger, f"u:{office.officer}", asked)
    assert set(found.parties) == {party, other}
    assert found.reports == (made.report,)
    assert found.is_public
    assert found.kind == "person"
    assert [number[:8] for number in found.numbers] == ["KZ-2021-"]
    assert reports_meant(found.numbers[0].lower()) == [made.report]
    assert reports_meant(f"report:{made.report}") == [made.report]


@pytest.mark.parametrize(
    "asked",
    ["", "   ", "%", "...", "(((", "\x00", "a\x00b", "'; DROP TABLE record_value; --", "x" * 200,
     "party:", "report:", "XX-0000-0000", "Somebody Else", "\u202e\u200b", "<script>"],
)  # fmt: skip
def test_hostile_names_find_nobody(office: Any, story: Any, asked: str) -> None:
    """What is no name of anybody's finds nobody, and breaks nothing."""
    public_event(office, story)
    assert find_named(office.ledger, f"u:{office.officer}", asked) == []
    assert reports_meant(asked) == []
    assert not is_there(asked)


def test_of_two_namesakes_who_are_erased_one_after_the_other_nothing_is_left(
    office: Any, story: Any
) -> None:
    """The first erasure covers the name of the second too: the public document still tells it."""
    public_event(office, story)
    event, made = public_event(office, story)
    first, second = (
        row[0]
        for row in Statements.on("default").rows(
            "SELECT thing FROM record_fact WHERE field = 'name' AND value_id IN "
            "(SELECT id FROM record_value WHERE body = %s) ORDER BY thing",
            json.dumps(story.NAME),
        )
    )
    assert second == story.victim_of(made)
    told = touched(erasure.plan(office.ledger, f"party:{first}"))
    assert told.namesakes == (second,)
    for party in (first, second):
        erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                      base=base(office))  # fmt: skip
    rows = Statements.on("default").rows("SELECT subject, body FROM public_document")
    assert f"event:{event}" in {row[0] for row in rows}
    assert [subject for subject, body in rows if story.NAME in body] == []
    assert finish_erasures()
