"""Reads what else the text says of an act: who did it, what became of it, why, who told it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khronika.code.entities import Cast, Entity
from khronika.code.parsed import Argument, Parsed, Sentence
from khronika.code.triggers import Trigger
from khronika.data.lexicon import Lexicon
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, PerpetratorKind, Status

ALLOWED: dict[str, tuple[str, ...]] = {
    "detention": ("released", "bail", "ongoing", "deported", "died", "attempted"),
    "questioning": ("released",),
    "disappearance": ("released", "ongoing", "died", "attempted"),
    "charge": ("acquitted", "dropped", "in_absentia", "bail", "ongoing", "appealed"),
    "conviction": (
        "jailed",
        "suspended",
        "fined",
        "in_absentia",
        "acquitted",
        "appealed",
        "released",
    ),
    "lawsuit": ("damages_ordered", "dropped", "appealed", "ongoing"),
    "assault": ("died", "attempted"),
    "killing": (),
    "threat": (),
    "search": ("attempted",),
    "damage": ("attempted",),
    "censorship": ("dropped", "attempted", "ongoing"),
    "shutdown": ("ongoing",),
    "surveillance": ("ongoing",),
    "cyberattack": ("ongoing",),
    "access": ("deported", "dropped", "attempted"),
    "designation": (),
    "dismissal": (),
}
DEFAULT_STATUS = {
    "killing": Status.DIED,
    "charge": Status.ONGOING,
    "lawsuit": Status.ONGOING,
    "disappearance": Status.ONGOING,
    "detention": Status.ONGOING,
    "censorship": Status.ONGOING,
}
"""What became of an act of a type as far as a text that says no more tells."""


def default_status(kind: str) -> str:
    """Answer the status of an act whose outcome the text does not tell."""
    return DEFAULT_STATUS.get(kind, Status.UNKNOWN).value


_PURPOSE = re.compile(
    r"\b(in order to|to prevent|to pre-empt|to stop|in connection with|because of|in retaliation for|in reprisal for|"  # noqa: E501  # one pattern, one line
    r"under the pretext of|on the pretext of|for (?:allegedly |reportedly )?(?:publishing|filming|posting|insulting|covering|"  # noqa: E501  # one pattern, one line
    r"refusing|criticising|criticizing|writing|reporting|broadcasting|interviewing|documentation|interrogation|organising|"
    r"taking part|participating|photographing|sharing|his|her|their|an? (?:article|post|interview|report|video))|"  # noqa: E501  # one pattern, one line
    r"over (?:his|her|their|its|an?) |за (?:публикацию|пост|репост|статью|участие|критику|съемку|съёмку)|из-за |в связи с )"  # noqa: E501  # one pattern, one line
    r"[^.;\n]{3,140}",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    r"\b(?:charged with|charges? of|accused(?: by [^,.;]{3,40})? of|suspected of|on suspicion of|convicted of|guilty of|indicted (?:for|on)|"  # noqa: E501  # one pattern, one line
    r"prosecuted for|sentenced for|fined for|under article|по обвинению в|обвин\w+ в|по статье|по подозрению в|за)\s+"  # noqa: E501  # one pattern, one line
    r"(?P<what>[^.;:()\n]{4,150}?)(?=\s+(?:following|after|and (?:sentenced|faces|ordered|fined)|in connection|at the|by (?:a|the) court|over)\b|[.;:()\n]|,\s+(?:which|and|who|but|his|her|they|he|she|said|а|и)|$)",  # noqa: E501  # one pattern, one line
    re.IGNORECASE,
)
_MAXIMUM = re.compile(
    r"\b(?:up to|maximum (?:penalty|sentence) of|a maximum of|as many as|punishable by(?: up to)?|carries(?: up to)?|до)\s+"  # noqa: E501  # one pattern, one line
    r"(?:\w+|\d+)(?:\s+\w+)?\s+(?:years?|months?|лет|года)(?:\s+(?:in|of)\s+(?:a\s+)?(?:\w+\s+)?(?:jail|prison|imprisonment|colony)|\s+лишения свободы|\s+тюрьмы)?",  # noqa: E501  # one pattern, one line
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acted: the words, the kind, and whether the grammar of the act's own trigger says so."""

    first: int
    last: int
    kind: PerpetratorKind
    is_direct: bool


