"""A name is found in all words that an erasure looks through, however it is written there."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import quote

import pytest
from tests.record.erased import base, public_event
from tests.record.letters import (
    FIRST,
    LAST,
    asked,
    erased,
    holding,
    paragraph,
    public,
    published,
    settled,
    told_again,
    written,
)

from khronika.alert.letters import address_letter, draft_letter
from khronika.alert.models import Delivery
from khronika.alert.post import open_desk, open_outbox
from khronika.alert.subscribe import ask, confirm
from khronika.desk.models import Intake
from khronika.flow.stand import tree_writer
from khronika.net.smtp import Reply
from khronika.record import approval, erasure, steps
from khronika.record.ledger import outside
from khronika.record.ledger.sql import Statements


@pytest.mark.parametrize(
    "words",
    ["Police asked about Testova.", "Полиция задержала Ильмиру Тестову.", "ILMIRA TESTOVA!",
     "Testova, I., was held.", "They wrote to ilmira-testova@sample.example."],
)  # fmt: skip
def test_a_name_is_found_in_another_form(office: Any, story: Any, words: str) -> None:
    """A surname, another script and case, capitals, initials, an address."""
    _, made = public_event(office, story)
    letter = published(office, words)
    erased(office, f"report:{made.report}")
    assert "[name withheld]" in public(letter)
    assert holding(FIRST, LAST, "Ильмир", "Тестов", "TESTOVA", "testova") == []
    settled()


@pytest.mark.parametrize("what", ["report", "party"])
@pytest.mark.parametrize(
    "more",
    [{"nodes": [paragraph("Held: Il", "mira Te", "st", "ova.")]},
     {"nodes": [paragraph("Held: Ilmira Tes"), paragraph("tova.")]},
     {"nodes": [{"type": "list", "ordered": False, "items": [
         paragraph("Held: Ilmira Tes-")["content"], paragraph("tova.")["content"]]}]},
     {"nodes": [paragraph("Tes-"), {"type": "rule"}, paragraph("tova and others.")]},
     {"nodes": [paragraph(f"See https://sample.example/{quote('Ильмира Тестова')} today.")]},
     {"nodes": [paragraph("Held: Ilmi", "ra Tes", "tova.")], "title": "Of Ilmira Testova"},
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
    text = published(office, {"title": "The week", "nodes": [], **more}, "story")
    before = public(text)
    erased(
        office, f"report:{made.report}" if what == "report" else f"party:{story.victim_of(made)}"
    )
    assert public(text) != before
    said = ("Ilmira", "Testova", "testova", "tova", "mira Te", quote("Тестова"))
    assert not [word for word in said if word in public(text)]
    assert holding(*said) == []
    settled()


def test_words_that_nobody_published_go_too(office: Any, story: Any) -> None:
    """A draft of a letter, a note on an event and one on somebody else: nothing hides them later."""
    _, made = public_event(office, story)
    other = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", other,
                    {"kind": "person", "name": "Orda Sampleva"}, base=base(office))  # fmt: skip
    steps.note(office.ledger, f"u:{office.asel}", f"party:{other}", f"knows {story.NAME}",
               base=base(office))  # fmt: skip
    draft = written(office, f"Tomorrow: {story.NAME}.")
    assert {draft, f"party:{other}"} < set(holding(story.NAME))
    erased(office, f"report:{made.report}")
    assert holding(FIRST, LAST) == []
    assert holding("Orda Sampleva")
    settled()


def test_bodies_keep_their_names(office: Any, story: Any) -> None:
    """An outlet or an office of the state that only this report speaks of is nobody's name."""
    _, made = public_event(office, story)
    words = f"The {story.OUTLET} wrote to the court in Kurakville."
    letter = published(office, words)
    erased(office, f"report:{made.report}")
    assert words in public(letter)
    settled()


@pytest.mark.parametrize(
    "called", ["Anna", "a reporter of the Kurak Example Gazette", "unknown men", "Press Union"]
)
def test_what_many_are_called_is_looked_for_nowhere(office: Any, story: Any, called: str) -> None:
    """A given name alone, a description, a body taken for a person: others are called so."""
    made = told_again(office, story, name=called)
    words = f"{called}, or Anna Samplova, met unknown men at the Press Union."
    letter = written(office, words)
    erased(office, f"report:{made.report}")
    assert letter in holding(words)
    settled()


