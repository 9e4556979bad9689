"""How a date stands to an act in time; equal dates are one; items of a list; who was only called."""

from collections.abc import Callable

import numpy as np
import pytest

from khronika.code.acts.lists import leads
from khronika.code.dates import dates
from khronika.code.draft import _body
from khronika.code.links.asked import asks, is_called
from khronika.code.links.context import Ground, Told
from khronika.code.links.model import shares
from khronika.code.links.outcomes import is_told
from khronika.code.links.timing import FEATURES, in_time
from khronika.code.links.whens import FEATURES as OF_A_DATE
from khronika.code.links.whens import WhenChoice
from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page
from khronika.model.act import Coding
from khronika.model.date import PartialDate
from khronika.model.span import Span

Coder = Callable[..., Coding]


def _parts(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, [*page.body()], "ru", ())


def test_candidates_that_say_the_same_share_their_probability() -> None:
    """A day told twice outweighs one that is told once and looks a little better."""
    odds = shares(np.array([0.0, 0.0, 0.4]), ["5 March", "5 March", "9 March"])
    assert odds[0] == odds[1] > odds[2]


def test_none_of_the_candidates_has_a_share() -> None:
    """A single candidate with even odds against none is as likely as none."""
    assert shares(np.array([0.0]), ["5 March"]) == pytest.approx([0.0])


def test_names_of_numbers_are_unique() -> None:
    """Each number of a row has one name."""
    assert len(set(FEATURES)) == len(FEATURES)


def test_what_is_left_out_of_a_date_stands_first() -> None:
    """A month sorts before its days, a date without a year before all."""
    days = [PartialDate(2024, 3, 5), PartialDate(2024, 3), PartialDate(None, 3, 5), None]
    assert sorted(days, key=in_time) == [None, days[2], days[1], days[0]]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("12:40 / 29.11.2021Главред заявила. Сегодня его вызвали.", ["2021-11-29", "2021-11-29"]),
        ("14.02.2019, 09:31 Вчера уволили троих.", ["2019-02-14", "2019-02-13"]),
        ("Встреча 14.02.2019. Вчера уволили троих.", ["2019-02-14", "None"]),
    ],
)
def test_a_stamp_at_the_head_dates_a_report_that_bears_no_date(
    text: str, starts: list[str]
) -> None:
    """A day with an hour at the top is the report's own; a day alone is not."""
    assert [str(w.start) for w in dates(text, [Span(0, len(text))], "ru", None)] == starts


def test_a_weekday_tells_which_year_a_day_is_of() -> None:
    """The only year of the text is taken where the weekday beside the day fits it."""
    text = "В среду, 3 августа, его уволили. Приказ от 25 мая {} года."
    for year, start in ((2022, "2022-08-03"), (2021, "--08-03")):
        told = text.format(year)
        found = dates(told, [Span(0, len(told))], "ru", None)
        assert str(found[1].start) == start


@pytest.mark.parametrize("words", ["с.г.", "сего года"])
def test_this_year_may_be_told_in_short(words: str) -> None:
    """ "5 февраля с.г." is of the report's year."""
    text = f"5 февраля {words} его вызвали."
    found = dates(text, [Span(0, len(text))], "ru", PartialDate(2023, 11, 2))
    assert str(found[0].start) == "2023-02-05"


def test_items_hang_under_the_words_above_them() -> None:
    """Items end in a semicolon or begin with a bullet; what follows the last is no item."""
    lines = ["Суд арестовал:", "Анну Белую;", "Игоря Серова.", "Протест подан.", "Среди них:"]
    assert leads(_parts("\n".join([*lines, "• Ольга Лось"])).parsed) == {1: 0, 2: 0, 5: 4}


def test_an_item_takes_day_and_doer_from_above(code_text: Coder) -> None:
    """The court and the evening stand once, above the list; "до 19 марта" is how long."""
    text = (
        "Вечером 21 января суд заключил под стражу четверых сотрудников сайта «Полынь».\n"
        "Согласно решению, до 19 марта под стражей будут находиться:\n"
        "Анна Белая – редактор сайта «Полынь»;\n"
        "Игорь Серов – журналист сайта «Полынь»;\n"
        "Ольга Лось – оператор сайта «Полынь»."
    )
    acts = [a for a in code_text(text, lang="ru", published="2020-01-22").acts if a.victim.name]
    told = {(str(a.date.start), *(p.kind for p in a.perpetrators)) for a in acts if a.date}
    assert len(acts) >= 2
    assert told == {("2020-01-21", "court")}


@pytest.mark.parametrize(
    ("text", "word", "is_it"),
    [
        ("Сайт заблокировали по требованию прокуратуры.", "прокуратуры", True),
        ("Сайт заблокировали после проверки прокуратуры.", "прокуратуры", False),
    ],
)
def test_who_wanted_the_act_took_part(text: str, word: str, *, is_it: bool) -> None:
    """ "По требованию" names one of those who acted."""
    parsed = _parts(text).parsed
    at = next(i for i, w in enumerate(parsed.words) if w.text == word)
    assert asks(parsed, at) is is_it


