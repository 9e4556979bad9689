"""Russian words that grammar binds to somebody else, or that are only a part of another phrase."""

import re
from collections.abc import Sequence

from khronika.code.cast.entities import Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.vetoes.people import is_told_of_others, is_voice, named
from khronika.code.vetoes.scope import own_triggers

_FIRST = frozenset(("я", "меня", "мне", "мной", "мы", "нас", "нам", "нами"))
_THIRD = frozenset(
    ("его", "него", "ему", "нему", "им", "ним", "нём", "её", "ее", "неё", "нее", "ей", "ней", "он")
    + ("она",)
)
_SURE = 0.6
_INTO_CAR = ("посадить", "затолкать", "запихнуть", "затолкнуть")


def is_own_subject(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a pronoun stands for the very subject of its verb: "Раев обвинял его".

    Such a pronoun is always somebody else; Russian says "себя" of the subject.
    """
    del accepted
    claim, parsed = pair.claim, parts.parsed
    if claim is None or claim.mention.how != "pronoun" or claim.slot != "obj":
        return False
    verb = claim.trigger.anchor
    if (
        parsed.words[claim.mention.head].head != verb
        or "Number=Sing" not in parsed.words[verb].tag
    ):
        return False
    subjects = list(parsed.kids(verb, "nsubj"))
    above = parsed.words[verb].head
    if not subjects and parsed.words[verb].dep == "conj" and _agree(parsed, verb, above):
        subjects = list(parsed.kids(above, "nsubj"))
    subjects += [k for i in subjects for k in parsed.kids(i, "appos", "flat:name")]
    own = {e for i in subjects for e, m in parts.cast.at.get(i, ()) if m.how != "pronoun"}
    return pair.entity.id in own


def _agree(parsed: Parsed, verb: int, other: int) -> bool:
    """Tell whether two finite verbs may have one subject: number and gender are the same."""
    marks = ("Number=", "Gender=", "Tense=", "VerbForm=")
    one, two = (
        {p for p in parsed.words[i].tag.split("|") if p.startswith(marks)} for i in (verb, other)
    )
    return one == two


def is_other_than_speaker(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether "he" is taken for who only reports it: "у него изъяли", – сообщил Раев.

    In his own quotation a speaker is no "he", and "Об этом сообщил Раев" tells of others. Whoever
    also says "me" of himself stays.
    """
    claim, parsed = pair.claim, parts.parsed
    if claim is None or claim.mention.how != "pronoun" or not is_told_of_others(pair, accepted):
        return False
    if parsed.words[claim.mention.head].lower not in _THIRD:
        return False
    selves = [m for m in pair.entity.mentions if parsed.words[m.head].lower in _FIRST]
    if any(_depth(parsed, m) < 2 for m in selves):
        return False
    spots = named(pair.entity)
    if not spots or not all(is_voice(parts, m) for m in spots):
        return False
    return _depth(parsed, claim.mention) > 0 or all(
        _is_of_this(parsed, m) for m in spots if m.how != "description"
    )


def _depth(parsed: Parsed, mention: Mention) -> int:
    """Count the quotations of its paragraph that are open where a word stands."""
    block = parsed.blocks[parsed.sentence_of(mention.first).block].span
    depth, is_low = 0, False
    for mark in re.findall(
        "[«»„“”]", parsed.text[block.start : parsed.words[mention.first].start]
    ):
        is_open = mark in "«„" or mark == "“" and not is_low
        depth += 1 if is_open else -1
        is_low = mark == "„" or is_low and mark != "“"
    return depth


def _is_of_this(parsed: Parsed, mention: Mention) -> bool:
    """Tell whether a sentence only says who told it: "Об этом сообщил юрист Раев"."""
    first = parsed.sentence_of(mention.first).first
    return [w.lower for w in parsed.words[first : first + 2]] == ["об", "этом"]


def is_part_of_phrase(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the word for an act only begins a longer one: "лишён права | въезда"."""
    mine = pair.claim.trigger if pair.claim is not None else None
    if mine is None or pair.probability >= _SURE:
        return False
    return any(
        other.entity is pair.entity
        and other.type != pair.type
        and other.claim is not None
        and other.claim.trigger.first == mine.first
        and other.claim.trigger.last > mine.last
        and other.claim.trigger.lemma.startswith(mine.lemma + " ")
        for other in accepted
    )


def is_led_to_car(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether who was put into a car was detained or taken out of the country in it.

    An arrest before witnesses is a detention until it is denied (coding manual, "Boundaries").
    """
    if pair.type != "disappearance" or pair.claim is None:
        return False
    if not all(t.lemma.startswith(_INTO_CAR) for t in own_triggers(pair, parts)):
        return False
    return pair.claim.trigger.lemma.startswith(_INTO_CAR) and any(
        p.entity is pair.entity
        and p.type in {"detention", "access"}
        and p.probability > pair.probability
        for p in accepted
    )
