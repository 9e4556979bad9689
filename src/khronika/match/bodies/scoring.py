"""Scores two names as names of bodies: courts, ministries, outlets, companies.

What tells bodies apart are numbers, places, countries and their own words, so a difference there
is a veto however long the rest; forms of company and words such as `the` weigh next to nothing.
"""

import re

from khronika.match.bodies.concepts import Unit, is_address, units
from khronika.match.bodies.kinds import as_police, concepts_among, judge_kinds
from khronika.match.tally import Tally
from khronika.name.alike import alike
from khronika.name.spelling.sounds import sound_distance
from khronika.name.word import Word, word
from khronika.script.fold import WORD, fold_word, skeleton
from khronika.script.romanise import plain
from khronika.script.writing import script

_ENOUGH = 0.5


def score_bodies(left: str, right: str) -> Tally:
    """Score two names of bodies.

    Args:
        left: a name as written.
        right: another; the order does not matter.

    Returns:
        the tally: a score from 0 to 1 and its reasons.
    """
    one, other = (
        units(without_domain(name) if is_address(name) else name) for name in (left, right)
    )
    if _letters(left) == _letters(right):
        return Tally(0.93, ["the same letters, spaced differently"])
    if _are_spelled_alike(left, right):
        return Tally(0.91, ["the same sounds, with a domain or in other letters"])
    acronym = _acronym(one, other)
    if acronym is not None:
        return acronym
    tally = _judged(one, other)
    if tally.score >= _ENOUGH or script(left) == script(right):
        return tally
    lent = _lent(one, other), _lent(other, one)
    return tally if lent == (one, other) else max(tally, _judged(*lent), key=_by_score)


def _by_score(tally: Tally) -> float:
    return tally.score


def _judged(one: tuple[Unit, ...], other: tuple[Unit, ...]) -> Tally:
    tally = Tally()
    judge_kinds(tally, one, other)
    _judge_words(tally, one, other)
    _judge_forms(tally, one, other)
    return tally


