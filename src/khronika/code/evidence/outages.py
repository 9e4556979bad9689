"""Says whose network was cut: the people of the place that the words for the outage are about.

In a report that tells an outage every place and every crowd looks like its victim; the place in
the sentence itself, else the last one told before it, is.
"""

from collections.abc import Sequence

from khronika.code.cast.entities import POPULATION
from khronika.code.evidence.rows import Pair
from khronika.code.parsed import Parsed
from khronika.code.triggers import Trigger

SHUTDOWN = "shutdown"
_TOLD = 0.5
"""From this probability a sentence tells an outage without a word of the lexicon."""


def _last_before(parsed: Parsed, pairs: Sequence[Pair], sentence: int) -> Pair | None:
    """Answer the place told last before a sentence, else the first after it."""
    first = parsed.sentences[sentence].first
    spots = sorted((m.first, n) for n, p in enumerate(pairs) for m in p.entity.mentions)
    before = [n for at, n in spots if at < first]
    if before:
        return pairs[before[-1]]
    return pairs[spots[0][1]] if spots else None


def without_bystanders(
    parsed: Parsed,
    pairs: Sequence[Pair],
    triggers: Sequence[Trigger],
    told: Sequence[float],
) -> list[Pair]:
    """Answer the pairs without shutdowns of those whom no outage is told of.

    Args:
        parsed: the text.
        pairs: accepted pairs of all types.
        triggers: words for acts.
        told: for each sentence the probability that it tells an outage.
    """
    outages = [p for p in pairs if p.type == SHUTDOWN]
    if not outages:
        return list(pairs)
    places = [p for p in outages if p.entity.noun == POPULATION]
    spoken = {parsed.words[t.anchor].sentence for t in triggers if t.type == SHUTDOWN}
    spoken |= {n for n, chance in enumerate(told) if chance >= _TOLD}
    kept: set[int] = set()
    for number in sorted(spoken):
        here = [p for p in places if number in p.sentences]
        last = None if here else _last_before(parsed, places, number)
        kept |= {id(p) for p in (here or ([last] if last else []))}
    if not kept:
        kept = {id(p) for p in outages if p.claim is not None or set(p.sentences) & spoken}
    return [p for p in pairs if p.type != SHUTDOWN or id(p) in kept]
