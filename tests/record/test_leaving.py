"""People leave with their report: no letter, story or note keeps a name that nobody knows any more.

Whoever erases a report first and its people afterwards must leave no more behind than the other
way round: once the report is gone, the record has no name to look for.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connections
from tests.record.erased import base, bytes_with, failing, public_event

from khronika.record import approval, erasure, steps
from khronika.record.errors import PlanMoved, ValueErased
from khronika.record.ledger import outside
from khronika.record.ledger.outside import ListedErasure, finish_erasures, stamp_head
from khronika.record.ledger.sql import Statements
from khronika.record.public import read, store
from khronika.record.touched import Touched, mark_of, touched
from khronika.record.values import read_large

FIRST, LAST = "Ilmira", "Testova"


def _tree(words: str) -> dict[str, Any]:
    text = {"type": "text", "text": words, "marks": []}
    return {"title": "The week", "nodes": [{"type": "paragraph", "content": [text]}]}


def _write(office: Any, words: str | dict[str, Any], kind: str = "letter") -> str:
    """Write a letter; answer its subject."""
    subject = f"{kind}:{office.ulid()}"
    tree = _tree(words) if isinstance(words, str) else words
    steps.write_prose(office.ledger, f"u:{office.asel}", subject, office.ulid(), "en", tree,
                      base=base(office))  # fmt: skip
    return subject


def _ask(office: Any, subject: str) -> str:
    """Ask for a bundle, and have the second person approve it; answer its id."""
    bundle = approval.request(office.ledger, f"u:{office.asel}", [subject], base=base(office)).id
    approval.approve(office.ledger, f"u:{office.boris}", bundle, base=base(office))
    return bundle


def _publish(office: Any, words: str | dict[str, Any], kind: str = "letter") -> str:
    """Write a letter that becomes public; answer its subject."""
    subject = _write(office, words, kind)
    approval.publish(office.ledger, f"u:{office.asel}", _ask(office, subject), base=base(office))
    return subject


def _erase(office: Any, *subjects: str, later: int = 0, **more: Any) -> None:
    for subject in subjects:
        erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="person_asked",
                      base=base(office) + later, **more)  # fmt: skip


def _public(subject: str) -> str:
    return str(store.current(subject, "public"))


def _holding(*words: str) -> list[str]:
    """Owners of the values in which any of some words stands."""
    rows = Statements.on("default").rows("SELECT id, owner, key, body FROM record_value")
    told = ((row[1], str(read_large(row[0])) if row[2] else row[3]) for row in rows)
    return sorted({owner for owner, said in told if any(word in said for word in words)})


def _settled() -> None:
    assert finish_erasures()
    assert failing() == {}


@pytest.mark.parametrize("order", ["report", "report party", "party report"])
@pytest.mark.parametrize("kind", ["letter", "story"])
def test_a_letter_keeps_no_name_in_whatever_order(
    office: Any, story: Any, order: str, kind: str
) -> None:
    """The report alone, before its person, or after: the letter says that a name is withheld."""
    _, made = public_event(office, story)
    subjects = {"report": f"report:{made.report}", "party": f"party:{story.victim_of(made)}"}
    text = _publish(office, f"Police detained {story.NAME} again.", kind)
    assert story.NAME in _public(text)
    _erase(office, *(subjects[one] for one in order.split()))
    assert "detained [name withheld] again." in _public(text)
    assert _holding(FIRST, LAST) == []
    _settled()


@pytest.mark.parametrize(
    "words",
    ["Police asked about Testova.", "Полиция задержала Ильмиру Тестову.", "ILMIRA TESTOVA!",
     "Testova, I., was held.", "They wrote to ilmira-testova@sample.example."],
)  # fmt: skip
def test_a_name_is_found_in_another_form(office: Any, story: Any, words: str) -> None:
    """A surname, another script and case, capitals, initials, an address."""
    _, made = public_event(office, story)
    letter = _publish(office, words)
    _erase(office, f"report:{made.report}")
    assert "[name withheld]" in _public(letter)
    assert _holding(FIRST, LAST, "Ильмир", "Тестов", "TESTOVA", "testova") == []
    _settled()


def _paragraph(*texts: str) -> dict[str, Any]:
    nodes = [{"type": "text", "text": text, "marks": []} for text in texts]
    return {"type": "paragraph", "content": nodes}


@pytest.mark.parametrize("what", ["report", "party"])
@pytest.mark.parametrize(
    "more",
    [{"nodes": [_paragraph("Held: Il", "mira Te", "st", "ova.")]},
     {"nodes": [_paragraph("Held: Ilmira Tes"), _paragraph("tova.")]},
     {"nodes": [{"type": "list", "ordered": False, "items": [
         _paragraph("Held: Ilmira Tes-")["content"], _paragraph("tova.")["content"]]}]},
     {"nodes": [_paragraph("Tes-"), {"type": "rule"}, _paragraph("tova and others.")]},
     {"nodes": [_paragraph(f"See https://sample.example/{quote('Ильмира Тестова')} today.")]},
     {"nodes": [_paragraph("Held: Ilmi", "ra Tes", "tova.")], "title": "Of Ilmira Testova"},
     {"slug": "of-ilmira-testova"}, {"slug": "ilmiratestova"},
     {"nodes": [{"type": "figure", "image": None, "alt": "I. Testova", "caption": [],
                 "credit": "photo: Ilmira Testova"}]},
     {"nodes": [{"type": "paragraph", "content": [
         {"type": "link", "href": "https://sample.example/Ilmira%20Testova", "text": "here"}]}]}],
)  # fmt: skip
def test_a_name_is_found_wherever_a_text_holds_it(
    office: Any, story: Any, more: dict[str, Any], what: str
) -> None:
    """Over two nodes, in an address, a title, beside a picture: document and draft are rid of it."""
    _, made = public_event(office, story)
    text = _publish(office, {"title": "The week", "nodes": [], **more}, "story")
    before = _public(text)
    _erase(
        office, f"report:{made.report}" if what == "report" else f"party:{story.victim_of(made)}"
    )
    assert _public(text) != before
    said = ("Ilmira", "Testova", "testova", "tova", "mira Te", quote("Тестова"))
    assert not [word for word in said if word in _public(text)]
    assert _holding(*said) == []
    _settled()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_name_is_in_no_byte_after_the_report(office: Any, story: Any, tmp_path: Path) -> None:
    """Database, write-ahead log, value files and lists; nor does a search find the letter."""
    _, made = public_event(office, story)
    _publish(office, f"Police detained {story.NAME} again.")
    assert read.find(LAST)
    _erase(office, f"report:{made.report}")
    assert read.find(LAST) == []
    _settled()
    connections["default"].close()
    assert bytes_with(story.NAME, tmp_path) == []
    assert bytes_with(LAST, tmp_path) == []


def test_words_that_nobody_published_go_too(office: Any, story: Any) -> None:
    """A draft of a letter, a note on an event and one on somebody else: nothing hides them later."""
    _, made = public_event(office, story)
    other = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", other,
                    {"kind": "person", "name": "Orda Sampleva"}, base=base(office))  # fmt: skip
    steps.note(office.ledger, f"u:{office.asel}", f"party:{other}", f"knows {story.NAME}",
               base=base(office))  # fmt: skip
    draft = _write(office, f"Tomorrow: {story.NAME}.")
    assert {draft, f"party:{other}"} < set(_holding(story.NAME))
    _erase(office, f"report:{made.report}")
    assert _holding(FIRST, LAST) == []
    assert _holding("Orda Sampleva")
    _settled()


def _again(office: Any, story: Any, **victim: Any) -> Any:
    """Another report, of the same name or of another one."""
    told = {"name": story.NAME, "kind": "person", "role": "journalist", "affiliation": None}
    return story.decided(office.ledger, f"u:{office.asel}", victim=told | victim)[2]


@pytest.mark.parametrize("are_one", [True, False], ids=["judged the same", "not judged"])
@pytest.mark.parametrize("last", ["report", "party"])
def test_whom_another_report_knows_goes_with_the_last(
    office: Any, story: Any, are_one: bool, last: str
) -> None:
    """A name that another party bears stays, and can be found; with that party it goes."""
    _, made = public_event(office, story)
    letter = _publish(office, f"Police detained {story.NAME} again.")
    second = _again(office, story)
    ours, theirs = story.victim_of(made), story.victim_of(second)
    if are_one:
        steps.match(office.ledger, f"u:{office.asel}", ours, theirs, "same", base=base(office))
    told = touched(erasure.plan(office.ledger, f"report:{made.report}"))
    assert (told.elsewhere, Touched.from_json(told.to_json())) == ((theirs,), told)
    _erase(office, f"report:{made.report}")
    assert story.NAME in _public(letter)
    _erase(office, f"report:{second.report}" if last == "report" else f"party:{theirs}")
    assert story.NAME not in _public(letter)
    assert _holding(FIRST, LAST) == []
    _settled()


def test_a_pen_name_that_only_the_report_knew_goes_with_it(office: Any, story: Any) -> None:
    """Whoever is judged the same keeps their own name, under which nobody finds the other one."""
    _, made = public_event(office, story)
    ours, theirs = story.victim_of(made), office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", theirs,
                    {"kind": "person", "name": "Orda Sampleva"}, base=base(office))  # fmt: skip
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{theirs}", level="public",
                     ground="consent", base=base(office))  # fmt: skip
    steps.match(office.ledger, f"u:{office.asel}", theirs, ours, "same", base=base(office))
    letter = _publish(office, f"{story.NAME} writes as Orda Sampleva.")
    assert story.NAME in _public(letter)
    _erase(office, f"report:{made.report}")
    assert "[name withheld] writes as Orda Sampleva." in _public(letter)
    _erase(office, f"party:{theirs}")
    assert "Sampleva" not in _public(letter)
    assert _holding(FIRST, LAST, "Sampleva") == []
    _settled()


def test_a_restriction_between_loses_no_name(office: Any, story: Any) -> None:
    """What was public before somebody was restricted names them until the report goes."""
    _, made = public_event(office, story)
    letter = _publish(office, f"Police detained {story.NAME} again.")
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{story.victim_of(made)}",
                     level="restricted", base=base(office))  # fmt: skip
    assert story.NAME in _public(letter)
    _erase(office, f"report:{made.report}", f"party:{story.victim_of(made)}")
    assert story.NAME not in _public(letter)
    assert _holding(FIRST, LAST) == []
    _settled()


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_letter_published_meanwhile_is_looked_through(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch, is_shown: bool
) -> None:
    """What comes between the plan and its entry goes too, or is shown to the officer first."""
    _, made = public_event(office, story)
    subject, letters, first = f"report:{made.report}", [], erasure.plan

    def plan(ledger: Any, wanted: str, **more: Any) -> Any:
        planned = first(ledger, wanted, **more)
        letters.append(_publish(office, f"Police detained {story.NAME} again."))
        return planned

    mark = mark_of(first(office.ledger, subject)) if is_shown else None
    monkeypatch.setattr(erasure, "plan", plan)
    if is_shown:
        with pytest.raises(PlanMoved):
            _erase(office, subject, shown=mark)
        assert story.NAME in _public(letters[0])
        return
    _erase(office, subject, later=4)  # a screen made after the letter, a plan before it
    assert len(letters) == 1
    assert story.NAME not in _public(letters[0])
    assert _holding(FIRST, LAST) == []
    _settled()


def test_a_bundle_that_waits_is_not_published_any_more(office: Any, story: Any) -> None:
    """Two people stand behind a letter already: it names whom nobody may name any more."""
    _, made = public_event(office, story)
    letter = _write(office, f"Police detained {story.NAME} again.")
    bundle = _ask(office, letter)
    _erase(office, f"report:{made.report}")
    with pytest.raises(ValueErased):
        approval.publish(office.ledger, f"u:{office.asel}", bundle, base=base(office))
    assert store.current(letter, "public") is None
    assert _holding(FIRST, LAST) == []
    _settled()


def test_what_another_report_tells_stays(office: Any, story: Any) -> None:
    """Its text is evidence that nobody asked to have covered; an officer adds the person there."""
    _, made = public_event(office, story)
    second = _again(office, story, name="Orda Sampleva")
    _erase(office, f"report:{made.report}")
    text = Statements.on("default").one(
        "SELECT text FROM record_report WHERE id = %s", second.report
    )
    assert text is not None
    pages: Any = read_large(text[0])
    assert pages[story.SOURCE]["text"] == story.TEXT
    assert _holding(story.NAME) == [f"report:{second.report}"]
    added = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", added,
                    {"kind": "person", "name": story.NAME}, report=second.report,
                    base=base(office))  # fmt: skip
    _erase(office, f"party:{added}")
    assert _holding(FIRST, LAST) == []
    _settled()


def test_bodies_keep_their_names(office: Any, story: Any) -> None:
    """An outlet or an office of the state that only this report speaks of is nobody's name."""
    _, made = public_event(office, story)
    words = f"The {story.OUTLET} wrote to the court in Kurakville."
    letter = _publish(office, words)
    _erase(office, f"report:{made.report}")
    assert words in _public(letter)
    _settled()


