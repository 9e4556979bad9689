"""Candidates for the affiliation of a victim: the organisations of the text."""

import re

from khronika.code.cast.entities import Cast, Entity, Mention
from khronika.code.links.context import Ground, Told
from khronika.code.names.known import is_known

FEATURES: tuple[str, ...] = (
    "found by rule",
    "same sentence",
    "words apart",
    "outlet before",
    "sentences apart",
    "persons between",
    "outlets between",
    "marks between",
    "of between",
    "role between",
    "bracket before",
    "possessive between",
    "is outlet",
    "mentions",
    "outlets in text",
    "first in text",
    "mates of it",
    "victim mentions",
    "has rule answer",
    "rank",
    "in quotes",
    "words of name",
    "role journalist",
    "role media worker",
    "role known",
    "is group",
    "own members of it",
    "acts on it",
    "is a body of power",
    "is no name",
    "speaks",
    "other words between",
    "works between",
    "former between",
    "now between",
    "bracket shuts between",
    "dash between",
)
_WORKS = re.compile(
    r"(?:сотруднича|работа|редактир|возглав|руковод|ведущ|корреспондент|журналист|репортёр|репортер|оператор|фотограф|"
    r"редактор|сотрудник|автор|основател|обозревател|work|report|writ|edit|host|correspond|journalist|photograph|"
    r"cameraman|camerawoman|found|head|own|run|тілші|журналис|редактор|оператор|қызметкер|жұмыс)"
)
_FORMER = re.compile(r"(?:бывш|экс|раньше|ранее|прежде|former|ex$|previous|once|бұрын)")
_NOW = re.compile(r"(?:сейчас|теперь|ныне|нынешн|now|current|қазір)")
_LINKS = frozenset(
    (",", "and", "и", "а", "also", "также", "және", "мен", "пен", "бен", "«", "»", '"', "“", "”")
)
_MEDIA = frozenset(("сми", "масс-медиа", "media", "mass", "the", "бақ"))
_QUOTED = frozenset("\"'«“„")
_SAME = FEATURES.index("same sentence")
_BY_RULE, _HAS_RULE = FEATURES.index("found by rule"), FEATURES.index("has rule answer")
_AT_FORMER, _AT_NOW = FEATURES.index("former between"), FEATURES.index("now between")
_ROLES = {"journalist", "media_worker", "blogger"}


