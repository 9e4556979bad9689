"""Joins the mentions of one name: the full name first, then its parts."""

from khronika.code.cast.entities import Cast, Entity, Mention
from khronika.code.names.named import Name, fold
from khronika.code.parsed import Parsed


def head_of(parsed: Parsed, first: int, last: int) -> int:
    """Answer the word of a phrase that hangs on nothing inside it."""
    for i in range(last, first - 1, -1):
        if not first <= parsed.words[i].head <= last or parsed.words[i].head == i:
            return i
    return last


def _keys(parsed: Parsed, first: int, last: int) -> tuple[str, ...]:
    words = (parsed.words[i] for i in range(first, last + 1))
    return tuple(fold(w.text) for w in words if any(c.isalnum() for c in w.text))


def same_word(a: str, b: str, *, inflected: bool) -> bool:
    """Tell whether two folded words are one name, endings apart in languages that inflect."""
    if a == b:
        return True
    if not inflected or min(len(a), len(b)) < 4:
        return False
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    return common >= 3 and common >= min(len(a), len(b)) - 2 and max(len(a), len(b)) - common <= 4


def _is_part(short: tuple[str, ...], full: tuple[str, ...], *, inflected: bool) -> bool:
    return all(any(same_word(s, f, inflected=inflected) for f in full) for s in short)


def _stem(word: str, *, inflected: bool) -> str:
    """Answer what two words must share to be one name by `same_word`."""
    return word[:3] if inflected and len(word) >= 4 else word


def join_names(parsed: Parsed, found: list[Name], cast: Cast) -> None:
    """Join the mentions of a name; full names first, then parts of them."""
    inflected = parsed.lang != "en"
    keyed: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    kinds = {"PER": "person", "ORG": "organisation"}
    ordered = sorted(
        (name for name in found if name.label in {"PER", "ORG", "PER?"}),
        key=lambda n: (n.label == "PER?", -(n.last - n.first), n.first),
    )
    for name in ordered:
        keys = _keys(parsed, name.first, name.last)
        if not keys:
            continue
        kind = kinds.get(name.label)
        match = None
        # Whoever is named so shares every word: those who share the rarest are looked at.
        stems = [_stem(key, inflected=inflected) for key in keys]
        for number, other in min((keyed.get(stem, []) for stem in stems), key=len):
            entity = cast.entities[number]
            if kind and entity.kind != kind and not (len(keys) >= 2 and keys == other):
                continue
            if kind is None and entity.kind != "person":
                continue
            if entity.kind == "person" and not (
                len(keys) < len(other)
                and _is_part(keys, other, inflected=inflected)
                or len(keys) == len(other)
                and all(
                    same_word(a, b, inflected=inflected) for a, b in zip(keys, other, strict=True)
                )
            ):
                continue
            if entity.kind == "organisation" and not _is_part(keys, other, inflected=inflected):
                continue
            match = entity
            break
        if match is None and kind:
            match = Entity(
                len(cast.entities),
                kind,
                parsed.surface(name.first, name.last),
                name.first,
                name.last,
            )
            cast.entities.append(match)
            for stem in dict.fromkeys(stems):
                keyed.setdefault(stem, []).append((match.id, keys))
        if match is not None:
            how = "name" if match.first == name.first or len(keys) > 1 else "part"
            cast.add(
                match, Mention(name.first, name.last, head_of(parsed, name.first, name.last), how)
            )
