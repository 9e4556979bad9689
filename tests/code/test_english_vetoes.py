"""English: who is named beside an act and did not suffer it; who suffered it with others."""

import pytest
from tests.code.weighed import pairs_of, reason_of

from khronika.code.evidence import Pair
from khronika.code.evidence.crowds import without_repeats


def _reason(text: str, kind: str, name: str) -> str | None:
    def is_meant(pair: Pair) -> bool:
        return pair.type == kind and (pair.entity.name or pair.entity.noun or "").startswith(name)

    return reason_of(text, "en", is_meant)


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "Milan Orlan, editor of a news portal, was threatened by Chief of Hill Sub-Division "
            "Forest Office Petar Donev at Hill Rural Municipality-4 in the district last May 3.",
            "threat",
            "Petar Donev",
            "behind its by",
        ),
        (
            "The regulator imposed a fine on Hill TV over the comments of journalist Milan Orlan.",
            "conviction",
            "Milan Orlan",
            "words it was for",
        ),
        (
            "The council imposed three fines on River TV because of journalist Ana Belic's remarks "
            "about the council.",
            "conviction",
            "Ana Belic",
            "words it was for",
        ),
        (
            "The reporters were freed upon the intervention of Samir Hodza, a Tuzla MP who heard "
            "of the arrest on Thursday.",
            "detention",
            "Samir Hodza",
            "only heard of it",
        ),
        (
            "Five journalists were caught up in demonstrations that rocked Tuzla.",
            "detention",
            "Five journalists",
            "idiom",
        ),
        (
            "The court sentenced Milan Orlan, editor of the weekly Hill, to 30 days of "
            "“preventive detention”.",
            "conviction",
            "Milan Orlan",
            "custody before trial",
        ),
        (
            "Reporter Milan Orlan filmed a landslide that killed ten workers in a mine.",
            "killing",
            "ten workers",
            "storm or crash",
        ),
        (
            "Gunmen took Milan Orlan of Hill FM. They detained Milan Orlan and kept one of the "
            "reporters in a cellar. The reporter was detained on Monday.",
            "detention",
            "reporter",
            "named elsewhere",
        ),
    ],
)
def test_who_only_stands_beside_an_act_is_no_victim(
    text: str, kind: str, name: str, why: str
) -> None:
    """The doer, whose words were punished, who heard of it, an idiom, a storm, one told by name."""
    assert _reason(text, kind, name) == why


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Milan Orlan was threatened by guards.", "threat", "Milan Orlan"),
        ("The court fined Milan Orlan over his remarks about Petar Donev.", "conviction", "Milan"),
        ("Milan Orlan, who heard of the arrest warrant, was arrested.", "detention", "Milan"),
        ("Police caught reporter Milan Orlan in Tuzla.", "detention", "Milan Orlan"),
        ("The court sentenced Milan Orlan to 30 days in detention.", "conviction", "Milan Orlan"),
        ("A bomb killed ten workers of Hill TV.", "killing", "ten workers"),
    ],
)
def test_plain_victims_stay(text: str, kind: str, name: str) -> None:
    """Neither a "by" elsewhere nor words like these take a plain victim away."""
    assert _reason(text, kind, name) is None


def _scores(text: str, kind: str) -> dict[str | None, float]:
    """Answer how plainly words lead to each victim of an act."""
    _, pairs = pairs_of(text, "en")
    return {p.entity.name: p.claim.score for p in pairs if p.type == kind and p.claim is not None}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("An officer pointed a gun at Milan Orlan in Tuzla.", "threat"),
        ("Police opened an investigation into Milan Orlan in Tuzla.", "charge"),
        ("Guards manhandled and threw out Milan Orlan.", "assault"),
        ("Police beat up and detained Milan Orlan.", "assault"),
        ("Milan Orlan was handed to police in Tuzla and charged with trespass.", "charge"),
    ],
)
def test_victim_of_a_preposition_or_of_two_verbs_is_plain(text: str, kind: str) -> None:
    """What a pattern ends with leads to its victim, and verbs in a row share their object."""
    assert _scores(text, kind)["Milan Orlan"] == 1.0


def test_others_beside_a_counted_group_are_counted() -> None:
    """`Assaulted four journalists and detained two others` tells of two groups of journalists."""
    parts, _ = pairs_of(
        "Police assaulted four journalists and detained two others in Tuzla.", "en"
    )
    groups = {e.name: e for e in parts.cast.of("group")}
    assert groups["two others"].role == "journalist"
    assert groups["two others"].count is not None
    assert groups["two others"].count.most == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Guards slapped, kicked, and head-butted both journalists.", "both journalists"),
        ("They wrote of the arrest of Raymond Kabala in May.", "Raymond Kabala"),
    ],
)
def test_whole_name_and_no_more_is_read(text: str, name: str) -> None:
    """A verb before "both" is no adjective; a given name begins no town."""
    parts, _ = pairs_of(text, "en")
    found = {e.name for e in parts.cast.entities if e.noun != "population"}
    assert name in found


def test_independent_broadcaster_is_an_outlet() -> None:
    """A veteran broadcaster is a person, an independent one is none."""
    told = "He left the independent broadcaster Mtaveri Arki. A broadcaster, Ana Belic, left too."
    parts, _ = pairs_of(told, "en")
    kinds = {e.name: e.kind for e in parts.cast.entities}
    assert kinds["Mtaveri Arki"] == "organisation"
    assert kinds["Ana Belic"] == "person"


def test_plain_journalists_beside_their_number_are_not_told_again() -> None:
    """A caption's "journalists" are those whom the text counts."""
    parts, pairs = pairs_of(
        "Guards detained journalists. They detained two journalists on Monday.", "en"
    )
    held = [p for p in pairs if p.type == "detention" and p.claim and p.claim.score > 0.9]
    assert {p.entity.name for p in held} == {"journalists", "two journalists"}
    kept = without_repeats(parts.parsed, held)
    assert [p.entity.name for p in kept] == ["two journalists"]


def test_television_and_tv_are_one_body() -> None:
    """Spaces and short forms make no second outlet."""
    text = "The regulator suspended Hill Television. Guards closed Hill TV on Monday."
    assert _reason(text, "censorship", "Hill TV") == "another name of one body"


def test_the_duo_are_the_two_named_before() -> None:
    """ "The duo" stands for two names, and is no group of its own."""
    parts, _ = pairs_of(
        "Reporters Milan Orlan and Petar Donev were held in Tuzla. The duo were beaten.", "en"
    )
    assert not [e for e in parts.cast.of("group") if e.noun == "duo"]
    told = [e.name for e in parts.cast.entities if any(m.how == "list" for m in e.mentions)]
    assert {"Milan Orlan", "Petar Donev"} <= set(told)
