"""Who may be named to whom, and how a perpetrator is spoken of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.vocabulary import Level, NamingGround, PerpetratorKind
from khronika.record.documents.snapshot import PartyRow, Snapshot
from khronika.record.naming import (
    OpaqueIdMissing,
    OpaqueIdTooShort,
    Wording,
    may_be_named,
    opaque_id,
    public_id,
    withheld_parties,
    wording,
)

PERSON = PartyRow("P", "person", "Mira Tavel")
POLICE = PartyRow("Q", "agency", "river police")


def test_every_person_starts_restricted() -> None:
    """A name without an access entry is shown to nobody, not even the network."""
    assert not may_be_named(PERSON, Level.PUBLIC)
    assert not may_be_named(PERSON, Level.NETWORK)


def test_a_level_without_a_ground_names_nobody() -> None:
    """A ground is what makes a name public, not the level alone."""
    assert not may_be_named(replace(PERSON, name_level=Level.PUBLIC), Level.PUBLIC)
    assert not may_be_named(replace(PERSON, ground=NamingGround.CONSENT), Level.PUBLIC)


def test_a_name_for_the_network_is_not_public() -> None:
    """Whoever reads for the network sees more than the public, never less."""
    known = replace(PERSON, name_level=Level.NETWORK, ground=NamingGround.CONSENT)
    assert may_be_named(known, Level.NETWORK)
    assert not may_be_named(known, Level.PUBLIC)


def test_who_is_unknown_is_treated_as_a_person() -> None:
    """Until somebody says what kind of party it is, its name is hidden."""
    assert not may_be_named(replace(PERSON, kind="unknown"), Level.PUBLIC)
    assert may_be_named(POLICE, Level.PUBLIC)
    assert not may_be_named(replace(POLICE, name_level=Level.RESTRICTED), Level.NETWORK)


def test_a_ground_of_a_merged_party_does_not_count() -> None:
    """The kept party's ground decides for all that are one with it."""
    old = PartyRow("O", "person", "M. Tavel", name_level=Level.PUBLIC, ground=NamingGround.CONSENT)
    merged = Snapshot(parties={"P": PERSON, "O": old}, kept={"O": "P"})
    assert {party.id for party in withheld_parties(merged, Level.PUBLIC)} == {"P", "O"}
    turned = Snapshot(parties={"P": PERSON, "O": old}, kept={"P": "O"})
    assert withheld_parties(turned, Level.PUBLIC) == ()


def test_a_merge_names_no_pen_name() -> None:
    """Who is named and who writes under another name are one: the other name stays hidden."""
    known = replace(PERSON, name_level=Level.PUBLIC, ground=NamingGround.CONSENT)
    pen = PartyRow("W", "person", "Wren Northgate")
    spelt = PartyRow("S", "person", "Мира Тавел")
    merged = Snapshot(parties={"P": known, "W": pen, "S": spelt}, kept={"W": "P", "S": "P"})
    assert {party.id for party in withheld_parties(merged, Level.PUBLIC)} == {"W"}
    decided = replace(known, other_names=(("Wren Northgate", ("P.other_names.1", 4)),))
    told = replace(merged, parties={**merged.parties, "P": decided})
    assert withheld_parties(told, Level.PUBLIC) == ()
    granted = replace(pen, name_level=Level.PUBLIC, ground=NamingGround.PUBLIC_ROLE)
    both = replace(merged, parties={**merged.parties, "W": granted})
    assert withheld_parties(both, Level.PUBLIC) == ()


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_two_draws_give_two_ids(left: bytes, right: bytes) -> None:
    """An id tells apart all 80 bits, in 16 letters and digits."""
    assert len(opaque_id(left)) == 16
    assert (opaque_id(left) == opaque_id(right)) == (left == right)


def test_an_id_is_never_made_up() -> None:
    """Too few bytes are refused, and so is a party without an id at that level."""
    with pytest.raises(OpaqueIdTooShort):
        opaque_id(b"short")
    with pytest.raises(OpaqueIdMissing, match="P has no network id"):
        public_id(replace(PERSON, opaque={"public": "0" * 16}), Level.NETWORK)


@pytest.mark.parametrize(
    ("party", "kind", "sources", "expected"),
    [
        (PERSON, PerpetratorKind.PRIVATE, 1, Wording.ACCUSED),
        (PERSON, PerpetratorKind.POLICE, 1, Wording.ACCUSED),
        (PERSON, PerpetratorKind.PRIVATE, 2, Wording.DID),
        (replace(PERSON, is_convicted=True), PerpetratorKind.PRIVATE, 1, Wording.DID),
        (POLICE, PerpetratorKind.POLICE, 1, Wording.DID),
        (None, PerpetratorKind.COURT, 0, Wording.DID),
        (None, PerpetratorKind.UNKNOWN, 1, Wording.ACCUSED),
    ],
)
def test_a_person_is_accused_until_it_is_shown(
    party: PartyRow | None, kind: PerpetratorKind, sources: int, expected: Wording
) -> None:
    """ "Did" needs a conviction or two independent sources, unless a body of the state acted."""
    assert wording(party, kind, independent_sources=sources) is expected
