"""Scores two names as names of bodies: courts, ministries, outlets, companies.

What tells bodies apart are numbers, places, countries and their own words, so a difference there
is a veto however long the rest; forms of company and words such as `the` weigh next to nothing.
"""

from khronika.match.concepts import Unit, units
from khronika.match.tally import Tally
from khronika.name.alike import alike
from khronika.name.word import Word
from khronika.script.fold import WORD, fold_word
from khronika.script.romanise import plain

_ENOUGH = 0.5
_SOFT_CLASSES = frozenset(
    ("newspaper", "magazine", "tv", "channel", "news", "agency", "office", "service", "radio",
     "organization", "bureau", "company", "group")
)  # fmt: skip


def score_bodies(left: str, right: str) -> Tally:
    """Score two names of bodies.

    Args:
        left: a name as written.
        right: another; the order does not matter.

    Returns:
        the tally: a score from 0 to 1 and its reasons.
    """
    tally = Tally()
    one, other = units(left), units(right)
    if _letters(left) == _letters(right):
        return Tally(0.93, ["the same letters, spaced differently"])
    acronym = _acronym(one, other)
    if acronym is not None:
        return acronym
    _judge_numbers(tally, one, other)
    _judge_places(tally, one, other)
    _judge_kinds(tally, one, other)
    _judge_words(tally, one, other, left, right)
    _judge_forms(tally, one, other)
    return tally


def _letters(name: str) -> str:
    return "".join(plain(match[0]) for match in WORD.finditer(name))


def _concepts(found: tuple[Unit, ...], *kinds: str) -> set[str]:
    named: set[str] = set()
    for unit in found:
        if unit.kind in kinds:
            named.update(unit.concepts)
    return named


def _acronym(one: tuple[Unit, ...], other: tuple[Unit, ...]) -> Tally | None:
    """Compare an acronym with the words whose initials it may be."""
    for short, long in ((one, other), (other, one)):
        content = [unit for unit in short if unit.kind not in ("wrap", "country")]
        if len(content) != 1 or content[0].word is None:
            continue
        surface = content[0].surface
        if not (2 <= len(surface) <= 7 and surface.isupper()) or len(long) < 2:
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


def _judge_numbers(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    left, right = _concepts(one, "number"), _concepts(other, "number")
    if left and right and left != right:
        tally.cap(0.1, f"veto: number {' '.join(sorted(left))} is not {' '.join(sorted(right))}")
    elif left != right:
        tally.times(0.55, "a number on one side")


def _judge_places(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    left, right = _concepts(one, "country"), _concepts(other, "country")
    if left and right and not left & right:
        tally.cap(0.1, f"veto: {' '.join(sorted(left))} is not {' '.join(sorted(right))}")
    elif left != right:
        kinds = _concepts(one, "class", "acronym") & _concepts(other, "class", "acronym")
        official = kinds & _OFFICIAL
        tally.times(0.7 if official else 0.45, f"{' '.join(sorted(left ^ right))} on one side")


_OFFICIAL = frozenset(
    ("ministry", "court", "police", "prosecutor", "department", "committee", "government")
)


def _judge_kinds(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Compare what kind of body each is, of what level, for what."""
    named = [_concepts(found, "class", "level", "topic", "acronym") for found in (one, other)]
    for family, least in (("class", 0.1), ("level", 0.15), ("topic", 0.1)):
        left, right = (_family(concepts, family) for concepts in named)
        over, under = left - right, right - left
        if over and under:
            told = f"{' '.join(sorted(over))} is not {' '.join(sorted(under))}"
            tally.cap(least, f"veto: {told}")
        elif over or under:
            missing = over | under
            soft = missing <= _SOFT_CLASSES
            tally.times(0.92 if soft else 0.6, f"{' '.join(sorted(missing))} on one side")


_TOPICS = frozenset(
    ("interior", "justice", "foreign", "defence", "health", "education", "culture", "information",
     "finance", "security", "state", "investigative", "journalists", "reporters", "human_rights",
     "protection", "freedom", "press", "speech", "without_borders", "financial_monitoring",
     "anti_corruption", "penitentiary", "transport", "independent", "public")
)  # fmt: skip


_LEVELS = frozenset(
    ("city", "region", "district", "supreme", "constitutional", "federal", "military", "appeal",
     "specialised", "general", "national", "international", "central", "republic")
)  # fmt: skip


def _family(concepts: set[str], family: str) -> set[str]:
    """Part concepts into what a body is, of what level, for what (МВД is two of them)."""
    if family == "topic":
        return concepts & _TOPICS
    if family == "level":
        return concepts & _LEVELS
    return concepts - _TOPICS - _LEVELS


def _judge_words(
    tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...], left: str, right: str
) -> None:
    """Compare the own words of the bodies; one that the other lacks tells them apart."""
    mine = [unit.word for unit in one if unit.word is not None]
    yours = [unit.word for unit in other if unit.word is not None]
    if not mine and not yours:
        _judge_wordless(tally, one, other)
        return
    if _glued(mine) == _glued(yours):
        tally.times(0.97 if mine != yours else 1.0, "the same words of its own")
        return
    pairs, over, under = _pair(mine, yours)
    if over and under:
        named = f"{' '.join(w.surface for w in over)} is not {' '.join(w.surface for w in under)}"
        tally.cap(0.12, f"veto: {named}")
        return
    if not pairs:
        tally.times(0.4, "own words on one side alone")
        return
    tally.score *= 0.5 * min(pairs) + 0.5 * sum(pairs) / len(pairs)
    if over or under:
        named = " ".join(word.surface for word in over or under)
        tally.times(0.45 if len(pairs) < 3 else 0.6, f"{named} on one side")
    else:
        tally.reasons.append("words of its own are alike")


def _glued(words: list[Word]) -> str:
    return "".join(word.key for word in words)


def _judge_wordless(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Weigh two names of nothing but common words: many bodies bear them."""
    shared = _concepts(one, "class", "topic", "level", "acronym") & _concepts(
        other, "class", "topic", "level", "acronym"
    )
    if not shared:
        tally.cap(0.1, "no word in common")
    elif not _concepts(one, "country") & _concepts(other, "country"):
        tally.times(0.75, "common words, no place or country")
    else:
        tally.times(0.9, "the same kind of body of one country")


def _pair(mine: list[Word], yours: list[Word]) -> tuple[list[float], list[Word], list[Word]]:
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


def _likeness(one: Word, other: Word) -> float:
    """Compare own words; names of given people mean nothing here, case endings little."""
    value, relation = alike(one, other)
    if relation in ("two given names", "initial", "short form"):
        return 0.0
    if value < _ENOUGH and one.script == other.script == "cyrl":
        stem = min(len(one.plain), len(other.plain)) - 2
        if stem >= 4 and one.plain[:stem] == other.plain[:stem]:
            return 0.55
    return value


def _judge_forms(tally: Tally, one: tuple[Unit, ...], other: tuple[Unit, ...]) -> None:
    """Weigh forms of company: two of them are a doubt, one is none."""
    left, right = _concepts(one, "legal"), _concepts(other, "legal")
    if left and right and not left & right and {frozenset(left), frozenset(right)} not in _ALIKE:
        tally.times(0.9, f"{' '.join(sorted(left))} is not {' '.join(sorted(right))}")


_ALIKE: list[set[frozenset[str]]] = [
    {frozenset({"llc"}), frozenset({"ltd"})},
    {frozenset({"corp"}), frozenset({"co"})},
]
