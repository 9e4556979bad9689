"""A fact may be borne out by seconds of a film: within it, by two people, as far as it is seen."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.test_sheets import Sheet

from khronika.errors import SpanOutsideSource
from khronika.model.fragment import MOST_MS, Fragment, MediaCitation
from khronika.model.vocabulary import MarkReason
from khronika.record import approval, steps
from khronika.record.documents.changes import changed_documents
from khronika.record.erasure import erase
from khronika.record.errors import (
    EntryMalformed,
    EntryRefused,
    NotAllowed,
    RecordMovedOn,
    SecondPersonRequired,
)
from khronika.record.ledger.entry import Kind
from khronika.record.ledger.outside import finish_erasures
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.verify import verify
from khronika.record.models import Fact
from khronika.record.sheets.cite import citation_of, cite, uncite
from khronika.record.sheets.place import At
from khronika.record.sheets.write import File, mark
from khronika.script import find_folded


def _faults() -> list[str]:
    """List what does not hold; the packages of these tests lie in no store."""
    return [check.what for check in verify() if not check.ok and check.name != "packages"]


class Cited(Sheet):
    """An event whose act is borne out by seconds of a film."""

    def cite(self, text: str = "t=2,5.5", of: str = "type", actor: str = "", **more: Any) -> str:
        item = more.pop("item", "") or self.office.ulid()
        file = more.pop("file", self.file)
        cite(self.step(actor), file, f"{self.act}.{of}", Fragment.from_text(text), item, **more)
        return f"{self.act}.seen.{item}"

    def raw(self, value: dict[str, Any], **more: Any) -> None:
        """Hand in a citation as somebody would who knows no function of ours."""
        fact = {"fact": f"{self.act}.seen.{self.office.ulid()}", "verdict": "correct",
                "value": {"of": "type", "film": self.file.film, "t": "t=2", **value},
                "cites": []}  # fmt: skip
        payload = {"of": "act", "thing": self.act, "facts": [fact], **more}
        self.office.add(self.asel, Kind.DECIDE, self.subject, payload, v=4)


@pytest.fixture(name="cited")
def _cited(office: Any, story: Any) -> Cited:
    return Cited(office, story)


def test_seconds_stand_in_the_document_beside_the_words(cited: Cited) -> None:
    """The film comes with them, though nobody said that it shows the event."""
    fact = cited.cite()
    cited.level("public")
    cited.publish()
    document = cited.public()
    (film,) = document["films"]
    assert film["cited"] == [{"fact": fact, "of": f"{cited.act}.type", "t": "t=2,5.5"}]
    assert document["acts"][0]["type"]["quotes"]
    assert rebuild().is_equal
    assert _faults() == []


def test_nobody_publishes_seconds_alone(cited: Cited) -> None:
    """A second person must have looked at them."""
    fact = cited.cite()
    cited.level("public")
    bundle, ledger = cited.asked(), cited.office.ledger
    assert approval.waiting(bundle).facts[fact] == cited.asel
    with pytest.raises(SecondPersonRequired):
        approval.approve(ledger, cited.asel, bundle, facts=[fact], base=ledger.head()[0])


def test_seconds_leave_the_fact_to_its_author(cited: Cited) -> None:
    """Who looked at the film does not become who coded the words."""
    before = Fact.objects.get(pk=f"{cited.act}.type")
    cited.cite(actor=cited.boris)
    after = Fact.objects.get(pk=f"{cited.act}.type")
    assert (after.seq, after.author, after.cites) == (before.seq, before.author, before.cites)


@pytest.mark.parametrize("level", ["restricted", "network", "public"])
def test_seconds_are_seen_by_those_who_may_have_the_film(cited: Cited, level: str) -> None:
    """No byte of a citation is in a document whose readers may not have the film."""
    fact = cited.cite()
    cited.level(level)
    for reader, may in (("public", level == "public"), ("network", level != "restricted")):
        body = json.dumps(cited.draft(reader))
        assert (fact in body) is may
        assert ("t=2,5.5" in body) is may


OUTSIDE = ["t=12", "t=12.001", "t=11,12.001", "t=0,13"]


@pytest.mark.parametrize("text", OUTSIDE)
def test_no_second_outside_of_the_film_is_cited(cited: Cited, text: str) -> None:
    """The film of the fixture has twelve seconds; the last one ends at 12."""
    with pytest.raises(EntryRefused, match="outside of the film"):
        cited.cite(text)


def test_the_last_second_is_cited_to_its_end(cited: Cited) -> None:
    """A stretch may end where the film ends."""
    cited.cite("t=11.999,12")


HOSTILE = ["t=-1", "t=5,2", "t=5,5", "t=", "t=,", "t=1e3", "t=99999999999", "t=1,2,3", "t=02",
           "t=2.50", "t=npt:2", "t=,5", "t=2&t=3", "t=٢"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_fragment_that_is_none_or_not_canonical_is_refused(cited: Cited, text: str) -> None:
    """Negative, reversed, empty, huge, doubled, or written in another way than the one."""
    cited.cite()
    with pytest.raises((EntryMalformed, EntryRefused)):
        cited.raw({"t": text})


def test_only_what_the_act_says_is_borne_out(cited: Cited) -> None:
    """No field that it does not have, no membership, no level, no other citation."""
    fact = cited.cite()
    other = fact.removeprefix(f"{cited.act}.")
    for of in ("charges", "event", "level", other, "victim.01M8AYDB0BE4J0K8TV4B0HE7FP"):
        with pytest.raises((EntryMalformed, EntryRefused)):
            cited.raw({"of": of})


def test_a_film_without_a_sheet_and_a_picture_have_no_seconds(cited: Cited) -> None:
    """Only a film whose length the record knows can be cited by second."""
    with pytest.raises(EntryRefused, match="no sheet"):
        cited.raw({"film": cited.office.ulid()})
    picture = File(cited.made.report, "e2" * 32, "picture", None, 640, 360)
    with pytest.raises(EntryRefused, match="a picture has no seconds"):
        cited.cite(file=picture)
    endless = File(cited.made.report, "e3" * 32, "film", None, 640, 360)
    with pytest.raises(EntryRefused, match="outside of the film"):
        cited.cite(file=endless)


def test_who_may_not_decide_cites_nothing(cited: Cited) -> None:
    """An administrator looks at no film by office."""
    with pytest.raises(NotAllowed):
        cited.cite(actor=f"u:{cited.office.admin}")


def test_two_people_at_once_change_no_citation_over_each_other(cited: Cited) -> None:
    """Who saw an older state of the same citation is sent back to look."""
    fact, base = cited.cite(), cited.office.ledger.head()[0]
    item = fact.rpartition(".")[2]
    cited.cite("t=3,4", item=item, actor=cited.boris)
    with pytest.raises(RecordMovedOn):
        cite(cited.step(base=base), cited.file, f"{cited.act}.type", Fragment(1000), item)


def test_public_seconds_are_corrected_with_a_reason(cited: Cited) -> None:
    """What readers see changes in public; without a reason nothing changes."""
    fact = cited.cite()
    cited.level("public")
    cited.publish()
    with pytest.raises(EntryRefused, match="say for them why"):
        uncite(cited.step(), fact)
    cited.cite("t=3,4", item=fact.rpartition(".")[2], reason="The door opens one second later.")
    cited.publish()
    document = cited.public()
    assert document["films"][0]["cited"][0]["t"] == "t=3,4"
    (row,) = document["corrections"]
    assert (row["field"], row["old"]["t"], row["new"]["t"]) == ("seen", "t=2,5.5", "t=3,4")
    uncite(cited.step(), fact, reason="The film shows another door.")
    cited.publish()
    assert cited.public()["films"] == []
    assert _faults() == []


def test_a_mark_closes_the_package_of_a_cited_film(cited: Cited) -> None:
    """Seconds may be told while nobody can have the film, and its pictures stay away."""
    cited.cite()
    cited.level("public")
    mark(cited.step(), cited.file, cited.office.ulid(), MarkReason.CHILD, At(2_000, 3_000))
    (film,) = cited.draft()["films"]
    assert film["evidence"]["package"] is None
    assert film["cited"]


def test_seconds_go_with_the_report_that_is_erased(cited: Cited) -> None:
    """Neither the film nor its citations are left in what stands."""
    cited.cite()
    cited.level("public")
    cited.publish()
    erase(cited.office.ledger, f"u:{cited.office.officer}", f"report:{cited.made.report}",
          ground="law", base=cited.office.ledger.head()[0])  # fmt: skip
    finish_erasures()
    assert "t=2" not in json.dumps(cited.public())
    with pytest.raises((EntryRefused, RecordMovedOn)):
        cited.cite("t=1")
    assert _faults() == []


def test_a_citation_names_bytes_and_seconds(cited: Cited) -> None:
    """The model's citation of a film is a hash and a media fragment."""
    told = citation_of({"of": "type", "film": "x", "t": "t=2,5.5"}, dict(cited.file.to_json()))
    assert told == MediaCitation(cited.file.sha256, Fragment(2_000, 5_500))


