"""Reads Chinese names: simplified characters, pinyin, Wade-Giles, Palladius, Cantonese.

Pinyin follows ISO 7098; Wade-Giles the table of the Library of Congress; Palladius GOST-free
practice of Russian editors. Surnames have readings of their own (仇 is Qiu, 单 is Shan).
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from khronika.script.jyutping import spelled_in_hong_kong

_SURNAMES = {
    "仇": "qiu", "单": "shan", "解": "xie", "查": "zha", "任": "ren", "曾": "zeng", "华": "hua",
    "区": "ou", "朴": "piao", "盖": "ge", "缪": "miao", "尉": "wei", "乐": "yue", "洗": "xian",
    "冼": "xian", "翟": "zhai", "宁": "ning", "哈": "ha", "黑": "he", "员": "yun", "覃": "qin",
    "召": "shao", "种": "chong", "祭": "zhai", "折": "she", "令": "ling", "尹": "yin", "秘": "bi",
    "繁": "po", "葛": "ge", "纪": "ji", "车": "che", "沈": "shen", "燕": "yan", "应": "ying",
    "万": "wan", "曲": "qu", "晁": "chao", "长": "zhang", "石": "shi", "贾": "jia", "薄": "bo",
    "柏": "bai", "卜": "bu", "吕": "lü", "吴": "wu", "牟": "mou", "宓": "mi", "逄": "pang",
}  # fmt: skip
"""Readings as a surname, where they differ from the most common one or are easily mistaken."""

COMPOUND_SURNAMES = frozenset(
    str.split("欧阳 司马 诸葛 上官 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯")
)

_COMMON_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
    "任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严"
    "莫孔向常汤康易乔赖文施洪辛柯庄牛樊葛邢翁倪安齐伍焦左岳季骆俞申耿关兰温尤章梅毕殷詹路申舒柳齐霍"
)

_WADE = (
    (r"ch['’ʻ`](?=[iü])", "q"), (r"ch['’ʻ`]", "ch^"), (r"ch(?=[iü])(?!ih)", "j"),
    (r"ch(?!\^)", "zh"), (r"hs", "x"), (r"ts['’ʻ`]|tz['’ʻ`]", "c^"), (r"t[sz](?=[a-zü])", "z"),
    (r"p['’ʻ`]", "p^"), (r"t['’ʻ`]", "t^"), (r"k['’ʻ`]", "k^"), (r"p(?!\^)", "b"),
    (r"t(?!\^)", "d"), (r"k(?!\^)", "g"), (r"\^", ""), (r"j(?=[aeou])", "r"), (r"jih$", "ri"),
    (r"^ing$", "ying"), (r"(zh|ch|sh)ih$", r"\1i"), (r"(z|c|s)[uŭ]$", r"\1i"), (r"ung$", "ong"),
    (r"ien$", "ian"), (r"ieh$", "ie"), (r"üeh$", "ue"), (r"^yen$", "yan"), (r"^yeh$", "ye"),
    (r"^(zh|ch|r|t|d|n|l|z|c|s)o$", r"\1uo"), (r"^([gkh])o$", r"\1e"), (r"ê", "e"), (r"ü", "u"),
)  # fmt: skip

_PALLADIUS_INITIALS = {
    "чж": "zh", "цз": "z", "ч": "ch", "ц": "c", "ш": "sh", "с": "s", "б": "b", "п": "p",
    "м": "m", "ф": "f", "д": "d", "т": "t", "н": "n", "л": "l", "г": "g", "к": "k", "х": "h",
    "ж": "r", "в": "w", "": "",
}  # fmt: skip
_PALLADIUS_FINALS = {
    "а": "a", "о": "o", "э": "e", "и": "i", "ы": "i", "у": "u", "юй": "ü", "ай": "ai",
    "эй": "ei", "ао": "ao", "оу": "ou", "ань": "an", "энь": "en", "ан": "ang", "эн": "eng",
    "ун": "ong", "эр": "er", "я": "ia", "е": "ie", "яо": "iao", "ю": "iu", "янь": "ian",
    "инь": "in", "ян": "iang", "ин": "ing", "юн": "iong", "уа": "ua", "уо": "uo", "уай": "uai",
    "уй": "ui", "уэй": "ui", "уань": "uan", "унь": "un", "уан": "uang", "юэ": "üe",
    "юань": "üan", "юнь": "ün", "ё": "io",
}  # fmt: skip


@cache
def _cantonese() -> dict[str, tuple[str, ...]]:
    """Answer the usual Hong Kong spellings of common characters (`cantonese.csv`)."""
    source = files("khronika.script").joinpath("cantonese.csv").read_text("utf-8")
    rows = csv.DictReader(source.splitlines())
    return {row["character"]: _with_variants(row["spellings"].split()) for row in rows}


_HONG_KONG = (
    (re.compile("ei$"), "ee"), (re.compile("ei$"), "i"), (re.compile("^s(?=i|u)"), "sh"),
    (re.compile("^ts(?=z|e)"), "ch"), (re.compile("^tsz$"), "chi"), (re.compile("un$"), "oon"),
    (re.compile("^kun$"), "kwun"), (re.compile("^chi$"), "chee"), (re.compile("^lok$"), "lock"),
    (re.compile("^yi(?=[pk])"), "i"), (re.compile("ee$"), "i"),
    (re.compile("oi$"), "oy"), (re.compile("^yi$"), "yee"),
)  # fmt: skip
"""What people of Hong Kong write otherwise than the government's table (Kei, Kee, Ki)."""


