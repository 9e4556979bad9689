"""Writes a word in plain Latin letters, by the tables of `letters.csv`.

`plain` stays in the word's own script and takes away what readers of that script overlook
(case, accents, vowel points, letter variants); `romanise` crosses into Latin. Both are pure.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from khronika.script.han import readings, simplify
from khronika.script.letters import table
from khronika.script.writing import language, mend_lookalikes, script

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_ARABIC_VARIANTS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ێ": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
     "ة": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ؤ": "و"}
)  # fmt: skip
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_CYRILLIC_MARKS = str.maketrans("ё", "е")
_APOSTROPHES = re.compile("['’ʼʻ`´‘ʹʺʿʾ′\"]")
_DIGIT_LETTERS = str.maketrans("013459", "oieasg")
_DIGIT_INSIDE = re.compile(r"(?<=[a-z])[013459]+(?=[a-z])|^[013459](?=[a-z]{3})")
_UNMARKED = re.compile(
    r"[\u0430-\u044f\u0454-\u0456\u0458-\u045b\u045e\u0490-\u04c0\u0600-\u06ff]+\Z"
)
_RUSSIAN = re.compile(r"[\u0410-\u044f\u0401\u0451]+\Z")
_EUROPEAN = re.compile(
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]+\\Z"
)
"""Letters that NFKC leaves alone and no other script has; `plain` need not ask more of them."""

_SETTLED = re.compile(_EUROPEAN.pattern.replace("]+", r"\u0401\u0410-\u044f\u0451 .,'-]+"))
"""Text that NFKC leaves alone and in which nothing is invisible."""

_INHERENT = re.compile("a?<")
_FINAL_SCHWA = re.compile("(?<=[^aeiou]a[^aeiou])a$|(?<=[aeiou][^aeiou])a$")


def visible(text: str) -> str:
    """Take away marks of direction, joiners and soft hyphens, and compose the rest (NFKC).

    Args:
        text: any text.

    Returns:
        the text as a reader sees it.
    """
    if text.isascii() or _SETTLED.match(text):
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def strip_marks(word: str) -> str:
    """Take the combining marks off letters that decompose (`é` to `e`, `й` stays `й`).

    Args:
        word: lower case.

    Returns:
        the word without accents; й, ї, ў and marks of scripts beyond U+0900 are letters and stay.
    """
    if word.isascii() or _UNMARKED.match(word):
        return word
    return "".join(map(_bare, word))


@lru_cache(maxsize=8192)
def _bare(letter: str) -> str:
    """Answer a letter without its marks, where they are not part of it."""
    if letter in "йїўѓќ" or ord(letter) >= 0x0900 and not 0x1E00 <= ord(letter) < 0x2000:
        return letter
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part))


def plain(word: str) -> str:
    """Answer the word as readers of its own script compare it.

    Args:
        word: one word without spaces.

    Returns:
        lower case, look-alike letters mended, accents and vowel points gone, letter variants of
        Arabic and Persian made one, Chinese simplified.
    """
    # What is remembered costs more to look up than most words cost to fold.
    if word.isascii() and word.isalpha():
        return word.lower()
    if _RUSSIAN.match(word):
        return word.lower().replace("ё", "е")
    return _plain(word)


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    """Answer the plain form of a word with marks, digits, apostrophes or letters of others."""
    if word.isascii():
        lower = _APOSTROPHES.sub("", word).casefold()
        if lower.isalpha() or lower.isdigit():
            return lower
        return _DIGIT_INSIDE.sub(lambda found: found[0].translate(_DIGIT_LETTERS), lower)
    if _EUROPEAN.match(word):
        return _latin(_casefold(word))
    lower = mend_lookalikes(_casefold(visible(word)))
    name = script(lower)
    if name == "arab":
        return _ARABIC_MARKS.sub("", lower).translate(_ARABIC_VARIANTS)
    if name == "hani":
        return simplify(lower)
    if name == "cyrl":
        return _APOSTROPHES.sub("", strip_marks(lower)).translate(_CYRILLIC_MARKS)
    if name == "latn":
        return _APOSTROPHES.sub("", _latin(lower))
    if name == "kana":
        return _katakana(lower)
    return lower


def _casefold(word: str) -> str:
    """Fold case; the Turkish İ is i without a dot of its own."""
    return word.replace("İ", "i").replace("I", "i").casefold()


def _katakana(word: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in word)


def _latin(word: str) -> str:
    """Take accents off Latin letters, and spell out those that do not decompose."""
    stripped = strip_marks(word)
    if stripped.isascii():
        return stripped
    letters = table("latn")
    return stripped.translate(letters.single) if letters else stripped


def _sounded_latin(word: str, lang: str | None) -> str:
    """Spell Latin letters with marks by their sound (`č` ch, `ş` sh)."""
    if lang == "az":
        word = word.translate(_AZERBAIJANI)
    own = table("latn", lang) if lang in _LATIN_OF_ITS_OWN else None
    if own is not None:
        word = unicodedata.normalize("NFC", word)
        if own.joined is not None:
            word = own.joined.sub(lambda found: own.several[found[0]], word)
        word = word.translate(own.single)
    letters = table("latn", "sound")
    if letters is not None and not word.isascii():
        composed = unicodedata.normalize("NFC", word)
        word = composed.translate(letters.single)
    return _latin(word)


_LATIN_OF_ITS_OWN = frozenset({"be", "kk"})
"""Languages whose Latin letters have sounds of their own (Łacinka `c` is ts)."""

_AZERBAIJANI = str.maketrans({"x": "kh", "q": "g", "c": "j"})


@lru_cache(maxsize=65536)
def romanise(word: str, lang: str | None = None) -> str:
    """Write one word in ASCII Latin letters.

    Args:
        word: one word, any script.
        lang: BCP 47 code of its language; guessed from telling letters when None.

    Returns:
        lower-case ASCII; the empty string where nothing can be read. Readable, not reversible:
        the tables are those of passports and newsrooms (BGN/PCGN and the like).
    """
    if word.isascii() and lang not in _LATIN_OF_ITS_OWN and lang != "az":
        return plain(word)
    lower = mend_lookalikes(_casefold(visible(word)))
    name = script(lower)
    lang = lang or language(lower)
    if name == "latn":
        return _plain_ascii(_sounded_latin(lower, lang))
    if name == "hani":
        return _plain_ascii(next(iter(readings(lower, 1)), ""))
    if name == "arab":
        lower = _ARABIC_MARKS.sub("", unicodedata.normalize("NFC", lower))
    if name == "kana":
        lower = _katakana(lower)
    return _by_table(lower, name, lang)


_BURMESE_BARE = re.compile("([က-အ][ျြွှ]*)(?=[က-အ](?![်္])|$)")
"""A Burmese consonant with no vowel sign and no killer after it has the vowel a."""


def _by_table(word: str, name: str, lang: str | None) -> str:
    if name == "mymr":
        word = word.replace("\u1039", "\u103a")  # a stacked consonant ends its syllable
        word = word.replace("\u1037\u103a", "\u103a\u1037")  # NFC writes the tone first
        word = _BURMESE_BARE.sub("\\1ာ", word)
    letters = table(name, lang)
    if letters is None:
        return _ascii(word)
    if letters.joined is not None:
        word = letters.joined.sub(lambda found: letters.several[found[0]], word)
    latin = word.translate(letters.single)
    if "<" in latin:
        latin = _INHERENT.sub("", latin)
    if name == "deva":
        latin = _FINAL_SCHWA.sub("", latin)
    return _plain_ascii(latin)


def _plain_ascii(latin: str) -> str:
    """Leave ASCII letters and digits, whatever a table left over."""
    latin = _APOSTROPHES.sub("", latin)
    return latin if latin.isascii() and latin.isalnum() else _ascii(_latin(latin))


def _ascii(word: str) -> str:
    """Read letters of scripts without a table (the last resort)."""
    return re.sub(r"[^a-z0-9]", "", str(anyascii(word)).lower())