@given(st.integers(0, MOST_MS - 2), st.none() | st.integers(1, 10_000_000))
def test_every_fragment_is_read_as_it_is_written(start: int, length: int | None) -> None:
    """One canonical form for each stretch, and no other."""
    end = None if length is None else min(start + length, MOST_MS)
    at = Fragment(start, end)
    assert Fragment.from_text(at.to_text()) == at


@given(st.integers(-(1 << 70), 1 << 70), st.integers(-(1 << 70), 1 << 70))
def test_no_stretch_is_empty_reversed_or_endless(start: int, end: int) -> None:
    """Huge and negative numbers are no seconds of a film."""
    try:
        at = Fragment(start, end)
    except SpanOutsideSource:
        assert start < 0 or end <= start or end > MOST_MS
    else:
        assert 0 <= at.start_ms < end <= MOST_MS
        assert not at.lies_in(None)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_fragments(text: str) -> None:
    """Whatever somebody types is seconds or a refusal."""
    try:
        Fragment.from_text(text)
    except SpanOutsideSource:
        return
    assert text.startswith("t=")


def _named(cited: Cited, level: str = "public") -> str:
    """Set who may read the name of whom the act hit."""
    party = next(one for one, kind in cited.made.parties.items() if kind == "person")
    ground = "consent" if level == "public" else None
    steps.set_access(cited.office.ledger, cited.asel, f"party:{party}", level=level, ground=ground,
                     base=cited.office.ledger.head()[0])  # fmt: skip
    return party


