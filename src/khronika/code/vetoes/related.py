"""Who is named only to say whose relative or driver suffered an act (English, Russian)."""

from collections.abc import Sequence

from khronika.code.cast.entities import Mention
from khronika.code.evidence import Pair
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts
from khronika.code.vetoes.people import above, before, gender, seat

_ACTS = frozenset(
    ("assault", "charge", "conviction", "detention", "disappearance", "killing", "questioning")
    + ("search",)
)
"""A threat to relatives may be meant for the one who is named (coding manual): it stays."""
_RELATED = frozenset(
    ("wife", "husband", "spouse", "widow", "widower", "fiance", "fiancé", "fiancee", "fiancée")
    + ("brother", "sister", "sibling", "twin", "son", "daughter", "child", "mother", "father")
    + ("parent", "grandmother", "grandfather", "grandson", "granddaughter", "uncle", "aunt")
    + ("cousin", "nephew", "niece", "relative", "family", "girlfriend", "boyfriend", "friend")
    + ("neighbour", "neighbor", "driver", "chauffeur", "bodyguard", "lawyer", "attorney")
    + ("colleague", "aide", "brother-in-law", "sister-in-law", "son-in-law", "father-in-law")
    + ("жена", "муж", "супруг", "супруга", "вдова", "вдовец", "невеста", "жених", "брат")
    + ("сестра", "сын", "дочь", "ребёнок", "мать", "отец", "мама", "папа", "родитель", "бабушка")
    + ("дедушка", "внук", "внучка", "дядя", "тётя", "племянник", "племянница", "родственник")
    + ("родственница", "семья", "подруга", "друг", "сосед", "соседка", "водитель", "шофёр")
    + ("охранник", "телохранитель", "адвокат", "защитник", "коллега", "тёща", "тесть", "свекровь")
)
_SUFFERS = frozenset(("obj", "owner", "poss", "of"))


def is_of_related(pair: Pair, parts: Parts, accepted: Sequence[Pair]) -> bool:
    """Tell whether somebody is named only as whose relative, lawyer or driver suffered.

    "Police beat the driver of reporter Ann Lee", "избили жену журналиста Раева": wherever the act
    is told, the name stands behind who suffered it.
    """
    del accepted
    one, words = pair.entity, parts.parsed.words
    if one.kind != "person" or one.name is None or pair.type not in _ACTS:
        return False
    told = [n for n, t in enumerate(parts.triggers) if t.type == pair.type]
    numbers = {words[parts.triggers[n].anchor].sentence for n in told}
    near = [m for m in one.mentions if words[m.first].sentence in numbers]
    if any(words[m.last + 1].text == "," for m in near if m.last + 1 < len(words)):
        return False  # "the family of Ann Lee, who was killed"
    owned_by = _after_name if parts.parsed.lang == "ru" else _by_owner
    owned = [owned_by(parts.parsed, mention) for mention in near]
    below = {a.word for n in told for a in parts.arguments[n] if a.slot in _SUFFERS}
    return bool(owned) and all(i is not None and _is_below(parts.parsed, i, below) for i in owned)


def _is_below(parsed: Parsed, i: int, below: set[int]) -> bool:
    """Tell whether a word is one of an act's arguments or hangs on one: `the home of his wife`."""
    return i in below or any(k in below for k in above(parsed, i, 2))


def _by_owner(parsed: Parsed, mention: Mention) -> int | None:
    """Answer the person whom an English name owns: `Lee's driver`, `the driver of Ann Lee`."""
    words, last = parsed.words, parsed.sentence_of(mention.last).last
    behind = words[mention.last + 1 : min(mention.last + 6, last)]
    if behind and behind[0].lower in {"'s", "’s", "'", "’"}:
        for i, word in enumerate(behind[1:], mention.last + 2):
            if word.pos not in {"NOUN", "ADJ"}:
                return None
            if word.lemma in _RELATED and word.pos == "NOUN":
                return i
        return None
    for i in before(parsed, mention):
        if words[i].lower == "of":
            return i - 1 if i > 0 and words[i - 1].lemma in _RELATED else None
        if words[i].pos not in {"NOUN", "PROPN", "ADJ", "DET"}:
            return None
    return None


def _after_name(parsed: Parsed, mention: Mention) -> int | None:
    """Answer the person behind whom a Russian name stands in the genitive: `жену редактора Раева`.

    A calling between them, or another gender, tells it from `адвоката Ивана Раева`.
    """
    name = parsed.words[seat(parsed, mention)].tag
    has_calling = False
    for i in before(parsed, mention):
        word = parsed.words[i]
        if word.lemma in _RELATED and word.pos == "NOUN":
            is_other = "Case=Gen" in name and gender(word.tag) != gender(name)
            return i if has_calling or is_other else None
        if word.pos not in {"NOUN", "ADJ"} or "Case=Gen" not in word.tag:
            return None
        if word.pos == "NOUN" and "Animacy=Anim" not in word.tag:
            return None
        has_calling = has_calling or word.pos == "NOUN"
    return None
