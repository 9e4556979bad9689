"""Who plays which part with a Kazakh verb: by case, voice, postposition and the clauses between.

The verb stands last and its people before it. A converb ("ұстап,") shares them with the next
verb; a finite verb ends them. A passive takes its nominative for the one who suffers, a noun
made from a passive ("ұсталуы") its genitive, and some verbs a dative or an ablative.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from khronika.code.parsed import Argument, Parsed, Sentence, Word
from khronika.code.readers.kazakh_forms import ACTIVE, PARTICIPLE, PASSIVE, slot_of, stems
from khronika.data.lexicon import lexicon

_TOO = frozenset(("да", "де", "та", "те"))
_AND = frozenset((",", "және", "мен", "пен", "бен"))
_CONVERB = re.compile(r"(?:[^аәеёиіоөуұүыэюя][ыі]|[аәеоөұүы])п$")
_FINITE = re.compile(r"(?:[ғқ]ан|[гк]ен|[ғқ]анды|[гк]енді|[ғқ]ан-ды|жатыр|отыр|жүр|тұр|еді|екен)$")
_NOUN_OF_VERB = re.compile(
    r"(?:[ғқ]ан|[гк]ен|[ғқ]андығ|[гк]ендіг|[аей]тын|[аей]тін|у)(?:[ыі]|[ыі]н|[ыі]ның|[ыі]на|[ыі]нан|[ыі]нда|ын|ін|ына|іне)?$"
)
_WITHOUT = re.compile(r"(?:сыз|сіз)$")
_BODY = re.compile(
    r"(?:қол|аяғ|аяқ|бас|бет|жағас|шаш|иығ|иық|кеуде|мұрн|мойн|жүз|көз|тіс|қабырға|белі|арқас|дене)"
)
_REACH = 25
_FORWARD = 8


@cache
def _governed(case: str) -> tuple[tuple[str, ...], ...]:
    """Answer the phrases whose victim stands in a case: "айыппұл сал" a dative."""
    return tuple(tuple(p.split()) for p in sorted(lexicon("kk").terms[f"victim_{case}"]))


@cache
def _people() -> frozenset[str]:
    known = lexicon("kk")
    return frozenset().union(*known.roles.values()) | known.terms["outlet_nouns"]


@lru_cache(maxsize=50_000)
def _is_role(lower: str) -> bool:
    return any(s in _people() for s in stems(lower))


def _is_somebody(word: Word) -> bool:
    return word.pos == "PROPN" or "|Plur" in word.tag or _is_role(word.lower)


def _fits(word: Word, piece: str) -> bool:
    return word.lower.startswith(piece) or word.lemma == piece


def _governs(parsed: Parsed, anchor: int, last: int, case: str) -> bool:
    """Tell whether the phrase at the trigger takes its victim in a case."""
    near = parsed.words[max(0, anchor - 1) : min(anchor + 5, last)]
    for phrase in _governed(case):
        at = 0
        for word in near:
            if _fits(word, phrase[at]):
                at += 1
                if at == len(phrase):
                    return True
    return False


def _slot(word: Word) -> str:
    _, _, case = word.tag.partition("|Case=")
    return case.partition("|")[0] or slot_of(word.text)


def _ends_phrase(parsed: Parsed, i: int, last: int) -> bool:
    """Tell whether a word ends its phrase: the next is not capital too, or a place in a case."""
    following = parsed.words[i + 1] if i + 1 < last else None
    if following is None or following.label == "LOC" and "|Case=" in following.tag:
        return True
    return not (parsed.words[i].text[:1].isupper() and following.text[:1].isupper())


def _joins(parsed: Parsed, i: int) -> bool:
    """Tell whether a name is followed by a comma or "and", so that the list's case is its own."""
    after = [w.lower for w in parsed.words[i + 1 : i + 3]]
    return bool(after) and (after[0] in _AND or after[0] in _TOO and after[-1] in _AND)


_OWNED = frozenset(("оның", "олардың", "өзінің"))


_AND_OTHERS = frozenset(("тағы", "басқа", "өзге", "бірге"))


def _is_counted(word: Word) -> bool:
    """Tell whether people may close a list of names: "A, B және тағы бірнеше адамды"."""
    return word.pos == "X" and ("|Plur" in word.tag or _is_role(word.lower))


def _counts(word: Word) -> bool:
    """Tell whether a word only counts or adds people: "тағы он шақты белсендіні"."""
    return word.pos in {"NUM", "ADV", "ADJ"} or word.lower in _AND_OTHERS or word.lower in _TOO


