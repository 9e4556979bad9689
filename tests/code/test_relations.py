"""Days told by another day, by a season or by last year; and an undated act of today's news."""

import pytest

from khronika.code.dates import When, dates
from khronika.code.dates.relations import years_back
from khronika.model.date import PartialDate
from khronika.model.span import Span

REPORT = PartialDate.parse("2024-06-15")  # a Saturday


def _found(text: str, lang: str = "ru") -> list[When]:
    return dates(text, [Span(0, len(text))], lang, REPORT)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("5 мая его забрали. Через два дня вручили приказ.", ["2024-05-05", "2024-05-07"]),
        ("5 мая пришли с обыском. На третий день отдали пароль.", ["2024-05-05", "2024-05-07"]),
        ("9 мая избили. Тремя днями ранее угрожали.", ["2024-05-09", "2024-05-06"]),
        ("9 мая избили. Днём раньше изъяли ноутбук.", ["2024-05-09", "2024-05-08"]),
        ("Третий день у дома стоит машина.", ["2024-06-13"]),
        ("Её вызвали в отдел на среду.", ["2024-06-19"]),
        ("В ночь на среду пришли с обыском.", ["2024-06-12"]),
        ("Двадцать третьего октября 2020 года её задержали.", ["2020-10-23"]),
        ("Тридцатого подрядчик подал иск.", ["2024-05-30"]),
        ("Ош, 3.02. Пикет не согласован.", ["2024-02-03"]),
        ("Павлодар, 10 янв – журналиста выставили.", ["2024-01-10"]),
    ],
)
def test_a_day_hangs_on_the_day_told_before(text: str, days: list[str]) -> None:
    """So long before or after, counted days, days by word or number come to a calendar day."""
    assert [str(w.start) for w in _found(text)] == days


@pytest.mark.parametrize(
    ("text", "lang", "start"),
    [
        ("В мае прошлого года суд вынес приговор.", "ru", "2023-05"),
        ("15 мая прошлого года его задержали.", "ru", "2023-05-15"),
        ("Минувшей осенью сайт закрыли.", "ru", "2023"),
        ("He was fined in May last year.", "en", "2023-05"),
    ],
)
def test_last_year_is_counted_from_the_report(text: str, lang: str, start: str) -> None:
    """A month, a day or a season of last year takes its year from the day of publication."""
    assert [str(w.start) for w in _found(text, lang)] == [start]


@pytest.mark.parametrize(
    "text", ["Первого заместителя задержали.", "Второго корреспондента избили.", "Рост на 3.5 млн"]
)
def test_an_ordinal_before_its_noun_is_no_day(text: str) -> None:
    """`Первого заместителя` counts a person, `3.5` is a sum."""
    assert _found(text) == []


def test_a_year_left_out_may_be_another_year() -> None:
    """After "in September 2018" a bare day may be of that year or of the report's."""
    first, second = _found("Так было в сентябре 2018. 15 апреля пришли следователи.")
    assert str(first.start) == "2018-09"
    assert {str(second.start), *map(str, second.others)} == {"2018-04-15", "2024-04-15"}


def test_years_back_says_where_the_words_end() -> None:
    """The words "прошлого года" belong to the date."""
    assert years_back("в мае прошлого года", 5) == (1, 19)
    assert years_back("в мае", 5) is None
