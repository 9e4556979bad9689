"""Half a name stands at no end of what is shown, and is taken back with the whole one."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.page import Block, Page, PageSource
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import BlockKind, Level, NamingGround
from khronika.record.documents.cells import CONTEXT
from khronika.record.documents.edges import LONGEST_STEP, context, torn
from khronika.record.documents.redraw import PartyCells, redraw
from khronika.record.documents.snapshot import (
    EvidenceRow,
    FactRow,
    PartyRow,
    ProseRow,
    Snapshot,
    SourceRow,
)
from khronika.record.documents.taking import only_takes_away
from khronika.record.naming import WITHHELD, opaque_id, ways_to_hide
from khronika.record.public.schema import parse
from khronika.record.serialise import documents_from, make_draft, without
from khronika.script import find_folded

EVENT, STORY, REPORT = (f"01J8EDGE{number:018d}" for number in (1, 2, 3))
PUBLIC_IDS = {"public": opaque_id(bytes(range(10))), "network": opaque_id(bytes(range(10, 20)))}


def _event(text: str, name: str, cites: list[tuple[int, int]], *, other: str = "") -> Snapshot:
    """Write a record of one act per citation: the last done to who may be named, else `other`."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    named = PartyRow(f"01J8EDGE{10:018d}", "person", name, (name,), name_level=Level.PUBLIC,
                     ground=NamingGround.CONSENT, opaque=PUBLIC_IDS)  # fmt: skip
    hidden = PartyRow(f"01J8EDGE{11:018d}", "person", other, (other,), opaque={
        level: opaque[::-1] for level, opaque in PUBLIC_IDS.items()
    })  # fmt: skip
    facts: list[FactRow] = []
    for number, span in enumerate(cites):
        act, cite = f"01J8EDGE{20 + number:018d}", (Citation(sha256, Span(*span)),)
        whose = hidden if other and number < len(cites) - 1 else named
        facts += [
            FactRow(f"{act}.event", {"event": EVENT}, 1),
            FactRow(f"{act}.type", "detention", 1, cite),
            FactRow(f"{act}.victim", {"party": whose.id}, 1, cite),
            FactRow(f"{act}.charges.{act}", {"text": cite[0].span.of(text)}, 1, cite),
        ]
    page = Page(
        PageSource(sha256, 1, "text/html", "utf-8", "https://quay.example/held"),
        text,
        (Block(BlockKind.PARAGRAPH, Span(0, len(text)), None, (0, 1)),),
    )
    node = {"type": "paragraph", "content": [{"type": "text", "text": text, "marks": []}]}
    tree = {"title": "On the quay", "summary": None, "slug": "quay", "nodes": [node]}
    story = f"story:{STORY}"
    return Snapshot(
        facts=tuple(facts),
        reports={fact.owner: REPORT for fact in facts},
        parties={one.id: one for one in ((named, hidden) if other else (named,))},
        sources={sha256: SourceRow(REPORT, page, EvidenceRow("ev", "0" * 64, Level.PUBLIC))},
        prose={story: ProseRow(story, {"en": tree})},
    )


def _bodies(snapshot: Snapshot) -> list[str]:
    event = f"event:{EVENT}"
    drafts = documents_from(
        snapshot, [event, *snapshot.prose], nonce=bytes(16), numbers={event: "XX-2031-0001"}
    )
    return [draft.body for draft in drafts]


def _taken_back(body: str, name: str) -> list[str]:
    """Answer what is left of a document when a name in it is restricted again, and erased."""
    party = PartyRow("", "person", name, (name,))
    names, phrases = ways_to_hide(party)
    cells = PartyCells(
        public_id="0123456789abcdef", kind="person", ids=frozenset(PUBLIC_IDS.values()),
        name=name, names=names, phrases=phrases,
    )  # fmt: skip
    left = without(body, list(PUBLIC_IDS.values()), [name], nonce=bytes(16))
    assert left is not None
    assert only_takes_away(parse(body), parse(left.body))
    redrawn = redraw(parse(body), [cells], find=find_folded)
    return [json.dumps(redrawn, ensure_ascii=False), left.body]


def test_a_mask_over_half_a_name_hides_the_rest_with_it() -> None:
    """A mention of somebody withheld that covers one character of a public name shows no half."""
    text = "陈晓明 was held by the police on the quay"
    snapshot = _event(text, "陈晓明", [(0, 1), (0, 3)], other="Ерлан Тасболатов")
    for body in _bodies(snapshot):
        assert f"{WITHHELD}晓明" not in body
        for left in _taken_back(body, "陈晓明"):
            assert "晓明" not in left


