"""Russian police write a record and let go: "их отпустили с протоколами" is a charge of each."""

from collections.abc import Iterator, Sequence

from khronika.code.cast.entities import Mention
from khronika.code.evidence.rows import Claim, Pair
from khronika.code.parsed import Parsed
from khronika.code.triggers import Trigger

_LET_GO = frozenset(("отпустить", "отпускать", "освободить", "выпустить"))
_RECORDS = frozenset(("протоколом", "протоколами"))
_SOME = frozenset(("некоторый", "часть", "один", "двое", "трое", "четверо", "остальной", "другой"))
_BACK, _BEFORE = 4, 6
_SCORE = 0.95


def with_records(
    parsed: Parsed, pairs: Sequence[Pair], taken: Sequence[Pair], triggers: Sequence[Trigger]
) -> list[Pair]:
    """Answer the taken pairs with charges of the detained who were let go with a record.

    Two acts told by one verb. Who is named in the sentence has it; else the last of the detained
    who were named before ("к ночи задержанных отпустили с протоколами").

    Args:
        parsed: a Russian text.
        pairs: all weighed pairs.
        taken: those that were accepted.
        triggers: all words for acts.
    """
    known = {id(p) for p in taken}
    own = {p.entity.id: p for p in pairs if p.type == "charge"}
    held = [p for p in taken if p.type == "detention"]
    more = []
    for trigger in _records(parsed, triggers) if held else ():
        for person, mention in _let_go(parsed, trigger, held):
            pair = own.get(person.entity.id)
            if pair is not None and id(pair) not in known:
                pair.claim = Claim(trigger, mention, "gobj", 0, _SCORE)
                pair.probability = max(pair.probability, person.probability / 2)
                known.add(id(pair))
                more.append(pair)
    return [*taken, *more]


def _records(parsed: Parsed, triggers: Sequence[Trigger]) -> Iterator[Trigger]:
    """Yield the words "с протоколом" that stand behind a verb of letting go."""
    for trigger in triggers:
        i = trigger.anchor
        if trigger.type != "charge" or parsed.words[i].lower not in _RECORDS:
            continue
        first = parsed.sentence_of(i).first
        before = parsed.words[max(first, i - _BEFORE) : i]
        is_with = any(w.lower in {"с", "со", "под"} for w in before[-2:])
        if is_with and any(w.lemma in _LET_GO for w in before):
            yield trigger


def _let_go(
    parsed: Parsed, trigger: Trigger, held: Sequence[Pair]
) -> Iterator[tuple[Pair, Mention]]:
    """Yield the detained whom a sentence or the nearest one before it names."""
    here = parsed.sentence_of(trigger.anchor)
    spoken = {w.lemma for w in parsed.words[here.first : trigger.anchor]}
    for number in range(here.number, max(-1, here.number - _BACK - 1), -1):
        found = [(p, m) for p in held if (m := _named_in(parsed, p, number)) is not None]
        if found:
            yield from found
            return
        if spoken & _SOME:
            return  # "двоих отпустили с протоколами": which of them is not told


def _named_in(parsed: Parsed, pair: Pair, number: int) -> Mention | None:
    """Answer where a sentence names somebody, or tells of a number of people."""
    hows = {"name", "part"} if pair.entity.kind == "person" else {"description"}
    if pair.entity.kind == "group" and pair.entity.count is None:
        return None
    spots = (m for m in pair.entity.mentions if m.how in hows)
    return next((m for m in spots if parsed.words[m.first].sentence == number), None)