def _keeps_list(word: Word) -> bool:
    """Tell whether a word only stands before a name of a list: "A мен оның операторы B-ны"."""
    return word.lower in _OWNED or not _slot(word) and _is_role(word.lower)


_WISHED = re.compile(r"(?:талап|шақыр|үнде|сұра|тиіс|керек|қажет|міндетт|өтін)|(?:талап-тілек)")
_SUPPOSED = re.compile(r"(?:мүмкін|ықтимал|қауп|қауіп|болжа|күдік|ойлай|жоспарла|ниет|көзде)")
_IF = re.compile(r"(?:[лнсдрзтпкқғйшымңаәеіуұүөо])(?:са|се)(?:қ|к|ң|м|ңыз|ңіз)?$")
_TO_COME = re.compile(r"(?:[аей]тын|[еай]тін)(?:ын|ін|ы|і|дығын|дігін)$")
_INTENT = re.compile(r"(?:[бпм]ақ|[бпм]ек)(?:шы|ші)?$")
_NAME_OF_ACT = re.compile(r"у(?:ы|і|ын|ін|ына|іне|ға|ге|ды|ді|дан|ден|ларын|лерін|лары|лері)?$")


def moods(parsed: Parsed, anchor: int) -> tuple[bool, bool]:
    """Tell whether a trigger is only wished for, and whether it is only supposed.

    What is wished or possible stands in the verb's noun before the word that says so:
    "босатуға шақырды", "сотталуы мүмкін"; a condition and an intent are endings: "қамаса".
    """
    sentence = parsed.sentence_of(anchor)
    after = parsed.words[anchor : min(anchor + 6, sentence.last)]
    is_wished = is_supposed = False
    for at, word in enumerate(after):
        if _NAME_OF_ACT.search(word.lower):
            following = [w.lower for w in after[at + 1 : at + 4]]
            is_wished = is_wished or any(_WISHED.match(w) for w in following)
            is_supposed = is_supposed or any(_SUPPOSED.match(w) for w in following)
        is_supposed = is_supposed or at < 3 and bool(_TO_COME.search(word.lower))
        if at < 4 and (_IF.search(word.lower) and word.stems or _INTENT.search(word.lower)):
            is_supposed = True
        if word.text in {",", ";"} and at:
            break
    opening = [w.lower for w in parsed.words[sentence.first : anchor]]
    return is_wished, is_supposed or "егер" in opening


class _Voice:
    """How the predicate at a trigger takes its people."""

    def __init__(self, parsed: Parsed, anchor: int, sentence: Sentence) -> None:
        near = parsed.words[anchor : min(anchor + 3, sentence.last)]
        lowers = [w.lower for w in near]
        self.is_passive = any(PASSIVE.search(w) and not ACTIVE.match(w) for w in lowers)
        self.is_noun = any(_NOUN_OF_VERB.search(w) for w in lowers)
        self.to = _governs(parsed, anchor, sentence.last, "to")
        self.from_ = _governs(parsed, anchor, sentence.last, "from")

    def slot(self, parsed: Parsed, i: int, slot: str) -> str:
        """Answer the slot of a word in a case, seen from the predicate."""
        following = parsed.words[i + 1].lower if i + 1 < len(parsed.words) else ""
        if slot == "to" and (self.to or following.startswith(("қарсы", "қатысты"))):
            return "obj"
        if slot == "from" and self.from_:
            return "obj"
        if slot == "owner":
            if _BODY.match(following) or following in {"үстінен", "атына"}:
                return "obj"
            if self.is_noun:
                return "obj" if self.is_passive else "subj"
        return slot


def arguments(parsed: Parsed, anchor: int) -> list[Argument]:
    """Answer the words that play a part with a trigger, the nearest first.

    Words before the trigger in its sentence count; after a participle, the words it describes.
    """
    sentence = parsed.sentence_of(anchor)
    voice = _Voice(parsed, anchor, sentence)
    out = list(_before(parsed, anchor, sentence, voice))
    near = parsed.words[anchor : min(anchor + 3, sentence.last)]
    if any(PARTICIPLE.search(w.lower) for w in near):
        for i in range(anchor + 1, min(anchor + _FORWARD, sentence.last)):
            if _ends_phrase(parsed, i, sentence.last) and parsed.words[i].pos != "PUNCT":
                out.append(Argument("obj" if voice.is_passive else "subj", i))
    known = {argument.word for argument in out}
    return out + [Argument("obj", i) for i in _among(parsed, anchor, sentence) if i not in known]


_HELD = re.compile(r"(?:[ғқ]ан|[гк]ен)(?:дар|дер)(?:д?[ыі]ң)?$")
_AMONG = frozenset(("арасында", "ішінде", "қатарында", "араларында", "арасынан"))
_ARE_THERE = frozenset(("бар", "болған", "болды", "барын", "болғаны", "болғанын", "болды"))