@pytest.mark.parametrize(
    "called", ["Anna", "a reporter of the Kurak Example Gazette", "unknown men", "Press Union"]
)
def test_what_many_are_called_is_looked_for_nowhere(office: Any, story: Any, called: str) -> None:
    """A given name alone, a description, a body taken for a person: others are called so."""
    made = _again(office, story, name=called)
    words = f"{called}, or Anna Samplova, met unknown men at the Press Union."
    letter = _write(office, words)
    _erase(office, f"report:{made.report}")
    assert letter in _holding(words)
    _settled()


def test_a_name_that_was_corrected_is_theirs_too(office: Any, story: Any) -> None:
    """A letter that was written before the correction names them as they were called then."""
    party = story.victim_of(story.decided(office.ledger, f"u:{office.asel}")[2])
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{party}", level="public",
                     ground="consent", base=base(office))  # fmt: skip
    letter = _publish(office, f"Police detained {story.NAME} again.")
    assert story.NAME in _public(letter)
    steps.set_party(office.ledger, f"u:{office.boris}", party, {"name": "Orda Sampleva"},
                    base=base(office))  # fmt: skip
    _erase(office, f"party:{party}")
    assert story.NAME not in _public(letter)
    assert _holding(FIRST, LAST, "Sampleva") == []
    _settled()


