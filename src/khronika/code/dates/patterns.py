"""Patterns of dates per language, the most exact first."""

import re
from collections.abc import Iterator
from functools import cache

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.ordinals import english_list, english_rules, kazakh_rules, russian_rules


@cache
def patterns(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Answer the rules (name, pattern) of a language in the order in which they claim text."""
    words = LANGUAGES[lang]
    month = "|".join(sorted(words.months, key=len, reverse=True))
    month = rf"(?P<m>{month})" + (r"\w{0,6}" if lang == "kk" else r"\b\.?")
    weekday = "|".join(sorted(words.weekdays, key=len, reverse=True))
    # "Жұмақов" is no Friday: only endings of cases may follow.
    ending = r"(?:(?:[дт][ае]|[ғгқк][ае])(?:н|ғы|гі)?|[нд][ыі](?:ң)?|[нд]?[ае]н|мен|с[ыі](?:нда|нде|на|не)?|дікі)?\b"  # noqa: E501  # one pattern, one line
    tail = ending if lang == "kk" else r"\b"
    year = r"(?P<y>(?:19|20)\d\d)"
    of = r"(?:st|nd|rd|th)?(?: of)?" if lang == "en" else ""
    last = rf"(?P<last>(?:{words.last}) )?"
    whole = r"\b" if lang == "en" else ""
    rules = [
        ("iso", r"\b(?P<y>(?:19|20)\d\d)-(?P<n>\d\d)-(?P<d>\d\d)\b"),
        ("dotted", r"\b(?P<d>\d{1,2})\. ?(?P<n>\d{1,2})\. ?(?P<y>(?:19|20)\d\d)(?!\d)"),
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
            rf"\b(?P<d>\d{{1,2}})(?: ?[-–] ?|/| to | and | по | на )(?P<e>\d{{1,2}})[ \u00a0]{month}(?:,? {year})?",  # noqa: E501  # one pattern, one line
        ),
        ("day", rf"\b(?P<d>\d{{1,2}}){of}[ \u00a0]{month}(?![\w])"),
        ("day", rf"\b{month} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)"),
        ("month", rf"\b{month},?(?: of)? {year}\b"),
        (
            "bare month",
            rf"(?:\b(?:in|since|until|early|late|mid|from|of|by|during|before|last|this|в|с|до|к|в начале|в конце)[ -]){last}{month}(?!\w)",  # noqa: E501  # one pattern, one line
        ),
        ("same", rf"\b(?:{words.same_day}){whole}"),
        ("next", rf"\b(?:{words.next_day}){whole}"),
        ("before", rf"\b(?:{words.day_before}){whole}"),
        ("ago", rf"\b{words.ago}\b"),
        ("weekday", rf"\b{last}(?P<w>{weekday}){tail}"),
        ("relative", rf"\b(?P<r>{'|'.join(sorted(words.relative, key=len, reverse=True))})\b"),
        (
            "last unit",
            r"\b(?P<last>last|this|(?:прошл|минувш|прошедш|ушедш|истекш)\w+|этой|этом|в этом|этого|нынешн\w+|текущ\w+|өткен|осы) (?P<u>week|month|year|weekend|недел[еи]|месяце|месяца|году|года|выходны[ех]|аптада|айда|жылы)\b",  # noqa: E501  # one pattern, one line
        ),
        (
            "year",
            r"\b(?:in|since|of|until|from|early|late|by|during|в|с|до|к) (?P<y>(?:19|20)\d\d)\b|\b(?P<y2>(?:19|20)\d\d)(?: году?| года| жылы|-жылы|-?(?:го|м|му)\b)",  # noqa: E501  # one pattern, one line
        ),
    ]
    if lang == "en":
        noun = r"(?:century|anniversary|time|floor|district|edition|birthday|day|week|year|month|hour|infantry|brigade|battalion|division|army|amendment|street|avenue|minute|round|place|largest|biggest|most|congress|parliament|session|precinct|police|criminal|penal|chamber|assize|high)"  # noqa: E501  # one pattern, one line
        rules = [*english_rules(month, weekday), *rules]
        names_of = [name for name, _ in rules]
        of_week = (
            rf"\b(?P<w>{weekday}),? (?P<d>\d{{1,2}})\b(?![:.%-]\d|,\d|(?: [ap]\.?m| {noun})\b)"
        )
        rules.insert(names_of.index("weekday"), ("weekday day", of_week))
        rules.insert(names_of.index("span") + 1, ("day", english_list(month)))
        rules.append(
            (
                "ordinal",
                rf"(?<=\bthe )(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b(?![- ]{noun}\b)(?= ?[.,;:)\n–—]|$| [a-z])",  # noqa: E501  # one pattern, one line
            )
        )
    if lang == "kk":
        rules.insert(len(rules) - 9, ("bare month", rf"\b{month}(?= (?:айында|айының))"))
        names = "|".join(words.months)
        case = r"(?:[дт][ае](?:н|ғы|гі)?|н[ае]н|[ндт][ыі]ң|[ыі](?:н(?:да|де|ан|ен|ың|ің)?)?)"
        rules = [*kazakh_rules(month, names), *rules]
        rules.append(("bare month", rf"(?<!\d )(?<!\d)\b(?P<m>{names}){case}\b"))
        rules.append(("year of report", r"\b(?P<yw>былтыр|биыл)\b"))
    if lang == "ru":
        whole = "|".join(m for m in words.months if len(m) > 4 or m in {"мая", "мае", "май"})
        before = rf"(?<!\d)(?<!\d ){last}(?P<m>{whole})(?!\w)"
        rules = [
            *russian_rules(month),
            *rules,
            ("bare month", rf"\b{before}"),
            ("last unit", r"\b(?P<last>на|в) (?P<u>выходны[ех])\b(?! данны)"),
            ("same year", r"\bв (?:том|этом|тот|этот) же год[у]?\b"),
        ]
    return tuple((name, re.compile(rule, re.IGNORECASE)) for name, rule in rules)


_UNITS = frozenset(
    ("day", "days", "week", "weeks", "weekend", "month", "months", "year")
    + ("years", "morning", "afternoon", "evening", "night", "eve", "ago", "spring")
    + ("summer", "autumn", "fall", "winter", "yesterday", "today", "tonight", "tomorrow")
    + ("неделе", "недели", "месяце", "месяца", "году", "года", "выходные", "выходных")
    + ("аптада", "айда", "жылы")
)  # fmt: skip
_OF_UNITS = frozenset(
    ("season", "after", "earlier", "rank after", "same", "next", "before", "ago", "relative")
    + ("last unit",)
)
"""English rules that find nothing without one of these words."""
DIGIT = "0"
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w+")
_OTHER_CASES = re.compile("[\u017f\u212a\u0130\u0131\u1c80-\u1c88]")
"""Letters that a pattern takes for others whatever their lower case: the long s, the Kelvin."""


@cache
def cues(lang: str) -> tuple[frozenset[str], ...]:
    """Answer for each rule of `patterns` the words one of which stands in all that it finds.

    `DIGIT` is any digit; nothing where a rule has to be tried on every text.
    """
    return tuple(_cue(name, pattern, lang) for name, pattern in patterns(lang))


def _cue(name: str, pattern: re.Pattern[str], lang: str) -> frozenset[str]:
    groups = pattern.groupindex.keys()
    if not groups.isdisjoint(("m", "w")):
        # Kazakh names of months and days take endings.
        known = LANGUAGES[lang].months if "m" in groups else LANGUAGES[lang].weekdays
        return frozenset(() if lang == "kk" else known)
    if not groups.isdisjoint(("d", "y")):
        return frozenset((DIGIT,))
    return _UNITS if lang == "en" and name in _OF_UNITS else frozenset()


def cued(text: str, lang: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the rules of a language that may find something in a text."""
    if _OTHER_CASES.search(text):
        yield from patterns(lang)
        return
    told = set(_WORD.findall(text.lower()))
    if _DIGIT.search(text):
        told.add(DIGIT)
    for rule, words in zip(patterns(lang), cues(lang), strict=True):
        if not (words and words.isdisjoint(told)):
            yield rule
