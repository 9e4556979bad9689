"""Reads Kazakh without a parser: words, stems of the lexicon, cases by their endings.

No trained model of Kazakh ships in a package. The language helps: the verb stands last, cases
are endings of the last word of a phrase, and a passive is a suffix. What cannot be known that
way is left open.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from khronika.code.parsed import Parsed, Sentence, Word
from khronika.code.readers.kazakh_forms import (
    CASES,
    PLURAL,
    is_negative,
    name_stem,
    names_a_body,
    split_case,
    stem,
    stems,
    surname_stem,
)
from khronika.code.readers.latin import in_cyrillic
from khronika.code.readers.loud import alike, printed
from khronika.data.gazetteer import country_words, town
from khronika.data.lexicon import lexicon
from khronika.model.page import Block

_OF_LAND = re.compile(r"(?:облыс|қала|аудан|ауыл|кент)[а-яәіңғүұқөһ]*$")
_CAPITAL = "A-ZА-ЯӘІҢҒҮҰҚӨҺЁ"
_TOKEN = re.compile(
    rf"(?<!\w)[{_CAPITAL}]\.(?=\s[{_CAPITAL}][\w.])"  # an initial: "Қ. Р. Мәліков"
    r"|[\w\u2019'’]+(?:[-.][\w]+)*|[^\w\s]"
)
_END = re.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[\"«“–—-]*\s*[A-ZА-ЯӘІҢҒҮҰҚӨҺЁ\d])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[А-ЯӘІҢҒҮҰҚӨҺA-Z]|т|ж|б|ғ|обл|қ|ауд|г|ул)\.$")


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _END.finditer(text, start, end):
        if _ABBREVIATION.search(text[max(at, found.start() - 6) : found.start()]):
            continue
        yield at, found.start()
        at = found.end()
    yield at, end


@lru_cache(maxsize=20_000)
def _is_place(word: str) -> bool:
    lower = word.lower()
    if lower in lexicon("kk").terms["at_least"]:
        return False  # "Кемінде" is no Kemi
    endings = [e for _, group in CASES for e in group if lower.endswith(e)]
    forms = {lower, *(lower[: -len(e)] for e in endings if len(lower) - len(e) >= 3)}
    stems = country_words("kk")
    if any(people > 3000 for form in forms for _, people in town(form)):
        return True
    return any(lower.startswith(s) and len(lower) - len(s) <= 6 for s in stems if len(s) > 3)


def _pos(token: str, *, opens: bool, following: str, after: str) -> str:
    if not any(c.isalnum() for c in token):
        return "PUNCT"
    if token[0].isdigit():
        return "NUM"
    if token[:1].isupper():
        if opens and token.lower() in lexicon("kk").terms["no_names"]:
            return "X"
        is_body = names_a_body(token.lower())
        if opens and after != "«" and (is_body or not following[:1].isupper()):
            # A capital that only opens the sentence is no part of the name after it.
            return "ADJ" if is_body and following[:1].isupper() else "X"
        return "PROPN"
    return "X"


def _tag(lower: str) -> str:
    plural = "|Plur" if PLURAL.search(lower) else ""
    return f"X{'|Neg' if not plural and is_negative(lower) else ''}{plural}"


_OWN_WORD = re.compile(
    r"(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|жыл|"
    r"күн|үшін|және|туралы|деп|бойынша|кейін|бұрын)|.*(?:[ғқ]ан|[гк]ен|ып|іп)$"
)


def _is_name(word: str, previous: str) -> bool:
    """Tell whether a small word is no word that the lexicon, or a verb's ending, knows."""
    if word[-2:] in {"ды", "ді", "ты", "ті"} and previous and not stems(previous):
        return True  # "Самат Нұрды": a surname in a case
    return not stems(word) and _OWN_WORD.match(word) is None or _is_place(word.capitalize())


