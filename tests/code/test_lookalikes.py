"""What looks like a date and is none; years and days that other words give."""

import pytest

from khronika.code.dates import dates
from khronika.model.date import PartialDate
from khronika.model.span import Span


def _starts(text: str, lang: str = "ru", report: str = "2024-06-15") -> list[str]:
    found = dates(text, [Span(0, len(text))], lang, PartialDate.parse(report))
    return [str(when.start) for when in found if when.start]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Составлен протокол по ст. 19.11 КоАП.", "ru"),
        ("Судья назначил штраф по статьям 24.23 и 19.11 КоАП.", "ru"),
        ("Полиция приехала в 20.10 и увезла всех.", "ru"),
        ("Об этом пишет МИА «Россия сегодня».", "ru"),
        ("Репортёр телеканала «Апрель» получил удары.", "ru"),
        ("The story ran in USA Today and was removed.", "en"),
        ("Прямое включение с матча 30-го тура прервали.", "ru"),
        ("Первое, что сделал редактор, – сел за письмо.", "ru"),
        ("Второе дело журналистки прекращено.", "ru"),
        ("Человек, живший триста лет назад, не истец.", "ru"),
        ("He left twenty-five years ago.", "en"),
        ("Выставку закрыли через день после открытия.", "ru"),
        ("В выходных данных указан другой тираж.", "ru"),
    ],
)
def test_what_only_looks_like_a_date(text: str, lang: str) -> None:
    """Articles of law, hours, names of outlets, ranks and unknown numbers date nothing."""
    assert _starts(text, lang) == []


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("В 2006 году уволили. В июне того же года пришли из МНБ.", ["2006", "2006-06"]),
        ("Весной 2018-го не пустили. Сайт закрыли в том же году.", ["2018", "2018"]),
        ("Слушали с апреля по ноябрь 2019 года.", ["2019-04", "2019-11"]),
        ("Держали с 20 декабря по 5 января 2023 года.", ["2022-12-20", "2023-01-05"]),
        ("На выходных вскрыли квартиру.", ["2024-06"]),
        ("В минувшие выходные вскрыли квартиру.", ["2024-06"]),
        ("На минувшей неделе подали иск.", ["2024-06"]),
        ("Через два дня после задержания изъяли ноутбук 5 июня.", ["2024-06-05"]),
        ("Адвоката вызвали на 18-е в налоговую.", ["2024-06-18"]),
        ("Слушание назначено на октябрь.", ["2024-10"]),
        ("Не пустили на вчерашних слушаниях.", ["2024-06-14"]),
    ],
)
def test_other_words_give_the_year_or_the_day(text: str, starts: list[str]) -> None:
    """The same year, the end of a range, a weekend and what a hearing is set for."""
    assert _starts(text) == starts
