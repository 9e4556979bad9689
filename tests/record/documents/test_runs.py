"""A name that marks and links split is hidden as if it stood in one piece."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.vocabulary import Level
from khronika.record.documents.redraw import hide
from khronika.record.documents.runs import hide_runs, runs_of
from khronika.record.documents.snapshot import ProseRow
from khronika.record.masking import Masker, NameLeaks
from khronika.record.naming import WITHHELD
from khronika.record.serialise import documents_from
from khronika.script import find_folded

STORY = "story:01J8SAMPLE0000000000000080"
NAMES = ("Oskar Lindqu", "Тимур Салькен", "سليم درويش")


def _masker(*names: str) -> Masker:
    return Masker(Level.PUBLIC, names or NAMES, (), {}, find_folded)


def _text(text: str, *marks: str) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": list(marks)}


def _link(text: str) -> dict[str, Any]:
    return {"type": "link", "href": "https://quay.example/", "text": text}


SPLIT = [
    [_text("O", "strong"), _text("skar Lin"), _text("dqu", "emphasis"), _text(" spoke.")],
    [_text("Oskar Lin"), _text("dqu spoke.")],
    [_text("Osk"), _link("ar Li"), _text("ndqu spoke.")],
    [_text("Oskar Lin"), {"type": "unknown", "text": ""}, _text("dqu spoke.")],
    [_text("О нём: Тимур Са"), _text("льке", "strong"), _text("ну spoke.")],
    [_text("قال سليم در"), _text("ويش", "strong"), _text(" spoke.")],
]


@pytest.mark.parametrize("nodes", SPLIT)
def test_a_split_name_is_hidden_once(nodes: list[Any]) -> None:
    """The mask stands in the node where the name begins; a node behind it goes."""
    hidden = hide_runs(nodes, _masker().masks)
    assert isinstance(hidden, list)
    [read] = runs_of(hidden) if len(hidden) > 1 else [hidden[0]["text"]]
    assert read.count(WITHHELD) == 1
    assert read.endswith(" spoke.")
    assert all(node["text"] or node["type"] == "unknown" for node in hidden)
    assert not _masker().hides(read)


def test_what_is_not_hidden_keeps_its_marks() -> None:
    """Only what lies behind the mask changes."""
    nodes = [_text("By ", "strong"), _text("Oskar Lin"), _link("dqu, then"), _text(" home")]
    hidden = hide_runs(nodes, _masker().masks)
    assert hidden == [
        _text("By ", "strong"), _text(WITHHELD), _link(", then"), _text(" home"),
    ]  # fmt: skip


@given(st.lists(st.integers(1, 22), max_size=5))
def test_wherever_a_text_is_parted_it_reads_the_same(cuts: list[int]) -> None:
    """Parting a text into nodes changes nothing of what a reader reads."""
    text = "So Oskar Lindqu spoke."
    at = [0, *sorted(set(cuts)), len(text)]
    nodes = [_text(text[a:b]) for a, b in zip(at, at[1:], strict=False)]
    hidden: Any = hide_runs(nodes, _masker().masks)
    read = "".join(node["text"] for node in hidden)
    assert read in (_masker().words(text), text if len(nodes) == 1 else _masker().words(text))


def test_a_story_shows_no_split_name(sample: dict[str, Any]) -> None:
    """In paragraph, heading, list, quote and caption a split name is not in the bytes."""
    parts = [_text("I met Oskar Lin"), _text("dqu", "strong"), _text(" there")]
    nodes = [
        {"type": "paragraph", "content": parts},
        {"type": "heading", "rank": 2, "content": parts},
        {"type": "list", "ordered": False, "items": [parts, parts]},
        {"type": "quote", "content": parts, "credit": None},
        {"type": "figure", "image": "ab", "alt": "", "caption": parts, "credit": None},
    ]
    tree: Any = {"title": "By the quay", "summary": None, "slug": "by-the-quay", "nodes": nodes}
    row = ProseRow(STORY, {"en": tree}, {})
    snapshot = replace(sample["snapshot"](), prose={STORY: row})
    drafts = documents_from(snapshot, [STORY], nonce=bytes(16), numbers={STORY: "7"})
    written = json.loads(drafts[0].body)["trees"]["en"]["nodes"]
    body = json.dumps(written)
    assert "dqu" not in body
    assert "Oskar" not in body
    assert body.count(WITHHELD) == 6
    assert written[0]["content"] == [_text(f"I met {WITHHELD}"), _text(" there")]


def test_the_last_look_reads_over_nodes() -> None:
    """A document that holds a split name is refused, as one that holds it whole."""
    tree: Any = {"nodes": [{"type": "paragraph", "content": [_text("Lin"), _text("dqu")]}]}
    with pytest.raises(NameLeaks, match="runs over nodes"):
        _masker("Lindqu").check(tree, subject=STORY)


def test_a_name_withheld_later_is_hidden_where_it_is_split() -> None:
    """A published text drawn again keeps its nodes; none of them shows a piece of the name."""
    content = [_text("Oskar Lin"), _text("dqu", "strong"), _text(" spoke")]
    document = {"kind": "story", "trees": {"en": {"nodes": [{"content": content}]}}}
    made: Any = hide(document, _masker(), {})
    assert made["trees"]["en"]["nodes"][0]["content"] == [
        _text(WITHHELD), _text(WITHHELD, "strong"), _text(" spoke"),
    ]  # fmt: skip
