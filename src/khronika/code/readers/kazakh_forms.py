"""Kazakh word forms without a dictionary: stems, endings, voices, denial, names in cases.

Endings follow the stem by rules of sound (vowel or consonant, voiced or not), and each carries
one meaning, so that a form can be taken apart from the right. Nothing here is learnt.
"""

import re
from functools import cache, lru_cache

from khronika.data.lexicon import lexicon

CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("owner", ("ның", "нің", "дың", "дің", "тың", "тің")),
    ("obj", ("ны", "ні", "ды", "ді", "ты", "ті")),
    ("from", ("дан", "ден", "тан", "тен", "нан", "нен")),
    (
        "at",
        ("да", "де", "та", "те", "нда", "нде", "дағы", "дегі", "тағы", "тегі", "ндағы", "ндегі"),
    ),
    ("to", ("ға", "ге", "қа", "ке", "на", "не")),
    ("with", ("мен", "бен", "пен")),
)
PLURAL = re.compile(
    r"(?:лар|лер|дар|дер|тар|тер)(?:ы|і|ын|ін|ының|інің|ына|іне|ында|інде|ды|ді|дың|дің|ға|ге|да|де|дан|ден)?$"
)
_SUFFIX = re.compile(r"^[аәеёиіоөуұүыэябвгғдёжзйкқлмнңпрстхһцчшщьъ]*$")
PASSIVE = re.compile(r"(?:ыл|іл|ын|ін|л|н)(?:ып|іп|ды|ді|ған|ген|ады|еді|мақ|ып|у|уы)")
ACTIVE = re.compile(
    r"(?:сал|ал|бол|қал|кел|біл|тол|шал|жан|мін|қон|жең|ер|бар|тон)(?:ып|іп|ды|ді|ған|ген|ады|еді|мақ)"
)
_VOWELS = "аәеёиіоөуұүыэюя"
_TENSE = (
    r"(?:[дт][ыі](?:м|ң|қ|к|ңыз|ңіз)?|[ғқ]ан|[гк]ен|[ыі]?п|[аей](?:ды|ді|тын|тін|мын|мін|мыз|міз|сың|сің)?|"
    r"й(?:ды|ді|тын|тін)?|[аеыі]?р|[бпм][аеуі]с|с[ае]|с[ыі]н|[бпм][аеқк]+|у(?:ші|шы)?|ыс|іс|ғалы|гелі|қалы|келі|ғыш|гіш|қыш|кіш)"
)
_NOMINAL = (
    r"(?:[лдт][ае]р)?(?:с?[ыі]м?(?:[ыі]з)?|[ыі]?ң(?:[ыі]з)?|м[ыі]з|м)?"
    r"(?:н?[ыі]?ң|[нд]?[ыі]|[дт][ыі]ң?|н[ыі]ң|н?[ае]|[ғгқк][ае]|н?[дт][ае]н?|н[ае]н|н[ыі]|н|[мбп]ен)?"
    r"(?:[ғгқк][ыі])?"
)
_AFTER_VOWEL = re.compile(
    rf"(?:[лнт]|т[ыі]р|с|т[ыі]?л|л?[ыі]?н)?(?:т[ыі]р|[дт][ыі]р|[ғқ]ыз|[гк]із)?(?:[ыі]?л)?(?:[мбп][аеп])?{_TENSE}?{_NOMINAL}"
)
_AFTER_CONSONANT = re.compile(
    rf"(?:[ыі][лнс]|[дт][ыі]р|[ғқ]ыз|[гк]із)?(?:т|т[ыі]р|[дт][ыі]р|[ғқ]ыз|[гк]із)?(?:[ыі]л)?(?:[мбп][аеп])?{_TENSE}?{_NOMINAL}"
)
_DENIAL = re.compile(
    r"(?:[ыі]?[лнс]|т|[дт][ыі]р|[ғқ]ыз|[гк]із)*[мбп][ае](?:[дт][ыі].*|[ғқ]ан.*|[гк]ен.*|й.*|п.*|с.*|у.*|[дт][ае]н)?"
)
PARTICIPLE = re.compile(r"(?:ған|ген|қан|кен)$")


