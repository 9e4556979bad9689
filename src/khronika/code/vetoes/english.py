"""Acts of English texts that grammar forbids."""

from collections.abc import Sequence

from khronika.code.cast.entities import Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.vetoes.senses import forms

_PLAINLY = 0.9
_DENIED = frozenset(
    ("deny", "denial", "disclaim", "disappear", "disappearance", "vanish", "abduct", "kidnap")
)


def is_held_unknown(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was seen taken away and only the place is not known.

    "Police took her from the studio; nobody knows where she is": a detention until the custody is
    denied (coding manual, "Boundaries").
    """
    if pair.type != "disappearance" or pair.claim is not None:
        return False
    held = any(
        p.type == "detention" and p.entity is pair.entity and p.claim and p.claim.score >= _PLAINLY
        for p in accepted
    )
    return held and not _DENIED & forms(parts.parsed, range(len(parts.parsed.sentences)))


def is_whole_of_part(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether only a part of a counted group suffered it: "of the five, two were charged"."""
    one = pair.entity
    if pair.claim is not None or one.kind != "group" or one.count is None:
        return False
    here = parts.parsed.words[one.first].sentence
    return any(
        p.type == pair.type
        and p.claim is not None
        and p.claim.score >= _PLAINLY
        and p.entity.kind == "group"
        and p.entity.count is not None
        and (p.entity.count.least or 0) < (one.count.least or 0)
        and parts.parsed.words[p.entity.first].sentence == here
        for p in accepted
    )


def is_listing(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a threat without a word of its own is the listing told there.

    "Declared a foreign agent" threatens nobody with anything: it is a designation.
    """
    return (
        pair.type == "threat"
        and pair.claim is None
        and any(
            p.type == "designation" and p.entity is pair.entity and p.claim is not None
            for p in accepted
        )
    )


_SUITS = frozenset(
    ("lawsuit", "suit", "claim", "writ", "damage", "damages", "complaint", "action")
)
_SUES = frozenset(("sue", "file", "bring", "lodge", "launch", "win", "seek", "claim", "initiate"))
_AGAINST = frozenset(("against", "gagainst", "obj", "from"))
_DOES = frozenset(
    ("issue", "make", "send", "utter", "level", "carry", "conduct", "launch", "lead")
)
_AIMED = frozenset(("against", "gagainst", "to", "gto", "on", "gon"))


def is_claimant(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a suit is somebody's own: "the lawsuits McCaw had filed", "to pay Lee damages".

    Whoever is sued somewhere in the text stays.
    """
    del accepted
    if pair.type != "lawsuit":
        return False
    claim = pair.claim
    if claim is not None and claim.slot in _AGAINST and claim.score >= _PLAINLY:
        return False
    spots = [m for m in pair.entity.mentions if m.how in {"name", "part"}]
    for number, trigger in enumerate(parts.triggers):
        if trigger.type != "lawsuit":
            continue
        aimed = {a.word for a in parts.arguments[number] if a.slot in _AGAINST}
        if any(aimed & set(range(m.first, m.last + 1)) for m in spots):
            return False
    return any(_sues(parts.parsed, m) for m in spots)


def _sues(parsed: Parsed, mention: Mention) -> bool:
    words, head = parsed.words, parsed.words[mention.head]
    above = words[head.head]
    if head.dep == "poss":
        return above.lemma in {"lawsuit", "suit", "claim"} and above.pos == "NOUN"
    if mention.how == "name" and _is_paid(parsed, mention.first):
        return True
    if head.dep != "nsubj" or above.lemma not in _SUES:
        return False
    told = {words[i].lemma for i in parsed.subtree(head.head)} | {words[above.head].lemma}
    return above.lemma == "sue" or bool(told & _SUITS)


def _is_paid(parsed: Parsed, at: int) -> bool:
    """Tell whether a name stands behind "pay ... to", with no other verb between."""
    sentence = parsed.sentence_of(at)
    if at - 1 < sentence.first or parsed.words[at - 1].lower != "to":
        return False
    before = reversed(parsed.words[sentence.first : at - 1])
    return next((w.lemma for w in before if w.pos == "VERB"), "") == "pay"


def is_threatener(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody made what another suffered: "X issued a death threat against Lee"."""
    claim = pair.claim
    if claim is None or claim.slot != "gsubj" or claim.trigger.slot != "noun":
        return False
    words, anchor = parts.parsed.words, claim.trigger.anchor
    noun = words[anchor].head if words[words[anchor].head].pos == "NOUN" else anchor
    if words[words[noun].head].lemma not in _DOES:
        return False
    return any(
        p.entity is not pair.entity
        and p.type == pair.type
        and p.claim is not None
        and p.claim.slot in _AIMED
        and p.claim.trigger.first <= noun <= p.claim.trigger.last
        for p in accepted
    )
