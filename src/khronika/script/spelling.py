"""Judges whether letters could be words: what a wrong encoding makes of a text rarely is.

No dictionary: how words of a script are built, and how often their letters come.
"""

import re
import unicodedata

_USUAL = frozenset(
    "«»„“”‘’‚‹›–—…№©®™§°•·€£¥×¡¿ªº\xa0、。，；：？！（）《》「」『』【】〈〉～…·¢¶±²³¼½¾µ¨´¸¬"
)
"""Signs that stand between words of this world."""
_COMMON = (
    ("\u0400", "\u052f", frozenset("оеаинтсрвлкмдпуыіқ")),
    ("\u0370", "\u03ff", frozenset("αοιετσςνηυρπκλμωάέίόή")),
    ("\u0590", "\u05ff", frozenset("יוהלאתרבמשנםןדח")),
    ("\u0600", "\u06ff", frozenset("اليمنتروبةهعدفكسحیکپ")),
    ("\u0e00", "\u0e7f", frozenset("านรอกเงมยลวดทสตะปบคหไแขจชพีัิ่้์")),
)
"""The first and last letter of a script, and the letters of which its words mostly consist."""
_LEAST = 0.62
"""Share of the common letters below which a text is hardly one of its script."""


def is_odd(char: str) -> bool:
    """Tell a sign that stands in no words, nor usually between them."""
    if char in _USUAL:
        return False
    if "\uff61" <= char <= "\uff9f":  # half-width kana: what any bytes look like in Shift_JIS
        return True
    return unicodedata.category(char)[0] not in "LM" and not "\uff00" < char < "\uff61"


_UNSPELT = (
    re.compile(
        "[ךםןףץ](?=[א-ת])|[כמנצ](?![א-ת'׳])|(?<![א-ת])[\u05b0-\u05c2]"
    ),  # final letters where no word ends, and the reverse
    re.compile(r"\b[Α-Ωα-ω][α-ω]{3,}\b"),  # every longer word bears an accent
    re.compile("ς(?=[α-ωά-ώ])|[άέήίόύώ][α-ω]*[άέήίόύώ]|ΰ"),
    re.compile("[ةى](?=[ء-ي])|(?<![ء-ي\u064b-\u0652])[\u064b-\u0652]|\u0640(?![ء-ي])"),
    re.compile("[бвгджзклмнпрстфхцчшщ]{6,}|[ъь](?=[аоуыэъьй])|(?<![а-я])[ъьы]|(?<!\\w)—[а-яё]"),
    re.compile("[ฃฅ]"),  # in no word since the typewriter
    re.compile("[čšžřťďňąęłśźżćń]{3,}"),
    re.compile("(?<!\\w)[©®¦¾][a-zá-ž]"),  # Š, Ž, Ś of ISO 8859-2 taken for windows-1250
)
"""Spellings that no word of the script has: what a wrong encoding makes of one."""
_SIGN_IN_WORD = re.compile(r"[^\W\d_][±¶¸¬µ¨´¢¼½¾²³¿¡°§©®¥£¤¦|×÷¹º]+[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def breaks(text: str) -> int:
    """Count what no writer spells: words that change case or script, signs within words."""
    found = 0
    for word in _WORD.findall(text[:6000]):
        if any(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False)):
            # One small letter before capitals alone: KOI8 and windows-1251 taken for each other.
            found += 3 if word[0].islower() and word[1:].isupper() else 1
        elif not word.isascii() and any(char.isascii() for char in word):
            latin = all(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in word)
            found += not latin
    found += sum(len(pattern.findall(text[:6000])) for pattern in _UNSPELT)
    found += len(_SIGN_IN_WORD.findall(text[:6000]))
    return found + _mixed_alphabet(text[:6000])


def _mixed_alphabet(text: str) -> int:
    """Count the ą of a text that also writes č, ř or ů: only Lithuanian has ą and č."""
    if not re.search("[čřů]", text) or re.search("[ėįųū]", text):
        return 0
    return text.count("ą")


def rarity(text: str) -> float:
    """Tell how far a text's letters fall short of those that its script mostly uses.

    Args:
        text: a decoded sample.

    Returns:
        0 for words, up to 1 for letters at random; 0 where the script has no measure.
    """
    for first, last, common in _COMMON:
        letters = [c for c in text[:6000].casefold() if first <= c <= last and c.isalpha()]
        if len(letters) > 0.5 * sum(char > "\x7f" and char.isalpha() for char in text[:6000]):
            share = sum(char in common for char in letters) / len(letters) if letters else 1.0
            return max(0.0, _LEAST - share) / _LEAST
    latin = [char for char in text[:6000] if char.isalpha() and char < "\u0370"]
    # Vietnamese, the richest in marks, has them on fewer than half of its letters.
    return float(sum(char > "\x7f" for char in latin) > 0.55 * len(latin) > 0)