@pytest.mark.parametrize(
    ("name", "text", "piece"),
    [
        ("陈晓明", "陈晓明被警方带走", "晓明"),
        ("王芳", "警方带走王芳", "王"),
        ("Oskar Lindqu", "Police held Oskar Lindqu there", "indqu"),
        ("Ерлан Тасболатов", "Задержали Ерлана Тасболатова вечером", "болатова"),
        ("Yerlan Tasbolatov", "Задержали Ерлана Тасболатова вечером", "Тасбола"),
        ("سامر الحلواني", "اعتقل سامر والحلواني مساء", "لواني"),
        ("สมชาย ใจดี", "จับนายสมชายแล้ว", "มชาย"),
        ("Jiřina Dvořáčková", "o Dvor\u030ca\u0301c\u030ckové psali", "a\u0301c\u030ckové"),
    ],
)
def test_a_quote_that_was_published_with_half_a_name_is_mended(
    name: str, text: str, piece: str
) -> None:
    """Where a document shows cited words alone, and these cut a name, redrawing hides the rest."""
    start = text.index(piece)
    whole = _event(text, name, [(start, start + len(piece))])
    shown = {sha256: replace(one, page=replace(one.page, source=replace(one.page.source, url=None)),
                             evidence=replace(one.evidence, level=Level.RESTRICTED))
             for sha256, one in whole.sources.items()}  # fmt: skip
    public, *_ = _bodies(replace(whole, sources=shown, prose={}))
    assert parse(public)["quotes"]["q1"]["words"] == piece
    for left in _taken_back(public, name):
        assert piece not in left


def test_a_context_that_was_published_with_half_a_name_is_mended() -> None:
    """Of a document from before contexts ended between words, the torn piece goes too."""
    text = "Oskar Lindqu spoke on the quay " + "and then they all went home again " * 8
    body = parse(_bodies(_event(text, "Oskar Lindqu", [(210, 214)]))[0])
    quote = body["quotes"]["q1"]
    quote |= {"before": text[7 : quote["start"]], "before_start": 7}
    assert quote["before"].startswith("indqu spoke")
    old = make_draft(body).body
    for left in _taken_back(old, "Oskar Lindqu"):
        assert "indqu" not in left
        assert "spoke on the quay" in left


@given(
    st.text("ab'-\u0301\u00ad 陈晓。\n", min_size=1, max_size=60),
    st.data(),
    st.integers(0, 30),
)
def test_a_context_holds_its_span_and_cuts_no_word(text: str, data: Any, reach: int) -> None:
    """It is never wider than allowed, and ends inside a word only where its span does."""
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    shown = context(text, span, reach)
    assert max(0, span.start - reach) <= shown.start <= span.start
    assert span.end <= shown.end <= min(len(text), span.end + reach)
    if 0 < shown.start < span.start:
        assert not (text[shown.start - 1].isalpha() and text[shown.start].isalpha())
    if span.end < shown.end < len(text):
        assert not (text[shown.end - 1].isalpha() and text[shown.end].isalpha())


def test_a_run_without_a_blank_leaves_a_context_all_the_same() -> None:
    """Of a text written on without a sign the context is as long as ever."""
    text = "在" * (CONTEXT + LONGEST_STEP) + "带走" + "在" * (CONTEXT + LONGEST_STEP)
    at = text.index("带")
    assert context(text, Span(at, at + 2), CONTEXT) == Span(at - CONTEXT, at + 2 + CONTEXT)


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        ("вчера задержали", "Ерлан Тасболатов"),
        ("товар привезли", "Ерлан Тасболатов"),
        ("before the meeting", "Oskar Lindqu"),
        ("警方带走", "陈晓明"),
    ],
)
def test_common_words_at_an_end_are_shown(shown: str, name: str) -> None:
    """A word that only shares a few letters with a name stays, wherever a text was cut."""
    assert torn(shown, [name], ends=(True, True)) == []


def test_an_end_that_is_none_hides_nothing() -> None:
    """At the start and the end of a page nothing was cut."""
    assert torn("明天 we meet 陈", ["陈晓明"], ends=(False, False)) == []
    assert torn("明天 we meet 陈", ["陈晓明"], ends=(True, True)) == [Span(0, 1), Span(11, 12)]


def test_half_a_name_beside_an_old_mask_is_mended() -> None:
    """Of a document that hid one character of a public name, the rest goes with the name."""
    event, _, story, _ = map(parse, _bodies(_event("陈晓明 was held", "陈晓明", [(0, 1)])))
    event["quotes"]["q1"] |= {"words": WITHHELD, "after": "晓明 was held", "masked": [[0, 1]]}
    node = story["trees"]["en"]["nodes"][0]["content"][0]
    node["text"] = f"{WITHHELD}晓明 was held"
    for old in (event, story):
        for left in _taken_back(make_draft(old).body, "陈晓明"):
            assert "晓明" not in left
            assert f"{WITHHELD} was held" in left or '"after": " was held"' in left
