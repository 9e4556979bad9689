"""A second act of one type against one victim: "On 9 August ... detained again on the 27th"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from khronika.code.evidence import Pair
from khronika.code.evidence.grammar import flags_of, spread
from khronika.code.evidence.rows import DEPTHS, Claim
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger
from khronika.model.date import PartialDate

_AGAIN = frozenset(
    ("again", "anew", "re-arrested", "rearrested", "вновь", "снова", "опять", "повторно")
)
_REACH = 5


def second_acts(
    parts: Parts, kept: Sequence[Pair], days: Sequence[frozenset[PartialDate]]
) -> list[Pair]:
    """Answer pairs for acts that a text tells once more, with a day of their own.

    Two sentences, each with a whole day and with the victim as object of a word for the act, and
    beside the later one "again". "For the second time" is two acts where both have a day (coding
    manual, "Times"). Without all of these a second telling is the first act's.

    Args:
        parts: the text.
        kept: accepted pairs.
        days: whole dates of each sentence.
    """
    if parts.parsed.lang not in {"en", "ru"}:
        return []
    more = []
    for pair in kept:
        if pair.claim is None or pair.entity.kind == "group":
            continue
        own = parts.parsed.words[pair.claim.trigger.anchor].sentence
        told = {number: claim for number, claim in _told(parts, pair) if days[number]}
        if own not in told or not days[own]:
            continue
        for number, claim in told.items():
            later = max(told[own], claim, key=lambda c: c.trigger.anchor)
            is_apart = number != own and not days[number] & days[own]
            if is_apart and _is_again(parts, later.trigger):
                more.append(replace(pair, claim=claim))
                break
    return more


def _told(parts: Parts, pair: Pair) -> Iterator[tuple[int, Claim]]:
    """Yield the sentences in which the victim is the object of a word for the act."""
    words = parts.parsed.words
    for number, trigger in enumerate(parts.triggers):
        if trigger.type != pair.type or trigger.slot != "obj":
            continue
        if any(flags_of(parts.parsed, trigger, parts.lexicon).values()):
            continue
        objects = [a.word for a in parts.arguments[number] if a.slot == "obj"]
        if pair.entity.role_word in objects:  # "detained the reporter Lee"
            claim = Claim(trigger, pair.entity.mentions[0], "obj", 1, DEPTHS[1])
            yield words[trigger.anchor].sentence, claim
        for spot, depth in (s for word in objects for s in spread(parts.parsed, word)):
            for who, mention in parts.cast.at.get(spot, ()):
                if who == pair.entity.id and depth <= 1:
                    claim = Claim(trigger, mention, "obj", depth, DEPTHS[depth])
                    yield words[trigger.anchor].sentence, claim


def _is_again(parts: Parts, trigger: Trigger) -> bool:
    """Tell whether a word beside a verb says that it happened once more."""
    parsed = parts.parsed
    sentence = parsed.sentence_of(trigger.anchor)
    first = max(sentence.first, trigger.first - _REACH)
    near = parsed.words[first : min(sentence.last, trigger.last + _REACH)]
    told = " ".join(w.lower for w in near)
    return any(w.lower in _AGAIN for w in near) or any(
        phrase in told for phrase in ("second time", "once more", "ещё раз", "второй раз")
    )
