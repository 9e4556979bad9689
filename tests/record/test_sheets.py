"""A verification sheet stands in the record as facts do, and two people stand behind each."""

import json
from typing import Any

import pytest

from khronika.model.vocabulary import MarkReason, SheetTopic, SheetVerdict
from khronika.record import approval, steps
from khronika.record.erasure import erase
from khronika.record.errors import (
    EntryMalformed,
    EntryRefused,
    NotAllowed,
    RecordMovedOn,
    SecondPersonRequired,
)
from khronika.record.ledger.entry import Kind
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.verify import verify
from khronika.record.models import Event, Fact, Request
from khronika.record.naming import WITHHELD
from khronika.record.public.read import current
from khronika.record.sheets.place import At, StatementUnreadable
from khronika.record.sheets.statement import Statement
from khronika.record.sheets.write import File, Step, filmed, mark, say, show, unsay

FILM = "f1" * 32
FILMER = "Edda Kromova"
MOMENT = At(2_500)


class Sheet:
    """A published event, and a film of its report that two editors look at."""

    def __init__(self, office: Any, story: Any) -> None:
        self.office = office
        self.asel, self.boris = f"u:{office.asel}", f"u:{office.boris}"
        self.event, self.act, self.made = story.decided(office.ledger, self.asel)
        self.file = File(self.made.report, FILM, "film", 12_000, 640, 360)
        self.subject = f"event:{self.event}"

    def step(self, actor: str = "", base: int | None = None) -> Step:
        head = self.office.ledger.head()[0]
        return Step(self.office.ledger, actor or self.asel, head if base is None else base)

    def say(self, text: str = "The tower stands north of the quay.", *, actor: str = "",
            item: str = "", at: At | None = MOMENT, **more: Any) -> str:  # fmt: skip
        one = item or self.office.ulid()
        told = Statement(SheetTopic.LANDMARK, SheetVerdict.LIKELY, text, at)
        say(self.step(actor), self.file, one, told, **more)
        return f"{self.file.film}.statements.{one}"

    def show(self) -> None:
        show(self.step(), self.file, self.office.ulid(), self.event)

    def level(self, level: str, actor: str = "") -> None:
        steps.set_access(self.office.ledger, actor or self.asel, f"report:{self.made.report}",
                         level=level, base=self.office.ledger.head()[0])  # fmt: skip

    def asked(self, actor: str = "") -> str:
        made = approval.request(self.office.ledger, actor or self.asel, [self.subject],
                                base=self.office.ledger.head()[0])  # fmt: skip
        return made.id

    def draft(self, level: str = "public") -> dict[str, Any]:
        row = Request.objects.get(pk=self.asked())
        drafts = approval.bundle_drafts(row.documents, row.bodies)
        body = next(one.body for one in drafts if str(one.level) == level)
        return dict(json.loads(body))

    def publish(self) -> None:
        bundle, ledger = self.asked(), self.office.ledger
        approval.approve(ledger, self.boris, bundle, base=ledger.head()[0])
        mine = [f for f, author in approval.waiting(bundle).facts.items() if author == self.boris]
        if mine:
            approval.approve(ledger, self.asel, bundle, facts=mine, base=ledger.head()[0])
        approval.publish(ledger, self.boris, bundle, base=ledger.head()[0])

    def public(self) -> dict[str, Any]:
        found = current(self.subject)
        assert found is not None
        return found.body


@pytest.fixture(name="sheet")
def _sheet(office: Any, story: Any) -> Sheet:
    return Sheet(office, story)


def test_a_sheet_is_public_with_the_film_once_two_people_stand_behind_it(sheet: Sheet) -> None:
    """A statement shows with its place, its verdict and its author, who is a number."""
    fact = sheet.say()
    sheet.show()
    sheet.level("public")
    sheet.publish()
    (film,) = sheet.public()["films"]
    assert film["sha256"] == FILM
    assert film["statements"] == [{
        "fact": fact, "topic": "landmark", "verdict": "likely", "author": 1,
        "text": "The tower stands north of the quay.",
        "at": {"start": 2_500, "end": None, "box": None},
    }]  # fmt: skip
    assert "u:" not in json.dumps(film)


