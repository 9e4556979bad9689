"""Proposes who a mention may be: keys for the record's buckets, and scored candidates.

`keys` answers strings that names of one person share, whatever their spelling; the record stores
them and joins mentions that share one, the fullest buckets left out. `match` scores the names of
a register in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, islice, product

from khronika.match.concepts import is_body, units
from khronika.match.context import Context
from khronika.match.known import entries_named
from khronika.match.score import Comparison, Verdict, compare
from khronika.name.hani import characters, pinyins
from khronika.name.reading import patronymic_base, read_name
from khronika.name.word import Word
from khronika.script.fold import fold_word
from khronika.script.forms import loose
from khronika.script.han import readings, spellings
from khronika.script.romanise import visible

LEAST_SCORE = 0.3


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in a report, with what is known about its bearer."""

    name: str
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """A party of the register to match with: its id, its names, what is known about it."""

    id: str
    names: tuple[str, ...]
    context: Context = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a mention may be, the name that fits best, and the comparison."""

    id: str
    name: str
    comparison: Comparison

    @property
    def score(self) -> float:
        """Answer the score of the best name."""
        return self.comparison.score


def match(mention: Mention | str, register: Iterable[Known], *, most: int = 20) -> list[Candidate]:
    """Answer the parties of a register that a mention may be, the likeliest first.

    Args:
        mention: a mention, or its name alone.
        register: the parties known so far.
        most: how many candidates at most.

    Returns:
        candidates that are not `different`, by falling score, then by id. Exact and folded names
        come first because they score highest. `same` is a suggestion for a person to judge.
    """
    asked = Mention(mention) if isinstance(mention, str) else mention
    found = []
    for party in register:
        best = _best(asked, party)
        if best is not None and best.comparison.verdict is not Verdict.DIFFERENT:
            found.append(best)
    found.sort(key=lambda candidate: (-candidate.score, candidate.id))
    return found[:most]


def _best(asked: Mention, party: Known) -> Candidate | None:
    best: Candidate | None = None
    for name in party.names:
        comparison = compare(
            asked.name, name, left_context=asked.context, right_context=party.context
        )
        if best is None or comparison.score > best.score:
            best = Candidate(party.id, name, comparison)
    return best


@lru_cache(maxsize=65536)
def keys(name: str) -> frozenset[str]:
    """Answer the bucket keys of a name: two names of one person share at least one.

    Args:
        name: the name as written, in any script.

    Returns:
        short ASCII strings, each with a prefix for its kind: `p:` two words by their consonants,
        `g:` a given name's row with a surname, `i:` a surname with an initial, `s:` a single rare
        word, `j:` all consonants joined, `r:` an entry of the register, `b:` words of a body.
        Empty for a name without letters. Deterministic, and independent of the order of words.
    """
    seen = visible(name).strip()
    found = {f"r:{identifier}" for identifier in entries_named(seen)}
    if is_body(seen):
        found |= _body_keys(seen)
    read = read_name(seen)
    if characters(read):
        found |= _hani_keys(characters(read))
    words = [part for part in read.words if part.script != "hani" and part.key]
    found |= _person_keys(words)
    found |= {"j:" + loose(fold_word(pinyin)) for pinyin in pinyins(read)}
    return frozenset(found)


def _shape(part: Word) -> str:
    """Answer the consonant classes of a word without a gender's or a case's ending."""
    base = patronymic_base(part.near if part.script == "cyrl" else part.plain)
    shape = loose(fold_word(base)).replace("vsk", "sk")
    for ending in ("vsk", "sk", "v", "n"):
        if ending in ("v", "n") and shape.endswith(ending) and len(shape) > 4:
            return shape[:-1]
    return shape


def _person_keys(words: Sequence[Word]) -> set[str]:
    found: set[str] = set()
    shapes = [_shape(part) for part in words]
    whole = [part for part in range(len(words)) if not words[part].is_initial and shapes[part]]
    for one, other in combinations(whole, 2):
        found.add("p:" + " ".join(sorted((shapes[one], shapes[other]))))
        found |= _given_keys(words, shapes, one, other) | _given_keys(words, shapes, other, one)
    for at in whole:
        for other in range(len(words)):
            if other != at and shapes[other][:1]:
                found.add(f"i:{shapes[at]} {shapes[other][0]}")
        if len(shapes[at]) >= 4 or len(whole) == 1:
            found.add(f"s:{shapes[at]}")
    joined = "".join(sorted(shapes[at] for at in whole))
    if joined:
        found.add("j:" + loose(fold_word("".join(part.plain for part in words))))
    return found


def _given_keys(words: Sequence[Word], shapes: list[str], given: int, family: int) -> set[str]:
    return {f"g:{row} {shapes[family]}" for row in words[given].names}


def _hani_keys(written: str) -> set[str]:
    """Answer keys that a Chinese name shares with its spellings in letters."""
    found = {f"h:{'-'.join(f'{ord(c):x}' for c in written)}"}
    for reading in readings(written, 4):
        found.add("j:" + loose(fold_word(reading)))
    for choice in islice(product(*spellings(written)), 24):
        found.add("j:" + loose(fold_word("".join(choice))))
    for family in spellings(written)[0]:
        given = "".join(options[0] for options in spellings(written)[1:] if options)
        found.add("p:" + " ".join(sorted((loose(fold_word(family)), loose(fold_word(given))))))
    return found


def _body_keys(seen: str) -> set[str]:
    """Answer keys of a body: its own words, its concepts, its initials."""
    parts = units(seen)
    own = [loose(part.word.key) for part in parts if part.word is not None and part.word.key]
    concepts = sorted(
        {
            concept
            for part in parts
            if part.kind in ("class", "topic", "country", "level", "acronym", "number")
            for concept in part.concepts
        }
    )
    found = {f"b:{word}" for word in own if len(word) >= 2}
    if concepts:
        found.add("b:" + "+".join(concepts[:4]))
    initials = "".join(word[:1] for part in parts for word in part.surface.split())
    if 2 <= len(initials) <= 8:
        found.add("a:" + fold_word(initials))
    if len(parts) == 1 and 2 <= len(seen) <= 8:
        found.add("a:" + fold_word(seen))
    return found


__all__ = ["Candidate", "Known", "Mention", "keys", "match"]
