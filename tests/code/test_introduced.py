"""Who is told before the name: leads and headlines, aliases, pronouns, members of a count."""

from khronika.code.cast.entities import Cast, Entity
from khronika.code.cast.sexes import sex_of
from khronika.code.draft import _body
from khronika.code.evidence import Pair
from khronika.code.evidence.crowds import with_members
from khronika.code.evidence.rows import Claim
from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "en")
    return read_parts(page.text, _body(page)[0], "en")


def _who(cast: Cast, name: str) -> Entity:
    return next(e for e in cast.entities if e.name == name)


def _stands_for(parts: Parts, entity: Entity, words: str) -> bool:
    at = parts.parsed.text.index(words)
    return any(
        parts.parsed.words[m.first].start <= at < parts.parsed.words[m.last].end
        for m in entity.mentions
    )


def _unnamed(parts: Parts) -> list[Entity]:
    return [e for e in parts.cast.of("person") if e.name is None]


def test_a_lead_tells_of_whom_the_next_sentence_names() -> None:
    """An unnamed reporter of the lead is the one reporter introduced after."""
    parts = _read(
        "A radio reporter was struck by a stone on 4 May 2021 in Tuzla.\n\n"
        "Ilva Kestrel, who works for Radio Zang, told the union she was filming a march."
    )
    assert _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "reporter")
    assert not _unnamed(parts)


def test_whoever_tells_of_another_is_not_the_one_of_the_lead() -> None:
    """The first name after a lead may be a source."""
    parts = _read(
        "A radio reporter was struck by a stone on 4 May 2021 in Tuzla.\n\n"
        "Editor Ilva Kestrel told the union that the stone came from a crowd."
    )
    assert not _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "radio reporter")


def test_another_journalist_stays_apart() -> None:
    """ "Another", "his" and the like set somebody apart."""
    parts = _read(
        "Another reporter was struck by a stone on 4 May 2021 in Tuzla.\n\n"
        "Reporter Ilva Kestrel was filming a march."
    )
    assert not _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "Another reporter")


def test_an_alias_is_no_second_person() -> None:
    """Whoever is also known as somebody is one person."""
    parts = _read("Reporter Ilva Kestrel, also known as Mira Tavel, was detained in Tuzla.")
    assert not [e for e in parts.cast.entities if e.name == "Mira Tavel"]
    assert _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "Mira Tavel")


def test_he_is_whom_the_clause_was_about() -> None:
    """What is said of B goes on about B, not about the one who says it."""
    parts = _read(
        "Reporter Ilva Kestrel confirmed that Boro Malic was taken from his house, "
        "where he was beaten."
    )
    assert _stands_for(parts, _who(parts.cast, "Boro Malic"), "he was beaten")


def test_his_mother_is_not_he() -> None:
    """A pronoun of a man stands for no woman."""
    parts = _read(
        "Activist Boro Malic was missing. As told by his mother, Ilva Kestrel, he was jailed."
    )
    assert not _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "he was jailed")


def test_a_surname_in_man_makes_nobody_a_man() -> None:
    """The name before a comma in a list says nothing of the one behind it."""
    parts = _read("Reporters Boro Osman, Ilva Kestrel and a driver came to Tuzla.")
    assert sex_of(parts.parsed, _who(parts.cast, "Ilva Kestrel")) is None


def test_an_age_belongs_to_its_noun() -> None:
    """ "The 40-year-old reporter" is definite, and the reporter named before."""
    parts = _read(
        "Reporter Ilva Kestrel was filming in Tuzla. The 40-year-old reporter was beaten."
    )
    assert _stands_for(parts, _who(parts.cast, "Ilva Kestrel"), "reporter was beaten")


def test_labels_and_gerunds_are_no_part_of_a_name() -> None:
    """A caption's "Image" is no given name, nor is an opening "Banning" of an outlet's."""
    parts = _read("Banning Zang TV in May 2021 was wrong, the union said.")
    assert not [e for e in parts.cast.entities if (e.name or "").startswith("Banning")]


def _weighed(parts: Parts, entity: Entity, chance: float, score: float = 0.0) -> Pair:
    where = sorted({parts.parsed.words[m.first].sentence for m in entity.mentions})
    claim = Claim(parts.triggers[0], entity.mentions[0], "obj", 0, score) if score else None
    return Pair(entity, "detention", claim, where, [], chance)


def test_what_befell_the_counted_befell_each_who_is_listed() -> None:
    """As many names as were counted share the act where half of them are likely."""
    parts = _read(
        "Police detained three reporters in Tuzla.\n\n"
        "Ilva Kestrel of Radio Zang, Boro Malic of Radio Zang and Mira Tavel were found in a cell."
    )
    group = next(parts.cast.of("group"))
    names = ("Ilva Kestrel", "Boro Malic", "Mira Tavel")
    people = [_who(parts.cast, name) for name in names]
    assert group.members == [e.id for e in people]
    pairs = [_weighed(parts, group, 0.6, 1.0)]
    pairs += [_weighed(parts, e, c) for e, c in zip(people, (0.5, 0.4, 0.05), strict=True)]
    assert with_members(pairs, [], "en") == pairs[1:]
    doubtful = [pairs[0], *(_weighed(parts, e, 0.05) for e in people)]
    assert with_members(doubtful, [], "en") == []


def test_a_bureau_chief_is_no_official() -> None:
    """Chiefs of desks are journalists, and who was an officer once is none now."""
    parts = _read(
        "Ilva Kestrel, the Tuzla bureau chief of Zang TV, was beaten. "
        "Boro Malic, a retired police officer, was detained."
    )
    assert _who(parts.cast, "Ilva Kestrel").role == "journalist"
    assert _who(parts.cast, "Boro Malic").role != "official"


def test_a_given_name_tells_whom_a_pronoun_means() -> None:
    """He was held, after the name of a woman who only told of it, is the man told before."""
    parts = _read(
        "Gendarmes arrested Elvis Tankor as he left a funeral, according to his lawyer, Grace "
        "Mbalo. He was held for two nights."
    )
    elvis = _who(parts.cast, "Elvis Tankor")
    held = next(i for i, w in enumerate(parts.parsed.words) if w.text == "He")
    assert held in {m.first for m in elvis.mentions}


def test_who_only_says_what_befell_others_is_no_he() -> None:
    """Lee was beaten, Hadad said. He was taken to hospital: Lee was."""
    parts = _read(
        "Reporter Boro Leem was beaten by police, editor Rimo Hadad said. He was taken to hospital."
    )
    beaten = _who(parts.cast, "Boro Leem")
    taken = next(i for i, w in enumerate(parts.parsed.words) if w.text == "He")
    assert taken in {m.first for m in beaten.mentions}