def test_nobody_publishes_a_statement_alone(sheet: Sheet) -> None:
    """A statement that its author alone stands behind keeps the whole event back."""
    sheet.say()
    sheet.show()
    sheet.level("public")
    bundle, ledger = sheet.asked(), sheet.office.ledger
    with pytest.raises(SecondPersonRequired):
        approval.approve(ledger, sheet.asel, bundle, base=ledger.head()[0],
                         facts=[f for f in approval.waiting(bundle).facts if ".statements." in f])  # fmt: skip
    with pytest.raises(SecondPersonRequired):
        approval.publish(ledger, sheet.asel, bundle, base=ledger.head()[0])


def test_authors_are_told_apart_and_not_told(sheet: Sheet) -> None:
    """Two people's statements have two numbers."""
    sheet.say()
    sheet.say("A sign says Quay Street.", actor=sheet.boris)
    sheet.show()
    sheet.level("public")
    assert {one["author"] for one in sheet.draft()["films"][0]["statements"]} == {1, 2}


@pytest.mark.parametrize(("level", "public", "network"), [
    ("restricted", 0, 0), ("network", 0, 1), ("public", 1, 1),
])  # fmt: skip
def test_a_sheet_is_seen_by_those_who_may_have_the_film(
    sheet: Sheet, level: str, public: int, network: int
) -> None:
    """The level of the evidence decides for the sheet too, and no byte of it is elsewhere."""
    sheet.say("The plate of the third lamp post.")
    sheet.show()
    sheet.level(level)
    for one, shown in (("public", public), ("network", network)):
        draft = sheet.draft(one)
        assert len(draft["films"]) == shown
        assert ("third lamp post" in json.dumps(draft)) is bool(shown)
        assert (FILM in json.dumps(draft)) is bool(shown)


def test_a_film_of_no_event_is_in_no_document(sheet: Sheet) -> None:
    """A sheet whose film nobody says to show an event stays at the desk."""
    sheet.say()
    sheet.level("public")
    assert sheet.draft()["films"] == []


