"""Says how people of Hong Kong may spell a character that no table lists, from its Mandarin.

The two languages' sounds answer to each other by rule: pinyin `zh` is ch, ts or j, `-ian` is -in
or -im. The sets are wide, so they only confirm a name whose surname a table knows already
(correspondences after the rime tables as textbooks give them; from memory).
"""

import re
from functools import cache, lru_cache

from khronika.script.han import pinyin, plain_umlaut

_INITIALS = {
    "b": "p b", "p": "p", "m": "m", "f": "f", "d": "t d", "t": "t", "n": "n l", "l": "l",
    "g": "k g kw", "k": "k h f", "h": "h w f y", "j": "k ch ts j g", "q": "ch k h y ts",
    "x": "s sh h y ts", "zh": "ch j ts", "ch": "ch s sh", "sh": "s sh", "r": "y", "z": "ch ts j",
    "c": "ch ts", "s": "s sh ts", "y": "y ng", "w": "w m ng y", "": " ng y o",
}  # fmt: skip
_FINALS = {
    "a": "a ah at ap", "o": "o or ok ut at", "e": "e o or ok ak it ip at ik ap eh eck",
    "ai": "oi ai oy ak", "ei": "ei ui ai oi ak i ee uk", "ao": "o iu au ow ou ok",
    "ou": "au ow ou", "an": "an on am un in oon", "en": "an am un um en",
    "ang": "ong eung ang", "eng": "ing ang ung eng", "ong": "ung ong ang wing",
    "i": "i ei ai ee at ik ick ap sz ze e z it ek ip", "ia": "a ah ap at", "ie": "e ai it ip",
    "iao": "iu au ew eu ok euk", "iu": "au iu uk ow", "ian": "in im een", "in": "an am un um ing",
    "iang": "eung ong eong", "ing": "ing eng ang", "iong": "ung wing ing eung",
    "u": "u o ue uk ut oo at ik au uet ap ui ow e", "ua": "wa a at wat wah",
    "uo": "o or ok wok ut uet wo", "uai": "wai ai oi", "ui": "ui wai ai oi wui",
    "uan": "un uen wan an oon", "un": "un an wan uen", "uang": "ong wong eung",
    "ue": "uet euk ok it eu", "van": "uen un yuen in", "vn": "an wan un", "v": "ui u ue uk ut at",
    "er": "i ee yi",
}  # fmt: skip
_WHOLE = {
    "yi": "yi yee ngai yik yat yap yu", "yan": "yin yim ngan ngam yan", "ying": "ying wing ngang",
    "yang": "yeung young ngong", "you": "yau yow", "yong": "yung wing", "yuan": "yuen un",
    "yu": "yu yue yuk yok wat", "yun": "wan wun yun",
    "yue": "yuet yeuk ngok lok", "yao": "yiu yeuk",
    "ye": "yip yeh", "ya": "nga a", "yin": "yan yam", "wang": "wong mong", "wei": "wai mei ngai",
    "wen": "man wan", "wu": "wu mo ng uk mat", "wan": "man wan yuen", "wo": "ngo wo", "ao": "ngo",
    "ai": "oi ngoi ngai", "an": "on ngon", "en": "yan", "er": "yi yee", "e": "ngo ngok ak",
    "ou": "au",
}  # fmt: skip
_INITIAL = re.compile("^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?")


@lru_cache(maxsize=8192)
def loosely_spelled(character: str) -> frozenset[str]:
    """Answer every spelling in letters that a character's Mandarin reading allows in Hong Kong.

    Args:
        character: one Chinese character, simplified.

    Returns:
        syllables such as `chi`, `che`; empty where no reading is known.
    """
    return frozenset(s for read in pinyin(character)[:1] for s in _syllables_of(read))


@cache
def _syllables_of(read: str) -> frozenset[str]:
    whole = _WHOLE.get(plain_umlaut(read))
    if whole is not None:
        return frozenset(whole.split())
    match = _INITIAL.match(read)
    initial = match[0] if match else ""
    rest = read[len(initial) :]
    rhyme = rest.replace("ü", "v") if "ü" in rest or initial not in "jqx" else _rounded(rest)
    finals = _FINALS.get({"ve": "ue"}.get(rhyme, rhyme), "").split()
    starts = [""] if not initial else _INITIALS[initial].split()
    return frozenset(start + final for start in starts for final in finals)


def _rounded(rest: str) -> str:
    """Read `u` after j, q, x as the rounded vowel that it stands for."""
    return "v" + rest[1:] if rest in ("u", "uan", "un") else rest
