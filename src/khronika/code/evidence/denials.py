"""Acts that an English text only tells of others, denies, or calls by their later stage."""

from collections.abc import Sequence

from khronika.code.evidence.rows import Pair
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon

_DIRECT = 0.9
_STAGES = frozenset(("during", "pending", "after", "at", "before", "awaiting", "throughout"))
_GOT = frozenset(
    ("receive", "get", "face", "suffer", "sustain", "experience", "endure", "encounter", "incur")
    + ("issue", "make", "send", "utter", "file", "bring", "conduct", "carry", "commit", "launch")
    + ("impose", "order", "have", "see", "witness", "report", "record", "use")
)
_FORCED = frozenset(("force", "make", "compel", "pressure", "press", "push", "oblige", "order"))
_FAR = 6
_OWN_WILL = ("in protest", "in solidarity", "voluntarily", "of his own", "of her own")


def is_told_only(parsed: Parsed, pair: Pair, accepted: Sequence[Pair], lexicon: Lexicon) -> bool:
    """Tell whether a person only tells what befell another: `A confirmed that B was beaten`.

    Args:
        parsed: an English text.
        pair: an accepted pair without a word that leads to its entity.
        accepted: all accepted pairs.
        lexicon: words for speech.
    """
    entity = pair.entity
    if entity.kind != "person" or pair.claim is not None and pair.claim.score >= 0.15:
        return False
    words = parsed.words
    verbs = lexicon.terms["reporting"] | {"file", "confirm", "witness"}
    spoken = {
        words[m.head].sentence
        for m in entity.mentions
        if words[m.head].dep == "nsubj" and words[words[m.head].head].lemma in verbs
    }
    others = {
        words[p.claim.trigger.anchor].sentence
        for p in accepted
        if p.type == pair.type
        and p.entity is not entity
        and p.claim is not None
        and p.claim.score >= _DIRECT
    }
    return bool(spoken & others)


def is_denied(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether a noun for an act is the object of a denied verb: `received no threat`.

    Of getting or doing it; "has not explained the arrest", "did not drop the charge" tell it.

    Args:
        parsed: an English text.
        pair: an accepted pair.
    """
    if pair.claim is None:
        return False
    anchor = pair.claim.trigger.anchor
    word = parsed.words[anchor]
    if word.pos != "NOUN" or word.dep != "dobj":
        return False
    kids = {parsed.words[i].lower for i in parsed.children[anchor]}
    is_denied_verb = any(True for _ in parsed.kids(word.head, "neg"))
    return "no" in kids or is_denied_verb and parsed.words[word.head].lemma in _GOT


def is_stage(parsed: Parsed, pair: Pair, accepted: Sequence[Pair]) -> bool:
    """Tell whether a charge is only the hearing of a verdict told: `during the trial of A`.

    Args:
        parsed: an English text.
        pair: an accepted pair.
        accepted: all accepted pairs.
    """
    if pair.type != "charge" or pair.claim is None:
        return False
    anchor = pair.claim.trigger.anchor
    before = {w.lower for w in parsed.words[max(0, anchor - 3) : anchor]}
    if parsed.words[anchor].lower != "trial" or not before & _STAGES:
        return False
    return any(p.type == "conviction" and p.entity is pair.entity for p in accepted)


def is_own_will(parsed: Parsed, pair: Pair) -> bool:
    """Tell whether somebody left by their own will: `two editors quit over it`.

    Args:
        parsed: an English text.
        pair: an accepted pair.
    """
    if pair.type != "dismissal" or pair.claim is None:
        return False
    if not pair.claim.trigger.lemma.startswith(("resign", "quit", "leave", "step down")):
        return False
    trigger = pair.claim.trigger
    sentence = parsed.sentence_of(trigger.anchor)
    if any(w.lemma in _FORCED for w in parsed.words[sentence.first : trigger.anchor]):
        return False
    first = max(sentence.first, trigger.first - 1)
    near = parsed.words[first : min(sentence.last, trigger.last + _FAR)]
    told = parsed.text[near[0].start : near[-1].end].lower()
    return any(words in told for words in _OWN_WILL)
