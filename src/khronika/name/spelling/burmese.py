"""Folds Burmese names to one spelling: Latin and Cyrillic have several for each syllable.

Htun, Tun and Тхун are one; Naing and Nine; Mar and Ma; Aung and Аун. Burmese names have no
surname and are written with or without spaces, so whole names are compared by their joined keys
(BGN/PCGN 1970, newspapers' usage, Russian practice of G. F. Minina's kind; from memory).
"""

import re
from functools import cache, lru_cache

from khronika.data.register_words import words_of
from khronika.name.word import Word
from khronika.script.romanise import plain, romanise
from khronika.script.writing import script

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"^([mnl])h(?=[aeiouwy])", r"\1"),
        (r"(?<=w)[ea]l(?![aeiouwy])", "e"),
        (r"eain", "ein"),
        (r"new$", "nwe"),
        (r"(?<=[hltkpmn])ike$", "X"),
        (r"(?<=ai[kt])e(?![a-z])", ""),
        (r"[ry]wh", "Sw"),
        (r"[ry]h(?=[aeiouw])", "S"),
        (r"kh(?=[lmn])", ""),
        (r"tkh", "t"),
        (r"kkh", "k"),
        (r"pkh", "p"),
        (r"skh", "s"),
        (r"chzh|dzh", "J"),
        (r"khy|ky|gy|chy|ch|(?<![a-z])j", "J"),
        (r"shy?", "S"),
        (r"h(?=[nmlstpkw])", ""),
        (r"(?<=[tkpg])h", ""),
        (r"aungs?|aoung|oung|aong|aun(?![aeiouAIEKX])", "A"),
        (r"(?:ai|ay|a?y|i)(?:ne)(?![aeiouAIEKX])|ai(?:ng|n)|ayn(?:g)?", "I"),
        (r"ei(?:nt|ng|n)(?![aeiou])|ei(?:ng|n)|ey(?:ng|n)|ain", "E"),
        (r"au(?:k|t)|aw(?:k)|o[au]?k|ouk", "K"),
        (r"ai(?:k|t)|ei(?:k|t)", "X"),
        (r"i(?:n?n)(?:t|th|d)?(?![aeiouAIEKX])|i(?:n)g", "in"),
        (r"u(?:n?n)(?:t|d)?(?![aeiouAIEKX])|u(?:n)g|oo?n(?:t|d|e|g)?(?![aeiouAIEKX])", "un"),
        (r"a(?:n?n)(?:t|d|g)?(?![aeiouAIEKX])", "an"),
        (r"am(?![aeiouAIEKX])", "an"),
        (r"aye?(?![a-z])|aye", "e"),
        (r"aw|au|oh|oe|o(?![ou])", "o"),
        (r"oo|ou|uu", "u"),
        (r"yee$|ee|yi$|ii", "i"),
        (r"ay|eh|ei|ae|ey|ai", "e"),
        (r"a(?:r|h)(?![aeiouAIEKX])", "a"),
        (r"r", "y"),
        (r"v", "w"),
        (r"d", "t"),
        (r"g", "k"),
        (r"b", "p"),
        (r"(?<=[^aeiou])i(?=[aeou])", "y"),
    )
)
_DOUBLED = re.compile(r"(.)\1+")
_STOPPED = re.compile(r"(?<=[a-z])wat(?![aeiouAIEKX])")
"""A `w` before a stopped vowel is read `u` (ထွဋ် is Htut)."""


@lru_cache(maxsize=16384)
def burmese_key(surface: str) -> str:
    """Fold one word, or syllables written together, to one spelling.

    Args:
        surface: a word in Burmese, Latin or Cyrillic letters.

    Returns:
        a key for equality; empty where nothing can be read.
    """
    writing = script(surface)
    if writing == "mymr":
        parts = _SYLLABLE.split(_as_read(surface).replace("\u1039", "\u103a"))
        folded = (_folded(_STOPPED.sub("ut", romanise(part))) for part in parts if part)
        return "".join(folded)
    if writing == "cyrl":
        surface = plain(surface).replace("ь", "й")
    return _folded(romanise(surface))


def _as_read(surface: str) -> str:
    """Write by sound what Burmese letters keep of Pali and Mon: ဥက္က begins in uk, ဗိုလ် is Bo."""
    for pattern, written in _READ:
        surface = pattern.sub(written, surface)
    return surface


_READ: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        ("\u1025(?=\u1000[\u1039\u103a])", "\u1021\u1031\u102c"),
        ("\u1025(?=[\u1000-\u1021][\u1039\u103a])", "\u1021\u102f"),
        ("\u1021\u102d(?![\u102f\u1000-\u1021])|\u1021\u102d(?=[\u1000-\u1021](?![\u1037\u1038]?[\u1039\u103a]))",
         "\u1021\u1031"),
        ("\u102d\u102f\u101c\u103a", "\u102d\u102f"),
        ("\u102f\u100f\u103a", "\u102f\u1014\u103a"),
        ("\u103d\u103e", "\u103e\u103d"),
    )
)  # fmt: skip


