"""Reads dates as pages write them: any order, many languages, scripts, digits and calendars.

Names of months stand in `data/months.csv`. Solar Hijri, Buddhist, Japanese and Minguo years are
turned into common ones; the lunar Hijri calendar is not, since its days depend on a sighting.
"""

import csv
import datetime
import re
import unicodedata
from functools import lru_cache
from importlib import resources

from khronika.errors import DateUnreadable
from khronika.model.date import PartialDate

_ISO = re.compile(
    r"\s*(\d{4})-?(\d{2})-?(\d{2})(?:\s*T?\s*(\d{1,2}):?(\d{2})(?::?\d{2}(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(\d{4})\s*(?:[./-]|年|년|оны?|он)\s*(\d{1,2})\s*(?:[./-]|月|월|сарын|"
    r"сар)\s*(\d{1,2})\s*(?:日|號|号|일|өдөр|ның|\.)?(?![\d/-])"
)
_NUMBERS = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])(?!\.\d)"
)
_CHINESE = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日號号]"
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm)?\s+(\d{4})", re.IGNORECASE)
_ERA = re.compile(
    r"(令和|平成|昭和|民國|民国|中華民國)\s*(元|\d{1,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911}
_TURKIC = re.compile(
    r"(\d{4})\s*(?:-|–)?\s*(?:жыл[а-яёңғүұқөәі]*|yil[a-z]*|йил[а-я]*|il|m\.|год[а-я]*|"
    r"-?ის|წლის|թ\.?)?,?\s*[\"«(]?(\d{1,2})(?:\s*-?\s*(?:і|ші|inchi|нчи|чи|ci|"
    r"cı))?\s*[-–]?\s*([^\W\d_]+)",
    re.IGNORECASE,
)
_JALALI_NAMES = (
    "فروردین|حمل|وری", "اردیبهشت|ثور|غویی", "خرداد|جوزا|غبرګولی", "تیر|سرطان|چنګاښ",
    "مرداد|امرداد|اسد|زمری", "شهریور|سنبله|وږی", "مهر|میزان|تله", "آبان|ابان|عقرب|لړم",
    "آذر|اذر|قوس|لیندۍ", "دی|جدی|مرغومی", "بهمن|دلو|سلواغه", "اسفند|حوت|کب",
)  # fmt: skip
"""Months of the solar Hijri calendar in Persian, Dari and Pashto."""
_JALALI = {
    name: number for number, names in enumerate(_JALALI_NAMES, 1) for name in names.split("|")
}
_MODIFIED = re.compile(
    r"\b(?:updated|modified|last\s+(?:update|edit|change|review)|edited|revised|"
    r"corrected)\b|обновл|измен[её]н|"
    r"редактир|оновлен|aktualisier|geändert|stand:|mis[e]? à jour|actualizad|atualizad|aggiornat|"
    r"zaktualizowan|güncelle|жаңарт|yangilan|yenilən|更新|修改|최종|수정|تحديث|به‌?روز|"
    r"განახლ|թարմաց|bijgewerkt|uppdatera|oppdater|opdater|актуализ|ažurir|cập nhật|"
    r"diperbarui|แก้ไข",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|heute|aujourd.hui|hoy|hoje|oggi|bugün|dzisiaj|dziś|vandaag)\b|сегодня|"
    r"сьогодні|бүгін|"
    r"бүгүн|bugun|今天|今日|오늘|اليوم|امروز|დღეს|այսօր|сёння|днес|данас",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"publi|posted|опублик|дата|размещ|опубл|veröffentlicht|erstellt|publié|publicad|"
    r"pubblicat|opublikowan|"
    r"yayın|жарияла|发布|發佈|発表|公開|投稿|입력|등록|نشر|تاریخ|انتشار|გამოქვეყნ|հրապարակ|"
    r"chop etil|e’lon|đăng",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _months() -> tuple[dict[str, list[tuple[int, str]]], dict[str, list[tuple[str, int, str]]]]:
    """Load the names of months: whole words, and stems by their first two letters."""
    whole: dict[str, list[tuple[int, str]]] = {}
    stems: dict[str, list[tuple[str, int, str]]] = {}
    text = resources.files("khronika.data").joinpath("months.csv").read_text("utf-8")
    for lang, *names in csv.reader(line for line in text.splitlines() if line[:1] != "#"):
        for number, forms in enumerate(names, 1):
            for form in forms.split("|"):
                if form.endswith("*"):
                    stems.setdefault(form[:2], []).append((form[:-1], number, lang))
                else:
                    whole.setdefault(form, []).append((number, lang))
    return whole, stems


def month_number(word: str, lang: str | None = None) -> int | None:
    """Return the month that a word names, in the page's language first.

    >>> month_number("Июля", "ru")
    7
    """
    whole, stems = _months()
    low = unicodedata.normalize("NFC", word.lower().replace("i̇", "i")).rstrip(".")
    found: list[tuple[int, str]] = [*whole.get(low, ()), *whole.get(f"{low}.", ())]
    for stem, number, tongue in stems.get(low[:2], ()):
        if (
            low.startswith(stem)
            and len(low) <= len(stem) + 6
            and (tongue == lang or len(stem) > 4)
        ):
            found.append((number, tongue))
    if not found and low[:1] in {"ב", "ה", "ל"} and len(low) > 3:
        return month_number(low[1:], "he")
    for preferred in (lang, "en"):
        own = [number for number, other in found if other == preferred]
        if own:
            return own[0]
    if lang is not None and len(low) < 4:
        return None
    numbers = sorted({number for number, _ in found})
    return numbers[0] if len(numbers) == 1 else None


def _digits(text: str) -> str:
    """Write every script's digits as ASCII, one for one."""
    return "".join(
        str(unicodedata.digit(char)) if not char.isascii() and char.isdecimal() else char
        for char in text
    )


def _date(year: int, month: int, day: int) -> PartialDate | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return PartialDate(year, month, day)
    except DateUnreadable:
        return None


def from_jalali(year: int, month: int, day: int) -> PartialDate | None:
    """Turn a day of the solar Hijri calendar into the Gregorian one (33-year leap cycle).

    >>> str(from_jalali(1402, 1, 1))
    '2023-03-21'
    """
    if not (1200 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    years = year - 979
    days = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4
    days += sum(31 if number <= 6 else 30 for number in range(1, month)) + day - 1
    found = datetime.date(1600, 3, 20) + datetime.timedelta(days=days)
    return _date(found.year, found.month, found.day)


_WORDS = re.compile(
    r"\d+|[^\W\d_]+(?:[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    r"\u0981-\u09cd\u0b82-\u0bcd\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3]|"
    r"[^\W\d_])*"
)


def dates_in(
    text: str, *, lang: str | None = None, month_first: bool = False
) -> list[tuple[PartialDate, int, int]]:
    """Find the full dates that a text names, in any of the languages known.

    Args:
        text: a line of a page, not a whole report.
        lang: the page's language, which decides between names of months.
        month_first: whether 3/4 is 4 March (the United States), otherwise 3 April.

    Returns:
        (date, start, end) in order of the text.
    """
    plain = _digits(text)
    found = [*_numeric(plain, month_first=month_first or lang == "en-us"), *_worded(plain, lang)]
    found.sort(key=lambda item: (item[1], -item[2]))
    kept: list[tuple[PartialDate, int, int]] = []
    for item in found:
        if not kept or item[1] >= kept[-1][2]:
            kept.append(item)
    return kept


def _numeric(text: str, *, month_first: bool) -> list[tuple[PartialDate, int, int]]:
    found: list[tuple[PartialDate | None, int, int]] = []
    for match in _YEAR_FIRST.finditer(text):
        year, month, day = map(int, match.groups())
        date = (
            from_jalali(year, month, day)
            if 1300 <= year <= 1450
            else _date(_common(year), month, day)
        )
        found.append((date, *match.span()))
    for match in _NUMBERS.finditer(text):
        first, sign, second, last = match.groups()
        a, b, y = int(first), int(second), int(last)
        y += 2000 if y < 70 else 1900 if y < 100 else 0
        if a > 12 or not month_first or sign == ".":
            a, b = b, a
        if a > 12 >= b:
            a, b = b, a
        found.append((_date(_common(y), a, b), *match.span()))
    for match in _CHINESE.finditer(text):
        found.append((_date(_han(match[1]), _han(match[2]), _han(match[3])), *match.span()))
    for match in _VIETNAMESE.finditer(text):
        found.append((_date(int(match[3]), int(match[2]), int(match[1])), *match.span()))
    for match in _ERA.finditer(text):
        year = 1 if match[2] == "元" else int(match[2])
        found.append((_date(_ERAS[match[1]] + year, int(match[3]), int(match[4])), *match.span()))
    return [(date, start, end) for date, start, end in found if date]


def _han(figures: str) -> int:
    """Read a number in Han figures."""
    table = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0}
    if "十" not in figures:
        return int("".join(str(table[sign]) for sign in figures))
    tens, ones = figures.split("十", 1)
    return (table[tens] if tens else 1) * 10 + (table[ones] if ones else 0)


