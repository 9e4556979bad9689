"""The rules of the register of bodies: each row whole, names that may be looked up."""

from collections import Counter

import pytest

from khronika.data.register import read_entry, shipped
from khronika.errors import DataError
from khronika.match.known import entries_named


def test_every_entry_is_found_by_each_of_its_names() -> None:
    """Whatever name or acronym a row has, looking it up answers the row among others."""
    lost = [
        (entry.id, name)
        for entry in shipped()
        for name in (*entry.all_names(), *entry.acronyms)
        if entry.id not in entries_named(name)
    ]
    assert not lost


def test_few_names_are_shared() -> None:
    """A name of two rows cannot decide, so that few are shared, and those knowingly."""
    names = Counter(
        name.casefold()
        for entry in shipped()
        for name in {name.casefold() for name in entry.all_names()}
    )
    assert sum(count > 1 for count in names.values()) <= 20


def test_countries_and_languages_are_codes() -> None:
    """Countries are ISO 3166-1, languages BCP 47."""
    for entry in shipped():
        assert entry.country is None or (len(entry.country) == 2 and entry.country.isupper())
        assert all(lang.isascii() and lang.islower() for lang in entry.names), entry.id


def test_valid_dates_are_read_and_checked() -> None:
    """A date cut to what is known is kept, another is refused with the row's id."""
    row: dict[str, object] = {"id": "x", "kind": "outlet", "names": {"en": ["X Herald"]}}
    assert read_entry(row | {"valid_from": "2021-06"}).valid_from == "2021-06"
    assert read_entry(row).valid_until is None
    with pytest.raises(DataError, match=r"x: valid_until"):
        read_entry(row | {"valid_until": "yesterday"})
