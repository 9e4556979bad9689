"""Compares names as wholes, where words do not stand for themselves: Burmese, Chinese, glued ones.

Burmese is spaced at will, Chinese names in characters have no words, and Latin particles are
glued or not (Al Sisi, Alsisi).
"""

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from khronika.match.rarity import is_burmese
from khronika.match.tally import Tally
from khronika.name.chinese_letters import pinyins
from khronika.name.hani import characters, score_characters, shares_surname
from khronika.name.reading import Name
from khronika.name.spelling.burmese import creaks_alone, joined_key, joined_keys, without_title
from khronika.name.spelling.channel import foreign_likeness
from khronika.name.spelling.sounds import sound_distance
from khronika.name.word import word
from khronika.script.fold import WORD
from khronika.script.han import divides, hokkien, is_surname, readings, surname_syllables
from khronika.script.romanise import plain
from khronika.script.writing import UNSPACED

ENOUGH = 0.5
"""Two words below this are not paired: they speak against one person."""


def are_two_chinese(left: Name, right: Name) -> bool:
    """Tell whether a name in pinyin and one by Palladius are two: n and ng, d and t differ.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    if left.scripts | right.scripts != {"latn", "cyrl"} or left.scripts == right.scripts:
        return False
    latin = left if "latn" in left.scripts else right
    if latin.words[0].plain not in surname_syllables() or not is_chinese_in_letters(latin):
        return False
    one, other = pinyins(left), pinyins(right)
    return bool(one) and bool(other) and not one & other


def as_burmese(left: Name, right: Name) -> Tally | None:
    """Compare Burmese names as wholes, where spaces or scripts differ; None where that is moot.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    crossing = left.scripts != right.scripts and "mymr" in left.scripts | right.scripts
    spaced = left.scripts == right.scripts == {"latn"} and len(left.words) != len(right.words)
    if not crossing and not (spaced and (_reads_burmese(left) or _reads_burmese(right))):
        return None
    one, other = joined_key(left.words), joined_key(right.words)
    if min(len(one), len(other)) < 3:
        return None
    if one == other or joined_keys(left.words) & joined_keys(right.words):
        if crossing and creaks_alone(left.words, right.words):
            return Tally(0.45, ["one of two Burmese names alone is creaky: Tin, Tint"])
        return Tally(0.9, ["one Burmese name in two spellings"])
    if not crossing:
        return None
    if one.replace("z", "s") == other.replace("z", "s") and not _lacks_a_z(left, right):
        return Tally(0.7, ["one Burmese name but for a voiced sound"])
    burmese = left if "mymr" in left.scripts else right
    letters = right if burmese is left else left
    if joined_keys(letters.words) & set(without_title(burmese.words)):
        return Tally(0.88, ["one Burmese name in two spellings, a title on one side"])
    if _voiceless(joined_keys(letters.words)) & _voiceless(without_title(burmese.words)):
        return Tally(0.68, ["one Burmese name but for a voiced sound and a title"])
    if Levenshtein.distance(one, other, score_cutoff=1) == 1 and len(one) > 7:
        value = 0.62 if len(one) > _LONG_BURMESE else 0.45
        return Tally(value, ["a Burmese name but for one sound"])
    if max(len(one), len(other)) <= _SHORT_BURMESE:
        return Tally(0.3, [f"veto: {one} is not {other}"])
    if _reads_burmese(left) or _reads_burmese(right):
        return Tally(0.12, [f"veto: {one} is not {other}"])
    return None


def _lacks_a_z(left: Name, right: Name) -> bool:
    """Tell whether Burmese has a ဇ, always z, that the letters lack (ဇော်, Soe).

    Only a စ is voiced by some newsrooms and not by others.
    """
    for burmese, letters in ((left, right), (right, left)):
        if burmese.scripts == {"mymr"}:
            written = sum(part.surface.count("ဇ") for part in burmese.words)
            return sum(part.plain.count("z") for part in letters.words) < written
    return False


def _voiceless(keys: Iterable[str]) -> set[str]:
    return {key.replace("z", "s") for key in keys}


_SHORT_BURMESE = 7
"""Sounds up to which another sound is another name (ဝလုံး, Wai Lon), be it Burmese or foreign."""

