"""Prose is a closed tree of nodes, in which names hide as in quotes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from khronika.record.documents.prose import NodeRefused
from khronika.record.documents.snapshot import ProseRow
from khronika.record.serialise import documents_from

STORY = "story:01J8SAMPLE0000000000000080"
LETTER = "letter:01J8SAMPLE0000000000000081"


def _made(sample: dict[str, Any], nodes: list[Any], subject: str = STORY, **more: Any) -> Any:
    tree = {"title": "By the quay", "summary": None, "slug": "by-the-quay", "nodes": nodes}
    row = ProseRow(
        subject, {"en": {**tree, **more}}, {"period": {"start": "2031-05-12", "end": "2031-05-18"}}
    )
    snapshot = replace(sample["snapshot"](), prose={subject: row})
    drafts = documents_from(snapshot, [subject], nonce=bytes(16), numbers={subject: "7"})
    return json.loads(drafts[0].body)["trees"]["en"]


def _paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content)}


def test_names_hide_in_prose(sample: dict[str, Any]) -> None:
    """Text, captions, credits, links and mentions of parties show no withheld name."""
    nodes = [
        _paragraph(
            {"type": "text", "text": "Mira Tavel and Oskar Lindqu", "marks": ["strong", "odd"]},
            {"type": "party", "party": sample["LINDQU"], "text": "he"},
            {"type": "link", "href": "https://quay.example/oskar-lindqu", "text": "there"},
        ),
        {"type": "figure", "image": "ab", "alt": "Jon Restel", "caption": [], "credit": None},
    ]
    tree = _made(sample, nodes, title="What Oskar Lindqu saw")
    written = json.dumps(tree, ensure_ascii=False)
    assert "indqu" not in written
    assert "Restel" not in written
    assert "Mira Tavel" in written
    assert tree["nodes"][0]["content"][0]["marks"] == ["strong"]


@pytest.mark.parametrize(
    "node",
    [
        {"type": "script", "text": "x"},
        {"type": "paragraph", "content": [], "style": "x"},
        {"type": "heading", "rank": 1, "content": []},
        _paragraph({"type": "text"}),
        _paragraph({"type": "html", "text": "<b>"}),
        _paragraph({"type": "link", "href": "javascript:alert(1)", "text": "x"}),
        _paragraph({"type": "link", "href": "//quay.example", "text": "x"}),
        _paragraph({"type": "count", "event": None, "filter": None, "field": "people"}),
        _paragraph({"type": "count", "event": "XA-2031-0001", "field": "graves"}),
        {"type": "event", "number": "x"},
        {"type": "event", "number": ["XA-2031-0001"]},
        {"type": "event"},
        "text",
    ],
)
def test_a_node_outside_the_list_is_refused(sample: dict[str, Any], node: Any) -> None:
    """Nothing gets into a page that its template does not know."""
    with pytest.raises(NodeRefused):
        _made(sample, [node])


def test_a_slug_that_names_somebody_withheld_is_refused(sample: dict[str, Any]) -> None:
    """An address cannot be masked: its writer changes it."""
    with pytest.raises(NodeRefused, match="slug"):
        _made(sample, [], slug="oskar-lindqu")


def test_a_letter_keeps_its_figures(sample: dict[str, Any]) -> None:
    """A count in a letter holds the bounds that were approved with it."""
    count = {
        "type": "count", "event": "XA-2031-0001", "field": "people", "type_of_act": "detention",
        "role": None, "value": {"min": 4, "max": None},
    }  # fmt: skip
    tree = _made(sample, [_paragraph(count)], LETTER)
    assert tree["nodes"][0]["content"][0]["value"] == {"min": 4, "max": None}
