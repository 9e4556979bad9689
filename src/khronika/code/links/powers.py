"""Candidates for who did an act: bodies and people that the text names near it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from khronika.code.fields import Agent, Agents
from khronika.code.links.asked import asks, is_called
from khronika.code.links.context import NEAR, Ground, Told, nearest
from khronika.code.parsed import Parsed, Word
from khronika.model.vocabulary import PerpetratorKind

KINDS = tuple(kind.value for kind in PerpetratorKind)
DEPS = (
    *("nsubj", "nsubjpass", "pobj", "dobj", "poss", "conj", "appos", "compound", "ROOT"),
    *("nsubj:pass", "obl:agent", "obl", "obj", "iobj", "nmod"),
)
CASES = ("Nom", "Ins", "Gen", "Dat", "Acc")
SLOTS = ("subj", "obj", "by", "owner", "poss", "gsubj", "gobj", "of", "from", "to", "at", "for")

FEATURES: tuple[str, ...] = (
    *NEAR,
    "subject of the act",
    "is victim",
    "is a victim elsewhere",
    "speaks",
    "has article",
    "is named person",
    "is plural",
    "times told",
    "kinds in sentence",
    "agent of others",
    "governs",
    "complains",
    "is agent of a verb",
    "words",
    *(f"kind {kind}" for kind in KINDS),
    *(f"dep {dep}" for dep in DEPS),
    *(f"slot {slot}" for slot in SLOTS),
    *(f"case {case}" for case in CASES),
    "network read",
    "network odds of kind",
)
_COMPLAINTS = frozenset(
    ("file", "lodge", "complaint", "complain", "claim", "lawsuit", "suit", "sue", "petition")
)
_BACK, _ON = 8, 4
_AS_NOUN = frozenset(("nsubj", "obl:agent", "obl", "conj", "nmod", "iobj"))


def _may_act(word: Word) -> bool:
    """Tell whether a word may name who acted: a noun, or what stands for one in Russian."""
    if word.dep in {"compound", "flat:name", "amod"}:
        return False
    if word.pos in {"NOUN", "PROPN", "PRON", "X"}:
        return True
    # "неизвестные", "нападавшие", "двое": adjectives, participles and numbers as subjects.
    return word.pos in {"ADJ", "NUM", "VERB"} and word.dep in _AS_NOUN and "Fin" not in word.tag


def _counts(parsed: Parsed, i: int) -> bool:
    """Tell whether a number counts the noun after it: "трое суток", not "двое напали"."""
    following = parsed.words[i + 1] if i + 1 < len(parsed.words) else None
    return following is not None and following.pos in {"NOUN", "ADJ", "PROPN"}


class PowerChoice:
    """The bodies and people of one text that may have acted."""

    def __init__(self, ground: Ground, agents: Agents) -> None:
        self.ground, self.agents = ground, agents
        parsed = ground.parts.parsed
        found: dict[int, Agent] = {}
        for i, word in enumerate(parsed.words):
            if not _may_act(word) or word.pos == "NUM" and _counts(parsed, i):
                continue
            agent = agents.agent(i, is_direct=False)
            if agent is not None and not (parsed.lang == "ru" and is_called(parsed, i)):
                found[i] = agent
        inner = {
            i
            for i, one in found.items()
            for j in range(max(0, i - 12), i)
            if j in found and found[j].last >= i and found[j].kind is one.kind
        }
        self.found = {i: agent for i, agent in found.items() if i not in inner}
        self.heads = sorted(self.found)
        self.texts = Counter(parsed.surface(a.first, a.last).lower() for a in self.found.values())
        self.acting = self._acting()
        self.own_rows: dict[int, tuple[list[float], list[float]]] = {}

    def _acting(self) -> set[int]:
        """Answer the words that are agents of some trigger."""
        out: set[int] = set()
        for trigger, arguments in zip(
            self.ground.parts.triggers, self.ground.parts.arguments, strict=True
        ):
            if trigger.slot in {"obj", "owner", "to"}:
                out |= {a.word for a in arguments if a.slot == "subj"}
        return out

    def _by(self, i: int) -> int | None:
        """Answer what the words `by X` hang on."""
        words = self.ground.parts.parsed.words
        head = words[i].head
        if words[i].dep == "obl:agent":
            return head
        return words[head].head if words[head].lower in {"by", "from"} else None

    def _complains(self, i: int) -> bool:
        """Tell whether somebody filed, brought or lodged something: `a claim filed by X`."""
        words = self.ground.parts.parsed.words
        above = self._by(i)
        heads = {words[above].lemma} if above is not None else set()
        if words[i].dep == "nsubj":
            heads.add(words[words[i].head].lemma)
            heads |= {words[k].lemma for k in self.ground.parts.parsed.children[words[i].head]}
        return bool(heads & _COMPLAINTS)

    def candidates(self, told: Told) -> list[tuple[Agent, list[float]]]:
        """Answer who is named within reach of an act, each with its row."""
        parsed = self.ground.parts.parsed
        words, here = parsed.words, told.sentence.number
        own = {i for m in told.entity.mentions for i in range(m.first, m.last + 1)}
        reach = (range(3), range(max(3, here - _BACK), here + _ON + 1))
        near = nearest(
            [i for part in reach for i in self._heads_of(part) if i not in own], told.anchor
        )
        direct: set[int] = set()
        if told.trigger is not None:
            heads = self.agents.of(told.trigger, list(told.arguments), told.entity)
            direct = {i for a in heads for i in range(a.first, a.last + 1)}
        kinds: dict[int, set[PerpetratorKind]] = {}
        for i in near:
            kinds.setdefault(words[i].sentence, set()).add(self.found[i].kind)
        slots: dict[int, set[str]] = {}
        for argument in told.arguments:
            slots.setdefault(argument.word, set()).add(argument.slot)
        return [
            (
                self.found[i],
                self._row(told, i, near, i in direct, len(kinds[words[i].sentence]), slots.get(i)),
            )
            for i in near
        ]

    def askers(self, told: Told) -> list[Agent]:
        """Answer the bodies that wanted the act, as its own sentence says (Russian)."""
        parsed = self.ground.parts.parsed
        if parsed.lang != "ru" or told.type not in _WANTED:
            return []
        here = range(told.sentence.first, told.sentence.last)
        found = (self.agents.agent(i, is_direct=False) for i in here if asks(parsed, i))
        return [agent for agent in found if agent is not None]

    def _heads_of(self, numbers: range) -> Sequence[int]:
        """Answer the heads that stand in a run of sentences."""
        sentences = self.ground.parts.parsed.sentences[numbers.start : numbers.stop]
        if not sentences:
            return ()
        low = bisect_left(self.heads, sentences[0].first)
        return self.heads[low : bisect_left(self.heads, sentences[-1].last)]

    def _row(
        self,
        told: Told,
        i: int,
        near: Sequence[int],
        is_direct: bool,
        kinds: int,
        slots: set[str] | None,
    ) -> list[float]:
        if i not in self.own_rows:
            self.own_rows[i] = self._own_row(i)
        cast = self.ground.parts.cast
        before, after = self.own_rows[i]
        return [
            *self.ground.near(told, i, near, self.found[i].first),
            float(is_direct),
            float(any(e in told.entity.members for e, _ in cast.at.get(i, ()))),
            *before,
            float(kinds),
            *after[:_AT_SLOTS],
            *([float(slot in slots) for slot in SLOTS] if slots else _NO_SLOTS),
            *after[_AT_SLOTS:],
            float(told.heads is not None),
            told.heads.agents[self.found[i].kind.value] if told.heads else 0.0,
        ]

    def _own_row(self, i: int) -> tuple[list[float], list[float]]:
        """Answer what is the same for every act: from "is a victim elsewhere" on."""
        parsed, lexicon, cast = (
            self.ground.parts.parsed,
            self.ground.parts.lexicon,
            self.ground.parts.cast,
        )
        words, agent = parsed.words, self.found[i]
        entities = [cast.entities[e] for e, _ in cast.at.get(i, ())]
        head = words[words[i].head]
        text = parsed.surface(agent.first, agent.last).lower()
        before = words[agent.first - 1].lower if agent.first else ""
        return [
            float(any((e.role or "") in {"journalist", "outlet", "blogger"} for e in entities)),
            float(words[i].dep == "nsubj" and head.lemma in lexicon.terms["reporting"]),
            float(words[agent.first].lower in {"the", "a", "an"} or before in {"the", "a", "an"}),
            float(any(e.kind == "person" and e.name for e in entities)),
            float(words[i].tag in {"NNS", "NNPS"} or words[i].tag.endswith("|Plur")),
            float(min(9, self.texts[text])),
        ], [
            float(i in self.acting),
            float(head.pos in {"VERB", "AUX"}),
            float(self._complains(i)),
            float(self._by(i) is not None),
            float(agent.last - agent.first + 1),
            *(float(agent.kind.value == kind) for kind in KINDS),
            *(float(words[i].dep == dep) for dep in DEPS),
            *(float(f"Case={case}" in words[i].tag) for case in CASES),
        ]


_WANTED = frozenset(("censorship", "shutdown", "access", "dismissal", "search", "detention"))
"""Acts that one body does because another asks; for charges and suits, see `taken`."""
_AT_SLOTS = 5 + len(KINDS) + len(DEPS)
_NO_SLOTS = [0.0] * len(SLOTS)
_DIRECT, _COMPLAINS = FEATURES.index("subject of the act"), FEATURES.index("complains")
_SAME = FEATURES.index("same sentence")
_COMPLAINED = ("charge", "lawsuit", "conviction")


def taken(
    rows: Sequence[Sequence[float]], chances: Sequence[float], kind: str, threshold: float
) -> list[bool]:
    """Tell which candidates acted: the likely ones, and where grammar is plain, its subject.

    Whoever filed the complaint took part in a charge or suit (coding manual, "Perpetrators").
    One is enough; beside it, others must be likelier than not.

    Args:
        rows: candidates as `PowerChoice` answers them.
        chances: their probabilities.
        kind: type of the act.
        threshold: the least probability that is taken.
    """
    subjects = [
        row[_DIRECT] > 0 and c >= threshold / 2 for row, c in zip(rows, chances, strict=True)
    ]
    best = -1.0 if any(subjects) else max(chances, default=0.0)
    out = []
    for row, chance, is_subject in zip(rows, chances, subjects, strict=True):
        least = threshold if chance == best else max(threshold, OTHERS)
        complains = kind in _COMPLAINED and row[_COMPLAINS] > 0 and row[_SAME] > 0
        out.append(is_subject or complains or chance >= least)
    return out


OTHERS = 0.6
