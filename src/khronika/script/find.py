"""Finds where folded names stand in a text, in whatever script, case or inflection.

It is used to withhold names, so it finds too much rather than too little: declined and suffixed
forms, transliterations, initials beside a surname, names glued together or broken over a line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

from khronika.script.fold import fold_word
from khronika.script.forms import is_derived, is_form, loose
from khronika.script.given import full_groups, is_given, short_groups
from khronika.script.han import COMPOUND_SURNAMES, from_palladius, readings, simplify
from khronika.script.proclitics import without_proclitics
from khronika.script.romanise import plain, visible
from khronika.script.writing import UNSPACED, script

_JOINERS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0e31-\u0e4e\u102b-\u103e\u17b4-\u17d3\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "'’ʼʻ`´"
)
_WORD = re.compile(
    rf"[^\W_](?:[^\W_]|[{_JOINERS}](?=[^\W_{_JOINERS}]|[{_JOINERS}]))*[{_JOINERS}]*"
)
_NEAR = re.compile(r"[\s.,\-‐‑–'\"«»“”„_·・]{0,4}\Z")
_TOGETHER = re.compile(r"(?:[ \u00a0]{1,2}|[-‐‑–_·・]|,[ \u00a0])\Z|[ \t]*\r?\n[ \t]*\Z")
_BROKEN = re.compile(r"[-‐\u00ad]?[ \t]*\r?\n?[ \t]*\Z|[-‐\u00ad.]\s*\Z")
_PARTICLES = frozenset(
    str.split(
        "de da di du del der den van von la le el al bin ibn bint abu dos das ter y e i и аль ибн"
        " бен ад ас эль оглы огли улы кызы угли гызы оглу oglu ogly uly kyzy qizi oʻgʻli"
    )
)
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the text: its code point offsets, its plain form and its sound key.

    `bare` are the plain forms and sound keys of what is left of an Arabic or Hebrew word when the
    particles that are written together with it (`wa-`, `bi-`, `li-`, the article) are taken away.
    """

    start: int
    end: int
    surface: str
    plain: str
    key: str
    bare: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a name, ready to be compared with words of a text."""

    plain: str
    key: str
    is_given: bool


def find_folded(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Find every mention of the names in a text.

    Args:
        text: any text in any script.
        names: full names as written anywhere; a single word is looked for alone.

    Returns:
        spans as (start, end), offsets in code points of `text`, end exclusive, sorted, without
        overlaps. A surname alone is a mention; a given name alone is one unless another
        capitalised word that is not of the name stands beside it.

    Example:
        >>> find_folded("Суд арестовал Анну Сомову.", ["Anna Somova"])
        [(14, 25)]
    """
    words = _words(text)
    spans: list[tuple[int, int]] = []
    for name in dict.fromkeys(visible(name).strip() for name in names):
        if name:
            spans += _mentions(text, words, name)
    return _merge(spans)


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        for start, end in _runs(match[0], match.start()):
            surface = text[start:end]
            form = plain(surface)
            bare = tuple((rest, fold_word(rest)) for rest in without_proclitics(form))
            found.append(_Word(start, end, surface, form, fold_word(surface), bare))
    return found


def _runs(surface: str, start: int) -> list[tuple[int, int]]:
    """Divide letters where Chinese or Japanese stands against another script (记者Anna说)."""
    if surface.isascii() or not _EAST_ASIAN.search(surface):
        return [(start, start + len(surface))]
    return [(start + run.start(), start + run.end()) for run in _ONE_WRITING.finditer(surface)]


_EAST_ASIAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ONE_WRITING = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
    "|[^\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


def _parts(name: str) -> list[_Part]:
    surfaces = [match[0] for match in _WORD.finditer(name)]
    return [
        _Part(plain(word), fold_word(_ARABIC_ARTICLE.sub("", plain(word), 1)), is_given(word))
        if script(word) == "arab"
        else _Part(plain(word), fold_word(word), is_given(word))
        for word in surfaces
    ]


_ARABIC_ARTICLE = re.compile("^ال(?=.{2})")


def _mentions(text: str, words: list[_Word], name: str) -> list[tuple[int, int]]:
    parts = _parts(name)
    writing = script(name)
    spans = _exact(text, name)
    if writing == "hani":
        spans += _hani_in_text(text, words, simplify(name))
    else:
        spans += _latin_in_hani(text, parts)
    if writing in UNSPACED - {"hani"}:
        spans += _in_run(text, name, writing)
    spans += _joined(text, words, parts)
    if writing not in UNSPACED:
        spans += _by_words(text, words, parts)
    return spans


def _exact(text: str, name: str) -> list[tuple[int, int]]:
    """Find the very characters, so that no script is missed."""
    pattern = r"[\s\u200b\u00ad-]*".join(map(re.escape, name.split()))
    found = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    return found if len(name) > 1 else []


