"""Says which mixed pairs are acts, where grammar has a last word over both readers."""

import re
from collections.abc import Sequence

from khronika.code.cast.entities import POPULATION
from khronika.code.evidence import FEATURES, FLAGS, Pair, Weigher, is_explicit
from khronika.code.links.context import is_separate
from khronika.code.parsed import Parsed
from khronika.code.reader import Parts

_HERE = FEATURES.index("triggers in its sentences")
_NEAR = tuple(
    FEATURES.index(f"trigger{where}") for where in (" in next sentence", " in sentence before")
) + (_HERE,)
_FLAGGED = tuple(FEATURES.index(flag) for flag in FLAGS)
_QUOTED = FEATURES.index("quoted")
_TO_COME = frozenset(("will", "'ll", "would", "shall", "could", "might", "may"))
_THREATENED = 0.65
_BESIDE = 0.1
_SURE = 0.35
_FIXED, _TOLD, _NEARLY = 0.75, 0.7, 0.3
_LEAST = 0.2
_CERTAIN, _ALONE = 0.9, 0.28
_PLAINLY, _KILLED = 0.95, 0.15
_RARE = {"designation": ("en", "ru"), "surveillance": ("en",)}
"""Types that few reports tell, by languages."""
_SILENT, _VAGUE, _LED = 0.175, 0.225, 0.05


class Taker:
    """Decides on the mixed pairs of one text."""

    def __init__(self, parts: Parts, weigher: Weigher, threshold: float) -> None:
        self.parts, self.weigher, self.threshold = parts, weigher, threshold

    def is_taken(self, pair: Pair, staged: float) -> bool:
        """Tell whether a pair of mixed probability is an act; `staged` is the first reader's.

        The direct victim of a word that is not denied, supposed or demanded is taken where the
        staged reader is sure enough, unless the network is nearly sure that it is none. A pair
        without a word for its act in any sentence that names the entity is refused where those
        sentences open a case of their own, and must be 0.1 surer where the words in the
        neighbouring sentences have victims already (of 11 such pairs out of fold, 3 were right).
        A group beside a word for the act that does not lead to it is refused where the staged
        reader doubts it (of 16 such pairs, 4).
        """
        if self._is_killed_staff(pair):
            return True
        if self.is_too_vague(pair):
            return False
        if self._is_listed(pair) or self._is_threatened(pair, staged):
            return True
        if pair.probability < self.threshold:
            flagged = any(pair.row[flag] for flag in _FLAGGED)
            score = pair.claim.score if pair.claim is not None and not flagged else 0.0
            if self.parts.parsed.lang == "ru" and score >= _FIXED and staged >= _TOLD:
                # "На газету составили протокол": no object, and the staged reader is sure.
                score += pair.probability >= _NEARLY
            return score >= 0.95 and self._is_sure_enough(pair, staged)
        if pair.probability < self.threshold + self._more(pair):
            return False
        if pair.claim is not None:
            return True
        if pair.row[_HERE] > 0:
            return pair.entity.kind != "group" or staged >= _LEAST
        sentences = [self.parts.parsed.sentences[n] for n in pair.sentences]
        if all(is_separate(self.parts.parsed, sentence) for sentence in sentences):
            return False
        return pair.probability >= self.threshold + _BESIDE or not self._is_spoken_for(pair)

    def _is_killed_staff(self, pair: Pair) -> bool:
        """Tell whether a killing has guards, fixers and the like as its plain object.

        "A bomb at the station killed two guards": the readers see the station alone.
        """
        entity, claim = pair.entity, pair.claim
        if pair.type != "killing" or claim is None or claim.score < _PLAINLY:
            return False
        is_counted = entity.count is not None or entity.kind == "person" and not entity.name
        if entity.role != "media_worker" or not is_counted or pair.probability < _KILLED:
            return False
        return not any(pair.row[flag] for flag in (*_FLAGGED, _QUOTED))

    def _is_listed(self, pair: Pair) -> bool:
        """Tell whether the main clause lists somebody as an agent or the like, or watches them.

        "The ministry declared reporter X a foreign agent", "the authorities had been monitoring
        X's messages" can mean nothing else, and both readers have seen too few.
        """
        claim = pair.claim
        if self.parts.parsed.lang not in _RARE.get(pair.type, ()) or claim is None:
            return False
        is_watched = (
            pair.type == "surveillance" and pair.entity.name and pair.entity.kind == "person"
        )
        if claim.score < _PLAINLY or not (is_watched or is_explicit(pair)):
            return False
        words, anchor = self.parts.parsed.words, claim.trigger.anchor
        beside = {words[i].lower for i in self.parts.parsed.children[anchor]}
        if words[anchor].dep.lower() != "root" or beside & _TO_COME:
            return False
        return not any(pair.row[flag] for flag in (*_FLAGGED, _QUOTED))

    def _is_threatened(self, pair: Pair, staged: float) -> bool:
        """Tell whether the main clause of a Russian sentence threatens a person named there.

        "Журналистке Нине Раевой угрожают убийством": the dative is the verb's only object, and
        the network doubts a report of a threat alone.
        """
        claim = pair.claim
        if self.parts.parsed.lang != "ru" or pair.type != "threat" or claim is None:
            return False
        if staged < _THREATENED or not pair.entity.name or pair.entity.kind != "person":
            return False
        if claim.slot not in {"owner", "to"} or claim.trigger.slot != "obj":
            return False
        is_main = self.parts.parsed.words[claim.trigger.anchor].dep.lower() == "root"
        return is_main and not any(pair.row[flag] for flag in (*_FLAGGED, _QUOTED))

    def _is_sure_enough(self, pair: Pair, staged: float) -> bool:
        """Tell whether the readers together do not rule out the direct victim of a word.

        One of them may doubt: the network an odd name, the staged reader somebody without one.
        """
        if staged >= _CERTAIN:
            return pair.probability >= _LEAST / 2
        return pair.probability >= (_LEAST if staged >= _SURE else _ALONE)

    def _more(self, pair: Pair) -> float:
        """Answer how much surer a pair must be without a word for the act near by.

        In English and Kazakh reports of our day such acts are oftenest wrong.
        """
        if self.parts.parsed.lang not in {"en", "kk"}:
            return 0.0
        return _SILENT if pair.claim is None and not any(pair.row[n] for n in _NEAR) else 0.0

    def is_too_vague(self, pair: Pair) -> bool:
        """Tell whether a pair is not sure enough for a group or for people without a name.

        In English reports of our day they are right in 5 of 24 where the mixture is below .7, in
        26 of 29 above. A group that a word for the act leads to is asked less.
        """
        entity = pair.entity
        if self.parts.parsed.lang != "en" or entity.noun == POPULATION:
            return False
        is_vague = entity.kind == "group" or entity.kind == "person" and not entity.name
        is_plain = pair.claim is not None and pair.claim.score >= _PLAINLY
        return is_vague and pair.probability < self.threshold + (_LED if is_plain else _VAGUE)

    def _is_spoken_for(self, pair: Pair) -> bool:
        """Tell whether every word for the act in the neighbouring sentences has its victim."""
        words, weigher = self.parts.parsed.words, self.weigher
        near = [
            number
            for number, trigger in enumerate(weigher.found)
            if trigger.type == pair.type
            and any(abs(words[trigger.anchor].sentence - s) == 1 for s in pair.sentences)
        ]
        claims = [weigher.by_trigger.get(number, {}) for number in near]
        others = [[v for who, v in c.items() if who != pair.entity.id] for c in claims]
        return bool(near) and all(max(scores, default=0.0) >= 0.7 for scores in others)


