"""Lets a group be told once: by its fullest words, and not beside all of its members by name."""

from collections.abc import Sequence

from khronika.code.cast.entities import POPULATION, Entity, Mention
from khronika.code.evidence.records import with_records
from khronika.code.evidence.rows import FEATURES, FLAGS, Pair
from khronika.code.parsed import Parsed
from khronika.code.triggers import Trigger
from khronika.model.count import Count
from khronika.model.date import PartialDate

_DIRECT, _PLAINLY = 0.9, 0.95
_FLAGGED = tuple(FEATURES.index(flag) for flag in FLAGS)
_LIKELY, _MEMBER = 0.4, 0.3
_AHEAD = 4
_EXCEPT = frozenset(("except", "excepting", "but", "save", "кроме", "исключением", "исключая"))
_PLAIN = frozenset(("the", "these", "those", "all", "of", "news", "media", "press"))


def _is_generic(parsed: Parsed, group: Entity) -> bool:
    """Tell whether nothing is said of a group but its noun: "journalists", "the reporters"."""
    words = parsed.words[group.first : group.last + 1]
    return sum(w.lower not in _PLAIN for w in words) <= 1


def _is_told_by_count(parsed: Parsed, pair: Pair, crowds: Sequence[Pair]) -> bool:
    """Tell whether plain "journalists" are those whom the text counts elsewhere.

    "Police detained two journalists" under a caption that tells of "journalists detained".
    """
    group = pair.entity
    if parsed.lang != "en" or group.count is not None or not _is_generic(parsed, group):
        return False
    return any(
        p.type == pair.type and p.entity.role == group.role and p.entity.count is not None
        for p in crowds
    )


def _is_told_by_name(parsed: Parsed, pair: Pair, named: Sequence[Pair]) -> bool:
    """Tell whether persons who suffered the same are named: all of a number, or any of a crowd."""
    group = pair.entity
    kind = "organisation" if group.role == "outlet" else "person"
    same = [
        p
        for p in named
        if p.type == pair.type and p.entity.kind == kind and p.entity.role in {group.role, None}
    ]
    if group.count is None:
        # "The news sites Nawa and Marsad": the names follow at once.
        is_led = any(m.first == group.last + 1 for p in same for m in p.entity.mentions)
        is_plain = is_led or _is_generic(parsed, group)
        return bool(same) and is_plain and not _is_but_for(parsed, group, same)
    if group.count.most is None or group.count.least != group.count.most:
        return False
    return len(same) >= 2 and len(same) == group.count.most


def _is_but_for(parsed: Parsed, group: Entity, named: Sequence[Pair]) -> bool:
    """Tell whether those named are left out of a group: "all were freed, except Lee"."""
    spots = [m for p in named for m in p.entity.mentions if m.how == "name"]
    last = parsed.sentence_of(group.last).last
    return any(
        parsed.words[i].lower in _EXCEPT
        for m in spots
        if group.last < m.first < last
        for i in range(max(group.last, m.first - _AHEAD), m.first)
    )


def _is_of_part(pair: Pair, parts: Sequence[Pair]) -> bool:
    """Tell whether an act is told of a part: "of the five columnists two were charged"."""
    count, claim = pair.entity.count, pair.claim
    if count is None or count.least is None or claim is None or claim.score >= _DIRECT:
        return False
    return any(
        other.claim is not None
        and other.claim.trigger is claim.trigger
        and other.claim.score >= _DIRECT
        and other.entity.count is not None
        and (other.entity.count.most or count.least) < count.least
        for other in parts
    )


def _rank(pair: Pair) -> tuple[bool, float, float]:
    return bool(pair.entity.members), pair.claim.score if pair.claim else 0.0, pair.probability


def _days(pair: Pair, parsed: Parsed, days: Sequence[frozenset[PartialDate]]) -> set[PartialDate]:
    """Answer the days that stand in the sentence that tells an act."""
    if pair.claim is None or not days:
        return set()
    return set(days[parsed.words[pair.claim.trigger.anchor].sentence])


