"""The cast of a text: persons, organisations, groups, and the words that stand for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon
from khronika.model.count import Count

POPULATION = "population"
"""The noun of an entity that is the people of a place."""

OWNS = frozenset(("his", "her", "their", "its"))
"""Words before a noun that say whose somebody is: "his deputy"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `first` to `last` (included) that stand for somebody.

    `how` is name, part (a surname), pronoun, description ("the reporter") or list ("all").
    """

    first: int
    last: int
    head: int
    how: str


@dataclass(slots=True)
class Entity:
    """Somebody of the cast; `name` is None for a person or organisation without one.

    `first` and `last` are the words of the fullest name; `members` are those a group names.
    """

    id: int
    kind: str
    name: str | None
    first: int
    last: int
    mentions: list[Mention] = field(default_factory=list)
    role: str | None = None
    role_word: int | None = None
    affiliation: tuple[int, int] | None = None
    count: Count | None = None
    members: list[int] = field(default_factory=list)
    noun: str | None = None
    is_standing_for: int | None = None


@dataclass(slots=True)
class Cast:
    """The entities of a text, and which of them a word belongs to."""

    entities: list[Entity]
    at: dict[int, list[tuple[int, Mention]]] = field(default_factory=dict)

    def add(self, entity: Entity, mention: Mention) -> None:
        """Note that an entity is mentioned."""
        if any(
            entity.id == other and (m.first, m.last) == (mention.first, mention.last)
            for other, m in self.at.get(mention.first, ())
        ):
            return
        entity.mentions.append(mention)
        for i in range(mention.first, mention.last + 1):
            self.at.setdefault(i, []).append((entity.id, mention))

    def of(self, kind: str) -> Iterator[Entity]:
        """Yield the entities of a kind."""
        return (entity for entity in self.entities if entity.kind == kind)


def role_of(lemma: str, lower: str, lexicon: Lexicon) -> str | None:
    """Answer the role a noun stands for."""
    for role, nouns in lexicon.roles.items():
        if lemma in nouns or lower in nouns:
            return role
    return None


_DESKS = frozenset(("bureau", "news", "editor", "station", "desk", "photo", "sports", "editorial"))
_SPENT = frozenset(("former", "ex", "retired", "ex-", "onetime", "one-time"))


def role_here(parsed: Parsed, i: int, role: str | None) -> str | None:
    """Answer a role as the words before its noun settle it: a bureau chief, a retired officer.

    Args:
        parsed: the text.
        i: the noun.
        role: what the noun stands for alone.
    """
    if parsed.lang == "kk" and i:
        before_it = parsed.words[i - 1].lower
        if role == "lawyer" and before_it == "құқық":
            return "activist"  # "құқық қорғаушы"
        if role == "activist" and before_it.startswith("партия"):
            return "politician"  # "партиясының жетекшісі"
        return "journalist" if role == "official" and before_it == "жауапты" else role
    if role != "official" or parsed.lang != "en" or i == 0:
        return role
    word = parsed.words[i]
    before = [w.lower for w in parsed.words[max(0, i - 3) : i]]
    if word.lower == "chief" and before[-1] in _DESKS:
        return "journalist"
    return None if _SPENT & set(before) else role
