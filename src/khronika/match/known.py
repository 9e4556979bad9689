"""Looks names up in the register, so that translations and acronyms meet and sisters part.

A name may belong to several entries (Radio Azattyk is the Kazakh and the Kyrgyz service): then
it cannot decide, and the comparison says so.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from khronika.data.register import RegisterEntry, lay_over, register
from khronika.match.bodies.concepts import Unit, units
from khronika.script.fold import WORD, fold_word
from khronika.script.romanise import plain, visible

_PARENTHESIS = re.compile(r"\s*[(（\[]([^)）\]]+)[)）\]]\s*")
DOMAIN = re.compile(
    r"\.(?:kz|ru|com|org|net|by|kg|uz|ua|tj|info|media|медиа|az|am|ge|ir|hk|cn|mm|online)$"
)
_BURMESE = re.compile("[\u1000-\u109f]")
_LOOSE_CLASSES = frozenset(("newspaper", "magazine", "agency", "tv", "channel", "news_outlet"))


def _stem(word: str) -> str:
    key = fold_word(word)
    if word.endswith(_OF_A_PLACE):
        return key  # الشرقية (of the east) is another channel than الشرق (the east)
    return (key.rstrip("aeiou") or key) if len(key) > 4 else key


_OF_A_PLACE = ("ية", "یه", "يه")


def _words(name: str) -> list[str]:
    bare = DOMAIN.sub("", name.strip().rstrip(".")).replace("№", " ")
    return [match[0] for match in WORD.finditer(bare)]


def exact_key(name: str) -> str:
    """Answer by what the register's names are looked up as written."""
    space = "" if _BURMESE.search(name) else " "  # Burmese is spaced at will
    return space.join(plain(word) for word in _words(name))


def _sound_key(name: str) -> str:
    return " ".join(filter(None, map(_stem, _words(name))))


def _is_acronym(name: str) -> bool:
    return " " not in name and 2 <= len(name) <= 10 and name == name.upper() and name.isalpha()


@cache
def _indices() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Index the register by names as written and by their sounds."""
    exact: dict[str, set[str]] = {}
    sounds: dict[str, set[str]] = {}
    for entry in register():
        for name in entry.all_names():
            exact.setdefault(exact_key(name), set()).add(entry.id)
            key = _sound_key(name)
            if len(key) > 4:
                sounds.setdefault(key, set()).add(entry.id)
        for acronym in entry.acronyms:
            exact.setdefault(exact_key(acronym), set()).add(entry.id)
            sounds.setdefault("acronym " + fold_word(acronym), set()).add(entry.id)
    return (
        {key: frozenset(ids) for key, ids in exact.items()},
        {key: frozenset(ids) for key, ids in sounds.items()},
    )


def lay_register(edited: Iterable[RegisterEntry]) -> None:
    """Lay editors' entries over the shipped register and forget what was looked up before.

    Args:
        edited: entries as the ledger has them now.
    """
    lay_over(edited)
    for remembered in (_indices, _by_id, entries_named, first_words, _ends):
        remembered.cache_clear()


@cache
def _by_id() -> dict[str, RegisterEntry]:
    return {entry.id: entry for entry in register()}


def entry(identifier: str) -> RegisterEntry:
    """Answer the entry of an id."""
    return _by_id()[identifier]


def renamed(one: frozenset[str], other: frozenset[str]) -> tuple[str, str] | None:
    """Answer the body that was renamed and the one that it became, among those of two names.

    Args:
        one: ids of entries.
        other: ids of entries; the order does not matter.
    """
    for before, after in ((one, other), (other, one)):
        for body in sorted(before):
            successor = entry(body).successor
            if successor is not None and successor in after:
                return body, successor
    return None


def exact_entries(name: str) -> frozenset[str]:
    """Answer the ids of the entries that bear a name as written, nothing taken off."""
    return _indices()[0].get(exact_key(name), frozenset())


@lru_cache(maxsize=32768)
def entries_named(raw: str) -> frozenset[str]:
    """Answer the ids of the register's entries that bear a name.

    Args:
        raw: a name as written; quotation marks, a domain, `newspaper` may surround it.

    Returns:
        ids; empty where the register knows no such name, several where it is shared.
    """
    name = visible(raw.replace("№", " ")).strip()
    if not _may_be_known(name):
        return frozenset()
    whole = _look_up(name)
    if whole:
        return whole
    outside = _PARENTHESIS.sub(" ", name).strip()
    inside = [part for match in _PARENTHESIS.finditer(name) if (part := match[1].strip())]
    found = [ids for part in (outside, *inside) if part and (ids := _look_up(part))]
    if inside and found:
        shared = frozenset.intersection(*found)
        return shared or found[0]
    return frozenset()


@cache
def first_words() -> frozenset[str]:
    """Answer every word with which a name of the register begins, plain and by its sound."""
    exact, sounds = _indices()
    plain_words = {key.split(" ", 1)[0] for key in exact}
    return frozenset(plain_words | {key.split(" ", 1)[0] for key in sounds if key}) - {"acronym"}


def _may_be_known(name: str) -> bool:
    """Tell cheaply whether some word of a name begins a name of the register."""
    first = first_words()
    if _is_acronym(name) or _BURMESE.search(name):
        return True
    return any(plain(word) in first or _stem(word) in first for word in _words(name))


def _look_up(name: str) -> frozenset[str]:
    """Look a name up; an entry that bears an address under another end is another body."""
    found = _found(name)
    end = DOMAIN.search(name.strip().lower())
    if end is None or not found:
        return found
    return frozenset(body for body in found if _ends(body) in (None, end[0]))


@cache
def _ends(body: str) -> str | None:
    """Answer the one end of an entry's addresses (`.kg`); None where it has none or several."""
    found = {end[0] for name in entry(body).all_names() if (end := DOMAIN.search(name.lower()))}
    return found.pop() if len(found) == 1 else None


def _found(name: str) -> frozenset[str]:
    exact, sounds = _indices()
    found = exact.get(exact_key(name))
    if found:
        return found
    if _is_acronym(name):
        return sounds.get("acronym " + fold_word(name), frozenset())
    found = sounds.get(_sound_key(name))
    if found:
        return found
    bare = _without_wrapping(name)
    if bare and bare != name:
        return exact.get(exact_key(bare)) or sounds.get(_sound_key(bare), frozenset())
    return frozenset()


def _without_wrapping(name: str) -> str:
    """Take `the`, `newspaper`, `телеканал` and the like off, as far as something is left."""
    kept = [unit for unit in units(name) if not _is_wrapping(unit)]
    return " ".join(unit.surface for unit in kept)


def _is_wrapping(unit: Unit) -> bool:
    return unit.kind in ("wrap", "legal") or bool(set(unit.concepts) & _LOOSE_CLASSES)
