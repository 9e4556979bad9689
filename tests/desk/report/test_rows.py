"""What the side-by-side screen shows: a row alone, the whole, the history of a fact."""

from typing import Any

from tests.desk.report.asked import Look, said_by

from khronika.record.models import Act, Fact


def test_the_history_of_a_fact_is_told(office: Any, report: str, fact: Look) -> None:
    """Who drafted, corrected and accepted it, to what and with which words, the latest first."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", words="Selm")
    office.do("ben", report, "accept", fact=place.id)
    screen = said_by(office.browser("ben").get(f"/desk/facts/{place.id}/"))
    order = [screen.index(words) for words in ("Ben Sample</td>", "Ann Sample</td>", "the coder")]
    assert order == sorted(order)
    assert "Old Quay" in screen


def test_a_row_comes_alone_where_htmx_asks(office: Any, report: str, fact: Look) -> None:
    """Asked for one row, the desk answers with that row and how far its act is."""
    place = fact("Mira Tavel", "place")
    answer = _as_row(office, report, "accept", place)
    assert answer.status_code == 200
    assert answer.content.decode().count('id="fact-') == 1
    assert f'id="tail-{place.thing}"' in answer.content.decode()
    assert 'id="named"' not in said_by(answer)
    assert len(answer.content) < 6000


def _as_row(office: Any, report: str, step: str, fact: Fact) -> Any:
    form = {**office.marks(), "step": step, "fact": fact.id}
    headers = {"HX-Request": "true", "HX-Target": f"fact-{fact.id}"}
    return office.browser("ann").post(f"/desk/reports/{report}/act/", form, headers=headers)


def test_a_row_that_names_somebody_brings_who_may_be_named(
    office: Any, report: str, fact: Look
) -> None:
    """Whoever is named by a key waits for their ground on the same screen, at once."""
    victim = fact("Mira Tavel", "victim")
    answer = _as_row(office, report, "accept", victim)
    assert said_by(answer).count('id="fact-') == 1
    assert 'id="named" data-hx-swap-oob="true"' in said_by(answer)
    assert f'id="party-{victim.party}"' in said_by(answer)
    assert answer.headers["HX-Trigger"] == "namesChanged"


def test_the_last_decision_brings_the_whole_screen(office: Any, report: str, fact: Look) -> None:
    """When nothing is left to decide, the second person may be asked without another click."""
    last = fact("Mira Tavel", "place")
    for row in Fact.objects.filter(thing__in=Act.objects.values("id")).exclude(pk=last.pk):
        office.do("ann", report, "accept", fact=row.id)
    answer = _as_row(office, report, "accept", last)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Location"].startswith(f"/desk/reports/{report}/")


def test_markup_in_words_stays_words(office: Any, report: str, fact: Look) -> None:
    """What somebody typed comes back as text, never as an element."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "correct", fact=place.id, value="<script>x</script>", words="Selm")
    screen = said_by(office.browser("ann").get(f"/desk/reports/{report}/"))
    assert "<script>x" not in screen
    assert "&lt;script&gt;x" in screen
