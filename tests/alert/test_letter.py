"""A letter says what its documents say, whole, in both forms, and how to leave."""

import copy
import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest

from khronika.alert.draft import Gathered, NothingToTell, draft_tree
from khronika.alert.message import Writer
from khronika.alert.models import Delivery, Subscriber
from khronika.alert.outbox import NotWanted, enqueue
from khronika.alert.render import COLUMNS, Frame, NodeUnknown, write_html, write_text
from khronika.alert.subscribe import Desk, ask, confirm, leave
from khronika.data.vocabulary import label, say_count
from khronika.model.count import Count
from khronika.model.vocabulary import ActType

SPAN = {"starts_on": date(2031, 5, 13), "ends_on": date(2031, 5, 20)}
TOMBSTONE = {
    "number": "XA-2031-0009",
    "reason": "Its source withdrew the report.",
    "kind": "tombstone",
}
FRAME = Frame(
    number="1",
    starts_on="2031-05-13",
    ends_on="2031-05-20",
    language="en",
    site="https://khronika.example",
    leave="https://khronika.example/u/token",
    is_sample=True,
)


def _tree(event: dict[str, Any], language: str = "en") -> dict[str, Any]:
    gathered = Gathered((event,), (event,), (TOMBSTONE,))
    return draft_tree(gathered, language=language, **SPAN)


def _words_of(html: str) -> str:
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append  # type: ignore[method-assign]
    parser.feed(re.sub(r"<style.*?</style>", "", html, flags=re.S))
    return re.sub(r"\s+", " ", " ".join(words))


def test_both_forms_hold_the_facts_whole(event: dict[str, Any]) -> None:
    """Names, bounds, numbers, corrections and withdrawals stand in the text and in the HTML."""
    tree = _tree(event)
    text = re.sub(r"\s+", " ", write_text(tree, FRAME))
    html = _words_of(write_html(tree, FRAME))
    for form in (text, html):
        for words in (
            "Mira Tavel",
            "Harbour Post",
            "at least 4",
            "a journalist",
            "XA-2031-0001",
            "14 May 2031",
            "we wrote “4”",
            "XA-2031-0009",
            "Its source withdrew the report.",
            "Sample letter.",
        ):
            assert words in form, words


def test_a_withheld_person_is_not_named_and_not_guessed(event: dict[str, Any]) -> None:
    """Where a document has no name for a person, the letter says "a journalist of"."""
    text = write_text(_tree(event), FRAME)
    assert "[name withheld]" not in text
    assert re.search(r"a journalist of\s+Harbour Post", text)


def test_one_who_is_accused_is_not_said_to_have_done_it(event: dict[str, Any]) -> None:
    """The wording of the document decides between "by" and "accused"."""
    text = re.sub(r"\s+", " ", write_text(_tree(event), FRAME))
    assert "Attacked: Mira Tavel (Harbour Post); accused: a person." in text


def test_an_unknown_number_is_said_in_words(event: dict[str, Any]) -> None:
    """A group whose number nobody told is "number not stated", never 0."""
    event = copy.deepcopy(event)
    group = next(act for act in event["acts"] if act["kind"]["value"] == "group")
    group["count"] = None
    text = re.sub(r"\s+", " ", write_text(_tree(event), FRAME))
    assert "Detained: journalists (number not stated)" in text
    assert not re.search(r" 0$", text, re.M)


def test_lines_are_short_enough_for_any_screen(event: dict[str, Any]) -> None:
    """No line of the text is longer than 72 columns, addresses excepted."""
    lines = write_text(_tree(event), FRAME).splitlines()
    assert [line for line in lines if len(line) > COLUMNS and "https://" not in line] == []


def test_html_asks_no_other_host_for_anything(event: dict[str, Any]) -> None:
    """No picture, font, script or style sheet: nothing tells us that a letter was opened."""
    html = write_html(_tree(event), FRAME)
    assert not re.search(r"<(img|script|link|iframe|object|video)\b|url\(|@import|src=", html)
    assert 'style="' in html


def test_words_of_a_source_are_never_markup(event: dict[str, Any]) -> None:
    """What stands in a document is shown, not run."""
    event = copy.deepcopy(event)
    event["title"]["written"]["en"] = "<script>alert(1)</script> {{ 7|add:7 }} & more"
    html = write_html(_tree(event), FRAME)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7|add:7 }}" in html


def test_a_node_that_is_none_is_refused(event: dict[str, Any]) -> None:
    """What a second person approved is never left out in silence."""
    tree = _tree(event)
    tree["nodes"].append({"type": "template", "text": "{% now %}"})
    for write in (write_text, write_html):
        with pytest.raises(NodeUnknown, match="template"):
            write(tree, FRAME)


