"""Weighs whether an act of one report is an act of the other, and pairs them one to one.

Type, day, place, role, affiliation and perpetrator each speak for or against, in logits that add
up; two days, two countries or two types settle it. A name alone never joins two acts, and where
two people fit equally well neither is taken. The weights are set by hand from what a careful
editor goes by: a clash of towns outweighs an equal name, a district beside its town says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from khronika.data.gazetteer import town
from khronika.match.score import compare
from khronika.model.count import Count
from khronika.model.date import Agreement, DateRange, compare_starts
from khronika.model.vocabulary import Role, VictimKind
from khronika.name.alike import alike, inflected
from khronika.name.reading import Name, read_name
from khronika.name.word import Word
from khronika.script.forms import loose
from khronika.script.given import genders

_MEDIA = frozenset({Role.JOURNALIST, Role.MEDIA_WORKER, Role.BLOGGER, Role.OUTLET})
_CIVIC = frozenset(
    {Role.ACTIVIST, Role.PROTESTER, Role.POLITICIAN, Role.BLOGGER, Role.CITIZEN, Role.OTHER}
)
_DEFENCE = frozenset({Role.LAWYER, Role.ACTIVIST, Role.POLITICIAN, Role.CITIZEN, Role.OTHER})
_STAFF = frozenset({Role.MEDIA_WORKER, Role.OTHER, Role.CITIZEN, Role.ARTIST, Role.OFFICIAL})
_COMPATIBLE = (_MEDIA, _CIVIC, _DEFENCE, _STAFF, frozenset({Role.ARTIST, *_CIVIC}))

_AREAS = """
district region province oblast county municipality rayon raion city town village street square
район района районе область области областной край края округ округа город города городе село селе
улица площадь аудан ауданы ауданында облыс облысы облысында қала қаласы қаласында ауылы ауылында
"""
_AREA_WORDS = frozenset(_AREAS.split())
_BODIES = """
the a of tv channel newspaper weekly daily site website portal station radio agency news magazine
тв канал канала телеканал телеканала газета газеты сайт сайта портал портала радио агентство
агентства журнал журнала издание издания редакция редакции лига лигасы арна арнасы телеарнасы
газеті порталы сайты агенттігі редакциясы апталық
"""
_BODY_WORDS = frozenset(_BODIES.split())


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act as a Coding tells it, with what joining goes by; `id` is that of the Coding."""

    id: str | int
    type: str
    name: str | None
    kind: VictimKind
    role: Role
    affiliation: str | None = None
    count: Count | None = None
    date: DateRange | None = None
    place: str | None = None
    country: str | None = None
    perpetrators: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    covers: tuple[str | int, ...] = ()
    covers_named: bool = False

    @property
    def is_group(self) -> bool:
        """Tell whether the act was done to several people at once."""
        return self.kind is VictimKind.GROUP


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two acts are one: logits (above 0 likelier than not) and what they rest on."""

    weight: float
    reasons: tuple[str, ...]

    def plus(self, weight: float, reason: str) -> "Likeness":
        """Add a weight and its reason; a reason that is empty is left out."""
        return Likeness(self.weight + weight, (*self.reasons, *([reason] if reason else [])))


NEVER = -20.0
"""The weight of what settles that two acts are two."""


def _word_likeness(left: Word, right: Word) -> float:
    """Compare two words as forms of one: declined, in another script, or a letter for a word."""
    value = alike(left, right)[0]
    if value >= 0.7:
        return value
    if left.is_initial or right.is_initial:
        one, other = loose(left.key)[:1], loose(right.key)[:1]
        return 0.75 if one and one == other else value
    if inflected(left.near, right.near) or inflected(right.near, left.near):
        return 0.88
    stems = [part.key.rstrip("aeiou") for part in (left, right)]
    if stems[0] == stems[1] and len(stems[0]) >= 3 and abs(len(left.key) - len(right.key)) <= 2:
        return 0.85
    return value


def _paired(left: Sequence[Word], right: Sequence[Word]) -> list[tuple[float, int, int]]:
    """Pair words best first, each at most once, as far as they may be forms of one."""
    free = sorted(
        (-_word_likeness(one, other), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
    )
    pairs: list[tuple[float, int, int]] = []
    for value, i, j in free:
        if -value >= 0.65 and all(i != a and j != b for _, a, b in pairs):
            pairs.append((-value, i, j))
    return pairs


@lru_cache(maxsize=8192)
def name_likeness(left: str, right: str) -> float:
    """Compare two names of persons within one report's reach: 0 two people, 1 one name.

    Looser than matching over a whole record: a surname may stand for the full name, since type
    and day agree as well. Two given names or two surnames stay two people.
    """
    match = compare(left, right)
    if any("veto: patronymics" in reason for reason in match.reasons):
        return min(0.1, match.score)
    one, other = read_name(left), read_name(right)
    pairs = _paired(one.words, other.words)
    fewer = min(len(one.words), len(other.words))
    if not pairs or len(pairs) < fewer:
        return min(match.score, 0.3)
    if all(one.words[i].is_initial or other.words[j].is_initial for _, i, j in pairs):
        return min(match.score, 0.2)
    values = [value for value, _, _ in pairs]
    value = 0.5 * min(values) + 0.5 * sum(values) / len(values)
    if fewer == 1 and max(len(one.words), len(other.words)) > 1:
        value *= 0.85 if not _is_given(one, other) else 0.6
    return max(value, match.score)


def _is_given(left: Name, right: Name) -> bool:
    """Tell whether the single word of one name is only a given name."""
    single = left if len(left.words) == 1 else right
    return bool(single.words[0].full)


@lru_cache(maxsize=8192)
def shares_given_name(left: str, right: str) -> bool:
    """Tell whether two women's names differ by the surname alone: before and after a marriage."""
    one, other = read_name(left), read_name(right)
    if len(one.words) < 2 or len(other.words) < 2:
        return False
    pairs = [pair for pair in _paired(one.words, other.words) if pair[0] >= 0.8]
    if len(pairs) != 1:
        return False
    _, i, j = pairs[0]
    known = genders(one.words[i].surface) | genders(other.words[j].surface)
    is_first = i == 0 and j == 0
    return is_first and known != frozenset("m")


