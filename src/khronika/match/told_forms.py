"""Parts a name that tells several forms of itself: by a slash, or by a word such as `aka`.

A pen name, a pseudonym or a name before a change may give its bearer away, so a comparison that
rests on one says `alias: ...` and is left to an editor.
"""

import re
from functools import lru_cache

_MOST_FORMS = 6
"""Forms of a name that are read."""

_ALIAS = re.compile(
    r"""\s*[(\[,;–—-]?\s*(?<!\w)(?:
    a\.?\s?k\.?\s?a\.?|f\.?\s?k\.?\s?a\.?|(?:also|better|formerly)\s+known\s+as|known\s+as
    |alias|pseudonym|pen\ name|nom\ de\ (?:plume|guerre)|born\ as|n[ée]e
    |псевдоним(?:ом)?|(?:также\ )?известн\w+\ (?:также\ )?как|он\ же|она\ же|урожд[её]нн\w+
    |псеўданім|вядом\w+\ як|ён\ жа|яна\ ж|псевдонім|відом\w+\ як|він\ же|вона\ ж
    |лақап\ аты|бүркеншік\ аты|деген\ атпен|takma\ adıyla|təxəllüsü|taxallusi
    |المعروفة?\ ب(?:اسم)?|الملقبة?\ ب?|الشهيرة?\ ب?|معروف\ به|ملقب\ به|با\ نام\ مستعار
    |化名|笔名|筆名|又名|原名)(?!\w)\s*[:«"“]?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_SLASH = re.compile(
    r"(?<!\d)(?<![A-ZА-ЯЁ]{2})/|(?<!\d)/(?![A-ZА-ЯЁ]{2}(?![^\W\d_a-zа-яё]*[a-zа-яё]))"
)
"""A slash between two forms, not within an acronym (RFE/RL, РСЕ/РС) or a number (66/18)."""
_HAN = re.compile("[\u4e00-\u9fff]{4}")
_ENDS = ' )]»"”,;'


@lru_cache(maxsize=16384)
def told_forms(name: str) -> tuple[tuple[str, ...], bool]:
    """Answer the forms of a name, and whether one of them is told as an alias.

    Args:
        name: as written, spaces levelled.

    Returns:
        the forms, at most six, the name itself where it tells of one; True for `Anna Somova,
        pen name Stepnaya`, False for `Mtavari / Main Channel`.
    """
    # A name, a word for an alias and another name are three words at least, or Chinese.
    split = _ALIAS.split(name) if name.count(" ") > 1 or _HAN.search(name) else [name]
    parts = [kept for part in split if (kept := part.strip(_ENDS))]
    if len(parts) > 1:
        return tuple(parts[:_MOST_FORMS]), True
    slashed = [part for found in _SLASH.split(name) if (part := found.strip())]
    return tuple(slashed[:_MOST_FORMS]) or (name,), False