def _common(year: int) -> int:
    """Turn a year of the Buddhist era into the common one."""
    return year - 543 if 2440 <= year <= 2650 else year


def _worded(text: str, lang: str | None) -> list[tuple[PartialDate, int, int]]:
    """Find a day, a month in words and a year that stand side by side in any order."""
    words = [(match.group(), match.start(), match.end()) for match in _WORDS.finditer(text)]
    found: list[tuple[PartialDate, int, int]] = []
    for index, (word, _, _) in enumerate(words):
        if word.isdigit() or (len(word) < 2 and word.isascii()):
            continue
        month, jalali = month_number(word, lang), _JALALI.get(word)
        first = last = index
        if month is None and not jalali:
            if index + 1 < len(words):
                month = month_number(f"{word} {words[index + 1][0]}", lang)
                last = index + 1
            if month is None and "." in text[words[index][1] : words[index][1] + 8]:
                month, last = _dotted(text, words, index, lang)
        if month is None and not jalali:
            continue
        date = _around(
            text,
            words,
            first,
            last,
            month or jalali or 0,
            jalali=bool(jalali) and lang in {"fa", "ps", None, "prs"},
        )
        if date:
            found.append(date)
    return found


def _dotted(
    text: str, words: list[tuple[str, int, int]], index: int, lang: str | None
) -> tuple[int | None, int]:
    """Read a month that is written with dots in it (Thai)."""
    start = words[index][1]
    for last in (index + 1, index + 2):
        if last < len(words):
            end = words[last][2]
            month = month_number(text[start:end] + ".", lang) or month_number(
                text[start : end + 1], lang
            )
            if month:
                return month, last
    return None, index


