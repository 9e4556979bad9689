"""A change of a party changes its documents, and nothing else in them."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level, NamingGround
from khronika.record.documents import erase
from khronika.record.documents.redraw import Mention, PartyCells, recount, redraw
from khronika.record.documents.texts import texts
from khronika.record.naming import WITHHELD
from khronika.record.serialise import documents_from, nonce_of
from khronika.script import find_folded

FRESH = "0123456789abcdef"


def _made(snapshot: Any, sample: dict[str, Any]) -> dict[str, Any]:
    subject = f"event:{sample['EVENT']}"
    drafts = documents_from(
        snapshot, [subject], nonce=bytes(range(16)), numbers={subject: "XA-2031-0001"}
    )
    document: dict[str, Any] = json.loads(drafts[0].body)
    return document


def _facts_of(sample: dict[str, Any], party: str) -> frozenset[str]:
    return frozenset(
        fact.id
        for fact in sample["snapshot"]().facts
        if isinstance(fact.value, dict) and fact.value.get("party") == party
    )


def _mentions(sample: dict[str, Any], name: str) -> tuple[Mention, ...]:
    text, found, at = sample["TEXT"], [], -1
    while (at := text.find(name, at + 1)) >= 0:
        found.append(Mention(sample["SHA256"], Span(at, at + len(name)), name))
    return tuple(found)


def _cells(sample: dict[str, Any], party: str, name: str, **more: Any) -> PartyCells:
    row = sample["snapshot"]().parties[party]
    return PartyCells(
        public_id=more.pop("public_id", row.opaque["public"]),
        kind="person",
        ids=frozenset({row.opaque["public"]}),
        facts=_facts_of(sample, party),
        name=name,
        names=(name,),
        mentions=_mentions(sample, name),
        **more,
    )


def test_a_name_that_is_hidden_again_is_as_if_it_never_had_a_ground(
    sample: dict[str, Any],
) -> None:
    """Redrawn without its ground, under a new id, the document is what the serialiser makes."""
    base = sample["snapshot"]()
    party = base.parties[sample["TAVEL"]]
    hidden = replace(party, ground=None, name_level=None, opaque={**party.opaque, "public": FRESH})
    expected = _made(replace(base, parties={**base.parties, party.id: hidden}), sample)
    cells = _cells(sample, sample["TAVEL"], "Mira Tavel", public_id=FRESH)
    redrawn = redraw(_made(base, sample), [cells], find=find_folded)
    assert redrawn == expected
    assert "Tavel" not in json.dumps(redrawn, ensure_ascii=False)


def test_a_name_with_a_new_ground_stands_where_it_was_hidden(sample: dict[str, Any]) -> None:
    """Redrawn with its ground, the document is what the serialiser makes with it."""
    base = sample["snapshot"]()
    party = base.parties[sample["LINDQU"]]
    named = replace(party, ground=NamingGround.CONSENT, name_level=Level.PUBLIC)
    expected = _made(replace(base, parties={**base.parties, party.id: named}), sample)
    cells = _cells(
        sample, sample["LINDQU"], "Oskar Lindqu", is_named=True, ground="consent", country="XA"
    )
    assert redraw(_made(base, sample), [cells], find=find_folded) == expected


def test_a_draft_correction_does_not_slip_in(sample: dict[str, Any]) -> None:
    """Only the party's cells change: the published count stays whatever was decided since."""
    before = _made(sample["snapshot"](), sample)
    cells = _cells(sample, sample["LINDQU"], "Oskar Lindqu", is_named=True, ground="consent")
    after = redraw(before, [cells], find=find_folded)
    for act, was in zip(after["acts"], before["acts"], strict=True):
        assert {key for key in act if act[key] != was[key]} <= {"victim"}