def test_who_filmed_is_withheld_until_there_is_a_ground(sheet: Sheet) -> None:
    """A person who filmed is restricted like every person, in the cell and in all words."""
    office, party = sheet.office, sheet.office.ulid()
    filmed(sheet.step(), sheet.file, office.ulid(), party, SheetVerdict.LIKELY, name=FILMER,
           kind="person")  # fmt: skip
    sheet.say(f"{FILMER} says on the phone that she stands on the quay.")
    sheet.show()
    sheet.level("public")
    film = sheet.draft()["films"][0]
    assert film["filmed_by"][0]["value"]["text"] == WITHHELD
    assert "Kromova" not in json.dumps(film)
    assert film["statements"][0]["text"].startswith(WITHHELD)
    steps.set_access(office.ledger, sheet.asel, f"party:{party}", level="public",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip
    sheet.publish()
    assert sheet.public()["films"][0]["filmed_by"][0]["value"]["text"] == FILMER
    marks = {fact for fact, _ in json.loads(Request.objects.order_by("-seq")[0].facts)}
    assert {f"{party}.name", f"{party}.ground", f"{party}.level"} <= marks


def test_a_withheld_name_in_a_statement_is_hidden(sheet: Sheet, story: Any) -> None:
    """The victim's name, typed into a statement, is masked as in a quote."""
    sheet.say(f"{story.NAME} is said to be seen.")
    sheet.show()
    sheet.level("public")
    assert sheet.draft()["films"][0]["statements"][0]["text"].startswith(WITHHELD)


def test_a_child_or_a_victim_closes_the_package_on_one_word(sheet: Sheet) -> None:
    """A mark closes the package at once; lifting it takes two people, and tells no box."""
    sheet.say()
    sheet.show()
    sheet.level("public")
    item = sheet.office.ulid()
    mark(sheet.step(sheet.boris), sheet.file, item, MarkReason.CHILD,
         At(5_000, 7_000, (10, 10, 40, 80)))  # fmt: skip
    draft = sheet.draft()
    film = draft["films"][0]
    assert film["evidence"]["package"] is None
    assert all(one["evidence"]["package"] is None for one in draft["sources"].values())
    assert film["marks"] == [{
        "fact": f"{sheet.file.film}.marks.{item}", "why": "child",
        "at": {"start": 5_000, "end": 7_000, "box": None},
    }]  # fmt: skip
    mark(sheet.step(), sheet.file, item, None, None)
    assert f"{sheet.file.film}.marks.{item}" in approval.waiting(sheet.asked()).facts
    assert sheet.draft()["films"][0]["marks"] == []


def test_a_mark_cannot_be_rejected(sheet: Sheet) -> None:
    """Rejecting would leave nothing that a second person looks at."""
    item = sheet.office.ulid()
    mark(sheet.step(), sheet.file, item, MarkReason.DISTRESS, At(1_000))
    with pytest.raises(EntryRefused, match="set anew"):
        unsay(sheet.step(), sheet.file, f"{sheet.file.film}.marks.{item}")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (At(12_001), "x"),
        (At(5_000, 12_001), "x"),
        (At(5_000, 4_000), "x"),
        (At(None, 4_000), "x"),
        (At(None, None, (0, 0, 10, 10)), "x"),
        (At(1_000, None, (600, 0, 41, 10)), "x"),
        (At(1_000, None, (0, 0, 0, 10)), "x"),
        (None, "x"),
        (At(1_000), ""),
        (At(1_000), " \n "),
        (At(1_000), "x" * 4001),
        (At(1_000), "a\x00b"),
    ],
)
def test_what_cannot_be_shown_is_refused(sheet: Sheet, at: At | None, text: str) -> None:
    """A second beyond the end, a box outside, no place for what is seen, no words: nothing stands."""
    before = sheet.office.ledger.head()
    with pytest.raises(StatementUnreadable):
        sheet.say(text, at=at)
    assert sheet.office.ledger.head() == before


def test_a_film_of_unknown_length_has_no_seconds(sheet: Sheet) -> None:
    """What was not measured cannot hold a place."""
    sheet.file = File(sheet.made.report, FILM, "film")
    with pytest.raises(StatementUnreadable, match="outside"):
        sheet.say()


def _raw(sheet: Sheet, *facts: dict[str, Any], film: str = "", **more: Any) -> Any:
    payload = {"of": "film", "thing": film or sheet.file.film, "facts": list(facts)}
    office = sheet.office
    return office.add(sheet.asel, Kind.DECIDE, f"report:{sheet.made.report}", payload, v=3, **more)


def _correct(fact: str, value: Any) -> dict[str, Any]:
    return {"fact": fact, "verdict": "correct", "value": value, "cites": []}


def test_the_ledger_refuses_what_goes_round_the_steps(sheet: Sheet) -> None:
    """Places outside, a file that changes, unknown events and reports: refused by the rules."""
    film, place = sheet.file.film, {"start": 99_000, "end": None, "box": None}
    item = sheet.office.ulid()
    with pytest.raises(EntryRefused, match="unknown"):
        _raw(sheet, _correct(f"{film}.marks.{item}", {"why": "child", "at": None}))
    sheet.say()
    for fact, value in (
        (f"{film}.marks.{item}", {"why": "child", "at": place}),
        (f"{film}.shows.{item}", {"event": sheet.office.ulid()}),
        (f"{film}.file", sheet.file.to_json() | {"milliseconds": 99_000}),
        (f"{film}.filmed_by.{item}", {"party": sheet.office.ulid(), "verdict": "likely", "at": None}),
    ):  # fmt: skip
        with pytest.raises(EntryRefused):
            _raw(sheet, _correct(fact, value))
    other = sheet.office.ulid()
    with pytest.raises(EntryRefused, match="already"):
        _raw(sheet, _correct(f"{other}.file", sheet.file.to_json()), film=other)
    with pytest.raises(EntryMalformed):
        _raw(sheet, _correct(f"{film}.people.{item}", {"text": "somebody"}))


