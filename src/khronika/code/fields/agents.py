"""Who acted: the phrase that names a perpetrator, and what kind of body it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khronika.code.cast.entities import Cast, Entity
from khronika.code.fields.phrases import phrase_book
from khronika.code.names.known import is_known
from khronika.code.parsed import Argument, Parsed, Sentence
from khronika.code.triggers import Trigger
from khronika.data.lexicon import Lexicon
from khronika.model.vocabulary import PerpetratorKind


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acted: the words, the kind, and whether the grammar of the act's own trigger says so."""

    first: int
    last: int
    kind: PerpetratorKind
    is_direct: bool


_LEFT = frozenset(
    (
        "det",
        "amod",
        "compound",
        "nummod",
        "nummod:gov",
        "nmod",
        "poss",
        "case",
        "punct",
        "quantmod",
    )
    + ("advmod", "flat", "flat:name", "appos")
)
_BESIDE = frozenset(("в", "во", "из", "без", "с", "со"))


def phrase_of(parsed: Parsed, head: int, *, is_weak: bool = False) -> tuple[int, int]:
    """Answer the phrase of a noun: its left modifiers, and an `of` phrase or name after it.

    A word that says little alone (men) takes `in masks` and `from the ministry` along.
    """
    words = parsed.words
    first = last = head
    sentence = parsed.sentence_of(head)
    while first > sentence.first:
        other = words[first - 1]
        if other.label == "DATE" or other.lower in {"on", "в"}:
            break
        if not (
            other.dep in _LEFT
            and other.text not in {",", "(", ":", "—", "–"}
            and _under(parsed, first - 1, head)
        ):
            break
        first -= 1
    while last + 1 < sentence.last:
        other = words[last + 1]
        joins = {"of", "for", "in", "from", "with"} if is_weak else {"of", "for"}
        is_of = other.lower in joins and other.head == head
        if is_weak and other.lower in _BESIDE and words[other.head].head == head:
            # In Russian the preposition hangs on its noun: "люди в масках".
            last = max(other.head, last + 1)
            continue
        if is_of and last + 2 < sentence.last:
            last = max(i for i in parsed.subtree(last + 1) if i <= last + 9)
            break
        if other.text == "«" and (end := _closing(parsed, last + 1, sentence.last)) is not None:
            last = end
            continue
        if (
            other.dep in {"flat", "flat:name", "nmod", "amod"}
            and _under(parsed, last + 1, head)
            and other.pos != "PUNCT"
        ):
            last += 1
            continue
        break
    if parsed.lang == "kk":
        return _kazakh_phrase(parsed, head)
    outside = {"PUNCT", "ADV", "SCONJ", "CCONJ"} | ({"ADP"} if parsed.lang != "en" else set())
    while first < last and words[first].pos in outside:
        first += 1
    return first, last


_ATTRIBUTES = re.compile(
    r"(?:[дтн][ыі]ң|[лдт][ыі][қк]|[ғгқк][ыі]|л[ыі]|с[ыі]з)$|^(?:істер|бас|қала|аудан|облыс|білім|салық|"
    r"саясат|екі|үш|бір|он|шақты|жуық|ақпарат|мәдениет|құқық|қорғау|сот|жер|байланыс|полиция|қауіпсіздік)$"
)


def _kazakh_phrase(parsed: Parsed, head: int) -> tuple[int, int]:
    """Answer a noun with the attributes before it: in Kazakh the head comes last."""
    words, first = parsed.words, head
    begins = parsed.sentence_of(head).first
    while first > begins and head - first < 4:
        other = words[first - 1]
        is_name = other.text[:1].isupper() and first - 1 > begins
        if other.pos == "PUNCT" or not (is_name or _ATTRIBUTES.search(other.lower)):
            break
        first -= 1
    return first, head


def _closing(parsed: Parsed, opening: int, stop: int) -> int | None:
    """Answer the guillemet that closes a short name."""
    near = range(opening + 2, min(opening + 8, stop))
    return next((i for i in near if parsed.words[i].text == "»"), None)


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
        terms = lexicon.terms
        self.pronouns = terms["pronouns_person"] | terms["pronouns_group"]
        self.book = phrase_book(parsed.lang)
        self.known = self.book.known

    def kind(self, first: int, last: int, head: int) -> PerpetratorKind | None:
        """Answer what kind of body some words name, or None where the lexicon does not know.

        A word that says little (men, officials, members) gives way to any word beside it.
        """
        parsed = self.parsed
        lemmas = " ".join(parsed.words[i].lemma for i in range(first, last + 1))
        line = f" {parsed.surface(first, last).lower()} | {lemmas} "
        told = self.book.kind_in(line)
        if told is not None:
            return told
        order = [head, *(i for i in range(last, first - 1, -1) if i != head)]
        known = [(k, self._is_weak(i)) for i in order if (k := self._known(i))]
        strong = [k for k, is_weak in known if not is_weak]
        weak = [k for k, is_weak in known if is_weak]
        power = [k for k in strong if k not in _PLAIN]
        if PerpetratorKind.POLICE in weak[:1]:
            power.append(PerpetratorKind.POLICE)
        if not power and PerpetratorKind.UNKNOWN in strong:
            return PerpetratorKind.UNKNOWN
        return next(iter((*power, *strong, *weak)), None)

    def _known(self, i: int) -> PerpetratorKind | None:
        word = self.parsed.words[i]
        if not word.stems:
            return self.known.get(word.lower) or self.known.get(word.lemma)
        # Kazakh stems, the longest first: "әкімдігі" is no "әкім".
        forms = (word.lower, word.lemma, *sorted(word.stems, key=len, reverse=True))
        return next((kind for form in forms if (kind := self.known.get(form))), None)

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
        if self.parsed.lang == "kk" and not (self._known(word) or self._is_weak(word)):
            # Without a parser any word could head a phrase: the head must name a body itself.
            kind = self._of_entity(word)
            return Agent(word, word, kind, is_direct) if kind else None
        if self.parsed.words[word].lower in self.pronouns or self._only_tells(word):
            return None
        first, last = phrase_of(self.parsed, word, is_weak=self._is_weak(word))
        kind = self.kind(first, last, word) or self._of_entity(word)
        if kind is None:
            return None
        if self.parsed.words[word].pos == "PRON" and kind is PerpetratorKind.PRIVATE:
            return None
        return Agent(first, last, kind, is_direct)

    def _only_tells(self, word: int) -> bool:
        """Tell whether a word belongs to the name of a watchdog of the press."""
        names = (self.cast.entities[number].name for number, _ in self.cast.at.get(word, ()))
        return any(is_known(name, self.parsed.lang, "watchdogs") for name in names)

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
