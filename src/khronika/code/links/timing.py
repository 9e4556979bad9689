"""How a date and an act stand in time: what governs the date, what the act's sentence hints at.

A language's hints are words that point back ("earlier", "ранее", "бұған дейін"), that go on from
what was told before ("then", "затем", "содан кейін") or that tell what still lasts.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from khronika.code.dates import When
from khronika.code.links.context import Ground, Told
from khronika.code.parsed import Parsed, Sentence
from khronika.model.date import PartialDate

RULES = (
    "full", "day", "span", "month", "bare month", "year", "weekday", "relative", "ordinal",
    "same", "next", "before", "ago", "after", "last unit", "earlier", "rank", "season", "month's",
    "short", "year of report",
)  # fmt: skip
BESIDE: Mapping[str, frozenset[str]] = {
    "in": frozenset(("в", "во", "in", "at", "during")),
    "on": frozenset(("on", "на")),
    "since": frozenset(("с", "со", "since", "from")),
    "until": frozenset(("до", "until", "till", "by", "к")),
    "of": frozenset(("от", "of", "dated", "за")),
    "after": frozenset(("после", "after", "через", "спустя")),
    "before": frozenset(("перед", "before")),
    "to": frozenset(("to", "по", "and", "и")),
}
"""Classes of the word before a date, in any language."""
BEHIND: Mapping[str, re.Pattern[str]] = {
    "comma": re.compile(r"\s*,"),
    "stop": re.compile(r"\s*(?:[.:;]|[–—-]\s|$)"),
    "bracket": re.compile(r"\s*\)"),
    "since": re.compile(r"\s*(?:бастап|бері)\b"),
    "until": re.compile(r"\s*(?:дейін|шейін)\b"),
    "after": re.compile(r"\s*(?:кейін|соң)\b"),
    "of": re.compile(r"\s*(?:күнгі|айындағы|жылғы)\b"),
}
_PAST = {
    "en": r"\b(?:earlier|previously|in the past|already|once|former(?:ly)?|years ago|before that|recall\w*|last time|had (?:been|already|also)|prior|back in|first time|used to)\b",  # noqa: E501  # one pattern, one line
    "ru": r"\b(?:ранее|раньше|уже|прежде|до этого|до того|напомн\w+|в прошлом|когда-то|в своё время|в свое время|прошл\w+|тогда|дважды|впервые|ещё в|еще в|до сих пор|предыдущ\w+|вспомина\w+)\b",  # noqa: E501  # one pattern, one line
    "kk": r"\b(?:бұрын\w*|бұған дейін|осыған дейін|оған дейін|еске сал\w*|өткен|кезінде|алдында|алғаш\w*|былтыр\w*)\b",  # noqa: E501  # one pattern, one line
}
_ON = {
    "en": r"\b(?:then|later|after that|afterwards?|soon|that (?:morning|evening|night|day)|the same|hours?|minutes?|meanwhile|also|at (?:night|dawn|noon)|in the (?:morning|evening|afternoon)|overnight|immediately|following)\b",  # noqa: E501  # one pattern, one line
    "ru": r"\b(?:затем|потом|позже|позднее|после (?:этого|чего)|тут же|сразу|вскоре|утром|вечером|ночью|дн[её]м|к (?:вечеру|утру|ночи|полудню)|наутро|час\w*|минут\w*|параллельно|одновременно|там же|тот же|тогда же|также|тоже|заодно|тем временем)\b",  # noqa: E501  # one pattern, one line
    "kk": r"\b(?:содан|кейін|кейінірек|сосын|сол|түн\w*|таң\w*|кеш\w*|сағат\w*|минут\w*|сонымен|сондай-ақ|бірден|көп ұзамай)\b",  # noqa: E501  # one pattern, one line
}
_NOW = {
    "en": r"\b(?:remains?|still|now|currently|is being|today|continues?|so far|to date|yet)\b",
    "ru": r"\b(?:остаётся|остается|остаются|сейчас|по-прежнему|теперь|находится|находятся|пока|сегодня|всё ещё|все еще|на данный момент|неизвестн\w+|ждёт|ждет|продолжа\w+)\b",  # noqa: E501  # one pattern, one line
    "kk": r"\b(?:әлі|қазір\w*|отыр|жатыр|бүгін\w*|белгісіз)\b",
}
_PAPER = re.compile(
    r"(?:номер|выпуск|стать|публикац|пост|материал|опубликова|закон|кодекс|приказ|постановлен|решени|"
    r"определен|указ|договор|письм|родил|издани|эфир|запись|видео|issue|edition|article|post|"
    r"publish|story|report|law|act|code|decree|order|ruling|letter|statement|born|broadcast|"
    r"мақала|жаз|заң|бұйр|қаулы|шешім|хат|жарияла|туған|видео)"
)
FEATURES: tuple[str, ...] = (
    *(f"rule {name}" for name in RULES),
    *(f"beside {name}" for name in BESIDE),
    *(f"behind {name}" for name in BEHIND),
    "begins sentence",
    "is sentence",
    "is first of block",
    "is only of block",
    "is only of text",
    "sentence is short",
    "governor is verb",
    "governor is noun",
    "governor is past",
    "governor reports",
    "governor is of paper",
    "governor is a trigger",
    "governor is in a clause of its own",
    "date's sentence looks back",
    "date's sentence goes on",
    "rank in time",
    "is earliest",
    "governor is anchor",
    "governor is trigger of type",
    "path in grammar",
    "dates between",
    "is heading above",
    "victim in date's sentence",
    "victim in date's block",
    "words between of victim",
    "sentence tells the type",
    "words to a word of the type",
    "words of other types nearer",
    "types in date's sentence",
    "is last of story before",
    "others named in date's sentence",
    "others named between",
    "is first of text",
    "dates before act",
    "act looks back",
    "act goes on",
    "act lasts",
    "act is past",
    "act is present",
    "act is perfective",
    "act is passive",
    "act is in a clause of its own",
    "act has trigger",
    "act's place in block",
    "act's block has a date before",
    "act's block is first",
    "blocks in text",
    "days told in text",
    "day of report is told",
    "act's sentence length",
    "act's sentences",
)
_FAR = 60.0
_MOST_NAMES = 60
"""So many names are counted between an act and a date."""
_ASIDE = frozenset(("acl", "acl:relcl", "relcl", "advcl", "parataxis"))


def in_time(start: PartialDate | None) -> tuple[int, int, int]:
    """Answer a key that sorts dates by time; what is left out stands first."""
    if start is None:
        return (0, 0, 0)
    return start.year or 0, start.month or 0, start.day or 0


class Timing:
    """The dates of one text, and how each stands to an act in time."""

    def __init__(
        self,
        ground: Ground,
        whens: Sequence[When],
        words: Sequence[int],
        today: PartialDate | None,
    ) -> None:
        """Lay out the dates.

        Args:
            ground: the text.
            whens: its dates.
            words: the first word of each date.
            today: the day of the report.
        """
        self.ground, self.whens, self.words = ground, whens, words
        parsed = ground.parts.parsed
        self.parsed: Parsed = parsed
        self.lang = parsed.lang if parsed.lang in _PAST else "ru"
        self.sorted = sorted(set(words))
        self.times = sorted({in_time(w.start) for w in whens})
        self.blocks: dict[int, list[int]] = {}
        for word in self.sorted:
            self.blocks.setdefault(parsed.sentence_of(word).block, []).append(word)
        self.types: dict[int, set[str]] = {}
        for trigger in ground.parts.triggers:
            self.types.setdefault(trigger.anchor, set()).add(trigger.type)
        self.has_today = any(w.start == today for w in whens) if today else False
        self.own: dict[int, list[float]] = {}
        self.acts: dict[tuple[int, int, str], list[float]] = {}
        self.hints: dict[int, tuple[float, float, float]] = {}
        self.headings = [w for w in self.sorted if self._is_heading(w)]
        self.governors = [self._governor(n) for n in range(len(words))]
        self.story = sorted({w for n, w in enumerate(words) if self._goes_on(n)})
        self.told_in: dict[int, list[int]] = {}
        for anchor in sorted(self.types):
            self.told_in.setdefault(parsed.words[anchor].sentence, []).append(anchor)
        # Heads of names, in order, and whose they are.
        self.named = sorted(
            (m.head, e.id)
            for e in ground.parts.cast.entities
            if e.name and e.kind == "person"
            for m in e.mentions
            if m.how == "name"
        )
        self.name_words = [word for word, _ in self.named]

    def _is_heading(self, word: int) -> bool:
        """Tell whether a date begins a block or stands alone: `17 March.` above an entry."""
        here = self.parsed.sentence_of(word)
        first, _ = self.ground.blocks[here.block]
        return word - first <= 2 and not self.whens[self.words.index(word)].is_until

    def _goes_on(self, n: int) -> bool:
        """Tell whether a date carries the story on: no bound, no bare year, no aside."""
        when, governor = self.whens[n], self.governors[n]
        is_paper = bool(_PAPER.match(self.parsed.words[governor].lemma))
        is_back = when.is_until or when.rule in {"year", "before", "earlier", "season"}
        return not (is_back or is_paper or self.is_aside(governor))

    def _others(self, first: int, last: int, own: int) -> int:
        """Count the persons other than the victim who are named from one word to another."""
        low, high = bisect_left(self.name_words, first), bisect_left(self.name_words, last)
        return len({who for _, who in self.named[low : min(high, low + _MOST_NAMES)]} - {own})

    def _types_near(self, told: Told, word: int, sentence: int) -> list[float]:
        """Answer how the words for acts in a date's sentence stand to the date."""
        told_here = self.told_in.get(sentence, ())
        own = min((abs(a - word) for a in told_here if told.type in self.types[a]), default=None)
        near = _FAR if own is None else float(own)
        others = sum(abs(a - word) < near for a in told_here if told.type not in self.types[a])
        kinds = {kind for a in told_here for kind in self.types[a]}
        return [float(own is not None), min(_FAR, near), float(min(9, others)), float(len(kinds))]

    def is_aside(self, word: int) -> bool:
        """Tell whether a word stands in a relative clause or with a participle of a noun."""
        words = self.parsed.words
        for _ in range(4):
            if words[word].dep in _ASIDE:
                return True
            if words[word].head == word:
                break
            word = words[word].head
        return False

    def _governor(self, n: int) -> int:
        """Answer the word that the words of a date hang on, over prepositions."""
        words, when = self.parsed.words, self.whens[n]
        at = self.words[n]
        for _ in range(6):
            head = words[at].head
            if head == at:
                break
            at = head
            is_inside = when.span.start <= words[at].start < when.span.end
            if not is_inside and words[at].pos not in {"ADP", "NUM"}:
                break
        return at

    def _hint(self, sentence: Sentence) -> tuple[float, float, float]:
        found = self.hints.get(sentence.number)
        if found is None:
            text = self.parsed.text[sentence.start : sentence.end].lower()
            found = self.hints[sentence.number] = (
                float(bool(re.search(_PAST[self.lang], text))),
                float(bool(re.search(_ON[self.lang], text))),
                float(bool(re.search(_NOW[self.lang], text))),
            )
        return found

    def of_date(self, n: int) -> list[float]:
        """Answer what is the same of a date for every act."""
        if n in self.own:
            return self.own[n]
        parsed, when, word = self.parsed, self.whens[n], self.words[n]
        words, here = parsed.words, parsed.sentence_of(word)
        before = words[word - 1].lower if word > here.first else words[word].lower
        own = words[word].lower
        governor = self.governors[n]
        top = words[governor]
        in_block = self.blocks[here.block]
        reporting = self.ground.parts.lexicon.terms["reporting"]
        tail = parsed.text[when.span.end : when.span.end + 12]
        looks_back, goes_on, _ = self._hint(here)
        rank = bisect_left(self.times, in_time(when.start))
        row = [
            *(float(when.rule == name) for name in RULES),
            *(float(before in group or own in group) for group in BESIDE.values()),
            *(float(bool(pattern.match(tail))) for pattern in BEHIND.values()),
            float(word - here.first <= 1),
            float(here.last - word <= 4 and word - here.first <= 1),
            float(word == in_block[0]),
            float(len(in_block) == 1),
            float(len(self.sorted) == 1),
            float(here.last - here.first <= 6),
            float(governor != word and top.pos in {"VERB", "AUX"}),
            float(governor != word and top.pos in {"NOUN", "PROPN"}),
            float(top.tag in {"VBD", "VBN"} or "Tense=Past" in top.tag),
            float(top.lemma in reporting),
            float(bool(_PAPER.match(top.lemma))),
            float(governor in self.types),
            float(self.is_aside(governor)),
            looks_back,
            goes_on,
            rank / max(1, len(self.times) - 1),
            float(rank == 0),
        ]
        self.own[n] = row
        return row

    def of_pair(self, told: Told, n: int) -> list[float]:
        """Answer how a date stands to an act."""
        word, anchor, governor = self.words[n], told.anchor, self.governors[n]
        here = self.parsed.sentence_of(word)
        low, high = min(word, anchor), max(word, anchor)
        at, last = bisect_right(self.headings, anchor), bisect_right(self.story, anchor)
        mentions = [m.head for m in told.entity.mentions]
        block = self.ground.blocks[here.block]
        return [
            float(governor == anchor),
            float(told.type in self.types.get(governor, ())),
            self._path(governor, anchor) if here.number == told.sentence.number else 9.0,
            float(min(9, max(0, bisect_left(self.sorted, high) - bisect_right(self.sorted, low)))),
            float(at > 0 and self.headings[at - 1] == word),
            float(any(here.first <= m < here.last for m in mentions)),
            float(any(block[0] <= m < block[1] for m in mentions)),
            min((float(abs(m - word)) for m in mentions), default=_FAR) if mentions else _FAR,
            *self._types_near(told, word, here.number),
            float(last > 0 and self.story[last - 1] == word),
            float(self._others(here.first, here.last, told.entity.id)),
            float(min(9, self._others(low, high, told.entity.id))),
            float(word == self.sorted[0]),
            float(min(9, bisect_left(self.sorted, anchor))),
        ]

    def _path(self, left: int, right: int) -> float:
        """Answer how many steps part two words of a sentence in grammar, or 9."""
        words = self.parsed.words
        above, at = {left: 0}, left
        for step in range(1, 8):
            if words[at].head == at:
                break
            at = words[at].head
            above.setdefault(at, step)
        at = right
        for step in range(8):
            if at in above:
                return float(min(9, above[at] + step))
            if words[at].head == at:
                break
            at = words[at].head
        return 9.0

    def of_act(self, told: Told) -> list[float]:
        """Answer what the act's own sentence says of its time."""
        key = told.sentence.number, told.anchor, told.type
        found = self.acts.get(key)
        if found is None:
            found = self.acts[key] = self._act(told)
        return [*found, float(min(9, len(told.sentences)))]

    def _act(self, told: Told) -> list[float]:
        words, sentence = self.parsed.words, told.sentence
        at = told.anchor
        for _ in range(4):
            if words[at].pos in {"VERB", "AUX"} or words[at].head == at:
                break
            at = words[at].head
        tag = words[at].tag
        first, last = self.ground.blocks[sentence.block]
        dates = self.blocks.get(sentence.block, ())
        return [
            *self._hint(sentence),
            float(tag in {"VBD", "VBN"} or "Tense=Past" in tag),
            float(tag in {"VBZ", "VBP", "VBG"} or "Tense=Pres" in tag),
            float("Aspect=Perf" in tag),
            float("Voice=Pass" in tag or words[at].dep in {"nsubjpass"}),
            float(self.is_aside(told.anchor)),
            float(told.trigger is not None),
            (told.anchor - first) / max(1, last - first),
            float(any(d < told.anchor for d in dates)),
            float(sentence.block <= 1),
            float(min(20, len(self.ground.blocks))),
            float(min(20, len(self.times))),
            float(self.has_today),
            float(min(60, sentence.last - sentence.first)),
        ]
