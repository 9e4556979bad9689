"""An act while it is being put together, and the words that it is quoted by."""

from dataclasses import dataclass, field

from khronika.code.cast.entities import Entity
from khronika.code.dates import When
from khronika.code.evidence import Pair
from khronika.code.fields import Agent
from khronika.code.parsed import Argument, Parsed, Sentence
from khronika.code.triggers import Trigger
from khronika.model.act import Place
from khronika.model.date import DateRange
from khronika.model.span import Span
from khronika.model.vocabulary import Status

LONGEST_CITE = 300


@dataclass(slots=True)
class Draft:
    """An act while it is being put together."""

    pair: Pair
    trigger: Trigger | None
    arguments: list[Argument]
    sentence: Sentence
    anchor: int
    cites: list[Span] = field(default_factory=list)
    when: When | None = None
    date: DateRange | None = None
    date_is_own: bool = False
    place: Place | None = None
    place_spans: list[Span] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    status: Status = Status.UNKNOWN
    status_span: Span | None = None
    event: str = ""
    sure: dict[str, float] = field(default_factory=dict)

    @property
    def entity(self) -> Entity:
        """Answer the victim."""
        return self.pair.entity


def clip(text: str, span: Span, around: Span) -> Span:
    """Cut a cite to at most `LONGEST_CITE` characters that hold the words it is for."""
    if span.end - span.start <= LONGEST_CITE:
        return span
    middle = (around.start + around.end) // 2
    start = max(span.start, min(middle - LONGEST_CITE // 2, span.end - LONGEST_CITE))
    end = min(span.end, start + LONGEST_CITE)
    if start > span.start:
        space = text.find(" ", start, around.start)
        start = space + 1 if space >= 0 else start
    if end < span.end:
        space = text.rfind(" ", around.end, end)
        end = space if space > start else end
    return Span(start, end)


def words_of(parsed: Parsed, draft: Draft) -> Span:
    """Answer the words that tell the act: its trigger, or the victim where there is none."""
    if draft.trigger is None:
        return parsed.span(draft.anchor, draft.anchor)
    return parsed.span(draft.trigger.first, draft.trigger.last)


def naming(parsed: Parsed, entity: Entity) -> Span:
    """Answer the words of an entity's fullest name."""
    return parsed.span(entity.first, entity.last)


def cites_of(parsed: Parsed, draft: Draft) -> list[Span]:
    """Answer what an act is quoted by: its sentence, and the one that names the victim."""
    text, entity = parsed.text, draft.entity
    sentence = Span(draft.sentence.start, draft.sentence.end)
    inside = [
        m for m in entity.mentions if parsed.words[m.first].sentence == draft.sentence.number
    ]
    around = words_of(parsed, draft)
    if inside:
        near = min(inside, key=lambda m: abs(m.head - draft.anchor))
        both = Span(
            min(around.start, parsed.words[near.first].start),
            max(around.end, parsed.words[near.last].end),
        )
        around = both if both.end - both.start <= LONGEST_CITE else around
    cites = [clip(text, sentence, around)]
    spot = naming(parsed, entity)
    named_in = any(m.first == entity.first for m in inside) or any(m.how == "name" for m in inside)
    if not named_in and not any(c.start <= spot.start and spot.end <= c.end for c in cites):
        host = parsed.sentence_of(entity.first)
        cites.append(clip(text, Span(host.start, host.end), spot))
    return cites
