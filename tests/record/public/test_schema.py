"""Stored bytes are read as the newest schema, and are never changed."""

import pytest

from khronika.record.public.schema import DocumentUnreadable, parse


def test_an_older_document_is_brought_up_when_read() -> None:
    """Each step leads from a version to the next."""
    steps = {
        1: lambda one: {**one, "v": 2, "added": None},
        2: lambda one: {**one, "v": 3},
    }
    assert parse('{"v":1}', upgrades=steps, version=3) == {"v": 3, "added": None}


@pytest.mark.parametrize(
    "body", ["", "[]", '{"kind":"event"}', '{"v":"1"}', '{"v":99}', '{"v":0}']
)
def test_what_is_no_document_is_refused(body: str) -> None:
    """Damaged, foreign or newer bytes are named, not guessed at."""
    with pytest.raises(DocumentUnreadable):
        parse(body)


def test_a_step_that_leads_nowhere_is_refused() -> None:
    """An upgrade that does not raise the version would never end."""
    with pytest.raises(DocumentUnreadable):
        parse('{"v":1}', upgrades={1: lambda one: one}, version=2)
