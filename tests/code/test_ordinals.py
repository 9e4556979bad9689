"""Days that Russian and Kazakh tell without digits, without a month, or in lists."""

import pytest

from khronika.code.dates import dates
from khronika.model.date import PartialDate
from khronika.model.span import Span

PUBLISHED = PartialDate(2021, 8, 26)


def starts(text: str, lang: str, published: PartialDate | None = PUBLISHED) -> list[str]:
    """Answer what the dates of a text come to."""
    found = dates(text, [Span(0, len(text))], lang, published)
    return [str(when.start) for when in found if when.start]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Двадцать второго июля его задержали.", ["2021-07-22"]),
        ("Допрошен 15, 19 и 24 июля.", ["2021-07-15", "2021-07-19", "2021-07-24"]),
        ("Обыск прошёл 3 августа, 20-го отпустили.", ["2021-08-03", "2021-08-20"]),
        ("Восьмого, в день выборов, сайт отключили.", ["2021-08-08"]),
        ("Сайт лежал 8.06 целые сутки.", ["2021-06-08"]),
        ("Штраф 10.06 млн рублей и 4.5 балла.", []),
        ("Он учился до 5-го класса.", []),
        ("На прошлой неделе избили оператора.", ["2021-08"]),
        ("Накануне его вызвали на допрос.", ["2021-08-25"]),
    ],
)
def test_russian_days_without_digits_or_month(text: str, expected: list[str]) -> None:
    """A day told by a word, by its number alone or in a list is a day of a known month."""
    assert starts(text, "ru") == expected


def test_no_month_is_made_up() -> None:
    """Without a publication date and a month told before, a bare number is no date."""
    assert starts("20-го его отпустили.", "ru", None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Маусымда сайт бұғатталды.", ["2021-06"]),
        ("Журналист 23 маусымда ұсталды.", ["2021-06-23"]),
        ("Маусымның 5 күні сот болды, ертеңіне босатылды.", ["2021-06-05", "2021-06-06"]),
        ("Өткен аптада тінту жүргізілді.", ["2021-08"]),
        ("2019 жылғы 14 мамырда сотталды.", ["2019-05-14"]),
    ],
)
def test_kazakh_days_and_months_in_their_cases(text: str, expected: list[str]) -> None:
    """A month keeps its meaning in every case, with the day before or after it."""
    assert starts(text, "kk") == expected
