"""Compares what kind of body two names tell of: numbers, places, countries, kind, level, subject.

A difference here tells two bodies apart however much else agrees. What one name leaves out is
weighed by how much it says: `department` beside `police` says little, `region` beside a town
that has a city's court as well says much.
"""

from math import prod

from khronika.match.bodies.concepts import Unit
from khronika.match.tally import Tally

_OFFICIAL = frozenset(
    ("ministry", "court", "police", "prosecutor", "department", "committee", "government",
     "guard", "border_guard", "prison", "parliament", "army", "customs", "commission", "council")
)  # fmt: skip
"""Kinds of which a country mostly has one, so that its name may be left out."""

_SOFT_CLASSES = frozenset(
    ("newspaper", "magazine", "tv", "channel", "news", "agency", "office", "service", "radio",
     "organization", "bureau", "company", "group", "outlet_online", "network", "institution",
     "daily_issue", "times_issue", "weekly_issue")
)  # fmt: skip

_OFFICES = frozenset(
    ("department", "service", "office", "agency", "bureau", "organization", "center",
     "institution", "akimat")
)  # fmt: skip
"""Kinds by which one office is called in turn."""

_BESIDE = frozenset(
    ("police", "prosecutor", "court", "interior", "security", "customs", "fsb", "investigative")
)
"""Concepts beside which `department` or `office` says next to nothing."""

_ABOVE = frozenset(("ministry", "committee"))
"""Bodies that go unsaid beside their departments: УМВД is a управление МВД."""

_TOPICS = frozenset(
    ("interior", "justice", "foreign", "defence", "health", "education", "culture", "information",
     "finance", "security", "state", "investigative", "journalists", "reporters", "human_rights",
     "protection", "freedom", "press", "speech", "without_borders", "financial_monitoring",
     "anti_corruption", "penitentiary", "transport", "independent", "public", "digital",
     "public_security", "intelligence", "photographers", "writers", "lawyers", "workers",
     "students", "teachers", "literary", "children", "women", "media", "anti_terror",
     "organised_crime", "extremism", "economy", "tax", "emergency", "border", "migration",
     "communications", "elections", "democratic", "revolutionary", "nuclear", "legal", "youth",
     "religious", "sport", "drugs", "monitoring", "political_prisoners", "air", "preventive",
     "control", "morality", "observatory", "cyber_police", "communist", "propaganda",
     "cyberspace", "development", "science", "industry", "trade", "agriculture", "livestock",
     "irrigation", "energy", "petroleum", "labour", "construction", "tourism", "environment",
     "resources", "social_welfare", "ethnic", "planning", "budget", "aviation", "traffic",
     "technology", "logistics", "statistics", "publishing", "public_relations", "audit",
     "fire_service", "real_estate", "arbitration", "misdemeanor", "population", "relief",
     "investment", "cooperation", "inspection")
)  # fmt: skip

_LEVELS = frozenset(
    ("city", "region", "district", "supreme", "constitutional", "federal", "military", "appeal",
     "specialised", "general", "national", "international", "central", "republic", "cassation",
     "intermediate", "first_instance", "peoples", "islamic", "regional_alliance",
     "administrative", "criminal", "interdistrict", "juvenile")
)  # fmt: skip


def concepts_among(found: tuple[Unit, ...], *kinds: str) -> set[str]:
    """Answer the concepts that the units of some kinds name.

    Args:
        found: units of a name.
        kinds: `class`, `level`, `country` and so on.
    """
    named: set[str] = set()
    for unit in found:
        if unit.kind in kinds:
            named.update(unit.concepts)
    return named


