"""Deals the blocks of a page out by language: a Kazakh page may quote a Russian ruling whole."""

import re
from collections.abc import Sequence
from itertools import islice

from khronika.code.readers.latin import is_latin
from khronika.model.page import Block
from khronika.script.language import language_of

LEAST = 120
"""Letters below which a block speaks the page's language, whatever it looks like."""

SHORT = 40
"""Letters from which a block is Russian where a letter stands that the page's language lacks."""
_ONLY_RUSSIAN = {"be": frozenset("ищъ"), "uk": frozenset("ыэёъ")}

_KAZAKH, _BELARUSIAN, _UKRAINIAN = "әғқңөұүһ", "ыэёў", "иїєґщ"
_KAZAKH_SHARE, _DOTTED_SHARE = 0.04, 0.015
_NEVER_KAZAKH, _SPARE_SHARE = frozenset("їєґў"), 0.012
"""Letters of Kazakh's neighbours alone, and how few of its own do where "і" is frequent too."""


def cyrillic_tongue(text: str) -> str | None:
    """Tell Kazakh, Belarusian, Ukrainian and Russian apart by their letters.

    A name of another language ("Ғани" in a Russian text) does not turn the text: letters must be
    as frequent as they are in the language, roughly. Belarusian has no "и" and "щ", Ukrainian no
    "ы", "э" and "ё", Russian no "і". A Kazakh paragraph of front vowels alone has few letters of
    its own beside "і" and "ы": "Тергеуші бес тілшіден түсінік сұрады".

    >>> cyrillic_tongue("Журналіста затримали під час мітингу, його допитали")
    'uk'
    """
    letters = [c for c in text.lower() if c.isalpha()]
    if sum("\u0400" <= c <= "\u052f" for c in letters) * 2 <= len(letters):
        return None
    if _count(letters, _KAZAKH) >= max(2, _KAZAKH_SHARE * len(letters)):
        return "kk"
    if _count(letters, "і") < max(1, _DOTTED_SHARE * len(letters)):
        return "ru"
    is_spare = _count(letters, _KAZAKH) >= max(2, _SPARE_SHARE * len(letters))
    if is_spare and "ы" in letters and not _NEVER_KAZAKH & set(letters):
        return "kk"
    return "be" if _count(letters, _BELARUSIAN) > _count(letters, _UKRAINIAN) else "uk"


def _count(letters: Sequence[str], of: str) -> int:
    return sum(c in of for c in letters)


_LATIN_ENDINGS = re.compile(
    r"(?:[dt][yi]|[ǵğg]an|[gk]en|qan|[ndt][yi][ńñ]|[ld][ae]r|tar|ter|[ndt][ae]n|yp|ip)$"
)
_ENGLISH = re.compile(r"\b(?:the|of|and|was|were|for|with|by|from|has|said|he|she|they)\b")
_ARABIC_SHARE = 0.5


def kazakh_script(text: str) -> str | None:
    """Tell Kazakh in Latin ("kk-Latn") or Arabic letters ("kk-Arab"), which nobody here parses.

    Latin: q, letters of its own and endings of the language, as in Qazaqstannyń. In the letters
    of 2021 it is read (`khronika.code.readers.latin`), so the answer is "kk". Arabic: the letters
    of China's Kazakh, and neither Uyghur's nor Kurdish ones.

    >>> kazakh_script("Almatyda tilshi Jandos Qurmanálin ustaldy, keshke bosatyldy")
    'kk-Latn'
    """
    lower = text.lower()
    letters = [c for c in lower if c.isalpha()]
    if sum("\u0600" <= c <= "\u06ff" for c in letters) > _ARABIC_SHARE * len(letters):
        own = _count(letters, "ە") >= 0.02 * len(letters) and _count(letters, "ۇۋىڭ") > 1
        return "kk-Arab" if own and not set("ێڵڕېئ") & set(letters) else None
    words = re.findall(r"[^\W\d_]+", lower)
    if sum("a" <= c <= "z" for c in letters) * 2 <= len(letters) or "q" not in lower:
        return None
    ended = sum(len(w) > 3 and _LATIN_ENDINGS.search(w[-4:]) is not None for w in words)
    told = ended >= 0.2 * len(words)
    if not told or len(_ENGLISH.findall(lower)) > 0.04 * len(words):
        return None
    return "kk" if is_latin(text) else "kk-Latn"


def unstated(text: str) -> str | None:
    """Answer the language of a page that states none: by letters, then by its words.

    English where little stands there, or English words do; None without letters.
    """
    if not any(c.isalpha() for c in text):
        return None
    told = cyrillic_tongue(text) or kazakh_script(text)
    words = re.findall(r"[^\W\d_]+", text.lower())
    if told or sum(map(len, words)) < SHORT or _ENGLISH.search(text.lower()):
        return told or "en"
    return language_of(text) or "en"


def by_language(
    text: str, blocks: Sequence[Block], lang: str | None
) -> list[tuple[str | None, list[Block]]]:
    """Deal blocks out by language, each language's in order, the page's own language first.

    A block counts as another language's where it states one and has letters enough to be sure.

    Args:
        text: the page's text.
        blocks: what is to be coded, in order.
        lang: the language of the page (BCP 47 primary tag), or None.
    """
    dealt: dict[str | None, list[Block]] = {lang: []}
    for block in blocks:
        dealt.setdefault(_tongue(text, block, lang), []).append(block)
    return [(tongue, own) for tongue, own in dealt.items() if own]


def _tongue(text: str, block: Block, lang: str | None) -> str | None:
    surface = block.span.of(text)
    letters = (c for c in surface if c.isalpha())
    count = sum(1 for _ in islice(letters, LEAST))
    if count < LEAST:
        proof = _ONLY_RUSSIAN.get(lang or "", frozenset())
        return "ru" if count >= SHORT and proof & set(surface.lower()) else lang
    stated = (block.lang or lang or "").split("-")[0] or None
    told = cyrillic_tongue(surface[:4000])
    if stated in {None, "ru", "kk", "be", "uk"} and told is not None:
        return told
    if stated == "kk" and told is None:
        sample = surface[:4000]
        is_english = len(_ENGLISH.findall(sample.lower())) > 0.08 * len(sample.split())
        return kazakh_script(sample) or ("en" if is_english else stated)
    return stated
