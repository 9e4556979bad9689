"""Answers the bucket keys of a name: two names of one person or body share at least one.

The record stores them and joins mentions that share one, the fullest buckets left out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, islice, product

from khronika.match.bodies.concepts import Unit, is_body, units
from khronika.match.bodies.kinds import concepts_among
from khronika.match.known import entries_named
from khronika.match.rarity import is_burmese
from khronika.name.chinese_letters import looks_chinese, pinyins
from khronika.name.hani import characters
from khronika.name.reading import LONGEST, patronymic_base, read_name
from khronika.name.spelling.burmese import joined_key, without_title
from khronika.name.word import Word
from khronika.script.fold import fold_word
from khronika.script.forms import loose
from khronika.script.han import hokkien, readings, spellings
from khronika.script.romanise import visible


@lru_cache(maxsize=65536)
def keys(name: str) -> frozenset[str]:
    """Answer the bucket keys of a name: two names of one person share at least one.

    Args:
        name: the name as written, in any script.

    Returns:
        short strings, each with a prefix for its kind: `p:` two words by their consonants,
        `c:` the same by hard consonants alone, `e:` a word by its hard consonants with the
        first or the last two of another, `y:` a word by its sounds with an initial, `i:` a word
        by its consonants with an initial, `g:` a given name's row with a surname, `s:` a single
        word, `j:` all consonants joined, `x:` a Chinese surname and given name by their
        sounds, `h:` characters, `m:` a Burmese name as a whole, `r:` an entry of the register,
        `b:` and `a:` words and initials of a body. Empty for names without letters.
        Deterministic, and independent of the order of words.
    """
    seen = visible(name)[:LONGEST].strip()
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
        if len(words) == 2:
            found.add(_pair("x", words[0].key, words[1].key))
    if "mymr" in read.scripts or is_burmese(tuple(part.plain for part in read.words)):
        found |= {"m:" + key for key in (joined_key(read.words), *without_title(read.words))}
    if all(map(str.isascii, found)):
        return frozenset(found)
    # A sign that no table romanises (a Thai digit) is written as its code point.
    return frozenset(key.encode("ascii", "backslashreplace").decode() for key in found)


def key_weight(key: str) -> float:
    """Answer how much a key tells beside others: whole names more than parts and slips.

    Args:
        key: one of `keys`.
    """
    return _WEIGHTS.get(key[:1], 1.0)


_WEIGHTS = {"r": 5.0, "h": 4.0, "x": 4.0, "p": 3.0, "y": 3.0, "g": 3.0, "c": 3.0, "j": 3.0,
            "m": 3.0, "b": 2.0, "a": 2.0, "e": 2.0}  # fmt: skip


@lru_cache(maxsize=65536)
def _shape(part: Word) -> str:
    """Answer the consonant classes of a word without a gender's or a case's ending."""
    base = patronymic_base(part.near if part.script == "cyrl" else part.plain)
    shape = loose(fold_word(base)).replace("vsk", "sk")
    for ending in ("vsk", "sk", "v", "n"):
        if ending in ("v", "n") and shape.endswith(ending) and len(shape) > 4:
            return shape[:-1]
    return shape


@lru_cache(maxsize=65536)
def _initials(part: Word) -> tuple[str, ...]:
    """Answer the classes of a word's first letter: by its sound, and as Latin spells it."""
    found = {_shape(part)[:1]}
    if part.plain[:1].isascii():
        found.add(loose(part.plain[:1]))
    return tuple(sorted(found - {""}))


def _pair(kind: str, one: str, other: str) -> str:
    return f"{kind}:{one} {other}" if one < other else f"{kind}:{other} {one}"


def _person_keys(words: Sequence[Word]) -> set[str]:
    found: set[str] = set()
    whole = [part for part in words if not part.is_initial and _shape(part)]
    for one, other in combinations(whole, 2):
        found.add(_pair("p", _shape(one), _shape(other)))
        found |= _given_keys(one, other) | _given_keys(other, one)
        found |= _hard_keys(_hard(one), _hard(other))
    for part in whole:
        shape = _shape(part)
        for other in words:
            if other is not part:
                for initial in _initials(other):
                    found.add(f"i:{shape} {initial}")
                    found.add(f"y:{part.key} {initial}")
        if len(shape) >= 4 or len(whole) == 1:
            found.add(f"s:{shape}")
    if whole:
        found.add("j:" + loose(fold_word("".join(part.plain for part in words))))
    return found


def _given_keys(given: Word, family: Word) -> set[str]:
    return {f"g:{row} {_shape(family)}" for row in given.names}


