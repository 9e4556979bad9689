"""A machine's slip about a known body hides nothing; a person's word about somebody does."""

from khronika.record.documents.snapshot import PartyRow
from khronika.record.naming import is_slip


def _party(name: str, **told: object) -> PartyRow:
    usual = {"id": "P", "kind": "unknown", "name": None, "names": (name,), "hidden_as": "person"}
    return PartyRow(**{**usual, **told})  # type: ignore[arg-type]  # a row in the making


def test_a_known_body_that_the_coder_took_for_a_person_is_a_slip() -> None:
    """Only where nobody has spoken yet, and only where the whole name is the body's."""
    assert is_slip(_party("Adil Soz"))
    assert not is_slip(_party("Adil Soz", facts=(("P.kind", 7),)))
    assert not is_slip(_party("Adil Sozov"))
    assert not is_slip(_party("Mira Tavel"))
    assert not is_slip(_party("", names=()))
