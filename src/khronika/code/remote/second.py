"""Joins a language model's acts to our own: agreement makes surer, the rest is a weak draft."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from khronika.code.dates import dates
from khronika.code.names.named import fold
from khronika.code.other.survey import country_at
from khronika.code.remote.answer import AnswerUnreadable, Checker, Claimed, content_of
from khronika.code.remote.prompt import prompt_sha256, request
from khronika.errors import NetError
from khronika.model.act import Act, Coding, Fact, Involvement, Place, Victim
from khronika.model.count import Count
from khronika.model.date import DateRange, PartialDate
from khronika.model.page import Block, Page
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind, VictimKind

PORTION = 12_000
ALONE, TOGETHER = 350, 0.5
"""Confidence (per mille) of an act that only the model tells; doubt that agreement leaves."""

Ask = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Model:
    """A language model: its server's name for it, and how to ask it (JSON in, JSON out)."""

    name: str
    ask: Ask


def second_opinion(page: Page, coding: Coding, model: Model) -> Coding:
    """Ask a language model to code a page too, and join what holds to our own coding.

    Our own acts stay as they are, but for a higher confidence where the model tells the same act.
    An answer that cannot be read, or none, is written down and changes nothing.

    Args:
        page: the page that `coding` was drafted from.
        coding: our own.
        model: whom to ask.

    Returns:
        the coding; `coder["remote"]` names the model, the hash of what was asked besides the
        text, how many acts both tell, what was rejected and why, and what failed.
    """
    claimed: list[Claimed] = []
    rejected: Counter[str] = Counter()
    failed: list[str] = []
    for portion in _portions(page):
        checker = Checker(page.text, [block.span for block in portion])
        report = page.text[portion[0].span.start : portion[-1].span.end]
        try:
            claimed += checker.acts(content_of(model.ask(request(model.name, report))))
        except (AnswerUnreadable, NetError) as error:
            failed.append(str(error))
        rejected += checker.rejected
    acts, agreed = _joined(page, coding, claimed, model.name)
    told: dict[str, Any] = {
        "model": model.name,
        "prompt_sha256": prompt_sha256(),
        "agreed": agreed,
        "rejected": dict(sorted(rejected.items())),
        "failed": failed,
    }
    return replace(coding, acts=tuple(acts), coder={**(coding.coder or {}), "remote": told})


def _portions(page: Page) -> list[list[Block]]:
    out: list[list[Block]] = []
    size = PORTION
    for block in page.body():
        if block.kind is BlockKind.CHROME:
            continue
        length = block.span.end - block.span.start
        if size + length > PORTION:
            out.append([])
            size = 0
        out[-1].append(block)
        size += length
    return out


def _joined(
    page: Page, coding: Coding, claimed: Sequence[Claimed], name: str
) -> tuple[list[Act], int]:
    acts, free = list(coding.acts), set(range(len(coding.acts)))
    agreed = 0
    for claim in claimed:
        same = next((n for n in sorted(free) if _is_same(page.text, acts[n], claim)), None)
        if same is None:
            acts.append(_act(page, coding, claim, name, f"m{len(acts) + 1}"))
            continue
        free.discard(same)
        agreed += 1
        doubt = 1000 - acts[same].confidence
        acts[same] = replace(acts[same], confidence=1000 - round(doubt * TOGETHER))
    return acts, agreed


def _is_same(text: str, act: Act, claim: Claimed) -> bool:
    if act.type is not claim.type or act.victim.kind is not claim.kind:
        return False
    told = claim.name.of(text) if claim.name else None
    if act.victim.name is None or told is None:
        return act.victim.name is None and told is None and act.victim.role is claim.role
    left, right = set(fold(act.victim.name).split()), set(fold(told).split())
    return left <= right or right <= left


def _act(page: Page, coding: Coding, claim: Claimed, model: str, number: str) -> Act:
    """Write an act that only the model tells; dates and places are resolved by our own code."""
    text, rule = page.text, f"remote:{model}"
    facts = [Fact("type", claim.type.value, (claim.quote,), rule, ALONE)]
    if claim.name is not None:
        facts.append(Fact("victim", claim.name.of(text), (claim.name,), rule, ALONE))
    words = {name: span.of(text) for name, span in claim.spans.items()}
    for name, span in claim.spans.items():
        value = claim.status.value if name == "status" else span.of(text)
        facts.append(Fact(name, value, (span,), rule, ALONE))
    for span, kind in claim.perpetrators:
        facts.append(Fact("perpetrators", [span.of(text), kind.value], (span,), rule, ALONE))
    is_group = claim.kind is VictimKind.GROUP
    return Act(
        id=number,
        event=f"remote-{number}",
        type=claim.type,
        victim=Victim(
            claim.name.of(text) if claim.name else None,
            claim.kind,
            claim.role,
            words.get("affiliation"),
        ),
        cites=tuple(sorted({claim.quote, claim.name or claim.quote})),
        facts=tuple({fact.field: fact for fact in facts}.values()),
        confidence=ALONE,
        count=Count(*claim.count) if is_group and any(claim.count) else None,
        perpetrators=tuple(Involvement(s.of(text), k) for s, k in claim.perpetrators),
        date=_date(page, coding, claim.spans.get("date")),
        place=_place(text, claim.spans.get("place"), coding.lang),
        status=claim.status,
        charge=words.get("charge"),
        purpose=words.get("purpose"),
        sources=tuple(span.of(text) for span in claim.sources),
    )


def _date(page: Page, coding: Coding, words: Span | None) -> DateRange | None:
    if words is None:
        return None
    day = PartialDate.parse(coding.published) if coding.published else None
    spans = [block.span for block in page.body()]
    for when in dates(page.text, spans, coding.lang or "en", day):
        if when.start is not None and when.span.overlaps(words):
            return DateRange(when.start, when.end or when.start)
    return None


def _place(text: str, words: Span | None, lang: str | None) -> Place | None:
    if words is None:
        return None
    name = words.of(text)
    return Place(name, country_at(name, lang or "en"))
