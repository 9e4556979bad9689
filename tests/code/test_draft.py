"""The verb of the room: what a page becomes, and what it must never become."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.code import code
from khronika.errors import DateUnreadable
from khronika.flow.plain import plain_page
from khronika.model.act import Coding
from khronika.model.page import Gap, Page

Coder = Callable[..., Coding]
LIST = (
    "MINSK - At least six journalists were detained on 4 March 2019, among them Olga Ladygina and "
    "Pavel Grek of the site Stolb.info. All of them were released in the evening.\n"
    "In a separate case, police searched the home of Dina Marchenko, a blogger, on 6 March."
)


def _spans_hold(coding: Coding, text: str) -> None:
    for act in coding.acts:
        assert act.facts
        for cite in (*act.cites, *(c for fact in act.facts for c in fact.cites)):
            assert 0 < cite.end - cite.start <= 300
            assert cite.of(text)
    for item in coding.interventions:
        assert all(c.of(text) and c.end - c.start <= 300 for c in item.cites)
    for word in coding.missed:
        assert word.span.of(text)


def test_list_gives_group_and_named_members(code_text: Coder) -> None:
    """A counted group keeps its bound and covers those whom the text names."""
    coding = code_text(LIST, published="2019-03-07")
    detained = [a for a in coding.acts if a.type == "detention"]
    names = {a.victim.name for a in detained}
    assert {"Olga Ladygina", "Pavel Grek"} <= names
    group = next(a for a in detained if a.victim.kind == "group")
    assert group.count is not None
    assert (group.count.least, group.count.most) == (6, None)
    assert len(group.covers) == 2
    assert {a.victim.affiliation for a in detained if a.victim.kind == "person"} == {"Stolb.info"}
    _spans_hold(coding, LIST)


def test_separate_case_is_another_event(code_text: Coder) -> None:
    """What is told as a separate case does not join the event before it."""
    coding = code_text(LIST, published="2019-03-07")
    searched = next(a for a in coding.acts if a.type == "search")
    assert searched.victim.name == "Dina Marchenko"
    assert searched.event not in {a.event for a in coding.acts if a.type == "detention"}


def test_denied_and_demanded_acts_are_not_coded(code_text: Coder) -> None:
    """What the text denies did not happen."""
    text = "There were no reports of journalists being detained. Nadia Umarova was never charged."
    assert code_text(text).acts == ()


def test_yearless_date_without_publication_keeps_no_year(code_text: Coder) -> None:
    """A year is never supplied from memory."""
    coding = code_text("On 23 June police in Brno arrested the reporter Marta Vesela.")
    assert [str(a.date.start) for a in coding.acts if a.date] == ["--06-23"]


def test_fact_without_words_is_nowhere(code_text: Coder) -> None:
    """Every stated field of an act stands in a fact with spans of its own."""
    coding = code_text(LIST, published="2019-03-07")
    for act in coding.acts:
        fields = {fact.field for fact in act.facts}
        assert {"type", "victim"} <= fields
        for name, value in (
            ("date", act.date),
            ("charge", act.charge),
            ("purpose", act.purpose),
            ("affiliation", act.victim.affiliation),
        ):
            assert value is None or name in fields
        assert not act.perpetrators or "perpetrators" in fields


def test_lost_words_make_an_unnamed_victim_with_a_note() -> None:
    """What the page lost is not filled: the victim stays unnamed and the note says why."""
    text = "On 28 May 2018 a court ordered the closure of the news site The editors will appeal."
    at = text.index(" The editors")
    bare = plain_page(text.encode(), "en")
    page = Page(bare.source, text, bare.blocks, lang="en", gaps=(Gap(at, at, "a link lost"),))
    closures = [a for a in code(page).acts if a.type == "censorship"]
    assert [a.victim.name for a in closures] == [None]
    assert "lost" in str(closures[0].note)


def test_language_without_reader_is_said(code_text: Coder) -> None:
    """A language that cannot be parsed gives no act and a gap that says so."""
    coding = code_text("Policie zadržela novinářku v Brně.", lang="cs")
    assert coding.acts == ()
    assert any("not parsed" in str(gap["why"]) for gap in coding.gaps)


def test_bad_publication_date_is_refused(code_text: Coder) -> None:
    """A publication date that is none is an error, not a guess."""
    with pytest.raises(DateUnreadable):
        code_text(LIST, published="last week")


def test_coding_is_the_same_twice(code_text: Coder) -> None:
    """One text has one coding."""
    first = json.dumps(code_text(LIST).to_json())
    assert first == json.dumps(code_text(LIST).to_json())


def test_capitals_keep_names_and_places_of_characters(code_text: Coder) -> None:
    """A text in capitals is read as ordinary print; cites still hold its own letters."""
    text = "ACCRA, 4 JUNE 2019. POLICE BEAT REPORTER KOJO ANTWI OF HILL RADIO AT A RALLY."
    coding = code_text(text, published="2019-06-05")
    assert "KOJO ANTWI" in {a.victim.name for a in coding.acts if a.type == "assault"}
    _spans_hold(coding, text)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from(" .,\n«»\"'()-—\u200b\u0301аАтТaAtT"),
            st.characters(codec="utf-8", exclude_characters="\r"),
        ),
        max_size=200,
    ),
    st.sampled_from(["en", "kk"]),
)
def test_any_text_gives_spans_inside_it(noise: str, lang: str) -> None:
    """Whatever the characters, nothing breaks and every span lies in the text."""
    text = noise + " Police detained Olga Ladygina. " + noise
    page = plain_page(text.encode(), lang)
    _spans_hold(code(page), page.text)


def test_text_beyond_the_limit_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text past the limit is left out, and the coding says where."""
    monkeypatch.setattr("khronika.code.draft.LONGEST", 200)
    text = "Police detained Olga Ladygina.\n" * 10
    coding = code(plain_page(text.encode(), "en"))
    assert coding.acts
    assert any("longer than" in str(gap["why"]) for gap in coding.gaps)


def test_long_text_is_coded_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions of a long text keep ids and events apart, and spans still point into the whole."""
    monkeypatch.setattr("khronika.code.draft.PORTION", 120)
    text = "Police detained Olga Ladygina in Minsk. " * 12
    coding = code(plain_page(text.encode(), "en"))
    assert len(coding.acts) > 1
    assert len({a.id for a in coding.acts}) == len(coding.acts)
    _spans_hold(coding, text)
