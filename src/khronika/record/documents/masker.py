"""Hides names in texts, addresses and file names, and looks through what is finished once more.

Whose names these are is decided in `khronika.record.masking`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from rapidfuzz.distance import Levenshtein

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.model.span import Span
from khronika.model.vocabulary import Level
from khronika.record.documents.lookalikes import unmixed
from khronika.record.documents.runs import runs_of
from khronika.record.documents.snapshot import SourceRow
from khronika.record.documents.texts import (
    FILLER,
    cut,
    exact,
    flat,
    join_spans,
    loosened,
    span_or_none,
    spelled,
    texts,
    whole_words,
)
from khronika.record.naming import WITHHELD
from khronika.script.writing import UNSPACED, script

_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’-](?=[^\W\d_]))*")
_LONGEST_MENTION = 80
BARS = f" {FILLER}|{FILLER} "


class NameLeaks(RecordError):
    """A document would hold the name of somebody who may not be named."""


class Finder(Protocol):
    """Finds names in a text, whatever their script, case and inflection."""

    def __call__(self, text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
        """Answer start and end of each hit, as `khronika.script.find_folded` does."""
        ...


def _is_spelled(word: str, part: str, has_capital: bool) -> bool:
    """Tell whether a word is a form of a part of a name in its own script."""
    # A word in small letters is taken for a name only where the whole part stands in it: "made"
    # is no form of "Madi", while a name typed without its capital is still hidden.
    cut = 0 if not has_capital else 2 if len(part) > 6 else 1
    stem = part[: max(3, len(part) - cut)]
    if word.startswith(stem) and len(word) <= len(part) + 6:
        return True
    if part in word and len(part) >= 6:
        return True
    return has_capital and Levenshtein.distance(word, part) <= len(part) // 5


def _over_whole_names(text: str, masks: Iterable[Span], named: Iterable[str]) -> Iterator[Span]:
    """Widen masks over names of which they cover a part, where no blank parts words.

    Half of such a name is found by no search, so that nobody could take it back later.
    """
    unspaced = list(exact(text, [name for name in named if script(name) in UNSPACED]))
    for mask in masks:
        yield mask
        yield from (name for name in unspaced if name.overlaps(mask))


def _is_one_word(text: str, hit: Span) -> bool:
    return len(_WORDS.findall(hit.of(text))) < 2


@dataclass(frozen=True, slots=True)
class Masker:
    """All that must be hidden at one level, and the search that finds it.

    `names` are those of withheld people, of which parts are hidden too, `phrases` those of
    withheld bodies, hidden as a whole; `named` are the names of people that may be shown: a
    surname inside one of these is not hidden because somebody withheld shares it; `brought` are
    facts that decided that and that no cell shows, for the second person to approve. `bodies` are
    names of bodies: one of their words may be somebody's surname, but never the whole name of
    somebody withheld. `mentions` are the spans of withheld parties by source.
    """

    level: Level
    names: tuple[str, ...]
    named: tuple[str, ...]
    mentions: Mapping[str, tuple[Span, ...]]
    find: Finder
    phrases: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    brought: tuple[tuple[str, int], ...] = ()

    def hits(self, text: str) -> list[Span]:
        """Answer where a text names somebody withheld."""
        found = self._found(text)
        for same in (unmixed(text) or ()) if self.names else ():
            found += self._found(same)  # letter for letter as long: offsets are those of the text
        found += exact(text, self.phrases)
        shown = list(exact(text, self.named)) if found else []
        within = list(exact(text, self.bodies)) if found else []
        return [
            hit
            for hit in found
            if not any(name.start <= hit.start and hit.end <= name.end for name in shown)
            and not any(
                body.start <= hit.start and hit.end <= body.end and _is_one_word(text, hit)
                for body in within
            )
        ]

    def _found(self, text: str) -> list[Span]:
        """Answer where a writing of a text names somebody withheld, as it stands or loosened."""
        found = [Span(start, end) for start, end in self.find(text, self.names)]
        if self.names and (loose := loosened(text)):
            writing, offsets = loose
            found += [
                Span(offsets[start], offsets[end - 1] + 1)
                for start, end in self.find(writing, self.names)
            ]
        return [hit for hit in found if self._is_a_spelling(hit.of(text))]

    def _is_a_spelling(self, words: str) -> bool:
        """Tell whether a hit is more than a common word that sounds like a part of a name.

        Sounds are compared across scripts; within the script of a name a lone word must be
        spelled like it, but for endings and, where it has a capital, for a letter in five.
        """
        tokens = [word for word in _WORDS.findall(words) if len(word) > 1]
        if len(tokens) != 1 or tokens[0].lower() == tokens[0].upper():
            return True
        word, writing = tokens[0], script(tokens[0])
        here = [name for name in self.names if script(name) == writing]
        parts = {flat(part) for name in here for part in _WORDS.findall(name) if len(part) > 1}
        if any(_is_spelled(flat(word), part, word != word.lower()) for part in parts):
            return True
        elsewhere = [name for name in self.names if script(name) != writing]
        return bool(elsewhere) and any(True for _ in self.find(word, elsewhere))

    def page_masks(self, source: SourceRow) -> tuple[Span, ...]:
        """Answer what must be hidden in the text of a page, joined and in order."""
        text, hits = source.page.text, self.hits(source.page.text)
        spans = [
            mention
            for mention in self.mentions.get(source.sha256, ())
            # A whole sentence was cited for a name that the search finds in it: that is enough.
            if mention.end - mention.start <= _LONGEST_MENTION
            or not any(hit.overlaps(mention) for hit in hits)
        ]
        shown = list(exact(text, (*self.named, *self.bodies))) if source.strangers else []
        spans += [
            stranger
            for stranger in source.strangers
            if not any(one.start <= stranger.start and stranger.end <= one.end for one in shown)
        ]
        spans += hits
        masks = join_spans(whole_words(text, span) for span in spans)
        return join_spans(_over_whole_names(text, masks, self.named))

    def masks(self, text: str) -> tuple[Span, ...]:
        """Answer what must be hidden in words that have no place on a page, in whole words."""
        return join_spans(whole_words(text, hit) for hit in self.hits(text))

    def words(self, text: str) -> str:
        """Hide names in words that have no place on a page: a title, a reason, a caption."""
        return cut(text, span_or_none(0, len(text)), self.masks(text))

    def address(self, url: str | None) -> str | None:
        """Hide an address that holds a name: all but its host, or all of it."""
        if url is None or not self.hides_spelled(url):
            return url
        host = urlsplit(url).hostname or ""
        if self.hides_spelled(host) or not host:
            return WITHHELD
        return f"{urlsplit(url).scheme}://{host}/{WITHHELD}"

    def file_name(self, name: str | None) -> str | None:
        """Hide a file name that holds a name, all but its ending."""
        if name is None or not self.hides_spelled(name):
            return name
        ending = name.rpartition(".")[2]
        return f"{WITHHELD}.{ending}" if ending.isalnum() and len(ending) <= 5 else WITHHELD

    def hides(self, text: str) -> bool:
        """Tell whether a text holds a name that must be hidden."""
        return bool(self.hits(text))

    def hides_spelled(self, address: str) -> bool:
        """Tell whether an address or file name holds such a name, its signs read as blanks."""
        return self.hides(address) or self.hides(spelled(address))

    def check(self, document: Json, *, subject: str) -> None:
        """Look through every text of a finished document once more.

        Raises:
            NameLeaks: a name is in it that this level must not show.
        """
        read = [
            *texts(document),
            *(("text that runs over nodes", run) for run in runs_of(document)),
        ]
        shown = [(path, text.replace(WITHHELD, FILLER)) for path, text in read]
        # One search over all: it is the names that cost. No name runs across the bars.
        if not self.hides_spelled(BARS.join(text for _, text in shown)):
            return
        where = next((path for path, text in shown if self.hides_spelled(text)), None)
        if where is None:
            return
        raise NameLeaks(
            f"{subject}: {where} of the {self.level.value} document names somebody who may not be "
            "named; say whose mention it is, or restrict the fact"
        )
