"""Finds the words that may tell of an act: patterns of the lexicon over the lemmas of a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from khronika.code.denial import has_no_subject, is_vowed
from khronika.code.parsed import Parsed, Sentence, Word
from khronika.code.untold import tells_nothing
from khronika.data.lexicon import Lexicon, lexicon

_GAP = 7
_WINDOW = 10


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words `first` to `last` (included) that look like an act of a type.

    `anchor` is the word that carries the grammar; `slot` says where the victim stands; `lemma`
    is the pattern; `weight` is the pattern's number of fixed words and conditions.
    """

    type: str
    slot: str
    anchor: int
    first: int
    last: int
    lemma: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    type: str
    slot: str
    words: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]
    conditions: tuple[str, ...]
    text: str


def _compile(kind: str, slot: str, text: str, classes: Mapping[str, frozenset[str]]) -> _Pattern:
    head, *conditions = (part.strip() for part in text.split("+"))
    words: list[frozenset[str]] = []
    gaps: list[int] = []
    gap = _GAP if slot == "obj" else 1
    for piece in head.split():
        if piece in "~*":
            gap = _GAP if piece == "~" else max(gap, 1)
            continue
        known = classes[piece[1:]] if piece.startswith("@") else frozenset(piece.split("|"))
        if words:
            gaps.append(gap)
            gap = 1
        words.append(known)
    return _Pattern(kind, slot, tuple(words), tuple(gaps), tuple(conditions), text)


@cache
def _index(lang: str) -> Mapping[str, tuple[_Pattern, ...]]:
    known = lexicon(lang)
    index: dict[str, list[_Pattern]] = {}
    for kind, slots in known.acts.items():
        for slot, texts in slots.items():
            for text in texts:
                pattern = _compile(kind, slot, text, known.classes)
                for word in pattern.words[0]:
                    index.setdefault(word, []).append(pattern)
    return {word: tuple(patterns) for word, patterns in index.items()}


def _is(parsed: Parsed, index: int, words: frozenset[str]) -> bool:
    word = parsed.words[index]
    return word.lemma in words or word.lower in words or not words.isdisjoint(word.stems)


def _follow(parsed: Parsed, at: int, sentence: Sentence, pattern: _Pattern) -> int | None:
    last = at
    if not pattern.gaps:
        return last
    for words, gap in zip(pattern.words[1:], pattern.gaps, strict=True):
        stop = min(sentence.last, last + 2 + gap)
        found = next((i for i in range(last + 1, stop) if _is(parsed, i, words)), None)
        if found is None:
            return None
        last = found
    return last


def _turned(parsed: Parsed, at: int, pattern: _Pattern) -> int | None:
    """Answer `at` where a verb's second word stands before it: "за ним следили", "травмы получил".

    Russian puts what is known first. Only a word that grammar ties to the verb is taken: its
    object, or the preposition of its complement.
    """
    if len(pattern.words) != 2 or parsed.words[at].pos != "VERB":
        return None
    wanted = pattern.words[1]
    for child in parsed.children[at]:
        if child >= at or parsed.words[child].dep not in {"obj", "obl", "nsubj:pass"}:
            continue
        if parsed.words[child].lemma in wanted:
            return at
        if any(parsed.words[i].lower in wanted for i in parsed.kids(child, "case")):
            return at
    return None


def _holds(parsed: Parsed, at: int, sentence: Sentence, known: Lexicon, condition: str) -> bool:
    words = (
        known.classes[condition[1:]]
        if condition.startswith("@")
        else frozenset(condition.split("|"))
    )
    first, last = max(sentence.first, at - _WINDOW), min(sentence.last, at + _WINDOW + 1)
    if any(_is(parsed, i, words) for i in range(first, last)):
        return True
    lowers = [parsed.words[i].lower for i in range(first, last)]
    return any(f"{a} {b}" in words for a, b in zip(lowers, lowers[1:], strict=False))


def _fits_part_of_speech(parsed: Parsed, index: int, pattern: _Pattern) -> bool:
    pos = parsed.words[index].pos
    if pos == "X" or len(pattern.words) > 1:
        return True
    if pattern.slot == "noun":
        return pos in {"NOUN", "PROPN", "VERB", "ADJ"} if pattern.conditions else pos != "VERB"
    return pos in {"VERB", "AUX", "ADJ", "NOUN"} if pattern.conditions else pos in {"VERB", "ADJ"}


_NOT = frozenset(("not", "n't", "never", "не", "нет", "никогда"))
_NONE = frozenset(("no", "without", "neither", "без", "nobody", "никто"))


_DENYING = frozenset(("deny", "refute", "rebut", "опровергнуть", "опровергать", "отрицать"))
_THREATENING = frozenset(
    (
        *("threaten", "vow", "promise", "plan", "intend", "want"),
        *("угрожать", "пригрозить", "грозить", "грозиться", "обещать", "пообещать"),
        *("намереваться", "собираться", "планировать", "хотеть", "захотеть", "готовиться"),
    )
)
"""What somebody only threatens or plans to do is not done."""


