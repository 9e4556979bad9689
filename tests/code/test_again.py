"""Who is told again: groups after their names, one outage and its place, lines that tell no act."""

import pytest
from tests.code.weighed import pairs_of

from khronika.code.cast.entities import Entity
from khronika.code.draft import _body
from khronika.code.evidence import (
    Pair,
    is_doubted,
    without_bystanders,
    without_fatal_blows,
)
from khronika.code.evidence.crowds import without_repeats
from khronika.code.names.known import is_known
from khronika.code.reader import Parts, read_parts
from khronika.data.lexicon import lexicon
from khronika.flow.plain import plain_page


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "en")
    return read_parts(page.text, _body(page)[0], "en")


def _who(parts: Parts, name: str) -> Entity:
    return next(e for e in parts.cast.entities if e.name == name)


def _pair(parts: Parts, entity: Entity, kind: str, chance: float = 0.8) -> Pair:
    where = sorted({parts.parsed.words[m.first].sentence for m in entity.mentions})
    return Pair(entity, kind, None, where, [], chance)


def test_the_journalists_are_those_named_before() -> None:
    """A definite plural after two names stands for them and is no group of its own."""
    parts = _read(
        "Reporter Ana Kestrel and photographer Boro Malic were filming in Tuzla. "
        "The journalists were beaten by guards."
    )
    assert not [e for e in parts.cast.of("group") if e.noun == "journalist"]
    told = parts.parsed.text.index("The journalists")
    for name in ("Ana Kestrel", "Boro Malic"):
        heads = [parts.parsed.words[m.head].start for m in _who(parts, name).mentions]
        assert any(head >= told for head in heads), name


def test_other_journalists_stay_a_group() -> None:
    """What sets a group apart ("local", "of the daily") keeps it."""
    parts = _read(
        "Reporter Ana Kestrel and photographer Boro Malic were filming in Tuzla. "
        "The local journalists of the daily were beaten by guards."
    )
    assert [e for e in parts.cast.of("group") if e.noun == "journalist"]


def test_a_number_before_its_names_has_them_as_members() -> None:
    """As many names as are counted right behind a group are its members."""
    parts = _read("Police detained two reporters, Ana Kestrel and Boro Malic, in Tuzla.")
    group = next(parts.cast.of("group"))
    assert {parts.cast.entities[n].name for n in group.members} == {"Ana Kestrel", "Boro Malic"}


def test_one_of_many_is_no_group() -> None:
    """`One of its reporters` is a person without a name."""
    parts = _read("Police detained one of its reporters in Tuzla.")
    assert not [e for e in parts.cast.of("group") if e.noun == "reporter"]
    assert [e for e in parts.cast.of("person") if e.noun == "reporter" and e.name is None]


def test_his_phone_is_that_of_whom_they_beat() -> None:
    """A possessive after a second verb belongs to the object of the first."""
    parts = _read("Mayor Ivo Tarn beat Ana Kestrel and snatched her phone.")
    victim = _who(parts, "Ana Kestrel")
    assert any(m.how == "pronoun" for m in victim.mentions)


def test_watchdogs_are_bodies_and_no_reporters() -> None:
    """`Reporters Without Borders` is one name; it suffers only what a word does to it."""
    parts = _read("Reporters Without Borders condemned the arrest of Ana Kestrel in Tuzla.")
    body = _who(parts, "Reporters Without Borders")
    assert body.kind == "organisation"
    assert not [e for e in parts.cast.of("group") if e.role == "journalist"]
    assert is_known("the Committee to Protect Journalists", "en", "watchdogs")
    pair = _pair(parts, body, "detention")
    assert is_doubted(parts.parsed, pair, lexicon("en"))


def test_a_group_in_other_words_is_told_once() -> None:
    """Groups of one role and number who suffered the same are one; all named ones are none."""
    text = (
        "Three journalists were beaten in Tuzla. Police beat three journalists, said the union. "
        "Nine activists were beaten too."
    )
    parts = _read(text)
    pairs = [_pair(parts, e, "assault") for e in parts.cast.of("group")]
    kept = without_repeats(parts.parsed, pairs)
    assert [p.entity.count.least for p in kept if p.entity.count] == [3, 9]