def split_case(word: str) -> tuple[str, str]:
    """Answer a word without its case ending, and the slot that the ending stands for.

    >>> split_case("Бекқожаға")
    ('Бекқожа', 'to')
    """
    lower = word.lower()
    for slot, endings in CASES:
        for ending in sorted(endings, key=len, reverse=True):
            if lower.endswith(ending) and len(lower) - len(ending) >= 3:
                return word[: -len(ending)], slot
    return word, ""


@cache
def _stems() -> dict[str, list[str]]:
    known = lexicon("kk")
    words: set[str] = set()
    for slots in known.acts.values():
        for texts in slots.values():
            for text in texts:
                words |= {w for w in re.split(r"[\s+~|*]+", text) if w and w[0] not in "@-"}
    for table in (known.classes, known.roles, known.perpetrators, known.terms):
        for entries in table.values():
            words |= {w for entry in entries for w in entry.split()}
    for patterns in known.status.values():
        words |= {w for pattern in patterns for w in pattern.split() if w != "~"}
    words |= set(known.numbers["numbers"]) | set(known.numbers["vague"])
    by_start: dict[str, list[str]] = {}
    for word in words:
        by_start.setdefault(word[:2], []).append(word)
    return {start: sorted(stems, key=len, reverse=True) for start, stems in by_start.items()}


@cache
def _nominals() -> frozenset[str]:
    known = lexicon("kk")
    tables = (known.classes, known.roles, known.perpetrators, known.terms)
    return frozenset(w for table in tables for entries in table.values() for w in entries)


@cache
def _people() -> frozenset[str]:
    return frozenset(w for entries in lexicon("kk").roles.values() for w in entries)


@cache
def _bodies() -> frozenset[str]:
    known = lexicon("kk")
    tables = (*known.roles.values(), *known.perpetrators.values())
    words = {w for entries in tables for w in entries}
    called = (w for key, of in known.terms.items() if key.startswith("called_") for w in of)
    return frozenset(words.union(called, known.terms["outlet_nouns"], known.terms["titles"]))


def names_a_body(lower: str) -> bool:
    """Tell whether a word is a form of a common noun for people or bodies: "Полиция", "Тілші"."""
    return any(s in _bodies() for s in stems(lower))


_STRANGERS = re.compile(r"қаза[қн]|сессия|жалақы|жалалабад|істе(?:п|й|у|мей|ген(?!д))")
"""Words that begin like a stem for an act and are none of its forms: Kazakh, October, a wage."""
_OCTOBER = re.compile(r"қазан(?:да|дағы|ның|нан|ға|мен|дан|ды|$)")


_NOUN = re.compile(
    r"(?:[лдт][ае]р)?(?:[ыі]?[мң]|[ыі]?[мң][ыі]з|с?[ыі])?"
    r"(?:н[ыі]ң|[дт][ыі]ң|[ндт][ыі]|[ғгқк][ае]|[нмң][ае]|[ндт][ае]н|н?[дт][ае]|н?[дт][ае][ғг][ыі].*|н|"
    r"[мбп]ен|с[ыі]з|ша|ше|[дт][ае]й)?(?:[мбп][ыі](?:н|з)|с[ыі](?:ң|з|ңдар|ңдер))?"
)


@cache
def _folk() -> frozenset[str]:
    return _people() | lexicon("kk").terms["outlet_nouns"]


def _is_other_word(known: str, rest: str) -> bool:
    """Tell whether a word only begins like a noun for people or outlets: "жасады", "арнайы".

    Nouns take no endings of verbs, and "азаматтық", "журналистік" speak of nobody.
    """
    return bool(rest) and known in _folk() and _NOUN.fullmatch(rest) is None


_HYPHENED = re.compile(r"\w-(?:[нтд][ыі]ң?|[нтд][ае]н|[ғгқк][ае]|[дт][ае](?:ғы|гі)?|[мбп]ен)$")
_SOFT = {"к": "г", "қ": "ғ", "п": "б"}
_LEAST_SOFT = 3


@cache
def _softened() -> dict[str, list[tuple[str, str]]]:
    """Map the first two letters to stems as endings change them: "көліг" and "көлік".

    Foreign "-ист" loses its last letter: "журналисі", "журналистерін".
    """
    by_start: dict[str, list[tuple[str, str]]] = {}
    for start, known in _stems().items():
        for stem_of in known:
            if len(stem_of) >= _LEAST_SOFT and stem_of[-1] in _SOFT and stem_of[-2] in _VOWELS:
                soft = stem_of[:-1] + _SOFT[stem_of[-1]]
                by_start.setdefault(start, []).append((soft, stem_of))
            elif stem_of.endswith("ист"):
                by_start.setdefault(start, []).append((stem_of[:-1], stem_of))
    return by_start


