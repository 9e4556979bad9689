"""What an event's document says of its acts, beyond the sample."""

import json
from dataclasses import replace
from typing import Any

import pytest

from khronika.model.page import Block, Gap, Page, PageSource
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import BlockKind, Level
from khronika.record.documents.snapshot import FactRow, PartyRow, Snapshot, SourceRow
from khronika.record.naming import OpaqueIdMissing
from khronika.record.serialise import (
    NumberMissing,
    SubjectHasNoDocument,
    documents_from,
    missing_opaque_ids,
)

OTHER = "ab" * 32


def _made(snapshot: Snapshot, sample: dict[str, Any], level: str = "public") -> dict[str, Any]:
    subject = f"event:{sample['EVENT']}"
    drafts = documents_from(
        snapshot, [subject], nonce=bytes(16), numbers={subject: "XA-2031-0001"}
    )
    document: dict[str, Any] = next(json.loads(one.body) for one in drafts if one.level == level)
    return document


def _second_report(sample: dict[str, Any], **changes: Any) -> Snapshot:
    """The sample, with a second source that tells of the blow too: one act with the first."""
    base: Snapshot = sample["snapshot"]()
    first = next(iter(base.sources.values()))
    text = "Mira Tavel was struck in Sampletown on 14 May 2031, on the quay."
    page = Page(
        PageSource(OTHER, len(text), "text/plain", "utf-8"), text,
        (Block(BlockKind.PARAGRAPH, Span(0, len(text)), "en", (0, len(text))),),
    )  # fmt: skip
    again, struck = "01J8SAMPLE0000000000000070", sample["STRUCK"]
    cites = (Citation(OTHER, Span(0, 21)),)
    facts = [
        FactRow(f"{again}.event", {"event": sample["EVENT"], "joined": struck}, 30),
        FactRow(f"{again}.type", "assault", 30, cites),
        FactRow(f"{again}.victim", {"party": sample["TAVEL"]}, 30, cites),
        FactRow(
            f"{again}.date",
            {"start": changes.get("day", "2031-05-14"), "end": None},
            30,
            (Citation(OTHER, Span(39, 50)),),
        ),
    ]
    second = SourceRow(
        "R2", page, first.evidence, independent_of=frozenset(changes.get("independent", ()))
    )
    return replace(
        base,
        facts=(*base.facts, *facts),
        reports={**base.reports, again: "R2"},
        sources={**base.sources, OTHER: second},
    )


def _blow(document: dict[str, Any], sample: dict[str, Any]) -> dict[str, Any]:
    act: dict[str, Any] = next(one for one in document["acts"] if one["id"] == sample["STRUCK"])
    return act


def test_acts_judged_one_are_shown_once(sample: dict[str, Any]) -> None:
    """The second report's act stands behind the first's cells, with its quotes."""
    document = _made(_second_report(sample), sample)
    assert len(document["acts"]) == 4
    act = _blow(document, sample)
    assert len(act["joined"]) == 1
    assert len(act["victim"]["quotes"]) == 2
    assert len(document["sources"]) == 2
    assert act["certainty"]["why"] == "denied"  # nobody judged the sources independent


def test_two_independent_sources_confirm_and_say_did(sample: dict[str, Any]) -> None:
    """A private person is accused by one source and did it by two that are independent."""
    snapshot = _second_report(sample, independent=(sample["SHA256"],))
    act = _blow(_made(snapshot, sample), sample)
    assert act["certainty"] == {
        "value": "confirmed", "independent": 2, "official": False, "why": "independent_sources",
    }  # fmt: skip
    assert act["perpetrators"][0]["value"]["wording"] == "did"
    assert _blow(sample["sample"](), sample)["perpetrators"][0]["value"]["wording"] == "accused"


def test_two_days_that_exclude_each_other_dispute_an_act(sample: dict[str, Any]) -> None:
    """The other source's day stands beside the first's."""
    snapshot = _second_report(sample, day="2031-05-13", independent=(sample["SHA256"],))
    act = _blow(_made(snapshot, sample), sample)
    assert act["certainty"]["value"] == "disputed"
    assert act["date"]["others"][0]["value"]["start"] == "2031-05-13"


def test_a_fact_for_the_network_is_not_public(sample: dict[str, Any]) -> None:
    """A fact has a level of its own; the public document does not even count it as unknown."""
    base: Snapshot = sample["snapshot"]()
    hidden = tuple(
        replace(fact, level=Level.NETWORK) if fact.id.endswith("0001.affiliation") else fact
        for fact in base.facts
    )
    snapshot = replace(base, facts=hidden)
    assert _made(snapshot, sample)["acts"][0]["affiliation"] is None
    assert _made(snapshot, sample, "network")["acts"][0]["affiliation"] is not None


