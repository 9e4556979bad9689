"""Who plays which part with a Kazakh verb."""

import pytest

from khronika.code.reader import read_parts
from khronika.code.readers.kazakh_parts import moods
from khronika.flow.plain import plain_page


def _parts(text: str):
    page = plain_page(text.encode(), "kk")
    return read_parts(page.text, list(page.body()), "kk")


def _slots(text: str, pattern: str) -> dict[str, str]:
    parts = _parts(text)
    number = next(n for n, t in enumerate(parts.triggers) if t.lemma.startswith(pattern))
    return {parts.parsed.words[a.word].text: a.slot for a in parts.arguments[number]}


@pytest.mark.parametrize(
    ("text", "pattern", "word", "slot"),
    [
        ("Күзет Данияр Құсқа қол көтерді.", "қол көтер", "Құс", "obj"),
        ("Полиция Гүлнар Омаровадан жауап алды.", "жауап алды", "Омарова", "obj"),
        ("Блогер Ержан Болатқа қарсы іс қозғалды.", "іс қозғалды", "Болат", "obj"),
        ("Сарбаз Бек Айтастың қолынан ұстап, сүйреді.", "ұста", "Айтас", "obj"),
        ("Полиция Самат Ерікті ұстап, бөлімге әкетті.", "әкетті", "Ерік", "obj"),
    ],
)
def test_case_and_governance_say_who_suffers(
    text: str, pattern: str, word: str, slot: str
) -> None:
    assert _slots(text, pattern)[word] == slot


def test_what_stands_behind_a_finite_verb_is_of_another_clause() -> None:
    slots = _slots("Полиция Асан Бекті сабаған, кейін Данияр Құсты ұстады.", "ұста")
    assert slots["Құс"] == "obj"
    assert slots["Бек"] == "clause"


def test_who_lacks_a_lawyer_is_no_lawyer() -> None:
    assert "адвокатсыз" not in _slots("Тілші адвокатсыз ұсталды.", "ұсталды")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Депутат тілшіні тұтқындауға шақырды.", (True, False)),
        ("Белсенді бес жылға сотталуы мүмкін.", (False, True)),
        ("Егер полиция тілшіні ұстаса, біз барамыз.", (False, True)),
        ("Полиция тілшіні ұстады.", (False, False)),
    ],
)
def test_wishes_and_suppositions_stand_behind_the_verb(
    text: str, expected: tuple[bool, bool]
) -> None:
    parts = _parts(text)
    found = [moods(parts.parsed, trigger.anchor) for trigger in parts.triggers]
    assert expected in found
    assert (True, True) not in found


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("Митингіде 15-ке жуық белсенді ұсталды.", 15),
        ("Алаңда жетпістен астам мұнайшы ұсталды.", 71),
        ("Кеше он бір журналист ұсталды.", 11),
        ("Оншақты белсенді ұсталды.", 10),
    ],
)
def test_counts_are_read_through_their_endings(text: str, least: int) -> None:
    counts = [e.count.least for e in _parts(text).cast.of("group") if e.count]
    assert counts == [least]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Кеше журналист Асқар Дәулетов Анкарадағы абақтыда отырды.", "Асқар Дәулетов"),
        ("Кеше тілші Айша Манап Кентаудағы зауытқа барды.", "Айша Манап"),
        ("Сот редактор Қ. Р. Мәліковке айыппұл салды.", "Қ. Р. Мәліков"),
        ('"Таң нұры" газеті жабылды.', "Таң нұры"),
    ],
)
def test_names_end_where_an_ending_or_an_adjective_says_so(text: str, name: str) -> None:
    assert name in {e.name for e in _parts(text).cast.entities}


def test_a_bare_noun_is_the_one_person_of_its_role() -> None:
    text = "Блогер Ержан Болат ұсталды. Кейін блогер босатылды. Тағы бір блогер келді."
    people = list(_parts(text).cast.of("person"))
    named = next(p for p in people if p.name == "Ержан Болат")
    assert len(named.mentions) == 2
    assert len(people) == 2
