"""Brings English in capitals, or without any, to ordinary print, letter by letter."""

import re
from collections.abc import Callable

from khronika.data.gazetteer import town
from khronika.data.lexicon import lexicon


def _is_common(word: str, known: frozenset[str]) -> bool:
    if word in known or not word.isalpha():
        return True
    for ending, bases in (
        ("s", ("",)),
        ("es", ("",)),
        ("ies", ("y",)),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
        ("ly", ("",)),
        ("er", ("", "e")),
    ):
        if word.endswith(ending) and any(word[: -len(ending)] + base in known for base in bases):
            return True
    return len(word) > 5 and word[-3:] in {"ing", "ted"} and word[:-4] in known


_WITHIN = frozenset(("in", "near", "outside"))
_OF = frozenset(("of", "for", "from", "with", "at"))
_ON_AIR = frozenset(("radio", "tv"))
_LARGE = 100_000
_ALSO_WORDS = frozenset(
    ("van", "split", "nice", "mobile", "orange", "independence", "concord", "male", "tours")
    + ("bath", "sale", "most", "general", "order", "university", "central", "lead", "police")
    + ("san", "new", "el", "la", "los", "santa", "turn", "man", "men", "march", "may", "august")
)


def _is_large_town(word: str) -> bool:
    """Tell whether a word behind "in" is a town that everybody knows: "in freetown"."""
    if word in _ALSO_WORDS or word.endswith("ing"):
        return False
    return any(people >= _LARGE for _, people in town(word.title()))


_JOINING = frozenset(
    (
        "",
        "on",
        "in",
        "at",
        "and",
        "or",
        "was",
        "were",
        "is",
        "has",
        "had",
        "who",
        "by",
        "to",
        "for",
    )
    + ("from", "of", "after", "before", "over", "with", "as", "said", "station", "journalist")
    + ("journalists", "reporter", "reporters", "stations", "host", "presenter", "show")
)


def print_case(text: str, common: Callable[[], frozenset[str]]) -> str:
    """Bring capitals and lower case to those of ordinary print, each letter at its place.

    The model was taught on ordinary print: in a text in capitals everything is a name to it, in
    one without capitals nothing is. Words of the language go small, others get a capital.

    Args:
        text: a piece of English.
        common: answers the words of ordinary print; asked only where the text is not in it.
    """
    letters = [c for c in text if c.isalpha()]
    big = sum(c.isupper() for c in letters)
    is_loud = big >= 0.7 * len(letters)
    if len(letters) < 24 or not (is_loud or big <= 0.004 * len(letters)):
        return text
    known = common()
    cues = lexicon("en").terms["org_cues"]
    out = list(text.lower()) if len(text.lower()) == len(text) else list(text)
    found = list(re.finditer(r"[^\W\d_]+", "".join(out)))
    previous = ""
    for at, match in enumerate(found):
        word = match.group()
        following = found[at + 1].group() if at + 1 < len(found) else ""
        is_led = at > 0 and out[found[at - 1].start()].isupper()
        is_name = (
            not _is_common(word, known)
            or previous in {"of", "for", "from"}
            and following in cues
            or previous in _WITHIN
            and _is_large_town(word)
            or previous in _OF
            and word in _ON_AIR
            and following not in _JOINING
            or is_led
            and (previous in _ON_AIR or word in cues)
        )
        before = "".join(out[: match.start()]).rstrip()[-1:]
        if is_name or before in {"", ".", "!", "?"}:
            out[match.start()] = out[match.start()].upper()
        previous = word
    return "".join(out)
