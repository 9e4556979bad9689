"""Doubts that grammar raises about accepted pairs: tellers, companions, credits.

Each rule asks whether somebody only tells of an act or stands beside its victim; none asks what
the act was.
"""

import re
from collections.abc import Sequence

from khronika.code.cast.entities import Entity
from khronika.code.evidence.rows import Pair
from khronika.code.names.known import is_known
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_SURE = 0.7
_OWNERS = frozenset(("his", "her", "their", "'s", "’s"))
_CREDIT = re.compile(
    r"\s*[\[(]?(?:illustration|photo(?:graph)?s?|image|picture|video|screenshot|credit|"
    r"reporting|edited|editing|translated|compiled|by-?line)\b[^.]{0,20}(?::|\bby\b|/|©)",
    re.IGNORECASE,
)
_SHOTS = ("shoot", "gun", "open fire", "fire", "stab", "attack", "hack", "wound", "injure", "hit")
_LATER = re.compile(
    r"\b(?:later|days? after|weeks? after)\b[^.]{0,30}\bdied\b|\bdied\b[^.]{0,40}\b(?:later|"
    r"hospital|of (?:his|her|the) (?:injur|wound)|from (?:his|her|the) (?:injur|wound))|succumb",
    re.IGNORECASE,
)
_NATURAL = re.compile(
    r"\b(?:cancer|heart attack|natural causes|stroke|pneumonia|leuk(?:a)?emia|long illness|"
    r"short illness|brief illness|prolonged (?:illness|battle)|old age|died peacefully|tumou?r|"
    r"car crash|traffic accident|plane crash)\b",
    re.IGNORECASE,
)


def _owned(parsed: Parsed, word: int) -> bool:
    """Tell whether a noun belongs to somebody: `his lawyer`, `Lee's wife`."""
    first = max(parsed.sentence_of(word).first, word - 3)
    return any(w.lower in _OWNERS for w in parsed.words[first:word])


def is_companion(parsed: Parsed, person: Entity, lexicon: Lexicon) -> bool:
    """Tell whether somebody is told as another's lawyer or relative."""
    word = person.role_word
    if person.kind != "person" or word is None or not _owned(parsed, word):
        return False
    noun = parsed.words[word]
    known = lexicon.roles["lawyer"] | lexicon.terms.get("kin", frozenset())
    return bool({noun.lemma, noun.lower} & known)


def _is_credit(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether an entity only stands in lines of credit."""
    sentences = [parsed.sentences[n] for n in pair.sentences]
    return bool(sentences) and all(_CREDIT.match(parsed.text, s.start, s.end) for s in sentences)


def is_doubted(parsed: Parsed, pair: Pair, lexicon: Lexicon) -> bool:
    """Tell whether the entity of a pair is no victim of it, whatever its probability.

    Args:
        parsed: an English text.
        pair: an accepted pair.
        lexicon: words for people.
    """
    claim, entity = pair.claim, pair.entity
    by_name = claim is not None and claim.mention.how in {"name", "part", "description"}
    if is_companion(parsed, entity, lexicon) and not by_name and pair.probability < _SURE:
        return True
    if entity.kind == "organisation" and is_known(entity.name, parsed.lang, "watchdogs"):
        return claim is None or claim.score < 0.8
    if pair.type == "killing" and _is_natural(parsed, pair):
        return True
    return _is_credit(parsed, pair)


def _is_natural(parsed: Parsed, pair: Pair) -> bool:
    told = [pair.claim.trigger.anchor] if pair.claim else []
    numbers = [parsed.words[i].sentence for i in told] or pair.sentences
    spans = [parsed.sentences[n] for n in numbers]
    return all(_NATURAL.search(parsed.text, s.start, s.end) for s in spans)


def without_fatal_blows(parsed: Parsed, pairs: Sequence[Pair]) -> list[Pair]:
    """Answer the pairs without assaults that are the killing itself: `shot ... dead on arrival`.

    Whoever is beaten and later dies has suffered both (coding manual, "Boundaries").
    """
    killed = {p.entity.id for p in pairs if p.type == "killing"}
    if not killed or _LATER.search(parsed.text):
        return list(pairs)
    return [
        p
        for p in pairs
        if p.type != "assault"
        or p.entity.id not in killed
        or p.claim is not None
        and not p.claim.trigger.lemma.startswith(_SHOTS)
    ]
