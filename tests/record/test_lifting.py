"""A name is hidden until two people named the person: nobody lifts a mask by naming another."""

import json
from dataclasses import replace
from typing import Any

import pytest

from khronika.model.span import Span
from khronika.model.vocabulary import Level, NamingGround
from khronika.record import approval, steps
from khronika.record.documents.gather import gather
from khronika.record.documents.lookalikes import unmixed
from khronika.record.documents.runs import hide_runs, runs_of
from khronika.record.documents.snapshot import FactRow, PartyRow, ProseRow, Snapshot
from khronika.record.errors import SecondPersonRequired
from khronika.record.ledger.entry import Kind
from khronika.record.masking import Masker, NameLeaks, make_masker
from khronika.record.naming import WITHHELD
from khronika.record.proposal import propose
from khronika.record.values import Personal
from khronika.script import find_folded


def _party(office: Any, report: str | None, kind: str, name: str, **facts: Any) -> str:
    """Make a party on one person's word, as a coder does who adds a source."""
    party = office.ulid()
    told = {"kind": kind, "name": Personal(name, f"party:{party}"), **facts}
    items = [
        {"fact": f"{party}.{key}", "value": value, "cites": []} for key, value in told.items()
    ]
    payload = {"report": report, "facts": items}
    office.add(f"u:{office.asel}", Kind.PARTY, f"party:{party}", payload)
    return party


def _public(office: Any, event: str) -> str:
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    drafts = approval.bundle_drafts(*_bundle(bundle.id))
    return "".join(draft.body for draft in drafts)


def _bundle(request: str) -> tuple[str, str]:
    from khronika.record.models import Request

    row = Request.objects.get(pk=request)
    return row.documents, row.bodies


@pytest.mark.parametrize("suffix", ["", " of the Kurak Example Gazette"])
def test_a_body_of_the_same_name_lifts_nothing(office: Any, story: Any, suffix: str) -> None:
    """An accepted body with a withheld person's name, alone or with more, shows no name."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    _party(office, made.report, "organisation", f"{story.NAME}{suffix}")
    assert story.NAME not in _public(office, event)


def test_a_body_that_a_fact_names_lifts_nothing(office: Any, story: Any) -> None:
    """Where the body is made the source of an act no document is made, or none with the name."""
    event, act, made = story.decided(office.ledger, f"u:{office.asel}")
    body = _party(office, made.report, "organisation", story.NAME)
    item = {"fact": f"{act}.sources.{body}", "verdict": "correct", "value": {"party": body},
            "cites": [[story.SOURCE, *story.span(story.TEXT)]]}  # fmt: skip
    payload = {"of": "act", "thing": act, "facts": [item]}
    office.add(f"u:{office.asel}", Kind.DECIDE, f"event:{event}", payload)
    with pytest.raises(NameLeaks):
        _public(office, event)


def _row(number: int, kind: str, name: str, **more: Any) -> PartyRow:
    return PartyRow(f"01J8LIFT{number:018d}", kind, name, (name,), facts=((f"{number}.name", 1),),
                    **more)  # fmt: skip


@pytest.mark.parametrize(
    ("hidden", "body", "is_shown"),
    [
        (_row(1, "person", "Mira Tavel"), "Mira Tavel", False),
        (_row(1, "person", "Mira Tavel"), "Mira Tavel Media Group", False),
        (_row(1, "person", "Mira Tavel"), "Tavel Media Group", True),
        (_row(1, "person", "Tavelina"), "Tavelina News Agency", False),
        (_row(1, "person", "陈晓明"), "陈晓明工作室", False),
        (_row(1, "unknown", "Orda Example", hidden_as="person"), "Orda Example", True),
        (_row(1, "unknown", "Orda Example", hidden_as="person", name_level=Level.RESTRICTED),
         "Orda Example", False),
        (_row(1, "organisation", "Harbour Post", name_level=Level.RESTRICTED),
         "Harbour Post", False),
        (_row(1, "organisation", "Harbour Post", name_level=Level.RESTRICTED),
         "Harbour Post Trust", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_used", [True, False])
def test_a_body_shows_no_name_that_somebody_withheld(
    hidden: PartyRow, body: str, is_shown: bool, is_used: bool
) -> None:
    """Published by two people or the source of an act here: a body is no ground for a name."""
    other = _row(2, "organisation", body, is_seconded=not is_used)
    facts = (FactRow("act.sources.one", {"party": other.id}, 1),) if is_used else ()
    snapshot = Snapshot(facts=facts, parties={hidden.id: hidden, other.id: other})
    masker = make_masker(snapshot, Level.PUBLIC, find_folded)
    text = f"as {body} wrote"
    assert (masker.words(text) == text) is is_shown
    if not is_shown:
        assert str(hidden.name) not in masker.words(text)


def test_a_ground_for_a_namesake_lifts_nothing_alone(office: Any, story: Any) -> None:
    """A person of the same name with a ground that nobody else saw does not name the withheld."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    namesake = _party(office, made.report, "person", story.NAME)
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{namesake}", level="public",
                     ground="public_role", base=office.ledger.head()[0])  # fmt: skip
    assert story.NAME not in _public(office, event)