def test_a_letter_counts_only_what_happened(event: dict[str, Any]) -> None:
    """Where nothing was corrected or withdrawn, the letter has no line that says nought."""
    quiet = write_text(draft_tree(Gathered((event,)), language="en", **SPAN), FRAME)
    assert "Records withdrawn" not in quiet
    assert "Records corrected" not in quiet
    told = write_text(_tree(event), FRAME)
    assert re.search(r"Records withdrawn +1$", told, re.M)
    assert re.search(r"Records corrected +1$", told, re.M)


def test_there_is_no_letter_about_nothing() -> None:
    """A period without publications, corrections and withdrawals has no letter."""
    with pytest.raises(NothingToTell):
        draft_tree(Gathered(()), language="en", **SPAN)


def _document(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "letter",
        "number": "1",
        "period": {"start": "2031-05-13", "end": "2031-05-20"},
        "trees": {code: _tree(event, code) for code in ("en", "ar")},
    }


def _write(desk: Desk, row: Delivery, document: dict[str, Any] | None) -> Any:
    site = "https://khronika.example"
    writer = Writer(desk, "letters@khronika.example", site, lambda _s: document, is_sample=True)
    mail = writer.write(row)
    assert all(len(line) <= 998 for line in mail.message.split(b"\r\n"))
    return message_from_bytes(mail.message, policy=policy.default)


@pytest.fixture(name="row")
def _row(desk: Desk) -> Delivery:
    """Answer the row of one letter for one reader on the list."""
    person = ask(desk, "reader@sample.example", language="kk")
    confirm(desk, desk.book.token("confirm", person.id))
    Delivery.objects.all().delete()
    everybody = Subscriber.objects.all()
    enqueue("letter:L", everybody, name=desk.name, new_id=desk.new_id, at=desk.clock())
    return Delivery.objects.get()


@pytest.mark.django_db
def test_a_letter_can_be_left_by_one_post(
    desk: Desk, row: Delivery, event: dict[str, Any]
) -> None:
    """RFC 8058: both headers stand there, and the address takes this reader off."""
    letter = _write(desk, row, _document(event))
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<https://khronika\.example/u/([\w-]{43})>", letter["List-Unsubscribe"])
    assert found
    leave(desk, found[1])
    assert Subscriber.objects.get().state == Subscriber.State.LEFT
    with pytest.raises(NotWanted):
        _write(desk, row, _document(event))


@pytest.mark.django_db
def test_a_letter_has_two_forms_and_one_name(
    desk: Desk, row: Delivery, event: dict[str, Any]
) -> None:
    """multipart/alternative, text first and not empty, the same Message-ID each time."""
    letter = _write(desk, row, _document(event))
    again = _write(desk, row, _document(event))
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert "Mira Tavel" in letter.get_body(("plain",)).get_content()
    assert letter["Message-ID"] == again["Message-ID"] == row.message_id
    assert letter["Content-Language"] == "en"  # there is no Kazakh tree


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title",
    ["a\r\nBcc: x@sample.example", "a\nb", "a\u2028b", "=?utf-8?q?a=0d=0aBcc=3a_x?=", "\u202ea"],
)
def test_a_title_is_one_header_whatever_stands_in_it(
    desk: Desk, row: Delivery, event: dict[str, Any], title: str
) -> None:
    """Line ends, signs that turn the order and words that look encoded make no header."""
    document = _document(event)
    document["trees"]["en"]["title"] = title
    letter = _write(desk, row, document)
    assert letter["Bcc"] is None
    assert len(letter.get_all("To")) == 1
    assert str(letter["Subject"]).isprintable()


@pytest.mark.django_db
@pytest.mark.parametrize("document", [None, {"kind": "tombstone"}])
def test_a_letter_that_is_not_public_is_not_sent(
    desk: Desk, row: Delivery, document: dict[str, Any] | None
) -> None:
    """Without a document that two people stand behind, nothing leaves the house."""
    with pytest.raises(NotWanted):
        _write(desk, row, document)


@pytest.mark.parametrize(("language", "direction"), [("ru", "ltr"), ("kk", "ltr"), ("ar", "rtl")])
def test_a_letter_is_written_in_each_language(
    event: dict[str, Any], language: str, direction: str
) -> None:
    """Codes are said in the letter's own words, in its own direction; names stay as they are."""
    tree = _tree(event, language)
    frame = replace(FRAME, language=language)
    text, html = write_text(tree, frame), write_html(tree, frame)
    assert f'lang="{language}" dir="{direction}"' in html
    for form in (text, html):
        assert "Mira Tavel" in form
        assert label(ActType.DETENTION, language) in form.lower()
        assert say_count(Count(4, None), language) in form
