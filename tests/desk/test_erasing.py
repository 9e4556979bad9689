"""An officer erases at the desk: sees all that goes, says why, and tells the person what remains."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.desk.officers import NAME, Step, confirmed, party_of, planned, post

from khronika.desk.erasing import jobs
from khronika.desk.models import Erasure
from khronika.record import erasure, restricting, steps
from khronika.record.models import Entry, Value


def test_only_an_officer_sees_and_does_it(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """Whoever may not erase finds nobody, sees no plan, sends no form; the bar does not offer it."""
    row = planned(office, f"party:{party_of(fact)}")
    for who in ("ann", "cas", "mon", "ada"):
        browser = office.browser(who)
        for path in ("", f"{row.id}/", f"{row.id}/letter/"):
            assert browser.get(f"/desk/erasing/{path}").status_code == 403
        assert post(office, who, step="find", name=NAME).status_code == 403
        assert confirmed(office, row, who).status_code == 403
        assert "/desk/erasing/" not in browser.get("/desk/", follow=True).content.decode()
    assert not Entry.objects.filter(kind="erase").exists()
    assert (
        "/desk/erasing/" in office.browser("sec").get("/desk/home/", follow=True).content.decode()
    )


def test_an_officer_finds_without_seeing_what_is_restricted(
    office: Any, report: str, officers: Any
) -> None:
    """By office one sees ids and days; names and titles are for those who may see them."""
    office_only = post(office, "sec", step="find", name="Tavel").content.decode()
    assert "Somebody whose name fits" in office_only
    assert report in office_only
    for hidden in ("Mira", "Reporters held in Selm"):
        assert hidden not in office_only.split('id="found"')[1]
    steps.grant(office.ledger, office.actors["ada"], office.actors["ann"][2:], "security_officer",
                base=office.ledger.head()[0])  # fmt: skip
    both = post(office, "ann", step="find", name="Тавель").content.decode()
    assert NAME in both.split('id="found"')[1]
    row = planned(office, f"report:{report}", "ann")
    assert (
        "Reporters held in Selm"
        in office.browser("ann").get(f"/desk/erasing/{row.id}/").content.decode()
    )
    assert (
        "Reporters held in Selm"
        not in office.browser("sec").get(f"/desk/erasing/{row.id}/").content.decode()
    )


def test_from_a_name_to_the_letter(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """Found, planned, confirmed with a ground, erased; then no screen holds the name any more."""
    party = party_of(fact)
    row = planned(office, f"party:{party}")
    assert row.step == Step.PLANNED
    screen = office.browser("sec").get(f"/desk/erasing/{row.id}/").content.decode()
    assert "What goes" in screen
    assert "a copy stays in which the name is covered" in screen
    assert "backups, until the day" in screen
    told = (row.plan or {})["places"]
    said = confirmed(office, row).content.decode()
    row.refresh_from_db()
    entry = Entry.objects.get(kind="erase")
    assert (row.step, row.seq, row.ground) == (Step.ERASED, entry.seq, "person_asked")
    assert entry.actor == office.actors["sec"]
    assert sum(one["number"] for one in told) == len(json.loads(entry.payload)["values"])
    assert "The letter to the person" in said
    assert erasure.plan(office.ledger, f"party:{party}").values == []
    for body in Value.objects.exclude(body=None).values_list("body", flat=True):
        assert "Tavel" not in body
    for path in ("", f"{row.id}/", f"{row.id}/letter/"):
        assert "Tavel" not in office.browser("sec").get(f"/desk/erasing/{path}").content.decode()
    assert "Mira" not in office.browser("ann").get(f"/desk/reports/{report}/").content.decode()


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "This remains"), ("ru", "Осталось"), ("kk", "Мыналар қалады"), ("ar", "يبقى")],
)
def test_the_letter_says_exactly_what_remains(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any], lang: str, words: str
) -> None:
    """In the person's language; with the day until which backups are kept, where it is known."""
    row = planned(office, f"party:{party_of(fact)}")
    assert office.browser("sec").get(f"/desk/erasing/{row.id}/letter/").status_code == 404
    confirmed(office, row)
    path = f"/desk/erasing/{row.id}/letter/?lang={lang}&until=2031-08-01"
    screen = office.browser("sec").get(path).content.decode()
    letter = screen.partition("<textarea")[2]
    assert words in letter
    assert "2031" in letter
    assert f'lang="{lang}"' in letter
    assert ('dir="rtl"' in letter) == (lang == "ar")
    wrong = office.browser("sec").get(f"/desk/erasing/{row.id}/letter/?lang=xx&until=soon")
    assert wrong.status_code == 200


@pytest.mark.parametrize(
    "said", [{"ground": ""}, {"ground": "spite"}, {"sure": ""}, {"mark": "x"}]
)
def test_nothing_goes_without_a_ground_and_a_plan_that_was_read(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any], said: dict[str, str]
) -> None:
    """No ground, one of no list, no tick, or another plan than the one that stands: refused."""
    row = planned(office, f"party:{party_of(fact)}")
    assert confirmed(office, row, **said).status_code == 422
    row.refresh_from_db()
    assert row.step == Step.PLANNED
    assert not Entry.objects.filter(kind="erase").exists()