def _among(parsed: Parsed, anchor: int, sentence: Sentence) -> Iterator[int]:
    """Yield the last words of names that a sentence lists among those who suffered the act.

    "Ұсталғандар арасында X бар", "Ұсталғандар: X, Y", "жиырма адам ұсталды, арасында X да бар".
    """
    words = parsed.words[anchor : sentence.last]
    lowers = [w.lower for w in words]
    at = next((n for n, lower in enumerate(lowers[:12]) if lower in _AMONG), None)
    is_held = _HELD.search(lowers[0]) is not None
    if is_held and len(words) > 1 and words[1].text == ":":
        at = 1
    elif (
        at is None
        or not _ARE_THERE & set(lowers[at:])
        or not (is_held and at < 3 or "," in lowers[:at])
    ):
        return
    for i in range(anchor + at + 1, sentence.last):
        word = parsed.words[i]
        if word.text in {";", "–", "—"}:
            return
        is_name = word.pos == "PROPN" and word.text[:1].isupper()
        if is_name and word.label != "LOC" and _ends_phrase(parsed, i, sentence.last):
            yield i


def _before(parsed: Parsed, anchor: int, sentence: Sentence, voice: _Voice) -> Iterator[Argument]:
    """Yield the words before a trigger with their parts."""
    marks, listed, is_over = 0, "", False
    own, is_list = False, False
    for i in range(anchor - 1, max(sentence.first, anchor - _REACH) - 1, -1):
        other = parsed.words[i]
        if other.text in {";", "–", "—"}:
            marks += 1
        if marks > 1:
            break
        if other.pos == "PUNCT" or other.lower in _AND:
            is_over = is_over or _ends_clause(parsed, i)
            continue
        if not _ends_phrase(parsed, i, sentence.last) or _WITHOUT.search(other.lower):
            continue
        case = _slot(other)
        is_name = other.text[:1].isupper() and other.pos == "PROPN"
        if not case and is_name and listed and _joins(parsed, i):
            case = listed
        if is_name or not _keeps_list(other):
            listed = case if is_name or _is_counted(other) else listed if _counts(other) else ""
        if case == "owner" and _is_source(parsed, i, sentence.last):
            continue
        if not case and _has_rooms(parsed, i, sentence.last):
            case = "owner"
        slot = voice.slot(parsed, i, case) if case else _bare(i, anchor, voice)
        if slot == "obj" and _is_somebody(other):
            is_list = not own or _joins(parsed, i)
            slot = slot if is_list and not is_over else "clause"
            own = True
        yield Argument(slot, i)


_ROOMS = re.compile(
    r"(?:редакция|кеңсе|ғимарат|студия|баспахана|офис|сервер|бюро)(?:лар|лер)?(?:с?[ыі])(?:н|$)"
)


def _has_rooms(parsed: Parsed, i: int, last: int) -> bool:
    """Tell whether a name owns the rooms behind it, bare as Kazakh allows: "«X» кеңсесіне"."""
    after = [w.lower for w in parsed.words[i + 1 : min(i + 4, last)] if w.text not in {"»", '"'}]
    is_name = parsed.words[i].pos == "PROPN" or after and parsed.words[i + 1].text in {"»", '"'}
    return bool(is_name and after) and _ROOMS.match(after[0]) is not None


_SOURCE = re.compile(
    r"(?:сөз|айту|хабарлау|мәлімде|пікір|дерег|мәлімет|ақпар|болжам|ой|жазу|пайымда|деу)\w*(?:нша|нше)$"
)


def _is_source(parsed: Parsed, i: int, last: int) -> bool:
    """Tell whether somebody is only according to whom it is told: "X-тың сөзінше"."""
    return i + 1 < last and _SOURCE.match(parsed.words[i + 1].lower) is not None


def _bare(i: int, anchor: int, voice: _Voice) -> str:
    """Answer the slot of a word without a case."""
    if voice.is_passive:
        # Of "тұрғынға WhatsApp тобында айыппұл салынды" only a dative suffers.
        return "subj" if voice.to or voice.from_ else "obj"
    return "poss" if i == anchor - 1 else "subj"


def _ends_clause(parsed: Parsed, i: int) -> bool:
    """Tell whether a comma stands behind a finite verb, so that what is before is another's."""
    word = parsed.words[i - 1] if i else None
    is_verb = word is not None and word.pos == "X" and _FINITE.search(word.lower) is not None
    return parsed.words[i].text == "," and is_verb
