"""The desk speaks the language that somebody chose, and the public site never learns of it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from khronika.desk.fields import CorrectionUnreadable, say_error
from khronika.record.errors import EntryRefused
from khronika.record.user import User

CHOICE = "/desk/language/"


def _choose(browser: Client, code: str, next_: str = "/desk/") -> Any:
    return browser.post(CHOICE, {"language": code, "next": next_})


@pytest.mark.parametrize(
    ("code", "direction", "word"),
    [("ru", "ltr", "Входящие"), ("kk", "ltr", "Келгендер"), ("ar", "rtl", "الوارد")],
)
def test_a_screen_has_the_language_and_direction_chosen(
    office: Any, code: str, direction: str, word: str
) -> None:
    """Words, `lang` and `dir` of a screen are those of the language chosen."""
    browser = office.browser("ann")
    assert _choose(browser, code).headers["Location"] == "/desk/"
    page = browser.get("/desk/")
    assert page.headers["Content-Language"] == code
    assert f'<html lang="{code}" dir="{direction}">' in page.content.decode()
    assert f"<h1>{word}</h1>" in page.content.decode()


def test_the_choice_is_met_in_another_browser(office: Any) -> None:
    """Whoever signs in elsewhere finds the language that they chose last."""
    _choose(office.browser("ann"), "kk")
    assert User.objects.get(email="ann@office.example").language == "kk"
    office.browsers.clear()
    assert '<html lang="kk"' in office.browser("ann").get("/desk/").content.decode()


def test_who_never_chose_has_the_language_of_the_browser(office: Any) -> None:
    """What a browser asks for counts until somebody chooses."""
    page = office.browser("ben").get("/desk/", headers={"Accept-Language": "ru"})
    assert '<html lang="ru"' in page.content.decode()


def test_the_choice_of_a_browser_goes_first(office: Any) -> None:
    """English chosen here stays English, whatever the browser asks for."""
    browser = office.browser("ben")
    _choose(browser, "ru")
    _choose(browser, "en")
    page = browser.get("/desk/", headers={"Accept-Language": "ru"})
    assert '<html lang="en"' in page.content.decode()


def test_signing_in_has_the_switch_too(db: None) -> None:
    """The first screen of all can be read by somebody who reads Arabic only."""
    browser = Client()
    _choose(browser, "ar", "/desk/sign-in/")
    page = browser.get("/desk/sign-in/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "كلمة المرور" in page


def test_the_public_site_is_told_nothing(office: Any) -> None:
    """The cookie of the choice is of the desk alone: the public site sets and gets none."""
    cookie = _choose(office.browser("ann"), "ru").cookies["django_language"]
    assert cookie["path"] == "/desk/"
    assert cookie["httponly"]
    assert '<html lang="en"' in office.browser("ann").get("/en/").content.decode()


@pytest.mark.parametrize(
    "next_", ["https://elsewhere.example/", "//elsewhere.example", "/en/", ""]
)
def test_a_choice_leads_nowhere_but_to_the_desk(office: Any, next_: str) -> None:
    """A form of another page cannot lead people away with it."""
    answer = _choose(office.browser("ann"), "ru", next_)
    assert answer.headers["Location"] == "/desk/home/"


def test_no_other_language_can_be_chosen(office: Any) -> None:
    """Only languages of this office are kept."""
    assert _choose(office.browser("ann"), "xx").status_code == 404
    assert User.objects.get(email="ann@office.example").language == "en"


def test_words_of_a_source_say_their_language(office: Any, make_report: Any) -> None:
    """A screen reader says quoted words in the language of the source, not of the screen."""
    browser = office.browser("ann")
    _choose(browser, "ar")
    page = browser.get(f"/desk/reports/{make_report()}/").content.decode()
    assert '<span class="q" dir="auto" lang="en">' in page
    assert '<h1 dir="auto" lang="en">' in page


def test_what_the_core_refuses_is_said_in_the_language_of_the_desk(office: Any) -> None:
    """A refusal is understood without English; the core's own words stand after it."""
    browser = office.browser("mon")
    _choose(browser, "ru")
    page = browser.get("/desk/second/")
    assert page.status_code == 403
    assert "Ваши роли этого не позволяют." in page.content.decode()
    assert '<bdi lang="en">see needs the role' in page.content.decode()


@pytest.mark.parametrize("lang", ["ru", "kk", "ar"])
def test_an_error_of_the_core_is_not_left_in_english(lang: str) -> None:
    """What the desk says already is left alone; what the core says gets a sentence before it."""
    with translation.override(lang):
        refused = say_error(EntryRefused("the act is unknown; look it up again"))
        ours = say_error(CorrectionUnreadable(translation.gettext("Write a title.")))
    assert not refused[0].isascii()
    assert refused.endswith("\u2068(the act is unknown; look it up again)\u2069")
    assert "\u2068" not in ours