def test_a_statement_that_went_round_the_steps_is_in_no_document(sheet: Sheet) -> None:
    """The serialiser reads each statement anew and makes nothing of one outside of its film."""
    from khronika.record.documents.films import SheetUnreadable
    from khronika.record.values import Personal

    sheet.show()
    sheet.level("public")
    told = Statement(SheetTopic.SIGN, SheetVerdict.LIKELY, "x", At(99_000)).to_json()
    owner = f"report:{sheet.made.report}"
    fact = f"{sheet.file.film}.statements.{sheet.office.ulid()}"
    _raw(sheet, _correct(fact, Personal(told, owner)))
    with pytest.raises(SheetUnreadable):
        sheet.asked()


def test_two_editors_at_once(sheet: Sheet) -> None:
    """Who saw an older state is told so; beginning the same sheet twice is one sheet."""
    base = sheet.office.ledger.head()[0]
    item = sheet.say().rpartition(".")[2]
    told = Statement(SheetTopic.LANDMARK, SheetVerdict.REFUTED, "It is another tower.", At(1))
    with pytest.raises(RecordMovedOn):
        say(sheet.step(sheet.boris, base), sheet.file, item, told)
    say(sheet.step(sheet.boris), sheet.file, item, told)
    assert Fact.objects.get(pk=f"{sheet.file.film}.statements.{item}").author == sheet.boris


def test_what_readers_see_changes_with_a_public_reason(sheet: Sheet) -> None:
    """A published statement is corrected or taken out for a reason that the page shows."""
    fact = sheet.say()
    sheet.show()
    sheet.level("public")
    sheet.publish()
    item = fact.rpartition(".")[2]
    with pytest.raises(EntryRefused, match="why"):
        sheet.say("It is the other tower.", item=item)
    sheet.say("It is the other tower.", item=item, reason="The mast was not there in May.")
    sheet.publish()
    body = sheet.public()
    assert body["films"][0]["statements"][0]["text"] == "It is the other tower."
    (told,) = body["corrections"]
    assert (told["fact"], told["reason"]) == (fact, "The mast was not there in May.")
    assert told["old"]["text"] == "The tower stands north of the quay."
    unsay(sheet.step(), sheet.file, fact, reason="It cannot be told.")
    sheet.publish()
    assert sheet.public()["films"][0]["statements"] == []


def test_a_published_fact_is_not_decided_anew(sheet: Sheet) -> None:
    """Without the public correction the ledger refuses."""
    fact = sheet.say()
    sheet.show()
    sheet.level("public")
    sheet.publish()
    with pytest.raises(EntryRefused, match="correct it"):
        _raw(sheet, {"fact": fact, "verdict": "reject"})


def test_a_later_word_about_the_film_raises_the_event(sheet: Sheet) -> None:
    """A bundle that was made before the film changed cannot be published unseen."""
    sheet.say()
    sheet.show()
    before = Event.objects.get(pk=sheet.event).revision
    base = sheet.office.ledger.head()[0]
    sheet.say("A second thing.")
    assert Event.objects.get(pk=sheet.event).revision > before
    with pytest.raises(RecordMovedOn):
        approval.request(sheet.office.ledger, sheet.asel, [sheet.subject], base=base)


def test_a_film_taken_from_its_event_is_gone(sheet: Sheet) -> None:
    """Withdrawing that it shows the event takes the sheet out of the document."""
    sheet.say()
    sheet.show()
    sheet.level("public")
    sheet.publish()
    shows = Fact.objects.get(thing=sheet.file.film, field="shows")
    unsay(sheet.step(), sheet.file, shows.id, reason="Another day.")
    sheet.publish()
    assert sheet.public()["films"] == []