def judge_kinds(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Compare all that common words tell.

    Args:
        tally: the score under way, changed.
        one: units of a name.
        other: units of another.
    """
    _judge_numbers(tally, one, other)
    _judge_countries(tally, one, other)
    named = [concepts_among(found, "class", "level", "topic", "acronym") for found in (one, other)]
    named = [as_police(named[0], named[1]), as_police(named[1], named[0])]
    own = _names_of_their_own(one, other) if named[0] & named[1] & _DISTRICT_OFFICES else 0
    shared = _judge_places(tally, one, other, own)
    classes = [concepts - _TOPICS - _LEVELS for concepts in named]
    _judge_classes(tally, classes[0], classes[1], named[0] & named[1])
    levels = [
        concepts & _LEVELS - (_OF_REGIONS if concepts_among(found, "place") & _REGIONS else set())
        for concepts, found in zip(named, (one, other), strict=True)
    ]
    levels = [
        _without_town(levels[0], one, levels[1]),
        _without_town(levels[1], other, levels[0]),
    ]
    if named[0] & named[1] & _OF_REGIONS_ALONE:
        levels = [level - {"region"} for level in levels]
    _judge_levels(tally, levels[0], levels[1], shared=bool(shared) or own == _OWN)
    _judge_topics(tally, named[0] & _TOPICS, named[1] & _TOPICS)


def as_police(own: set[str], other: set[str]) -> set[str]:
    """Read a department of the interior as police beside a body that is called so.

    Args:
        own: concepts of a name.
        other: concepts of another.
    """
    if {"interior", "department"} <= own and "police" in other and "interior" not in other:
        return own - {"interior"} | {"police"}
    return own


def _judge_numbers(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    left, right = concepts_among(one, "number"), concepts_among(other, "number")
    if left and right and left != right:
        tally.cap(0.1, f"veto: number {_said(left)} is not {_said(right)}")
    elif left != right:
        official = concepts_among(one, "class", "acronym") & _OFFICIAL
        tally.times(0.55 if official else 0.45, "a number on one side")


def _said(concepts: set[str]) -> str:
    return " ".join(sorted(concepts))


def _judge_countries(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Compare countries, those of the places among them."""
    told = [concepts_among(found, "country") for found in (one, other)]
    implied = [
        {place.split(":")[0] for place in concepts_among(found, "place")} for found in (one, other)
    ]
    left, right = told[0] | implied[0], told[1] | implied[1]
    if left and right and not left & right:
        tally.cap(0.1, f"veto: {_said(left)} is not {_said(right)}")
    elif left and right and told[0] and told[1] and told[0] != told[1]:
        tally.times(0.45, f"{_said(told[0] ^ told[1])} on one side")
    elif bool(left) != bool(right):
        kinds = concepts_among(one, "class", "acronym") & concepts_among(other, "class", "acronym")
        places = implied[0] | implied[1]
        factor = 0.7 if kinds & _OFFICIAL and not places else 0.9 if places else 0.45
        tally.times(factor, f"{_said(left ^ right)} on one side")


_GENERIC, _OWN = 1, 2
"""Whether two offices of one kind bear names of their own, and whether many bear the same."""

_DISTRICT_OFFICES = frozenset(("court", "police", "prosecutor", "prison"))


def _names_of_their_own(one: tuple[Unit, ...], other: tuple[Unit, ...]) -> int:
    """Tell whether two courts, prisons and the like have names beside their towns.

    Every other town has a Lenin District (a word of the table); a Basmanny one stands once.
    """
    words = [[unit for unit in found if unit.word is not None] for found in (one, other)]
    if not all(words):
        return 0
    return _GENERIC if any(unit.concepts for found in words for unit in found) else _OWN


def _judge_places(
    tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...], named: int
) -> set[str]:
    """Compare towns and regions; answer those that both name."""
    left, right = concepts_among(one, "place"), concepts_among(other, "place")
    if left and right and not left & right:
        tally.cap(0.1, f"veto: {_said(left)} is not {_said(right)}")
    elif left != right:
        precise = left ^ right <= _REGIONS
        own = all(any(unit.word is not None for unit in found) for found in (one, other))
        factor = 0.95 if precise and left & right else 0.8 if precise and own else 0.4
        if named and not (left and right):
            factor = max(factor, 0.8 if named == _OWN else 0.5)
        tally.times(factor, f"{_said(left ^ right)} on one side")
    return left & right


def _judge_classes(tally: Tally, left: set[str], right: set[str], shared: set[str]) -> None:
    over, under = left - right, right - left
    if over and under:
        if over | under <= _OFFICES:
            tally.times(0.6, f"{_said(over)} for {_said(under)}")
            return
        tally.cap(0.1, f"veto: {_said(over)} is not {_said(under)}")
    elif over or under:
        missing = over | under
        if missing <= _OFFICES | {"branch"} and shared & _BESIDE:
            factor = 0.95
        elif missing <= _ABOVE and "department" in shared and shared & _BESIDE:
            factor = 0.92
        elif missing == {"news"}:
            factor = 0.8  # an outlet, and perhaps its sister for news
        else:
            factor = 0.92 if missing <= _SOFT_CLASSES else 0.6
        tally.times(factor, f"{_said(missing)} on one side")


