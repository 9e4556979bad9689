"""Bodies of the shipped register that became others: offered with the reason, never one."""

import pytest

from khronika.data.register import register
from khronika.match import Verdict, compare


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("TUT.BY", "Зеркало"),
        ("Россвязькомнадзор", "Роскомнадзор"),
        ("Голос России", "Sputnik"),
        ("国家新闻出版广电总局", "国家广播电视总局"),
        ("Министерство информации и коммуникаций РК", "Ақпарат және қоғамдық даму министрлігі"),
    ],
)
def test_a_renamed_body_is_offered_and_never_one(before: str, after: str) -> None:
    """Whoever writes of the old body is told of the new one; an editor decides."""
    told = {"place": "Astana", "outlet": "Steppe Herald"}
    found = compare(before, after, left_context=told, right_context=told)
    assert found.verdict is Verdict.REVIEW
    assert any("became" in reason for reason in found.reasons), found


def test_every_successor_stands_in_the_register() -> None:
    """A successor is an entry, of the same kind, and not the body itself."""
    entries = {entry.id: entry for entry in register()}
    named = [entry for entry in entries.values() if entry.successor is not None]
    assert len(named) > 10
    for entry in named:
        assert entry.successor != entry.id
        assert entries[entry.successor or ""].kind == entry.kind
