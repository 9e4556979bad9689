"""Who plays which part where verbs share an object, or somebody "has" a thing taken: invented."""

import pytest

from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page


def _read(text: str, lang: str) -> Parts:
    page = plain_page(text.encode(), lang)
    return read_parts(page.text, list(page.body()), lang)


def _told(text: str, lang: str) -> set[tuple[str, str, str]]:
    """Answer type of act, slot and word of every part that a text gives to somebody."""
    parts = _read(text, lang)
    words = parts.parsed.words
    return {
        (trigger.type, argument.slot, words[argument.word].text)
        for trigger, found in zip(parts.triggers, parts.arguments, strict=True)
        for argument in found
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "Vera Lind, a photographer, had her camera forcibly confiscated by the guards.",
            ("search", "owner", "Lind"),
        ),
        (
            "All copies of the edition were ordered confiscated and burned.",
            ("censorship", "obj", "copies"),
        ),
        (
            "Tom Adu, working with the weekly Lantern, was on 27 May attacked and robbed by men.",
            ("search", "obj", "Adu"),
        ),
        (
            "The youths smashed the windscreen of the station's vehicle.",
            ("damage", "owner", "station"),
        ),
        ("They went through Adu's phone.", ("search", "owner", "Adu")),
        ("The site was blocked and its offices searched.", ("search", "owner", "its")),
    ],
)
def test_english_grammar_leads_to_whom_it_befell(text: str, part: tuple[str, str, str]) -> None:
    """Causatives, subjects on an auxiliary, owners of owners and elided passives have a victim."""
    assert part in _told(text, "en")


def test_whoever_gets_others_closed_has_lost_nothing() -> None:
    """A thing of nobody in particular leads to no owner: "his people got accounts closed"."""
    told = _told("His people had many websites closed.", "en")
    assert not {part for part in told if part[1:] == ("owner", "people")}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Олега Дёмина отпустили, но вечером вновь задержали.", ("detention", "obj", "Олега")),
        (
            "Полицейские задержали Анну Раеву, избили и увезли в отдел.",
            ("detention", "obj", "Анну"),
        ),
        ("Неизвестные вырвали и разбили фотоаппарат Раевой.", ("search", "owner", "Раевой")),
        ("Ему разбили камеру и угрожали.", ("threat", "owner", "Ему")),
    ],
)
def test_russian_verbs_share_an_object(text: str, part: tuple[str, str, str]) -> None:
    """An object is told once for all the verbs of its clause."""
    assert part in _told(text, "ru")


def test_a_verb_with_a_subject_of_its_own_shares_no_object() -> None:
    """ "Раева задержали, а фотограф избил охранника": another clause begins."""
    told = _told("Раева задержали, а охранник избил.", "ru")
    assert ("assault", "obj", "Раева") not in told


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Неизвестные напали на репортёров «Берега».", ("assault", "obj", "репортёров")),
        ("На съёмочную группу «Берега» набросились.", ("assault", "obj", "группу")),
        ("Патрульный выстрелил в журналиста.", ("assault", "obj", "журналиста")),
    ],
)
def test_whom_a_verbs_own_preposition_leads_to_is_its_object(
    text: str, part: tuple[str, str, str]
) -> None:
    """ "Напали на" governs whom it hits as other verbs govern an accusative."""
    told = _told(text, "ru")
    assert part in told
    assert not {p for p in told if p[2] == part[2] and p[1] in {"on", "into"}}


def test_things_behind_a_verbs_preposition_are_no_object() -> None:
    """A place or a thing that is hit is nobody."""
    assert not {p for p in _told("Неизвестные напали на офис.", "ru") if p[1] == "obj"}
