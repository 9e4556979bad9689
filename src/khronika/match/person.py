"""Scores two names as names of persons: words paired, order, patronymics, what is left over.

Every deduction has a reason; a veto (two patronymics, two given names) caps the score whatever
else agrees. The score is symmetric: the pairing is the best of all, and ties do not matter.
"""

from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from khronika.match.rarity import is_burmese
from khronika.name.alike import alike, same_father
from khronika.name.burmese import joined_key, without_title
from khronika.name.channel import foreign_likeness
from khronika.name.declension import declined
from khronika.name.hani import characters, pinyins, same_chinese, score_characters
from khronika.name.reading import Name, is_patronymic, looks_like_surname
from khronika.name.sounds import sound_distance
from khronika.name.word import Word
from khronika.script.fold import WORD
from khronika.script.given import is_eastern
from khronika.script.han import divides, readings, surname_syllables, syllables
from khronika.script.romanise import plain
from khronika.script.writing import UNSPACED

_ENOUGH = 0.5
"""Two words below this are not paired: they speak against one person."""

_NEARLY = 0.4
"""Words of one script from here on are near enough for an editor to look."""

_FAINT = 0.57
"""A transliteration below this may as well be of another name."""

Pairing = list[tuple[int, int, float, str]]


@dataclass(slots=True)
class Tally:
    """A score under way: its value and the reasons so far."""

    score: float = 1.0
    reasons: list[str] = field(default_factory=list)

    def times(self, factor: float, reason: str) -> None:
        """Multiply the score and say why."""
        self.score *= factor
        self.reasons.append(reason)

    def cap(self, most: float, reason: str) -> None:
        """Hold the score down whatever else agrees, and say why."""
        self.score = min(self.score, most)
        self.reasons.append(reason)


def score_persons(left: Name, right: Name) -> Tally:
    """Score two names of persons.

    Args:
        left: a name, read.
        right: another; the order does not matter.

    Returns:
        the tally: a score from 0 to 1 and its reasons.
    """
    tally = Tally()
    if not left.words or not right.words:
        tally.cap(0.0, "nothing to compare")
        return tally
    if "hani" in left.scripts | right.scripts and not _in_foreign_words(left, right):
        return _score_characters(left, right)
    burmese = _as_burmese(left, right)
    if burmese is not None:
        return burmese
    pairs = _pair(left.words, right.words)
    spare = (_spare(left.words, [p[0] for p in pairs]), _spare(right.words, [p[1] for p in pairs]))
    together = _joined_alike(left, right)
    if spare[0] and spare[1] and together >= _ENOUGH:
        tally.times(together, "the same letters, spaced differently")
        return tally
    if not pairs and not _may_be_chinese(left, right):
        return Tally(0.03, ["no word in common"])
    _judge_pairs(tally, left, right, pairs)
    _judge_spare(tally, left, right, pairs, spare)
    _judge_fathers(tally, left, right)
    _judge_order(tally, left, right, pairs)
    _judge_generation(tally, left, right)
    if tally.score < _ENOUGH and _may_be_chinese(left, right) and same_chinese(left, right):
        return Tally(0.86, ["one Chinese name in two spellings"])
    if tally.score >= _ENOUGH and _are_two_chinese(left, right):
        tally.cap(0.3, "veto: Chinese syllables that differ are two names")
    return tally


def _are_two_chinese(left: Name, right: Name) -> bool:
    """Tell whether a name in pinyin and one by Palladius are two: n and ng, d and t differ."""
    if left.scripts | right.scripts != {"latn", "cyrl"} or left.scripts == right.scripts:
        return False
    latin = left if "latn" in left.scripts else right
    if latin.words[0].plain not in surname_syllables() or not _is_chinese(latin):
        return False
    one, other = pinyins(left), pinyins(right)
    return bool(one) and bool(other) and not one & other


def _as_burmese(left: Name, right: Name) -> Tally | None:
    """Compare Burmese names as wholes, where spaces or scripts differ; None where that is moot."""
    crossing = left.scripts != right.scripts and "mymr" in left.scripts | right.scripts
    spaced = left.scripts == right.scripts == {"latn"} and len(left.words) != len(right.words)
    if not crossing and not (spaced and (_reads_burmese(left) or _reads_burmese(right))):
        return None
    one, other = joined_key(left.words), joined_key(right.words)
    if min(len(one), len(other)) < 3:
        return None
    if one == other:
        return Tally(0.9, ["one Burmese name in two spellings"])
    if not crossing:
        return None
    if one.replace("z", "s") == other.replace("z", "s"):
        return Tally(0.7, ["one Burmese name but for a voiced sound"])
    burmese, also = (left, other) if "mymr" in left.scripts else (right, one)
    if also in without_title(burmese.words):
        return Tally(0.88, ["one Burmese name in two spellings, a title on one side"])
    if Levenshtein.distance(one, other, score_cutoff=1) == 1 and len(one) > 7:
        return Tally(0.45, ["a Burmese name but for one sound"])
    if _reads_burmese(left) or _reads_burmese(right):
        return Tally(0.12, [f"veto: {one} is not {other}"])
    return None


