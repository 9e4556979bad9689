"""Doubts that grammar raises about accepted pairs: tellers, companions, credits.

Each rule asks whether somebody only tells of an act or stands beside its victim; none asks what
the act was.
"""

import re
from collections.abc import Sequence

from khronika.code.cast.entities import Entity
from khronika.code.evidence.denials import is_denied, is_own_will, is_stage, is_told_only
from khronika.code.evidence.rows import Pair
from khronika.code.names.known import is_known
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_SURE = 0.7
_DIRECT = 0.9
_OWNERS = frozenset(("his", "her", "their", "'s", "’s"))
_CREDIT = re.compile(
    r"\s*[\[(]?(?:illustration|photo(?:graph)?s?|image|picture|video|screenshot|credit|"
    r"reporting|edited|editing|translated|compiled|by-?line)\b[^.]{0,20}(?::|\bby\b|/|©)",
    re.IGNORECASE,
)
_PROTESTS = frozenset(
    ("condemn", "denounce", "decry", "deplore", "call", "urge", "demand", "protest", "petition")
    + ("highlight", "document", "stop", "end", "prevent", "investigate", "appeal")
)
_GIVING = frozenset(
    ("issue", "make", "send", "deliver", "utter", "file", "bring", "lodge", "launch", "mount")
    + ("carry", "commit", "order", "direct", "level", "initiate", "open", "start", "conduct")
)
_AWARDS = frozenset(("compensation", "damages", "damage", "award", "payment"))
_SHOTS = ("shoot", "gun", "open fire", "fire", "stab", "attack", "hack", "wound", "injure", "hit")
_LATER = re.compile(
    r"\b(?:later|days? after|weeks? after)\b[^.]{0,30}\bdied\b|\bdied\b[^.]{0,40}\b(?:later|"
    r"hospital|of (?:his|her|the) (?:injur|wound)|from (?:his|her|the) (?:injur|wound))|succumb",
    re.IGNORECASE,
)
_NATURAL = re.compile(
    r"\b(?:cancer|heart attack|natural causes|stroke|pneumonia|leuk(?:a)?emia|long illness|"
    r"short illness|brief illness|prolonged (?:illness|battle)|old age|died peacefully|tumou?r|"
    r"malaria|covid(?:-19)?|dengue|cholera|typhoid|tuberculosis|hepatitis|sepsis|kidney failure|"
    r"car crash|traffic accident|plane crash)\b",
    re.IGNORECASE,
)
_VIOLENT = re.compile(
    r"\b(?:murder\w*|assassinat\w*|shot|shoot\w*|gunm[ae]n|stabb\w*|bomb\w*|strangl\w*|poison\w*|"
    r"beaten|ramm(?:ed|ing)|staged|custody|prison|jail|torture\w*)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:months?|years?) (?:ago|earlier|before)\b|\b(?:previously|last year)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


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


def _heads(parsed: Parsed, word: int, most: int) -> list[int]:
    """Answer the words above a word, the nearest first."""
    out = [word]
    while len(out) <= most and parsed.words[out[-1]].head != out[-1]:
        out.append(parsed.words[out[-1]].head)
    return out[1:]


def _is_source(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether a person is only named as a source: `according to his editor, Ann Lee`."""
    entity = pair.entity
    if entity.kind != "person" or not entity.name:
        return False
    if pair.claim is not None and pair.claim.score >= _DIRECT:
        return False
    here = [m for m in entity.mentions if parsed.words[m.head].sentence in pair.sentences]
    names = [m for m in here if m.how in {"name", "part"}]
    return bool(names) and all(
        any(parsed.words[i].lower == "according" for i in _heads(parsed, m.head, 5)) for m in names
    )


def _is_general(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether a crowd only stands in a protest: `condemns the assault of journalists`."""
    group, claim = pair.entity, pair.claim
    if group.kind != "group" or group.count is not None or claim is None:
        return False
    if group.last > group.first or parsed.words[claim.trigger.anchor].pos != "NOUN":
        return False
    above = _heads(parsed, claim.trigger.anchor, 6)
    return any(parsed.words[i].lemma in _PROTESTS for i in above)


def _is_ground(parsed: Parsed, pair: Pair, accepted: Sequence[Pair]) -> bool:
    """Tell whether a charge is only what an arrest or a verdict was for: `on charges of`."""
    if pair.claim is None:
        return False
    anchor = pair.claim.trigger.anchor
    word = parsed.words[anchor]
    if word.lower not in {"charge", "charges"} or word.pos != "NOUN":
        return False
    before = {w.lower for w in parsed.words[max(0, anchor - 3) : anchor]}
    return "on" in before and any(
        other.entity is pair.entity
        and other.type in {"conviction", "detention"}
        and other.claim is not None
        and parsed.words[other.claim.trigger.anchor].sentence == word.sentence
        for other in accepted
    )


def _is_other_side(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether an entity does what was done: `X sent a threat to`, `by X`, `suits X filed`."""
    claim = pair.claim
    if claim is None or claim.score >= _DIRECT:
        return False
    if claim.slot == "by":
        return True
    anchor = claim.trigger.anchor
    if pair.type == "lawsuit" and claim.slot in {"for", "to"}:
        return parsed.words[anchor].lemma in _AWARDS
    verb = parsed.words[anchor].head
    verb = parsed.words[verb].head if parsed.words[verb].dep == "conj" else verb
    if parsed.words[anchor].pos != "NOUN" or parsed.words[anchor].dep not in {"dobj", "conj"}:
        return False
    own = {m.head for m in pair.entity.mentions}
    return parsed.words[verb].lemma in _GIVING and bool(own & {*parsed.kids(verb, "nsubj")})


def is_doubted(
    parsed: Parsed, pair: Pair, lexicon: Lexicon, accepted: Sequence[Pair] = ()
) -> bool:
    """Tell whether the entity of a pair is no victim of it, whatever its probability.

    Args:
        parsed: an English text.
        pair: an accepted pair.
        lexicon: words for people.
        accepted: all accepted pairs.
    """
    claim, entity = pair.claim, pair.entity
    by_name = claim is not None and claim.mention.how in {"name", "part", "description"}
    if is_companion(parsed, entity, lexicon) and not by_name and pair.probability < _SURE:
        return True
    if entity.kind == "organisation" and is_known(entity.name, parsed.lang, "watchdogs"):
        return claim is None or claim.score < 0.8
    if pair.type == "killing" and _is_natural(parsed, pair):
        return True
    return (
        _is_credit(parsed, pair)
        or _is_source(parsed, pair)
        or _is_general(parsed, pair)
        or _is_other_side(parsed, pair)
        or is_told_only(parsed, pair, accepted, lexicon)
        or is_denied(parsed, pair)
        or is_stage(parsed, pair, accepted)
        or is_own_will(parsed, pair)
        or pair.type == "charge"
        and _is_ground(parsed, pair, accepted)
    )


def _is_natural(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether somebody died of an illness or by accident: violence or custody beside tell."""
    told = [pair.claim.trigger.anchor] if pair.claim else []
    numbers = [parsed.words[i].sentence for i in told] or pair.sentences
    spans = [parsed.sentences[n] for n in numbers]
    near = {n + d for n in numbers for d in (-1, 0, 1)} & set(range(len(parsed.sentences)))
    beside = [parsed.sentences[n] for n in near]
    if any(_VIOLENT.search(parsed.text, s.start, s.end) for s in beside):
        return False
    return any(_NATURAL.search(parsed.text, s.start, s.end) for s in spans)


def without_fatal_blows(parsed: Parsed, pairs: Sequence[Pair]) -> list[Pair]:
    """Answer the pairs without assaults that are the killing itself: `shot ... dead on arrival`.

    Whoever is beaten and later dies has suffered both (coding manual, "Boundaries"), and so has
    whoever was shot in one year and killed in another.
    """
    killed = {p.entity.id for p in pairs if p.type == "killing"}
    deaths: dict[int, set[str]] = {}
    for pair in pairs:
        if pair.type == "killing":
            deaths.setdefault(pair.entity.id, set()).update(_years(parsed, pair))
    if not killed or _LATER.search(parsed.text):
        return list(pairs)
    return [
        p
        for p in pairs
        if p.type != "assault"
        or p.entity.id not in killed
        or p.claim is not None
        and (
            not p.claim.trigger.lemma.startswith(_SHOTS)
            or _is_of_another_year(_years(parsed, p), deaths[p.entity.id])
            or _is_of_before(parsed, p)
        )
    ]


def _years(parsed: Parsed, pair: Pair) -> set[str]:
    """Answer the years told in the sentence of the word for an act."""
    if pair.claim is None:
        return set()
    sentence = parsed.sentence_of(pair.claim.trigger.anchor)
    return set(_YEAR.findall(parsed.text, sentence.start, sentence.end))


def _is_of_before(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether a blow was dealt at another time: "was beaten some two years ago"."""
    if pair.claim is None:
        return False
    anchor = pair.claim.trigger.anchor
    end = parsed.words[min(parsed.sentence_of(anchor).last, anchor + 10) - 1].end
    return bool(_BEFORE.search(parsed.text, parsed.words[anchor].start, end))


def _is_of_another_year(blows: set[str], deaths: set[str]) -> bool:
    return bool(blows and deaths) and not blows & deaths