@pytest.mark.parametrize(
    ("namesake", "is_mentioned", "is_shown"),
    [
        ({"hidden_as": "person"}, True, True),
        ({"hidden_as": "person"}, False, False),
        ({"name_level": Level.RESTRICTED}, True, False),
    ],
)
def test_whom_a_story_mentions_is_not_hidden_by_a_guess(
    namesake: dict[str, Any], is_mentioned: bool, is_shown: bool
) -> None:
    """A coder's namesake does not hide whom a node names; somebody who was withheld does."""
    named = _row(
        1, "person", "Mira Tavel", name_level=Level.PUBLIC, ground=NamingGround.PUBLIC_ROLE
    )
    other = _row(2, "person", "Mira Tavel", **namesake)
    other = other if "name_level" in namesake else replace(other, facts=())
    node = {"type": "party", "party": named.id, "text": "Mira Tavel"}
    words = {"type": "text", "text": "Mira Tavel", "marks": []}
    tree = {"title": "By the quay", "nodes": [{"type": "paragraph", "content": [
        node if is_mentioned else words]}]}  # fmt: skip
    snapshot = Snapshot(
        parties={named.id: named, other.id: other},
        prose={"story:1": ProseRow("story:1", {"en": tree})},
    )
    masker = make_masker(snapshot, Level.PUBLIC, find_folded, only=frozenset({"Mira Tavel"}))
    assert (masker.words("Mira Tavel spoke") == "Mira Tavel spoke") is is_shown