def parse(text: str, blocks: Sequence[Block], cuts: Sequence[int] = ()) -> Parsed:
    """Read blocks of a text as Kazakh; grammar is left to `arguments`, `cuts` are not needed."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    read = printed(alike(in_cyrillic(text, blocks)), blocks, _is_name, silent=False)
    for number, block in enumerate(blocks):
        for start, end in _sentences(read, block.span.start, block.span.end):
            tokens = list(_TOKEN.finditer(read, start, end))
            if not tokens:
                continue
            first = len(words)
            for at, token in enumerate(tokens):
                surface = token.group()
                following = tokens[at + 1].group() if at + 1 < len(tokens) else ""
                after = tokens[at - 1].group() if at else ""
                opens = at == 0 or after in {"–", "—", "«", '"', "•", ":"}
                pos = _pos(surface, opens=opens, following=following, after=after)
                lower = surface.lower().replace("ийя", "ия")
                is_place = surface[:1].isupper() and _is_place(surface)
                is_marked = split_case(surface)[1] == "at" or following in {".", ","}
                is_place = is_place and (pos == "PROPN" and not opens or opens and is_marked)
                is_split = split_case(surface)[1] in {"at", "from"}  # "Алматыда Айгүл Сәрсенова"
                is_place = is_place and (is_split or not following[:1].isupper())
                before = tokens[at - 2].group() if at > 1 else ""
                is_told = _OF_LAND.match(following) or is_split and before[:1].isupper()
                is_place = is_place and (bool(is_told) or not after[:1].isupper())
                words.append(
                    Word(
                        start=token.start(), end=token.end(), text=surface, lower=lower,
                        lemma=stem(lower), pos=pos,
                        tag=_tag(lower), dep="X", head=first + at, sentence=len(sentences),
                        label="LOC" if is_place else "", begins=is_place, stems=stems(lower),
                    )
                )  # fmt: skip
            sentences.append(
                Sentence(
                    len(sentences), first, len(words), number, words[first].start, words[-1].end
                )
            )
    for sentence in sentences:
        _mark_names(words, sentence)
        _mark_groups(words, sentence)
    return Parsed(text, "kk", words, sentences, list(blocks), printed=read)


def _mark_names(words: list[Word], sentence: Sentence) -> None:
    """Cut the case ending off the last word of a name: the unchanged stem is the name."""
    for i in range(sentence.first, sentence.last):
        word = words[i]
        following = words[i + 1].text if i + 1 < sentence.last else ""
        if word.pos != "PROPN" and word.label != "LOC" or len(word.text) < 4 or following == "»":
            continue
        if word.label == "LOC":
            known = _place_stem(word.text)
        elif not following[:1].isupper() or _opens_land(words, i + 1, sentence.last):
            known = name_stem(word.text)
        elif i > sentence.first and words[i - 1].text[:1].isupper():
            known = surname_stem(word.text)  # "Өтегенқызын Алматы әуежайынан"
        else:
            continue
        if known[1]:
            shown = known[0]
            words[i] = replace(
                word, end=word.start + len(shown), text=shown, lower=shown.lower(),
                lemma=stem(shown.lower()), tag=f"{word.tag}|Case={known[1]}", stems=(),
            )  # fmt: skip


def _opens_land(words: list[Word], i: int, last: int) -> bool:
    """Tell whether a capital opens the name of a region: "Нұрымға Атырау облысының"."""
    return i + 1 < last and _OF_LAND.match(words[i + 1].lower) is not None


@lru_cache(maxsize=20_000)
def _place_stem(word: str) -> tuple[str, str]:
    """Answer the name of a known place without its case ending, and the slot of the ending."""
    lower = word.lower()
    if any(people > 3000 for _, people in town(lower)) or lower in country_words("kk"):
        return word, ""
    for slot, endings in CASES:
        for ending in sorted(endings, key=len, reverse=True):
            form = lower[: -len(ending)]
            is_town = lower.endswith(ending) and any(p > 3000 for _, p in town(form))
            if is_town or lower.endswith(ending) and form in country_words("kk"):
                return word[: -len(ending)], slot
    return word, ""


_ABOUT = frozenset(
    ("астам", "аса", "шақты", "жуық", "тарта", "таман", "көп")
    + ("тәуелсіз", "жергілікті", "шетелдік", "қазақстандық")
)
_QUALITY = re.compile(r"(?:[лдт]ық|[лдт]ік)$")
_MEASURED = frozenset(("астам", "аса", "жуық", "тарта", "таман", "көп"))
_NUMBER = re.compile(r"(\d{1,5})-(?:[а-яәіңғүұқөһ]{1,4})")
_NO_GROUP = re.compile(
    r"(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|жыл|ай|күн|тәулік|сағат|"
    r"минут|теңге|рубль|доллар|рет|жас|бап|пайыз|шақырым|метр)"
)
_THOUSANDS = frozenset(("мың", "миллион", "млн", "миллиард", "млрд", "жарым"))
_TEAMS = frozenset(("түсірілім", "телевизия", "журналистер"))


_TENS = frozenset(
    ("он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан", "жүз")
)


def _number(word: Word, following: str, counting: Set[str]) -> str:
    """Answer a number without its case: "15-ке жуық", "жүзден астам"; nothing for other words."""
    if word.text.isdigit() and len(word.text) < 6 or word.lower in counting:
        return word.lower
    if following not in _MEASURED:
        return ""
    digits = _NUMBER.fullmatch(word.lower)
    if digits:
        return digits[1]
    bare = split_case(word.lower)[0]
    return bare if bare in counting else ""


def _mark_groups(words: list[Word], sentence: Sentence) -> None:
    """Mark counted nouns as plural (they stay singular after a number), and film crews."""
    known = lexicon("kk").numbers
    counting = known["numbers"].keys() | known["vague"].keys()
    bounds = {
        w for t in ("at_least", "more_than") for p in lexicon("kk").terms[t] for w in p.split()
    }
    reach = 0
    for i in range(sentence.first, sentence.last):
        word = words[i]
        following = words[i + 1].lower if i + 1 < sentence.last else ""
        number = _number(word, following, counting)
        after_ten = reach == 3 and words[i - 1].lower in _TENS
        if number and (word.lower != "бір" or after_ten):
            words[i] = replace(word, pos="NUM", lower=number)
            for k in range(max(sentence.first, i - 2), i):
                if words[k].lower in bounds:
                    words[k] = replace(words[k], pos="ADV")
            reach = 3
        elif word.lower in _ABOUT or reach and word.lower in bounds:
            words[i] = replace(word, pos="ADV" if word.lower in bounds else "ADJ")
        elif reach and _NO_GROUP.match(word.lower):
            reach = 0
        elif reach and word.lower in _THOUSANDS:
            words[i] = replace(word, pos="NUM")
            reach = 3
        elif reach and word.pos == "X" and _QUALITY.search(word.lower) and following:
            words[i] = replace(word, pos="ADJ")
        elif reach and word.pos == "X":
            words[i] = replace(word, tag=word.tag if "|Plur" in word.tag else f"{word.tag}|Plur")
            reach = 0
        else:
            reach = max(0, reach - 1)
        is_team = i > sentence.first and words[i - 1].lower in _TEAMS
        if is_team and word.lower.startswith(("топ", "тоб")):
            words[i] = replace(words[i], lemma="түсірілім тобы", tag=f"{word.tag}|Plur")