def test_bare_journalists_give_way_to_names() -> None:
    """`Police beat journalists` over a report that names them is no act of its own."""
    parts = _read("Police beat journalists. They broke the arm of reporter Ana Kestrel in Tuzla.")
    group, person = next(parts.cast.of("group")), _who(parts, "Ana Kestrel")
    pairs = [_pair(parts, group, "assault"), _pair(parts, person, "assault")]
    assert [p.entity for p in without_repeats(parts.parsed, pairs)] == [person]


def test_an_outage_is_that_of_the_place_beside_it() -> None:
    """Of all places of a report, the one that the outage is told of has it."""
    text = (
        "Reporter Ana Kestrel was detained in Kampala. "
        "The internet was shut down in Bangladesh on Friday. She now lives in Nairobi."
    )
    parts = _read(text)
    places = [e for e in parts.cast.entities if e.noun == "population"]
    pairs = [_pair(parts, e, "shutdown") for e in places]
    kept = without_bystanders(parts.parsed, pairs, parts.triggers, [0.0] * 3)
    assert [p.entity.name for p in kept] == ["Bangladesh"]


def test_a_fatal_shot_is_no_assault_beside() -> None:
    """Shot dead is a killing alone; beaten, who died later, suffered both."""
    parts = _read("Gunmen opened fire on Ana Kestrel. She was dead on arrival.")
    victim = _who(parts, "Ana Kestrel")
    pairs = [_pair(parts, victim, "killing"), _pair(parts, victim, "assault")]
    assert [p.type for p in without_fatal_blows(parts.parsed, pairs)] == ["killing"]
    later = _read("Guards beat Ana Kestrel. She died in hospital of her injuries.")
    pairs = [_pair(later, _who(later, "Ana Kestrel"), kind) for kind in ("killing", "assault")]
    assert len(without_fatal_blows(later.parsed, pairs)) == 2


def test_credits_and_illness_tell_no_act() -> None:
    """A name in a line of credit, and a death of illness, are no victims."""
    parts = _read("Illustration: Ana Kestrel for the union")
    assert is_doubted(
        parts.parsed, _pair(parts, _who(parts, "Ana Kestrel"), "detention"), lexicon("en")
    )
    ill = _read("Editor Ana Kestrel died in Tuzla after a battle against cancer.")
    pair = _pair(ill, _who(ill, "Ana Kestrel"), "killing")
    assert is_doubted(ill.parsed, pair, lexicon("en"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("According to editor Ana Kestrel, police beat her in Tuzla.", "assault"),
        ("Police killed Ana Kestrel in Tuzla and staged a traffic accident.", "killing"),
        ("Gunmen killed Ana Kestrel in Tuzla as she recovered from a heart attack.", "killing"),
        ("Editor Ana Kestrel was found dead in prison; officials spoke of a stroke.", "killing"),
    ],
)
def test_a_victim_who_speaks_or_was_ill_is_a_victim(text: str, kind: str) -> None:
    """A source told of by a pronoun, and a death by violence or in custody, stay."""
    parts, weighed = pairs_of(text, "en")
    pairs = [p for p in weighed if p.type == kind and p.entity.name == "Ana Kestrel"]
    assert len(pairs) == 1
    assert not is_doubted(parts.parsed, pairs[0], parts.lexicon, pairs)


@pytest.mark.parametrize(("year", "kept"), [("2019", 2), ("2021", 1)])
def test_shot_in_one_year_and_killed_in_another_is_both(year: str, kept: int) -> None:
    """A fatal shot of the same year is the killing; one of years before is an assault."""
    parts, weighed = pairs_of(
        f"Reporter Ana Kestrel was stabbed in Tuzla in {year}. Gunmen killed Ana Kestrel in 2021.",
        "en",
    )
    hurt = [
        p for p in weighed if p.type in {"killing", "assault"} and p.entity.name == "Ana Kestrel"
    ]
    assert {p.type for p in hurt} == {"killing", "assault"}
    assert len(without_fatal_blows(parts.parsed, hurt)) == kept


@pytest.mark.parametrize("name", ["reporter Andrew Law", "newspaper Business Day", "blogger Bill"])
def test_people_and_outlets_may_be_called_law_or_day(name: str) -> None:
    """A role or a noun for outlets before a name says that it is one."""
    parts = _read(f"Police arrested the {name} in Tuzla.")
    assert name.split(" ", 1)[1] in {e.name for e in parts.cast.entities}