def test_a_person_made_a_body_stays_hidden_elsewhere(office: Any, story: Any) -> None:
    """Whoever the coder took for a person is not shown because one person calls them a body."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    bystander = _party(office, made.report, "person", "Edda Kromova")
    change = [steps.Change(f"{bystander}.kind", "correct", "organisation")]
    steps.decide(office.ledger, f"u:{office.asel}", "party", bystander, change,
                 base=office.ledger.head()[0])  # fmt: skip
    snapshot = gather([f"event:{event}"])
    masker = make_masker(snapshot, Level.PUBLIC, find_folded)
    assert masker.words("Edda Kromova saw it") == f"{WITHHELD} saw it"


def test_what_the_coder_alone_took_for_a_person_is_the_body_that_is_shown(
    office: Any, story: Any
) -> None:
    """A body called like a person is shown where a document brings it before a second person."""
    other = story.proposed(office.ledger, victim={
        "name": "Orda Example", "kind": "person", "role": "journalist", "affiliation": None,
    })  # fmt: skip
    assert "person" in other.parties.values()
    event, act, made = story.decided(office.ledger, f"u:{office.asel}")
    body = _party(office, made.report, "organisation", "Orda Example")
    item = {"fact": f"{act}.sources.{body}", "verdict": "correct", "value": {"party": body},
            "cites": [[story.SOURCE, *story.span(story.TEXT)]]}  # fmt: skip
    payload = {"of": "act", "thing": act, "facts": [item]}
    office.add(f"u:{office.asel}", Kind.DECIDE, f"event:{event}", payload)
    shown = _public(office, event)
    assert "Orda Example" in shown
    assert story.NAME not in shown


def _masker(*names: str, **more: Any) -> Masker:
    return Masker(Level.PUBLIC, names, more.pop("named", ()), {}, find_folded, **more)


def test_a_surname_in_the_name_of_a_body_is_shown() -> None:
    """One word of a body may be a surname too; a whole name in it may not."""
    masker = _masker("Mira Tavel", bodies=("Tavel Post", "Mira Tavel Foundation"))
    assert masker.words("the Tavel Post wrote") == "the Tavel Post wrote"
    assert masker.words("the Mira Tavel Foundation") == f"the {WITHHELD} Foundation"


@pytest.mark.parametrize(
    "written",
    [
        "Tes\u0442\u043eva", "\u0422estova", "T\u0435stov\u0430", "Te\u0455tova", "\u03a4estova",
        "Test0va", "\uff34\uff45\uff53\uff54\uff4f\uff56\uff41",
        "\U0001d413\U0001d41e\U0001d42c\U0001d42d\U0001d428\U0001d42f\U0001d41a",
        "Te\u200bsto\u00adva",
    ],
)  # fmt: skip
def test_a_name_in_borrowed_letters_is_hidden_whole(written: str) -> None:
    """Look-alikes, styled letters and marks without width hide nothing of a name."""
    masker = _masker("Ilmira Testova")
    assert masker.words(f"They held {written} today") == f"They held {WITHHELD} today"
    assert masker.words(f"They held Ilmira {written} today") == f"They held {WITHHELD} today"


def test_a_cyrillic_name_in_latin_letters_is_hidden() -> None:
    """A Cyrillic name of which some or all letters are Latin ones is the name."""
    masker = _masker("\u0410\u043d\u043d\u0430 \u0421\u043e\u0440\u043e\u0441\u043e\u0432\u0430")
    for written in (
        "C\u043ep\u043ec\u043e\u0432a", "\u0421opoco\u0432\u0430",
    ):  # fmt: skip
        assert masker.words(f"\u0412\u0437\u044f\u043b\u0438 {written}.").endswith(f"{WITHHELD}.")


def test_a_writing_keeps_every_offset() -> None:
    """Both writings are as long as the text, and a text of plain words has none."""
    for text in ("Tes\u0442ova", "\u0421opoco\u0432\u0430 1984", "peace", "x\ufb01y \u0430b"):
        made = unmixed(text)
        assert made is None or {len(one) for one in made} == {len(text)}
    assert unmixed("The town of Kurakville, 3 May 2021") is None


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words, "marks": []}


COUNT = {"type": "count", "event": "XA-2031-0001", "field": "acts"}


def test_a_figure_parts_no_name() -> None:
    """A name before and after a figure is hidden on both sides, and the figure stays."""
    masker = _masker("Ilmira Testova")
    nodes = [_text("held Ilmira Tes"), COUNT, _text("tova today")]
    hidden = hide_runs(nodes, masker.masks, keeps_nodes=True)
    assert hidden == [_text(f"held {WITHHELD}"), COUNT, _text(f"{WITHHELD} today")]


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "paragraph", "content": [_text("They held Ilmira Tes-")]},
         {"type": "paragraph", "content": [_text("tova today")]}],
        [{"type": "heading", "rank": 2, "content": [_text("Who was Il")]},
         {"type": "list", "ordered": False, "items": [[_text("mira Testova")]]}],
    ],
)  # fmt: skip
def test_a_name_over_two_blocks_is_refused(blocks: list[Any]) -> None:
    """A name that begins in one block and ends in the next makes no document."""
    masker = _masker("Ilmira Testova")
    assert any(masker.hides(run) for run in runs_of(blocks))
    with pytest.raises(NameLeaks):
        masker.check({"nodes": blocks}, subject="story:X")


def test_a_span_of_a_hit_is_of_the_text() -> None:
    """What is found in another writing is hidden where it stands."""
    text = "on 3 May Tes\u0442ova"
    assert Span(9, len(text)) in _masker("Ilmira Testova").masks(text)


BYSTANDER = "Edda Kromova"


def _with_bystander(office: Any, story: Any) -> tuple[str, str]:
    """An event whose page names somebody whom no fact is about: (event, report)."""
    text = f"{story.TEXT} {BYSTANDER} saw it from the quay."
    start = text.index(BYSTANDER)
    page = {**story.page(), "text": text, "people": [[start, start + len(BYSTANDER)]]}
    page["source"] = {**page["source"], "url": "https://kurak.example/1"}
    page["blocks"] = [{**page["blocks"][0], "end": len(text)}]
    report, asel = office.ledger.new_id(), f"u:{office.asel}"
    steps.receive(office.ledger, "s:capture", report, package=office.ulid(), head="ab" * 32,
                  pages={story.SOURCE: page}, told={"url": "https://kurak.example/1"})  # fmt: skip
    made = propose(office.ledger, "s:coder", report, story.coding())
    act = made.acts["a1"]
    things = [("report", report), ("act", act), *(("party", id_) for id_ in made.parties)]
    steps.accept_all(office.ledger, asel, things, base=office.ledger.head()[0])
    event = made.events["e1"]
    steps.compose(office.ledger, asel, event, [act], base=office.ledger.head()[0])
    for party in [story.victim_of(made)]:
        steps.set_access(office.ledger, asel, f"party:{party}", level="public",
                         ground="public_role", base=office.ledger.head()[0])  # fmt: skip
    steps.set_access(office.ledger, asel, f"report:{report}", level="public",
                     base=office.ledger.head()[0])  # fmt: skip
    return event, report


def _ground(office: Any, party: str) -> None:
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{party}", level="public",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip


def test_a_bystander_with_a_ground_is_brought_before_the_second_person(
    office: Any, story: Any
) -> None:
    """The bundle carries name and ground, so that the page may show them and be had whole."""
    event, report = _with_bystander(office, story)
    assert BYSTANDER not in _public(office, event)
    party = _party(office, report, "person", BYSTANDER)
    assert BYSTANDER not in _public(office, event)
    _ground(office, party)
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    waits = approval.waiting(bundle.id).facts
    assert {f"{party}.{field}" for field in ("kind", "name", "level", "ground")} <= set(waits)
    drafts = approval.bundle_drafts(*_bundle(bundle.id))
    body = json.loads(next(one.body for one in drafts if one.level == "public"))
    assert BYSTANDER in json.dumps(body)
    assert [one["evidence"]["level"] for one in body["sources"].values()] == ["public"]
    with pytest.raises(SecondPersonRequired):
        approval.approve(office.ledger, f"u:{office.asel}", bundle.id, base=base,
                         facts=[f"{party}.ground"])  # fmt: skip
    approval.approve(office.ledger, f"u:{office.boris}", bundle.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, f"u:{office.boris}", bundle.id, base=office.ledger.head()[0])


def test_a_bystander_named_by_a_part_needs_the_part_said(office: Any, story: Any) -> None:
    """A surname alone stays hidden until somebody says that it is this person's."""
    event, report = _with_bystander(office, story)
    party = _party(office, report, "person", "Edda Maria Kromova")
    _ground(office, party)
    assert BYSTANDER not in _public(office, event)
    item = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", party, {f"other_names.{item}": BYSTANDER},
                    base=office.ledger.head()[0])  # fmt: skip
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    assert f"{party}.other_names.{item}" in approval.waiting(bundle.id).facts
    assert BYSTANDER in "".join(d.body for d in approval.bundle_drafts(*_bundle(bundle.id)))