def test_a_name_added_meanwhile_makes_the_plan_anew(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """What was confirmed was not all: nothing goes, the new plan is shown, and asked about."""
    row = planned(office, f"party:{party_of(fact)}")
    steps.note(office.ledger, office.actors["ann"], f"report:{report}", f"{NAME} rang",
               base=office.ledger.head()[0])  # fmt: skip
    screen = confirmed(office, row).content.decode()
    assert "the plan was made once more" in screen
    assert not Entry.objects.filter(kind="erase").exists()
    before = (row.plan or {})["mark"]
    row.refresh_from_db()
    assert (row.step, row.is_anew) == (Step.PLANNED, True)
    assert (row.plan or {})["mark"] != before
    assert any(one["what"] == "note" for one in (row.plan or {})["places"])
    confirmed(office, row)
    row.refresh_from_db()
    assert row.step == Step.ERASED
    bodies = Value.objects.exclude(body=None).values_list("body", flat=True)
    assert not [body for body in bodies if NAME in body]


def test_of_two_officers_at_once_one_counts(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Two words on one plan erase once; a second plan of the same person finds nothing left."""
    party = party_of(fact)
    row, other = planned(office, f"party:{party}"), planned(office, f"party:{party}", "sam")
    assert row.id != other.id
    monkeypatch.setattr("khronika.desk.erasing.views._run_in_tests", lambda: None)
    assert confirmed(office, row).status_code == 200
    late = confirmed(office, row, "sam")
    assert late.status_code == 422
    assert "Somebody else decided meanwhile" in late.content.decode()
    list(jobs.run_due())
    confirmed(office, other, "sam")
    list(jobs.run_due())
    assert Entry.objects.filter(kind="erase").count() == 1
    other.refresh_from_db()
    assert other.step == Step.PLANNED
    screen = office.browser("sam").get(f"/desk/erasing/{other.id}/").content.decode()
    assert "Nothing is left of it in the record." in screen
    assert 'value="confirm"' not in screen


def test_a_report_is_erased_with_its_acts(office: Any, report: str, officers: Any) -> None:
    """Found by its id, planned with its acts, erased; the desk no longer shows its words."""
    found = office.browser("sec").get(f"/desk/erasing/?subject=report:{report}").content.decode()
    assert "See what would go" in found
    row = planned(office, f"report:{report}")
    assert len((row.plan or {})["acts"]) == 2
    confirmed(office, row, ground="error")
    row.refresh_from_db()
    assert row.step == Step.ERASED
    assert (
        "harbour police"
        not in office.browser("ann").get(f"/desk/reports/{report}/").content.decode()
    )


def test_a_form_sent_twice_asks_once(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """The same form, from a double click, makes one plan; what is no subject makes none."""
    form = {**office.marks(), "step": "plan", "subject": f"party:{party_of(fact)}"}
    for _ in range(2):
        assert office.browser("sec").post("/desk/erasing/", form).status_code == 302
    assert Erasure.objects.count() == 1
    for subject in ("", "party:", f"event:{report}", f"party:{report}", "report:\x00"):
        assert post(office, "sec", step="plan", subject=subject).status_code == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "%", "\x00", "' OR 1=1", "x" * 999])
def test_hostile_names_are_shown_as_words(
    office: Any, report: str, officers: Any, name: str
) -> None:
    """They find nobody, and come back as the words they are."""
    answer = post(office, "sec", step="find", name=name)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert "Nobody of this name" in answer.content.decode()


def test_a_name_in_an_address_is_not_looked_for(office: Any, report: str, officers: Any) -> None:
    """An address stands in logs: only an id may be in it."""
    screen = office.browser("sec").get("/desk/erasing/?subject=Mira+Tavel").content.decode()
    assert "Tavel" not in screen.partition('<main id="main"')[2]
    assert 'id="found"' not in screen


def test_an_officer_restricts_at_once(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """A public name is withheld by one person's word, who sees nothing else of the record."""
    from khronika.record.models import Fact

    party = party_of(fact)
    steps.set_access(office.ledger, office.actors["ann"], f"party:{party}", level="public",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip
    assert "Only restrict the name" in post(office, "sec", step="find", name=NAME).content.decode()
    said = post(office, "sec", step="restrict", subject=f"party:{party}").content.decode()
    assert "until two editors publish the change" in said
    assert Fact.objects.get(pk=f"{party}.level").value == '"restricted"'
    entry = Entry.objects.filter(kind="access").order_by("-seq")[0]
    assert entry.actor == office.actors["sec"]


def test_an_officer_goes_on_with_what_somebody_left(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any]
) -> None:
    """Who restricted and lost the role leaves no copy held back for good."""
    party = party_of(fact)
    steps.set_access(office.ledger, office.actors["ann"], f"party:{party}", level="public",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip
    post(office, "sec", step="restrict", subject=f"party:{party}")
    entry = Entry.objects.filter(kind="access").order_by("-seq")[0]
    restricting._write(restricting.Search(party, office.actors["mon"], entry.ulid))
    [told] = restricting.search_due(office.ledger)
    assert "somebody goes on with it" in told
    screen = office.browser("sec").get("/desk/erasing/").content.decode()
    assert "by a person who may do so no more" in screen
    assert 'value="go-on"' in screen
    assert 'value="go-on"' not in post(office, "sec", step="go-on").content.decode()
    assert restricting.searches() == []
