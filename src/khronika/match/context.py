"""Compares what is known about two mentions: outlet, place, dates, role, birth, site and more.

Each fact agrees, differs, or says nothing. One that differs forbids `same`; agreement counts by
how few people share it: an identifier decides, an outlet counts for much, a town and a day for
half each, a role or a country for little. Nothing here reads a name of the person.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from khronika.data.register_words import concepts_of
from khronika.errors import DateUnreadable
from khronika.match.known import entries_named
from khronika.match.rarity import country_code
from khronika.model.date import PartialDate
from khronika.script.fold import fold

Context = Mapping[str, object]

_NEAR_DAYS = 366
"""Reports of one person further apart than this are a doubt, not a fact."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of both contexts: its weight when it agrees, None when it differs."""

    field: str
    weight: float | None
    reason: str


def compare_contexts(left: Context | None, right: Context | None) -> tuple[Fact, ...]:
    """Compare the facts that both contexts state.

    Args:
        left: keys outlet, place, country, dates, role, identifier, website, born, age, gender;
            others are passed over.
        right: the other mention's.

    Returns:
        a fact for each field that both state; none where one side is silent.
    """
    if not left or not right:
        return ()
    facts = []
    for field, judge in _JUDGES.items():
        one, other = values_of(left, field), values_of(right, field)
        if one and other:
            facts.append(judge(field, one, other))
    return (*facts, *judge_ages(left, right))


def judge_ages(left: Context, right: Context) -> tuple[Fact, ...]:
    """Compare ages with ages or years of birth, each by the year of its mention.

    Args:
        left: facts of a mention.
        right: the other's.

    Returns:
        a fact that differs where the years of birth lie apart; none else: an age tells little.
    """
    if not values_of(left, "age") and not values_of(right, "age"):
        return ()
    one, other = _born_about(left), _born_about(right)
    if one and other and (one[0] > other[1] + 1 or other[0] > one[1] + 1):
        return (Fact("age", None, f"ages differ: born about {one[0]}, about {other[0]}"),)
    if one or other:
        return ()
    ages = [_age(values_of(side, "age")) for side in (left, right)]
    if None not in ages and abs((ages[0] or 0) - (ages[1] or 0)) > _YEARS_APART:
        return (Fact("age", None, f"ages differ: {ages[0]}, {ages[1]}"),)
    return ()


_YEARS_APART = 10
"""Years between two ages without dates that no two reports of one person explain."""


def _age(values: tuple[str, ...]) -> int | None:
    digits = "".join(filter(str.isdecimal, values[0])) if values else ""
    return int(digits) if digits and len(digits) <= _DIGITS else None


_DIGITS = 3


def _born_about(context: Context) -> tuple[int, int] | None:
    """Answer the first and last year in which somebody was born, by birth or by age and date."""
    born = [days for days in map(_range, values_of(context, "born")) if days is not None]
    if born:
        return born[0][0].year, born[0][1].year
    age, days = _age(values_of(context, "age")), days_of(context)
    if age is None or not days:
        return None
    return min(a.year for a, _ in days) - age - 1, max(b.year for _, b in days) - age


def values_of(context: Context, field: str) -> tuple[str, ...]:
    """Answer the values of a field under any of its names, flattened to strings.

    Args:
        context: facts of a mention.
        field: its own name: outlet, place, dates, role, identifier, born, country.
    """
    found: list[str] = []
    for name in _NAMES.get(field, (field,)):
        found += _flat(context.get(name))
    return tuple(value for value in found if value.strip())


def _flat(value: object) -> Iterable[str]:
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, Mapping):
        kept = [value.get(key) for key in ("name", "start", "end", "value") if value.get(key)]
        return [text for item in kept for text in _flat(item)]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for item in value for text in _flat(item)]
    return [str(value)]


_NAMES = {
    "outlet": ("outlet", "outlets", "affiliation", "employer"),
    "place": ("place", "places", "city", "town"),
    "dates": ("dates", "date", "day", "year"),
    "role": ("role", "roles", "profession"),
    "identifier": ("identifier", "identifiers", "id", "wikidata", "passport", "iin"),
    "born": ("born", "birth_date", "birthdate", "date_of_birth"),
    "country": ("country", "countries"),
    "website": ("website", "site", "domain", "url"),
    "age": ("age",),
    "gender": ("gender", "sex"),
}


