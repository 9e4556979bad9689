"""Reads a name into its words and their parts: titles, particles, patronymic, initials, order.

A name is read without knowing whose it is, so every part is a guess that only loosens or
tightens a comparison; nothing is thrown away but titles and particles.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from khronika.data.register_words import words_of
from khronika.name.spelling.burmese import is_syllable
from khronika.name.spelling.neighbours import language_of_name
from khronika.name.word import Word, word
from khronika.script.fold import WORD
from khronika.script.romanise import plain, visible
from khronika.script.writing import script

_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|[оеё]вна|ична|инична|[оеиії]вич|івна|ївна|[ае]віч|[ао]ўна|еўна|ьич|мич"
    r"|ovich|evich|ovych|evych|yovych|avich|ievich|yevich|ovitch|evitch|ovič|evič|avič"
    r"|ovna|evna|ivna|yivna|ichna|inichna|auna|yeuna|ieuna"
    r"|[үұу]лы|[қк]ызы|uly|ūly|[qk]yzy|[qk]izi|oglu|oglu|oğlu)$"
)
_BASE = re.compile(
    r"(?:(?:ь|и)?(?:[оеёиії]вич|[оеёиії]вна|[ае]віч|[аое]ўна)|инична|ична|ьич|мич"
    r"|(?:i|y|j)?(?:[aeoi]vi(?:ch|tch|č)|[oe]vych|[aeoi]vna)|[iy]nichna|ichna|[ay]una|[iy]?euna"
    r"|[үұу]лы|[қк]ызы|uly|ūly|[qk]yzy|[qk]izi|oglu|oğlu)$"
)
_ABD_JOINED = re.compile(
    r"^(?:abd[aeou]l|abd[aeou](?=[rsnzdt]{2})|абд[уе]ль?|абду(?=рр|сс|шш|тт|нн|зз|дд)|абдал|عبدال)(?=.{3})"
)
_ARABIC_ARTICLE = re.compile(r"^(?:ال|الـ)(?=.{3})")
_DOUBLED = re.compile(r"(.)\1+")
_POSSESSIVE = re.compile(r"(?<=\w{3})['’](?:s|[ıiuü]|n?[ıiuü]n|y?[ae]|[dt][ae]n?)?$")
_ENGLISH_POSSESSIVE = re.compile(r"(?<=\w{3})['’](?:s|[dt][ae]n?)?$")
_NICKNAME = re.compile(r"(?<=\w)\s+[«\"“][^»\"”]+[»\"”]\s+(?=\w)")
_GLUED_LONG = re.compile(r"(?<=[a-zа-яё]{4})(?=[A-ZА-ЯЁ][a-zа-яё]{4})")
_GLUED = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ][a-zа-яё]{2})")


LONGEST = 300
"""Code points of a name that are read; nobody's name is longer."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name read into words.

    `words` are those that must be answered for; `patronymics` stand apart where they are surely
    such; `surname` is the index of the word that capitals, a comma or its form give away, or
    None; `particles` were passed over; `raw` is the name as the reader sees it.
    """

    raw: str
    words: tuple[Word, ...]
    patronymics: tuple[Word, ...]
    particles: tuple[str, ...]
    titles: tuple[str, ...]
    surname: int | None
    scripts: frozenset[str]
    has_son: bool

    @property
    def joined(self) -> str:
        """All sound keys in one, for names that are spaced differently."""
        return _DOUBLED.sub(r"\1", "".join(part.key for part in self.words))

    @property
    def plain(self) -> str:
        """The words in their own script, single-spaced."""
        return " ".join(part.plain for part in self.words)


@cache
def _kind(kind: str) -> frozenset[str]:
    return frozenset(plain(item) for item in words_of(kind))


@lru_cache(maxsize=32768)
def read_name(raw: str) -> Name:
    """Read a name.

    Args:
        raw: the name as written, in any script, with whatever stands around it.

    Returns:
        its words and parts; a name without a letter has no words.
    """
    seen = visible(raw).strip()
    surfaces, marked = _surfaces(seen)
    kept, titles, particles, has_son = _without_small_words(surfaces)
    if len(kept) > 2 and _is_burmese_title(kept):
        kept, titles = kept[1:], (*titles, plain(kept[0]))
    kept, patronymics = _patronymics(kept)
    lang = language_of_name(seen)
    words = tuple(word(surface, lang) for surface in kept)
    surname = _surname(words, kept, marked)
    scripts = frozenset(part.script for part in words)
    return Name(
        seen, words, tuple(map(word, patronymics)), particles, titles, surname, scripts, has_son
    )


def _surfaces(seen: str) -> tuple[list[str], frozenset[str]]:
    """Divide a name into words; answer also those that capitals or a comma mark as surname."""
    marked: set[str] = set()
    seen = seen.replace("،", ",").replace("，", ",")
    if seen.count(",") == 1 and not seen.endswith(","):
        family, _, given = seen.partition(",")
        if len(given.split()) <= 4 and len(family.split()) <= 4:
            marked.update(match[0] for match in WORD.finditer(family))
            seen = f"{given} {family}"
    if script(seen) == "latn" or script(seen) == "cyrl":
        seen = (_GLUED if " " not in seen else _GLUED_LONG).sub(" ", seen)
    found = _initials_apart(_NICKNAME.sub(" ", seen))
    # Alone, Gen'e is a Japanese word and no Gen in a Turkish case.
    ending = _POSSESSIVE if len(found) > 1 else _ENGLISH_POSSESSIVE
    found = [ending.sub("", surface) for surface in found]
    found = [surface for surface in found if surface]
    shouted = [item for item in found if len(item) > 1 and _MC.sub("", item).isupper()]
    if shouted and any(item[1:2].islower() and item not in shouted for item in found):
        marked.update(item for item in shouted if len(item) > 2)
    return found, frozenset(marked)


def _initials_apart(seen: str) -> list[str]:
    """Divide a name into words, with `Дж.` and `JC` as initials of one letter each."""
    found: list[str] = []
    for match in WORD.finditer(seen):
        surface, after = match[0], seen[match.end() : match.end() + 1]
        if len(surface) == 2 and after == "." and surface.lower() in _TWO_LETTER_INITIALS:
            found.append(surface[0] if surface.lower() != "дж" else "J")
        elif _is_pair_of_initials(surface, seen):
            found += list(surface)
        else:
            found.append(surface)
    return found


def _is_pair_of_initials(surface: str, seen: str) -> bool:
    """Tell whether two capitals are two initials (JC Juncker), not a word or a particle."""
    if not (len(surface) == 2 and surface.isupper() and surface.isascii()):
        return False
    lower = any(letter.islower() for letter in seen)
    return lower and surface.lower() not in _kind("particle") and surface[1] not in "AEIOUaeiou"


_MC = re.compile(r"^(?:Mc|Mac|O['’])(?=[A-Z])")
_TWO_LETTER_INITIALS = frozenset(
    ("дж", "дз", "yu", "ya", "ye", "zh", "sh", "ch", "kh", "ts", "ph")
)


def _without_small_words(
    surfaces: list[str],
) -> tuple[list[str], tuple[str, ...], tuple[str, ...], bool]:
    """Set titles and particles apart, as long as a name is left."""
    kept: list[str] = []
    titles: list[str] = []
    particles: list[str] = []
    has_son = False
    for surface in surfaces:
        form = plain(surface)
        if form in _PILGRIMS and kept and surface is surfaces[-1]:
            kept.append(surface)  # Lotfi Hajji: a title stands first
        elif form in _kind("title") and len(surfaces) > 1 and surface not in _SYLLABLES:
            titles.append(form)
        elif form in _SON and surface is surfaces[-1]:
            kept.append(surface)  # a son has a father: Fang Bin is Chinese
        elif form in _kind("particle") and len(surfaces) > 1 and len(form) > 1:
            particles.append(form)
            has_son = has_son or form in _SON
        else:
            kept += _abd(surface, form)
    if not kept:
        return list(surfaces), (), (), False
    return kept, tuple(titles), tuple(particles), has_son


def _is_burmese_title(kept: list[str]) -> bool:
    """Tell whether a Burmese name begins with U, Daw, Ko or Ma: Ko Aung Myo, not Ko Ko Gyi."""
    first = plain(kept[0])
    if first not in _kind("burmese_title") or first == plain(kept[1]):
        return False
    return all(is_syllable(word(surface)) for surface in kept[1:])


_SYLLABLES = frozenset(("king",))
"""Titles that in small letters are syllables of Chinese names (Wai-king)."""

_PILGRIMS = frozenset(("haji", "hajji", "hadji", "hajj", "حجی", "حاجی", "حاج", "хаджи", "sayed"))
"""Titles that are surnames where they stand last."""

_GLUED_SAYYID = 9
"""Letters from which a word that begins with the title Sayyid has it glued to a name."""

_SON = frozenset(("bin", "ibn", "ben", "بن", "ابن", "бин", "ибн", "bint", "بنت"))


def _abd(surface: str, form: str) -> list[str]:
    """Part the servant of God from God's name, and the article from its word."""
    if form in _kind("abd"):
        return ["Abd"]
    joined = _ABD_JOINED.match(form)
    if joined and not is_patronymic(form):
        return ["Abd", form[joined.end() :]]
    if form in ("عبدالله", "عبدالله", "abdullah", "abdallah", "abdulla"):
        return [surface]
    if script(form) == "arab":
        if form.startswith("سید") and len(form) > _GLUED_SAYYID:
            return [form[3:]]
        return [_ARABIC_ARTICLE.sub("", form)]
    return [surface]


