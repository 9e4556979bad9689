"""Dates: found in three languages, resolved against each other and the day of publication."""

from datetime import date

import pytest

from khronika.code.dates import STAMPS, dates, stamp_of
from khronika.model.date import PartialDate
from khronika.model.span import Span


def _starts(text: str, lang: str, published: str | None) -> list[str]:
    day = PartialDate.parse(published) if published else None
    return [str(w.start) for w in dates(text, [Span(0, len(text))], lang, day)]


@pytest.mark.parametrize(
    ("text", "lang", "published", "expected"),
    [
        ("Last Friday men came.", "en", "2012-10-16", ["2012-10-12"]),
        ("beaten in November", "en", "2011-10-03", ["2010-11"]),
        ("On 04.03.2020 guards", "en", None, ["2020-03-04"]),
        ("On 23 June a guard", "en", None, ["--06-23"]),
        ("on Monday", "en", None, ["None"]),
        ("On 3 May 2018 x; the next day y", "en", None, ["2018-05-03", "2018-05-04"]),
        ("12 марта 2021 года, а на следующий день", "ru", None, ["2021-03-12", "2021-03-13"]),
        ("2018 жылғы 12 сәуірде", "kk", None, ["2018-04-12"]),
    ],
)
def test_date_is_resolved(
    text: str, lang: str, published: str | None, expected: list[str]
) -> None:
    """A date comes to what can be known of it, and to no more."""
    assert _starts(text, lang, published) == expected


def test_year_in_passing_does_not_date_another_day() -> None:
    """A bare year in brackets says nothing of a day told after it."""
    text = "On 23 June 2018 x. The president (in office since 1990) spoke on 28 May."
    assert _starts(text, "en", None) == ["2018-06-23", "1990", "2018-05-28"]


def test_stamp_says_how_exact_and_how_old_a_date_is() -> None:
    """Each way a date can stand to the day of publication has a number of its own."""
    published = date(2024, 3, 15)
    told = "2024-04-01 2024-03-15 2024-03-10 2024-02-20 2023-08-01 2019-01-01".split()  # noqa: SIM905  # one list
    told += ["2024-05", "2024-03", "2023-12", "2020-01", "2024", "2021"]
    found = [stamp_of(PartialDate.parse(value), published) for value in told]
    assert found == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14]
    unknown = [stamp_of(PartialDate.parse(v), None) for v in ("2024-03-15", "2024-03", "2024")]
    assert unknown == [0, 7, 12]
    assert stamp_of(PartialDate.parse("--03-15"), published) == 0
    assert max(*found, *unknown) == STAMPS - 1