def with_others(
    parsed: Parsed,
    pairs: Sequence[Pair],
    taken: Sequence[Pair],
    *,
    triggers: Sequence[Trigger] = (),
) -> list[Pair]:
    """Answer the taken pairs with those of others who are told of by the same words.

    Args:
        parsed: the text; members are read in English and Kazakh, lists in English and Russian.
        pairs: all weighed pairs.
        taken: those that were accepted.
        triggers: all words for acts.
    """
    found = with_members(pairs, taken, parsed.lang)
    if parsed.lang not in {"en", "ru"}:
        return found
    if parsed.lang == "ru":
        found = with_records(parsed, pairs, found, triggers)
    return _with_besides(parsed, pairs, _with_counts(pairs, _with_listed(parsed, pairs, found)))


def with_members(pairs: Sequence[Pair], taken: Sequence[Pair], lang: str) -> list[Pair]:
    """Answer the taken pairs with those of the named members of groups that were counted.

    "Four reporters were abducted. A, B, C and D were found": what the plain words tell of the
    group they tell of each, where the text names as many and at least half are likely.

    Args:
        pairs: all weighed pairs.
        taken: those that were accepted.
        lang: the text's language; English and Kazakh are read so.
    """
    if lang not in {"en", "kk"}:
        return list(taken)
    known = {id(p) for p in taken}
    own = {(p.entity.id, p.type): p for p in pairs}
    more: list[Pair] = []
    for pair in pairs:
        group, claim = pair.entity, pair.claim
        is_whole = group.count is not None and len(group.members) == group.count.most
        if not is_whole or claim is None or claim.score < _DIRECT or pair.probability < _LIKELY:
            continue
        members = [own[m, pair.type] for m in group.members if (m, pair.type) in own]
        sure = [p for p in members if id(p) in known or p.probability >= _MEMBER]
        if len(members) == len(group.members) and 2 * len(sure) >= len(members):
            more += [p for p in members if id(p) not in known]
    return [*taken, *{id(p): p for p in more}.values()]


def _with_counts(pairs: Sequence[Pair], taken: Sequence[Pair]) -> list[Pair]:
    """Answer the taken pairs with other counts of the same: "police speak of four injured".

    Two sources with two counts are two group acts (coding manual, "Boundaries"), and so are the
    parts of a list ("two agencies, nine channels and 14 stations were shut").
    """
    known = {id(p) for p in taken}
    counted = [p for p in taken if p.entity.kind == "group" and p.entity.count is not None]
    more = []
    for pair in pairs:
        one, claim = pair.entity, pair.claim
        if id(pair) in known or one.kind != "group" or one.count is None or claim is None:
            continue
        if (
            claim.score < _PLAINLY
            or pair.probability < _FAINT
            or any(pair.row[n] for n in _FLAGGED)
        ):
            continue
        same = (p.entity for p in counted if p.type == pair.type and p.entity.role == one.role)
        if any(other.count != one.count for other in same):
            more.append(pair)
    return [*taken, *more]


_ARTICLES = frozenset(("a", "an", "the", "his", "her", "their", "its"))
_OWNERS = frozenset(("её", "ее", "его", "их"))
_BESIDES, _MORE = frozenset(("кроме", "помимо")), frozenset(("ещё", "еще", "также"))
_OF_PRESS = frozenset(("journalist", "media_worker", "blogger"))
_FAINT = 0.1


def _with_listed(parsed: Parsed, pairs: Sequence[Pair], taken: Sequence[Pair]) -> list[Pair]:
    """Answer the taken pairs with one of the press without a name who ends a list of the named.

    "Arrested reporters A and B, cameraman C and a driver": no verb parts them, and it is no second
    calling ("A, a host and a publisher"). Kin must be the plain object of a word for the act.
    """
    named = [p for p in taken if p.entity.kind == "person" and p.entity.name]
    known = {id(p) for p in taken}
    more = []
    for pair in pairs:
        one = pair.entity
        is_plain = pair.claim is not None and pair.claim.score >= _PLAINLY
        if id(pair) in known or one.kind != "person" or one.name:
            continue
        if one.role not in _OF_PRESS and not is_plain:
            continue
        if pair.probability < _FAINT:
            continue
        same = [p for p in named if p.type == pair.type and _is_sure(p)]
        if any(_ends_list(parsed, one, p.entity) for p in same):
            more.append(pair)
    return [*taken, *more]