def _with_variants(spelled: list[str]) -> tuple[str, ...]:
    """Add the usual variants to the spellings of a character."""
    varied = [rule.sub(other, form) for form in spelled for rule, other in _HONG_KONG]
    return tuple(dict.fromkeys((*spelled, *varied)))


@cache
def cantonese_of(character: str) -> tuple[str, ...]:
    """Answer how Hong Kong may spell a simplified character: by usage, then by its reading.

    Args:
        character: one Chinese character.
    """
    usual = _cantonese().get(character, ())
    read = _with_variants([*spelled_in_hong_kong(character)])
    return tuple(dict.fromkeys((*usual, *read)))


@cache
def _hokkien() -> dict[str, tuple[str, ...]]:
    """Answer the usual spellings of Hokkien and Teochew (`hokkien.csv`): Tan, Lim, Ng."""
    source = files("khronika.script").joinpath("hokkien.csv").read_text("utf-8")
    return {
        row["character"]: tuple(row["spellings"].split())
        for row in csv.DictReader(source.splitlines())
    }


@lru_cache(maxsize=16384)
def hokkien(name: str) -> tuple[tuple[str, ...], ...]:
    """Answer how people of Singapore, Malaysia or Manila may spell each character of a name.

    Args:
        name: characters of one name.

    Returns:
        for each character its syllables; nothing at all where a character is not in the table.
    """
    spelled = tuple(_hokkien().get(character, ()) for character in simplify(name))
    return spelled if all(spelled) else ()


@cache
def cantonese_pinyin() -> dict[str, frozenset[str]]:
    """Answer the syllables of pinyin that each Hong Kong spelling may stand for.

    Returns:
        spelling (`cheung`) to syllables (`zhang`, `xiang`, `chang`), by the characters of the
        table and their first readings, surnames' own included.
    """
    found: dict[str, set[str]] = {}
    for character, spelled in _cantonese().items():
        if len(character) > 1:
            continue
        read = {*pinyin(character)[:1], *filter(None, (_SURNAMES.get(character),))}
        for spelling in spelled:
            found.setdefault(spelling, set()).update(map(plain_umlaut, read))
    return {spelling: frozenset(read) for spelling, read in found.items()}


@cache
def cantonese_characters() -> dict[str, frozenset[str]]:
    """Answer the characters that each usual Hong Kong spelling may stand for."""
    found: dict[str, set[str]] = {}
    for character, spelled in _cantonese().items():
        for spelling in spelled:
            found.setdefault(spelling, set()).add(character)
    return {spelling: frozenset(those) for spelling, those in found.items()}


@cache
def surname_syllables() -> frozenset[str]:
    """Answer the common Chinese surnames in pinyin, those of two characters included."""
    return frozenset(
        plain_umlaut(syllable)
        for surname in (*_COMMON_SURNAMES, *COMPOUND_SURNAMES)
        for syllable in ("".join(_SURNAMES.get(c) or pinyin(c)[0] for c in surname),)
    )


def is_surname(character: str) -> bool:
    """Tell whether a simplified character is a Chinese surname in common use."""
    return character in _SURNAMES or character in _COMMON_SURNAMES


@cache
def _simplifier() -> dict[int, str]:
    from opencc import OpenCC

    converter = OpenCC("t2s")
    return {point: str(converter.convert(chr(point))) for point in range(0x4E00, 0x9FFF)}


@lru_cache(maxsize=16384)
def simplify(text: str) -> str:
    """Write traditional characters as simplified ones, one by one (OpenCC's table).

    Args:
        text: any text; what is no Chinese character stays.

    Returns:
        the text in simplified characters, of the same length.
    """
    return text.translate(_simplifier())


@cache
def _readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    readings: dict[int, str] = pinyin_dict
    return readings


_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿế", "aaaaeeeeiiiioooouuuuüüüünnnme")


@lru_cache(maxsize=16384)
def pinyin(character: str) -> tuple[str, ...]:
    """Answer the readings of one character without tones, the most usual first.

    Args:
        character: one Chinese character.

    Returns:
        syllables of Hanyu Pinyin in lower case, `ü` kept; empty where none is known.
    """
    read = _readings().get(ord(character), "")
    return tuple(dict.fromkeys(read.translate(_TONES).split(","))) if read else ()