def _in_run(text: str, name: str, writing: str) -> list[tuple[int, int]]:
    """Find a name, or a word of it, in a script that writes on without blanks (นายสมชาย)."""
    words = name.split() if writing in _NAMED_BY_A_WORD else []
    wanted = ["".join(name.split()), *(word for word in words if len(word) >= _SHORTEST_WORD)]
    patterns = (_BETWEEN_SIGNS.join(map(re.escape, one)) for one in wanted if len(one) > 1)
    return [match.span() for pattern in patterns for match in re.finditer(pattern, text)]


_NAMED_BY_A_WORD = frozenset({"thai", "laoo", "khmr", "kana"})
_SHORTEST_WORD = 3


def _hani_in_text(text: str, words: list[_Word], name: str) -> list[tuple[int, int]]:
    """Find Chinese characters, simplified or not, and their pinyin in Latin or Cyrillic text.

    A given name of two characters or more is a mention by itself, as in other scripts.
    """
    name = "".join(name.split())
    plain_text = simplify(text)
    found = [
        match.span()
        for one in (name, *_given_of(name))
        for match in re.finditer(_BETWEEN_SIGNS.join(map(re.escape, one)), plain_text)
    ]
    if len(name) < 2:
        return found
    spelled = {fold_word(reading) for reading in readings(name, 8)}
    spelled |= {fold_word(reading) for given in _given_of(name) for reading in readings(given, 4)}
    turned = {fold_word(given + family) for family, given in _family_first(name)}
    for at in range(len(words)):
        for size in (1, 2, 3):
            group = words[at : at + size]
            if len(group) == size and _beside(text, group) and _latin(group) & (spelled | turned):
                found.append((group[0].start, group[-1].end))
    return found


_BETWEEN_SIGNS = r"[\s\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f\ufe00-\ufe0f\u3000]{0,4}"
"""What may stand between two characters of one name: a broken line, signs that nobody sees."""


def _given_of(name: str) -> list[str]:
    """Answer the given name of Chinese characters, if it has two or more."""
    given = name[2:] if name[:2] in COMPOUND_SURNAMES else name[1:]
    return [given] if len(given) >= 2 else []


def _family_first(name: str) -> list[tuple[str, str]]:
    families, rest = readings(name[0], 2), readings(name[1:], 4)
    return [(family, given) for family in families for given in rest]


def _latin(group: list[_Word]) -> set[str]:
    """Spell a group of words as pinyin, through Palladius where it is Cyrillic."""
    if any(script(word.surface) == "hani" for word in group):
        return set()
    through = [from_palladius(word.plain) for word in group]
    spelled = {"".join(word.key for word in group)}
    if all(through):
        spelled.add(fold_word("".join(filter(None, through))))
    return spelled


def _latin_in_hani(text: str, parts: list[_Part]) -> list[tuple[int, int]]:
    """Find the characters whose pinyin spells a Latin or Cyrillic name."""
    if not 2 <= len(parts) <= 3:
        return []
    orders = {"".join(part.key for part in order) for order in permutations(parts)}
    orders |= {
        fold_word("".join(from_palladius(part.plain) or "" for part in order))
        for order in permutations(parts)
    }
    found = []
    for run in re.finditer("[\u3400-\u9fff]+", text):
        for start in range(run.start(), run.end() - 1):
            for end in range(start + 2, min(start + 5, run.end() + 1)):
                if any(fold_word(reading) in orders for reading in readings(text[start:end])):
                    found.append((start, end))
    return found


def _beside(text: str, group: list[_Word]) -> bool:
    pairs = zip(group, group[1:], strict=False)
    return all(_NEAR.match(text[left.end : right.start]) for left, right in pairs)


def _joined(text: str, words: list[_Word], parts: list[_Part]) -> list[tuple[int, int]]:
    """Find names glued into one word, or broken into pieces."""
    keys = [part.key for part in parts if part.key]
    if not keys or len(keys) > _LONGEST_NAME:
        return []
    wholes = (
        {"".join(order) for order in permutations(keys)} if len(keys) <= 4 else {"".join(keys)}
    )
    wholes = {whole for whole in wholes if len(whole) >= 6}
    targets = wholes | set(keys)
    found = []
    for at, word in enumerate(words):
        if script(word.surface) == "hani":
            continue
        if any(whole in word.key for whole in wholes):
            found.append((word.start, word.end))
        joined = word.key
        for after in range(at + 1, min(at + 14, len(words))):
            # Most words begin no part of the name: what is glued to them cannot be it either.
            if not any(target.startswith(joined) for target in targets):
                break
            gap = text[words[after - 1].end : words[after].start]
            if not _BROKEN.match(gap) and gap != " ":
                break
            joined += words[after].key
            if len(joined) > 40:
                break
            spaced = len(joined) == after - at + 1 >= 3
            broken = "\n" in gap and gap.strip() != ""
            if (
                joined in wholes
                or (joined in keys and (spaced or broken or len(joined) >= 5))
                or (broken and any(is_form(joined, key) for key in keys if len(key) >= 5))
            ):
                found.append((word.start, words[after].end))
    return found