def _is_softened(soft: str, lower: str) -> bool:
    """Tell whether a word is a form of a stem whose last letter its ending has changed."""
    rest = lower[len(soft) :]
    if not lower.startswith(soft) or not rest:
        return False
    is_fit = rest[0] in _VOWELS or soft.endswith("ис") and rest.startswith("тер")
    return is_fit and _is_ending(soft[-1], rest)


@lru_cache(maxsize=100_000)
def stems(lower: str) -> tuple[str, ...]:
    """Answer the stems of the lexicon that a word is a form of, the shortest first.

    A stem counts where the rest of the word is a chain of Kazakh endings: voices, negation, and
    a tense; or plural, owner and case. "ұрлады" is a form of "ұрла" and not of "ұр". Before a
    vowel к, қ and п turn soft: "көлігін" is a form of "көлік".

    >>> "ұр" in stems("ұрлады"), "көлік" in stems("көлігін")
    (False, True)
    """
    if "-" in lower and _HYPHENED.search(lower):
        lower = lower[: lower.rindex("-")]  # "ҰҚК-ге"
    found = [
        known
        for known in _stems().get(lower[:2], ())
        if lower.startswith(known)
        and _is_ending(known[-1:], lower[len(known) :])
        and not _is_other_word(known, lower[len(known) :])
        and not (known == "тұтқында" and lower.startswith("тұтқындар"))  # "тұтқындар": prisoners
        and not (known == "қаза" and _OCTOBER.match(lower))
    ]
    soft = _softened().get(lower[:2], ())
    found += [known for form, known in soft if known not in found and _is_softened(form, lower)]
    return tuple(sorted(found, key=len))


def _is_ending(last: str, rest: str) -> bool:
    chain = _AFTER_VOWEL if last in _VOWELS else _AFTER_CONSONANT
    return not rest or chain.fullmatch(rest) is not None


@lru_cache(maxsize=100_000)
def stem(lower: str) -> str:
    """Answer the stem of the lexicon that a word is a form of, else the word's own.

    Of several, the longest that names people or things (a class, a role), else the shortest.
    """
    known = [s for s in stems(lower) if len(s) > 2 or s == lower]
    if known:
        people = next((s for s in reversed(known) if s in _people()), None)
        return people or next((s for s in reversed(known) if s in _nominals()), known[0])
    if _STRANGERS.match(lower):
        return split_case(lower)[0]
    for start in _stems().get(lower[:2], ()):
        rest = lower[len(start) :]
        if (
            lower.startswith(start)
            and len(rest) <= (8 if len(start) > 2 else 5)
            and _SUFFIX.match(rest)
            and not _is_other_word(start, rest)
        ):
            return start
    return split_case(lower)[0]


def is_negative(lower: str) -> bool:
    """Tell whether a verb carries the suffix of denial beyond its stem: "ұсталмады"."""
    found = stems(lower)
    return bool(found) and _DENIAL.fullmatch(lower[len(found[-1]) :]) is not None


_HARD = "кқпстфхцчшщ"
_UNVOICED = "бвгд"
_OWNED = re.compile(r"(?:ұлы|қызы|сы|сі|[ыі])$")
_NO_CASE = ("сұлтан", "султан", "мұхамедан", "гелді", "келді", "берді", "шиден")


def name_stem(name: str) -> tuple[str, str]:
    """Answer a person's or outlet's name without its case ending, and the slot of the ending.

    Only endings that agree in sound with the letter before them are taken off: "Жанна" and
    "Марина" stay whole. Locatives stay too: too many given names end like one.

    >>> name_stem("Сәрсенованы"), name_stem("Фассидің"), name_stem("Жанна")
    (('Сәрсенова', 'obj'), ('Фасси', 'owner'), ('Жанна', ''))
    """
    lower = name.lower()
    if lower.endswith(_NO_CASE):
        return name, ""
    for slot, ending in _NAME_ENDINGS:
        stem_of = lower[: -len(ending)]
        if not lower.endswith(ending) or len(stem_of) < 3:
            continue
        if _agrees(stem_of, ending, slot) and any(c in _VOWELS for c in stem_of):
            return name[: -len(ending)], slot
    return name, ""


