"""Finds names, places and dates in text that is not parsed: capitals, gazetteer, calendar."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from khronika.code.dates import dates
from khronika.code.places import country_of, forms_of
from khronika.data.gazetteer import town
from khronika.model.date import PartialDate
from khronika.model.page import Block
from khronika.model.span import Span

MOST = 2_000
"""Sightings of one kind that a survey answers: a page of lists is no report."""

_LARGE = 5_000
_CAPITAL = r"[^\W\d_a-zа-яёіїєґўәғқңөұүһ][\w'’ʼ-]*"
_NAME = re.compile(rf"{_CAPITAL}(?: {_CAPITAL}){{1,3}}")
_QUOTED = re.compile(r"[«„“]([^«»„“”\n]{2,60})[»“”]")
_WORD = re.compile(_CAPITAL)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name, place or date that stands in unread text.

    `value` is the country of a place (ISO 3166-1 alpha-2) or the date, where it is known.
    """

    kind: str
    span: Span
    value: str | None = None

    def to_json(self) -> dict[str, object]:
        """Write the sighting with its offsets."""
        return {
            "kind": self.kind,
            "start": self.span.start,
            "end": self.span.end,
            "value": self.value,
        }


def survey(
    text: str, blocks: Sequence[Block], lang: str | None, published: PartialDate | None
) -> list[Sighting]:
    """Find names, places and dates; no act is drafted from them.

    Args:
        text: the page's text.
        blocks: the unread blocks, in order.
        lang: their language; months of be and uk are known, those of others are read as English.
        published: the day of publication, for relative dates.

    Returns:
        sightings in the order of the text, at most `MOST` of a kind.
    """
    spans = [block.span for block in blocks]
    covered = bytearray(len(text))
    found: list[Sighting] = []
    for sightings in (
        _dates(text, spans, lang, published),
        _names(text, spans),
        _places(text, spans, lang or "en"),
    ):
        found += islice(_free(sightings, covered), MOST)
    return sorted(found, key=lambda s: s.span)


def _free(sightings: Iterator[Sighting], covered: bytearray) -> Iterator[Sighting]:
    """Yield sightings whose words belong to no other, and mark their words as taken."""
    for sighting in sightings:
        start, end = sighting.span.start, sighting.span.end
        if not any(covered[start:end]):
            covered[start:end] = b"\x01" * (end - start)
            yield sighting


def _dates(
    text: str, spans: Sequence[Span], lang: str | None, published: PartialDate | None
) -> Iterator[Sighting]:
    for when in dates(text, spans, lang or "en", published)[:MOST]:
        yield Sighting("date", when.span, str(when.start) if when.start else None)


def _places(text: str, spans: Sequence[Span], lang: str) -> Iterator[Sighting]:
    for span in spans:
        for found in _WORD.finditer(text, span.start, span.end):
            country = country_at(found.group(), lang)
            if country and len(found.group()) > 3:
                yield Sighting("place", Span(found.start(), found.end()), country)


def country_at(word: str, lang: str) -> str | None:
    """Answer the country (ISO 3166-1 alpha-2) of a place's name, as its language inflects it."""
    return country_of(word, lang) or _country_of_town(word, lang)


def _country_of_town(word: str, lang: str) -> str | None:
    best = max(
        ((people, code) for form in forms_of(word, lang) for code, people in town(form)),
        default=(0, None),
    )
    return best[1] if best[0] >= _LARGE else None


def _names(text: str, spans: Sequence[Span]) -> Iterator[Sighting]:
    for span in spans:
        for found in _QUOTED.finditer(text, span.start, span.end):
            if found.group(1)[:1].isupper():
                yield Sighting("name", Span(found.start(1), found.end(1)))
        for found in _NAME.finditer(text, span.start, span.end):
            words = [w for w in _WORD.finditer(text, found.start(), found.end()) if _is_part(w)]
            if len(words) > 1 and not _is_town(text[words[0].start() : words[-1].end()]):
                yield Sighting("name", Span(words[0].start(), words[-1].end()))


def _is_part(word: re.Match[str]) -> bool:
    """Tell whether a capital word may be part of a name: no preposition that opens a sentence."""
    return word.group()[:1].isupper() and len(word.group()) > 2


def _is_town(phrase: str) -> bool:
    return any(people >= _LARGE for _, people in town(phrase))
