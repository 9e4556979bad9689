"""Coded reports as the joint network learns them: windows of text with the answers beside them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import score as gold_score
from alerts import alerts
from own_reports import PLAIN, own

from khronika.code.dates import When, as_day, dates, places_of
from khronika.code.draft import _body
from khronika.code.evidence import KINDS, TYPES, kind_of
from khronika.code.joint.pieces import Cutter
from khronika.code.joint.scores import AGENTS, ROLES, STATUSES
from khronika.code.joint.windows import Member, Window, windows
from khronika.code.reader import READERS, read_parts
from khronika.flow.plain import plain_page
from khronika.model.date import PartialDate

_NAMED = {"person": 1, "organisation": 3, "group": 6}
_BEGIN = {"person": 1, "organisation": 3, "group": 5}


@dataclass(slots=True)
class Somebody:
    """An entity of the cast as the scorer sees it, its stretches of text and its gold acts."""

    kind: str
    spans: list[tuple[int, int]]
    predicted: dict
    acts: list[int]


@dataclass(slots=True)
class Bears:
    """What of a report is the date of one act, by the gold record.

    `days` are numbers of dates of the text, each with 0 (as told) or 1 (cut to its month);
    `report` holds 0, 1, 2 where the report's own day, month, year is right, 3 where there is none.
    """

    days: set[tuple[int, int]]
    report: set[int]


@dataclass(slots=True)
class Report:
    """A coded report, the cast and the dates that the staged reader finds in it."""

    id: str
    lang: str
    text: str
    gold: dict
    cast: list[Somebody]
    sentences: list[tuple[int, int]]
    days: list[tuple[int, int, int]]
    bears: list[Bears]


@dataclass(slots=True)
class Lesson:
    """One window of a report with the right answers (rows of the cast, `real` -1 where added).

    `days` lists (row, type, date, 0 as told or 1 cut to its month), `report` is a table of rows,
    types and the report's own day, month, year or none.
    """

    report: str
    window: Window
    real: list[int]
    pair: np.ndarray
    cited: np.ndarray
    role: np.ndarray
    status: np.ndarray
    agent: np.ndarray
    sentence: np.ndarray
    bio: np.ndarray
    days: list[tuple[int, int, int, int]]
    report_day: np.ndarray


def predicted(entity) -> dict:
    """Write an entity as the scorer's victim."""
    count = entity.count
    return {
        "type": "x",
        "victim": {
            "name": entity.name,
            "kind": entity.kind,
            "role": entity.role or "journalist",
            "affiliation": None,
        },
        "count": {"min": count and count.least, "max": count and count.most},
    }


def report(name: str, text: str, gold: dict, lang: str) -> Report:
    """Read one coded report with today's rules; a language without a reader is read as Russian."""
    reader = lang if lang in READERS else "ru"
    blocks, _ = _body(plain_page(text.encode(), reader))
    parts = read_parts(text, blocks, reader)
    words = parts.parsed.words
    cast = []
    for entity in parts.cast.entities:
        shown = predicted(entity)
        spans = [(words[m.first].start, words[m.last].end) for m in entity.mentions]
        acts = [n for n, a in enumerate(gold["acts"]) if gold_score.victim_score(a, shown) > 0]
        cast.append(Somebody(kind_of(entity), spans, shown, acts))
    places = [(s.start, s.end) for s in parts.parsed.sentences]
    day = PartialDate.parse(gold["published"]) if gold.get("published") else None
    whens = dates(parts.parsed.printed or text, [b.span for b in blocks], reader, day)
    whens = sorted((w for w in whens if w.start), key=lambda w: (w.span.start, w.span.end))
    bears = [bears_of(act, whens, as_day(day)) for act in gold["acts"]]
    return Report(name, lang, text, gold, cast, places, places_of(whens, as_day(day)), bears)


def is_date(value: str, wanted: str) -> bool:
    """Tell whether a date is the gold's; of 2021-01-23 a text without a year tells "--01-23"."""
    return value == wanted or value.startswith("-") and wanted[5:] == value[2:]


def bears_of(act: dict, whens: Sequence[When], published: date | None) -> Bears:
    """Answer what of a report is the date of an act; nothing where the record has no such field."""
    if "date" not in act:
        return Bears(set(), set())
    wanted = (act["date"] or {}).get("start")
    if not wanted:
        return Bears(set(), {3})
    days = set()
    for number, when in enumerate(whens):
        values = [str(value) for value in (when.start, *when.others)]
        if any(is_date(value, wanted) for value in values):
            days.add((number, 0))
        elif any(value[:7] == wanted and len(value) > len(wanted) for value in values):
            days.add((number, 1))
    own = str(published or "")
    return Bears(days, {n for n, size in enumerate((10, 7, 4)) if own and own[:size] == wanted})


def reports(folder: Path, lang: str, seed: int) -> list[Report]:
    """Read the coded reports of a language, and what we wrote beside them."""
    out = []
    for path in [*sorted(folder.glob(f"{lang}-*.json")), *own(folder, lang)]:
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        out.append(report(path.stem, text, json.loads(path.read_text("utf-8")), lang))
    written = alerts(lang, seed) if lang in READERS else []
    out += [report(f"{PLAIN}{lang}-{n}", a["text"], a, lang) for n, a in enumerate(written)]
    return out