def _by_words(text: str, words: list[_Word], parts: list[_Part]) -> list[tuple[int, int]]:
    """Find words that are forms of the name's words, and judge them by their neighbours."""
    real = [part for part in parts if part.plain not in _PARTICLES and len(part.key) > 1]
    hits: dict[int, set[int]] = {}
    loosened = [(at, part, loose(part.key)) for at, part in enumerate(real)]
    for index, word in enumerate(words):
        shape = loose(word.key)
        for at, part, wanted in loosened:
            alike = shape[:1] == wanted[:1] or word.key[:1] == part.key[:1]
            if (
                (alike and is_form(word.key, part.key) and not _is_derived(word, part))
                or _bare_form(word, part, wanted)
                or _same_given(word, part)
            ):
                hits.setdefault(index, set()).add(at)
    spans = []
    lone = {at for at, word in enumerate(words) if at in hits and _is_one_character(word)}
    # One character sounds like many; two side by side that sound like two parts are a name.
    pairs = {at for at in lone for by in (at - 1, at + 1) if by in lone and hits[at] != hits[by]}
    hits = {at: found for at, found in hits.items() if at not in lone - pairs}
    for index in sorted(hits):
        spans += _judge(text, words, index, hits, real)
    return spans


def _is_derived(word: _Word, part: _Part) -> bool:
    """Tell whether a word in small letters is made of a name by what no name takes on."""
    is_small = word.surface.isascii() and word.surface.islower()
    return is_small and is_derived((word.plain, word.key), (part.plain, part.key))


def _is_one_character(word: _Word) -> bool:
    """Tell whether a word is one Chinese or Japanese character, of which many sound alike."""
    return len(word.plain) == 1 and bool(_EAST_ASIAN.match(word.plain))


def _bare_form(word: _Word, part: _Part, wanted: str) -> bool:
    """Tell whether a word is the name's word behind particles that are written with it."""
    return any(
        rest == part.plain
        or (len(key) > 2 and loose(key)[:1] == wanted[:1] and is_form(key, part.key))
        for rest, key in word.bare
    )


def _same_given(word: _Word, part: _Part) -> bool:
    """Tell whether a word is another form of the name's given name (Катя for Екатерина)."""
    if not part.is_given or not word.surface[:1].isupper():
        return False
    named = full_groups(part.plain) or short_groups(part.plain)
    return bool(named & (full_groups(word.plain) | short_groups(word.plain)))


def _judge(
    text: str, words: list[_Word], index: int, hits: dict[int, set[int]], parts: list[_Part]
) -> list[tuple[int, int]]:
    """Answer the span of one hit with its initials and its other parts, or nothing."""
    start = end = index
    if _follows(text, words, index, index + 1) and _other_part(hits, index, index + 1):
        end = index + 1
    elif _middle_name(text, words, index) and _other_part(hits, index, index + 2):
        end = index + 2
    while end + 1 < len(words) and _is_initial(text, words, end, end + 1, parts):
        end += 1
    while start > 0 and _is_initial(text, words, start - 1, start, parts):
        start -= 1
    only_given = all(parts[at].is_given for at in hits[index]) and len(parts) > 1
    if only_given and start == end and _is_of_another(text, words, index, hits):
        return []
    return [(words[start].start, words[end].end)]


def _other_part(hits: dict[int, set[int]], left: int, right: int) -> bool:
    """Tell whether two hits are of two different words of the name."""
    return right in hits and len(hits[left] | hits[right]) > 1


def _follows(text: str, words: list[_Word], left: int, right: int) -> bool:
    """Tell whether two words stand together, with no end of a sentence between them."""
    if right >= len(words):
        return False
    return bool(_TOGETHER.match(text[words[left].end : words[right].start]))


def _middle_name(text: str, words: list[_Word], index: int) -> bool:
    """Tell whether the next word is a patronymic or middle name between two parts of a name."""
    if not (
        _follows(text, words, index, index + 1) and _follows(text, words, index + 1, index + 2)
    ):
        return False
    return words[index + 1].surface[:1].isupper()


def _is_initial(text: str, words: list[_Word], left: int, right: int, parts: list[_Part]) -> bool:
    """Tell whether a letter beside a surname is an initial of the name."""
    letter = words[left] if len(words[left].plain) == 1 else words[right]
    if len(letter.plain) != 1 or not _beside(text, [words[left], words[right]]):
        return False
    return letter.surface.isupper()


def _is_of_another(text: str, words: list[_Word], index: int, hits: dict[int, set[int]]) -> bool:
    """Tell whether a given name stands beside somebody else's surname."""
    for other in (index - 1, index + 1):
        if not 0 <= other < len(words) or other in hits:
            continue
        left, right = sorted((index, other))
        gap = text[words[left].end : words[right].start]
        capital = words[other].surface[:1].isupper() and len(words[other].plain) > 2
        starts_sentence = other == 0 or re.search(r"[.!?\n]\s*\Z", text[: words[other].start])
        if gap == " " and capital and not starts_sentence:
            return True
    return False


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