def _np(parsed: Parsed, head: int, *, is_weak: bool = False) -> tuple[int, int]:
    """Answer the phrase of a noun: its left modifiers, and an `of` phrase or name after it.

    A word that says little alone (men) takes `in masks` and `from the ministry` along.
    """
    words = parsed.words
    first = last = head
    sentence = parsed.sentence_of(head)
    left = {
        "det",
        "amod",
        "compound",
        "nummod",
        "nmod",
        "poss",
        "case",
        "punct",
        "quantmod",
        "advmod",
        "flat",
        "flat:name",
        "appos",
    }
    while first > sentence.first:
        other = words[first - 1]
        if other.label == "DATE" or other.lower in {"on", "в"}:
            break
        if not (
            other.dep in left
            and other.text not in {",", "(", ":", "—", "–"}
            and _under(parsed, first - 1, head)
        ):
            break
        first -= 1
    while last + 1 < sentence.last:
        other = words[last + 1]
        joins = {"of", "for", "in", "from", "with"} if is_weak else {"of", "for"}
        is_of = other.lower in joins and other.head == head
        if is_of and last + 2 < sentence.last:
            last = max(i for i in parsed.subtree(last + 1) if i <= last + 9)
            break
        if (
            other.dep in {"flat", "flat:name", "nmod", "amod"}
            and _under(parsed, last + 1, head)
            and other.pos != "PUNCT"
        ):
            last += 1
            continue
        break
    while first < last and words[first].pos in {"PUNCT", "ADV", "SCONJ", "CCONJ"}:
        first += 1
    return first, last


def _under(parsed: Parsed, index: int, head: int) -> bool:
    for _ in range(6):
        if index == head:
            return True
        if parsed.words[index].head == index:
            return False
        index = parsed.words[index].head
    return False


_PLAIN = frozenset(
    (
        PerpetratorKind.ARMED_GROUP,
        PerpetratorKind.PRIVATE,
        PerpetratorKind.POLITICAL_GROUP,
        PerpetratorKind.COMPANY,
        PerpetratorKind.UNKNOWN,
    )
)
"""Kinds that a word for not being known (masked, unidentified) outweighs."""


