"""The one verb of the room: a page goes in, a coding comes out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from khronika import __version__
from khronika.code import acts as acts_module
from khronika.code.acts import Assembler
from khronika.code.acts.anew import second_acts
from khronika.code.acts.heads import HELPED, take_roles
from khronika.code.cast.entities import POPULATION
from khronika.code.cast.persons import as_person, is_named_as_person
from khronika.code.dates import as_day, dates, places_of
from khronika.code.evidence import (
    TYPES,
    Pair,
    Weigher,
    is_agent,
    is_doubted,
    is_employer,
    is_explicit,
    is_likely,
    is_plain,
    is_plain_name,
    is_twin,
    is_within,
    retype,
    with_others,
    without_bystanders,
    without_fatal_blows,
    without_repeats,
)
from khronika.code.interventions import interventions
from khronika.code.joint import LEAST, Mixture, Network, Scores, Taker, mixture, network
from khronika.code.joint import scores as joint_scores
from khronika.code.joint.taking import told_alone
from khronika.code.other import by_language, kazakh_script, survey, unstated, without_twice
from khronika.code.places import Atlas
from khronika.code.reader import READERS, Parts, read_parts
from khronika.code.readers import russian
from khronika.code.untold import tells_nothing
from khronika.code.vetoes import BODILY, Vetoes, restaged
from khronika.code.weights import Weights, claims_of, type_features, victim_features, weights
from khronika.errors import DateUnreadable
from khronika.model.act import Act, Coding
from khronika.model.date import PartialDate
from khronika.model.page import Block, Gap, Page
from khronika.model.span import Span

LONGEST = 5_000_000
PORTION = 15_000
LONGEST_JOINT = 300_000
"""So many characters of a language are read by the joint network too; no report is as long."""
_FURNITURE = re.compile(
    r"\s*(?:read (?:also|more|next)|most read|see also|related|sign up|subscribe|latest tweet|watch:|share|follow us|"  # noqa: E501  # one pattern, one line
    r"\[?newsletter|cookies|advertisement|more stories|get more stories|you may also like|tags?:|trending|popular|home \||"  # noqa: E501  # one pattern, one line
    r"(?:настоящий|данное|настоящее) (?:материал|сообщение) .{0,120}иностранн[^.!?]*[.!?]?[\W\d]*$|"  # noqa: E501  # one pattern, one line
    r"читайте также|подпис|реклама|смотрите также|оқи отырыңыз|тағы оқыңыз)",
    re.IGNORECASE,
)


_DAY_CELL = re.compile(
    r"(?:^|\|)\s*(?:\d{1,2}[ ./-](?:\w+|\d{1,2})[ ./-]\d{2,4}|\d{4}-\d\d-\d\d|\w+ \d{1,2},? \d{4})"
    r"(?: г(?:ода|\.)?)?\s*(?:\||$)"
)


def _is_furniture(text: str) -> bool:
    return bool(_FURNITURE.match(text)) or text.count("|") >= 2 and len(text) < 160


def _are_rows(text: str, beside: str) -> bool:
    """Tell whether two lines with bars are rows of a table with days: a menu has none."""
    bars = text.count("|")
    return bars >= 2 and beside.count("|") == bars and bool(_DAY_CELL.search(text))


def _body(page: Page) -> tuple[list[Block], list[Gap]]:
    """Answer the blocks to code, and a gap where the text is longer than is coded."""
    blocks: list[Block] = []
    size, before = 0, ""
    for block in page.body():
        text = block.span.of(page.text)
        is_row, before = _are_rows(text, before), text
        if _is_furniture(text) and not is_row:
            continue
        if size + block.span.end - block.span.start > LONGEST:
            why = f"not coded: the text is longer than {LONGEST} characters"
            return blocks, [Gap(block.span.start, len(page.text), why)]
        size += block.span.end - block.span.start
        blocks.append(block)
    return blocks, []


def _published(page: Page, published: str | None) -> PartialDate | None:
    stated = published or page.published
    if stated is None:
        return None
    try:
        return PartialDate.parse(stated[:10])
    except DateUnreadable:
        if published is not None:
            raise
        return None


def _learned(
    parts: Parts, model: Weights, found: Scores | None, mixed: Mixture | None
) -> tuple[list[Pair], list[Pair], list[list[float]]]:
    """Weigh every pair with the learned models of the language; `found` is the joint network's.

    Answers all pairs, those that are acts, and the probability of each type in each sentence.
    """
    by_sentence: list[list[Any]] = [[] for _ in parts.parsed.sentences]
    for trigger in parts.triggers:
        by_sentence[parts.parsed.words[trigger.anchor].sentence].append(trigger)
    scores = model.type_scores(type_features(parts.parsed, by_sentence))
    victims: list[float] = [0.0] * len(parts.cast.entities)
    weigher = Weigher(
        parts.parsed, parts.cast, parts.triggers, parts.lexicon,
        arguments=parts.arguments, type_scores=scores, victim_scores=victims,
    )  # fmt: skip
    told = zip(parts.cast.entities, claims_of(parts.cast, weigher.claims), strict=True)
    victims[:] = model.victim_scores([victim_features(parts.parsed, e, c) for e, c in told])
    pairs = weigher.pairs(found.likely(LEAST) if found is not None else frozenset())
    for pair, chance in zip(pairs, model.probabilities([p.row for p in pairs]), strict=True):
        pair.probability = chance
    plain = {
        id(p) for p in pairs if is_plain(p) and (parts.parsed.lang != "kk" or is_plain_name(p))
    }
    if found is None or mixed is None:
        taken = [p for p in pairs if id(p) in plain or is_likely(p, model.threshold)]
        return pairs, taken, scores
    staged = {id(p): p.probability for p in pairs}
    mixed.mix(pairs, found)
    if parts.parsed.lang == "kk":
        retype(parts.parsed, pairs)
    else:
        pairs = restaged(pairs, parts)
    taker = Taker(parts, weigher, mixed.threshold_of(pairs))
    taken = [
        p
        for p in pairs
        if id(p) in plain
        and p.probability >= (_EXPLICIT if is_explicit(p) else _PLAIN)
        and not taker.is_too_vague(p)
        or taker.is_taken(p, staged.get(id(p), p.probability))
    ]
    return pairs, taken, found.blended(scores)


_PLAIN = 0.2
"""Least mixed probability of a pair that grammar alone is plain of."""
_EXPLICIT = 0.01
"""The same where three words or more spell the act out."""
_OFFICIAL = 0.75
"""Least probability of an act against an official: one act in 330 of train is."""


def _is_of_power(pair: Pair) -> bool:
    """Tell whether a victim is an official, or a politician whom no word for the act names."""
    return pair.entity.role == "official" or pair.entity.role == "politician" and not pair.claim


def _led_along(taken: Sequence[Pair]) -> frozenset[tuple[int, str]]:
    """Answer whom accepted groups name among them, with the types: "among them politician X"."""
    groups = (p for p in taken if p.entity.kind == "group")
    return frozenset((member, p.type) for p in groups for member in p.entity.members)


def _is_untold(pair: Pair, untold: Sequence[frozenset[str] | None]) -> bool:
    """Tell whether all that is said of an entity is history, a rumour, the work of a storm."""
    silent = (untold[s] for s in pair.sentences)
    return pair.claim is None and all(s is None or pair.type in s for s in silent)


def _settled(
    pairs: Sequence[Pair],
    taken: Sequence[Pair],
    assembler: Assembler,
    scores: Sequence[Sequence[float]],
) -> tuple[list[Pair], list[Pair]]:
    """Answer the accepted pairs that tell something of their own, and other words for groups."""
    untold = tells_nothing(assembler.parsed)
    along = _led_along(taken)
    accepted = [
        p
        for p in taken
        if not (is_agent(p) or _is_untold(p, untold))
        and (
            not _is_of_power(p)
            or p.probability >= _OFFICIAL
            or p.entity.role == "politician"
            and (p.entity.id, p.type) in along
        )
    ]
    for entity in [p.entity for p in accepted if p.type in BODILY]:
        if is_named_as_person(assembler.parsed, entity, assembler.parts.lexicon):
            as_person(entity)
    vetoes = Vetoes(assembler.parts)
    accepted = [p for p in accepted if vetoes.reason(p, accepted) is None]
    outage = [row[TYPES.index("shutdown")] for row in scores]
    accepted = without_bystanders(assembler.parsed, accepted, assembler.parts.triggers, outage)
    parsed, lexicon = assembler.parsed, assembler.parts.lexicon
    if parsed.lang == "en":
        accepted = [p for p in accepted if not is_doubted(parsed, p, lexicon, accepted)]
    days = assembler.days()
    accepted = without_repeats(parsed, without_fatal_blows(parsed, accepted), days)
    known = {id(p) for p in accepted}
    groups: dict[tuple[str, str | None], list[Pair]] = {}
    for pair in accepted:
        if pair.entity.kind == "group":
            groups.setdefault((pair.type, pair.entity.role), []).append(pair)
    near = [p for p in pairs if id(p) not in known and p.entity.noun != POPULATION]
    twins = [
        p
        for p in near
        if any(
            is_twin(p, a) and assembler.share_block(p, a)
            for a in groups.get((p.type, p.entity.role), ())
        )
    ]
    own: dict[int, list[Pair]] = {}
    staff: dict[str, list[Pair]] = {}
    for pair in (*accepted, *twins):
        own.setdefault(pair.entity.id, []).append(pair)
        if pair.entity.kind == "person" and pair.entity.affiliation is not None:
            staff.setdefault(pair.type, []).append(pair)
    kept = []
    for pair in accepted:
        employed = staff.get(pair.type, ()) if pair.entity.kind == "organisation" else ()
        if any(is_within(pair, o) for o in own[pair.entity.id]):
            continue
        if not any(is_employer(parsed, pair, o) for o in employed):
            kept.append(pair)
    return [*kept, *second_acts(assembler.parts, kept, days)], twins


def _code_one(
    page: Page,
    blocks: Sequence[Block],
    lang: str,
    published: PartialDate | None,
    reader: Network | None,
) -> tuple[Any, Any, Any, Weights]:
    cuts = [g.start for g in page.gaps if page.text[g.start : g.start + 2].strip()[:1].isupper()]
    parts = read_parts(page.text, blocks, lang, cuts)
    model = weights(lang)
    mixed = mixture(lang) if reader else None
    told = parts.parsed.printed if lang == "kk" else None
    whens = dates(told or page.text, [b.span for b in blocks], lang, published)
    odds = joint_scores(parts, reader, places_of(whens, as_day(published))) if reader else None
    pairs, taken, scores = _learned(parts, model, odds, mixed)
    if odds is not None:
        taken = with_others(parts.parsed, pairs, taken, triggers=parts.triggers)
    if odds is not None and lang in HELPED:
        take_roles(parts.cast, odds)
    atlas = Atlas(parts.parsed, parts.names)
    assembler = Assembler(parts, whens, page.gaps, atlas, published, odds)
    accepted, twins = _settled(pairs, taken, assembler, scores)
    if odds is not None and not accepted:
        accepted, twins = _settled(pairs, told_alone(pairs, parts.parsed), assembler, scores)
    for pair in (*accepted, *twins):
        assembler.add(pair, scores, TYPES.index(pair.type))
    assembler.fill()
    assembler.group()
    found = assembler.acts()
    left = acts_module.missed(parts, assembler.drafts)
    return found, interventions(parts, whens), left, model


def _chunks(page: Page, blocks: Sequence[Block]) -> list[list[Block]]:
    """Deal blocks into portions that are coded apart, so that cost grows with length alone."""
    out: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        for piece in _split(page.text, block):
            length = piece.span.end - piece.span.start
            if out[-1] and size + length > PORTION:
                out.append([])
                size = 0
            out[-1].append(piece)
            size += length
    return [portion for portion in out if portion]


def _split(text: str, block: Block) -> list[Block]:
    pieces: list[Block] = []
    start = block.span.start
    while block.span.end - start > PORTION:
        end = start + PORTION
        cut = max(text.rfind(mark, start + PORTION // 2, end) for mark in (". ", "\n", " "))
        end = cut + 1 if cut > start else end
        pieces.append(replace(block, span=Span(start, end)))
        start = end
    return [*pieces, replace(block, span=Span(start, block.span.end))]


def _renamed(act: Act, number: int) -> Act:
    """Give the acts and events of a later portion names of their own."""
    if number == 0:
        return act
    covers = tuple(f"p{number + 1}{other}" for other in act.covers)
    return replace(
        act, id=f"p{number + 1}{act.id}", event=f"p{number + 1}{act.event}", covers=covers
    )


def _language(page: Page, blocks: Sequence[Block]) -> str | None:
    """Answer the language the page states; where it states none, the letters decide."""
    stated = (page.lang or (blocks[0].lang if blocks else None) or "").split("-")[0]
    if not blocks or stated and stated != "kk":
        return stated or None
    sample = " ".join(b.span.of(page.text)[:2000] for b in blocks[:20])
    if stated:
        return kazakh_script(sample) or stated
    return unstated(sample)


def _why_unread(lang: str | None) -> str | None:
    """Answer why text of a language is not parsed, with the next step, or None where it is."""
    if lang not in READERS:
        return f"not parsed: no reader for the language {lang or 'unknown'}"
    if lang == "ru" and not russian.is_installed():
        return "not parsed: no Russian models; install khronika[ru] (in a checkout: make install)"
    return None


def _unread(
    text: str, blocks: Sequence[Block], lang: str | None, day: PartialDate | None, why: str
) -> dict[str, Any]:
    """Write unread blocks as a gap that says what stands in them: names, places, dates."""
    seen = survey(text, blocks, lang, day)
    start, end = blocks[0].span.start, blocks[-1].span.end
    return {"start": start, "end": end, "why": why, "seen": [s.to_json() for s in seen]}


def code(page: Page, *, published: str | None = None, joint: bool = True) -> Coding:
    """Draft the acts that a page tells.

    Args:
        page: the page as `read` answers it; blocks of kind chrome are skipped.
        published: day of publication, ISO 8601 cut to what is known; overrides the page's own.
        joint: read with the joint network too, where the language has one and onnxruntime is
            installed; `coder.models` of the answer says what has read. Beyond 300,000 characters
            the staged reader decides alone.

    Returns:
        the coding; a language without a reader and text beyond 5,000,000 characters are gaps.

    Raises:
        DateUnreadable: `published` is not such a date.
        ModelMissing: the language's model is not installed.
    """
    day = _published(page, published)
    blocks, gaps = _body(page)
    lang = _language(page, blocks)
    everywhere: list[dict[str, Any]] = [
        {"start": g.start, "end": g.end, "why": g.why} for g in (*page.gaps, *gaps)
    ]
    coder: Mapping[str, Any] = {"name": "khronika", "version": __version__, "models": {}}
    found: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    told: list[tuple[Act, str]] = []
    number = 0
    for tongue, own in by_language(page.text, blocks, lang):
        why = _why_unread(tongue)
        if why is not None:
            everywhere.append(_unread(page.text, own, tongue, day, why))
            continue
        spoken = str(tongue)
        reader = network(spoken) if joint and mixture(spoken) else None
        size = 0
        for portion in _chunks(page, own):
            second = reader if size < LONGEST_JOINT else None
            size += sum(block.span.end - block.span.start for block in portion)
            acts, responses, left, model = _code_one(page, portion, spoken, day, second)
            others = [a for a, spoken_in in told if spoken_in != spoken]
            drafted = without_twice([_renamed(act, number) for act in acts], others)
            told.extend((act, spoken) for act in drafted)
            found[0].extend(drafted)
            found[1].extend(responses)
            found[2].extend(left)
            models = {f"lexicon_model_{spoken}": model.sha256, **coder["models"]}
            coder = {**coder, "models": models | ({reader.name: reader.sha256} if reader else {})}
            number += 1
    return Coding(
        source_sha256=page.source.sha256,
        lang=lang.split("-")[0] if lang else None,
        published=str(day) if day else None,
        acts=tuple(found[0]),
        interventions=tuple(found[1]),
        missed=tuple(found[2]),
        gaps=tuple(everywhere),
        coder=coder,
    )
