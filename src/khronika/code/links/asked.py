"""Bodies that a Russian sentence names beside an act: who asked for it, who was only called.

"По требованию прокуратуры" names one who acted; "до приезда полиции", "обратился в прокуратуру"
name bodies that came afterwards or were asked for help.
"""

from khronika.code.parsed import Parsed

_ASKED = frozenset(
    (
        "требование", "указание", "распоряжение", "приказ", "инициатива", "поручение", "жалоба",
        "представление", "иск", "заявление", "донос", "настояние", "просьба", "решение", "запрос",
        "постановление", "предписание", "ходатайство",
    )
)  # fmt: skip
_COMING = frozenset(("приезд", "прибытие", "вызов", "появление", "помощь", "ответ", "реакция"))
_CALLED = frozenset(("вызвать", "вызывать", "дождаться", "ждать", "позвать", "дожидаться"))
_APPEALS = frozenset(
    (
        "обратиться", "обращаться", "обращение", "пожаловаться", "жаловаться", "жалоба",
        "сообщить", "сообщать", "заявление", "подать", "подавать", "направить", "направлять",
        "написать", "письмо", "ходатайство", "запрос",
    )
)  # fmt: skip


def _preposition(parsed: Parsed, i: int) -> str:
    """Answer the preposition of a noun, or nothing."""
    return next((parsed.words[k].lower for k in parsed.kids(i, "case")), "")


def asks(parsed: Parsed, i: int) -> bool:
    """Tell whether an act was done because a body wanted it: `по требованию прокуратуры`."""
    word = parsed.words[i]
    head = parsed.words[word.head]
    is_of = word.dep == "nmod" and "Case=Gen" in word.tag and word.head < i
    return is_of and head.lemma in _ASKED and _preposition(parsed, word.head) == "по"


def is_called(parsed: Parsed, i: int) -> bool:
    """Tell whether a body was only called, awaited or appealed to."""
    word = parsed.words[i]
    head = parsed.words[word.head]
    if word.lemma in _COMING:
        return True
    if word.dep == "nmod" and head.lemma in _COMING and "Case=Gen" in word.tag:
        return True
    if word.dep == "obj" and head.lemma in _CALLED:
        return True
    if head.lemma not in _APPEALS or word.dep not in {"obl", "nmod", "iobj"}:
        return False
    before = _preposition(parsed, i)
    return before in {"в", "во", "к", "ко"} and "Case=Loc" not in word.tag
