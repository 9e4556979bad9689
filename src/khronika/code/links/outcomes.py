"""Candidates for what became of an act: outcomes its type allows, as the text states them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from khronika.code.cast.entities import POPULATION
from khronika.code.evidence import TYPES
from khronika.code.fields import ALLOWED, default_status
from khronika.code.links.context import Ground, Told
from khronika.code.parsed import Parsed, Sentence, Word
from khronika.data.lexicon import lexicon
from khronika.model.vocabulary import Status

STATUSES = tuple(status.value for status in Status)
_AIMS = frozenset(("until", "seek", "seeks", "seeking", "claiming", "demanding", "immediately"))
FEATURES: tuple[str, ...] = (
    "hit before anchor",
    "hit after anchor",
    "words from anchor",
    "hit in next sentence",
    "hit in second next",
    "hit in sentence before",
    "hit with victim",
    "hit in block",
    "hits in text",
    "is last with victim",
    "is last in block",
    "other in sentence",
    "other after",
    "fixed words",
    "is default",
    "is unknown",
    "is person",
    "is group",
    "is named",
    "sentences of victim",
    "sentences left",
    "weight of trigger",
    "in first block",
    "past perfect",
    "is nominal",
    *(f"status {status}" for status in STATUSES),
    *(f"type {kind}" for kind in TYPES),
    "network read",
    "network odds of status",
)


_IN_WORDS = frozenset(
    (
        "released",
        "bail",
        "acquitted",
        "dropped",
        "appealed",
        "fined",
        "deported",
        "damages_ordered",
    )
)
"""Outcomes that only words of their own can tell: out of fold, none told without was right."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that state an outcome; `is_doubted` where they are demanded, denied or supposed.

    `is_alone` where a short Kazakh sentence says nothing else and names nobody: "Кешке босатылды";
    `is_certain` where a Kazakh verdict is of liberty restricted ("бас бостандығын шектеу"), or
    somebody was put out of the country ("елден шығарды").
    """

    status: str
    first: int
    last: int
    size: int
    is_doubted: bool
    is_alone: bool = False
    is_certain: bool = False


def is_told(status: str, hit: Hit | None) -> bool:
    """Tell whether an outcome may be taken: what changes a case must stand in the text."""
    return hit is not None or status not in _IN_WORDS


_OWN_WORDS = frozenset(("in_absentia", "acquitted", "dropped"))
"""Outcomes that are certain where the words for the act itself state them."""
_CERTAIN = frozenset(("suspended", "deported"))
_BESIDE = 3
_SHORT = 9


def told_by_itself(told: Told, found: Sequence[tuple[str, Hit | None]]) -> tuple[str, Hit] | None:
    """Answer the outcome that the words for an act state: "sentenced in absentia".

    The words for the outcome overlap those for the act, or stand three words from them at most. A
    sentence that says nothing but the release tells it of whom the sentence before was about.
    """
    for status, hit in found:
        if told.type == "detention" and status == "released" and hit is not None and hit.is_alone:
            return status, hit
    trigger = told.trigger
    if trigger is None:
        return None
    for status, hit in found:
        if hit is None or hit.is_doubted or status not in _OWN_WORDS and not hit.is_certain:
            continue
        if hit.first - _BESIDE <= trigger.last and trigger.first <= hit.last + _BESIDE:
            return status, hit
    return None


def _forms(word: Word, *, is_first: bool) -> set[str]:
    """Answer what a pattern may call a word: behind its first, any stem ("шекте")."""
    return {word.lemma, word.lower} if is_first else {word.lemma, word.lower, *word.stems}


def _fit(parsed: Parsed, at: int, sentence: Sentence, tokens: list[str]) -> int | None:
    i, loose = at, False
    for n, piece in enumerate(tokens):
        if piece == "~":
            loose = True
            continue
        stop = min(sentence.last, i + (7 if loose else 1 if n == 0 else 2))
        found = (j for j in range(i, stop) if piece in _forms(parsed.words[j], is_first=n == 0))
        hit = next(found, None)
        if hit is None:
            return None
        i, loose = hit + 1, False
    return i - 1


@cache
def _patterns(lang: str) -> Mapping[str, Sequence[tuple[str, list[str]]]]:
    """Map the first words of a language's patterns to their statuses and tokens."""
    patterns: dict[str, list[tuple[str, list[str]]]] = {}
    for status, texts in lexicon(lang).status.items():
        for text in texts:
            tokens = [t for t in text.split() if t != "*"]
            patterns.setdefault(tokens[0], []).append((status, tokens))
    return patterns


@cache
def _doubts(lang: str) -> frozenset[str]:
    terms = lexicon(lang).terms
    return terms["negation"] | terms["demand"] | terms["hypothesis"] | _AIMS


_KEPT = re.compile(r"(?:шығар|жібер|қайтар)м[аей]|босатп[ай]|босатылм[ай]")
_SAID = frozenset(("жоққа", "теріске", "жұмыстан", "қызметтен", "қызметінен"))


def _is_no_release(parsed: Parsed, at: int) -> bool:
    """Tell whether Kazakh words for a release say something else: "жоққа шығарды" (denied)."""
    before = parsed.words[at - 1].lower if at else ""
    return before in _SAID or _KEPT.match(parsed.words[at].lower) is not None


_REACH = 12