_PRESS = frozenset(("journalist", "blogger", "media_worker"))
_FAINT = 0.04
_SUFFERED = frozenset(("obj", "owner"))


def told_alone(pairs: Sequence[Pair], parsed: Parsed) -> list[Pair]:
    """Answer what a text says was done to somebody of the press without a name.

    For texts of which nothing else is taken: "На площади задержали журналиста". The network has
    met few such, and where one of the press is named the unnamed is mostly the same person;
    without, the plain object of a word for an act is its victim. One of each type is taken. In
    Kazakh so are people who were held or fined for what they wrote (`_has_written`).

    Args:
        pairs: the mixed pairs of the text.
        parsed: the text.
    """
    people = [pair.entity for pair in pairs if pair.entity.kind == "person"]
    if any(person.name and person.role in _PRESS for person in people):
        return []
    best: dict[str, Pair] = {}
    for pair in pairs:
        entity = pair.entity
        is_vague = entity.kind == "person" and not entity.name or entity.count is not None
        if not is_vague or not (_is_of_press(pair) or _has_written(pair, parsed)):
            continue
        if pair.type not in best or best[pair.type].probability < pair.probability:
            best[pair.type] = pair
    return list(best.values())


def _is_of_press(pair: Pair) -> bool:
    claim = pair.claim
    if pair.entity.role not in _PRESS or pair.probability < _FAINT:
        return False
    if claim is None or claim.score < _PLAINLY or claim.trigger.slot not in _SUFFERED:
        return False
    return not any(pair.row[flag] for flag in (*_FLAGGED, _QUOTED))


_PENAL = frozenset(("conviction", "charge", "detention"))
_WRITTEN = re.compile(
    r"жазба|пост|желі|facebook|фейсбук|instagram|инстаграм|whatsapp|ватсап|telegram|телеграм|"
    r"tiktok|тикток|youtube|ютуб|пікір|комментарий|жалған\s+(?:ақпарат|мәлімет)|парақша"
)


def _has_written(pair: Pair, parsed: Parsed) -> bool:
    """Tell whether a Kazakh sentence punishes an ordinary person beside a word for writing.

    "Тұрғынға WhatsApp тобындағы жазбасы үшін айыппұл салынды": courts report them without names.
    """
    claim = pair.claim
    if parsed.lang != "kk" or pair.type not in _PENAL or claim is None:
        return False
    if pair.entity.role != "citizen" or pair.entity.kind != "person" or claim.score < _PLAINLY:
        return False
    is_supposed = any(pair.row[flag] for flag in _FLAGGED if FEATURES[flag] != "negated")
    if is_supposed or pair.row[_QUOTED]:
        return False
    sentence = parsed.sentence_of(claim.trigger.anchor)
    before = parsed.sentences[max(0, sentence.number - 1)]
    return _WRITTEN.search(parsed.text[before.start : sentence.end].lower()) is not None