def _hard_keys(ones: Sequence[str], others: Sequence[str]) -> set[str]:
    """Answer keys of two words by hard consonants: both whole, or one with two of the other.

    A slip, or a sound that a script leaves out, spoils one end of a word and not both: after
    the deletes of W. Garbe (SymSpell), with four keys a pair of words in place of a dozen.
    """
    found = set()
    for one, other in product(ones, others):
        bare, others_bare = one.lstrip("a"), other.lstrip("a")
        if len(bare) + len(others_bare) > 2:
            found.add(_pair("c", one, other))
        for whole, own, ends in ((one, bare, others_bare), (other, others_bare, bare)):
            if len(own) >= 2 and len(ends) >= 2:
                found |= {f"e:{whole} {ends[:2]}", f"e:{whole} {ends[-2:]}"}
    return found


@lru_cache(maxsize=65536)
def _hard(part: Word) -> tuple[str, ...]:
    """Answer a word's hard consonants, in each way in which another script may read it.

    An `a` stands in front where the word begins with a vowel. Arabic writes w for o and u,
    newspapers hear a foreign h or do not, and one letter is j in Cairo's papers and g in its
    streets; Latin g and j differ by language.
    """
    base = patronymic_base(part.near if part.script == "cyrl" else part.plain)
    if part.script == "arab":
        # Ain begins a word as a vowel does, and so does waw that Latin spells as w.
        key = _AIN.sub("\u0627", _ARTICLE.sub("", base))
        key = _FIRST_V.sub("a", fold_word(key)).replace("v", "")
        read = {key, key.replace("J", "g")}
    elif part.script == "latn":
        read = {fold_word(form) for form in _latin_readings(base)}
    else:
        read = {fold_word(base).replace("v", "f")}
    return tuple(sorted(map(_without_vowels, read)))


def _latin_readings(base: str) -> set[str]:
    """Answer how Latin letters may be heard: w as a vowel, g as in gentle, j as y, ic as ich."""
    base = _LATIN_ARTICLE.sub("", base).replace("ph", "f").replace("v", "f")
    read = {_FIRST_W.sub("a", base).replace("w", ""), base.replace("w", "f")}
    read |= {_SOFT_G.sub("j", form) for form in read} | {form.replace("j", "i") for form in read}
    read |= {form[2:] for form in read if _GLUED_EL.match(form)}
    return read | {f"{form}h" for form in read if form.endswith("ic")}


def _without_vowels(key: str) -> str:
    hard = _DOUBLED.sub(r"\1", key.replace("J", "j").translate(_HARD))
    return f"a{hard}" if key[:1] in _VOWELS and key else hard


_VOWELS = "aeiou"
_HARD = str.maketrans("gqxjzCcSsuvbp", "kkkssssssffpp", "haeiou")
_DOUBLED = re.compile(r"(.)\1+")
_ARTICLE = re.compile(r"^\u0627\u0644(?=.{3})")
_LATIN_ARTICLE = re.compile(r"^al(?=.{4})")
_GLUED_EL = re.compile("el(?=[^aeiouy].{3})")
_AIN = re.compile("^\u0639")
_FIRST_V = re.compile("^v(?=[^aeiou])")
_FIRST_W = re.compile("^w(?=[aeiou])")
_SOFT_G = re.compile("gg?(?=[ei])")


def _hani_keys(written: str) -> set[str]:
    """Answer keys that a Chinese name shares with its spellings in letters."""
    found = {f"h:{'-'.join(f'{ord(c):x}' for c in written)}"}
    for reading in readings(written, 4):
        found.add("j:" + loose(fold_word(reading)))
    for choice in islice(product(*spellings(written)), 24):
        found.add("j:" + loose(fold_word("".join(choice))))
    for family, *rest in filter(None, islice(product(*hokkien(written)), 24)):
        for order in ((family, *rest), (*rest, family)):
            found.add("j:" + loose(fold_word("".join(order))))
    for family, *rest in islice(product(*spellings(written)), 8):
        found.add(_pair("x", fold_word(family), fold_word("".join(rest))))
    for family in spellings(written)[0]:
        given = "".join(options[0] for options in spellings(written)[1:] if options)
        found.add(_pair("p", loose(fold_word(family)), loose(fold_word(given))))
    return found


def _meaning_keys(parts: tuple[Unit, ...]) -> set[str]:
    """Answer keys of what a body's words mean, two by two, so that translations meet.

    A place or country with a kind or subject (Minsk, court), two kinds, two words of a title.
    """
    where = concepts_among(parts, "place", "country")
    what = concepts_among(parts, "class", "topic", "acronym")
    titles = sorted(concepts_among(parts, "name"))
    found = {f"b:{place} {concept}" for place in where for concept in what}
    found |= {"b:" + " ".join(pair) for pair in combinations(sorted(what), 2)}
    return found | {"b:" + " ".join(pair) for pair in combinations(titles, 2)}


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
    found |= _meaning_keys(parts)
    initials = "".join(word[:1] for part in parts for word in part.surface.split())
    if 2 <= len(initials) <= 8:
        found.add("a:" + fold_word(initials))
    if len(parts) == 1 and 2 <= len(seen) <= 8:
        found.add("a:" + fold_word(seen))
    return found