_UNSAID = {
    "city": 0.9, "central": 0.9, "district": 0.85, "region": 0.5, "administrative": 0.5,
    "criminal": 0.5,
    "juvenile": 0.5, "military": 0.5,
}  # fmt: skip
"""How much a level costs that one name of a body of one town leaves out."""

_REGIONS = frozenset(
    ("KZ:west-kazakhstan", "KZ:east-kazakhstan", "KZ:north-kazakhstan", "KZ:zhambyl",
     "KZ:mangystau", "KZ:akmola", "KZ:abai-region", "KZ:zhetysu", "KZ:ulytau", "RU:sverdlovsk",
     "RU:tatarstan", "RU:bashkortostan", "RU:chechnya", "RU:dagestan", "RU:ingushetia",
     "CN:guangdong", "CN:hubei", "CN:hunan", "CN:sichuan", "CN:zhejiang", "CN:jiangsu",
     "CN:shandong", "CN:henan", "CN:hebei", "CN:fujian", "CN:yunnan", "CN:shaanxi",
     "CN:liaoning", "CN:hainan", "CN:shanxi", "CN:anhui", "CN:jiangxi", "CN:guizhou", "CN:gansu",
     "CN:qinghai", "CN:jilin", "CN:heilongjiang", "CN:guangxi", "CN:ningxia", "CN:kashgar",
     "CN:hotan", "CN:aksu",
     "CN:xinjiang", "CN:tibet-place", "CN:inner-mongolia", "RU:kabardino-balkaria",
     "RU:karachay-cherkessia", "RU:north-ossetia", "RU:adygea", "RU:karelia", "RU:komi",
     "RU:buryatia", "RU:yakutia", "RU:tuva", "RU:khakassia", "RU:altai", "RU:primorye",
     "MM:sagaing", "MM:rakhine", "MM:kachin", "MM:shan", "MM:karen", "MM:kayah", "MM:chin",
     "MM:mon", "MM:tanintharyi", "MM:ayeyarwady", "MM:magway")
)  # fmt: skip
"""Places that are regions, with no town of their name: `region` beside them says nothing."""

_OF_REGIONS = frozenset(("region", "republic", "national"))
"""Levels that a region's own name says already."""

_OF_REGIONS_ALONE = frozenset(("fsb", "penitentiary", "rosgvardia"))
"""Services whose offices are those of regions: Томское УФСБ is that of the region."""

_TOWN_WORDS = frozenset(("г", "гор", "города", "городе", "горада", "қ", "қаласы", "қаласының"))


def _without_town(level: set[str], found: tuple[Unit, ...], other: set[str]) -> set[str]:
    """Leave out the `city` that only says where a district lies: РУВД г. Минска."""
    said = {unit.surface.lower() for unit in found if "city" in unit.concepts}
    located = bool(concepts_among(found, "place")) and said <= _TOWN_WORDS
    return level - {"city"} if located and "district" in level | other else level


_SLIGHT_LEVELS = frozenset(("republic", "peoples", "islamic", "specialised", "interdistrict"))


def _judge_levels(tally: Tally, left: set[str], right: set[str], *, shared: bool) -> None:
    """Compare levels; a town's own may go unsaid, a region's hardly."""
    over, under = left - right - _SLIGHT_LEVELS, right - left - _SLIGHT_LEVELS
    if over and under:
        tally.cap(0.15, f"veto: {_said(over)} is not {_said(under)}")
    elif over or under:
        missing = over | under
        factor = prod(_UNSAID.get(level, 0.6) for level in missing) if shared else 0.6
        tally.times(factor, f"{_said(missing)} on one side")
    elif left != right:
        tally.times(0.97, f"{_said(left ^ right)} on one side")


def _judge_topics(tally: Tally, left: set[str], right: set[str]) -> None:
    over, under = left - right, right - left
    if over and under:
        tally.cap(0.1, f"veto: {_said(over)} is not {_said(under)}")
    elif over or under:
        tally.times(0.5, f"{_said(over | under)} on one side")
