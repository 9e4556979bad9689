"""Joins people told before their name is: "a reporter was beaten. Ann Lee, a reporter with ...".

Headlines and leads tell an act of somebody without a name whom the next sentences name.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import takewhile

from khronika.code.cast.again import without
from khronika.code.cast.entities import OWNS, Cast, Entity, Mention
from khronika.code.cast.recent import JOURNALIST_LIKE
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_OTHERS = frozenset(
    ("another", "other", "second", "third", "fourth", "fellow", "also", "colleague", "every")
    + ("no", "any", "each", "'s", "’s")
)
_REACH = 6
_SELF = frozenset(("he", "she", "they", "his", "her"))
_ALIASES = (("also", "known", "as"), ("better", "known", "as"), ("aka",), ("alias",))


def _is_apart(parsed: Parsed, somebody: Entity) -> bool:
    """Tell whether the words before set somebody apart: "his editor", "another reporter"."""
    sentence = parsed.sentence_of(somebody.last)
    first = max(sentence.first, somebody.first - 2)
    words = {w.lower for w in parsed.words[first : somebody.last + 1]}
    return bool(words & (_OTHERS | OWNS))


def _is_headline(parsed: Parsed, somebody: Entity) -> bool:
    block = parsed.blocks[parsed.sentence_of(somebody.last).block].span.of(parsed.text).rstrip()
    return len(block) < 160 and block[-1:] not in {".", "!", "?", "”", '"', ":", ";"}


def _named(parsed: Parsed, cast: Cast) -> list[tuple[int, Entity]]:
    """Answer the named people by where they are first, without those of bylines and captions.

    Whoever stands in no sentence with a verb only wrote the report, or is in its picture.
    """
    told = {w.sentence for w in parsed.words if w.pos in {"VERB", "AUX"}}
    people = ((_first(e), e) for e in cast.of("person") if e.name)
    found = [(at, e) for at, e in people if parsed.words[at].sentence in told]
    return sorted(found, key=lambda one: one[0])


def _first(entity: Entity) -> int:
    return min(m.first for m in entity.mentions if m.how in {"name", "part"})


def _fits(somebody: Entity, person: Entity) -> bool:
    if person.role == somebody.role:
        return True
    pair = {person.role, somebody.role}
    return person.role is None or pair <= {"journalist", "media_worker", "blogger"}


def _speaks_of_another(parsed: Parsed, at: int, lexicon: Lexicon) -> bool:
    """Tell whether somebody only tells what befell others: no "she" in what is said."""
    word = parsed.words[at]
    verb = parsed.words[word.head]
    if word.dep != "nsubj" or verb.lemma not in lexicon.terms["reporting"]:
        return False
    after = parsed.words[word.head + 1 : parsed.sentence_of(at).last]
    told = next((w.lower for w in after if w.dep in {"nsubj", "nsubjpass"}), "")
    return told not in _SELF


def _introduced(
    parsed: Parsed, somebody: Entity, named: list[tuple[int, Entity]], lexicon: Lexicon
) -> Entity | None:
    """Answer the person whom the next sentences name first, where there is one alone."""
    here = parsed.words[somebody.last].sentence
    after = named[bisect_right(named, somebody.last, key=lambda one: one[0]) :]
    at, person = next(((a, e) for a, e in after if _fits(somebody, e)), (-1, None))
    if person is None or not 0 < parsed.words[at].sentence - here <= _REACH:
        return None
    there = parsed.words[at].sentence
    beside = takewhile(lambda one: parsed.words[one[0]].sentence <= there, after)
    mates = [e for a, e in beside if parsed.words[a].sentence == there and _fits(somebody, e)]
    if len(mates) > 1 or _is_apart(parsed, person):
        return None
    head = next(m.head for m in person.mentions if m.first == at)
    return None if _speaks_of_another(parsed, head, lexicon) else person


def _unnamed(parsed: Parsed, cast: Cast, named: list[tuple[int, Entity]]) -> Iterator[Entity]:
    """Yield the people without a name whom a headline or the opening of a text tells of."""
    for somebody in cast.of("person"):
        if somebody.name or somebody.role not in JOURNALIST_LIKE or _is_apart(parsed, somebody):
            continue
        known = named[: bisect_left(named, somebody.first, key=lambda one: one[0])]
        if _is_headline(parsed, somebody) or not any(_fits(somebody, e) for _, e in known):
            yield somebody


def introduce(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Let the unnamed of headlines and leads be those whom the next sentences name.

    Args:
        parsed: an English text.
        cast: its cast; changed in place.
        lexicon: words for people and speech.
    """
    gone: set[int] = set()
    heirs: dict[int, list[Entity]] = {}
    named = _named(parsed, cast)
    for somebody in list(_unnamed(parsed, cast, named)):
        person = _introduced(parsed, somebody, named, lexicon)
        if person is not None:
            heirs.setdefault(person.id, []).append(somebody)
    for number, found in heirs.items():
        person = cast.entities[number]
        noun = parsed.words[person.role_word].lemma if person.role_word is not None else None
        nouns = {e.noun for e in found}
        for somebody in found:
            if len(nouns) > 1 and somebody.noun != noun:
                continue
            for mention in somebody.mentions:
                cast.add(person, Mention(mention.first, mention.last, mention.head, "description"))
            person.role = person.role or somebody.role
            gone.add(somebody.id)
    gone |= _aliases(parsed, cast)
    if gone:
        without(cast, gone)


def _aliases(parsed: Parsed, cast: Cast) -> set[int]:
    """Give the mentions of "also known as B" to A, and answer who is gone."""
    gone: set[int] = set()
    bodies = [e for e in cast.entities if e.name and e.kind in {"person", "organisation"}]
    ends = {m.last: e for e in bodies for m in e.mentions if m.how == "name"}
    for other in bodies:
        at = min(m.first for m in other.mentions)
        for cue in _ALIASES:
            back = at - len(cue) - 1
            if back < 1 or tuple(w.lower for w in parsed.words[back + 1 : at]) != cue:
                continue
            last = back - 1 if parsed.words[back].text in {",", "("} else back
            person = ends.get(last)
            if person is not None and person.kind == "person" and person is not other:
                for mention in other.mentions:
                    cast.add(person, mention)
                gone.add(other.id)
    return gone
