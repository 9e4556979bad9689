"""Answers the bucket keys of a name: two names of one person or body share at least one.

The record stores them and joins mentions that share one, the fullest buckets left out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, islice, product

from khronika.match.bodies.concepts import is_body, units
from khronika.match.known import entries_named
from khronika.match.rarity import is_burmese
from khronika.name.hani import characters, looks_chinese, pinyins
from khronika.name.reading import patronymic_base, read_name
from khronika.name.spelling.burmese import joined_key, without_title
from khronika.name.word import Word
from khronika.script.fold import fold_word
from khronika.script.forms import loose
from khronika.script.han import readings, spellings
from khronika.script.romanise import visible


@lru_cache(maxsize=65536)
def keys(name: str) -> frozenset[str]:
    """Answer the bucket keys of a name: two names of one person share at least one.

    Args:
        name: the name as written, in any script.

    Returns:
        short strings, each with a prefix for its kind: `p:` two words by their consonants,
        `c:` the same by hard consonants alone, `d:` two words of which one lost a consonant,
        `g:` a given name's row with a surname, `i:` a surname with an initial, `s:` a single
        rare word, `j:` all consonants joined, `h:` characters, `m:` a Burmese name as a whole,
        `r:` an entry of the register, `b:` and `a:` words and initials of a body. Empty for
        names without letters. Deterministic, and independent of the order of words.
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
    if looks_chinese(seen):
        found |= {"j:" + loose(fold_word(pinyin)) for pinyin in pinyins(read)}
    if "mymr" in read.scripts or is_burmese(tuple(part.plain for part in read.words)):
        found |= {"m:" + key for key in (joined_key(read.words), *without_title(read.words))}
    # A sign that no table romanises (a Thai digit) is written as its code point.
    return frozenset(key.encode("ascii", "backslashreplace").decode() for key in found)


def key_weight(key: str) -> float:
    """Answer how much a key tells beside others: whole names more than parts and slips.

    Args:
        key: one of `keys`.
    """
    return _WEIGHTS.get(key[:1], 1.0)


_WEIGHTS = {"r": 5.0, "h": 4.0, "p": 3.0, "g": 3.0, "c": 3.0, "j": 3.0, "m": 3.0, "b": 2.0,
            "a": 2.0}  # fmt: skip


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
        found |= _slip_keys(shapes[one], shapes[other])
        found |= _coarse_keys(words[one], words[other])
    for at in whole:
        for other in range(len(words)):
            if other != at and shapes[other][:1]:
                found.add(f"i:{shapes[at]} {shapes[other][0]}")
            if other != at and words[other].plain[:1].isascii():
                found.add(f"i:{shapes[at]} {loose(words[other].plain[:1])}")
        if len(shapes[at]) >= 4 or len(whole) == 1:
            found.add(f"s:{shapes[at]}")
    joined = "".join(sorted(shapes[at] for at in whole))
    if joined:
        found.add("j:" + loose(fold_word("".join(part.plain for part in words))))
    return found


def _coarse_keys(one: Word, other: Word) -> set[str]:
    """Answer keys of two words by the sounds that no script leaves out or reads otherwise."""
    pairs = product(_coarse(one), _coarse(other))
    return {f"c:{' '.join(sorted(pair))}" for pair in pairs if len("".join(pair)) > 2}


@lru_cache(maxsize=65536)
def _coarse(part: Word) -> frozenset[str]:
    """Answer a word's hard consonants, in each way in which another script may read it.

    Arabic writes w for o and u, newspapers hear a foreign h or do not, and one letter is j in
    Cairo's papers and g in its streets; Latin g and j differ by language.
    """
    base = patronymic_base(part.near if part.script == "cyrl" else part.plain)
    read = {fold_word(base)}
    if part.script == "cyrl":
        read |= {key.replace("g", "") for key in read}
    elif part.script == "arab":
        read |= {key.replace("J", "g") for key in read}
    elif part.script == "latn":
        read |= {key.replace("J", "") for key in read}
        read |= {fold_word(_SOFT_G.sub("j", base)), fold_word(_BARE_IC.sub("ich", base))}
        if base.startswith("al") and len(base) > 4:
            read.add(fold_word(base[2:]))  # Arabic's article, or what looks like it
    return frozenset(loose(key.translate(_WEAK).lstrip("aeiou")) for key in read)


_WEAK = dict.fromkeys(map(ord, "vfh"))


_SOFT_G = re.compile("gg?(?=[ei])")


_BARE_IC = re.compile("ic$")


def _slip_keys(one: str, other: str) -> set[str]:
    """Answer keys of two words of which one lost a consonant, so that a slip still meets.

    After the symmetric deletes of W. Garbe (SymSpell): a letter too many, too few or another
    leaves one key in common.
    """
    found = set()
    for short, kept in ((one, other), (other, one)):
        if len(short) >= 3 and len(kept) >= 2:
            found |= {
                f"d:{' '.join(sorted((short[:at] + short[at + 1 :], kept)))}"
                for at in range(len(short))
            }
            found.add(f"d:{' '.join(sorted((short, kept)))}")
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