def _reads_burmese(name: Name) -> bool:
    return is_burmese(tuple(part.plain for part in name.words))


def _may_be_chinese(left: Name, right: Name) -> bool:
    """Tell whether both names can be Chinese ones in letters, spelled in two systems."""
    if "hani" in left.scripts | right.scripts or len(left.words) > 4 or len(right.words) > 4:
        return False
    return bool(pinyins(left)) and bool(pinyins(right))


def _in_foreign_words(left: Name, right: Name) -> bool:
    """Tell whether characters are divided as a foreign name's are (罗伯特·福勒)."""
    sides = [name for name in (left, right) if "hani" in name.scripts]
    return len(sides) == 1 and len(left.words) > 1 and len(right.words) > 1


def _score_characters(left: Name, right: Name) -> Tally:
    """Score names of which one or both are in Chinese characters."""
    one, other = characters(left), characters(right)
    if one and other:
        return _both_in_characters(one, other)
    hani, letters = (left, right) if one else (right, left)
    value, reason = score_characters(hani, letters)
    foreign = foreign_likeness(characters(hani), tuple(part.plain for part in letters.words))
    alone = len(letters.words) == 1
    native = _is_chinese(letters) and any(
        part.plain in surname_syllables() for part in letters.words
    )
    if (
        foreign > value
        and (alone or foreign >= _ENOUGH)
        and not native
        and not reason.startswith("veto")
    ):
        return Tally(foreign, [f"a foreign name in characters {foreign:.2f}"])
    return Tally(value, [reason])


def _both_in_characters(one: str, other: str) -> Tally:
    if one == other:
        return Tally(1.0, ["the same characters, simplified"])
    if readings(one, 1) == readings(other, 1) and min(len(one), len(other)) > 3:
        return Tally(0.6, ["a foreign name in characters of one sound"])
    return Tally(0.12, [f"veto: {one} is not {other}"])


def _pair(left: tuple[Word, ...], right: tuple[Word, ...]) -> Pairing:
    """Pair words so that the sum of similarities is greatest, each at most once."""
    matrix = [[alike(one, other) for other in right] for one in left]
    free = sorted(
        (
            (-matrix[i][j][0], abs(i - j) + abs((len(left) - i) - (len(right) - j)), i, j)
            for i in range(len(left))
            for j in range(len(right))
            if matrix[i][j][0] >= _ENOUGH
        ),
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: Pairing = []
    for value, _, i, j in free:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j, -value, matrix[i][j][1]))
    return sorted(pairs)


def _spare(words: tuple[Word, ...], paired: list[int]) -> list[int]:
    return [at for at in range(len(words)) if at not in paired]


def _joined_alike(left: Name, right: Name) -> float:
    """Compare names without their spaces: scripts that have none, and words run together."""
    unspaced = (UNSPACED | {"hang"}) & (left.scripts | right.scripts)
    particles = left.particles or right.particles
    if not unspaced and not particles and len(left.words) == len(right.words):
        return 0.0
    one, other = left.joined, right.joined
    if left.scripts == right.scripts:
        one, other = _run_together(left), _run_together(right)
    if min(len(one), len(other)) < 4:
        return 0.0
    if one == other:
        return 0.95
    if not unspaced:
        return 0.0
    cost = sound_distance(one, other, crossing=True)
    slack = 5.5 if "mymr" in unspaced else 2.5
    return max(0.0, 0.95 - slack * cost / max(len(one), len(other)))


def _run_together(name: Name) -> str:
    """Answer all letters of a name but those of its titles, particles among them."""
    forms = [plain(found[0]) for found in WORD.finditer(name.raw)]
    return "".join(form for form in forms if form not in name.titles)


