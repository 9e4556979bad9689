"""Reads German, French and Polish spellings of Slavic and Arabic names in English ones.

Schurawski, Jouravski and Zhuravsky are one. What Latin letters stand for depends on who wrote
them, and nothing says who did, so each reading is tried and the best counts (Duden's
transcription, usage of French and Polish newspapers; from memory).
"""

import re
from functools import lru_cache

_GERMAN = (
    ("schtsch", "shch"), ("tsch", "ch"), ("dsch", "dzh"), ("sch", "sh"), ("ch", "kh"),
    ("ß", "ss"), ("w", "v"), ("z", "ts"), ("j", "y"),
)  # fmt: skip
_FRENCH = (
    ("chtch", "shch"), ("tch", "CH"), ("ch", "sh"), ("dj", "dzh"), ("j", "zh"), ("ou", "u"),
    ("gu(?=[eiy])", "g"), ("ine$", "in"), ("eff$", "ev"), ("off$", "ov"), ("ï", "i"),
    ("CH", "ch"),
)  # fmt: skip
_POLISH = (
    ("szcz", "shch"), ("cz", "ch"), ("sz", "sh"), ("rz", "zh"), ("ch", "kh"), ("c(?!h)", "ts"),
    ("w", "v"), ("j", "y"),
)  # fmt: skip
_MARKS = (
    (re.compile("sch|tsch|w|dsch|^j|j[aeou]"), _GERMAN),
    (re.compile("tch|ou|[ao]ine$|[^aeiou]ine$|ff$|dj|ch|j"), _FRENCH),
    (re.compile("[cs]z|rz|w"), _POLISH),
)
_TABLES = {
    id(table): tuple((re.compile(pattern), written) for pattern, written in table)
    for table in (_GERMAN, _FRENCH, _POLISH)
}


@lru_cache(maxsize=32768)
def readings_of_latin(letters: str) -> tuple[str, ...]:
    """Answer what Latin letters are in English spelling, as each newspaper may have meant them.

    Args:
        letters: a romanised word, lower case.

    Returns:
        the letters themselves first, then other readings; most words have no other.
    """
    found = [letters]
    for mark, table in _MARKS:
        if mark.search(letters):
            read = letters
            for pattern, written in _TABLES[id(table)]:
                read = pattern.sub(written, read)
            if read not in found:
                found.append(read)
    return tuple(found)


_CLUSTERS = re.compile("schtsch|chtch|szcz|tsch|tch")


def without_clusters(form: str) -> str:
    """Write the clusters that only German, French or Polish need as English does.

    Args:
        form: a plain Latin word.
    """
    return _CLUSTERS.sub(
        lambda found: "shch" if len(found[0]) > 4 or found[0] == "szcz" else "ch", form
    )
