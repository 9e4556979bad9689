"""Reads the filters of a list from an address: what was given, what is understood, what counts.

One class drives the list, its files, its figures and its links, so that they never disagree.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext

from khronika.errors import DateUnreadable
from khronika.model.date import PartialDate
from khronika.model.vocabulary import ActType, Certainty, PerpetratorKind, Role
from khronika.record.public import read
from khronika.site import memory
from khronika.site.labels import label
from khronika.site.words import name_certainty, say_date

WORDS_READ = 200
"""How many characters of a search are read; nobody looks for more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a list as the reader gave them; what is not understood is left out."""

    words: str = ""
    since: str = ""
    until: str = ""
    country: str = ""
    acts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    certainties: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()

    @property
    def bad_since(self) -> bool:
        """Tell whether the first day cannot be read."""
        return not _is_day(self.since)

    @property
    def bad_until(self) -> bool:
        """Tell whether the last day cannot be read."""
        return not _is_day(self.until)

    @property
    def bad(self) -> str:
        """Say what was left out, and how to write it."""
        if self.bad_since or self.bad_until:
            return gettext("Write a date as 2018, 2018-06 or 2018-06-23; it was left out.")
        if self.ends_before_it_starts:
            return gettext("“From” is later than “To”: no event can be in between. Swap them.")
        return ""

    @property
    def ends_before_it_starts(self) -> bool:
        """Tell whether the last day is before the first."""
        if not self.since or not self.until or self.bad_since or self.bad_until:
            return False
        first, last = (PartialDate.parse(day) for day in (self.since, self.until))
        if last.last_day is None or first.first_day is None:
            return False
        return last.last_day < first.first_day

    def filter(self) -> read.EventFilter:
        """Answer the filter as the record understands it."""
        return read.EventFilter(
            words=self.words,
            since=None if self.bad_since else self.since or None,
            until=None if self.bad_until else self.until or None,
            country=self.country or None,
            acts=self.acts,
            certainties=self.certainties,
            roles=self.roles,
            doers=self.doers,
        )

    def query(self) -> str:
        """Write the filters as a query string, without the page."""
        pairs = [("q", self.words), ("from", self.since), ("to", self.until)]
        pairs += [("country", self.country), *(("act", code) for code in self.acts)]
        pairs += [("role", code) for code in self.roles]
        pairs += [("by", code) for code in self.doers]
        pairs += [("sure", code) for code in self.certainties]
        return urlencode([(key, value) for key, value in pairs if value])

    def chips(self) -> Iterator[tuple[str, str]]:
        """Yield each filter that is set, in words, with the query of the list without it."""
        if self.words:
            yield f"“{self.words}”", replace(self, words="").query()
        if self.since and not self.bad_since:
            said = gettext("from %(day)s") % {"day": say_date(self.since)}
            yield said, replace(self, since="").query()
        if self.until and not self.bad_until:
            said = gettext("until %(day)s") % {"day": say_date(self.until)}
            yield said, replace(self, until="").query()
        if self.country:
            yield label("country", self.country), replace(self, country="").query()
        for code in self.acts:
            left = tuple(one for one in self.acts if one != code)
            yield label("act_type", code), replace(self, acts=left).query()
        for code in self.roles:
            left = tuple(one for one in self.roles if one != code)
            yield label("role", code), replace(self, roles=left).query()
        for code in self.doers:
            left = tuple(one for one in self.doers if one != code)
            yield label("perpetrator_kind", code), replace(self, doers=left).query()
        for code in self.certainties:
            left = tuple(one for one in self.certainties if one != code)
            yield name_certainty(code), replace(self, certainties=left).query()


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick: its code, name, how many events it would leave, and whether it is set."""

    code: str
    name: str
    number: int
    is_set: bool


def _is_day(text: str) -> bool:
    if not text:
        return True
    try:
        return PartialDate.parse(text).year is not None
    except DateUnreadable:
        return False


def _clean(text: str, most: int) -> str:
    """Take away what no database should be asked for: NUL, lone surrogates, endless words."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8").strip()[:most]


def read_asked(request: HttpRequest) -> Asked:
    """Read the filters of a request; codes that no list has are left out."""
    given = request.GET
    country = _clean(given.get("country", ""), 2).upper()
    return Asked(
        words=_clean(given.get("q", ""), WORDS_READ),
        since=_clean(given.get("from", ""), 20),
        until=_clean(given.get("to", ""), 20),
        country=country if country.isascii() and country.isalpha() else "",
        acts=tuple(code.value for code in ActType if code.value in given.getlist("act")),
        roles=tuple(code.value for code in Role if code.value in given.getlist("role")),
        doers=tuple(c.value for c in PerpetratorKind if c.value in given.getlist("by")),
        certainties=tuple(c.value for c in Certainty if c.value in given.getlist("sure")),
    )


def _numbers(asked: read.EventFilter, state: str) -> Mapping[str, Mapping[str, int]]:
    """Count, for each choice of a list, the events it would leave under the other filters."""
    left = {
        "acts": replace(asked, acts=()),
        "roles": replace(asked, roles=()),
        "doers": replace(asked, doers=()),
        "certainties": replace(asked, certainties=()),
    }
    # Mostly the four are one question, and thousands of events have a few dozen sorts.
    sorts = {
        one: Counter(light.sort for light in memory.lights(one, state))
        for one in set(left.values())
    }
    found = {name: Counter[str]() for name in left}
    for name, one in left.items():
        for sort, number in sorts[one].items():
            found[name].update(dict.fromkeys(getattr(sort, name), number))
    return found


def choices(asked: Asked, state: str) -> Mapping[str, list[Choice]]:
    """Answer the boxes of each list, those that are set or leave something first in its order."""
    numbers = _numbers(asked.filter(), state)

    def of(name: str, codes: type[StrEnum], are_set: tuple[str, ...]) -> list[Choice]:
        said = partial(label, _LISTS[name]) if name in _LISTS else name_certainty
        found = numbers[name]
        return [
            Choice(c.value, said(c.value), found.get(c.value, 0), c.value in are_set)
            for c in codes
        ]

    return {
        "acts": of("acts", ActType, asked.acts),
        "roles": of("roles", Role, asked.roles),
        "doers": of("doers", PerpetratorKind, asked.doers),
        "certainties": of("certainties", Certainty, asked.certainties),
    }


_LISTS = {"acts": "act_type", "roles": "role", "doers": "perpetrator_kind"}
