"""Patterns of dates per language, the most exact first."""

import re
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
        ("same", rf"\b(?:{words.same_day})"),
        ("next", rf"\b(?:{words.next_day})"),
        ("before", rf"\b(?:{words.day_before})"),
        ("ago", rf"\b{words.ago}\b"),
        ("weekday", rf"\b{last}(?P<w>{weekday}){tail}"),
        ("relative", rf"\b(?P<r>{'|'.join(sorted(words.relative, key=len, reverse=True))})\b"),
        (
            "last unit",
            r"\b(?P<last>last|this|прошл\w+|этой|этом|в этом|этого|өткен|осы) (?P<u>week|month|year|weekend|неделе|месяце|году|года|аптада|айда|жылы)\b",  # noqa: E501  # one pattern, one line
        ),
        (
            "year",
            r"\b(?:in|since|of|until|from|early|late|by|during|в|с|до|к) (?P<y>(?:19|20)\d\d)\b|\b(?P<y2>(?:19|20)\d\d)(?: году?| года| жылы|-жылы)",  # noqa: E501  # one pattern, one line
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
        ]
    return tuple((name, re.compile(rule, re.IGNORECASE)) for name, rule in rules)
