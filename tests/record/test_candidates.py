"""The rules of candidates: names meet by rare keys, full buckets tell nobody apart."""

from typing import Any

import pytest

from khronika.match import key_weight, keys
from khronika.record import erasure, steps
from khronika.record.candidates import Buckets, forget, parties_near, refresh
from khronika.record.ledger.sql import Statements


def near(name: str) -> list[str]:
    """Ask for the parties near a name."""
    return parties_near(keys(name), weight_of=key_weight, most=30)


@pytest.fixture(name="buckets")
def _buckets(database: str) -> Buckets:
    return Buckets(Statements.on("default"), weight_of=key_weight, full=5)


def test_spellings_of_one_name_meet(buckets: Buckets) -> None:
    """A mention meets those before it, in other calls and in its own."""
    buckets.take_in({1: keys("Анна Сомова"), 2: keys("Пётр Зуев")})
    found = buckets.take_in({3: keys("Anna Somova"), 4: keys("Somova A.")})
    assert found[3][:1] == [1]
    assert set(found[4]) == {1, 3}
    assert buckets.near(keys("Сомову Анну"))[0] in (1, 3)


def test_a_full_bucket_tells_nobody_apart(buckets: Buckets) -> None:
    """What as many share as a bucket holds is passed over, and holds no more."""
    found = buckets.take_in({number: ["s:common"] for number in range(1, 20)})
    assert found[4] == [1, 2, 3]
    assert found[19] == []
    held = Statements.on("default").one("SELECT COUNT(*) FROM record_namekey")
    assert held is not None
    assert held[0] == 5


def test_who_is_taken_out_is_met_no_more(buckets: Buckets) -> None:
    """A mention leaves every bucket."""
    buckets.take_in({1: keys("Анна Сомова")})
    buckets.take_out([1])
    assert buckets.near(keys("Анна Сомова")) == []


def test_buckets_hold_no_letters(buckets: Buckets) -> None:
    """What is stored of a name are numbers."""
    buckets.take_in({1: keys("Анна Сомова")})
    rows = Statements.on("default").rows("SELECT hash, mention FROM record_namekey")
    assert rows
    assert all(isinstance(value, int) for row in rows for value in row)


def test_accepted_names_are_taken_in_as_they_come(office: Any, story: Any) -> None:
    """A name that a person accepted is met; taken in once; an erased one leaves at once."""
    _, _, made = story.decided(office.ledger, f"u:{office.asel}")
    party = story.victim_of(made)
    first = refresh(keys)
    assert first > 0
    assert party in near(story.NAME)
    assert refresh(keys) == 0
    head = int(office.ledger.head()[0])
    steps.set_party(office.ledger, f"u:{office.asel}", party, {"name": "Quenna Yorvil"}, base=head)
    assert refresh(keys) == 1
    assert party in near("Yorvil Quenna")
    erasure.erase(
        office.ledger, f"u:{office.officer}", f"party:{party}", ground="person_asked",
        base=int(office.ledger.head()[0]),
    )  # fmt: skip
    forget()
    assert party not in near("Quenna Yorvil")