def is_patronymic(form: str) -> bool:
    """Tell whether a plain form ends as patronymics do."""
    return len(form) > 4 and bool(_PATRONYMIC.search(form))


def _patronymics(kept: list[str]) -> tuple[list[str], list[str]]:
    """Set patronymics apart: a middle word of that form, or two words with `uly`, `oğlu`."""
    rest: list[str] = []
    found: list[str] = []
    forms = [plain(surface) for surface in kept]
    for at, surface in enumerate(kept):
        if forms[at] in _kind("patronymic_mark") and rest and len(kept) > 2:
            if len(kept) == _GIVEN_FATHER_MARK and at == len(kept) - 1:
                rest[-1] += surface.lower()  # a patronymic in place of a surname: Momysh-uly
                continue
            found.append(rest.pop())
            continue
        if len(kept) > 2 and at > 0 and is_patronymic(forms[at]) and len(kept) - len(found) > 2:
            found.append(surface)
            continue
        rest.append(surface)
    return rest, found


_GIVEN_FATHER_MARK = 3


def patronymic_base(form: str) -> str:
    """Answer the father's name in a patronymic, as far as its suffix shows it.

    Args:
        form: plain form, such as `канатович`.

    Returns:
        the base (`канат`), or the form itself without a known suffix.
    """
    if not form.endswith(_BASE_ENDS):
        return form
    return _BASE.sub("", form) or form


