"""Joins words for people told before: "the journalists" after their names, "both men".

A definite plural is no new group where the text has just named as many, or counted them.
"""

from khronika.code.cast.entities import Cast, Entity, Mention
from khronika.code.cast.pronouns import listed
from khronika.code.parsed import Parsed

_DEFINITE = frozenset(("the", "these", "those", "both", "all"))
_NARROWED = frozenset(("of", "who", "that", "from", "at", "in", "with", "for", "working", "whose"))
_REACH = 3
_SIZES = {"duo": 2, "trio": 3, "quartet": 4}
_LOOSE = frozenset((None, "citizen", "media_worker", "journalist"))


def _is_again(parsed: Parsed, group: Entity) -> bool:
    """Tell whether a group is told with an article, and nothing that sets it apart."""
    words = parsed.words[group.first : group.last + 1]
    if words[0].lower not in _DEFINITE or len(words) > 3:
        return False
    if any(w.pos in {"PROPN", "ADJ"} or w.lower in {"other", "local"} for w in words[1:]):
        return False
    end = parsed.sentence_of(group.last).last
    following = parsed.words[group.last + 1].lower if group.last + 1 < end else ""
    return following not in _NARROWED


def _earlier_group(parsed: Parsed, group: Entity, cast: Cast) -> Entity | None:
    """Answer the counted group told last before, of the same role and number."""
    here = parsed.words[group.first].sentence
    for other in reversed(list(cast.of("group"))):
        near = other.last < group.first and here - parsed.words[other.last].sentence <= 2 * _REACH
        same = other.count is not None and group.count in {None, other.count}
        if near and same and (other.role == group.role or group.role == "citizen"):
            return other
    return None


def _named_before(parsed: Parsed, group: Entity, cast: Cast) -> list[int]:
    """Answer the persons of the latest sentence that names several, as many as are counted."""
    here = parsed.sentence_of(group.first)
    for back in range(_REACH + 1):
        number = here.number - back
        if number < 0 or parsed.sentences[number].block < here.block - 1:
            break
        people = listed(parsed, parsed.sentences[number], group.first, cast)
        roles = {cast.entities[n].role for n in people}
        if len(people) < 2:
            continue
        size = group.count.most if group.count else _SIZES.get(group.noun or "")
        is_fit = roles <= {group.role, None} or group.role in _LOOSE and roles <= _LOOSE
        is_fit = is_fit or group.role == "citizen" and size == len(people)
        return people if is_fit and (size is None or size == len(people)) else []
    return []


def without(cast: Cast, gone: set[int]) -> None:
    """Take entities out of a cast; those after them get new numbers."""
    kept = [e for e in cast.entities if e.id not in gone]
    number = {e.id: n for n, e in enumerate(kept)}
    at = {
        word: [(number[e], mention) for e, mention in found if e in number]
        for word, found in cast.at.items()
    }
    for entity in kept:
        entity.id = number[entity.id]
        entity.members = [number[m] for m in entity.members if m in number]
    cast.entities[:] = kept
    cast.at.clear()
    cast.at.update({word: found for word, found in at.items() if found})


def rejoin(parsed: Parsed, cast: Cast) -> None:
    """Let definite plurals stand for those told before.

    Args:
        parsed: an English text.
        cast: its cast, with the members of its groups; changed in place.
    """
    gone: set[int] = set()
    for group in list(cast.of("group")):
        if group.id in gone or group.members or not _is_again(parsed, group):
            continue
        earlier = _earlier_group(parsed, group, cast)
        if earlier is not None and earlier.id not in gone:
            people = earlier.members
            _hand_over(group, [earlier], cast, "description")
        else:
            people = _named_before(parsed, group, cast)
            if not people:
                continue
        _hand_over(group, [cast.entities[n] for n in people], cast, "list")
        gone.add(group.id)
    if gone:
        without(cast, gone)


def _hand_over(group: Entity, heirs: list[Entity], cast: Cast, how: str) -> None:
    for heir in heirs:
        for mention in group.mentions:
            cast.add(heir, Mention(mention.first, mention.last, mention.head, how))