def _identifier(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    shared = {value.strip().casefold() for value in one} & {v.strip().casefold() for v in other}
    if shared:
        return Fact(field, 3.0, f"identifier agrees: {min(shared)}")
    return Fact(field, None, f"identifier differs: {one[0]}, {other[0]}")


def _outlet(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    for mine in one:
        for yours in other:
            if _same_outlet(mine, yours):
                return Fact(field, 1.0, f"outlet agrees: {mine} / {yours}")
    return Fact(field, None, f"outlet differs: {one[0]}, {other[0]}")


def _same_outlet(mine: str, yours: str) -> bool:
    known = entries_named(mine), entries_named(yours)
    if known[0] and known[1]:
        return len(known[0] | known[1]) == 1
    return bool(fold(mine)) and fold(mine) == fold(yours)


def _place(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    mine, yours = {_place_key(value) for value in one}, {_place_key(value) for value in other}
    if mine & yours:
        return Fact(field, 0.5, f"place agrees: {one[0]} / {other[0]}")
    return Fact(field, None, f"place differs: {one[0]}, {other[0]}")


def _place_key(value: str) -> str:
    """Answer one key for the names of a town: of the table of places, else its folded name."""
    name = value.split(",")[0].strip()
    return _places().get(fold(name)) or fold(name)


def names_a_town(context: Context) -> bool:
    """Tell whether the place of a context may be a town: no country, and no region by its word.

    Args:
        context: facts of a mention.
    """
    words = [value.split(",")[0].strip() for value in values_of(context, "place")]
    return bool(words) and not any(
        _place_key(value) in _COUNTRIES or _REGION.search(value) for value in words
    )


_COUNTRIES = frozenset(concepts_of("country").values())
_REGION = re.compile(
    r"област|облыс|вобласц|край|region|province|oblast|state|республик|محافظة|ولاية|استان|省|州|自治区",
    re.IGNORECASE,
)


@cache
def _places() -> dict[str, str]:
    """Answer the towns and countries of the table by their folded names.

    A stem that is a whole name as well (Париж) counts as one; no other ending is read, since
    `Алматинская` may be a region.
    """
    words = {**concepts_of("country"), **concepts_of("place")}
    return {fold(word.rstrip("*")): place for word, place in words.items()}


def _dates(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    mine, yours = list(map(_range, one)), list(map(_range, other))
    ranges = [(a, b) for a in mine for b in yours if a is not None and b is not None]
    if not ranges:
        return Fact(field, 0.0, "dates say nothing")
    if any(a[0] <= b[1] and b[0] <= a[1] for a, b in ranges):
        short = min(min((a[1] - a[0]).days, (b[1] - b[0]).days) for a, b in ranges)
        return Fact(field, 0.5 if short <= 31 else 0.1, f"dates agree: {one[0]} / {other[0]}")
    gap = min(max((b[0] - a[1]).days, (a[0] - b[1]).days) for a, b in ranges)
    if gap > _NEAR_DAYS:
        return Fact(field, None, f"dates are far apart: {one[0]}, {other[0]}")
    return Fact(field, 0.0, f"dates are near: {one[0]}, {other[0]}")


def days_of(context: Context) -> list[tuple[date, date]]:
    """Answer the first and last day of each date that a mention states.

    Args:
        context: facts of a mention.
    """
    return [days for days in map(_range, values_of(context, "dates")) if days is not None]


def _range(written: str) -> tuple[date, date] | None:
    """Read an ISO date cut to what is known, or two joined by a slash."""
    start, _, end = written.partition("/")
    try:
        first = PartialDate.parse(start.strip()).first_day
        last = PartialDate.parse((end or start).strip()).last_day
    except DateUnreadable:
        return None
    return (first, last) if first is not None and last is not None else None


def _born(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    known = _range(one[0]), _range(other[0])
    if known[0] is None or known[1] is None:
        return Fact(field, 0.0, "birth says nothing")
    if known[0][0] <= known[1][1] and known[1][0] <= known[0][1]:
        exact = (known[0][1] - known[0][0]).days == 0
        return Fact(field, 1.0 if exact else 0.4, f"birth agrees: {one[0]} / {other[0]}")
    return Fact(field, None, f"birth differs: {one[0]}, {other[0]}")


def _role(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    mine = {fold(value.replace("_", " ")) for value in one}
    yours = {fold(value.replace("_", " ")) for value in other}
    if mine & yours:
        return Fact(field, 0.2, f"role agrees: {one[0]}")
    if mine & _MEDIA and yours & _MEDIA:
        return Fact(field, 0.0, f"roles go together: {one[0]}, {other[0]}")
    return Fact(field, None, f"role differs: {one[0]}, {other[0]}")


_MEDIA = {
    fold(role)
    for role in (
        "journalist", "reporter", "editor", "blogger", "media worker", "correspondent", "author",
        "photographer", "photojournalist", "cameraman", "editor-in-chief", "columnist", "writer",
        "журналист", "журналистка", "редактор", "блогер", "корреспондент", "оператор", "фотограф",
        "тілші", "журналіст", "рэдактар",
    )
}  # fmt: skip


def _country(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    mine, yours = ({country_code(value) or fold(value) for value in side} for side in (one, other))
    if mine & yours:
        return Fact(field, 0.1, f"country agrees: {one[0]}")
    return Fact(field, None, f"country differs: {one[0]}, {other[0]}")


def _website(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    """Compare hosts: another one says nothing against, since a body may have several."""
    shared = {host_of(value) for value in one} & {host_of(value) for value in other} - {""}
    if shared:
        return Fact(field, 1.0, f"site agrees: {min(shared)}")
    return Fact(field, 0.0, f"sites: {one[0]}, {other[0]}")


def host_of(address: str) -> str:
    """Answer the host of an address, without `www.`; where many share one, whose page it is.

    Args:
        address: as written, with or without a scheme and a path.
    """
    bare = re.sub(r"^(?:https?:)?//", "", address.strip().casefold())
    host, _, path = bare.partition("/")
    host = host.removeprefix("www.").removeprefix("m.").split(":")[0]
    if host not in _SHARED:
        return host
    # t.me/s/x is t.me/x; what stands behind the page's name is one of its posts.
    parts = [p for p in re.split("[/#]", path) if p and (host != "t.me" or p != "s")]
    kept = 2 if parts[:1] and parts[0] in _LEADS else 1
    return "/".join((host, *parts[:kept])) if parts else ""


_SHARED = frozenset(
    ("t.me", "telegram.me", "facebook.com", "fb.com", "instagram.com", "vk.com", "ok.ru", "x.com")
    + ("twitter.com", "youtube.com", "tiktok.com", "medium.com", "threads.net", "linkedin.com")
    + ("dzen.ru", "rutube.ru", "patreon.com", "linktr.ee", "sites.google.com", "archive.org")
    + ("news.google.com", "play.google.com", "github.com", "wordpress.com", "blogspot.com")
)
_LEADS = frozenset(("c", "channel", "user", "company", "in", "pages", "groups", "site", "details"))
"""What stands before the name of a page."""


def _gender(field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Fact:
    mine, yours = ({_SEXES.get(value.strip().casefold()[:3]) for value in side}
                   for side in (one, other))  # fmt: skip
    if mine & yours or None in mine | yours:
        return Fact(field, 0.0, f"gender: {one[0]}, {other[0]}")
    return Fact(field, None, f"gender differs: {one[0]}, {other[0]}")


_SEXES = {
    **dict.fromkeys(("f", "fem", "w", "wom", "ж", "жен", "әйе", "жан"), "f"),
    **dict.fromkeys(("m", "mal", "man", "м", "муж", "ер", "ерк", "мўж"), "m"),
}
"""Beginnings of words for a woman and a man."""


_JUDGES: dict[str, Callable[[str, tuple[str, ...], tuple[str, ...]], Fact]] = {
    "identifier": _identifier,
    "outlet": _outlet,
    "place": _place,
    "dates": _dates,
    "born": _born,
    "role": _role,
    "country": _country,
    "website": _website,
    "gender": _gender,
}