_BASE_ENDS = (
    "вич", "вна", "віч", "ўна", "чна", "ьич", "мич", "лы", "зы",
    "vich", "vitch", "vič", "vych", "vna", "chna", "una", "ly", "zy", "zi", "lu",
)  # fmt: skip
"""What every suffix of a patronymic ends in: a cheap look before the pattern."""


_SURNAME_ENDS = re.compile(
    r"(?:ов|ев|ёв|ова|ева|ин|ына|ский|ская|цкий|цкая|енко|енка|чук|юк|ук|дзе|швили|янц|аў|оў|еў"
    r"|скі|ський|ська|заде|ович|евич"
    r"|ov|ev|ova|eva|ovs|off|eff|sky|skiy|skii|skaya|ski|ska|enko|enka|chuk|dze|shvili|zade"
    r"|son|sen|ovich|evich|ovic|evic|ович)$"
)


def looks_like_surname(part: Word) -> bool:
    """Tell whether a word ends as surnames of the region do, and is no known given name."""
    return not part.full and len(part.plain) > 4 and bool(_SURNAME_ENDS.search(part.plain))


def _surname(words: tuple[Word, ...], kept: list[str], marked: frozenset[str]) -> int | None:
    """Answer which word is surely the surname."""
    if len(words) < 2:
        return None
    by_mark = [at for at, surface in enumerate(kept) if surface in marked]
    if by_mark and len(by_mark) < len(words):
        return by_mark[-1]
    given = [bool(part.names) for part in words]
    shaped = [at for at, part in enumerate(words) if looks_like_surname(part)]
    if len(shaped) == 1:
        return shaped[0]
    if given.count(False) == 1:
        return given.index(False)
    return None
