"""Russian words for an act in another sense: a road accident, a passport at the border, a list."""

from collections.abc import Iterable, Sequence

from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.triggers import Trigger

_HARM = frozenset(("killing", "assault", "damage"))


def forms(parsed: Parsed, sentences: Iterable[int]) -> frozenset[str]:
    """Answer the lemmas and forms of sentences; numbers outside the text are skipped."""
    found = set()
    for number in sentences:
        if 0 <= number < len(parsed.sentences):
            sentence = parsed.sentences[number]
            for word in parsed.words[sentence.first : sentence.last]:
                found.add(word.lemma)
                found.add(word.lower)
    return frozenset(found)


def triggers_of(pair: Pair, parts: Parts) -> list[Trigger]:
    """Answer the words for the act in the sentences that name the victim and beside them."""
    words = parts.parsed.words
    near = {n + d for n in pair.sentences for d in (-1, 0, 1)}
    return [t for t in parts.triggers if t.type == pair.type and words[t.anchor].sentence in near]


def is_accident(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether people died or were hurt in an accident that nobody is said to have made.

    "Авария унесла жизни двоих", "автомобиль столкнулся": a word of accident near, only words of
    harm without a doer, no custody, and no word of violence in the whole text.
    """
    if pair.type not in _HARM:
        return False
    parsed, terms = parts.parsed, parts.lexicon.terms
    told = triggers_of(pair, parts)
    if not told:
        others = (p for p in accepted if p.entity is pair.entity and triggers_of(p, parts))
        return any(is_accident(p, parts, ()) for p in others)
    if any(parsed.words[t.anchor].lemma not in terms["weak_harm"] for t in told
           if parsed.words[t.anchor].lemma not in {"получить", "получать"}):  # fmt: skip
        return False
    near = {n + d for n in pair.sentences for d in range(-2, 3)}
    told_near = forms(parsed, near)
    if not told_near & terms["wrecks"] or told_near & terms["custody"]:
        return False
    return not forms(parsed, range(len(parsed.sentences))) & terms["violence"]


def is_correction(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an outlet took its own report away after it had been refuted.

    "МВД опровергло сообщение. Публикация уже удалена": nobody is said to have ordered it.
    """
    del accepted
    if pair.type != "censorship" or pair.claim is None:
        return False
    parsed, terms = parts.parsed, parts.lexicon.terms
    anchor = parsed.words[pair.claim.trigger.anchor]
    if anchor.lemma not in {"удалить", "удалять", "убрать", "снять"}:
        return False
    if forms(parsed, range(anchor.sentence - 1, anchor.sentence + 2)) & terms["ordered"]:
        return False
    return bool(forms(parsed, range(len(parsed.sentences))) & {"опровергнуть", "опровержение"})


def is_check(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a check of papers is only how the same person was detained."""
    if pair.type != "questioning" or pair.claim is None:
        return False
    words = set(pair.claim.trigger.lemma.split())
    held = any(p.type == "detention" and p.entity is pair.entity for p in accepted)
    return held and bool(words & parts.lexicon.terms["papers"])


def is_border(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a passport was taken at the border of somebody who was not let through.

    A passport taken or an exit refused is access (coding manual, "Times"), not a search.
    """
    if pair.type != "search" or pair.claim is None:
        return False
    terms, trigger = parts.lexicon.terms, pair.claim.trigger
    sentence = parts.parsed.sentence_of(trigger.anchor)
    kept = any(p.type == "access" and p.entity is pair.entity for p in accepted)
    papers = {parts.parsed.words[i].lemma for i in range(trigger.first, trigger.last + 1)}
    here = forms(parts.parsed, [sentence.number])
    return kept and bool(papers & terms["papers"]) and bool(here & terms["border"])


def is_reproach(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether a body is only reproached in a suit: "издание обвиняется в призывах".

    A body is charged where a case, a protocol or an article of law is told.
    """
    del accepted
    if pair.type != "charge" or pair.entity.kind != "organisation" or pair.claim is None:
        return False
    parsed = parts.parsed
    anchor = parsed.words[pair.claim.trigger.anchor]
    if anchor.lemma not in {"обвиняться", "обвинять", "обвинить", "обвинение"}:
        return False
    told = forms(parsed, range(anchor.sentence - 1, anchor.sentence + 2))
    laws = {"уголовный", "административный", "протокол", "статья", "ст", "коап", "ук", "дело"}
    return bool(told & parts.lexicon.terms["claims_at_law"]) and not told & laws


def is_listing(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody was put on a list of agents or extremists: designation."""
    del accepted
    if pair.type != "censorship" or pair.claim is None:
        return False
    trigger = pair.claim.trigger
    if not set(trigger.lemma.split()) & {"реестр", "список", "перечень"}:
        return False
    words = parts.parsed.words[trigger.first : parts.parsed.sentence_of(trigger.last).last][:14]
    if any(w.lemma in {"запретить", "запрещать", "запрещённый", "запрещенный"} for w in words):
        return False  # a list of banned pages
    return any(w.lemma in parts.lexicon.terms["registers"] for w in words)


def is_found(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody missed turned out to be detained: only the detention is an act.

    "Коллеги заявили об исчезновении, позже стало известно, что он задержан": a custody that
    nobody denied. The other order, a detainee who disappears, stays.
    """
    if pair.type != "disappearance":
        return False
    held = [p for p in accepted if p.type == "detention" and p.entity is pair.entity and p.claim]
    if not held:
        return False
    if pair.claim is None:
        # No word for it, and nothing else is told of them than the detention.
        there = {parts.parsed.words[p.claim.trigger.anchor].sentence for p in held if p.claim}
        after = forms(parts.parsed, {n + 1 for n in there})
        denied = after & {"не", "неизвестно", "неизвестный", "искать", "поиск"}
        return not denied and not triggers_of(pair, parts) and set(pair.sentences) <= there
    return _became_known(parts, held, pair.claim.trigger.anchor)


def _became_known(parts: Parts, held: Sequence[Pair], missed: int) -> bool:
    """Tell whether a detention is told after the word for missing, as what became known."""
    parsed = parts.parsed
    for pair in held:
        anchor = pair.claim.trigger.anchor if pair.claim else -1
        sentence = parsed.sentence_of(anchor)
        known = {"известно", "выясниться", "оказаться", "обнаружиться", "найтись"}
        here = forms(parsed, [sentence.number])
        if here & {"отрицать", "скрывать", "скрыть", "отказаться"}:
            return False  # a custody that was denied is a disappearance too
        if anchor > missed and here & known:
            return True
    return False


def is_of_office(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether an office was searched, and the person only detained after it.

    "Раева увели после обыска в конторе газеты".
    """
    claim, parsed = pair.claim, parts.parsed
    if pair.type != "search" or pair.entity.kind == "organisation" or claim is None:
        return False
    if claim.slot not in {"gobj", "gsubj"}:
        return False
    own = claim.trigger.anchor
    verbs = {parsed.words[own].head, own}
    others = (p for p in accepted if p.entity is pair.entity and p.type != "search")
    held = any(p.claim is not None and p.claim.trigger.anchor in verbs for p in others)
    arguments = parts.arguments[parts.triggers.index(claim.trigger)]
    rooms = parts.lexicon.terms["offices"]
    return held and any(
        a.slot == "into" and parsed.words[a.word].lemma in rooms for a in arguments
    )


def is_of_another(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether the only word for the act is a participle that belongs to another's name.

    "Жена Раева, выдворенного из страны" says nothing of the others in the list round it.
    """
    told = triggers_of(pair, parts)
    is_bare = pair.claim is None and pair.entity.name is not None
    if not is_bare or not told or any(_is_told(parts.parsed, t) for t in told):
        return False
    owners = [
        mention.last
        for other in accepted
        if other.type == pair.type and other.entity is not pair.entity
        for mention in other.entity.mentions
    ]
    return all(any(0 < t.anchor - last < 6 for last in owners) for t in told)


def _is_told(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a word for an act is more than a participle of a noun."""
    word = parsed.words[trigger.anchor]
    ending = word.lower.rstrip(".,;")
    is_full = ending.endswith(("ого", "его", "ому", "ему", "ым", "ой", "ых", "ими", "ыми", "ую"))
    return not (is_full and ("VerbForm=Part" in word.tag or word.lemma.endswith(("ть", "ться"))))