def test_drafts_beside_the_record_are_covered(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rooms that keep words of their own are told the names that go with a report."""
    told: list[list[str]] = []
    keepers: list[Callable[[Any], None]] = [lambda names: told.append(list(names))]
    monkeypatch.setattr(erasure, "KEEPERS", keepers)
    _, made = public_event(office, story)
    erased(office, f"report:{made.report}")
    assert told == [[story.NAME], [story.NAME]]
    payload = Statements.on("default").one("SELECT payload FROM record_entry ORDER BY seq DESC")
    assert payload is not None
    assert story.NAME not in json.dumps(json.loads(payload[0]), ensure_ascii=False)


@pytest.mark.parametrize("database", [pytest.param("pg", marks=pytest.mark.postgres)],
                         indirect=True)  # fmt: skip
def test_no_file_of_the_server_keeps_the_name(office: Any, story: Any) -> None:
    """The planner's notes of the values neither, nor what a draft beside the record said before."""
    _, made = public_event(office, story)
    published(office, "Nobody was held this week.")
    tables = Statements.on("default")
    problem = f"{story.NAME} is in it already"
    Intake.objects.create(id=office.ulid(), person=office.asel, problem=problem,
                          step=Intake.Step.REFUSED, moved_at=datetime.now(UTC))  # fmt: skip
    tables.run("ANALYZE")
    assert {"record_value", "pg_statistic", "desk_intake"} <= set(_relations_with(story.NAME))
    erased(office, f"report:{made.report}")
    settled()
    assert _relations_with(story.NAME) == []


@pytest.mark.parametrize("database", [pytest.param("pg", marks=pytest.mark.postgres)],
                         indirect=True)  # fmt: skip
def test_a_server_that_others_use_keeps_an_erasure_pending(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where tables cannot be written anew at once nothing breaks, and it is tried again."""
    from psycopg.errors import DeadlockDetected

    def deadlocked(_: Statements) -> bool:
        raise DeadlockDetected

    _, made = public_event(office, story)
    erased(office, f"report:{made.report}")
    with monkeypatch.context() as patched:
        patched.setattr(outside, "_empty_postgres", deadlocked)
        assert not outside.finish_erasures()
    assert outside.pending_erasure() == base(office)
    settled()


def _relations_with(words: str) -> list[str]:
    """Tables and indexes in whose files some words stand."""
    tables = Statements.on("default")
    tables.run("CHECKPOINT")
    rows = tables.rows("SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM "
                       "pg_class WHERE relkind IN ('r', 't', 'i') AND NOT relisshared")  # fmt: skip
    return [name for name, body in rows if words.encode() in bytes(body)]


class _Relay:
    """Keeps what is handed over; something may happen before the last look at its words."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then, self.taken = then, list[str]()

    def deliver(self, *, message: bytes, before_end: Callable[[], None], **_: Any) -> Reply:
        self.then()
        before_end()
        parts = message_from_bytes(message, policy=policy.default).walk()
        self.taken.append("".join(one.get_content() for one in parts if not one.is_multipart()))
        return Reply(250, "2.0.0 kept")


@pytest.mark.parametrize("is_late", [False, True], ids=["queued", "being handed over"])
def test_a_letter_that_waits_for_the_post_loses_the_name(
    office: Any, story: Any, is_late: bool
) -> None:
    """Whether the report goes before the message is written, or while it is being handed over."""
    _, made = public_event(office, story)
    desk = open_desk()
    reader = ask(desk, "reader@sample.example", language="en")
    confirm(desk, desk.book.token("confirm", reader.id))
    Delivery.objects.all().delete()
    day = office.ledger.now().date()
    letter = draft_letter(desk, tree_writer(office.ledger, f"u:{office.asel}"),
                          starts_on=day, ends_on=day)  # fmt: skip
    approval.publish(office.ledger, f"u:{office.asel}", asked(office, letter.subject),
                     base=base(office))  # fmt: skip
    assert story.NAME in public(letter.subject)
    assert address_letter(desk, letter) == 1
    erasing = [lambda: erased(office, f"report:{made.report}")]
    relay, box = _Relay(lambda: erasing.pop()() if is_late and erasing else None), open_outbox()
    if not is_late:
        erasing.pop()()
    box.connect = lambda: nullcontext(relay)
    assert box.run() == {"accepted": 1, **({"queued": 1} if is_late else {})}
    [said] = relay.taken
    assert "[name withheld]" in said
    assert LAST not in said
