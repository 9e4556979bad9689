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


@pytest.mark.parametrize(
    ("text", "lang", "days"),
    [
        ("On 7 May he was told. Three days afterwards they came.", "en", ["05-07", "05-10"]),
        ("She was fined on 7 May. Two weeks earlier she was warned.", "en", ["05-07", "04-23"]),
        ("The day before yesterday soldiers came.", "en", ["06-13"]),
        ("On Sunday the 2nd it stopped.", "en", ["06-02"]),
        ("A paper said Tuesday 18, 9 o'clock.", "en", ["06-18"]),
        ("Silenced between the 9th and the 13th of May.", "en", ["05-09", "05-13"]),
        ("5 мая закрыли. За сутки до обысков снимали двери.", "ru", ["05-05", "05-04"]),
        ("6 мамырда ұсталды. Екі күннен соң босатылды.", "kk", ["05-06", "05-08"]),
        ("Бес мамырда ұсталды.", "kk", ["05-05"]),
        ("Қараша айының 11-і күні ұсталды.", "kk", ["11-11"]),
        ("22.05. Тінту болды.", "kk", ["05-22"]),
    ],
)
def test_days_hang_on_days_in_three_languages(text: str, lang: str, days: list[str]) -> None:
    """Relations, lists and days beside weekdays come to one calendar day."""
    assert [str(w.start)[5:] for w in _found(text, lang) if w.start] == days


@pytest.mark.parametrize(
    ("text", "lang", "start"),
    [
        ("Three weeks ago police came.", "en", "2024-05"),
        ("A week ago police came.", "en", "2024-06-08"),
        ("Three months ago police came.", "en", "2024-03"),
        ("He was sued last summer.", "en", "2023"),
        ("Осенью его вызывали дважды.", "ru", "2023"),
        ("С лета прошлого года сайт закрыт.", "ru", "2023"),
        ("Суд отменил майское решение.", "ru", "2024-05"),
        ("Былтыр қыркүйекте ұсталды.", "kk", "2023-09"),
        ("Былтыр ел асып кетті.", "kk", "2023"),
        ("2022 жылдың 13 қыркүйегінде ұсталды.", "kk", "2022-09-13"),
    ],
)
def test_a_date_is_as_exact_as_its_words(text: str, lang: str, start: str) -> None:
    """Weeks and months ago come to a month, a season to its year, a week ago to a day."""
    assert [str(w.start) for w in _found(text, lang)] == [start]


@pytest.mark.parametrize("text", ["Октябрьский суд вынес приговор.", "Жұмақовқа айыппұл салынды."])
def test_names_made_of_days_and_months_are_no_dates(text: str) -> None:
    """A district named for October, a surname that begins like Friday tell no time."""
    assert _found(text, "kk" if "ұ" in text else "ru") == []


def test_a_look_back_does_not_carry_the_story() -> None:
    """After "the day before" the story goes on from the day that was told before it."""
    days = _found("5 мая передачу закрыли. Накануне звонили. На следующее утро пришёл патруль.")
    assert [str(w.start) for w in days] == ["2024-05-05", "2024-05-04", "2024-05-06"]
    assert "2024-05-05" in map(str, days[2].others)


def test_a_month_told_in_passing_takes_no_day() -> None:
    """ "On the 17th" belongs to the days told, not to a month that was mentioned between."""
    days = _found("С 10 мая бастуют. Спорят ещё с марта. Начали 17-го, наутро их забрали.")
    assert [str(w.start) for w in days][2:] == ["2024-05-17", "2024-05-18"]


def test_a_weekday_of_a_report_without_a_date_follows_the_day_before_it() -> None:
    """A weekday after a whole date is the next such day; before any date it stays open."""
    text = "On 13 August 2020 he fled. On Saturday he was stopped."
    found = dates(text, [Span(0, len(text))], "en", None)
    assert [str(w.start) for w in found] == ["2020-08-13", "2020-08-15"]


def test_a_report_of_a_month_dates_days_of_the_year_before() -> None:
    """In a report of January a day of November is of last year."""
    text = "On 7 November she was turned back. In December of last year she sued."
    found = dates(text, [Span(0, len(text))], "en", PartialDate(2022, 1))
    assert [str(w.start) for w in found] == ["2021-11-07", "2021-12"]


def test_a_day_that_ends_a_ban_may_be_to_come() -> None:
    """In a report of June "until 10 September" is this year's, "on 10 September" last year's."""
    assert [str(w.start) for w in _found("Офис опечатан до 10 сентября.")] == ["2024-09-10"]
    assert [str(w.start) for w in _found("Офис опечатан 10 сентября.")] == ["2023-09-10"]
