"""The rules of the register: translations and acronyms meet, sisters part, damage is refused."""

import pytest

from khronika.data.register import entries, register
from khronika.errors import DataError
from khronika.match.known import entries_named, entry


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Committee to Protect Journalists", "cpj"),
        ("Комитета защиты журналистов", "cpj"),
        ("КЗЖ", "cpj"),
        ("газета «Уральская неделя»", "uralskaya-nedelya"),
        ("Телеканал «Дождь»", "tv-rain"),
        ("Tengrinews.kz", "tengrinews"),
        ("Reporters Without Borders (RSF)", "rsf"),
        ("無國界記者", "rsf"),
    ],
)
def test_a_body_is_known_by_any_of_its_names(name: str, identifier: str) -> None:
    """Translations, acronyms, domains and class words lead to one entry."""
    assert entries_named(name) == {identifier}


def test_a_shared_name_leads_to_several_entries() -> None:
    """The Kazakh and the Kyrgyz service share a name, which then cannot decide."""
    assert entries_named("Радио Азаттык") == {"rferl-kazakh", "rferl-kyrgyz"}


def test_people_are_not_in_the_register() -> None:
    """A person's name leads nowhere."""
    assert not entries_named("Анна Сомова")


def test_every_entry_is_found_by_each_of_its_names() -> None:
    """No name in the register is lost by folding."""
    lost = [
        (item.id, name)
        for item in register()
        for name in (*item.all_names(), *item.acronyms)
        if item.id not in entries_named(name)
    ]
    assert not lost
    assert entry("cpj").kind == "ngo"


@pytest.mark.parametrize(
    "written",
    [
        None,
        {"entries": [{"id": "a", "kind": "person", "names": {"en": ["A"]}}]},
        {"entries": [{"id": "a", "kind": "ngo"}]},
        {"entries": [{"id": "a", "kind": "ngo", "acronyms": ["A"]}] * 2},
        {"entries": [{"id": "a", "kind": "ngo", "acronyms": ["A"], "parent": "b"}]},
    ],
)
def test_a_damaged_register_is_refused(written: object) -> None:
    """A wrong kind, no name, a repeated id or a parent that is not there is an error."""
    with pytest.raises(DataError, match="register"):
        entries(written)
