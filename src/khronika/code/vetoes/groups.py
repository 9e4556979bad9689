"""Groups of a Russian text that its lists of names have told already."""

from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts

_GAP = 4
_BEFORE = 7


def is_named_later(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a counted group is named elsewhere, as so many: "трое журналисток А, Б и В".

    A group whose members are all named and whose count equals them is not coded again (coding
    manual, "Boundaries"), whoever else suffered the same in the text.
    """
    count = pair.entity.count
    if pair.entity.kind != "group" or count is None or count.least != count.most:
        return False
    return any(
        len(run) == count.most and _is_counted(parts, run[0], len(run))
        for run in _runs(pair, accepted)
    )


def _runs(pair: Pair, accepted: Sequence[Pair]) -> list[list[int]]:
    """Answer the lists of named persons who suffered the same: where each name begins."""
    spots = sorted(
        (mention.first, mention.last)
        for p in accepted
        if p.type == pair.type and p.entity.kind == "person" and p.entity.name
        for mention in p.entity.mentions
        if mention.how == "name"
    )
    runs: list[list[int]] = []
    end = -99
    for first, last in spots:
        if first - end > _GAP:
            runs.append([])
        runs[-1].append(first)
        end = last
    return [run for run in runs if len(run) > 1]


def _is_counted(parts: Parts, first: int, size: int) -> bool:
    """Tell whether a number of this size stands before a list of names."""
    parsed, numbers = parts.parsed, parts.lexicon.numbers["numbers"]
    start = max(parsed.sentence_of(first).first, first - _BEFORE)
    return any(
        numbers.get(word.lower, numbers.get(word.lemma)) == size or word.text == str(size)
        for word in parsed.words[start:first]
    )
