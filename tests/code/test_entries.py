"""Parts of a report that lend each other no date; days of a list; the month a report covers."""

import pytest

from khronika.code.dates import dates
from khronika.code.links.context import Ground, Told
from khronika.code.links.entries import entries, is_of_event
from khronika.code.links.whens import WhenChoice
from khronika.code.reader import Parts, read_parts
from khronika.flow.plain import plain_page
from khronika.model.date import PartialDate
from khronika.model.span import Span

DIGEST = (
    "Культура за неделю\n\nГродно. Концерт отменён за два часа до начала.\n\n"
    "Витебск. Выставку закрыли 24 марта.\n\nБрест. Магазин «Сойка» лишён лицензии."
)


def _parts(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, [*page.body()], "ru", ())


def _offered(text: str, word: str, published: str) -> set[str]:
    """Answer the dates offered to an act that stands at a word."""
    parts, report = _parts(text), PartialDate.parse(published)
    whens = dates(parts.parsed.text, [b.span for b in parts.parsed.blocks], "ru", report)
    anchor = next(i for i, w in enumerate(parts.parsed.words) if w.lower == word)
    sentence = parts.parsed.sentence_of(anchor)
    victim = parts.cast.entities[0]
    told = Told(victim, "detention", None, (), sentence, anchor, [sentence.number])
    found = WhenChoice(Ground(parts), whens, report).candidates(told)
    return {str(when.start) for when, _ in found}


def test_an_entry_takes_no_day_from_another() -> None:
    """In a digest a shop that loses its licence in Brest is not dated by Vitebsk."""
    assert entries(_parts(DIGEST).parsed) == [0, 1, 2, 3]
    assert "2023-03-24" not in _offered(DIGEST, "лишён", "2023-03-30")
    assert "2023-03-24" in _offered(DIGEST, "закрыли", "2023-03-30")


@pytest.mark.parametrize(
    "text",
    [
        "Иск\n\nИстец: А. Мнац.\n\nОтветчики: газета.\n\nПредмет: опровержение.",
        "Мы заявляем\n\n1. Дом обыскали.\n\n2. Его увели.\n\n3. Мы просим отпустить.",
        "Заголовок\n\nЕго взяли утром.\n\nОш. Рынок.\n\nПотом отпустили.\n\nОн дома.",
    ],
)
def test_a_form_and_a_story_have_no_entries(text: str) -> None:
    """Lines of a card ("Истец: "), points of a statement and one town part nothing."""
    assert set(entries(_parts(text).parsed)) == {0}


def test_of_several_days_an_act_takes_the_first() -> None:
    """What happened on the 20th and the 27th began on the 20th."""
    text = "Лилит Арутюнян дважды, 20 и 27 октября, вызывали на допрос."
    assert _offered(text, "вызывали", "2025-11-12") >= {"2025-10-20"}
    assert "2025-10-27" not in _offered(text, "вызывали", "2025-11-12")


def test_a_report_on_march_tells_of_march() -> None:
    """A title that names a month which is over leaves no act to the month of the report."""
    text = "Барометр: март 2022 года\n\nРанены шестеро журналистов. Максим Орлик пропал."
    assert _offered(text, "пропал", "2022-04-12") == {"2022-03"}
    assert "2022-03" in _offered(text, "пропал", "2022-03-30")


def test_the_day_of_an_issue_is_no_day_of_an_act() -> None:
    """Which issue of a newspaper is meant says nothing about when somebody was sued."""
    text = "Рысбек Оспанов ответчик. Поводом стала статья («Городской вестник», 28.05.2014 г.)."
    assert "2014-05-28" not in _offered(text, "ответчик", "2014-11-03")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("On 10 January 2013 she was beaten before the elections in March 2013.", ["2013-01-10"]),
        (
            "Police raided Hill FM on 3 May 2012, ahead of the 24 August 2012 run-off.",
            ["2012-05-03"],
        ),
        ("He was beaten before noon on 3 May 2012.", ["2012-05-03"]),
        ("She was held after the vote on 3 May 2012.", ["2012-05-03"]),
    ],
)
def test_a_vote_to_come_dates_no_act(text: str, kept: list[str]) -> None:
    """What was done before a vote was not done on its day."""
    found = dates(text, [Span(0, len(text))], "en", None)
    assert [str(w.start) for w in found if not is_of_event(text, w)] == kept


@pytest.mark.parametrize(
    ("text", "lang", "start"),
    [
        ("The station was closed in October by the militia.", "en", "--10"),
        ("Радио закрыли в октябре.", "ru", "--10"),
        ("The station was closed in October. It had opened on 3 May 2011.", "en", "--10"),
    ],
)
def test_a_month_whose_year_nothing_tells_has_none(text: str, lang: str, start: str) -> None:
    """A month stays a month without a year where the report has no day either."""
    assert str(dates(text, [Span(0, len(text))], lang, None)[0].start) == start
