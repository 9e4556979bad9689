"""Writes the document of an event from the facts that people decided, at one level."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from khronika.model.canonical import Json
from khronika.model.count import Count
from khronika.model.date import Agreement, compare_starts
from khronika.model.vocabulary import VictimKind
from khronika.record import naming
from khronika.record.certainty import Judgement, judge, weakest
from khronika.record.documents.cells import Cell, Writer, is_told, source_json
from khronika.record.documents.counting import CountedAct, lines_that_count, totals_of
from khronika.record.documents.films import write_films
from khronika.record.documents.overview import Fields, date_range, is_shared, overview, unknown
from khronika.record.documents.snapshot import FactRow

SINGLE = ("type", "victim", "kind", "role", "affiliation", "count", "date", "place", "status")
LISTS = ("perpetrators", "charges", "purposes", "sources")
RELATIONS = ("covers", "apart", "same")
SHARED = ("date", "place", "perpetrators", "purposes", "sources")


@dataclass(frozen=True, slots=True)
class _Told:
    """One act as it is shown: its own facts, and those of acts judged one with it."""

    id: str
    joined: tuple[str, ...]
    own: Fields
    others: tuple[Fields, ...]

    def facts(self, name: str) -> list[FactRow]:
        """All facts of a field, the act's own first."""
        return [fact for fields in (self.own, *self.others) for fact in fields.get(name, ())]


def write_event(writer: Writer, event: str, *, number: str) -> dict[str, Json]:
    """Write all of an event but the keys that every document has.

    Args:
        writer: what gathers quotes, sources, parties and the bundle.
        event: the ULID of the event.
        number: its public number.

    Returns:
        The document's members, as `docs/reference/public-documents.md` lists them.
    """
    told = _acts_of(writer, event)
    judgements = [_judge(writer, act) for act in told]
    acts = [
        _write_act(writer, act, judgement, place + 1)
        for place, (act, judgement) in enumerate(zip(told, judgements, strict=True))
    ]
    counted = [_counted(writer, act) for act in told]
    for act, (_, counts) in zip(acts, lines_that_count(counted).items(), strict=True):
        act["counts"] = counts
    own = {name: _visible(writer, facts) for name, facts in writer.of(event).items()}
    totals = totals_of(counted, writer.snapshot.unsure)
    steps = _interventions(writer, event)
    films = write_films(writer, event)
    return {
        "number": number,
        **overview(writer, own, acts, totals),
        "certainty": {
            "value": weakest(one.certainty for one in judgements).value,
            "acts": {
                value: sum(1 for one in judgements if one.certainty == value)
                for value in ("confirmed", "unconfirmed", "disputed")
            },
        },
        "shared": [name for name in SHARED if is_shared(acts, name)],
        "acts": acts,
        "interventions": steps,
        "films": films,
        "totals": totals,
        "perhaps_same": _perhaps_same(writer),
        "unknown": unknown(writer, own, acts),
        "corrections": _corrections(writer, event, told, {str(film["id"]) for film in films}),
        "parties": writer.parties,
        "quotes": writer.quotes,
        "sources": {
            key: source_json(writer, writer.snapshot.sources[sha256], place + 1)
            for place, (sha256, key) in enumerate(list(writer.sources.items()))
        },
    }


def _perhaps_same(writer: Writer) -> list[Json]:
    """List pairs of people shown who may be one, by public id: nobody has judged them."""
    known = writer.snapshot.parties
    pairs = [
        sorted(naming.public_id(known[one], writer.level) for one in pair)
        for pair in writer.snapshot.unsure
        if all(one in known and writer.level.value in known[one].opaque for one in pair)
    ]
    return [list(pair) for pair in sorted(pairs) if all(one in writer.parties for one in pair)]


def _visible(writer: Writer, facts: Iterable[FactRow]) -> tuple[FactRow, ...]:
    return tuple(fact for fact in facts if naming.may_see(writer.level, fact.level))


def _member(fields: Fields, event: str) -> FactRow | None:
    """Answer the fact that puts an act or intervention into an event, if it does."""
    facts = fields.get("event", ())
    value = facts[-1].value if facts else None
    inside = value.get("event") if isinstance(value, Mapping) else value
    return facts[-1] if facts and inside == event else None