def _around(
    text: str,
    words: list[tuple[str, int, int]],
    first: int,
    last: int,
    month: int,
    *,
    jalali: bool,
) -> tuple[PartialDate, int, int] | None:
    before = [i for i in range(max(0, first - 4), first) if words[i][0].isdigit()]
    after = [i for i in range(last + 1, min(len(words), last + 4)) if words[i][0].isdigit()]
    for day_at, year_at in _orders(words, before, after, first, last):
        day, year = int(words[day_at][0]), int(words[year_at][0])
        date = from_jalali(year, month, day) if jalali else _date(_common(year), month, day)
        if date:
            spots = [day_at, year_at, first, last]
            return date, words[min(spots)][1], words[max(spots)][2]
    return None


def _orders(
    words: list[tuple[str, int, int]], before: list[int], after: list[int], first: int, last: int
) -> list[tuple[int, int]]:
    """List which figures beside a month may be its day and its year, likelier first."""
    year = [i for i in before + after if len(words[i][0]) == 4]
    day = [i for i in before + after if len(words[i][0]) <= 2]
    pairs = [(d, y) for d in day for y in year]

    def near(at: int) -> int:
        return first - at if at < first else at - last

    return sorted(
        (pair for pair in pairs if near(pair[0]) <= 3 and near(pair[1]) <= 4),
        key=lambda pair: (near(pair[0]) + near(pair[1]), pair[0] > first),
    )


def from_iso(value: str | None, *, month_first: bool = False) -> tuple[PartialDate, bool] | None:
    """Read a machine's date: the day in its own zone, and whether that zone is UTC.

    >>> from_iso("2022-04-11T08:00:00+02:00")
    (PartialDate(year=2022, month=4, day=11), False)
    """
    if not value:
        return None
    value = _digits(value.strip())
    if re.fullmatch(r"1\d{9}(?:\d{3})?", value):
        moment = datetime.datetime.fromtimestamp(int(value[:10]), datetime.UTC)
        date = _date(moment.year, moment.month, moment.day)
        return (date, True) if date else None
    match = _ISO.match(value)
    if match:
        date = _date(int(match[1]), int(match[2]), int(match[3]))
        zone = (match[6] or "").upper()
        if date is None or (date.year or 0) <= 1970:
            return None
        if date:
            return date, zone in {"Z", "UTC", "GMT", "+00:00", "+0000", "-00:00"}
    found = dates_in(value, month_first=month_first)
    return (found[0][0], "GMT" in value or "UTC" in value) if found else None


def is_date_line(text: str, *, lang: str | None = None) -> bool:
    """Tell whether a line says when and hardly anything else."""
    if len(text) > 160:
        return False
    found = dates_in(text, lang=lang)
    if not found:
        return False
    rest = text[: found[0][1]] + text[found[-1][2] :]
    letters = sum(char.isalpha() for char in rest)
    told = len(re.findall(r"[^\W\d_]{3,}", rest)) > 1 and not _STATED.search(rest)
    if told and re.search(r"[^\W\d_]{3,}[.!?।。]\s*$", rest):
        return False  # a sentence
    return letters <= 45 or (bool(_STATED.search(rest)) and letters <= 90)


def states_change(text: str) -> bool:
    """Tell whether a date in this line is that of a change."""
    return bool(_MODIFIED.search(text)) and not _STATED.search(text)


def states_today(text: str) -> bool:
    """Tell whether a date in this line is that of the reader's day."""
    return bool(_TODAY.search(text))


def publication_dates(
    text: str, *, lang: str | None = None, month_first: bool = False
) -> list[PartialDate]:
    """Return the dates of a line that can be of publication, leaving out those of changes."""
    dates = dates_in(text, lang=lang, month_first=month_first)
    if states_today(text) and not _STATED.search(text):
        return []
    kept: list[tuple[bool, int, PartialDate]] = []
    at = 0
    for date, start, end in dates:
        before = text[at:start]
        if not _MODIFIED.search(before) and not (len(dates) == 1 and states_change(text)):
            kept.append((not _STATED.search(before), len(kept), date))
        at = end
    return [date for *_, date in sorted(kept, key=lambda item: item[:2])]