@pytest.mark.parametrize(
    ("text", "word", "is_it"),
    [
        ("Нападавшие скрылись до приезда полиции.", "полиции", True),
        ("Журналист обратился в полицию.", "полицию", True),
        ("Редактор вызвал полицию.", "полицию", True),
        ("Журналиста увезли в полицию.", "полицию", False),
        ("Его задержала полиция.", "полиция", False),
    ],
)
def test_a_body_that_was_called_did_nothing(text: str, word: str, *, is_it: bool) -> None:
    """Who comes afterwards, or is appealed to, is no perpetrator."""
    parsed = _parts(text).parsed
    at = next(i for i, w in enumerate(parsed.words) if w.text == word)
    assert is_called(parsed, at) is is_it


def test_a_release_must_stand_in_the_text() -> None:
    """Nobody is released without a word that says so; a term may be told by the sentence."""
    assert not is_told("released", None)
    assert is_told("unknown", None)
    assert is_told("jailed", None)


def test_an_act_of_one_item_takes_no_day_from_above(code_text: Coder) -> None:
    """A deportation told of somebody beside an item is not of the evening above the list."""
    text = (
        "Вечером 21 января суд заключил под стражу четверых сотрудников сайта «Полынь».\n"
        "Под стражей будут находиться:\n"
        "Ольга Лось – журналист сайта «Полынь» и жена Петра Белого, выдворенного из Армении;\n"
        "Игорь Серов – журналист сайта «Полынь»."
    )
    parts = _parts(text)
    assert leads(parts.parsed) == {2: 1, 3: 1}
    acts = code_text(text, lang="ru", published="2020-01-22").acts
    told = [a for a in acts if a.victim.name == "Петра Белого"]
    assert not [a for a in told if a.perpetrators or str(a.date and a.date.start) == "2020-01-21"]


def test_who_works_elsewhere_now_works_there(code_text: Coder) -> None:
    """ "A former reporter of X, now at Y" is of Y."""
    text = (
        "5 марта в Бишкеке полиция задержала Игоря Серова, бывшего журналиста сайта «Полынь», "
        "который сейчас работает в газете «Чабрец». Газета «Чабрец» просит его отпустить."
    )
    acts = [a for a in code_text(text, lang="ru", published="2024-03-06").acts if a.victim.name]
    assert {a.victim.affiliation for a in acts if a.type == "detention"} == {"Чабрец"}


def test_a_report_without_a_date_gives_no_weak_day(code_text: Coder) -> None:
    """A year told of something else is worse than no date."""
    text = (
        "В Бишкеке полиция задержала журналистку Анну Белую, которая покинула сайт «Полынь» "
        "в 2023 году."
    )
    acts = code_text(text, lang="ru").acts
    assert acts
    assert all(a.date is None for a in acts)


def test_nobody_is_held_still_for_want_of_another_outcome(code_text: Coder) -> None:
    """A bare arrest has no known outcome; "остаётся под стражей" tells one."""
    bare = "5 марта в Самаре полиция задержала у суда журналистку Анну Белую."
    told = f"{bare} Она остаётся под стражей."
    outcomes = [
        {a.status for a in code_text(t, lang="ru", published="2024-03-06").acts}
        for t in (bare, told)
    ]
    assert outcomes[1] == {"ongoing"}
    assert outcomes[0] == {"unknown"}


def _rows(text: str) -> dict[str, dict[str, float]]:
    """Answer the candidates for the date of the first act that a text tells, with their numbers."""
    page = plain_page(text.encode(), "en")
    blocks = _body(page)[0]
    parts = read_parts(page.text, blocks, "en")
    report = PartialDate(2024, 6, 15)
    choice = WhenChoice(
        Ground(parts), dates(page.text, [b.span for b in blocks], "en", report), report
    )
    trigger = parts.triggers[0]
    sentence = parts.parsed.sentence_of(trigger.anchor)
    victim = next(e for e in parts.cast.entities if e.name)
    told = Told(victim, trigger.type, trigger, (), sentence, trigger.anchor, [sentence.number])
    found = choice.candidates(told)
    return {str(w.start): dict(zip(OF_A_DATE, row, strict=True)) for w, row in found}


def test_the_month_of_a_day_beside_an_act_is_a_candidate() -> None:
    """What is told beside a day need not have happened on it; the report's month is one anyway."""
    rows = _rows("Police arrested Rosa Quispe. A letter of 5 March asks why; one of 2 June too.")
    assert rows["2024-03"]["cut to its month"] == 1.0
    assert rows["2024-03-05"]["cut to its month"] == 0.0
    assert rows["2024-06"]["report's month"] == 1.0


def test_a_date_knows_which_acts_its_sentence_tells() -> None:
    """The day of an arrest stands with words for an arrest, that of a hearing does not."""
    rows = _rows("Police arrested Rosa Quispe on 5 March. The hearing is on 9 June.")
    number = "sentence tells the type"
    assert [rows[day][number] for day in ("2024-03-05", "2024-06-09")] == [1.0, 0.0]
    assert rows["2024-03-05"]["is first of text"] == 1.0