@lru_cache(maxsize=8192)
def body_likeness(left: str, right: str) -> float:
    """Compare two names of outlets or bodies, words such as "channel" left out of account."""
    match = compare(left, right)
    one, other = (_telling(read_name(name)) for name in (left, right))
    pairs = [pair for pair in _paired(one, other) if pair[0] >= 0.7]
    if not pairs:
        return min(match.score, 0.3)
    covered = 2 * len(pairs) / (len(one) + len(other))
    if len(pairs) == min(len(one), len(other)):
        covered = max(covered, 0.75)
    mean = sum(value for value, _, _ in pairs) / len(pairs)
    return max(covered * mean, match.score if covered > 0.5 else 0.0)


def _telling(name: Name) -> list[Word]:
    words = [part for part in name.words if part.plain not in _BODY_WORDS]
    return words or list(name.words)


@lru_cache(maxsize=4096)
def place_likeness(left: str, right: str) -> float:
    """Compare two places: 1 one place, 0 nothing told by it, -1 two towns.

    A district or region may lie in the town, or the town in it: that says nothing. Two names of
    one town are known by the gazetteer; two names that are no towns of it are two villages.
    """
    one, other = _place_words(left), _place_words(right)
    if any(_word_likeness(a, b) >= 0.75 for a in one[:1] for b in other[:1]):
        return 1.0
    if any(part.plain in _AREA_WORDS for place in (left, right) for part in _words(place)):
        return 0.0
    towns = [_towns(place) for place in (left, right)]
    if towns[0] & towns[1]:
        return 1.0
    return -1.0 if bool(towns[0]) == bool(towns[1]) else -0.4


def _words(place: str) -> tuple[Word, ...]:
    return read_name(place).words


def _place_words(place: str) -> list[Word]:
    return [part for part in _words(place) if part.plain not in _AREA_WORDS] or list(_words(place))


def _towns(place: str) -> frozenset[tuple[str, int]]:
    """Answer the towns that a name may mean, in the nominative or declined (Омске, Семее)."""
    lower = place.strip().lower()
    forms = [lower]
    if len(lower) > 4 and not lower.isascii():
        stem = lower[:-1]
        forms += [stem, stem + "а", stem + "ь", stem + "й", lower[:-2], lower[:-3]]
    for form in forms:
        if found := town(form):
            return frozenset(found)
    return frozenset()


_APART = (
    (frozenset({Role.LAWYER, Role.OFFICIAL}), _MEDIA),
    (frozenset({Role.OFFICIAL}), _CIVIC - {Role.OTHER, Role.POLITICIAN}),
    (frozenset({Role.OFFICIAL}), frozenset({Role.LAWYER, Role.ARTIST})),
    (frozenset({Role.ARTIST}), frozenset({Role.LAWYER, Role.OFFICIAL})),
)


def _role_clash(left: Role, right: Role) -> float:
    """Weigh two roles that do not fit: a lawyer is no reporter, an activist may be one."""
    for one, other in _APART:
        if (left in one and right in other) or (right in one and left in other):
            return -3.0
    return -1.2


def roles_fit(left: Role, right: Role) -> bool:
    """Tell whether two reports may give one person these two roles."""
    return left is right or any({left, right} <= family for family in _COMPATIBLE)