def _with_besides(parsed: Parsed, pairs: Sequence[Pair], taken: Sequence[Pair]) -> list[Pair]:
    """Answer the taken pairs with whom a Russian sentence names beside the others.

    "Кроме журналистки A, задержали ещё двух репортёров": she was detained as well.
    """
    marks = [i for i, word in enumerate(parsed.words) if word.lower in _BESIDES]
    if parsed.lang != "ru" or not marks:
        return list(taken)
    known = {id(p) for p in taken}
    told = {(p.type, number) for p in taken for number in p.sentences}
    more = []
    for pair in pairs:
        one = pair.entity
        if id(pair) in known or not one.name or pair.probability < _FAINT:
            continue
        here = [m for m in one.mentions if (pair.type, parsed.words[m.first].sentence) in told]
        if any(_is_beside(parsed, mark, mention) for mention in here for mark in marks):
            more.append(pair)
    return [*taken, *more]


def _is_beside(parsed: Parsed, mark: int, mention: Mention) -> bool:
    """Tell whether a word for "besides" stands before somebody and "more" behind."""
    sentence = parsed.sentence_of(mention.first)
    is_before = sentence.first <= mark < mention.first
    return is_before and any(
        word.lower in _MORE for word in parsed.words[mention.last : sentence.last]
    )


def _is_sure(pair: Pair) -> bool:
    is_told = pair.claim is not None and pair.claim.score >= _DIRECT
    return is_told or pair.probability >= _DIRECT


def _ends_list(parsed: Parsed, last: Entity, first: Entity) -> bool:
    """Tell whether somebody stands behind a named person in one list: `A of X and a driver`."""
    words, here = parsed.words, parsed.words[last.first].sentence
    at = last.first
    while at > 0 and words[at - 1].lower in (_ARTICLES if parsed.lang == "en" else _OWNERS):
        at -= 1
    has_article = at < last.first or words[at].lower in _ARTICLES or parsed.lang == "ru"
    if not has_article or words[at - 1].lower not in {"and", "и"}:
        return False
    ends = [
        m.last
        for m in first.mentions
        if m.how in {"name", "part"} and m.last < at and words[m.last].sentence == here
    ]
    if not ends:
        return False
    between = words[max(ends) + 1 : at]
    return not any(
        w.pos in {"VERB", "AUX", "SCONJ"} or w.text in {";", ":"} or w.lower in _ARTICLES
        for w in between
    )


def without_repeats(
    parsed: Parsed, pairs: Sequence[Pair], days: Sequence[frozenset[PartialDate]] = ()
) -> list[Pair]:
    """Answer the pairs without groups that others of them tell.

    Of several groups of one role and count who suffered the same the plainest stays, unless their
    sentences tell other days ("three on Monday, three on Tuesday"). A group whose members all have
    acts of the type by name is not told again (coding manual, "Boundaries"), nor are "the
    journalists" where some of them are named.

    Args:
        parsed: the text.
        pairs: accepted pairs of all types.
        days: whole dates of each sentence; none if empty.
    """
    named = [p for p in pairs if p.entity.kind in {"person", "organisation"} and p.entity.name]
    best: dict[tuple[str, str | None, Count | None], Pair] = {}
    crowds = [p for p in pairs if p.entity.kind == "group" and p.entity.noun != POPULATION]
    dropped = {
        id(p)
        for p in crowds
        if _is_told_by_name(parsed, p, named)
        or _is_of_part(p, crowds)
        or _is_told_by_count(parsed, p, crowds)
    }
    for pair in crowds:
        key = pair.type, pair.entity.role, pair.entity.count
        if id(pair) in dropped:
            continue
        rival = best.setdefault(key, pair)
        if rival is not pair:
            mine, other = (_days(p, parsed, days) for p in (pair, rival))
            if mine and other and not mine & other:
                continue
            lesser, best[key] = sorted((rival, pair), key=_rank)
            dropped.add(id(lesser))
    return [p for p in pairs if id(p) not in dropped]
