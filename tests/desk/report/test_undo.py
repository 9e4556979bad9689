"""The last decision of a person can be taken back, with all that came with it, and nobody else's."""

from typing import Any

from tests.desk.report.asked import Look, said_by, value_of

from khronika.record.models import Act, Fact


def test_what_was_decided_can_be_taken_back(office: Any, report: str, fact: Look) -> None:
    """Z withdraws one's own decision: the draft stands again, open, with the coder's confidence."""
    place = fact("Mira Tavel", "place")
    before = (place.value, place.cites, place.rule, place.confidence, place.status)
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", words="Selm")
    answer = office.do("ann", report, "undo")
    assert "was taken back" in said_by(answer)
    place.refresh_from_db()
    assert (place.value, place.cites, place.rule, place.confidence, place.status) == before
    assert f'id="fact-{place.id}" data-walk' in said_by(answer)
    office.do("ann", report, "accept", fact=place.id)
    place.refresh_from_db()
    assert place.status == "accepted"


def test_a_name_goes_back_with_the_fact_that_named_it(
    office: Any, report: str, fact: Look
) -> None:
    """One key accepted a fact and its name; one key takes both back, and then the one before."""
    kind, victim = fact("Mira Tavel", "type"), fact("Mira Tavel", "victim")
    name = Fact.objects.get(pk=f"{victim.party}.name")
    office.do("ann", report, "accept", fact=kind.id)
    office.do("ann", report, "accept", fact=victim.id)
    assert "was taken back" in said_by(office.do("ann", report, "undo"))
    for one in (victim, name):
        one.refresh_from_db()
        assert one.status == "proposed"
    kind.refresh_from_db()
    assert kind.status == "accepted"
    office.do("ann", report, "undo")
    kind.refresh_from_db()
    assert kind.status == "proposed"


def test_nobody_takes_back_what_another_decided(office: Any, report: str, fact: Look) -> None:
    """Ben's decision on the same fact is built on Ann's: hers is not the last word any more."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "accept", fact=place.id)
    office.do("ben", report, "reject", fact=place.id)
    assert "no decision of yours" in said_by(office.do("ann", report, "undo"))
    place.refresh_from_db()
    assert (place.status, place.author) == ("rejected", office.actors["ben"])


def test_no_act_can_be_taken_back_and_decided_anew(office: Any, report: str, fact: Look) -> None:
    """After Shift X and Z every fact of the act is open again, the link too."""
    thing = fact("Mira Tavel", "type").thing
    office.do("ann", report, "no-act", thing=thing)
    assert Act.objects.get(pk=thing).state == "rejected"
    answer = office.do("ann", report, "undo")
    assert f'id="fact-{thing}.type" data-walk' in said_by(answer)
    assert Act.objects.get(pk=thing).state == "proposed"


def test_dismissed_words_come_back(office: Any, report: str) -> None:
    """Z after D: the words are on the list again."""
    screen = said_by(office.browser("ann").get(f"/desk/reports/{report}/"))
    start = int(screen.split('id="miss-')[1].split('"')[0])
    office.do("ann", report, "dismiss", start=str(start), end=str(start + 9))
    answer = office.do("ann", report, "undo")
    assert f'id="miss-{start}"' in said_by(answer)


def test_an_act_coded_by_hand_is_taken_back(office: Any, report: str) -> None:
    """What a person added alone is rejected: it stands in the record that they added it."""
    office.do("ann", report, "add", type="surveillance", words="following", near="0")
    made = Act.objects.order_by("-id")[0]
    office.do("ann", report, "undo")
    made.refresh_from_db()
    assert made.state == "rejected"


def test_a_ground_taken_back_is_asked_again(office: Any, report: str, fact: Look) -> None:
    """After a ground and Z the name is withheld, and its row with the grounds is back."""
    victim = fact("Mira Tavel", "victim")
    office.do("ann", report, "accept", fact=victim.id)
    office.do("ann", report, "name", party=victim.party, ground="consent")
    answer = office.do("ann", report, "undo")
    assert value_of(Fact.objects.get(pk=f"{victim.party}.level")) == "restricted"
    assert f'id="party-{victim.party}"' in said_by(answer)


def test_nothing_to_take_back_is_said(office: Any, report: str) -> None:
    """Whoever decided nothing is told so."""
    assert "no decision of yours" in said_by(office.do("ann", report, "undo"))