@lru_cache(maxsize=16384)
def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """Answer, for each character of a Chinese name, how Latin text may spell it.

    Args:
        name: characters of one name; the first is taken for the surname.

    Returns:
        for each character its syllables: the surname's own reading or the first two readings of
        pinyin, then Hong Kong's Cantonese spellings.
    """
    spelled = []
    for at, character in enumerate(simplify(name)):
        own = _SURNAMES.get(character) if at == 0 else None
        mandarin = (own,) if own else pinyin(character)[:2]
        cantonese = cantonese_of(character)
        spelled.append(tuple(dict.fromkeys(plain_umlaut(s) for s in mandarin)) + cantonese)
    return tuple(spelled)


@cache
def syllables() -> frozenset[str]:
    """Answer the syllables of pinyin without tones, `ü` written u.

    Every initial with every rhyme, so a few that Mandarin lacks are among them.
    """
    return frozenset(_palladius().values()) - {"o", "n", "ng", "m"}


@lru_cache(maxsize=8192)
def divides(word: str) -> bool:
    """Tell whether a word is one to three syllables of pinyin.

    Args:
        word: lower-case letters without tones.

    Returns:
        True where it divides completely.
    """
    places = {0}
    for _ in range(3):
        places = {
            at + size
            for at in places
            for size in range(1, 7)
            if word[at : at + size] in syllables()
        }
        if len(word) in places:
            return True
    return False


def plain_umlaut(syllable: str) -> str:
    """Write `ü` as passports do: `lü` is lyu or lu; here always u."""
    return syllable.replace("ü", "u")


def readings(name: str, most: int = 4) -> tuple[str, ...]:
    """Answer whole readings of a name in pinyin, joined, the likeliest first.

    Args:
        name: the characters.
        most: how many readings at most.

    Returns:
        strings such as `qiuhe`.
    """
    syllables = []
    for at, character in enumerate(simplify(name)):
        own = _SURNAMES.get(character) if at == 0 else None
        syllables.append((own,) if own else pinyin(character)[:2] or (character,))
    joined = (plain_umlaut("".join(choice)) for choice in product(*syllables[:6]))
    return tuple(dict.fromkeys(choice for choice, _ in zip(joined, range(most), strict=False)))


@lru_cache(maxsize=4096)
def from_wade_giles(syllable: str) -> str:
    """Spell one Wade-Giles syllable in pinyin (`Teng` Deng, `hui` hui, `hsi` xi).

    Args:
        syllable: lower case; the apostrophe of aspiration kept if written.

    Returns:
        the pinyin; Wade-Giles that dropped its apostrophes is read as unaspirated.
    """
    for pattern, pinyin_form in _WADE:
        syllable = re.sub(pattern, pinyin_form, syllable)
    return syllable


@cache
def _palladius() -> dict[str, str]:
    table: dict[str, str] = {}
    for initial, latin in _PALLADIUS_INITIALS.items():
        for final, rhyme in _PALLADIUS_FINALS.items():
            table.setdefault(initial + final, _spell(latin, rhyme, final))
    return table | {"хуэй": "hui", "во": "wo", "вэй": "wei", "вэнь": "wen", "вэн": "weng"}


def _spell(initial: str, rhyme: str, final: str) -> str:
    """Join an initial and a rhyme as pinyin writes them."""
    soft = rhyme[0] in "iü" and final not in ("ы",)
    if initial == "s" and soft:
        initial = "x"
    if initial == "z" and soft:
        initial = "j"
    if initial == "c" and soft:
        initial = "q"
    if initial == "" and rhyme[0] in "iuü":
        rhyme = _BARE.get(rhyme, rhyme)
    if rhyme == "o" and initial and initial not in "bpmfw":
        rhyme = "uo"
    return plain_umlaut(initial + rhyme)


_BARE = {
    "i": "yi", "ia": "ya", "ie": "ye", "iao": "yao", "iu": "you", "ian": "yan", "in": "yin",
    "iang": "yang", "ing": "ying", "iong": "yong", "ü": "yu", "üe": "yue", "üan": "yuan",
    "ün": "yun", "u": "wu", "ua": "wa", "uo": "wo", "uai": "wai", "ui": "wei", "uan": "wan",
    "un": "wen", "uang": "wang",
}  # fmt: skip


@lru_cache(maxsize=8192)
def from_palladius(word: str) -> str | None:
    """Read a Cyrillic word as Chinese syllables in the Palladius system.

    Args:
        word: lower case Cyrillic, such as `цзиньпин`.

    Returns:
        pinyin such as `jinping`, or None where the word does not divide into such syllables.
    """
    if word.isascii():
        return None if word else ""
    table = _palladius()
    best: list[str | None] = ["", *([None] * len(word))]
    reached = 0
    for end in range(1, len(word) + 1):
        if end - reached > _LONGEST_SYLLABLE:
            return None
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before, latin = best[start], table.get(word[start:end])
            if before is not None and latin is not None:
                best[end] = before + latin
                reached = end
                break
    return best[-1]


_LONGEST_SYLLABLE = 6
"""Cyrillic letters of a syllable of Chinese at most."""