def _is_wanted(parsed: Parsed, at: int, sentence: Sentence) -> bool:
    """Tell whether an outcome is only demanded: "calls for the release of", "требует освободить".

    A noun or an infinitive below a verb of demand, no other verb between.
    """
    word, demand = parsed.words[at], lexicon(parsed.lang).terms["demand"]
    is_infinitive = word.tag == "VB" or "VerbForm=Inf" in word.tag
    if parsed.lang == "kk" or not (is_infinitive or word.pos in {"NOUN", "PROPN"}):
        return False
    for before in reversed(parsed.words[max(sentence.first, at - _REACH) : at]):
        if before.lemma in demand and before.pos in {"VERB", "NOUN", "AUX"}:
            return True
        if before.pos == "VERB" and before.tag not in {"VBN", "VBG"}:
            is_finite = parsed.lang == "en" or "VerbForm=Fin" in before.tag
            if is_finite and before.tag != "VB":
                return False
    return False


class OutcomeChoice:
    """The outcomes that one text states."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.by_sentence: dict[int, list[Hit]] = {}
        for sentence in ground.parts.parsed.sentences:
            hits = sorted(self._hits(sentence), key=lambda h: h.last)
            self.by_sentence[sentence.number] = hits
        self.count = Counter(
            h.status for hits in self.by_sentence.values() for h in hits if not h.is_doubted
        )

    def _hits(self, sentence: Sentence) -> Iterator[Hit]:
        parsed = self.ground.parts.parsed
        patterns, doubts = _patterns(parsed.lang), _doubts(parsed.lang)
        alone = parsed.lang == "kk" and self._is_short(sentence)
        for at in range(sentence.first, sentence.last):
            word = parsed.words[at]
            for status, tokens in (*patterns.get(word.lemma, ()), *patterns.get(word.lower, ())):
                last = _fit(parsed, at, sentence, tokens)
                if last is None:
                    continue
                window = {parsed.words[i].lower for i in range(max(sentence.first, at - 4), at)}
                is_alone = alone and at >= sentence.last - 4
                is_certain = parsed.lang == "kk" and status in _CERTAIN
                is_doubted = bool(window & doubts) or _is_wanted(parsed, at, sentence)
                if parsed.lang == "kk" and status == "released" and _is_no_release(parsed, at):
                    is_doubted = True
                yield Hit(status, at, last, len(tokens), is_doubted, is_alone, is_certain)

    def _is_short(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is short, follows another, and names nobody and no group."""
        if sentence.number == 0 or sentence.last - sentence.first > _SHORT:
            return False
        at, entities = self.ground.parts.cast.at, self.ground.parts.cast.entities
        spots = (pair for i in range(sentence.first, sentence.last) for pair in at.get(i, ()))
        people = ("person", "group")
        return all(
            m.how == "pronoun" or entities[e].kind not in people or entities[e].noun == POPULATION
            for e, m in spots
        )

    def candidates(self, told: Told) -> list[tuple[tuple[str, Hit | None], list[float]]]:
        """Answer the outcomes an act may have, each with the words that state it and its row."""
        parsed = self.ground.parts.parsed
        here = told.sentence
        reach = sorted(
            n
            for n in {*told.sentences, *range(here.number - 1, here.number + 3)}
            if 0 <= n < len(parsed.sentences)
        )
        near = [h for n in reach for h in self.by_sentence[n] if not h.is_doubted]
        allowed = dict.fromkeys((*ALLOWED.get(told.type, ()), "unknown"))
        default = default_status(told.type)
        allowed.setdefault(default, None)
        return [self._one(told, status, near, default) for status in allowed]

    def _one(
        self, told: Told, status: str, near: list[Hit], default: str
    ) -> tuple[tuple[str, Hit | None], list[float]]:
        parsed = self.ground.parts.parsed
        words, here = parsed.words, told.sentence
        allowed = {*ALLOWED.get(told.type, ())}
        usable = [h for h in near if h.status in allowed]
        own = [h for h in usable if h.status == status]

        def sentence(hit: Hit) -> int:
            return words[hit.first].sentence

        with_victim = [h for h in usable if sentence(h) in told.sentences]
        in_block = [h for h in usable if parsed.sentence_of(h.first).block == here.block]
        same = [h for h in own if sentence(h) == here.number]
        best = min(own, key=lambda h: abs(h.first - told.anchor), default=None)
        others = [h for h in usable if h.status != status]
        head = words[told.anchor]
        row = [
            float(any(h.first < told.anchor for h in same)),
            float(any(h.first >= told.anchor for h in same)),
            min((float(abs(h.first - told.anchor)) for h in same), default=60.0),
            float(any(sentence(h) == here.number + 1 for h in own)),
            float(any(sentence(h) == here.number + 2 for h in own)),
            float(any(sentence(h) == here.number - 1 for h in own)),
            float(any(sentence(h) in told.sentences for h in own)),
            float(any(parsed.sentence_of(h.first).block == here.block for h in own)),
            float(min(9, self.count[status])),
            float(bool(with_victim) and with_victim[-1].status == status),
            float(bool(in_block) and in_block[-1].status == status),
            float(any(sentence(h) == here.number for h in others)),
            float(any(best is not None and h.first > best.last for h in others)),
            float(max((h.size for h in own), default=0)),
            float(status == default),
            float(status == "unknown"),
            float(told.entity.kind == "person"),
            float(told.entity.kind == "group"),
            float(told.entity.name is not None),
            float(min(20, len(told.sentences))),
            float(min(20, len(parsed.sentences) - here.number)),
            float(told.trigger.weight if told.trigger else 0),
            float(here.block == 0),
            float(any(words[i].lower == "had" for i in parsed.children[told.anchor])),
            float(head.pos in {"NOUN", "PROPN"}),
        ]
        row += [float(status == name) for name in STATUSES]
        row += [float(told.type == kind) for kind in TYPES]
        row += [float(told.heads is not None), told.heads.statuses[status] if told.heads else 0.0]
        return (status, best), row