def _published_with_the_victim(cited: Cited) -> str:
    party = _named(cited)
    cited.cite()
    cited.cite("t=7,8", of="victim")
    cited.level("public")
    cited.publish()
    assert len(cited.public()["films"][0]["cited"]) == 2
    return party


def test_seconds_point_out_nobody_who_is_not_named(cited: Cited) -> None:
    """A picture beside a masked name would say who it is; what was done may be seen."""
    fact = cited.cite("t=7,8", of="victim")
    cited.level("public")
    assert fact not in json.dumps(cited.draft())
    assert cited.draft()["films"] == []
    _named(cited)
    (film,) = cited.draft()["films"]
    assert film["cited"] == [{"fact": fact, "of": f"{cited.act}.victim", "t": "t=7,8"}]


def test_seconds_go_with_a_name_that_is_withheld_again(cited: Cited) -> None:
    """Who withholds a name thinks of no film; the document tells no second of that person."""
    party = _published_with_the_victim(cited)
    _named(cited, "restricted")
    drawn = {(party, "public"): "0" * 16, (party, "network"): "1" * 16}
    changed = [one for one, _ in changed_documents([party], drawn=drawn, find=find_folded)]
    assert {one["level"] for one in changed} == {"public", "network"}
    for document in changed:
        (film,) = document["films"]
        assert [one["of"] for one in film["cited"]] == [f"{cited.act}.type"]
        assert "t=7,8" not in json.dumps(document)


def test_seconds_of_somebody_go_with_their_erasure(cited: Cited) -> None:
    """The cell stands emptied; where in the film its person is seen is told to nobody."""
    party = _published_with_the_victim(cited)
    erase(cited.office.ledger, f"u:{cited.office.officer}", f"party:{party}",
          ground="person_asked", base=cited.office.ledger.head()[0])  # fmt: skip
    finish_erasures()
    (film,) = cited.public()["films"]
    assert [one["of"] for one in film["cited"]] == [f"{cited.act}.type"]
    assert "t=7,8" not in json.dumps(cited.public())
    assert _faults() == []


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_a_correction_is_read_by_those_who_may_see_the_seconds(
    cited: Cited, is_taken_back: bool
) -> None:
    """Neither the seconds of a film of the network nor the reason stand in public."""
    fact = cited.cite()
    cited.level("network")
    cited.publish()
    reason = "The door opens one second later."
    if is_taken_back:
        uncite(cited.step(), fact, reason=reason)
    else:
        cited.cite("t=3,4", item=fact.rpartition(".")[2], reason=reason)
    public, network = (json.dumps(cited.draft(level)) for level in ("public", "network"))
    assert reason in network
    assert reason not in public
    assert "t=" not in public


def test_a_correction_of_a_restricted_fact_is_read_by_nobody_else(cited: Cited) -> None:
    """What an older version of a fact said is no wider open than the fact."""
    steps.set_access(cited.office.ledger, cited.asel, cited.subject, level="network",
                     fact=f"{cited.act}.place", base=cited.office.ledger.head()[0])  # fmt: skip
    cited.publish()
    place = {"name": "Othertown", "country": "KZ"}
    change = steps.Change(f"{cited.act}.place", "correct", place)
    steps.correct(cited.office.ledger, cited.asel, "act", cited.act, [change],
                  reason="Another town.", base=cited.office.ledger.head()[0])  # fmt: skip
    public, network = (json.dumps(cited.draft(level)) for level in ("public", "network"))
    assert "Othertown" in network
    assert "Another town." in network
    for words in ("Othertown", "Another town.", "Kurakville"):
        assert words not in json.dumps(json.loads(public)["corrections"])
