"""A second act of one type against one victim: "On 9 August ... detained again on the 27th"."""

from collections.abc import Sequence
from dataclasses import replace

from khronika.code.acts.draft import Draft
from khronika.code.cast.entities import Entity
from khronika.code.dates import When
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
    if not any(_is_again(parts, trigger) for trigger in parts.triggers):
        return []
    claims = _claims(parts)
    more = []
    for pair in kept:
        if pair.claim is None or pair.entity.kind == "group":
            continue
        own = parts.parsed.words[pair.claim.trigger.anchor].sentence
        told = {n: c for n, c in claims.get((pair.entity.id, pair.type), ()) if days[n]}
        if own not in told:
            continue
        for number, claim in told.items():
            later = max(told[own], claim, key=lambda c: c.trigger.anchor)
            is_apart = number != own and not days[number] & days[own]
            if is_apart and _is_again(parts, later.trigger):
                more.append(replace(pair, claim=claim))
                break
    return more


def date_apart(drafts: Sequence[Draft], whens: Sequence[When]) -> None:
    """Give each of two acts that were dated alike the one whole day of its own sentence.

    Args:
        drafts: dated drafts in the order of the text; some of them are changed.
        whens: the dates of the text.
    """
    first: dict[tuple[int, str], Draft] = {}
    for draft in drafts:
        twin = first.setdefault((draft.entity.id, draft.pair.type), draft)
        if twin is draft or not (twin.when and draft.when and twin.when.start == draft.when.start):
            continue
        for one in (twin, draft):
            here = one.sentence
            own = [w for w in whens if here.start <= w.span.start < here.end]
            days = [w for w in own if w.start is not None and w.start.day is not None]
            if len({w.start for w in days}) == 1:
                one.when, one.date_is_own = days[0], not days[0].is_report


def _claims(parts: Parts) -> dict[tuple[int, str], list[tuple[int, Claim]]]:
    """Answer for a victim and a type the sentences whose word for it has the victim as object."""
    words = parts.parsed.words
    nouns: dict[int, list[Entity]] = {}
    for entity in parts.cast.entities:
        if entity.role_word is not None:
            nouns.setdefault(entity.role_word, []).append(entity)
    found: dict[tuple[int, str], list[tuple[int, Claim]]] = {}
    for number, trigger in enumerate(parts.triggers):
        if trigger.slot != "obj" or any(flags_of(parts.parsed, trigger, parts.lexicon).values()):
            continue
        here = words[trigger.anchor].sentence
        objects = [a.word for a in parts.arguments[number] if a.slot == "obj"]
        direct = [(e.id, e.mentions[0], 1) for w in objects for e in nouns.get(w, ())]
        direct += [  # "detained the reporter Lee": the noun is the object, the name beside it
            (who, mention, depth)
            for word in objects
            for spot, depth in spread(parts.parsed, word)
            for who, mention in parts.cast.at.get(spot, ())
            if depth <= 1
        ]
        for who, mention, depth in direct:
            claim = Claim(trigger, mention, "obj", depth, DEPTHS[depth])
            found.setdefault((who, trigger.type), []).append((here, claim))
    return found


def _is_again(parts: Parts, trigger: Trigger) -> bool:
    """Tell whether a word beside a verb says that it happened once more."""
    parsed = parts.parsed
    sentence = parsed.sentence_of(trigger.anchor)
    first = max(sentence.first, trigger.first - _REACH)
    last = min(sentence.last, trigger.last + _REACH)
    others = [i for i in range(first, last) if parsed.words[i].pos == "VERB"]
    own = range(trigger.first, trigger.last + 1)
    # "адвокат вновь заявил, что её задержали": the word is of another verb.
    first = max([first, *(i + 1 for i in others if i < own[0])])
    last = min([last, *(i for i in others if i > own[-1])])
    near = parsed.words[first:last]
    told = " ".join(w.lower for w in near)
    return any(w.lower in _AGAIN for w in near) or any(
        phrase in told for phrase in ("second time", "once more", "ещё раз", "второй раз")
    )
