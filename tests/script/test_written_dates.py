"""Dates as pages write them."""

import pytest

from khronika.script.written_dates import from_iso, is_date_line, publication_dates

WRITTEN = [
    ("ru", "30 Июля 2015", "2015-07-30"), ("ru", "03.04.2021 | 14:05", "2021-04-03"),
    ("zh", "2020年04月18日 18:10", "2020-04-18"), ("zh", "二〇二〇年四月十八日", "2020-04-18"),
    ("ar", "الثلاثاء ٢٣ حزيران ٢٠٢٠", "2020-06-23"), ("ar", "23 كانون الثاني 2020", "2020-01-23"),
    ("fa", "۲۳ تیر ۱۴۰۲", "2023-07-14"), ("fa", "۵ ژانویه ۲۰۲۱", "2021-01-05"),
    ("kk", "2021 жылғы 5 ақпан", "2021-02-05"), ("kk", "5 ақпан 2021 ж.", "2021-02-05"),
    ("tr", "12 Ağustos 2019 Pazartesi", "2019-08-12"), ("ka", "12 თებერვალი, 2020", "2020-02-12"),
    ("my", "၂၀၂၁ ခုနှစ် ဖေဖော်ဝါရီ ၃ ရက်", "2021-02-03"), ("th", "12 ม.ค. 2564", "2021-01-12"),
    ("ja", "令和3年2月5日", "2021-02-05"), ("ko", "입력 2020.04.18 수정 2020.04.19", "2020-04-18"),
    ("vi", "Ngày 5 tháng 2 năm 2021", "2021-02-05"), ("he", "18 באפריל 2020", "2020-04-18"),
    ("en", "June 26th, 2018", "2018-06-26"), ("es", "3 de febrero de 2023", "2023-02-03"),
    ("hy", "18 ապրիլի, 2020", "2020-04-18"), ("lt", "2020 m. balandžio 18 d.", "2020-04-18"),
    ("uz", "2021-yil 5-fevral", "2021-02-05"), ("mn", "2021 оны 2 сарын 5", "2021-02-05"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "line", "day"), WRITTEN)
def test_dates_are_read_in_many_hands(lang: str, line: str, day: str) -> None:
    """Any order, script, digits and calendar gives the common day."""
    assert [str(found) for found in publication_dates(line, lang=lang)] == [day]


@pytest.mark.parametrize(
    "line", ["020 2015 11 09", "Order 118/04", "Updated: 5 May 2020", "Сегодня 18 ноября 2026"]
)
def test_numbers_changes_and_today_are_no_publication(line: str) -> None:
    """What is no date, or another day's, is not read."""
    assert publication_dates(line) == []


def test_a_sentence_is_no_date_line() -> None:
    """A line that tells something is not a line that dates it."""
    assert is_date_line("14 May 2019, 11:30")
    assert not is_date_line("On 23 June 2018, police came to the house.")


def test_a_machine_date_is_its_own_day() -> None:
    """The day is that of the written zone; UTC is said, since the page's day may differ."""
    assert [str(from_iso(v)[0]) for v in ("2022-04-11T23:00:00-05:00", "20220411")] == [
        "2022-04-11"
    ] * 2  # type: ignore[index]
    assert from_iso("2019-03-31T22:30:00Z")[1] is True  # type: ignore[index]
    assert from_iso("1970-01-01T00:00:00Z") is None