def weigh_day(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh the days: equal ones speak for one act, two days settle that they are two."""
    agreement = compare_starts(left.date, right.date)
    if agreement is Agreement.DIFFER:
        return Likeness(NEVER, ("two days",))
    if agreement is Agreement.UNSURE:
        is_told = bool(left.date and right.date and left.date.start and right.date.start)
        return Likeness(0.3 if is_told else -0.5, ("the days may agree",))
    starts = [act.date.start for act in (left, right) if act.date and act.date.start]
    is_full = all(start.day is not None for start in starts)
    return Likeness(1.0 if is_full else 0.5, ("the same day" if is_full else "dates that agree",))


def weigh_place(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh the places: two towns or countries speak against, a district says nothing."""
    if left.country and right.country and left.country != right.country:
        return Likeness(-5.0, ("two countries",))
    if not left.place and not right.place and left.country and right.country:
        return Likeness(0.5, ("the same country",))
    if not left.place or not right.place:
        return Likeness(0.0, ())
    value = place_likeness(left.place, right.place)
    if value > 0:
        return Likeness(1.5, ("the same place",))
    if value == 0:
        return Likeness(0.0, ("a district beside a town",))
    return Likeness(4.0 * value, ("another place",))


def _weigh_company(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh role, affiliation and perpetrators."""
    found = Likeness(0.0, ())
    if left.role is right.role:
        found = found.plus(0.5, "the same role")
    elif not roles_fit(left.role, right.role):
        found = found.plus(_role_clash(left.role, right.role), "two roles")
    if left.affiliation and right.affiliation:
        value = body_likeness(left.affiliation, right.affiliation)
        if value >= 0.6:
            found = found.plus(1.5, "the same affiliation")
        else:
            found = found.plus(-1.0, "another affiliation")
    if left.perpetrators and right.perpetrators:
        shared = left.perpetrators & right.perpetrators
        found = found.plus(0.3 if shared else -0.3, "")
    return found


NEW_SURNAME = "another surname, given name and affiliation agree"
"""The reason of a join that no name carries: never enough for `same`."""


def _weigh_victim(left: ToldAct, right: ToldAct, company: Likeness) -> Likeness:
    """Weigh the names; where one is missing or a surname changed, the company must speak."""
    if left.name is None or right.name is None:
        is_sure = "the same day" in weigh_day(left, right).reasons
        return Likeness(0.0 if is_sure else -1.0, ("not named in one report",))
    if left.kind is VictimKind.ORGANISATION:
        value = body_likeness(left.name, right.name)
    else:
        value = name_likeness(left.name, right.name)
    if value >= 0.55:
        return Likeness(3.5 * value, (f"name {value:.2f}",))
    if (
        left.kind is VictimKind.PERSON
        and shares_given_name(left.name, right.name)
        and "the same affiliation" in company.reasons
        and "the same role" in company.reasons
    ):
        return Likeness(-0.5, (NEW_SURNAME,))
    return Likeness(NEVER, (f"name {value:.2f}: another victim",))


def weigh_personal(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh whether two acts of a person or organisation are one.

    Returns:
        Logits from the sum of victim, day, place and company; `NEVER` and below: two acts.
    """
    if left.type != right.type or left.kind is not right.kind or left.is_group:
        return Likeness(NEVER, ("another type or kind of victim",))
    company = _weigh_company(left, right)
    parts = (
        _weigh_victim(left, right, company),
        weigh_day(left, right),
        weigh_place(left, right),
        company,
    )
    return Likeness(
        sum(part.weight for part in parts) - 2.5,
        tuple(reason for part in parts for reason in part.reasons),
    )


def weigh_group_and_names(group: ToldAct, persons: Sequence[ToldAct]) -> Likeness:
    """Weigh whether the persons one report names are the group that the other counts.

    Only an exact number that equals the persons', all of a role, day and place with it, speaks for
    it: no act is joined by that, the reports tell of one event.
    """
    count = group.count
    if len(persons) < 2 or count is None or not count.is_exact or count.least != len(persons):
        return Likeness(NEVER, ("the number is not that of the persons named",))
    if any(one.type != group.type or not roles_fit(one.role, group.role) for one in persons):
        return Likeness(NEVER, ("another type or role",))
    parts = [weigh(group, one) for one in persons for weigh in (weigh_day, weigh_place)]
    days, places = parts[::2], parts[1::2]
    lowest = min(day.weight for day in days) + min(place.weight for place in places)
    return Likeness(lowest - 1.7, ("as many named in one report as the other counts",))


def weigh_groups(left: ToldAct, right: ToldAct, *, share_nobody: bool) -> Likeness:
    """Weigh whether two group acts tell of one group.

    Args:
        left: a group act.
        right: a group act of the other report.
        share_nobody: both reports name members, and nobody is in both.
    """
    if left.type != right.type or not (left.is_group and right.is_group):
        return Likeness(NEVER, ("another type or kind of victim",))
    if not roles_fit(left.role, right.role):
        return Likeness(NEVER, ("two roles",))
    day, place = weigh_day(left, right), weigh_place(left, right)
    found = Likeness(day.weight + place.weight - 1.2, day.reasons + place.reasons)
    counts = left.count or Count(None, None), right.count or Count(None, None)
    if not counts[0].may_equal(counts[1]):
        is_exact = counts[0].is_exact and counts[1].is_exact
        found = found.plus(-1.0 if is_exact else -0.5, "numbers that exclude each other")
    if share_nobody:
        found = found.plus(-1.0, "nobody named in both")
    return found
