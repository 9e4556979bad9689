"""What somebody wrote to the office alone shows its cited words and nothing that tells who wrote."""

import json
from dataclasses import replace
from typing import Any

import pytest

from khronika.model.vocabulary import Level
from khronika.record.documents.cells import _CONTACT
from khronika.record.serialise import documents_from


def _document(sample: dict[str, Any], *, url: str | None, level: Level) -> dict[str, Any]:
    """Answer the public document of the sample, its source told with that address and level."""
    snapshot, subject = sample["snapshot"](), f"event:{sample['EVENT']}"
    changed = {}
    for sha256, source in snapshot.sources.items():
        page = replace(
            source.page,
            title="From: Alma Verrin",
            source=replace(source.page.source, url=url),
        )
        evidence = replace(source.evidence, level=level)
        changed[sha256] = replace(
            source, page=page, evidence=evidence, file_name="alma-verrin.eml"
        )
    drafts = documents_from(
        replace(snapshot, sources=changed), [subject], nonce=bytes(16),
        numbers={subject: "XA-2031-0001"},
    )  # fmt: skip
    found: dict[str, Any] = next(json.loads(one.body) for one in drafts if one.level == "public")
    return found


def test_a_private_message_shows_its_cited_words_alone(sample: dict[str, Any]) -> None:
    """No title, no file name, no words around the quote."""
    document = _document(sample, url=None, level=Level.RESTRICTED)
    assert "Verrin" not in json.dumps(document)
    assert "verrin" not in json.dumps(document)
    quotes = document["quotes"].values()
    assert all(not quote["before"] and not quote["after"] for quote in quotes)
    assert any(quote["words"] for quote in quotes)


@pytest.mark.parametrize(
    ("url", "level"),
    [("https://outlet.example/a", Level.RESTRICTED), (None, Level.PUBLIC)],
)
def test_what_is_public_anyway_keeps_its_context(
    sample: dict[str, Any], url: str | None, level: Level
) -> None:
    """A page on the web, or evidence that was set public, is quoted with what stands around it."""
    document = _document(sample, url=url, level=level)
    assert any(quote["before"] or quote["after"] for quote in document["quotes"].values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("write to alma.verrin@herald.example, please", ["alma.verrin@herald.example"]),
        ("<omar@кордон.example>", ["omar@кордон.example"]),
        ("call +7 (727) 250-11-22 now", ["+7 (727) 250-11-22"]),
        ("8 701 123 45 67", ["8 701 123 45 67"]),
        ("on 23 June 2018 at 11:45, 250 people", []),
        ("case 2018-06-23, article 174", []),
        ("@herald wrote", []),
    ],
)
def test_contacts_are_told_from_dates_and_numbers(text: str, found: list[str]) -> None:
    """Addresses and telephones are hidden, days and figures are not."""
    assert [hit.group() for hit in _CONTACT.finditer(text)] == found