def test_a_merge_counts_two_mentions_once(sample: dict[str, Any]) -> None:
    """Two published persons judged one are one person in the totals, under the kept id."""
    before = _made(sample["snapshot"](), sample)
    kept, other = sample["TAVEL"], sample["LINDQU"]
    one = _cells(sample, kept, "Mira Tavel", is_named=True, ground="made_public", country="XA")
    gone = sample["snapshot"]().parties[other].opaque["public"]
    both = replace(one, ids=one.ids | {gone}, facts=one.facts | _facts_of(sample, other))
    after = redraw(before, [both], find=find_folded)
    assert gone not in after["parties"]
    assert after["totals"][0]["named"] == 1
    apart = redraw(
        after,
        [one, _cells(sample, other, "Oskar Lindqu")],
        find=find_folded,
    )
    assert apart == before  # the judgement taken back, the document is what it was


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["TAVEL", "LINDQU", "RESTEL"]),
    st.booleans(),
    st.sets(st.sampled_from(["HELD", "STRUCK", "HELD_ALL"])),
)
def test_erasure_only_takes_away(
    sample: dict[str, Any], who: str, is_drawn_anew: bool, gone: set[str]
) -> None:
    """What is left was in the document, the name is not, and erasing twice changes nothing."""
    names = {"TAVEL": "Mira Tavel", "LINDQU": "Oskar Lindqu", "RESTEL": "Jon Restel"}
    before = _made(sample["snapshot"](), sample)
    old = sample["snapshot"]().parties[sample[who]].opaque["public"]
    spans = [Citation(one.source_sha256, one.span) for one in _mentions(sample, names[who])]
    acts = [sample[one] for one in gone]
    after = erase.without(
        before, {old: FRESH if is_drawn_anew else None}, names=[names[who]], find=find_folded,
        mentions=spans, acts=acts,
    )  # fmt: skip
    assert after is not None
    body = json.dumps(after, ensure_ascii=False)
    assert names[who].split()[1] not in body
    assert old not in body
    assert all(f'"{act}"' not in body and f'"{act}.' not in body for act in acts)
    known = {text for _, text in texts(before)}
    whole = json.dumps(sorted(known), ensure_ascii=False)
    for _, text in texts(after):
        assert all(piece in whole for piece in _pieces(text)), text
    again = erase.without(after, {}, names=[names[who]], find=find_folded)
    assert again == after


def _pieces(text: str) -> list[str]:
    return [json.dumps(piece, ensure_ascii=False)[1:-1] for piece in text.split(WITHHELD)]


def test_an_erased_person_is_still_counted_once(sample: dict[str, Any]) -> None:
    """Two acts against one person stay two acts against one person, under a new id."""
    before = _made(sample["snapshot"](), sample)
    old = sample["snapshot"]().parties[sample["TAVEL"]].opaque["public"]
    after = erase.without(before, {old: FRESH}, names=["Mira Tavel"], find=find_folded)
    assert after is not None
    victims = [act["victim"]["value"] for act in after["acts"]]
    assert [one["party"] for one in victims].count(FRESH) == 2
    assert after["parties"][FRESH]["named"] is False
    assert after["totals"] == before["totals"]
    assert all(
        act["affiliation"] is None
        for act in after["acts"]
        if act["victim"]["value"]["party"] == FRESH
    )


def test_an_erased_person_without_an_id_is_no_two_persons(sample: dict[str, Any]) -> None:
    """Counted again from what is left, the people are as many as before."""
    before = _made(sample["snapshot"](), sample)
    old = sample["snapshot"]().parties[sample["TAVEL"]].opaque["public"]
    after = erase.without(before, {old: None}, names=["Mira Tavel"], find=find_folded)
    assert after is not None
    assert recount(after)["totals"] == before["totals"]


def test_nothing_is_left_of_an_event_without_acts(sample: dict[str, Any]) -> None:
    """Where every act goes with its report, a tombstone takes the document's place."""
    before = _made(sample["snapshot"](), sample)
    acts = [act["id"] for act in before["acts"]]
    assert erase.without(before, {}, names=[], find=find_folded, acts=acts) is None


def test_a_nonce_tells_nothing_of_another(sample: dict[str, Any]) -> None:
    """Each subject and level gets 16 bytes of its own from the seed of the request."""
    seen = {
        nonce_of(bytes(16), subject, level)
        for subject in ("event:a", "event:b")
        for level in ("public", "network")
    }
    assert len(seen) == 4
    assert all(len(one) == 32 for one in seen)