def is_denied(parsed: Parsed, anchor: int) -> bool:
    """Tell whether the text says that this did not happen: "never charged", "no reports of"."""
    words = parsed.words
    sentence = parsed.sentence_of(anchor)
    if any(words[i].lower in _NOT for i in parsed.children[anchor]):
        return True
    if parsed.lang == "en" and has_no_subject(parsed, anchor):
        return True
    head = words[anchor].head
    if words[anchor].dep == "ccomp" and words[head].lemma in _DENYING:
        return True
    if words[anchor].dep == "xcomp" and words[head].lemma in _THREATENING:
        return True
    if parsed.lang == "ru" and words[anchor].pos == "NOUN" and _is_unconfirmed(parsed, anchor):
        return True
    current = anchor
    for _ in range(8):
        kids = parsed.children[current]
        if any(
            words[i].lower in _NONE and words[i].dep in {"det", "case", "nsubj", "nsubjpass"}
            for i in kids
        ):
            return True
        head = words[current].head
        if (
            head == current
            or words[head].dep in {"relcl", "acl:relcl"}
            or not sentence.first <= head < sentence.last
        ):
            return False
        if words[head].pos in {"VERB", "AUX"} and words[current].dep not in {
            "conj",
            "xcomp",
            "pcomp",
            "acl",
            "pobj",
            "aux",
        }:
            return False
        if (
            words[current].dep == "conj"
            and words[head].pos in {"VERB", "AUX"}
            and any(words[i].lower in _NOT for i in parsed.children[head])
        ):
            return False
        current = head
    return False


_NEWS = frozenset(("слух", "сообщение", "информация", "факт", "версия", "данные", "новость"))
_PROOF = frozenset(("подтверждение", "доказательство", "признак", "след"))


def _is_unconfirmed(parsed: Parsed, anchor: int) -> bool:
    """Tell whether news of an act is refuted or not borne out: "не нашли следов взлома".

    "Опровергли информацию об атаке", "подтверждений версии об атаке нет"; an accusation that
    somebody refutes was made all the same.
    """
    words, chain = parsed.words, set[str]()
    current = anchor
    for _ in range(5):
        head = words[current].head
        if head == current or words[head].pos not in {"NOUN", "VERB", "ADJ"}:
            return False
        current = head
        is_denied_here = any(words[i].lower in _NOT for i in parsed.children[current])
        if chain & _PROOF and is_denied_here:
            return True
        if words[current].pos != "NOUN":
            return bool(chain & _NEWS) and words[current].lemma in _DENYING
        chain.add(words[current].lemma)
    return False


def is_faced(parsed: Parsed, anchor: int, kind: str) -> bool:
    """Tell whether a sentence is only faced, or a case is one in which somebody is a witness."""
    terms = lexicon(parsed.lang).terms
    faced, witnesses = terms.get("faced", frozenset()), terms.get("witnesses", frozenset())
    if kind == "charge" and parsed.words[anchor].pos == "NOUN" and witnesses:
        sentence = parsed.sentence_of(anchor)
        near = parsed.words[max(sentence.first, anchor - 8) : anchor]
        return any(word.lower in witnesses for word in near)
    if kind != "conviction" or not faced:
        return False
    current = anchor
    for _ in range(5):
        head = parsed.words[current].head
        if head == current:
            return False
        current = head
        if parsed.words[current].lemma in faced:
            return True
        if parsed.words[current].pos == "VERB":
            return False
    return False


def is_law(parsed: Parsed, anchor: int) -> bool:
    """Tell whether a noun is only what a law provides for: "закон не предусматривает изъятия"."""
    terms = lexicon(parsed.lang).terms
    provides, laws = terms.get("provides", frozenset()), terms.get("laws", frozenset())
    current = anchor
    for _ in range(3):
        current = parsed.words[current].head
        if parsed.words[current].lemma in provides:
            subjects = parsed.kids(current, "nsubj", "nsubj:pass", "obl")
            return any(parsed.words[i].lemma in laws for i in subjects)
    return False


def is_purpose(parsed: Parsed, anchor: int) -> bool:
    """Tell whether a verb only says what something was for: "targeted to prevent them from"."""
    word = parsed.words[anchor]
    if word.tag != "VB" or word.dep not in {"advcl", "acl", "xcomp"}:
        return False
    if (
        word.dep == "xcomp"
        and parsed.words[word.head].lemma in lexicon(parsed.lang).terms["control"]
    ):
        return False
    return any(parsed.words[i].lower == "to" for i in parsed.children[anchor])