def _acts_of(writer: Writer, event: str) -> list[_Told]:
    """Answer the acts of an event that have a type and a victim, acts judged one as one."""
    fields: dict[str, Fields] = {}
    joined: dict[str, str] = {}
    for act in writer.snapshot.reports:
        of_act = writer.of(act)
        member = _member(of_act, event)
        seen = {name: _visible(writer, facts) for name, facts in of_act.items()}
        if member is None or not seen.get("type") or not seen.get("victim"):
            continue
        writer.shows(member.at)
        fields[act] = seen
        into = member.value.get("joined") if isinstance(member.value, Mapping) else None
        if isinstance(into, str):
            joined[act] = into
    kept = {act: _kept(act, joined, fields) for act in fields}
    return [
        _Told(act, tuple(others), fields[act], tuple(fields[one] for one in others))
        for act in fields
        if kept[act] == act
        for others in [[one for one, into in kept.items() if into == act != one]]
    ]


def _kept(act: str, joined: Mapping[str, str], fields: Mapping[str, Fields]) -> str:
    """Follow "is one with" to the act that is shown; a circle ends where it began."""
    seen = [act]
    while joined.get(seen[-1]) in fields and joined[seen[-1]] not in seen:
        seen.append(joined[seen[-1]])
    return seen[-1]


def _judge(writer: Writer, act: _Told) -> Judgement:
    cites = [
        cite for name in ("type", "victim") for fact in act.facts(name) for cite in fact.cites
    ]
    sources = [
        writer.snapshot.sources[sha256]
        for sha256 in dict.fromkeys(cite.source_sha256 for cite in cites)
    ]
    for source in sources:
        writer.shows(*source.facts)
    denied = any(
        isinstance(fact.value, Mapping) and fact.value.get("denies")
        for fact in act.facts("answers")
    )
    return judge(sources, contradict=_contradict(act), denied=denied)


def _contradict(act: _Told) -> bool:
    """Tell whether the sources of one act give it days or places that exclude each other."""
    dates = [date_range(fact.value) for fact in act.facts("date")]
    if any(compare_starts(dates[0], date) is Agreement.DIFFER for date in dates[1:]):
        return True
    places = [fact.value for fact in act.facts("place") if isinstance(fact.value, Mapping)]
    return any(
        len({place.get(key) for place in places if place.get(key)}) > 1
        for key in ("name", "country")
    )


def _write_act(writer: Writer, act: _Told, judgement: Judgement, number: int) -> Cell:
    written: Cell = {"id": act.id, "no": number}
    for name in SINGLE:
        written[name] = _single(writer, name, act.facts(name))
    for name in LISTS:
        written[name] = _listed(writer, name, act, judgement)
    for name in RELATIONS:
        written[name] = _related(writer, act, name)
    return written | {"joined": list(act.joined), "certainty": judgement.to_json()}


def _single(writer: Writer, name: str, facts: Sequence[FactRow]) -> Json:
    """Write the cell of a field that has one value; what other sources say stands beside it."""
    cells = _merged(writer, name, facts)
    if not cells:
        return None
    first, *others = cells
    if name == "count" and others:
        span = spanned(facts)
        return {**first, "value": _bounds(span), "others": [_other(cell) for cell in cells]}
    return {**first, "others": [_other(cell) for cell in others]}


def _bounds(count: Count | None) -> Json:
    return {"min": count.least, "max": count.most} if count else None


def _other(cell: Cell) -> Json:
    return {key: cell[key] for key in ("fact", "value", "quotes")}


def _merged(writer: Writer, name: str, facts: Sequence[FactRow]) -> list[Cell]:
    """Write a cell for each distinct value, with the quotes of all facts that say it."""
    values: list[tuple[Json, list[FactRow]]] = []
    for fact in facts:
        if not is_told(fact.value):
            writer.shows(fact.at)  # decided to be unknown: that is shown too
            continue
        value = writer.value(name, fact.value, fact.cites)
        same = next((rows for known, rows in values if known == value), None)
        if same is None:
            values.append((value, [fact]))
        else:
            same.append(fact)
    return [writer.cell(rows, value) for value, rows in values]


def _listed(writer: Writer, name: str, act: _Told, judgement: Judgement) -> list[Json]:
    cells = _merged(writer, name, act.facts(name))
    if name == "perpetrators":
        facts = {fact.id: fact for fact in act.facts(name)}
        for cell in cells:
            fact = facts[str(cell["fact"])]
            spoken = writer.perpetrator(fact, independent=judgement.independent)
            cell["value"] = spoken | {"answer": _answer(writer, act, fact)}
    return list(cells)