def _judge_pairs(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Start from the likeness of the paired words: the worst counts most."""
    if not pairs:
        tally.cap(0.03, "no word in common")
        return
    values = [value for _, _, value, _ in pairs]
    tally.score = 0.6 * min(values) + 0.4 * sum(values) / len(values)
    for i, j, value, relation in pairs:
        if relation != "equal":
            one, other = left.words[i].surface, right.words[j].surface
            tally.reasons.append(f"{relation}: {one} / {other} {value:.2f}")
    if _is_daughter(left, right, pairs):
        tally.cap(0.2, "veto: a man's name and a woman's")
    if any(
        value < _FAINT
        and relation == "transliteration"
        and _was_learnt(left.words[i], right.words[j])
        for i, j, value, relation in pairs
    ):
        tally.cap(0.48, "a word is hardly the other's transliteration")
    if any(relation == "base" for *_, relation in pairs) and not _is_eastern(left, right):
        tally.cap(0.45, "a Slavic surname and the same with a suffix are two")
    if _other_syllable(left, right, pairs):
        tally.cap(0.4, "Chinese syllables that differ are two names")
    _judge_declension(tally, left, right, pairs)
    if all(relation == "equal" for _, _, _, relation in pairs):
        tally.reasons.append("the same words")
    if all(relation == "initial" for _, _, _, relation in pairs):
        tally.cap(0.2, "initials alone")
    elif sum(relation == "initial" for _, _, _, relation in pairs) and len(pairs) <= 2:
        tally.times(0.8, "an initial could be another name")


def _was_learnt(one: Word, other: Word) -> bool:
    """Tell whether the costs of two words' spelling were learnt from names of that language."""
    latin, foreign = (one, other) if one.script == "latn" else (other, one)
    if "ou" in latin.plain or latin.lang is not None:
        return False  # Belarusian passports spell otherwise (Rahouski)
    return foreign.script in ("arab", "cyrl") and foreign.lang in (None, "kk", "fa")


def _is_daughter(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether one given name takes an a and the surname -ova with it (Әділ, Әділа)."""
    given = any(relation in ("inflected", "gendered", "feminine") for *_, relation in pairs)
    suffixed = [(left.words[i].plain, right.words[j].plain) for i, j, _, r in pairs if r == "base"]
    ends = ("ова", "ева", "ova", "eva")
    return given and any(one.endswith(ends) != other.endswith(ends) for one, other in suffixed)


def _is_eastern(left: Name, right: Name) -> bool:
    """Tell whether a name is Turkic or Arabic, where -ov was added and dropped by law."""
    words = (*left.words, *right.words)
    if any(part.lang in ("kk", "az", "tg", "ug") for part in words):
        return True
    return any(is_eastern(part.surface) for part in words)


def _other_syllable(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether two names of Chinese syllables in Latin letters differ in one."""
    if not left.scripts == right.scripts == {"latn"}:
        return False
    if not any(value < 0.95 and relation in ("spelling", "slip") for *_, value, relation in pairs):
        return False
    return _is_chinese(left) and _is_chinese(right)


def _is_chinese(name: Name) -> bool:
    return 2 <= len(name.words) <= 3 and all(divides(part.plain) for part in name.words)


def _judge_declension(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Hold two known names that are forms of one another to one case (Евгений, Евгения)."""
    known = [(i, j) for i, j, _, _ in pairs if _two_known(left.words[i], right.words[j])]
    if not known:
        return
    shared: set[str] | None = None
    for i, j, _, _ in pairs:
        one, other = left.words[i].plain, right.words[j].plain
        cases = set(declined(one, other))
        if one != other:
            shared = cases if shared is None else shared & cases
    if shared:
        tally.cap(0.55, "one may be a declined form of the other, or another person")
    else:
        tally.cap(0.12, "veto: two given names")


def _two_known(one: Word, other: Word) -> bool:
    return bool(one.full and other.full and not one.names & other.names and one.key != other.key)


def _judge_spare(
    tally: Tally, left: Name, right: Name, pairs: Pairing, spare: tuple[list[int], list[int]]
) -> None:
    """Weigh the words that one side lacks."""
    over = [left.words[at] for at in spare[0]], [right.words[at] for at in spare[1]]
    if over[0] and over[1]:
        _judge_conflict(tally, over)
        return
    extra = _without_repeats(over[0], left) or _without_repeats(over[1], right)
    if not extra or not pairs:
        return
    named = ", ".join(part.surface for part in extra)
    if any(part.plain in _KUNYA for part in extra):
        tally.times(0.4, f"another name: without {named}")
        return
    if len(pairs) == 1:
        tally.times(0.42, f"one word of a longer name; without {named}")
        return
    if all(is_patronymic(part.plain) or part.is_initial for part in extra):
        tally.times(0.95, f"without {named}")
        return
    if is_burmese(tuple(part.plain for part in (*left.words, *right.words))):
        tally.times(0.45, f"another name: without {named}")
        return
    tally.times(0.82 ** len(extra), f"without {named}")


_KUNYA = frozenset(("ابو", "ام", "abu", "abou", "umm", "абу", "умм"))
"""The first word of a name by one's child: whoever bears it is another (أبو بكر, بكر)."""


def _without_repeats(extra: list[Word], name: Name) -> list[Word]:
    """Overlook a word that is written twice (Sergey Sergey Shoigu)."""
    count = [part.plain for part in name.words]
    return [part for part in extra if count.count(part.plain) == 1 or len(name.words) < 3]


def _judge_conflict(tally: Tally, over: tuple[list[Word], list[Word]]) -> None:
    """Both sides have a word that the other lacks: another name."""
    best = max(alike(one, other)[0] for one in over[0] for other in over[1])
    one = ", ".join(part.surface for part in over[0])
    other = ", ".join(part.surface for part in over[1])
    near = best >= _NEARLY and len({part.script for part in (*over[0], *over[1])}) == 1
    tally.cap(0.3 if near else 0.12, f"veto: {one} is not {other}")


def _judge_fathers(tally: Tally, left: Name, right: Name) -> None:
    """Compare patronymics; two fathers are two people."""
    if not left.patronymics and not right.patronymics:
        return
    if _initial_conflicts(left, right) or _initial_conflicts(right, left):
        tally.cap(0.12, "veto: the patronymic has another initial")
        return
    if left.patronymics and right.patronymics:
        value = max(
            same_father(one, other) for one in left.patronymics for other in right.patronymics
        )
        if value < 0.6:
            tally.cap(0.12, f"veto: patronymics {_names(left)} and {_names(right)}")
        else:
            tally.times(0.97 + 0.03 * value, f"patronymic agrees {value:.2f}")
        return
    middle = [*left.words[1:-1], *right.words[1:-1]]
    if len(left.words) != len(right.words) and not any(part.is_initial for part in middle):
        fathers = (*left.patronymics, *right.patronymics)
        if middle and max(alike(one, father)[0] for one in middle for father in fathers) < _ENOUGH:
            tally.cap(0.45, f"{_names(left) or _names(right)} is not {middle[0].surface}")
            return
    tally.times(0.97, f"patronymic on one side: {_names(left) or _names(right)}")


def _initial_conflicts(initials: Name, full: Name) -> bool:
    """Tell whether the second initial of one is not that of the other's patronymic."""
    if initials.patronymics or not full.patronymics:
        return False
    lone = [part for part in initials.words if part.is_initial]
    if len(lone) < 2:
        return False
    return same_father(lone[1], full.patronymics[0]) < 0.6


def _names(name: Name) -> str:
    return " ".join(part.surface for part in name.patronymics)


def _judge_order(tally: Tally, left: Name, right: Name, pairs: Pairing) -> None:
    """Weigh words that stand in another order."""
    order = [j for _, j, _, _ in pairs]
    if order == sorted(order) or len(pairs) < 2:
        return
    if left.has_son and right.has_son:
        tally.cap(0.3, "father and son change places")
        return
    known = _agree_on_surname(left, right, pairs)
    if known is None and _chinese_given_first(left, right):
        known = True
    if known is None:
        tally.times(0.46, "another order, and either word may be the surname")
    elif known:
        tally.times(0.97, "surname first on one side")
    else:
        tally.cap(0.25, "veto: given name and surname change places")


def _chinese_given_first(left: Name, right: Name) -> bool:
    """Tell whether two words are a surname of one syllable and a given name of two."""
    for name in (left, right):
        words = sorted((part.plain for part in name.words), key=len)
        if len(words) != 2 or words[0] not in surname_syllables() or not divides(words[1]):
            return False
        if words[1] in syllables():
            return False
    return True


_GENERATIONS = (
    frozenset(("sr", "senior", "старший", "ii", "père")),
    frozenset(("jr", "junior", "младший", "iii", "fils")),
)


def _judge_generation(tally: Tally, left: Name, right: Name) -> None:
    """Tell a father from his son where both names say which they are."""
    for one, other in (_GENERATIONS, _GENERATIONS[::-1]):
        if one & set(left.titles) and other & set(right.titles):
            tally.cap(0.1, "veto: senior and junior")


def _agree_on_surname(left: Name, right: Name, pairs: Pairing) -> bool | None:
    """Tell whether the words taken for surnames are paired; None where nothing tells."""
    forward = {i: j for i, j, _, _ in pairs}
    backward = {j: i for i, j, _, _ in pairs}
    if left.surname is not None and right.surname is not None:
        return forward.get(left.surname) == right.surname
    if left.surname is not None and left.surname in forward:
        return not right.words[forward[left.surname]].full or None
    if right.surname is not None and right.surname in backward:
        return not left.words[backward[right.surname]].full or None
    given = [bool(left.words[i].names or right.words[j].names) for i, j, _, _ in pairs]
    shaped = [looks_like_surname(left.words[i]) for i, _, _, _ in pairs]
    if given.count(True) == 1 or shaped.count(True) == 1:
        return True
    return None
