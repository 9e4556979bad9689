"""Parts of a Kazakh group: "олардың екеуі" (two of them), "тілшілердің біріне" (one of them)."""

import re
from bisect import bisect_left

from khronika.code.cast.entities import POPULATION, Cast, Entity, Mention
from khronika.code.parsed import Parsed
from khronika.data.lexicon import Lexicon
from khronika.model.count import Count

_SHARE = re.compile(r"(біреу|бір|екеу|үшеу|төртеу|бесеу|алтау|жетеу)і(?:н|не|ні|нің|нен|мен)?$")
_SOME = re.compile(r"(бірнешеуі|бірқатары|кейбірі|кейбіреуі|біразы)(?:н|не|ні|нің|нен)?$")
_OWNER = re.compile(r"(?:л[ае]р|д[ае]р|т[ае]р)(?:[ыі])?(?:[дн]?[ыі]ң|н[ыі]ң)$")
_REACH = 2


def share_groups(parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
    """Let a word for a part of people stand for somebody of its own.

    The whole that stands right before it in the genitive ("олардың") plays no part then.

    Args:
        parsed: a Kazakh text.
        cast: its cast, pronouns resolved; parts are added.
        lexicon: its numbers.
    """
    spots = sorted(
        (m.last, group.id)
        for group in cast.of("group")
        if group.noun != POPULATION and group.role != "official"
        for m in group.mentions
    )
    for i, word in enumerate(parsed.words):
        size = _size(word.lower, lexicon)
        here = parsed.sentence_of(i)
        if size is None:
            continue
        is_led = i > here.first and _OWNER.search(parsed.words[i - 1].lower) is not None
        if word.lower.startswith("бір") and not is_led and not word.lower.startswith("біреу"):
            continue  # "бірі" alone is "the first"
        whole = _whole(parsed, cast, spots, i)
        if whole is None or whole.count == size:
            continue  # "екеуі": both
        if any(m.how == "name" for _, m in cast.at.get(i, ())):
            continue
        if is_led:
            _let_go(cast, i - 1)
        _let_go(cast, i)
        first = i - 1 if is_led else i
        is_one = size == Count(1, 1)
        if is_led and len(whole.mentions) == 1 and whole.mentions[0].last == i - 1:
            _take(cast, whole, i)  # "тілшілердің бірі": the whole is told nowhere else
            whole.kind = "person" if is_one else "group"
            whole.name = None if is_one else parsed.surface(whole.first, i)
            whole.count = None if is_one else size
            continue
        part = Entity(
            len(cast.entities),
            "person" if is_one else "group",
            None if is_one else parsed.surface(first, i),
            first,
            i,
            role=whole.role,
            count=None if is_one else size,
            noun=whole.noun,
        )
        cast.entities.append(part)
        cast.add(part, Mention(first, i, i, "description"))


def _take(cast: Cast, whole: Entity, i: int) -> None:
    """Let a group's only words stand for a part of it: they end with the word for the part."""
    first = whole.mentions[0].first
    whole.mentions, whole.first, whole.last = [], first, i
    for k in range(first, i):
        cast.at[k] = [pair for pair in cast.at[k] if pair[0] != whole.id]
    cast.add(whole, Mention(first, i, i, "description"))


def _size(lower: str, lexicon: Lexicon) -> Count | None:
    if _SOME.match(lower):
        return Count(3, None) if lower.startswith("бірнеше") else Count(2, None)
    found = _SHARE.match(lower)
    if found is None:
        return None
    number = 1 if found[1].startswith("бір") else lexicon.numbers["numbers"][found[1]]
    return Count(number, number)


def _whole(parsed: Parsed, cast: Cast, spots: list[tuple[int, int]], i: int) -> Entity | None:
    """Answer the last group told before a word, at most two sentences back."""
    at = bisect_left(spots, (i, -1))
    if not at or parsed.words[i].sentence - parsed.words[spots[at - 1][0]].sentence > _REACH:
        return None
    return cast.entities[spots[at - 1][1]]


def _let_go(cast: Cast, i: int) -> None:
    """Take the words for a whole off the group that they would stand for."""
    for number, mention in list(cast.at.get(i, ())):
        entity = cast.entities[number]
        if mention.how != "name" and (mention.how == "list" or len(entity.mentions) > 1):
            entity.mentions = [m for m in entity.mentions if m is not mention]
            for k in range(mention.first, mention.last + 1):
                cast.at[k] = [pair for pair in cast.at[k] if pair[1] is not mention]
