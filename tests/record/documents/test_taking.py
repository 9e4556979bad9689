"""What one person puts in place of a document may take away, and add nothing."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.model.span import Citation, Span
from khronika.record.documents import erase
from khronika.record.documents.offered import close_packages
from khronika.record.documents.taking import only_takes_away
from khronika.record.naming import WITHHELD
from khronika.record.public.schema import VERSION
from khronika.record.serialise import documents_from, tombstone, without
from khronika.script import find_folded

FRESH = "0123456789abcdef"
NAMES = {"TAVEL": "Mira Tavel", "LINDQU": "Oskar Lindqu", "RESTEL": "Jon Restel"}
OLD_NONCE = "ab" * 16


def _made(sample: dict[str, Any]) -> dict[str, Any]:
    subject = f"event:{sample['EVENT']}"
    drafts = documents_from(
        sample["snapshot"](), [subject], nonce=bytes(16), numbers={subject: "XA-2031-0001"}
    )
    document: dict[str, Any] = json.loads(drafts[0].body)
    return document


def _mentions(sample: dict[str, Any], name: str) -> Iterator[Citation]:
    at = -1
    while (at := sample["TEXT"].find(name, at + 1)) >= 0:
        yield Citation(sample["SHA256"], Span(at, at + len(name)))


def _left(sample: dict[str, Any], who: str, fresh: str | None, gone: set[str]) -> Any:
    old = sample["snapshot"]().parties[sample[who]].opaque["public"]
    left = erase.without(
        _made(sample), {old: fresh}, names=[NAMES[who]], find=find_folded,
        mentions=list(_mentions(sample, NAMES[who])), acts=[sample[one] for one in gone],
    )  # fmt: skip
    return {**left, "nonce": OLD_NONCE} if left else None


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(NAMES)),
    st.sampled_from([FRESH, None]),
    st.sets(st.sampled_from(["HELD", "STRUCK", "HELD_ALL"])),
)
def test_what_erasing_leaves_only_takes_away(
    sample: dict[str, Any], who: str, fresh: str | None, gone: set[str]
) -> None:
    """Whoever is erased and whatever acts go, what `without` leaves is accepted, twice over."""
    left = _left(sample, who, fresh, gone)
    assert only_takes_away(_made(sample), left)
    other = next(name for name in NAMES.values() if name != NAMES[who])
    again = erase.without(left, {}, names=[other], find=find_folded)
    assert again is not None
    assert only_takes_away(left, again)
    assert only_takes_away(_made(sample), _made(sample))


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _places(item, (*path, at))
    else:
        yield path


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@settings(max_examples=100, deadline=None)
@given(st.data(), st.booleans())
def test_a_changed_leaf_is_refused(sample: dict[str, Any], data: Any, is_erased: bool) -> None:
    """A word, number, date or code changed anywhere is found, in an erasure too."""
    before = _made(sample)
    forged = _left(sample, "TAVEL", None, set()) if is_erased else copy.deepcopy(before)
    paths = [path for path in _places(forged) if path != ("nonce",)]
    path = data.draw(st.sampled_from(paths))
    was, holder = _at(forged, path), _at(forged, path[:-1])
    if isinstance(was, str):
        holder[path[-1]] = data.draw(st.sampled_from([was + " forged", "killing", "2030-01-01"]))
    elif isinstance(was, bool):
        holder[path[-1]] = not was
    else:
        holder[path[-1]] = data.draw(st.sampled_from([7_654_321, "forged"]))
    if holder[path[-1]] != was:
        assert not only_takes_away(before, forged)


def _add_act(forged: Any) -> None:
    forged["acts"].append({**copy.deepcopy(forged["acts"][0]), "id": "0" * 26})


def _repeat_act(forged: Any) -> None:
    forged["acts"].append(copy.deepcopy(forged["acts"][0]))


def _name_party(forged: Any) -> None:
    party = next(one for one in forged["parties"].values() if not one["named"])
    party |= {"named": True, "name": "Oskar Lindqu", "ground": "consent"}


def _add_party(forged: Any) -> None:
    forged["parties"][FRESH] = {
        "id": FRESH, "kind": "person", "named": True, "name": "Ida Forged", "ground": None,
        "country": None,
    }  # fmt: skip


def _add_key(forged: Any) -> None:
    forged["acts"][0]["more"] = "forged"


def _add_quote(forged: Any) -> None:
    quote = next(iter(forged["quotes"].values()))
    forged["quotes"]["forged"] = {**quote, "words": "forged"}


def _words(forged: Any) -> None:
    next(iter(forged["quotes"].values()))["words"] = f"{WITHHELD} was killed"


def _cover_code(forged: Any) -> None:
    forged["acts"][0]["type"]["value"] = WITHHELD


def _drop_count(forged: Any) -> None:
    forged["totals"][0]["people"] = None


def _other_subject(forged: Any) -> None:
    forged["subject"] = "event:" + "0" * 26


def _forged_nonce(forged: Any) -> None:
    forged["nonce"] = "forged words in place of a nonce"


@pytest.mark.parametrize(
    "forge",
    [_add_act, _repeat_act, _name_party, _add_party, _add_key, _add_quote, _words, _cover_code,
     _drop_count, _other_subject, _forged_nonce],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_an_addition_is_refused(sample: dict[str, Any], forge: Any) -> None:
    """An act, party, name, quote or key that was not there is found."""
    forged = copy.deepcopy(_made(sample))
    forge(forged)
    assert not only_takes_away(_made(sample), forged)


def test_a_tombstone_says_nothing_new(sample: dict[str, Any]) -> None:
    """A tombstone of an erasure has no words; one with a reason is refused."""
    before = _made(sample)
    for reason, why, holds in (
        (None, "erased", True), ("forged", "erased", False), (None, "withdrawn", False),
    ):  # fmt: skip
        made = tombstone(
            before["subject"], before["level"], reason=reason, withdrawn_on="2031-05-05",
            nonce=bytes(16), number=before["number"], why=why,
        )  # fmt: skip
        assert only_takes_away(before, json.loads(made.body)) is holds


def test_what_the_serialiser_leaves_is_accepted(sample: dict[str, Any]) -> None:
    """The published bytes without a person pass as `serialise.without` writes them."""
    before = _made(sample)
    ids = [sample["snapshot"]().parties[sample["TAVEL"]].opaque["public"]]
    left = without(json.dumps(before), ids, ["Mira Tavel"], nonce=bytes(16))
    assert left is not None
    assert only_takes_away(before, json.loads(left.body))


@pytest.mark.parametrize("database", [pytest.param("pg", marks=pytest.mark.postgres)],
                         indirect=True)  # fmt: skip
def test_postgres_lets_through_what_erasing_leaves(sample: dict[str, Any], database: str) -> None:
    """The rule in SQL accepts every document that `without` leaves, and a tombstone of it."""
    from django.db import DatabaseError, connection, transaction

    from khronika.record.public.migrations import _triggers

    name, text = _triggers._postgres("probe", "BEFORE UPDATE", "probe", _triggers._ERASURE)
    before = _made(sample)
    lefts = [
        _left(sample, who, fresh, gone)
        for who in NAMES
        for fresh in (FRESH, None)
        for gone in (set(), {"HELD"}, {"STRUCK"}, {"HELD", "STRUCK"}, {"HELD_ALL"})
    ]
    end = tombstone(
        before["subject"], before["level"], reason=None, withdrawn_on="2031-05-05",
        nonce=bytes(16), number=before["number"], why="erased",
    )  # fmt: skip
    offering = json.loads(json.dumps(before))
    for source in offering["sources"].values():
        source["evidence"] |= {"level": "public", "package": "ev-1", "unchecked": []}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (body text)")
        cursor.execute(text)
        cursor.execute("INSERT INTO probe VALUES (%s)", [json.dumps(offering)])
        closed = close_packages(offering, ["ev-1"])
        cursor.execute("UPDATE probe SET body = %s", [json.dumps(closed)])
        with pytest.raises(DatabaseError, match="adds something"), transaction.atomic():
            cursor.execute("UPDATE probe SET body = %s", [json.dumps(offering)])
        for left in [*lefts, json.loads(end.body)]:
            cursor.execute("DELETE FROM probe")
            cursor.execute("INSERT INTO probe VALUES (%s)", [json.dumps(before)])
            if left is not None:
                cursor.execute("UPDATE probe SET body = %s", [json.dumps(left)])
        with pytest.raises(DatabaseError, match="adds something"), transaction.atomic():
            cursor.execute("UPDATE probe SET body = %s", [json.dumps({**before, "more": "x"})])


@pytest.mark.parametrize("database", [pytest.param("pg", marks=pytest.mark.postgres)],
                         indirect=True)  # fmt: skip
@pytest.mark.parametrize("version", range(1, VERSION))
def test_postgres_lets_documents_of_older_schemas_be_erased_from(
    sample: dict[str, Any], version: int, database: str
) -> None:
    """What is left, and a tombstone, are written in the newest schema; no other number passes."""
    from django.db import DatabaseError, connection, transaction

    from khronika.record.public.migrations import _triggers

    name, text = _triggers._postgres("probe", "BEFORE UPDATE", "probe", _triggers._ERASURE)
    old = {**_made(sample), "v": version}
    ids = [sample["snapshot"]().parties[sample["TAVEL"]].opaque["public"]]
    left = without(json.dumps(old), ids, ["Mira Tavel"], nonce=bytes(16))
    assert left is not None
    end = tombstone(
        old["subject"], old["level"], reason=None, withdrawn_on="2031-05-05", nonce=bytes(16),
        number=old["number"], why="erased",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (body text)")
        cursor.execute(text)
        for made in (left, end):
            cursor.execute("DELETE FROM probe")
            cursor.execute("INSERT INTO probe VALUES (%s)", [json.dumps(old)])
            for other in (version - 1, VERSION + 1):
                forged = json.dumps({**json.loads(made.body), "v": other})
                with pytest.raises(DatabaseError, match="adds something"), transaction.atomic():
                    cursor.execute("UPDATE probe SET body = %s", [forged])
            cursor.execute("UPDATE probe SET body = %s", [made.body])
