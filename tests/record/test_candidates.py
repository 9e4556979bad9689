"""The rules of candidates: names meet by rare keys, full buckets tell nobody apart."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.match import key_weight, keys
from khronika.record import erasure, steps
from khronika.record.candidates import Buckets, forget, parties_near, refresh
from khronika.record.candidates.shelves import unpack
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
    """What as many share as fill a bucket is passed over, and is held no longer."""
    found = buckets.take_in({number: ["s:common"] for number in range(1, 20)})
    assert found[4] == [1, 2, 3]
    assert found[19] == []
    assert held() == [[]]
    assert buckets.take_in({20: ["s:common", "s:rare"]}) == {20: []}
    assert held() == [[], [20]]


def test_a_bucket_is_closed_when_it_becomes_full(buckets: Buckets) -> None:
    """Mentions that came one by one leave a bucket when the last that it holds comes."""
    for number in range(1, 5):
        buckets.take_in({number: ["s:common"]})
    assert held() == [[1, 2, 3, 4]]
    buckets.take_in({5: ["s:common"]})
    assert held() == [[]]
    buckets.take_out([1, 2, 3, 4, 5])
    assert held() == [[]]
    assert Statements.on("default").rows("SELECT mention FROM record_nameheld") == []


def held() -> list[list[int]]:
    """Answer who stands in each bucket."""
    rows = Statements.on("default").rows("SELECT mentions FROM record_namekey")
    return sorted(list(unpack(bytes(row[0]))) for row in rows)


@given(
    st.lists(st.sets(st.integers(0, 12), min_size=1, max_size=5), min_size=1, max_size=30),
    st.lists(st.integers(0, 29), max_size=10),
)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_buckets_answer_like_plain_sets(
    database: str, arrivals: list[set[int]], leaving: list[int]
) -> None:
    """One by one or all at once, the same meet: those who share a key of an open bucket."""
    tables = Statements.on("default")
    tables.run("DELETE FROM record_namekey")
    tables.run("DELETE FROM record_nameheld")
    buckets = Buckets(tables, full=6)
    plain: dict[str, set[int]] = {}
    for number, keys_of in enumerate(arrivals):
        names = {f"s:{key}" for key in keys_of}
        met = set().union(*(open_of(plain, key, 6) for key in names))
        assert set(buckets.take_in({number: names})[number]) == met
        for key in names:
            plain.setdefault(key, set()).add(number)
    buckets.take_out(leaving)
    for key, those in plain.items():
        left = open_of(plain, key, 6) - set(leaving)
        assert set(buckets.near([key])) == (left if len(those) < 6 else set())


def open_of(plain: dict[str, set[int]], key: str, full: int) -> set[int]:
    """Answer who is in a bucket, nobody in a full one."""
    those = plain.get(key, set())
    return those if len(those) < full else set()


def test_who_is_taken_out_is_met_no_more(buckets: Buckets) -> None:
    """A mention leaves every bucket."""
    buckets.take_in({1: keys("Анна Сомова")})
    buckets.take_out([1])
    assert buckets.near(keys("Анна Сомова")) == []


def test_the_rarest_keys_are_looked_at_first(
    buckets: Buckets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where so many share keys that not all are looked at, those of full buckets are left out."""
    monkeypatch.setattr("khronika.record.candidates.buckets.LOOKED_AT", 3)
    buckets.take_in({number: ["s:common", "s:shared"] for number in (1, 2, 3)})
    buckets.take_in({4: ["s:rare"]})
    assert buckets.near(["s:rare", "s:common", "s:shared"])[0] == 4
    assert set(buckets.near(["s:rare", "s:common"])) == {1, 2, 3, 4}
    monkeypatch.setattr("khronika.record.candidates.buckets.LOOKED_AT", 1)
    assert buckets.near(["s:rare", "s:common"]) == [4]


def test_buckets_hold_no_letters(buckets: Buckets) -> None:
    """What is stored of a name are numbers."""
    buckets.take_in({1: keys("Anna Somova")})
    rows = Statements.on("default").rows("SELECT hash, mentions FROM record_namekey")
    assert {tuple(unpack(bytes(row[1]))) for row in rows} == {(1,)}
    packed = b"".join(bytes(row[1]) for row in rows)
    kept = Statements.on("default").rows("SELECT hashes FROM record_nameheld")
    assert not any(part in packed + bytes(kept[0][0]) for part in (b"nna", b"omov", b"nn", b"smv"))


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