def _answer(writer: Writer, act: _Told, perpetrator: FactRow) -> Json:
    for fact in act.facts("answers"):
        if isinstance(fact.value, Mapping) and fact.value.get("to") in (None, perpetrator.item):
            value = {
                "text": writer.words(fact.value.get("text"), fact.cites),
                "denies": fact.value.get("denies") is True,
            }
            return writer.cell([fact], value)
    return None


def _related(writer: Writer, act: _Told, name: str) -> list[Json]:
    """List the acts that a group contains, stands apart from or equals."""
    found: dict[str, None] = {}
    for fact in act.facts(name):
        other = fact.value.get("act") if isinstance(fact.value, Mapping) else fact.value
        writer.shows(fact.at)
        if isinstance(other, str):
            found[other] = None
    return list(found)


def _counted(writer: Writer, act: _Told) -> CountedAct:
    def last(name: str) -> Json:
        facts = act.facts(name)
        return facts[0].value if facts else None

    victim = last("victim")
    party_id = victim.get("party") if isinstance(victim, Mapping) else None
    party = writer.snapshot.party(party_id) if isinstance(party_id, str) else None
    is_group = last("kind") == VictimKind.GROUP or (party is not None and party.kind == "group")
    count = spanned(act.facts("count"))
    role, related = last("role"), {name: _related(writer, act, name) for name in RELATIONS}
    return CountedAct(
        id=act.id,
        type=str(last("type")),
        role=role if isinstance(role, str) else None,
        party=party.id if party and not is_group else None,
        is_group=is_group,
        is_person=not is_group and last("kind") != VictimKind.ORGANISATION,
        count=count,
        date=date_range(last("date")),
        **{name: tuple(str(one) for one in ids) for name, ids in related.items()},
    )


def spanned(facts: Iterable[FactRow]) -> Count | None:
    """Answer the range over what the sources of one group say: their numbers do not add."""
    told = [
        Count(_whole(fact.value.get("min")), _whole(fact.value.get("max")))
        for fact in facts
        if isinstance(fact.value, Mapping) and is_told(fact.value)
    ]
    return reduce(Count.or_else, told) if told else None


def _whole(number: Json) -> int | None:
    return number if isinstance(number, int) else None


def _interventions(writer: Writer, event: str) -> list[Json]:
    found: list[Json] = []
    for thing in writer.snapshot.reports:
        fields = writer.of(thing)
        member = _member(fields, event)
        if member is None or "what" not in fields:
            continue
        writer.shows(member.at)
        seen = {name: _visible(writer, facts) for name, facts in fields.items()}
        found.append(
            {
                "id": thing,
                "by": list(_merged(writer, "by", seen.get("by", ()))),
                "to": list(_merged(writer, "to", seen.get("to", ()))),
                "what": _single(writer, "what", seen.get("what", ())),
                "date": _single(writer, "date", seen.get("date", ())),
            }
        )
    return found


def _corrections(writer: Writer, event: str, told: Sequence[_Told], films: set[str]) -> list[Json]:
    """List what was corrected in facts that are shown, or were, of this event."""
    shown = {one for act in told for one in (act.id, *act.joined)} | {event} | films
    rows = sorted(writer.snapshot.corrections, key=lambda row: row.seq)
    return [
        {
            "fact": row.fact,
            "field": row.fact.split(".")[1],
            "act": None if row.fact.startswith(event) else row.fact.split(".")[0],
            "old": _corrected(writer, row.fact, row.old),
            "new": _corrected(writer, row.fact, row.new),
            "reason": writer.words(row.reason),
            "on": row.on,
        }
        for row in rows
        if row.fact.split(".")[0] in shown and naming.may_see(writer.level, row.level)
    ]


def _corrected(writer: Writer, fact: str, value: Json) -> Json:
    field = fact.split(".")[1]
    if field == "shows" and value is not None:
        return True  # which event is told by where it stands; its id is nobody's business
    if field == "marks" and isinstance(value, Mapping):
        return {"why": value.get("why")}  # where in the picture somebody is, is told to nobody
    if field == "seen" and isinstance(value, Mapping):
        return {"t": value.get("t")}  # for which cell is told by the film, while it may be
    return None if value is None else writer.value(field, value)
