"""Keys of the desk: changed and switched off for each account, without a script."""

import re
from pathlib import Path
from typing import Any

import pytest

from khronika.desk.account.keys import USUAL, Keys, deeds
from khronika.desk.models import KeyChoice

TEMPLATES = Path(__file__).parents[2] / "src/khronika/desk/templates/desk"


def _keys(**changed: str) -> dict[str, str]:
    return {f"key-{usual}": usual for usual in USUAL} | {f"key-{k}": v for k, v in changed.items()}


def test_every_key_on_a_screen_can_be_changed() -> None:
    """Each key that a template names is on the list of the settings page, and is there once."""
    named = {
        key
        for path in TEMPLATES.rglob("*.html")
        for key in re.findall(r'data-key="([^"{]+)"', path.read_text("utf-8"))
    }
    listed = [usual for _, pairs in deeds().values() for usual, _ in pairs]
    assert named - {"?"} <= set(listed)
    assert sorted(listed) == sorted(USUAL)
    assert len(set(listed)) == len(listed)


def test_an_account_changes_its_keys_and_sees_them_on_the_buttons(
    office: Any, report: str
) -> None:
    """What Ann chose stands on her buttons and is told to the script; Ben's are as they were."""
    ann = office.browser("ann")
    answer = ann.post("/desk/keys/", _keys(a="f", x=""), follow=True)
    assert "Your keys are kept." in answer.content.decode()
    screen = ann.get(f"/desk/reports/{report}/").content.decode()
    assert "<kbd>F</kbd>" in screen
    assert "<kbd>X</kbd>" not in screen
    keymap = Keys(chosen={"a": "f", "x": ""}).changed
    assert f'data-keymap="{keymap.replace(chr(34), "&quot;")}"' in screen
    other = office.browser("ben").get(f"/desk/reports/{report}/").content.decode()
    assert "<kbd>A</kbd>" in other
    assert "data-keymap" not in other


def test_a_key_for_two_things_is_refused(office: Any) -> None:
    """Both deeds are named, nothing is kept, and what was typed stands in the form."""
    ann = office.browser("ann")
    answer = ann.post("/desk/keys/", _keys(a="x"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "The key X is chosen twice" in said
    assert "accept and go on" in said
    assert 'name="key-a" value="x"' in said
    assert not KeyChoice.objects.exists()


@pytest.mark.parametrize("typed", ["?", "é", "ab", "<", " .", "\u0000", "١", "x" * 10_000])
def test_what_is_no_key_is_refused(office: Any, typed: str) -> None:
    """Only one letter or digit is a key; anything else is answered in words."""
    answer = office.browser("ann").post("/desk/keys/", _keys(a=typed))
    assert answer.status_code == 422
    assert not KeyChoice.objects.exists()


def test_keys_are_switched_off_and_back_without_a_script(office: Any, report: str) -> None:
    """Switched off, no button shows a key and the script is told; the usual ones come back."""
    ann = office.browser("ann")
    ann.post("/desk/keys/", {**_keys(), "off": "1"})
    screen = ann.get(f"/desk/reports/{report}/").content.decode()
    assert 'class="desk keys-off"' in screen
    assert "<kbd>" not in screen
    assert "keys are switched off: change" in screen
    ann.post("/desk/keys/", {**_keys(a="x"), "off": "", "step": "usual"})
    screen = ann.get(f"/desk/reports/{report}/").content.decode()
    assert "keys-off" not in screen
    assert "<kbd>A</kbd>" in screen


def test_all_keys_are_told(office: Any) -> None:
    """The list that `?` lays over a screen names every deed with its present key."""
    ann = office.browser("ann")
    ann.post("/desk/keys/", _keys(a="f", x=""))
    shown = ann.get("/desk/keys/all/", headers={"HX-Request": "true"}).content.decode()
    assert "<kbd>F</kbd> accept and go on" in shown
    assert "no key</span> reject" in shown
    assert ann.get("/desk/keys/all/").headers["Location"] == "/desk/keys/"
