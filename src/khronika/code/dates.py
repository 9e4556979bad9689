"""Finds dates in text and resolves them: against each other and the day of publication.

A year is never supplied from memory: where neither the text nor the publication date gives one,
a day stays `--06-23` and a weekday stays empty (coding manual, "date").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from khronika.code.ordinals import number_of, russian_rules
from khronika.errors import DateUnreadable
from khronika.model.date import PartialDate
from khronika.model.span import Span


@dataclass(frozen=True, slots=True)
class Language:
    """A language's words for time, as alternatives of regular expressions."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    relative: Mapping[str, int]
    before_since: str
    before_until: str
    same_day: str
    next_day: str
    day_before: str
    last: str
    ago: str
    year_word: str


ENGLISH = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("january", "jan"),
                ("february", "feb"),
                ("march", "mar"),
                ("april", "apr"),
                ("may",),
                ("june", "jun"),
                ("july", "jul"),
                ("august", "aug"),
                ("september", "sept", "sep"),
                ("october", "oct"),
                ("november", "nov"),
                ("december", "dec"),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "monday": 0,
        "tuesday": 1,
        "wednesday": 2,
        "thursday": 3,
        "friday": 4,
        "saturday": 5,
        "sunday": 6,
    },  # fmt: skip
    relative={
        "yesterday": -1,
        "today": 0,
        "tonight": 0,
        "this morning": 0,
        "this afternoon": 0,
        "this evening": 0,
        "last night": -1,
        "the day before yesterday": -2,
    },  # fmt: skip
    before_since=r"(?:since|from|starting|as of|ever since)",
    before_until=r"(?:until|till|to|before|by)",
    same_day=r"the same (?:day|evening|morning|night|afternoon)|that (?:day|evening|night|afternoon|morning|same day)",  # noqa: E501  # one pattern, one line
    next_day=r"(?:the )?(?:next|following) (?:day|morning|evening|night|afternoon)|a day later|one day later",  # noqa: E501  # one pattern, one line
    day_before=r"the (?:previous|preceding) (?:day|evening|night)|the day before|the night before|a day earlier",  # noqa: E501  # one pattern, one line
    last=r"last|this past|previous",
    ago=r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s? (ago|earlier|later|before)",  # noqa: E501  # one pattern, one line
    year_word="",
)
RUSSIAN = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("января", "январе", "январь", "студзеня", "січня"),
                ("февраля", "феврале", "февраль", "лютага", "лютого"),
                ("марта", "марте", "март", "сакавіка", "березня"),
                ("апреля", "апреле", "апрель", "красавіка", "квітня"),
                ("мая", "мае", "май", "траўня", "травня"),
                ("июня", "июне", "июнь", "чэрвеня", "червня"),
                ("июля", "июле", "июль", "ліпеня", "липня"),
                ("августа", "августе", "август", "жніўня", "серпня"),
                ("сентября", "сентябре", "сентябрь", "верасня", "вересня"),
                ("октября", "октябре", "октябрь", "кастрычніка", "жовтня"),
                ("ноября", "ноябре", "ноябрь", "лістапада", "листопада"),
                ("декабря", "декабре", "декабрь", "снежня", "грудня"),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "понедельник": 0,
        "вторник": 1,
        "среду": 2,
        "четверг": 3,
        "пятницу": 4,
        "субботу": 5,
        "воскресенье": 6,
        "понедельника": 0,
        "вторника": 1,
        "среды": 2,
        "четверга": 3,
        "пятницы": 4,
        "субботы": 5,
        "воскресенья": 6,
    },  # fmt: skip
    relative={
        "вчера": -1,
        "сегодня": 0,
        "позавчера": -2,
        "накануне": -1,
        "учора": -1,
        "сёння": 0,
        "вчора": -1,
        "сьогодні": 0,
    },
    before_since=r"(?:с|со|начиная с|з|із)",
    before_until=r"(?:до|по|к)",
    same_day=r"в тот же (?:день|вечер)|тем же вечером|в этот (?:же )?день|того же дня|в ту же ночь",  # noqa: E501  # one pattern, one line
    next_day=r"на следующий день|на следующее утро|наутро|днем позже|днём позже|через день|на другой день|наступного дня|на наступны дзень",  # noqa: E501  # one pattern, one line
    day_before=r"накануне|днем ранее|днём ранее|за день до этого",
    last=r"прошл\w+|минувш\w+",
    ago=r"(\d+|одну|один|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять)? ?(день|дня|дней|неделю|недели|недель|месяц|месяца|месяцев|год|года|лет) (назад|спустя)",  # noqa: E501  # one pattern, one line
    year_word=r"\s*(?:года?|г\.|году|рок[уа]|год[зу]е?)?",
)
KAZAKH = Language(
    months={
        name: number
        for number, names in enumerate(
            (
                ("қаңтар",),
                ("ақпан",),
                ("наурыз",),
                ("сәуір",),
                ("мамыр",),
                ("маусым",),
                ("шілде",),
                ("тамыз",),
                ("қыркүйек",),
                ("қазан",),
                ("қараша",),
                ("желтоқсан",),
            ),
            start=1,
        )
        for name in names
    },  # fmt: skip
    weekdays={
        "дүйсенбі": 0,
        "сейсенбі": 1,
        "сәрсенбі": 2,
        "бейсенбі": 3,
        "жұма": 4,
        "сенбі": 5,
        "жексенбі": 6,
    },  # fmt: skip
    relative={"кеше": -1, "бүгін": 0, "бүгінгі": 0, "кешегі": -1},
    before_since=r"\b\B",
    before_until=r"\b\B",
    same_day=r"сол күні|дәл сол күні",
    next_day=r"ертеңіне|ертесі|келесі күні|ертеңінде",
    day_before=r"алдыңғы күні|бір күн бұрын",
    last=r"өткен|былтырғы",
    ago=r"(\d+|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он) (күн|апта|ай|жыл) (бұрын|кейін)",
    year_word=r"\s*(?:жыл\w*|ж\.)?",
)
LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH, "ru": RUSSIAN, "be": RUSSIAN, "uk": RUSSIAN, "kk": KAZAKH,
}  # fmt: skip
_SMALL = {
    word: number
    for number, words in enumerate(
        (
            "a an one один одну бір", "two два две екі", "three три үш", "four четыре төрт",
            "five пять бес", "six шесть алты", "seven семь жеті", "eight восемь сегіз",
            "nine девять тоғыз", "ten десять он",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """A date as told: where, and what it comes to; `is_since` and `is_until` bound a time.

    `depends` names a relation to the date told before it (0 same day, 1 the next day, -1 the
    day before, or so many days), until `resolve` has settled it.
    """

    span: Span
    start: PartialDate | None
    end: PartialDate | None = None
    is_since: bool = False
    is_until: bool = False
    depends: int | None = None


def day(value: date) -> PartialDate:
    """Answer a calendar day as a date of the model."""
    return PartialDate(value.year, value.month, value.day)


def as_day(value: PartialDate | None) -> date | None:
    """Answer a full date as a calendar day, or None where it is not full."""
    if value is None or value.year is None or value.month is None or value.day is None:
        return None
    return date(value.year, value.month, value.day)


def _make(year: int | None, month: int | None, number: int | None = None) -> PartialDate | None:
    try:
        return PartialDate(year, month, number)
    except DateUnreadable:
        return None


@cache
def _patterns(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = LANGUAGES[lang]
    month = "|".join(sorted(words.months, key=len, reverse=True))
    month = rf"(?P<m>{month})" + (r"\w{0,6}" if lang == "kk" else r"\b\.?")
    weekday = "|".join(sorted(words.weekdays, key=len, reverse=True))
    tail = r"\w{0,4}" if lang == "kk" else r"\b"
    year = r"(?P<y>(?:19|20)\d\d)"
    of = r"(?:st|nd|rd|th)?(?: of)?" if lang == "en" else ""
    last = rf"(?P<last>(?:{words.last}) )?"
    rules = [
        ("iso", r"\b(?P<y>(?:19|20)\d\d)-(?P<n>\d\d)-(?P<d>\d\d)\b"),
        ("dotted", r"\b(?P<d>\d{1,2})\. ?(?P<n>\d{1,2})\. ?(?P<y>(?:19|20)\d\d)\b"),
        ("dotted", r"\b(?P<d>\d{1,2})/(?P<n>\d{1,2})/(?P<y>(?:19|20)\d\d)\b"),
    ]
    if lang == "kk":
        rules += [
            (
                "full",
                rf"{year} ?(?:жылғы|жылдың|жылы|ж\.) (?P<d>\d{{1,2}})[- –]?(?:інші |ші |шы )?{month}",  # noqa: E501  # one pattern, one line
            ),
            ("month", rf"{year} ?(?:жылғы|жылдың|жылы|ж\.) {month}"),
        ]
    rules += [
        ("full", rf"\b(?P<d>\d{{1,2}}){of}[ \u00a0]{month},?[ \u00a0]{year}\b"),
        ("full", rf"\b{month} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {year}\b"),
        (
            "span",
            rf"\b(?P<d>\d{{1,2}})(?: ?[-–] ?| to | and | по )(?P<e>\d{{1,2}})[ \u00a0]{month}(?:,? {year})?",  # noqa: E501  # one pattern, one line
        ),
        ("day", rf"\b(?P<d>\d{{1,2}}){of}[ \u00a0]{month}(?![\w])"),
        ("day", rf"\b{month} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)"),
        ("month", rf"\b{month},?(?: of)? {year}\b"),
        (
            "bare month",
            rf"(?:\b(?:in|since|until|early|late|mid|from|of|by|during|before|last|this|в|с|до|к|в начале|в конце)[ -]){last}{month}(?!\w)",  # noqa: E501  # one pattern, one line
        ),
        ("same", rf"\b(?:{words.same_day})"),
        ("next", rf"\b(?:{words.next_day})"),
        ("before", rf"\b(?:{words.day_before})"),
        ("ago", rf"\b{words.ago}\b"),
        ("weekday", rf"\b{last}(?P<w>{weekday}){tail}"),
        ("relative", rf"\b(?P<r>{'|'.join(sorted(words.relative, key=len, reverse=True))})\b"),
        (
            "last unit",
            r"\b(?P<last>last|this|прошл\w+|этой|этом|в этом|өткен|осы) (?P<u>week|month|year|weekend|неделе|месяце|году|аптада|айда|жылы)\b",  # noqa: E501  # one pattern, one line
        ),
        (
            "year",
            r"\b(?:in|since|of|until|from|early|late|by|during|в|с|до|к) (?P<y>(?:19|20)\d\d)\b|\b(?P<y2>(?:19|20)\d\d)(?: году?| года| жылы|-жылы)",  # noqa: E501  # one pattern, one line
        ),
    ]
    if lang == "en":
        noun = r"(?:century|anniversary|time|floor|district|edition|birthday|day|week|year|month|hour|infantry|brigade|battalion|division|army|amendment|street|avenue|minute|round|place|largest|biggest|most|congress|parliament|session|precinct|police|criminal|penal|chamber|assize|high)"  # noqa: E501  # one pattern, one line
        rules.append(
            (
                "ordinal",
                rf"(?<=\bthe )(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b(?![- ]{noun}\b)(?= ?[.,;:)\n–—]|$| [a-z])",  # noqa: E501  # one pattern, one line
            )
        )
    if lang == "kk":
        rules.insert(len(rules) - 9, ("bare month", rf"\b{month}(?= (?:айында|айының))"))
        names = "|".join(words.months)
        rules.append(("bare month", rf"(?<!\d )(?<!\d)\b(?P<m>{names})(?:[дт][ае](?:н|ғы|гі)?)\b"))
    if lang == "ru":
        rules = russian_rules(month) + rules
    return tuple((name, re.compile(rule, re.IGNORECASE)) for name, rule in rules)


def _weekday(number: int, published: date | None, *, is_last: bool) -> PartialDate | None:
    if published is None:
        return None
    back = (published.weekday() - number) % 7
    if back == 0 and is_last:
        back = 7
    return day(published - timedelta(days=back))


def _last_unit(word: str, unit: str, published: date | None) -> PartialDate | None:
    if published is None:
        return None
    is_last = word.lower() not in {"this", "этой", "этом", "в этом", "осы"}
    if unit.lower() in {"week", "неделе", "аптада"}:
        # The days of a week are not told: its month is, unless the week has two.
        middle = published - timedelta(days=published.weekday() - 3 + 7 * is_last)
        return PartialDate(middle.year, middle.month)
    if unit.lower() in {"year", "году", "жылы"}:
        return PartialDate(published.year - is_last)
    if unit.lower() in {"month", "месяце", "айда"}:
        first = published.replace(day=1) - timedelta(days=1) if is_last else published
        return PartialDate(first.year, first.month)
    return None


def _ago(found: re.Match[str], published: date | None) -> tuple[PartialDate | None, int | None]:
    groups = found.groups()[-3:]
    amount_word, unit, direction = (g or "" for g in groups)
    amount = int(amount_word) if amount_word.isdigit() else _SMALL.get(amount_word.lower(), 1)
    unit = unit.lower()
    size = (
        1 if unit[:2] in {"da", "де", "дн", "кү"} else 7 if unit[:2] in {"we", "не", "ап"} else 30
    )
    if unit[:2] in {"ye", "го", "ле", "жы"}:
        size = 365
    if direction.lower() in {"earlier", "later", "before", "спустя", "кейін"}:
        sign = 1 if direction.lower() in {"later", "спустя", "кейін"} else -1
        return None, (sign * amount * size if size <= 7 else None)
    if published is None:
        return None, None
    then = published - timedelta(days=amount * size)
    if size == 365:
        return PartialDate(published.year - amount), None
    return (PartialDate(then.year, then.month) if size == 30 else day(then)), None


def _one(name: str, found: re.Match[str], lang: str, published: date | None) -> When | None:
    words = LANGUAGES[lang]
    part = found.groupdict()
    span = Span(found.start(), found.end())
    month = words.months.get((part.get("m") or "").lower())
    year_text = part.get("y") or part.get("y2")
    year = int(year_text) if year_text else None
    number = number_of(part)
    if name in {"iso", "dotted"}:
        made = _make(year, int(part["n"]), number)
        if made is None and name == "dotted" and number is not None:
            made = _make(year, number, int(part["n"]))  # month first: 04/23/2020
        return When(span, made) if made else None
    if name in {"full", "month"}:
        made = _make(year, month, number)
        return When(span, made) if made else None
    if name == "span":
        start, end = _make(year, month, number), _make(year, month, int(part["e"]))
        return When(span, start, end) if start and end else None
    if name == "day":
        made = _make(None, month, number)
        return When(span, made) if made else None
    if name == "short":
        made = _make(None, int(part["n"]), number)
        return When(span, made) if made else None
    if name == "bare month":
        # A month without year or day has no form of its own: the day 0 stands in until resolved.
        return When(span, None, depends=1000 + (month or 0)) if month else None
    if name == "ordinal":
        return When(span, None, depends=2000 + (number or 0))
    if name == "weekday":
        settled = _weekday(
            words.weekdays[part["w"].lower()], published, is_last=bool(part["last"])
        )
        return When(span, settled)
    if name == "relative":
        shift = words.relative[part["r"].lower()]
        return When(span, day(published + timedelta(days=shift)) if published else None)
    if name == "last unit":
        return When(span, _last_unit(part["last"], part["u"], published))
    if name == "ago":
        then, shift_days = _ago(found, published)
        return When(span, then, depends=shift_days)
    if name in {"same", "next", "before"}:
        return When(span, None, depends={"same": 0, "next": 1, "before": -1}[name])
    return When(span, PartialDate(year)) if year else None


def _bounds(text: str, when: When, lang: str) -> When:
    words = LANGUAGES[lang]
    before = text[max(0, when.span.start - 12) : when.span.start]
    surface = when.span.of(text)
    since = re.search(rf"\b{words.before_since}\s*(?:the )?$", before, re.I) or re.match(
        rf"{words.before_since}\b", surface, re.I
    )
    until = re.search(rf"\b{words.before_until}\s*(?:the )?$", before, re.I) or re.match(
        rf"{words.before_until}\b", surface, re.I
    )
    return When(when.span, when.start, when.end, bool(since), bool(until), when.depends)


def _settle(
    when: When, published: date | None, year: int | None, previous: PartialDate | None
) -> When:
    start, end = when.start, when.end
    if when.depends is not None and when.depends >= 2000:
        start = _day_of_month(when.depends - 2000, published, previous)
    elif when.depends is not None and when.depends >= 1000:
        month = when.depends - 1000
        start = _year_of(None, month, published, year)
    elif when.depends is not None:
        known = as_day(previous)
        if known is None and previous is None and when.depends == -1:
            known = published  # "накануне" in a report without another day
        start = day(known + timedelta(days=when.depends)) if known else None
        if when.depends == 0 and previous is not None:
            start = previous
    elif start is not None and start.year is None:
        start = _year_of(start.day, start.month or 1, published, year)
        if end is not None and start is not None:
            end = _make(start.year, end.month, end.day)
    return When(when.span, start, end, when.is_since, when.is_until)


def _day_of_month(
    number: int, published: date | None, previous: PartialDate | None
) -> PartialDate | None:
    """Answer "the 14th": of the month told before it, else the latest that is past."""
    if previous is not None and previous.month is not None:
        return _make(previous.year, previous.month, number)
    if published is None:
        return None
    first = published.replace(day=1)
    month = first if number <= published.day else first - timedelta(days=1)
    return _make(month.year, month.month, number)


def _year_of(
    number: int | None, month: int, published: date | None, year: int | None
) -> PartialDate | None:
    """Give a day or month its year: the latest that is past, or the year told before."""
    if published is not None:
        for candidate in (published.year, published.year - 1):
            if (candidate, month, number or 1) <= (published.year, published.month, published.day):
                if year is not None and year < candidate:
                    return _make(year, month, number)
                return _make(candidate, month, number)
    if year is not None:
        return _make(year, month, number)
    return _make(None, month, number) if number else None


def dates(
    text: str, spans: Sequence[Span], lang: str, published: PartialDate | None
) -> list[When]:
    """Find and resolve the dates of a text.

    Args:
        text: the page's text.
        spans: where to look, in order (its blocks).
        lang: en, ru, be, uk or kk; dates of other languages are read as English ones.
        published: the day of publication, where it is known.

    Returns:
        dates in the order of the text; `start` is None where nothing can be known.
    """
    known = lang if lang in LANGUAGES else "en"
    today = as_day(published)
    out: list[When] = []
    previous: PartialDate | None = None
    year = published.year if published and not today else None
    for number, span in enumerate(spans):
        local_year: int | None = None
        for when in _found(text, span, known, today):
            settled = _settle(when, today, local_year or year, previous)
            out.append(settled)
            if settled.start is not None:
                previous = settled.start
                if when.start is not None and when.start.year and when.depends is None:
                    # "in office since 1990" dates nothing; a headline's year may.
                    is_title = number == 0 and local_year is None and year is None
                    is_explicit = when.start.month is not None or is_title
                    is_explicit = is_explicit and str(when.start.year) in when.span.of(text)
                    local_year = when.start.year if is_explicit else local_year
                    year = year or (when.start.year if is_explicit and today is None else None)
    return out


def _found(text: str, span: Span, lang: str, today: date | None) -> list[When]:
    taken: list[Span] = []
    found: list[When] = []
    for name, pattern in _patterns(lang):
        for match in pattern.finditer(text, span.start, span.end):
            here = Span(match.start(), match.end())
            if any(here.overlaps(other) for other in taken):
                continue
            when = _one(name, match, lang, today)
            if when is not None:
                taken.append(here)
                found.append(_bounds(text, when, lang))
    return sorted(found, key=lambda w: w.span)
