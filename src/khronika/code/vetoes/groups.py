"""Groups of a Russian text that its lists of names have told already."""

from collections.abc import Sequence

from khronika.code.evidence import Pair
from khronika.code.reader import Parts

_GAP = 4
_BEFORE = 7
_LEADS = frozenset((":", "–", "—", "-", "("))
_PRESS = frozenset((None, "journalist", "media_worker", "blogger"))


def is_named_later(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a counted group is named elsewhere, as so many: "трое журналисток А, Б и В".

    A group whose members are all named and whose count equals them is not coded again (coding
    manual, "Boundaries"), whoever else suffered the same in the text.
    """
    count = pair.entity.count
    if pair.entity.kind != "group" or count is None or count.least != count.most:
        return False
    return any(
        len(run) == count.most
        and (_is_counted(parts, run[0], len(run)) or _is_listed(parts, pair, run[0]))
        for run in _runs(pair, accepted)
    )


def _is_listed(parts: Parts, pair: Pair, first: int) -> bool:
    """Tell whether a colon or dash leads from a group to a list: "трёх участников акции: А, Б"."""
    parsed, last = parts.parsed, pair.entity.last
    if first <= last or parsed.words[first].sentence != parsed.words[last].sentence:
        return False
    return any(w.text in _LEADS for w in parsed.words[last + 1 : first])


def is_counted_otherwise(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether staff are as many as the journalists who suffered the same.

    "Избиты 14 журналистов" above "избиты 14 сотрудников газет".
    """
    del parts
    one = pair.entity
    if one.kind != "group" or one.count is None or one.role != "media_worker":
        return False
    return any(
        p.type == pair.type
        and p.entity.kind == "group"
        and p.entity.role == "journalist"
        and p.entity.count == one.count
        for p in accepted
    )


def is_all_named(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether as many as a group of the press counts suffered the same by name, and no more.

    "Дела завели на трёх сотрудников" above the names of a reporter, an editor and a manager.
    """
    one = pair.entity
    if one.kind != "group" or one.count is None or one.count.least != one.count.most:
        return False
    if one.role not in _PRESS or (one.count.most or 0) < 2 or _is_more(parts, pair):
        return False
    same = [
        p.entity
        for p in accepted
        if p.type == pair.type and p.entity.kind == "person" and p.entity.name
    ]
    return len(same) == one.count.most and all(e.role in _PRESS for e in same)


def _is_more(parts: Parts, pair: Pair) -> bool:
    """Tell whether a group is told as another one: "ещё двое"."""
    parsed, one = parts.parsed, pair.entity
    first = max(parsed.sentence_of(one.first).first, one.first - 1)
    return any(w.lower in {"ещё", "еще", "других"} for w in parsed.words[first : one.last + 1])


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


def is_anaphoric(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether "все задержанные" only means those whose detention was told before."""
    one, claim = pair.entity, pair.claim
    if one.kind != "group" or one.count is not None or claim is None:
        return False
    if not one.first <= claim.trigger.anchor <= one.last:
        return False
    return any(
        p.type == pair.type and p.entity is not one and p.entity.first < one.first
        for p in accepted
    )
