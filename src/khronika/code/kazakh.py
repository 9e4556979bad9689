"""Reads Kazakh without a parser: words, stems of the lexicon, cases by their endings.

No trained model of Kazakh ships in a package. The language helps: the verb stands last, cases
are endings of the last word of a phrase, and a passive is a suffix. What cannot be known that
way is left open.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from khronika.code.parsed import Argument, Parsed, Sentence, Word
from khronika.data.gazetteer import country_words, town
from khronika.data.lexicon import lexicon
from khronika.model.page import Block

_TOKEN = re.compile(r"[\w\u2019'’]+(?:[-.][\w]+)*|[^\w\s]")
_END = re.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[\"«“–—-]*\s*[A-ZА-ЯӘІҢҒҮҰҚӨҺЁ\d])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:[А-ЯӘІҢҒҮҰҚӨҺA-Z]|т|ж|б|ғ|обл|қ|ауд|г|ул)\.$")
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
_PLURAL = re.compile(
    r"(?:лар|лер|дар|дер|тар|тер)(?:ы|і|ын|ін|ының|інің|ына|іне|ында|інде|ды|ді|дың|дің|ға|ге|да|де|дан|ден)?$"
)
_SUFFIX = re.compile(r"^[аәеёиіоөуұүыэябвгғдёжзйкқлмнңпрстхһцчшщьъ]*$")
_PASSIVE = re.compile(r"(?:ыл|іл|ын|ін|л|н)(?:ып|іп|ды|ді|ған|ген|ады|еді|мақ|ып|у|уы)")
_ACTIVE = re.compile(
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
_PARTICIPLE = re.compile(r"(?:ған|ген|қан|кен)$")


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


@lru_cache(maxsize=100_000)
def stems(lower: str) -> tuple[str, ...]:
    """Answer the stems of the lexicon that a word is a form of, the shortest first.

    A stem counts where the rest of the word is a chain of Kazakh endings: voices, negation, and
    a tense; or plural, owner and case. "ұрлады" is a form of "ұрла" and not of "ұр".

    >>> "ұр" in stems("ұрлады")
    False
    """
    found = [
        known
        for known in _stems().get(lower[:2], ())
        if lower.startswith(known) and _is_ending(known[-1:], lower[len(known) :])
    ]
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
        return next((s for s in reversed(known) if s in _nominals()), known[0])
    for start in _stems().get(lower[:2], ()):
        rest = lower[len(start) :]
        if (
            lower.startswith(start)
            and len(rest) <= (8 if len(start) > 2 else 5)
            and _SUFFIX.match(rest)
        ):
            return start
    return split_case(lower)[0]


def is_negative(lower: str) -> bool:
    """Tell whether a verb carries the suffix of denial beyond its stem: "ұсталмады"."""
    found = stems(lower)
    return bool(found) and _DENIAL.fullmatch(lower[len(found[-1]) :]) is not None


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
        is_known = stem(token.lower()) != split_case(token.lower())[0]
        if opens and (is_known or not following[:1].isupper()) and after != "«":
            return "X"
        return "PROPN"
    return "X"


def _tag(lower: str) -> str:
    plural = "|Plur" if _PLURAL.search(lower) else ""
    return f"X{'|Neg' if not plural and is_negative(lower) else ''}{plural}"


def parse(text: str, blocks: Sequence[Block], cuts: Sequence[int] = ()) -> Parsed:
    """Read blocks of a text as Kazakh; grammar is left to `arguments`, `cuts` are not needed."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    for number, block in enumerate(blocks):
        for start, end in _sentences(text, block.span.start, block.span.end):
            tokens = list(_TOKEN.finditer(text, start, end))
            if not tokens:
                continue
            first = len(words)
            for at, token in enumerate(tokens):
                surface = token.group()
                following = tokens[at + 1].group() if at + 1 < len(tokens) else ""
                after = tokens[at - 1].group() if at else ""
                opens = at == 0 or after in {"–", "—", "«", '"', "•", ":"}
                pos = _pos(surface, opens=opens, following=following, after=after)
                lower = surface.lower()
                is_place = surface[:1].isupper() and _is_place(surface)
                is_marked = split_case(surface)[1] == "at" or following in {".", ","}
                is_place = is_place and (pos == "PROPN" and not opens or opens and is_marked)
                is_place = is_place and not following[:1].isupper() and not after[:1].isupper()
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
    return Parsed(text, "kk", words, sentences, list(blocks))


def _ends_phrase(parsed: Parsed, i: int, last: int) -> bool:
    """Tell whether a word ends its phrase: the next is not capital too."""
    following = parsed.words[i + 1] if i + 1 < last else None
    return following is None or not (
        parsed.words[i].text[:1].isupper() and following.text[:1].isupper()
    )


def arguments(parsed: Parsed, anchor: int) -> list[Argument]:
    """Answer the words that play a part with a trigger, by their endings.

    Words before the trigger in its clause count; after a participle, the words it describes.
    """
    sentence = parsed.sentence_of(anchor)
    nearby = [w.lower for w in parsed.words[anchor : min(anchor + 3, sentence.last)]]
    is_passive = any(_PASSIVE.search(w) and not _ACTIVE.match(w) for w in nearby)
    out: list[Argument] = []
    marks = 0
    for i in range(anchor - 1, max(sentence.first, anchor - 25) - 1, -1):
        other = parsed.words[i]
        if other.text in {";", "–", "—"}:
            marks += 1
        if marks > 1:
            break
        if other.pos == "PUNCT" or not _ends_phrase(parsed, i, sentence.last):
            continue
        slot = split_case(other.text)[1]
        if not slot:
            is_next = i == anchor - 1
            slot = "poss" if is_next and not is_passive else "obj" if is_passive else "subj"
        out.append(Argument(slot, i))
    if any(
        _PARTICIPLE.search(w.lower) for w in parsed.words[anchor : min(anchor + 3, sentence.last)]
    ):
        for i in range(anchor + 1, min(anchor + 8, sentence.last)):
            if _ends_phrase(parsed, i, sentence.last) and parsed.words[i].pos != "PUNCT":
                out.append(Argument("obj" if is_passive else "subj", i))
    return out
