"""The rules of the register at the desk: edits are logged, used at once, and checked."""

from typing import Any

import pytest

from khronika.flow import registers
from khronika.flow.registers import refresh_register
from khronika.match import compare
from khronika.match.edited import use_register
from khronika.record.models import Entry

ORDA = {
    "id": "sample-orda", "kind": "outlet", "country": "KZ", "parent": "", "acronyms": "СОР",
    "names": "en: Sample Orda Radio\nru: Пример Орды; Радио «Пример Орды»",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _shipped_again() -> Any:
    """Leave the shipped register to the tests that follow."""
    yield
    use_register([])
    registers._SEEN.clear()


def test_an_added_body_is_logged_and_used_at_once(office: Any) -> None:
    """Translations of a body that an editor wrote meet, after one entry in the record."""
    assert compare("Sample Orda Radio", "Пример Орды").score < 0.9
    form = {**office.marks(), **ORDA}
    answer = office.browser("ann").post("/desk/bodies/new/", form)
    assert answer.status_code == 302
    office.browser("ann").post("/desk/bodies/new/", form)
    assert Entry.objects.filter(kind="register").count() == 1
    assert Entry.objects.get(kind="register").actor == office.actors["ann"]
    found = compare("Sample Orda Radio", "Пример Орды")
    assert found.score == 0.95
    assert found.verdict.value == "review"
    assert "sample-orda" in office.browser("ben").get("/desk/bodies/?q=орды").content.decode()


def test_a_shipped_body_is_corrected_over_the_seed(office: Any) -> None:
    """The latest row of an id counts; its screen shows it; the file is untouched."""
    page = office.browser("ann").get("/desk/bodies/cpj/")
    assert page.status_code == 200
    said = {"kind": "ngo", "country": "US", "parent": "", "acronyms": "CPJ; КЗЖ",
            "names": "en: Committee to Protect Journalists\nkk: Үлгі комитеті"}  # fmt: skip
    for names in (said["names"], said["names"] + "; Тағы бір атау"):
        form = {**office.marks(), **said, "names": names}
        assert office.browser("ann").post("/desk/bodies/cpj/", form).status_code == 302
    shown = office.browser("ann").get("/desk/bodies/cpj/").content.decode()
    assert "Тағы бір атау" in shown
    refresh_register()
    assert compare("CPJ", "Тағы бір атау").score == 0.95


def test_the_days_of_a_body_are_shown_and_kept(office: Any) -> None:
    """Between which days a body bore its names is read, corrected, and not lost by other edits."""
    assert "2021" in office.browser("ann").get("/desk/bodies/?q=apple-daily").content.decode()
    said = {**ORDA, "valid_from": "2010", "valid_until": "2021-06", "successor": "cpj"}
    office.browser("ann").post("/desk/bodies/new/", {**office.marks(), **said})
    shown = office.browser("ann").get("/desk/bodies/sample-orda/").content.decode()
    assert all(f'value="{part}"' in shown for part in ("2010", "2021-06", "cpj"))
    listed = office.browser("ben").get("/desk/bodies/?q=орды").content.decode()
    assert "2010 – 2021-06" in listed
    assert "became cpj" in listed


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "Not An Id"), ("kind", "person"), ("country", "KAZ"), ("parent", "nobody-here"),
     ("names", "no colon"), ("valid_from", "once"), ("successor", "nobody-here"), ("names", ""), ("id", "cpj")],
)  # fmt: skip
def test_what_cannot_be_used_is_said(office: Any, field: str, value: str) -> None:
    """A bad field comes back with the form and writes nothing."""
    form = {**office.marks(), **ORDA, "acronyms": "", field: value}
    answer = office.browser("ann").post("/desk/bodies/new/", form)
    assert answer.status_code == 422
    assert not Entry.objects.filter(kind="register").exists()


def test_only_who_may_edits(office: Any) -> None:
    """A monitor reads nothing of it, a coder looks up and changes nothing."""
    form = {**office.marks(), **ORDA}
    assert office.browser("cas").post("/desk/bodies/new/", form).status_code == 403
    assert office.browser("cas").get("/desk/bodies/").status_code == 200
    assert not Entry.objects.filter(kind="register").exists()