def test_who_filmed_is_erased_everywhere(sheet: Sheet) -> None:
    """Erasing the person leaves the sheet without them, and everything still verifies."""
    office, party = sheet.office, sheet.office.ulid()
    filmed(sheet.step(), sheet.file, office.ulid(), party, SheetVerdict.ESTABLISHED,
           name=FILMER, kind="person")  # fmt: skip
    sheet.say(f"{FILMER} filmed it from the pier.")
    steps.set_access(office.ledger, sheet.asel, f"party:{party}", level="public",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip
    sheet.show()
    sheet.level("public")
    sheet.publish()
    assert FILMER in json.dumps(sheet.public())
    erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="person_asked",
          base=office.ledger.head()[0])  # fmt: skip
    film = sheet.public()["films"][0]
    assert film["filmed_by"] == []
    assert film["statements"][0]["text"] == f"{WITHHELD} filmed it from the pier."
    stands = sheet.draft()["films"][0]["statements"][0]
    assert "Kromova" not in stands["text"]
    assert stands["topic"] == "landmark"
    assert rebuild().is_equal
    faults = {one.name: one.what for one in verify("full") if not one.ok}
    assert set(faults) <= {"packages", "erasure"}, faults  # no file in the store; not scrubbed yet


def test_an_erased_report_takes_its_sheet_along(sheet: Sheet, story: Any) -> None:
    """The film of a report that is erased is in no document, published or made later."""
    office = sheet.office
    other = story.received(office.ledger)
    sheet.file = File(other, FILM, "film", 12_000, 640, 360)
    sheet.say("The quay, from the north.")
    sheet.show()
    steps.set_access(office.ledger, sheet.asel, f"report:{other}", level="public",
                     base=office.ledger.head()[0])  # fmt: skip
    sheet.publish()
    assert len(sheet.public()["films"]) == 1
    erase(office.ledger, f"u:{office.officer}", f"report:{other}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip
    assert sheet.public()["films"] == []
    assert sheet.public()["acts"]
    assert sheet.draft()["films"] == []
    assert rebuild().is_equal


def test_tables_are_computed_again_alike(sheet: Sheet) -> None:
    """Sheets are facts: the working tables rebuild from the ledger bit for bit."""
    item = sheet.say().rpartition(".")[2]
    sheet.say("Corrected.", item=item, actor=sheet.boris)
    mark(sheet.step(), sheet.file, sheet.office.ulid(), MarkReason.DISTRESS, At(1, 2))
    sheet.show()
    assert rebuild().is_equal


def test_who_decides_no_facts_says_nothing_of_a_film(sheet: Sheet) -> None:
    """Sheets are for those who decide facts: not for officers or administrators by office."""
    for actor in (sheet.office.officer, sheet.office.admin):
        with pytest.raises(NotAllowed):
            sheet.say(actor=f"u:{actor}")


def test_a_machine_says_nothing_of_a_film(sheet: Sheet) -> None:
    """No service proposes a statement: what is seen is a person's word."""
    sheet.say()
    fact = {**_correct(f"{sheet.file.film}.statements.{sheet.office.ulid()}", None),
            "rule": None, "confidence": None}  # fmt: skip
    del fact["verdict"]
    payload = {"coder": None, "coding": None, "parties": [], "acts": [], "facts": [fact]}
    with pytest.raises(EntryRefused, match="nothing of this report"):
        sheet.office.add("s:coder", Kind.PROPOSE, f"report:{sheet.made.report}", payload)


def test_a_document_of_the_first_schema_has_no_films() -> None:
    """What was published before there were sheets is read with an empty list."""
    from khronika.record.public.schema import VERSION, parse

    old = parse('{"v":1,"kind":"event","subject":"event:x"}')
    assert (old["v"], old["films"]) == (VERSION, [])
    assert "films" not in parse('{"v":1,"kind":"story","subject":"story:x"}')
