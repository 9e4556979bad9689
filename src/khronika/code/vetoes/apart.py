"""Acts that the same sentences tell of somebody else, or say did not happen (English, Russian)."""

import re
from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger

_DIRECT, _SHARED = 0.9, 0.5
_SURE = 0.75
"""From this probability the readers know more than these rules do."""
_OF_JUSTICE = frozenset(("detention", "charge", "conviction", "questioning"))
_OF_HARM = frozenset(("assault", "killing", "threat", "damage", "disappearance", "search"))
_OWN = frozenset(("poss", "owner", "from"))
_CARE = frozenset(
    ("hospital", "hospitals", "clinic", "infirmary", "doctor", "surgery", "morgue", "mortuary")
    + ("больница", "клиника", "госпиталь", "травмпункт", "реанимация", "врач", "морг", "скорая")
)
_COMPANY = frozenset(
    ("colleague", "friend", "wife", "husband", "brother", "sister", "son", "daughter", "mother")
    + ("father", "deputy", "assistant", "cameraman", "lawyer", "driver", "partner", "cousin")
    + ("коллега", "друг", "подруга", "муж", "жена", "брат", "сестра", "сын", "дочь", "мать")
    + ("отец", "заместитель", "заместительница", "помощник", "оператор", "адвокат", "водитель")
    + ("напарник", "напарница", "супруг", "супруга")
)


def _told_here(pair: Pair, parts: Parts) -> list[Trigger]:
    """Answer the words for the act in the sentences that name the victim."""
    words, here = parts.parsed.words, set(pair.sentences)
    return [t for t in parts.triggers if t.type == pair.type and words[t.anchor].sentence in here]


def is_denied_there(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the only words for an act beside somebody deny it: "nobody threatened her"."""
    del accepted
    if pair.probability >= _SURE or pair.claim is not None or _told_here(pair, parts):
        return False
    return any((number, pair.type) in parts.denied for number in pair.sentences)


def is_of_attacker(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether it is the attacker who was held or tried: "arrested a man who beat Lee".

    The word for custody or trial has somebody else as its object, and the word for what the victim
    suffered hangs on it.
    """
    if pair.type not in _OF_JUSTICE or pair.probability >= _SURE:
        return False
    if pair.claim is not None and pair.claim.score >= _SHARED:
        return False
    harm = {
        p.claim.trigger.anchor
        for p in accepted
        if p.entity is pair.entity
        and p.type in _OF_HARM
        and p.claim is not None
        and p.claim.score >= _SHARED
    }
    told = _told_here(pair, parts)
    if not harm or not told:
        return False
    own = {i for m in pair.entity.mentions for i in range(m.first, m.last + 1)}
    return all(_is_of_other(parts, t, own, harm) for t in told)


def _is_of_other(parts: Parts, trigger: Trigger, own: set[int], harm: set[int]) -> bool:
    objects = [
        a.word
        for a in parts.arguments[parts.triggers.index(trigger)]
        if a.slot == "obj" and a.word not in own
    ]
    below = set(parts.parsed.subtree(trigger.anchor))
    return trigger.slot == "obj" and bool(objects) and bool(harm & below)


def is_of_company(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a pronoun only says whose colleague or relative suffered: "beat his son"."""
    claim = pair.claim
    if claim is None or claim.mention.how != "pronoun" or claim.slot not in _OWN:
        return False
    if pair.probability >= _SURE:
        return False  # "Lee and his colleague were given a year each"
    words, trigger = parts.parsed.words, claim.trigger
    owned = words[words[claim.mention.head].head]
    following = words[min(claim.mention.last + 1, len(words) - 1)]
    if not {owned.lemma, following.lemma} & _COMPANY or trigger.slot != "obj":
        return False
    return any(
        p.entity is not pair.entity
        and p.type == pair.type
        and p.claim is not None
        and p.claim.trigger is trigger
        and p.claim.score >= _DIRECT
        for p in accepted
    )


def is_summons(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a threat without a word of its own is the summons told there: no threat."""
    if pair.type != "threat" or pair.claim is not None or pair.probability >= _SURE:
        return False
    if _told_here(pair, parts):
        return False
    return any(
        p.type == "questioning"
        and p.entity is pair.entity
        and (p.claim is not None or p.probability > pair.probability)
        for p in accepted
    )


def is_to_hospital(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was only taken to hospital: care, and no custody."""
    del accepted
    claim = pair.claim
    if pair.type != "detention" or claim is None or pair.probability >= _SURE:
        return False
    told = [t for t in _told_here(pair, parts) if t.slot == "obj"]
    return claim.trigger.slot == "obj" and all(_leads_to_care(parts, t) for t in told)


def _leads_to_care(parts: Parts, trigger: Trigger) -> bool:
    first_word = trigger.lemma.split()[0]
    if first_word not in {"take", "move", "transfer", "bring", "доставить", "увезти", "отвезти"}:
        return False
    words = parts.parsed.words
    aims = (
        words[a.word].lemma
        for a in parts.arguments[parts.triggers.index(trigger)]
        if a.slot in {"to", "into", "в", "ginto"}
    )
    return any(lemma in _CARE for lemma in aims)


def is_workplace(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet is only where somebody lost the job: "уволили с канала «Восток»"."""
    del parts
    claim = pair.claim
    if pair.type != "dismissal" or pair.entity.kind != "organisation":
        return False
    return any(
        p.type == "dismissal"
        and p.entity.kind != "organisation"
        and p.claim is not None
        and p.claim.score >= _DIRECT
        and (claim is None or claim.score < _DIRECT and claim.trigger is p.claim.trigger)
        for p in accepted
    )


_FACED = re.compile(
    r"\b(?:could|may|might|would|can|will)\b[^.;]{0,60}\b(?:spend|get|receive|face|serve|"
    r"be (?:jailed|sentenced|fined|imprisoned)|go to (?:prison|jail))\b|"
    r"\bfac(?:e|es|ing)\b[^.;]{0,50}\b(?:years?|prison|jail|fine|sentence|term)|"
    r"\bup to \w+ (?:years?|months?)\b|\bif (?:convicted|found guilty)",
    re.IGNORECASE,
)
_SENTENCED = re.compile(
    r"(?<!\bbe )(?<!\bif )\b(?:sentenced|convicted|jailed|fined|imprisoned|handed|upheld)\b",
    re.IGNORECASE,
)


def is_only_faced(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an English sentence is only what a court may yet give: "could spend"."""
    del accepted
    if pair.type != "conviction" or pair.claim is not None or pair.probability >= _SURE:
        return False
    parsed = parts.parsed
    texts = [_sentence(parsed, number) for number in pair.sentences]
    return any(_FACED.search(t) for t in texts) and not any(_SENTENCED.search(t) for t in texts)


def _sentence(parsed: Parsed, number: int) -> str:
    sentence = parsed.sentences[number]
    return parsed.text[sentence.start : sentence.end]
