"""What a row of evidence is made of: the names of its numbers, claims, and pairs."""

from dataclasses import dataclass, field

from khronika.code.cast.entities import Entity, Mention
from khronika.code.triggers import Trigger
from khronika.model.vocabulary import ActType, Role

TYPES = tuple(kind.value for kind in ActType)
ROLES = tuple(role.value for role in Role)
COMPATIBLE: dict[str, dict[str, float]] = {
    "obj": {
        "obj": 1.0,
        "owner": 0.5,
        "at": 0.3,
        "on": 0.4,
        "into": 0.4,
        "of": 0.3,
        "clause": 0.3,
        "from": 0.2,
        "thing": 0.2,
        "to": 0.4,
    },
    "subj": {"subj": 1.0, "obj": 1.0, "of": 0.4, "owner": 0.4},
    "noun": {
        "of": 1.0,
        "poss": 0.9,
        "against": 1.0,
        "on": 0.8,
        "at": 0.5,
        "gsubj": 0.5,
        "gobj": 0.5,
        "for": 0.5,
        "to": 0.5,
        "gagainst": 0.9,
        "gto": 0.5,
        "gof": 0.4,
        "gon": 0.5,
        "gat": 0.4,
        "upon": 0.8,
        "gfor": 0.4,
        "from": 0.2,
        "gfrom": 0.3,
        "into": 0.5,
    },
    "owner": {
        "owner": 1.0,
        "from": 0.9,
        "at": 0.6,
        "of": 0.8,
        "obj": 0.7,
        "on": 0.5,
        "to": 0.3,
        "subj": 0.1,
        "into": 0.5,
        "against": 0.6,
    },
    "to": {
        "against": 1.0,
        "to": 0.8,
        "for": 0.6,
        "on": 0.8,
        "from": 0.6,
        "at": 0.7,
        "into": 0.5,
        "obj": 0.6,
        "owner": 0.4,
    },
}
ENDS = frozenset(("against", "at", "into", "on"))
"""Prepositions that, where a pattern ends with one, lead to the victim."""
DEPTHS = (1.0, 0.95, 0.8, 0.6)
SLOTS = (
    "obj",
    "subj",
    "owner",
    "of",
    "against",
    "poss",
    "gsubj",
    "gobj",
    "on",
    "at",
    "from",
    "to",
    "clause",
)
HOWS = ("name", "part", "pronoun", "description", "list")
KINDS = (
    "person",
    "unnamed person",
    "organisation",
    "unnamed organisation",
    "counted group",
    "group",
)
FLAGS = ("negated", "hypothetical", "demanded", "background")

FEATURES: tuple[str, ...] = (
    "compatible",
    "depth",
    "trigger weight",
    "trigger words",
    "triggers that claim",
    "triggers in text",
    "triggers in its sentences",
    "distance",
    "comes before",
    "entities between",
    "sentences shared",
    "trigger in next sentence",
    "trigger in sentence before",
    "acts in this type",
    "acts in any type",
    "speaks",
    "agent by name",
    "mentions",
    "first sentence",
    "in headline",
    "sentences",
    "cast size",
    "has affiliation",
    "is affiliation",
    "rival",
    "rank",
    "claimed by others",
    "other types",
    "list mates",
    "list mates claim",
    "has members",
    "in caption",
    "p sentence",
    "p text",
    "p next",
    "p trigger sentence",
    "p victim",
    "definite",
    "quoted",
    "compatible plain",
    "same block",
    "p rank",
    "types here",
    "share of claims",
    "background in text",
    *(f"slot {s}" for s in SLOTS),
    *(f"how {h}" for h in HOWS),
    *(f"list {s}" for s in COMPATIBLE),
    *FLAGS,
    *(f"kind {k}" for k in KINDS),
    *(f"role {r}" for r in (*ROLES, "none")),
    *(f"type {t}" for t in TYPES),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A trigger that gives an entity the part of victim (or agent), and how good the claim is."""

    trigger: Trigger
    mention: Mention
    slot: str
    depth: int
    score: float


@dataclass(slots=True)
class Pair:
    """An entity and a type of act, the best claim, and the row of numbers about the two."""

    entity: Entity
    type: str
    claim: Claim | None
    sentences: list[int]
    row: list[float] = field(default_factory=list)
    probability: float = 0.0


def kind_of(entity: Entity) -> str:
    """Answer which of six kinds of victim an entity would be."""
    if entity.kind == "group":
        return "counted group" if entity.count else "group"
    return entity.kind if entity.name else f"unnamed {entity.kind}"