_LONG_BURMESE = 11
"""Sounds above which one other sound of a Burmese name is a spelling rather than a name."""


def _reads_burmese(name: Name) -> bool:
    return is_burmese(tuple(part.plain for part in name.words))


def may_be_chinese(left: Name, right: Name) -> bool:
    """Tell whether both names can be Chinese ones in letters, spelled in two systems.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    if "hani" in left.scripts | right.scripts or len(left.words) > 4 or len(right.words) > 4:
        return False
    return bool(pinyins(left)) and bool(pinyins(right))


def in_foreign_words(left: Name, right: Name) -> bool:
    """Tell whether characters are divided as a foreign name's are (罗伯特·福勒).

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    sides = [name for name in (left, right) if "hani" in name.scripts]
    return len(sides) == 1 and len(left.words) > 1 and len(right.words) > 1


def score_characters_of(left: Name, right: Name) -> Tally:
    """Score names of which one or both are in Chinese characters.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
    one, other = characters(left), characters(right)
    if one and other:
        return _both_in_characters(one, other)
    hani, letters = (left, right) if one else (right, left)
    letters = _with_particles(letters)
    value, reason = score_characters(hani, letters)
    foreign = foreign_likeness(characters(hani), tuple(part.plain for part in letters.words))
    alone = len(letters.words) == 1 and " " not in letters.raw.strip()
    native = is_chinese_in_letters(letters) and (
        is_surname(characters(hani)[:1])
        or any(part.plain in surname_syllables() for part in letters.words)
    )
    if (
        foreign > value
        and (alone or foreign >= ENOUGH)
        and not native
        and not _is_of_hokkien(characters(hani), letters)
        and (value >= _READ_AS_CHINESE or not shares_surname(characters(hani), letters))
        and not reason.startswith("veto")
    ):
        return Tally(foreign, [f"a foreign name in characters {foreign:.2f}"])
    return Tally(value, [reason])


_READ_AS_CHINESE = 0.45
"""Score of a Chinese name below which another given name beside its surname is meant."""


def _is_of_hokkien(written: str, letters: Name) -> bool:
    """Tell whether letters begin with the characters' surname as Hokkien spells it."""
    spelled = hokkien(written)
    return (
        bool(spelled)
        and len(letters.words) == len(written)
        and (letters.words[0].plain in spelled[0])
    )


def _both_in_characters(one: str, other: str) -> Tally:
    if one == other:
        return Tally(1.0, ["the same characters, simplified"])
    if 3 < len(one) == len(other) <= _READ and readings(one, 1) == readings(other, 1):
        return Tally(0.6, ["a foreign name in characters of one sound"])
    return Tally(0.12, [f"veto: {one} is not {other}"])


_READ = 6
"""Characters of which `readings` gives the sounds; a longer run is the name of a body."""


def joined_alike(left: Name, right: Name) -> float:
    """Compare names without their spaces: scripts that have none, and words run together.

    Args:
        left: a name.
        right: another; the order does not matter.
    """
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
    value = max(0.0, 0.95 - slack * cost / max(len(one), len(other)))
    return value * _MIXED ** sum(part.is_mixed for part in (*left.words, *right.words))


_MIXED = 0.75
"""What is left for each word with letters of two scripts: a foreign one may hide a vowel."""


def _run_together(name: Name) -> str:
    """Answer all letters of a name but those of its titles, particles among them."""
    forms = [plain(found[0]) for found in WORD.finditer(name.raw)]
    return "".join(form for form in forms if form not in name.titles)


def is_chinese_in_letters(name: Name) -> bool:
    """Tell whether all words of a name divide into Chinese syllables.

    Args:
        name: a name in Latin letters.
    """
    return 2 <= len(name.words) <= 3 and all(divides(part.plain) for part in name.words)


def _with_particles(name: Name) -> Name:
    """Read Du of Du Bin, De of Li De as names beside characters, not as French particles."""
    if not name.particles:
        return name
    parts = tuple(word(found[0]) for found in WORD.finditer(name.raw))
    if not 2 <= len(parts) <= 3 or not all(divides(part.plain) for part in parts):
        return name
    return replace(name, words=parts, particles=())