@pytest.mark.parametrize("what", ["report", "party"])
def test_a_namesake_that_only_an_old_document_names_is_found(
    office: Any, story: Any, what: str
) -> None:
    """Whose name was covered with a namesake's, and whose page was withdrawn, was told there."""
    event, made = public_event(office, story)
    other = story.victim_of(_again(office, story))
    _erase(office, f"party:{other}")
    assert story.NAME in _public(f"event:{event}")
    letter = _publish(office, f"Police detained {story.NAME} again.")
    approval.withdraw(office.ledger, f"u:{office.asel}", [f"event:{event}"], reason="checked",
                      base=base(office))  # fmt: skip
    assert story.NAME in _public(letter)
    _erase(
        office, f"report:{made.report}" if what == "report" else f"party:{story.victim_of(made)}"
    )
    assert story.NAME not in _public(letter)
    assert _holding(FIRST, LAST) == []
    _settled()


def test_a_report_that_a_backup_brings_back_takes_its_names_again(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restorer repeats the erasure, letters and all."""
    _, made = public_event(office, story)
    letter = _publish(office, f"Police detained {story.NAME} again.")
    stamped = stamp_head()
    lost = ListedErasure(office.ulid(), f"report:{made.report}", "law", ())
    for module in (erasure, outside):
        monkeypatch.setattr(module, "listed_erasures", lambda: [lost])
    erasure.restore(office.ledger, head=stamped.hash, first=stamped.seq, last=stamped.seq)
    assert story.NAME not in _public(letter)
    assert _holding(FIRST, LAST) == []


def test_drafts_beside_the_record_are_covered(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rooms that keep words of their own are told the names that go with a report."""
    told: list[list[str]] = []
    keepers: list[Callable[[Any], None]] = [lambda names: told.append(list(names))]
    monkeypatch.setattr(erasure, "KEEPERS", keepers)
    _, made = public_event(office, story)
    _erase(office, f"report:{made.report}")
    assert told == [[story.NAME], [story.NAME]]
    payload = Statements.on("default").one("SELECT payload FROM record_entry ORDER BY seq DESC")
    assert payload is not None
    assert story.NAME not in json.dumps(json.loads(payload[0]), ensure_ascii=False)