class OutletChoice:
    """The organisations of one text as employers."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        cast: Cast = ground.parts.cast
        terms = ground.parts.lexicon.terms
        self.kinds = terms["outlet_nouns"] | _MEDIA
        self.plain = terms["outlet_nouns"] | terms["media_words"] | {"сми", "media", "бақ"}
        self.bodies = frozenset().union(*ground.parts.lexicon.perpetrators.values())
        self.outlets = [
            e
            for e in cast.of("organisation")
            if e.name and not self._is_kind(e) and not self._tells(e)
        ]
        self.roles = frozenset().union(*ground.parts.lexicon.roles.values())
        self.count = sum(e.role == "outlet" for e in self.outlets)
        self.first = min((e.first for e in self.outlets), default=-1)
        self.people = sorted(
            m.head
            for e in cast.of("person")
            if e.name
            for m in e.mentions
            if m.how in {"name", "part"}
        )
        self.heads = sorted(m.head for e in self.outlets for m in e.mentions)
        self.named = {
            i
            for e in cast.of("person")
            for m in e.mentions
            if m.how in {"name", "part"}
            for i in range(m.first, m.last + 1)
        }
        self.own = {e.id: self._own(e) for e in self.outlets}

    def _is_kind(self, outlet: Entity) -> bool:
        """Tell whether the words name a kind of outlet and no outlet: `СМИ`, `the media`."""
        words = self.ground.parts.parsed.words
        before = words[outlet.first - 1].text if outlet.first else ""
        kinds = self.kinds
        own = words[outlet.first : outlet.last + 1]
        return before not in _QUOTED and all(w.lower in kinds or w.lemma in kinds for w in own)

    def _own(self, outlet: Entity) -> list[float]:
        """Answer what an organisation is by itself: a body of power, no name, a teller."""
        lexicon, words = self.ground.parts.lexicon, self.ground.parts.parsed.words
        bodies, plain = self.bodies, self.plain
        parts = words[outlet.first : outlet.last + 1]
        reporting = lexicon.terms["reporting"]
        heads = [words[m.head] for m in outlet.mentions[:12]]
        return [
            float(any(w.lemma in bodies or w.lower in bodies for w in parts)),
            float(all(w.lower in plain or w.lemma in plain for w in parts)),
            float(any(w.dep == "nsubj" and words[w.head].lemma in reporting for w in heads)),
        ]

    def _tells(self, body: Entity) -> bool:
        """Tell whether a body only reports or hears of it: a watchdog, `told X`, `X reports`."""
        parts = self.ground.parts
        if is_known(body.name, parts.parsed.lang, "watchdogs"):
            return True
        if parts.parsed.lang != "en":
            return False
        words, verbs = parts.parsed.words, parts.lexicon.terms["reporting"]
        heads = [words[m.head] for m in body.mentions]
        return bool(heads) and all(
            w.dep in {"nsubj", "dobj", "dative"} and words[w.head].lemma in verbs for w in heads
        )

    def candidates(self, told: Told) -> list[tuple[Entity, list[float]]]:
        """Answer the organisations of the text, each with its row; none for organisations."""
        victim = told.entity
        if victim.kind == "organisation" or not 0 < len(self.outlets) <= 60:
            return []
        apart = [self._apart(victim, e) for e in self.outlets]
        near = sorted((cost, n) for n, (cost, _, _) in enumerate(apart))
        rank = {n: at for at, (_, n) in enumerate(near)}
        staff = self._staff()
        found = [
            (e, self._row(victim, e, apart[n], rank[n], self._employed(e, staff)))
            for n, e in enumerate(self.outlets)
        ]
        # "A former reporter of X, now at Y" works for Y.
        was = any(row[_AT_FORMER] and row[_SAME] and not row[_AT_NOW] for _, row in found)
        if was and any(row[_AT_NOW] and row[_SAME] for _, row in found):
            found = [(e, row) for e, row in found if row[_AT_NOW] or not row[_AT_FORMER]]
            for _, row in found:
                if row[_AT_NOW] and row[_SAME]:
                    row[_BY_RULE] = row[_HAS_RULE] = 1.0
        return found

    def _apart(self, victim: Entity, outlet: Entity) -> tuple[int, Mention, Mention]:
        """Answer the two mentions that stand nearest, sentences weighing most."""
        words = self.ground.parts.parsed.words

        def cost(pair: tuple[Mention, Mention]) -> int:
            left, right = pair
            crossed = abs(words[left.head].sentence - words[right.head].sentence)
            weak = left.how not in {"name", "part"} and victim.name is not None
            return abs(left.head - right.head) + 25 * crossed + 15 * weak

        pairs = [(v, o) for v in victim.mentions[:12] for o in outlet.mentions[:12]]
        costs = [cost(pair) for pair in pairs]
        at = min(range(len(pairs)), key=costs.__getitem__)
        return costs[at], *pairs[at]

    def _row(
        self,
        victim: Entity,
        outlet: Entity,
        apart: tuple[int, Mention, Mention],
        rank: int,
        mates: set[int],
    ) -> list[float]:
        words = self.ground.parts.parsed.words
        cost, mine, theirs = apart
        low, high = (mine, theirs) if mine.head < theirs.head else (theirs, mine)
        inside = words[low.last + 1 : high.first] if high.first - low.last < 40 else []
        lowers = {w.lower for w in inside}
        roles = self.roles
        by_rule = victim.affiliation is not None and any(
            m.first <= victim.affiliation[0] <= m.last for m in outlet.mentions
        )
        before = words[theirs.first - 1].text if theirs.first else ""
        return [
            float(by_rule),
            float(words[mine.head].sentence == words[theirs.head].sentence),
            float(min(60, high.first - low.last)),
            float(theirs.head < mine.head),
            float(min(9, abs(words[mine.head].sentence - words[theirs.head].sentence))),
            float(min(9, self.ground.between(self.people, low.head, high.head))),
            float(min(9, self.ground.between(self.heads, low.head, high.head))),
            float(min(9, self.ground.between(self.ground.marks, low.head, high.head))),
            float(bool(lowers & {"of", "from", "with", "at", "for", "из", "с", "от"})),
            float(bool(lowers & roles) or any(w.lemma in roles for w in inside)),
            float(before in {"(", "["}),
            float(
                bool(
                    lowers & {"its", "'s", "’s", "his", "her", "their", "whose", "его", "их", "её"}
                )
            ),
            float(outlet.role == "outlet"),
            float(min(9, len(outlet.mentions))),
            float(self.count),
            float(self.first == outlet.first),
            float(len(mates - {victim.id})),
            float(min(9, len(victim.mentions))),
            float(victim.affiliation is not None),
            float(rank),
            float(before in _QUOTED),
            float(outlet.last - outlet.first + 1),
            float(victim.role == "journalist"),
            float(victim.role == "media_worker"),
            float(victim.role is not None and victim.role not in _ROLES),
            float(victim.kind == "group"),
            float(len(mates & set(victim.members))),
            float(min(200, cost)),
            *self.own[outlet.id],
            *self._between(low.last + 1, high.first),
        ]

    def _between(self, first: int, last: int) -> list[float]:
        """Answer what the words between a victim and an organisation say of work."""
        words = self.ground.parts.parsed.words
        if last - first > 60:
            return [60.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        inside = [words[i] for i in range(first, last) if i not in self.named]
        return [
            float(sum(w.text not in _LINKS for w in inside)),
            float(any(_WORKS.match(w.lower) for w in inside)),
            float(any(_FORMER.match(w.lower) for w in inside)),
            float(any(_NOW.match(w.lower) for w in inside)),
            float(any(w.text == ")" for w in inside)),
            float(any(w.text in {"—", "–", "-"} for w in inside)),
        ]

    def _staff(self) -> dict[int, list[int]]:
        """Answer who works for the outlet that begins at a word, as it is known by now."""
        staff: dict[int, list[int]] = {}
        for person in self.ground.parts.cast.of("person"):
            if person.affiliation:
                staff.setdefault(person.affiliation[0], []).append(person.id)
        return staff

    def _employed(self, outlet: Entity, staff: dict[int, list[int]]) -> set[int]:
        return {
            person
            for mention in outlet.mentions
            for word in range(mention.first, mention.last + 1)
            for person in staff.get(word, ())
        }