class Agents:
    """Finds perpetrators and says what kind of body they are."""

    def __init__(self, parsed: Parsed, cast: Cast, lexicon: Lexicon) -> None:
        self.parsed, self.cast, self.lexicon = parsed, cast, lexicon
        self.weak = lexicon.terms.get("weak_agents", frozenset())
        phrases = [
            (phrase, PerpetratorKind(kind))
            for kind, words in lexicon.perpetrators.items()
            for phrase in words
            if " " in phrase or "-" in phrase
        ]
        self.phrases = sorted(phrases, key=lambda p: -len(p[0]))
        self.known: dict[str, PerpetratorKind] = {}
        for name, words in lexicon.perpetrators.items():
            for word in words:
                self.known.setdefault(word, PerpetratorKind(name))

    def kind(self, first: int, last: int, head: int) -> PerpetratorKind | None:
        """Answer what kind of body some words name, or None where the lexicon does not know.

        A word that says little (men, officials, members) gives way to any word beside it.
        """
        parsed = self.parsed
        lemmas = " ".join(parsed.words[i].lemma for i in range(first, last + 1))
        line = f" {parsed.surface(first, last).lower()} | {lemmas} "
        for phrase, kind in self.phrases:
            if f" {phrase} " in line or f" {phrase}s " in line:
                return kind
        order = [head, *(i for i in range(last, first - 1, -1) if i != head)]
        strong = [k for i in order if not self._is_weak(i) and (k := self._known(i))]
        weak = [k for i in order if self._is_weak(i) and (k := self._known(i))]
        power = [k for k in strong if k not in _PLAIN]
        if PerpetratorKind.POLICE in weak[:1]:
            power.append(PerpetratorKind.POLICE)
        if not power and PerpetratorKind.UNKNOWN in strong:
            return PerpetratorKind.UNKNOWN
        return next(iter((*power, *strong, *weak)), None)

    def _known(self, i: int) -> PerpetratorKind | None:
        word = self.parsed.words[i]
        return self.known.get(word.lower) or self.known.get(word.lemma)

    def _is_weak(self, i: int) -> bool:
        return self.parsed.words[i].lower in self.weak or self.parsed.words[i].lemma in self.weak

    def _of_entity(self, word: int) -> PerpetratorKind | None:
        for number, _ in self.cast.at.get(word, ()):
            entity = self.cast.entities[number]
            if entity.role == "official":
                return PerpetratorKind.OFFICIAL
            if entity.role_word is not None and entity.kind == "person":
                known = self.kind(entity.role_word, entity.role_word, entity.role_word)
                if known:
                    return known
            if entity.kind == "person" and entity.name:
                return PerpetratorKind.PRIVATE
            if entity.kind == "organisation" and entity.name:
                return PerpetratorKind.COMPANY if entity.role == "outlet" else None
        return None

    def agent(self, word: int, *, is_direct: bool) -> Agent | None:
        """Answer the perpetrator whose phrase a word heads, or None where it is none."""
        first, last = _np(self.parsed, word, is_weak=self._is_weak(word))
        kind = self.kind(first, last, word) or self._of_entity(word)
        pronouns = self.lexicon.terms["pronouns_person"] | self.lexicon.terms["pronouns_group"]
        if kind is None or self.parsed.words[word].lower in pronouns:
            return None
        if self.parsed.words[word].pos == "PRON" and kind is PerpetratorKind.PRIVATE:
            return None
        return Agent(first, last, kind, is_direct)

    def of(self, trigger: Trigger, arguments: list[Argument], victim: Entity) -> list[Agent]:
        """Answer who did the act, by the trigger's own grammar."""
        own = {i for m in victim.mentions for i in range(m.first, m.last + 1)}
        slots = {"subj"} if trigger.slot in {"obj", "owner", "to"} else {"by", "gsubj", "gby"}
        if trigger.slot == "subj":
            slots = {"by"}
        out: list[Agent] = []
        for argument in arguments:
            if argument.slot not in slots or argument.word in own:
                continue
            for word in self._chain(argument.word):
                found = self.agent(word, is_direct=True)
                if found and found not in out and word not in own:
                    out.append(found)
        return out

    def _chain(self, word: int) -> Iterator[int]:
        yield word
        for child in self.parsed.kids(word, "conj"):
            yield from self._chain(child)

    def near(self, trigger: Trigger, victim: Entity) -> list[Agent]:
        """Answer bodies of power in the trigger's sentence that are subjects or come after by."""
        here = self.parsed.sentence_of(trigger.anchor)
        found = self._powers(here, victim)
        if found or here.number == 0:
            return found
        before = self.parsed.sentences[here.number - 1]
        return self._powers(before, victim) if before.block == here.block else []

    def _powers(self, sentence: Sentence, victim: Entity) -> list[Agent]:
        own = {i for m in victim.mentions for i in range(m.first, m.last + 1)}
        for i in range(sentence.first, sentence.last):
            word = self.parsed.words[i]
            if i in own or word.dep not in {"nsubj", "pobj", "nsubj:pass", "obl"}:
                continue
            if word.dep in {"pobj", "obl"} and self.parsed.words[word.head].lower not in {"by"}:
                continue
            if (
                word.dep == "nsubj"
                and self.parsed.words[word.head].lemma in self.lexicon.terms["reporting"]
            ):
                continue
            found = self.agent(i, is_direct=False)
            if found and found.kind is not PerpetratorKind.PRIVATE:
                return [found]
        return []


def _has_status(parsed: Parsed, sentence: Sentence, pattern: str) -> int | None:
    """Answer the last word where a pattern of status words fits in a sentence."""
    tokens = [t for t in pattern.split() if t != "*"]
    words = parsed.words
    for at in range(sentence.first, sentence.last):
        i, loose, ok = at, False, True
        for n, piece in enumerate(tokens):
            if piece == "~":
                loose = True
                continue
            stop = min(sentence.last, i + (7 if loose else 1 if n == 0 else 2))
            hit = next(
                (j for j in range(i, stop) if piece in (words[j].lemma, words[j].lower)), None
            )
            if hit is None:
                ok = False
                break
            i, loose = hit + 1, False
        if ok:
            return i - 1
    return None


def status_of(
    parsed: Parsed, kind: str, sentences: list[Sentence], lexicon: Lexicon
) -> tuple[Status, Span | None]:
    """Answer what became of an act, as last stated in the sentences about it.

    Returns:
        the status and the words that state it; unknown and None where none do.
    """
    best: tuple[int, int, Status, Span] | None = None
    for status in ALLOWED[kind]:
        for pattern in lexicon.status.get(status, ()):
            for sentence in sentences:
                at = _has_status(parsed, sentence, pattern)
                if at is None:
                    continue
                window = {parsed.words[i].lower for i in range(max(sentence.first, at - 4), at)}
                if status != "ongoing" and window & {
                    "not",
                    "n't",
                    "until",
                    "his",
                    "should",
                    "must",
                    "immediately",
                    "demand",
                }:
                    continue
                rank = (at, len(pattern))
                if best is None or rank > best[:2]:
                    span = parsed.span(max(sentence.first, at - len(pattern.split()) + 1), at)
                    best = (*rank, Status(status), span)
    return (best[2], best[3]) if best else (Status.UNKNOWN, None)