def test_a_ground_at_the_network_lifts_nothing_in_public(office: Any, story: Any) -> None:
    """Each document lifts what its own level may see."""
    event, report = _with_bystander(office, story)
    party = _party(office, report, "person", BYSTANDER)
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{party}", level="network",
                     ground="consent", base=office.ledger.head()[0])  # fmt: skip
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    drafts = {one.level: one.body for one in approval.bundle_drafts(*_bundle(bundle.id))}
    assert BYSTANDER not in drafts["public"]
    assert BYSTANDER in drafts["network"]


def test_a_namesake_who_is_withheld_keeps_the_mask(office: Any, story: Any) -> None:
    """Where somebody withheld bears the name too, a ground for the other lifts nothing."""
    event, report = _with_bystander(office, story)
    _party(office, report, "person", BYSTANDER)
    _ground(office, _party(office, report, "person", BYSTANDER))
    assert BYSTANDER not in _public(office, event)


def test_words_taken_for_a_person_may_be_called_a_body_by_two(office: Any, story: Any) -> None:
    """A slip of the reader is put right by a party of another kind, which the bundle carries."""
    event, report = _with_bystander(office, story)
    party = _party(office, report, "organisation", BYSTANDER)
    base = office.ledger.head()[0]
    bundle = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    assert f"{party}.kind" in approval.waiting(bundle.id).facts
    assert BYSTANDER in "".join(d.body for d in approval.bundle_drafts(*_bundle(bundle.id)))
