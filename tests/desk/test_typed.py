"""What was typed into a form that is refused stands in the answer, and can be sent again."""

import re
from html import unescape
from typing import Any

import pytest

from khronika.record.models import Act

FIELD = re.compile(r'<(?:input|textarea)[^>]* name="([a-z]+)"(?: value="([^"]*)")?[^>]*>([^<]*)')


def _form(html: str) -> dict[str, str]:
    """Read the form of the page as a browser would send it."""
    start = html.index('<form class="card')
    found = FIELD.findall(html[start : html.index("</form>", start)])
    return {name: unescape(value or text) for name, value, text in found}


def test_an_act_that_came_second_keeps_its_words(office: Any, report: str, fact: Any) -> None:
    """The second of two finds what they typed, sends it again, and it is written."""
    said = {
        "step": "add", "here": "missed", "near": "", "words": "following the reporters",
        "victim": "", "type": "surveillance", "kind": "group", "role": "journalist",
    }  # fmt: skip
    form = {**office.marks(), **said}
    office.do("ben", report, "reject", fact=fact("Mira Tavel", "place").id)
    there, acts = f"/desk/reports/{report}/act/", Act.objects.count()
    answer = office.browser("ann").post(there, form, follow=True)
    assert (answer.status_code, Act.objects.count()) == (422, acts)
    html = answer.content.decode()
    assert "It changed while you read" in html
    again = _form(html)
    assert {name: again[name] for name in said} == said
    assert office.browser("ann").post(there, again, follow=True).status_code == 200
    assert Act.objects.count() == acts + 1


def test_hostile_words_come_back_as_words(office: Any, report: str) -> None:
    """Markup is shown as it was typed, in a field, and runs nowhere."""
    words = '"><script>alert(1)</script>\n' + "long " * 40
    html = (
        office.browser("ann")
        .post(f"/desk/reports/{report}/act/", {**office.marks(), "step": "add", "words": words})
        .content.decode()
    )
    assert "<script>alert" not in html
    assert _form(html)["words"] == words


@pytest.mark.parametrize("form", [{"step": "compose", "title": ""}, {"step": "compose"}])
def test_where_nothing_was_typed_the_screen_says_why(
    office: Any, report: str, form: dict[str, str]
) -> None:
    """A button alone leads back to its screen with the reason, as before."""
    answer = office.browser("ann").post(
        f"/desk/reports/{report}/act/", {**office.marks(), **form}, follow=True
    )
    assert answer.status_code == 200
    assert answer.redirect_chain
    assert 'class="errors"' in answer.content.decode()


def test_an_invitation_with_a_wrong_address_keeps_the_name(office: Any) -> None:
    """Name, address and roles stand in the answer."""
    said = {"step": "invite", "name": "Dora Sample", "email": "dora at mail", "role": "coder"}
    answer = office.browser("ada").post("/desk/people/", {**office.marks(), **said})
    again = _form(answer.content.decode())
    assert {name: again[name] for name in said} == said
