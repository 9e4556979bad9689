"""Countries that a Russian text speaks about, and countries that only an adjective names."""

import re
from collections.abc import Callable

from khronika.code.parsed import Parsed

_LEAD = (
    r"\b(?:войн\w+|вторжени\w+|операци\w+|воссоединени\w+|присоединени\w+|аннекси\w+|солидарност\w+|"
    r"поддержк\w+|границ\w+|вывод\w*|выводе|переговор\w+|отношени(?!и\b)\w+)"
    r"(?: росси\w+)?(?: (?:в|во|на|с|со|против|к|из|о|об))?"
)
_TOPIC = re.compile(rf"{_LEAD}\s*$", re.IGNORECASE)
_TOLD = re.compile(rf"{_LEAD}\s+\w+", re.IGNORECASE)
_BACK = 50


def without_topics(text: str, lang: str) -> str:
    """Answer a text without the words for what is only spoken about (Russian)."""
    return _TOLD.sub(" ", text) if lang == "ru" else text


def is_topic(parsed: Parsed, first: int) -> bool:
    """Tell whether a place is only spoken about: `войне в Украине`, `присоединения Крыма`.

    Args:
        parsed: the text after its reader.
        first: the first word of the place.
    """
    if parsed.lang != "ru":
        return False
    start = parsed.words[first].start
    return bool(_TOPIC.search(parsed.text, max(0, start - _BACK), start))


def by_adjective(
    parsed: Parsed, country_of: Callable[[str, str], str | None]
) -> tuple[int, str] | None:
    """Answer the first adjective of the text that names a country, and the country (Russian).

    Args:
        parsed: the text after its reader.
        country_of: answers the country of a word of a language.
    """
    if parsed.lang != "ru":
        return None
    for i, word in enumerate(parsed.words):
        if word.pos == "ADJ" and len(word.lower) > 6:
            code = country_of(word.lower, "ru")
            if code is not None:
                return i, code
    return None
