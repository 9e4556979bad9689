"""English, one difficulty each: what a careful coder reads by the coding manual.

The texts are ours, in styles that the gold set lacks; persons and outlets are invented.
"""

from collections.abc import Callable

import pytest

from khronika.model.act import Act, Coding

Coder = Callable[..., Coding]

WIRE = (
    "TIRANA (Coast Wire) - Police on Thursday raided the offices of the weekly Koha Lire and took "
    "away two servers, its editor, Arta Kola, told the agency."
)
TWEETS = (
    "1/3 BREAKING: our reporter Dalia Onen was detained by soldiers at the Kivu bridge this "
    "morning. She was released at noon. Her phone was not given back.\n2/3 We thank everybody who called."
)
COURT = (
    "The Brno Regional Court on 4 May 2021 sentenced blogger Marek Hruby to 18 months in prison, "
    "suspended for three years, for inciting hatred. Prosecutors had asked for two years."
)
BULLETIN = (
    "WEEK 19\n"
    "- Lima: photographer Rosa Quispe was hit by a rubber bullet on 8 May.\n"
    "- Accra: a court ordered the news site Volta Lens to pay 20,000 cedis in damages to a senator.\n"
    "- Baku: Kamran Aliyev-Sand, presenter of Kanal Deniz, was dismissed after an interview."
)
STATEMENT = (
    "The Union of Reporters condemns the attack on our colleague Pavel Grek. On 2 March masked men "
    "beat him with iron bars outside the newsroom of Stolb.info. We demand that those who did it "
    "be arrested and charged. The law provides up to ten years in prison for such crimes."
)


def _named(coding: Coding, kind: str) -> dict[str | None, Act]:
    return {act.victim.name: act for act in coding.acts if act.type == kind}


def _types(coding: Coding, name: str) -> set[str]:
    return {act.type.value for act in coding.acts if act.victim.name == name}


def test_wire_copy_names_the_outlet(code_text: Coder) -> None:
    """A raid on offices is a search of the outlet, by the police."""
    coding = code_text(WIRE, published="2023-05-12")
    found = _named(coding, "search")
    assert "Koha Lire" in found
    act = found["Koha Lire"]
    assert [p.kind.value for p in act.perpetrators] == ["police"]
    assert act.date is not None
    assert str(act.date.start) == "2023-05-11"


def test_credit_in_the_next_sentence_is_a_source(code_text: Coder) -> None:
    """Whom a paragraph credits after the act is its source."""
    text = (
        "On 3 March 2031, officers of the harbour police detained Mira Tavel of the newspaper Harbour "
        "Post in Sampletown. She was released the same evening, according to the Quay Observatory."
    )
    act = _named(code_text(text), "detention")["Mira Tavel"]
    assert act.sources == ("Quay Observatory",)


def test_pronoun_carries_a_status_over_the_sentence(code_text: Coder) -> None:
    """What became of somebody is told of "she" in the next line."""
    coding = code_text(TWEETS, published="2023-05-12")
    act = _named(coding, "detention")["Dalia Onen"]
    assert act.status.value == "released"
    assert [p.kind.value for p in act.perpetrators] == ["military"]


def test_suspended_sentence_is_no_prison(code_text: Coder) -> None:
    """A suspended sentence is suspended, whatever its length; the court is who convicted."""
    act = _named(code_text(COURT), "conviction")["Marek Hruby"]
    assert act.status.value == "suspended"
    assert act.victim.role.value == "blogger"
    assert "court" in {p.kind.value for p in act.perpetrators}
    assert act.date is not None
    assert str(act.date.start) == "2021-05-04"


def test_entries_of_a_bulletin_do_not_mix(code_text: Coder) -> None:
    """Each entry has its own place; nothing of one is lent to another."""
    coding = code_text(BULLETIN, published="2023-05-12")
    assault = _named(coding, "assault")["Rosa Quispe"]
    assert assault.place is not None
    assert (assault.place.name, assault.place.country) == ("Lima", "PE")
    suit = _named(coding, "lawsuit")["Volta Lens"]
    assert suit.place is not None
    assert suit.place.country == "GH"
    assert suit.status.value == "damages_ordered"
    assert "Kamran Aliyev-Sand" in _named(coding, "dismissal")
    assert len({a.event for a in coding.acts}) == len(coding.acts)


def test_demands_and_penalties_of_a_statement_are_no_acts(code_text: Coder) -> None:
    """What a union demands and what the law provides has not happened."""
    coding = code_text(STATEMENT, published="2023-03-05")
    assert {a.type.value for a in coding.acts} == {"assault"}
    assert _types(coding, "Pavel Grek") == {"assault"}