def _lent(found: tuple[Unit, ...], other: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Read own words as what the other name has in other letters: Wataniya is الوطنية."""
    told = [
        (unit, spelled)
        for unit in other
        if unit.kind not in ("wrap", "number")
        for spelled in _spellings(unit)
    ]
    return tuple(
        next(
            (
                mine
                for mine, spelled in told
                if mine.concepts and alike(unit.word, spelled)[0] >= _SPELLED
            ),
            unit,
        )
        if unit.word is not None and not unit.concepts
        else unit
        for unit in found
    )


def _spellings(unit: Unit) -> tuple[Word, ...]:
    """Answer a word as it stands, and a town by its own name without the case it stands in."""
    towns = unit.concepts if unit.kind == "place" else ()
    return word(unit.surface), *(word(town.partition(":")[2]) for town in towns)


_SPELLED = 0.8
"""Likeness from which a word is the other's in other letters, whatever it means."""


def _letters(name: str) -> str:
    return "".join(plain(match[0]) for match in WORD.finditer(name))


_DOMAIN = re.compile(
    r"\.(?:(?:com|net|org|info|online|media|news|io|tv|me|live|press|today|life|pro|biz|site|space"
    r"|agency|africa|asia|club|world|report)|[a-z]{2}|ру|рф|бел|қаз|кз|медиа)"
    r"(?:\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
_WEB = re.compile(r"^(?:https?://)?(?:www\.)?(?=[\w-]+\.\w)", re.IGNORECASE)


def without_domain(name: str) -> str:
    """Take what makes a name an address off: `https://`, `.kz`, `.ру`.

    Args:
        name: a name as written.
    """
    return _DOMAIN.sub("", _WEB.sub("", name.strip()))


def _are_spelled_alike(left: str, right: str) -> bool:
    """Tell whether two names sound alike where one is an address or the scripts are two."""
    bare = without_domain(left), without_domain(right)
    one, other = ("".join(map(fold_word, WORD.findall(name))) for name in bare)
    if one != other or len(one) < _SOUNDS:
        return False
    is_address = bare != (left.strip(), right.strip())
    return is_address or {script(left), script(right)} == {"cyrl", "latn"}


_SOUNDS = 4
"""Sounds below which equal keys of two names say little."""


def tell_one_number(left: str, right: str) -> bool:
    """Tell whether two names of bodies tell the same numbers, or none.

    Args:
        left: a name as written.
        right: another; the order does not matter.
    """
    one, other = (concepts_among(units(name), "number") for name in (left, right))
    return one == other


def tell_one_medium(left: str, right: str) -> bool:
    """Tell whether none of two names is an address where the other is a station's.

    Args:
        left: a name as written.
        right: another; the order does not matter.
    """
    for one, other in ((left, right), (right, left)):
        if is_address(one) and concepts_among(units(other), "class") & {"tv", "channel", "radio"}:
            return False
    return True


def _acronym(one: tuple[Unit, ...], other: tuple[Unit, ...]) -> Tally | None:
    """Compare an acronym with the words whose initials it may be."""
    for short, long in ((one, other), (other, one)):
        content = [unit for unit in short if unit.kind not in ("wrap", "country")]
        if len(content) != 1 or content[0].word is None:
            continue
        surface = content[0].surface
        told = sum(unit.surface.count(" ") + 1 for unit in long)
        if not (2 <= len(surface) <= 7 and surface.isupper()) or told < 2:
            continue
        letters = fold_word(surface)
        spelled = [unit.surface for unit in long if unit.kind not in ("wrap", "legal")]
        initials = "".join(_first(word) for part in spelled for word in part.split())
        every = "".join(_first(word) for unit in long for word in unit.surface.split())
        if letters and letters in {fold_word(initials), fold_word(every), initials, every}:
            return Tally(0.72, [f"{surface} are the initials"])
        if len(spelled) > 1 and not any(unit.surface == surface for unit in long):
            return Tally(0.1, [f"{surface} are not the initials"])
    return None


def _first(word: str) -> str:
    return fold_word(word[:1]) or word[:1].lower()


def _judge_words(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Compare the own words of the bodies; one that the other lacks tells them apart."""
    mine, yours = _own_words(one, other), _own_words(other, one)
    if not mine and not yours:
        _judge_wordless(tally, one, other)
        return
    if _glued(mine) == _glued(yours):
        tally.times(0.97 if mine != yours else 1.0, "the same words of its own")
        return
    pairs, over, under = _pair(mine, yours)
    if over and under:
        named = [" ".join(unit.surface for unit in spare) for spare in (over, under)]
        tally.cap(0.12, f"veto: {named[0]} is not {named[1]}")
        return
    if not pairs and not _meanings(one) & _meanings(other):
        tally.cap(0.12, "no word and no meaning in common")
        return
    if not pairs:
        tally.times(0.4, "own words on one side alone")
        return
    tally.score *= 0.5 * min(pairs) + 0.5 * sum(pairs) / len(pairs)
    if over or under:
        extra = " ".join(unit.surface for unit in over or under)
        factor = 0.45 if len(pairs) < 3 else 0.6
        tally.times(factor ** len(over or under), f"{extra} on one side")
    else:
        tally.reasons.append("words of its own are alike")


def _own_words(found: tuple[Unit, ...], other: tuple[Unit, ...]) -> list[Unit]:
    """Answer the own words of a name, without a `Times` that the other's kind says (时报)."""
    said = {concept for concept in concepts_among(other, "class") if concept.endswith("_issue")}
    return [
        unit
        for unit in found
        if unit.word is not None and not said & {f"{concept}_issue" for concept in unit.concepts}
    ]


def _glued(found: list[Unit]) -> str:
    return "".join(unit.word.key for unit in found if unit.word is not None)


def _judge_wordless(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Weigh two names of nothing but common words: many bodies bear them."""
    named = [concepts_among(found, "class", "topic", "level", "acronym") for found in (one, other)]
    shared = as_police(named[0], named[1]) & as_police(named[1], named[0])
    if not shared and len(one) > 1 and _meanings(one) == _meanings(other):
        if (concepts_among(one, "wrap") ^ concepts_among(other, "wrap")) & _OUTLETS:
            tally.times(0.4, "a place's name alone, and an outlet's of that place")
            return
        tally.times(0.85, "the same country or place, and the same number")
    elif not shared:
        tally.cap(0.1, "no word in common")
    elif (concepts_among(one, "class") ^ concepts_among(other, "class")) & {"radio", "tv"}:
        tally.times(0.5, "common words, of a station on one side")
    elif not concepts_among(one, "country", "place") & concepts_among(other, "country", "place"):
        tally.times(0.75, "common words, no place or country")
    else:
        tally.times(0.9, "the same kind of body of one country")


_OUTLETS = frozenset(("news_outlet",))


def _meanings(found: tuple[Unit, ...]) -> set[tuple[str, ...]]:
    """Answer what the units of a name mean, words such as `the` left out."""
    return {unit.concepts for unit in found if unit.kind != "wrap"}


def _pair(mine: list[Unit], yours: list[Unit]) -> tuple[list[float], list[Unit], list[Unit]]:
    """Pair own words greedily, best first."""
    scored = sorted(
        (
            (-_likeness(one, other), i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(yours)
        ),
    )
    left, right = set(range(len(mine))), set(range(len(yours)))
    pairs: list[float] = []
    for value, i, j in scored:
        if i in left and j in right and -value >= _ENOUGH:
            left.discard(i)
            right.discard(j)
            pairs.append(-value)
    return pairs, [mine[at] for at in sorted(left)], [yours[at] for at in sorted(right)]


def _likeness(one: Unit, other: Unit) -> float:
    """Compare own words: by what they mean where the table knows it, else by their letters."""
    if set(one.concepts) & set(other.concepts):
        return _TRANSLATED
    if (one.concepts and other.concepts) or one.word is None or other.word is None:
        return 0.0
    return _alike(one.word, other.word)


_TRANSLATED = 0.93
"""Likeness of two words of one meaning in a title (Голос, Voice)."""


def _alike(one: Word, other: Word) -> float:
    """Compare letters; names of given people mean nothing here, case endings little."""
    value, relation = alike(one, other)
    if value < _ENOUGH and "arab" in (one.script, other.script):
        bare = [_within(word_of) for word_of in (one, other)]
        value, relation = max((value, relation), alike(*bare))
    if relation in ("two given names", "initial", "short form"):
        return 0.0
    if value < _SURE and one.script == other.script == "cyrl" and _is_adjective_of(one, other):
        return _SURE
    if value < _ENOUGH and _is_short_for(one, other):
        return 0.8
    if value < _ENOUGH and one.script == other.script == "cyrl":
        stem = min(len(one.plain), len(other.plain)) - 2
        if stem >= 4 and one.plain[:stem] == other.plain[:stem]:
            return 0.55
    if value < _SURE:
        stems = [_ADJECTIVE.sub("", word.plain) for word in (one, other)]
        if stems != [one.plain, other.plain] and min(map(len, stems)) >= 3:
            return max(value, _SURE * _stem_likeness(*stems))
    return value


def _is_adjective_of(one: Word, other: Word) -> bool:
    """Tell whether a word is the other's Russian adjective: Бостандық, Бостандыкский."""
    short, long = sorted((part.near.translate(_KAZAKH) for part in (one, other)), key=len)
    return len(short) >= _SHORT and _SLAVIC.fullmatch(long.removeprefix(short)) is not None


_KAZAKH = str.maketrans("әғқңөұүһі", "агкноуухи")
_SLAVIC = re.compile("(?:ин|ов|ев)?с?к(?:ий|ого|ому|ом|им|ая|ой|ую|ое|і|ага|аму)")


def _within(own: Word) -> Word:
    """Answer an Arabic word without the preposition glued to it: بقفصة is Gafsa."""
    if own.script != "arab" or len(own.plain) < _GLUED_LENGTH or own.plain[:1] != "ب":
        return own
    return word(own.surface[1:].removeprefix("ال"))


_GLUED_LENGTH = 5
"""Letters from which an Arabic word of a body may begin with a preposition."""


def _is_short_for(one: Word, other: Word) -> bool:
    """Tell whether a Latin word is another cut short or without vowels: TECH, SRVCES, COMM."""
    if one.script != "latn" or other.script != "latn":
        return False
    short, long = sorted((one.plain, other.plain), key=len)
    if len(short) < _SHORT or long[:1] != short[:1]:
        return False
    if long.startswith(short):
        return short[-1] not in "aeiouy" and len(long) - len(short) >= _CUT
    bones = skeleton(short)
    return len(bones) + 1 >= len(short) and bones == skeleton(long)


_SHORT = 4
"""Letters below which a word is no sure beginning of another."""

_CUT = 3
"""Letters that a word must lose to be a short one, not a singular."""


_SURE = 0.85
_ADJECTIVE = re.compile(
    r"(?:(?:с|сь|ь)?[кц](?:ий|ого|ому|им|ом|ая|ой|ую|ае|ага|аму|ай|і|ім|а|е)|іўськ\w+|ық|ік"
    r"|s?k(?:i|y|iy|yi|ii|aya|aia|aja|aha|aga|aje|oho|ogo)|ovski\w*)$"
)
"""Ends of adjectives that Slavic languages make of places (Ленінскага, Leninski)."""


def _stem_likeness(one: str, other: str) -> float:
    """Compare stems without the ends of their adjectives by sound."""
    if one == other:
        return 1.0
    return max(_heard(one, other), _heard(_PLACES.sub("", one), _PLACES.sub("", other)))


_PLACES = re.compile(r"(?<=\w{3})(?:ин|ен|ов|ев|in|en|ov|ev|[аыоеіиaeyo])$")
"""What stands between a town's name and the end of its adjective (Жарма, Жарминский)."""


def _heard(one: str, other: str) -> float:
    keys = fold_word(one), fold_word(other)
    if min(map(len, keys)) < 3:
        return 0.0
    cost = sound_distance(*keys, crossing=True)
    return max(0.0, 1.0 - 2.2 * cost / max(4, *map(len, keys)))


def _judge_forms(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Weigh forms of company: two of them are a doubt, one is none."""
    left, right = concepts_among(one, "legal"), concepts_among(other, "legal")
    if left and right and not left & right and {frozenset(left), frozenset(right)} not in _ALIKE:
        tally.times(0.9, f"{' '.join(sorted(left))} is not {' '.join(sorted(right))}")


_ALIKE: list[set[frozenset[str]]] = [
    {frozenset({"llc"}), frozenset({"ltd"})},
    {frozenset({"corp"}), frozenset({"co"})},
]
