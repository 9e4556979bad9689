"""Judges pairs beside the learned weights: plain grammar, agents, employers, twins."""

from khronika.code.cast.entities import Entity
from khronika.code.evidence.rows import FEATURES, FLAGS, Pair
from khronika.code.parsed import Parsed

_GRIPS = frozenset(
    (
        "manhandle",
        "drag",
        "push",
        "pull",
        "shove",
        "jostle",
        "push out",
        "throw down",
        "скрутить",
        "тащить",
        "волочить",
        "сүйрет",
    )
)


_CREWS = frozenset(("съёмочная группа", "съемочная группа"))
_CLOSING = frozenset("»”\"'’")


def is_agent(pair: Pair) -> bool:
    """Tell whether the entity only does to somebody else what the pair says was done to it."""
    row = dict(zip(FEATURES, pair.row, strict=True))
    return row["acts in this type"] >= 0.95 and row["compatible"] < 0.1 and row["rival"] >= 0.95


def is_likely(pair: Pair, threshold: float) -> bool:
    """Tell whether a pair is an act; without a word for the act beside it, more is asked."""
    has_word = pair.claim is not None or pair.row[FEATURES.index("triggers in its sentences")] > 0
    return pair.probability >= threshold + (0.0 if has_word else 0.1)


def is_crew(entity: Entity) -> bool:
    """Tell whether a group is one film crew: as definite as a person, though not counted."""
    return entity.kind == "group" and entity.noun in _CREWS


def is_plain(pair: Pair) -> bool:
    """Tell whether grammar alone is plain enough: a pattern of several words, a direct victim.

    Such pairs are rare among those that the trees refuse (0.2 per coded report, one in five
    right out of fold), but they are how plain alerts tell the rare types.
    """
    entity, claim = pair.entity, pair.claim
    if claim is None or claim.score < 0.95 or entity.role == "official":
        return False
    if entity.kind == "group" and pair.probability >= (0.1 if is_crew(entity) else 0.2):
        is_whole = bool(entity.count) or is_crew(entity)
        return is_whole and not any(pair.row[FEATURES.index(flag)] for flag in FLAGS)
    if claim.trigger.weight < 2:
        return False
    if pair.type == "dismissal" or entity.kind == "group":
        return False
    if entity.name is None and (entity.kind == "person" or pair.type == "charge"):
        return False
    row = dict(zip(FEATURES, pair.row, strict=True))
    doubts = ("quoted", "background in text", "agent by name", *FLAGS)
    return pair.probability >= 0.04 and not any(row[name] for name in doubts)


def is_explicit(pair: Pair) -> bool:
    """Tell whether three words or more spell out what a named person suffered.

    "Ordered to report to the police", "asked to leave": the network often takes them for a part
    of the event beside.
    """
    claim = pair.claim
    if claim is None or claim.trigger.weight < 3 or claim.mention.how == "description":
        return False
    return pair.entity.kind == "person" and pair.entity.name is not None


def is_plain_name(pair: Pair) -> bool:
    """Tell whether a plain victim stands there by name, as the object of an act or of a theft.

    In Kazakh nothing less is plain: of 60 such pairs in coded reports 47 are acts, of pronouns
    and nouns one in three.
    """
    claim = pair.claim
    is_named = claim is not None and claim.mention.how in {"name", "part"}
    if claim is None or not is_named or claim.trigger.slot not in {"obj", "owner"}:
        return False
    return "+" not in claim.trigger.lemma or pair.type in {"search", "damage"}


def is_employer(parsed: Parsed, pair: Pair, accepted: Pair) -> bool:
    """Tell whether an outlet is only where the victim of the same words works.

    "Sued the newspaper X and its reporter Lee" tells of both: the noun beside the name has it.
    """
    outlet, person = pair.entity, accepted.entity
    if outlet.kind != "organisation" or person.kind != "person" or person.affiliation is None:
        return False
    works_there = any(m.first <= person.affiliation[0] <= m.last for m in outlet.mentions)
    is_direct = pair.claim is not None and pair.claim.score >= 0.95
    if pair.claim is not None and pair.claim.depth > 0:
        head = parsed.words[pair.claim.mention.head]
        last = pair.claim.mention.last
        after = [w.lower for w in parsed.words[last + 1 : last + 3] if w.text not in _CLOSING]
        is_direct = is_direct and head.dep == "appos" and after[:1] in (["and"], ["и"])
    same = (
        pair.claim is None
        or accepted.claim is None
        or pair.claim.trigger is accepted.claim.trigger
    )
    return works_there and same and not is_direct and pair.type == accepted.type


def is_within(pair: Pair, accepted: Pair) -> bool:
    """Tell whether a questioning is only what a detention was for, or force only its manner.

    An edition that is seized is censorship and no search besides (coding manual, "Editions").
    """
    if accepted.type not in {"detention", "censorship"} or pair.entity is not accepted.entity:
        return False
    if accepted.type == "censorship":
        is_edition = accepted.claim is not None and "@print" in accepted.claim.trigger.lemma
        return is_edition and pair.type == "search" and pair.claim is None
    if pair.claim is None or accepted.claim is None:
        return False
    apart = abs(pair.claim.trigger.anchor - accepted.claim.trigger.anchor)
    if pair.type == "assault":
        return pair.claim.trigger.lemma in _GRIPS and apart < 25
    return pair.type == "questioning" and apart < 12


def is_twin(pair: Pair, accepted: Pair) -> bool:
    """Tell whether a pair is another wording of an accepted group: people, ordinary citizens."""
    one, other = pair.entity, accepted.entity
    is_group = one.kind == other.kind == "group" and one.count is None and other.count is None
    is_direct = pair.claim is not None and pair.claim.score >= 0.95
    return is_group and is_direct and pair.type == accepted.type and one.role == other.role