def occurrences(text: str, name: str) -> list[tuple[int, int]]:
    """Answer where a name stands in a text."""
    out, at = [], text.find(name)
    while at >= 0:
        out.append((at, at + len(name)))
        at = text.find(name, at + 1)
    return out


def missing(told: Report) -> list[tuple[Member, list[int]]]:
    """Answer the named victims that the cast lacks, so that the network learns of them too."""
    found = {n for somebody in told.cast for n in somebody.acts}
    more: dict[tuple[str, str], list[int]] = {}
    for number, act in enumerate(told.gold["acts"]):
        if number not in found and act["victim"]["name"]:
            more.setdefault((act["victim"]["name"], act["victim"]["kind"]), []).append(number)
    out = []
    for (name, kind), acts in more.items():
        spans = occurrences(told.text, name)
        counted = kind == "group" and any(
            (told.gold["acts"][n]["count"] or {}).get("min") for n in acts
        )
        if spans:
            out.append((Member(5 if counted else _NAMED[kind], tuple(spans)), acts))
    return out


def sentence_answers(told: Report) -> np.ndarray:
    """Answer which types of act each sentence tells: those of the cites that cover it."""
    out = np.zeros((len(told.sentences), len(TYPES)), np.float32)
    for act in told.gold["acts"]:
        name = act["victim"]["name"] or ""
        for start, end in act["cites"]:
            rest = told.text[start:end].replace(name, "") if name else told.text[start:end]
            if act["type"] not in TYPES or sum(c.isalpha() for c in rest) < 8:
                continue
            for number, (first, last) in enumerate(told.sentences):
                if min(end, last) - max(start, first) >= min(15, (last - first) * 0.6):
                    out[number, TYPES.index(act["type"])] = 1
    return out


def lessons(told: Report, cutter: Cutter, *, with_missing: bool) -> list[Lesson]:
    """Deal a report into windows with their answers."""
    members = [Member(KINDS.index(s.kind) + 1, tuple(s.spans)) for s in told.cast]
    acts = [s.acts for s in told.cast]
    real = list(range(len(members)))
    for member, numbers in missing(told) if with_missing else []:
        members.append(member)
        acts.append(numbers)
        real.append(-1)
    answers = sentence_answers(told)
    return [
        _lesson(
            told, window, [acts[n] for n in window.who], [real[n] for n in window.who], answers
        )
        for window in windows(told.text, told.sentences, members, cutter, told.days)
    ]


def _lesson(told, window, acts, real, answers) -> Lesson:
    size, people = len(window.ids), len(window.who)
    starts = np.array([p.start for p in window.pieces])
    lesson = Lesson(
        report=told.id,
        window=window,
        real=real,
        pair=np.zeros((people, len(TYPES)), np.float32),
        cited=np.zeros((people, len(TYPES), size), bool),
        role=np.full(people, -1),
        status=np.full((people, len(TYPES)), -1),
        agent=np.zeros((people, len(TYPES), len(AGENTS)), np.float32),
        sentence=answers[list(window.which)],
        bio=np.zeros(size, np.int64),
        days=[],
        report_day=np.zeros((people, len(TYPES), 4), np.uint8),
    )
    for row, numbers in enumerate(acts):
        for number in numbers:
            _answer(lesson, row, told.gold["acts"][number], starts)
            _date(lesson, row, told.gold["acts"][number], told.bears[number])
    for act in told.gold["acts"]:
        for start, end in occurrences(told.text, act["victim"]["name"] or "\0"):
            left, right = np.searchsorted(starts, [start, end])
            if left < right:
                begin = _BEGIN[act["victim"]["kind"]]
                lesson.bio[left + 1] = begin
                lesson.bio[left + 2 : right + 1] = begin + 1
    return lesson


def _answer(lesson: Lesson, row: int, act: dict, starts: np.ndarray) -> None:
    """Note one act of the entity in a row, if this window tells it."""
    column = TYPES.index(act["type"])
    cited = np.zeros(len(lesson.window.ids), bool)
    for start, end in act["cites"]:
        left, right = np.searchsorted(starts, [start, end])
        cited[left + 1 : right + 1] = True
    if not cited.any():
        return
    lesson.pair[row, column] = 1
    lesson.cited[row, column] |= cited
    role = act["victim"]["role"]
    lesson.role[row] = ROLES.index(role) if role in ROLES else -1
    if "status" in act:
        lesson.status[row, column] = STATUSES.index(act["status"] or "unknown")
    for agent in act.get("perpetrators", []):
        if agent["kind"] in AGENTS:
            lesson.agent[row, column, AGENTS.index(agent["kind"])] = 1


def _date(lesson: Lesson, row: int, act: dict, bears: Bears) -> None:
    """Note which dates of the window one act bears, if the window tells it."""
    column, at = TYPES.index(act["type"]), {n: k for k, n in enumerate(lesson.window.when)}
    if not lesson.pair[row, column]:
        return
    lesson.days += [(row, column, at[n], cut) for n, cut in bears.days if n in at]
    lesson.report_day[row, column, list(bears.report)] = 1