_NAME_ENDINGS = tuple(
    (slot, ending)
    for slot, endings in (
        ("owner", ("ның", "нің", "дың", "дің", "тың", "тің")),
        ("from", ("нан", "нен", "дан", "ден", "тан", "тен")),
        ("with", ("мен", "бен", "пен")),
        ("self", ("мын", "мін", "пын", "пін", "бын", "бін")),
        ("obj", ("ны", "ні", "ды", "ді", "ты", "ті")),
        ("to", ("ға", "ге", "қа", "ке", "на", "не")),
        ("obj", ("н",)),
    )
    for ending in endings
)


def _agrees(stem_of: str, ending: str, slot: str) -> bool:
    """Tell whether an ending may follow a stem by the rules of sound."""
    last, is_owned = stem_of[-1], _OWNED.search(stem_of) is not None
    is_vowel, is_hard = last in _VOWELS, last in _HARD
    if ending == "н":
        return stem_of.endswith(("ұлы", "қызы")) and len(stem_of) > 5
    if ending in {"на", "не"}:
        return is_owned and stem_of.endswith(("ұлы", "қызы"))
    if ending in {"нан", "нен"}:
        return last in "мнң" and len(stem_of) > 4 or stem_of.endswith(("ұлы", "қызы"))
    if slot in {"from", "with", "self"} and len(stem_of) < 4:
        return False
    if ending[0] in "тқкп":
        # What is written voiced ends unvoiced: "Сәдуовке", "Тәуіровты", "Сағидтің".
        return is_hard or last in _UNVOICED and (len(stem_of) > 4 or slot in {"owner", "to"})
    if slot in {"with", "self"}:
        return (ending[0] == "б") == (last in "зж") or ending[0] == "м"
    if ending[0] == "н":
        return is_vowel or slot == "owner" and last in "мнң"
    if ending[0] == "д" and slot in {"obj", "owner"}:
        return (not is_vowel or last in "иу") and not is_hard
    return not is_hard


_SURNAMES = re.compile(r"(?:[оеё]ва?|[иы]на|ский|ская|ұлы|қызы|бай|баева?|бекова?|тегі)$")


def surname_stem(name: str) -> tuple[str, str]:
    """Answer a surname by its suffix without its case ending, though another capital follows.

    >>> surname_stem("Өтегенқызын"), surname_stem("Ержан")
    (('Өтегенқызы', 'obj'), ('Ержан', ''))
    """
    bare, slot = name_stem(name)
    return (bare, slot) if slot and _SURNAMES.search(bare.lower()) else (name, "")


_PRONOUNS = {
    form: slot
    for slot, forms in (
        ("obj", ("оны", "өзін", "мені", "сені", "екеуін", "үшеуін", "бәрін", "барлығын", "бірін")),
        ("to", ("оған", "өзіне", "маған", "саған", "екеуіне", "бәріне", "барлығына", "біріне")),
        ("from", ("одан", "өзінен", "менен", "сенен", "екеуінен", "бәрінен", "бірінен")),
        ("owner", ("оның", "өзінің", "менің", "сенің", "екеуінің", "бәрінің", "бірінің")),
    )
    for form in forms
}
"""Pronouns in a case, most of them too short or too odd for the endings of nouns."""
_OWNED_OBJECT = re.compile(r"(?:[лдт][ае]р)?(?:с?[ыі](?:м(?:[ыі]з[ыі])?)?)?н")


@lru_cache(maxsize=100_000)
def slot_of(word: str) -> str:
    """Answer the slot that the case ending of a common word stands for, or nothing.

    Behind an owner's ending the object's is "н", read only on words for people and outlets: other
    words may end so without it.

    >>> slot_of("тілшілерін"), slot_of("редакторын"), slot_of("бұрын")
    ('obj', 'obj', '')
    """
    slot, lower = split_case(word)[1], word.lower()
    if lower in _PRONOUNS:
        return _PRONOUNS[lower]
    if slot or not lower.endswith(("ын", "ін")):
        return slot
    if lower == "тобын" or lower.endswith(("исін", "истерін")) and stems(lower):
        return "obj"
    known = (s for s in stems(lower) if s in _bodies())
    return "obj" if any(_OWNED_OBJECT.fullmatch(lower[len(s) :]) for s in known) else ""