def _starting(word: Word, index: Mapping[str, tuple[_Pattern, ...]]) -> Iterable[_Pattern]:
    """Answer the patterns that a word may begin, each once."""
    forms = dict.fromkeys((word.lemma, word.lower, *word.stems))
    found = [patterns for form in forms if (patterns := index.get(form))]
    if len(found) < 2:
        return found[0] if found else ()
    return dict.fromkeys(pattern for patterns in found for pattern in patterns)


_DENIES_AFTER = frozenset(("жоқ", "емес"))


def _is_denied_after(parsed: Parsed, first: int, last: int, pattern: _Pattern) -> bool:
    """Tell whether a suffix or the next word denies, as in Kazakh: "ұсталмады", "ұсталған жоқ"."""
    if any("|Neg" in parsed.words[i].tag for i in range(first, last + 1)):
        return True
    if parsed.lang == "kk" and pattern.type != "threat" and is_vowed(parsed.words[last]):
        return True  # "өлтіреміз деген хат": only a threat
    end = parsed.sentence_of(first).last
    if last + 1 >= end:
        return False
    following = parsed.words[last + 1]
    if "|Neg" in following.tag:
        return True
    return following.lower in _DENIES_AFTER and pattern.text.split()[-1] not in _DENIES_AFTER


def _anchor(parsed: Parsed, at: int, last: int, pattern: _Pattern) -> int:
    """Answer the word that carries the grammar: the verb, after "не" or an adverb ("fatally")."""
    is_led = pattern.text.startswith("не ") or parsed.words[at].pos == "ADV"
    if not is_led or len(pattern.words) < 2:
        return at
    return next((i for i in range(at + 1, last + 1) if _is(parsed, i, pattern.words[1])), at)


def _rank(trigger: Trigger) -> tuple[int, int, int, str]:
    """Order rival patterns: the heavier, the longer; a pattern of plain words before a class."""
    return trigger.weight, trigger.last - trigger.first, -trigger.lemma.count("@"), trigger.lemma


def triggers(parsed: Parsed) -> list[Trigger]:
    """Find every place where a pattern of the language's lexicon fits.

    Where two patterns of one type begin at one word, the longer stays.

    Args:
        parsed: a text after its reader; its language must have a lexicon.

    Returns:
        triggers in the order of the text.
    """
    return scan(parsed)[0]


def scan(parsed: Parsed) -> tuple[list[Trigger], frozenset[tuple[int, str]]]:
    """Find every place where a pattern fits, and what the text says did not happen.

    Args:
        parsed: a text after its reader; its language must have a lexicon.

    Returns:
        triggers as `triggers` answers them; sentences, with the type, that deny an act.
    """
    known, index = lexicon(parsed.lang), _index(parsed.lang)
    untold = tells_nothing(parsed)
    best: dict[tuple[int, str], Trigger] = {}
    denied: set[tuple[int, str]] = set()
    for sentence in parsed.sentences:
        silent = untold[sentence.number]
        if silent is None:
            continue
        for at in range(sentence.first, sentence.last):
            word = parsed.words[at]
            for pattern in _starting(word, index):
                if not _fits_part_of_speech(parsed, at, pattern):
                    continue
                last = _follow(parsed, at, sentence, pattern)
                if last is None and parsed.lang == "ru":
                    last = _turned(parsed, at, pattern)
                if last is None:
                    continue
                if not all(_holds(parsed, at, sentence, known, c) for c in pattern.conditions):
                    continue
                if not pattern.text.startswith(("not", "не ", "refuse")) and is_denied(parsed, at):
                    denied.add((sentence.number, pattern.type))
                    continue
                if is_purpose(parsed, at) or _is_denied_after(parsed, at, last, pattern):
                    continue
                if pattern.type in silent or is_faced(parsed, at, pattern.type):
                    continue
                if is_law(parsed, at):
                    continue
                weight = len(pattern.words) + len(pattern.conditions)
                anchor = _anchor(parsed, at, last, pattern)
                found = Trigger(pattern.type, pattern.slot, anchor, at, last, pattern.text, weight)
                rival = best.get((at, pattern.type))
                if rival is None or _rank(found) > _rank(rival):
                    best[at, pattern.type] = found
    kept = _without_outweighed(best.values()) if parsed.lang != "kk" else list(best.values())
    return sorted(kept, key=lambda t: (t.anchor, t.type)), frozenset(denied)


def _without_outweighed(found: Iterable[Trigger]) -> list[Trigger]:
    """Drop a bare verb where a fixed phrase of another type begins with it: `ban from leaving`.

    A condition ("+ word") outweighs nothing: it looks ten words far.
    """
    heaviest: dict[int, int] = {}
    found = list(found)
    for trigger in found:
        if "+" in trigger.lemma:
            continue
        heaviest[trigger.anchor] = max(heaviest.get(trigger.anchor, 0), trigger.weight)
    return [t for t in found if t.weight > 1 or heaviest.get(t.anchor, 0) < 2]