@pytest.mark.parametrize(
    ("text", "kind", "victim"),
    [
        (
            "Internet providers blocked access to the news site Volta Lens.",
            "censorship",
            "Volta Lens",
        ),
        (
            "The regulator revoked the licence of Radio Amara on 3 May.",
            "censorship",
            "Radio Amara",
        ),
        ("Volta Lens was knocked offline by a DDoS attack on 3 May.", "cyberattack", "Volta Lens"),
        (
            "A businessman filed a defamation suit against reporter Marta Kowal.",
            "lawsuit",
            "Marta Kowal",
        ),
        ("State television fired presenter Peter Osei on 4 May.", "dismissal", "Peter Osei"),
        ("Reporter Marta Kowal was stripped of her accreditation.", "access", "Marta Kowal"),
        (
            "Officers denied entry to journalist Ann Lindqvist at the airport.",
            "access",
            "Ann Lindqvist",
        ),
        ("Journalist Marta Kowal received death threats by telephone.", "threat", "Marta Kowal"),
        (
            "The phone of journalist Marta Kowal was infected with spyware.",
            "surveillance",
            "Marta Kowal",
        ),
        ("Unknown men set fire to the office of Radio Amara in Goma.", "damage", "Radio Amara"),
        ("The authorities shut down mobile internet in Gambela region.", "shutdown", "Gambela"),
        ("Police seized all copies of the weekly Zeman from newsstands.", "censorship", "Zeman"),
    ],
)
def test_plain_wording_of_a_rare_type(code_text: Coder, text: str, kind: str, victim: str) -> None:
    """The formulas of monitors are read: one act, its type, its victim."""
    coding = code_text(text, published="2023-05-12")
    assert [(a.type.value, a.victim.name) for a in coding.acts] == [(kind, victim)]


@pytest.mark.parametrize(
    "text",
    [
        "If journalists publish lies, they could be arrested, the minister said.",
        "Under the new law, websites may be blocked without a court order.",
        "The striker was attacked by two defenders and shot wide of the goal.",
        "Press groups urged parliament to reject the bill.",
        "Nobody was detained at the march, which ended peacefully.",
        "The prize for best photographer went to Sofia Berg of Morgenlys.",
    ],
)
def test_what_did_not_happen_is_no_act(code_text: Coder, text: str) -> None:
    """Hypotheses, laws, sport, demands, denials and prizes hold no act."""
    assert code_text(text, published="2023-05-12").acts == ()


def test_list_with_brackets_gives_each_their_outlet(code_text: Coder) -> None:
    """`A (X) and B (Y)`: each has the outlet of their own brackets."""
    text = (
        "Reporters Ceren Akkus (Evren TV) and Hakan Tuzel (Ufuk Haber) were arrested in Ankara on "
        "11 June 2019."
    )
    found = _named(code_text(text), "detention")
    assert {name: act.victim.affiliation for name, act in found.items()} == {
        "Ceren Akkus": "Evren TV",
        "Hakan Tuzel": "Ufuk Haber",
    }


def test_crew_with_a_number_is_counted(code_text: Coder) -> None:
    """`A crew of three` is a group of exactly three journalists."""
    coding = code_text("Soldiers held a crew of three from Sky Wave TV for two hours near Goma.")
    group = next(a for a in coding.acts if a.victim.kind == "group")
    assert group.count is not None
    assert (group.count.least, group.count.most) == (3, 3)


def test_day_of_the_month_alone_takes_the_month_before_it(code_text: Coder) -> None:
    """`On the 14th` belongs to the month told before it."""
    text = (
        "On 3 June 2019 police searched the home of Dina Marchenko. On the 14th she was arrested."
    )
    act = _named(code_text(text), "detention")["Dina Marchenko"]
    assert act.date is not None
    assert str(act.date.start) == "2019-06-14"


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("Officers of the intelligence service", "security_service"),
        ("Men in masks", "unknown"),
        ("Army officers", "military"),
        ("The mayor's bodyguards", "official"),
        ("Supporters of the ruling party", "political_group"),
        ("Security guards", "company"),
        ("Rebels", "armed_group"),
        ("Prison guards", "prison"),
        ("Interior ministry officers", "police"),
        ("Members of the riot squad", "police"),
    ],
)
def test_kind_of_perpetrator_is_read_from_its_words(code_text: Coder, who: str, kind: str) -> None:
    """A word that says little (men, officers, members) gives way to the word beside it."""
    coding = code_text(f"{who} beat the reporter Olga Ladygina on 3 March 2020.")
    act = _named(coding, "assault")["Olga Ladygina"]
    assert [p.kind.value for p in act.perpetrators] == [kind]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Russia designated reporter Olga Winter a foreign agent on Friday.", {"Olga Winter"}),
        ("The Justice Ministry declared reporter Olga Day a foreign agent.", {"Olga Day"}),
        ("The Justice Ministry added journalists Olga Day and Ivan Moroz to its list of foreign "
         "agents.", {"Olga Day", "Ivan Moroz"}),
        ("The ministry has not declared Olga Winter a foreign agent.", set()),
        ("The senator demanded that Olga Day be declared a foreign agent.", set()),
        ("If it passes, the ministry will designate Olga Winter a foreign agent.", set()),
    ],
)  # fmt: skip
def test_whom_the_main_clause_lists_is_designated(
    text: str, names: set[str], code_text: Coder
) -> None:
    """Declared a foreign agent: a designation and no threat; denied, asked or to come: none."""
    coding = code_text(text, published="2026-05-08")
    assert set(_named(coding, "designation")) == names
    if names:
        assert not _named(coding, "threat")


@pytest.mark.parametrize(
    ("telling", "names"),
    [
        ("the authorities had been monitoring the politician's messages", {"Mara Holt"}),
        ("the authorities will be monitoring the politician's messages", set()),
    ],
)
def test_whom_the_main_clause_watches_is_under_surveillance(
    telling: str, names: set[str], code_text: Coder
) -> None:
    """Told beside arrests, of somebody who is called by a noun; what is to come is none."""
    coding = code_text(
        "Police detained reporters Ann Vale and Tom Reed in Lund on 3 May 2024. The opposition "
        f"politician Mara Holt had called for a rally in the city. However, {telling} on social "
        "networks and prevented the rally."
    )
    assert set(_named(coding, "surveillance")) == names