def test_a_restricted_event_has_no_public_document(sample: dict[str, Any]) -> None:
    """A level on the subject decides which documents are made at all."""
    subject = f"event:{sample['EVENT']}"
    base: Snapshot = sample["snapshot"]()
    numbers = {subject: "XA-2031-0001"}
    for level, expected in (("network", ["network"]), ("restricted", [])):
        snapshot = replace(base, levels={subject: Level(level)})
        drafts = documents_from(snapshot, [subject], nonce=bytes(16), numbers=numbers)
        assert [draft.level for draft in drafts] == expected


def test_the_two_levels_share_no_id_and_no_nonce(sample: dict[str, Any]) -> None:
    """Who reads both cannot tell by an id whom the public one withholds."""
    public, network = sample["sample"]("public"), sample["sample"]("network")
    assert not set(public["parties"]) & set(network["parties"])
    assert public["nonce"] != network["nonce"]


def test_words_lost_on_the_page_are_said(sample: dict[str, Any]) -> None:
    """A gap beside a quote is listed with the quote."""
    base: Snapshot = sample["snapshot"]()
    source = base.sources[sample["SHA256"]]
    at = source.page.text.index("Mira Tavel")
    gapped = replace(source, page=replace(source.page, gaps=(Gap(at, at, "link dropped"),)))
    document = _made(replace(base, sources={sample["SHA256"]: gapped}), sample)
    lost = [item for item in document["unknown"] if item["code"] == "words_lost"]
    assert any(document["quotes"][item["quote"]]["words"] == "Mira Tavel" for item in lost)


def test_every_cell_opens_its_words(sample: dict[str, Any]) -> None:
    """No value of an act is shown without a quote, and each quote is of the page."""
    document = sample["sample"]()
    for act in document["acts"]:
        cells = [act[name] for name in ("type", "victim", "kind", "role", "date", "place")]
        cells += [cell for name in ("perpetrators", "sources", "purposes") for cell in act[name]]
        assert all(cell["quotes"] for cell in cells)
    for quote in document["quotes"].values():
        shown = quote["before"] + quote["words"] + quote["after"]
        if not quote["masked"]:
            assert shown == sample["TEXT"][quote["before_start"] : quote["after_end"]]
        assert quote["start"] - quote["before_start"] <= 200


def test_a_party_without_an_id_is_named_before_anything_is_made(sample: dict[str, Any]) -> None:
    """Ids are drawn values: the serialiser asks for them and makes none up."""
    base: Snapshot = sample["snapshot"]()
    bare = {one: replace(party, opaque={}) for one, party in base.parties.items()}
    snapshot, subject = replace(base, parties=bare), f"event:{sample['EVENT']}"
    missing = missing_opaque_ids(snapshot, [subject])
    assert (sample["TAVEL"], "public") in missing
    assert (sample["GROUP"], "public") not in missing
    with pytest.raises(OpaqueIdMissing):
        _made(snapshot, sample)


def test_what_has_no_number_or_no_act_is_refused(sample: dict[str, Any]) -> None:
    """A document without its number, or without anything to show, is not made."""
    base: Snapshot = sample["snapshot"]()
    subject = f"event:{sample['EVENT']}"
    with pytest.raises(NumberMissing):
        documents_from(base, [subject], nonce=bytes(16))
    empty = replace(base, reports={})
    with pytest.raises(SubjectHasNoDocument):
        documents_from(empty, [subject], nonce=bytes(16), numbers={subject: "XA-2031-0001"})
    with pytest.raises(SubjectHasNoDocument):
        documents_from(base, ["user:01J8SAMPLE0000000000000001"], nonce=bytes(16))


def test_a_merge_shows_the_kept_party(sample: dict[str, Any]) -> None:
    """Two mentions judged the same are one person, under the kept party's id, counted once."""
    base: Snapshot = sample["snapshot"]()
    twin = PartyRow("01J8SAMPLE0000000000000199", "person", "M. Tavel", opaque={})
    facts = tuple(
        replace(fact, value={"party": twin.id}) if fact.id.endswith("0004.victim") else fact
        for fact in base.facts
    )
    snapshot = replace(
        base,
        facts=facts,
        parties={**base.parties, twin.id: twin},
        kept={twin.id: sample["TAVEL"]},
        kept_facts={twin.id: (("a.match.b", 7),)},
    )
    document = _made(snapshot, sample)
    victims = {act["victim"]["value"]["party"] for act in document["acts"][:1]}
    assert _blow(document, sample)["victim"]["value"]["party"] in victims
    assert _blow(document, sample)["victim"]["value"]["text"] == "Mira Tavel"