def charge_of(text: str, spans: list[Span]) -> list[Span]:
    """Answer the words for the offence, and for the maximum penalty where it is told."""
    out: list[Span] = []
    for span in spans:
        found = _CHARGE.search(text, span.start, span.end)
        if found:
            start, end = found.span("what")
            lead = re.match(
                r"(?:an? |the )?(?:charges?|counts?|suspicion|accusations?) of ", text[start:end]
            )
            start += lead.end() if lead else 0
            while start < end and text[start] in " \"'“«":
                start += 1
            while end > start and text[end - 1] in " \"'”»,":
                end -= 1
            cut = re.search(r" and of ", text[start:end])
            parts = (
                [(start, start + cut.start()), (start + cut.end(), end)] if cut else [(start, end)]
            )
            out += [Span(low, high) for low, high in parts if high > low]
            break
    for span in spans:
        most = _MAXIMUM.search(text, span.start, span.end)
        if most:
            out.append(Span(most.start(), most.end()))
            break
    return out


def purpose_of(text: str, span: Span) -> Span | None:
    """Answer the words that state why, in one sentence."""
    found = _PURPOSE.search(text, span.start, span.end)
    if not found:
        return None
    end = found.end()
    cut = re.search(
        r",\s+(?:and|but|which|who|he|she|they|said)\b| that had been\b", text[found.start() : end]
    )
    end = found.start() + cut.start() if cut else end
    while end > found.start() and text[end - 1] in " ,":
        end -= 1
    return Span(found.start(), end)


def source_of(parsed: Parsed, sentence: Sentence, cast: Cast, lexicon: Lexicon) -> Span | None:
    """Answer whom a sentence credits: the subject of "said", or the name after "according to"."""
    verbs = lexicon.terms["reporting"] - {
        "call",
        "condemn",
        "believe",
        "warn",
        "publish",
        "post",
        "write",
    }
    lowers = parsed.lowers(sentence)
    for at, word in enumerate(lowers[:-2]):
        i = sentence.first + at
        is_credit = word == "according" and lowers[at + 1] == "to"
        if (
            is_credit
            or word == "by"
            and at
            and lowers[at - 1] in {"reported", "documented", "confirmed"}
        ):
            credited = _credited(parsed, i + 1 + is_credit, sentence, cast)
            if credited is not None:
                return credited
    for i in range(sentence.first, sentence.last):
        word_at = parsed.words[i]
        if word_at.dep not in {"nsubj"} or parsed.words[word_at.head].lemma not in verbs:
            continue
        for number, mention in cast.at.get(i, ()):
            if cast.entities[number].name and mention.how in {"name", "part"}:
                return parsed.span(mention.first, mention.last)
        for child in parsed.kids(i, "appos"):
            for number, mention in cast.at.get(child, ()):
                if cast.entities[number].name and cast.entities[number].kind == "person":
                    return parsed.span(mention.first, mention.last)
        if _is_voice(parsed, i, lexicon):
            return parsed.span(*_np(parsed, i))
    return None


def _credited(parsed: Parsed, first: int, sentence: Sentence, cast: Cast) -> Span | None:
    """Answer the name after "according to", or the phrase of the noun that stands there."""
    for j in range(first, min(first + 7, sentence.last)):
        for number, mention in cast.at.get(j, ()):
            if cast.entities[number].name and cast.entities[number].kind != "group":
                return parsed.span(mention.first, mention.last)
    for j in range(first, min(first + 7, sentence.last)):
        if parsed.words[j].pos in {"NOUN", "PROPN"} and parsed.words[j].dep == "pobj":
            return parsed.span(*_np(parsed, j))
    return None


def _is_voice(parsed: Parsed, i: int, lexicon: Lexicon) -> bool:
    """Tell whether a noun is somebody who may be credited: a union, a lawyer, the family."""
    word = parsed.words[i]
    if word.pos not in {"NOUN", "PROPN"}:
        return False
    voices = (
        lexicon.terms["organisation_nouns"] | lexicon.terms["outlet_nouns"] | lexicon.terms["kin"]
    )
    voices |= lexicon.terms.get("voices", frozenset())
    return word.lemma in voices or word.lower in voices or word.pos == "PROPN"


def takes_charge(kind: str) -> bool:
    """Tell whether an act of this type may carry an offence."""
    return kind in {ActType.CHARGE, ActType.CONVICTION, ActType.DETENTION, ActType.CENSORSHIP}