_SYLLABLE = re.compile("(?=[\u1000-\u102a\u103f](?!\u1037?\u103a))")
"""Where a Burmese syllable begins: a consonant that is not killed."""


def _folded(key: str) -> str:
    for pattern, written in _RULES:
        key = pattern.sub(written, key)
    return _DOUBLED.sub(r"\1", key)


@cache
def _syllables() -> frozenset[str]:
    written = [word for word in words_of("burmese") if word.isascii()]
    return frozenset(burmese_key(word) for word in written)


def is_syllable(part: Word) -> bool:
    """Tell whether a word reads as a Burmese syllable or name of the list.

    Args:
        part: a word in Latin or Cyrillic letters, or in Burmese, which always is one.
    """
    if part.script == "mymr":
        return True
    if part.script not in ("latn", "cyrl") or len(part.plain) > 9:
        return False
    return part.plain in words_of("burmese") or burmese_key(part.surface) in _syllables()


def same_syllable(left: Word, right: Word) -> bool:
    """Tell whether two Latin words spell one syllable: Htun and Tun, not Than and Thant.

    Args:
        left: a word in Latin letters.
        right: another.
    """
    if burmese_key(left.surface) != burmese_key(right.surface):
        return False
    return all(
        bool(sign.search(left.plain)) == bool(sign.search(right.plain)) for sign in _TELLING
    )


_TELLING = (re.compile(r"n(?:th?|d)$"), re.compile(r"(?<!h)th"))
"""Letters that tell syllables apart within one script; another may not write them."""


def creaks_alone(left: tuple[Word, ...], right: tuple[Word, ...]) -> bool:
    """Tell whether Latin letters write a creaky end (Tint) that Burmese ones lack (တင်, Tin).

    Args:
        left: the words of a name.
        right: those of another, in the other letters.
    """
    for burmese, letters in ((left, right), (right, left)):
        if all(part.script == "mymr" for part in burmese):
            written = "".join(part.surface for part in burmese)
            creaky = sum(bool(_TELLING[0].search(part.plain)) for part in letters)
            if creaky > written.count(_CREAKY) and "\u1039" not in written:
                return True
    return False


_CREAKY = "\u1037"


def joined_key(words: tuple[Word, ...]) -> str:
    """Answer the key of a whole name, however it is spaced."""
    return _joined("".join(burmese_key(part.surface) for part in words))


def joined_keys(words: tuple[Word, ...]) -> frozenset[str]:
    """Answer every key of a whole name: the rhyme of ပြည် is read i (Pyi) or e (Pyay, Pyae)."""
    return frozenset(_keys_of("".join(part.surface for part in words), joined_key(words)))


def _keys_of(written: str, key: str) -> tuple[str, ...]:
    shan = next((title for title in _SHAN if written.startswith(title)), "")
    if shan and len(written) > len(shan):
        return (key, _joined("se" + burmese_key(written[len(shan) :])))
    keys = [key]
    if _TWO_READINGS.search(written) is not None:
        keys.append(_joined(burmese_key(_TWO_READINGS.sub("\u101a\u103a", written))))
    if _STACKED.search(written) is not None:
        keys.append(_joined(burmese_key(_STACKED.sub(r"\1", written))))
    if "unm" in key:
        keys.append(key.replace("unm", "om"))
    return tuple(keys)


_SHAN = ("စိုင်း", "ဆိုင်း")
"""Shan men's Sai, which Burmese letters spell as if it were Saing."""

_STACKED = re.compile("[\u1000-\u1021]\u1039([\u1000-\u1021])")
"""Two consonants of which Latin letters may write the second alone (သဒ္ဒါ, Thadar)."""

_TWO_READINGS = re.compile("\u100a\u1037?\u103a")


def _joined(key: str) -> str:
    """Write a joined key alike whether its syllables were glued before or after folding."""
    return key.replace("ou", "u").replace("eya", "ea")


_TITLES = (
    "ဗိုလ်ချုပ်မှူးကြီး", "ဗိုလ်ချုပ်ကြီး", "ဗိုလ်ချုပ်", "ဗိုလ်မှူးချုပ်", "ဗိုလ်မှူးကြီး", "ဗိုလ်မှူး", "ပါမောက္ခ", "ဒေါက်တာ",
    "သတင်းထောက်", "ဦး", "ဒေါ်", "ကို", "မောင်", "ဆရာမ", "ဆရာ", "ဗိုလ်", "မ",
)  # fmt: skip


def without_title(words: tuple[Word, ...]) -> tuple[str, ...]:
    """Answer the keys of a name in Burmese letters without the title glued to it.

    Args:
        words: the words of the name.

    Returns:
        keys of what is left; empty where no title begins the name.
    """
    whole = "".join(part.surface for part in words)
    found = (whole[len(title) :] for title in _TITLES if whole.startswith(title))
    kept = [rest for rest in found if len(rest) > 3]
    return tuple(key for rest in kept for key in _keys_of(rest, _joined(burmese_key(rest))))
