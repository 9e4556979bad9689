"""What people do to the record, one function a step: the desk, commands and demo call these.

Each makes one entry and appends it. `base` is the seq of the head that the actor's screen was
made from; `entry` may bring the id, so that a form that is sent twice writes once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import loads
from typing import Any

from khronika.model.canonical import Json, sha256_of
from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.payload import PERSONAL_FIELDS, split_fact
from khronika.record.ledger.sql import Statements
from khronika.record.values import Large, Personal, read

_TABLE_OF = {"act": "record_act", "intervention": "record_intervention"}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact and what a person says of it: accept, reject, or correct to a value with words.

    `cites` are [source sha256, start, end] in code points of the page's text.
    """

    fact: str
    verdict: str = "accept"
    value: Any = None
    cites: Sequence[Sequence[Any]] = ()


def add(
    ledger: Ledger,
    actor: str,
    kind: Kind,
    subject: str,
    payload: Payload,
    *,
    base: int | None,
    entry: str | None = None,
) -> Entry:
    """Append one entry; see `Ledger.append` for what it raises."""
    made = NewEntry(entry or ledger.new_id(), actor, kind, subject, payload, base)
    return ledger.append(made)[0]


def receive(
    ledger: Ledger,
    actor: str,
    report: str,
    *,
    package: str | None = None,
    head: str | None = None,
    pages: Mapping[str, Json] | None = None,
    told: Mapping[str, Any] | None = None,
    level: str = "restricted",
    failure: str | None = None,
    base: int | None = None,
    entry: str | None = None,
) -> Entry:
    """Take in a report: its sealed package, its pages, and what they say of themselves.

    Args:
        ledger: where to write.
        actor: who hands it in.
        report: a new ULID for the report.
        package: ULID of the package (without `ev-`), None for a report that gave none.
        head: SHA-256 of the package's head.
        pages: Page as JSON by the SHA-256 of its source.
        told: title, outlet, url, file_name, byline, published, captured, language, official.
        level: who may have the package: restricted until somebody says otherwise.
        failure: a code, where capture or reading failed; the report is kept with its reason.
        base: see the module.
        entry: see the module.
    """
    owner = f"report:{report}"
    fields = {"level": level, **(told or {})}
    payload = {
        "package": package,
        "head": head,
        "sources": sorted(pages or {}),
        "failure": failure,
        "text": Large(_whole_pages(pages), owner) if pages else None,
        "facts": [
            _set(f"{report}.{name}", "report", value, owner) for name, value in fields.items()
        ],
    }
    return add(ledger, actor, Kind.RECEIVE, owner, payload, base=base, entry=entry)


def _whole_pages(pages: Mapping[str, Json] | None) -> Json:
    return dict(pages or {})


def _set(
    fact: str, thing: str, value: Any, owner: str, cites: Sequence[Sequence[Any]] = ()
) -> dict[str, Any]:
    return {"fact": fact, "value": wrap(fact, thing, value, owner), "cites": _lists(cites)}


def _lists(cites: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(cite) for cite in cites]


def wrap(fact: str, thing: str, value: Any, owner: str) -> Any:
    """Mark the value of a personal field as one, so that it does not stand in the payload."""
    personal = (thing, split_fact(fact)[1]) in PERSONAL_FIELDS
    is_plain = value is None or isinstance(value, Personal | Large)
    return Personal(value, owner) if personal and not is_plain else value


def subject_of(of: str, thing: str, *, using: str = "default") -> str:
    """Name the subject of a decision about a thing: the event of an act, its report before that.

    Raises:
        EntryRefused: the act or intervention is unknown.
    """
    if of not in _TABLE_OF:
        return f"{of}:{thing}"
    row = Statements.on(using).one(
        f"SELECT report, event FROM {_TABLE_OF[of]} WHERE id = %s",  # noqa: S608  # constants
        thing,
    )
    if row is None:
        raise EntryRefused(f"the {of} {thing} is unknown; look it up again")
    return f"event:{row[1]}" if row[1] else f"report:{row[0]}"


def decide(
    ledger: Ledger,
    actor: str,
    of: str,
    thing: str,
    changes: Sequence[Change],
    *,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Accept, correct or reject facts of one act, intervention, party, report or event.

    Args:
        ledger: where to write.
        actor: the person who decides; their decision makes them the author of these facts.
        of: act, intervention, party, report or event.
        thing: its ULID.
        changes: one for each fact.
        base: see the module.
        entry: see the module.
    """
    subject = subject_of(of, thing, using=ledger.using)
    owner = _owner(of, thing, ledger.using)
    payload = {"of": of, "thing": thing, "facts": [_judged(c, of, owner) for c in changes]}
    return add(ledger, actor, Kind.DECIDE, subject, payload, base=base, entry=entry)


def _judged(change: Change, of: str, owner: str) -> dict[str, Any]:
    item: dict[str, Any] = {"fact": change.fact, "verdict": change.verdict}
    if change.verdict == "correct":
        item["value"] = wrap(change.fact, of, change.value, owner)
        item["cites"] = _lists(change.cites)
    return item


def _owner(of: str, thing: str, using: str) -> str:
    """Name whom the values of a thing belong to: the victim of an act, else its report."""
    tables = Statements.on(using)
    if of == "act":
        row = tables.one("SELECT party FROM record_fact WHERE id = %s", f"{thing}.victim")
        if row and row[0]:
            return f"party:{row[0]}"
    if of in _TABLE_OF:
        row = tables.one(f"SELECT report FROM {_TABLE_OF[of]} WHERE id = %s", thing)  # noqa: S608
        return f"report:{row[0]}" if row else f"report:{thing}"
    return f"{of}:{thing}"


def accept_all(
    ledger: Ledger, actor: str, things: Sequence[tuple[str, str]], *, base: int
) -> list[Entry]:
    """Accept every fact that is still proposed of several things, in one append.

    Args:
        ledger: where to write.
        actor: the person who has looked at each of them.
        things: (act, intervention, party or report; ULID).
        base: see the module.
    """
    tables = Statements.on(ledger.using)
    entries = []
    for of, thing in things:
        rows = tables.rows(
            "SELECT id FROM record_fact WHERE thing = %s AND (status = 'proposed' "
            "OR author NOT LIKE 'u:%%') AND status <> 'rejected' ORDER BY id", thing,
        )  # fmt: skip
        if rows:
            facts = [{"fact": row[0], "verdict": "accept"} for row in rows]
            payload: Payload = {"of": of, "thing": thing, "facts": facts}
            subject = subject_of(of, thing, using=ledger.using)
            entries.append(NewEntry(ledger.new_id(), actor, Kind.DECIDE, subject, payload, base))
    return ledger.append(*entries)


def correct(
    ledger: Ledger,
    actor: str,
    of: str,
    thing: str,
    changes: Sequence[Change],
    *,
    reason: str,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Correct published facts, with a reason that the public reads; a second person approves."""
    subject = subject_of(of, thing, using=ledger.using)
    owner = _owner(of, thing, ledger.using)
    stands = _standing([change.fact for change in changes], ledger.using)
    facts = [{**_judged(change, of, owner), "old": stands.get(change.fact)} for change in changes]
    payload = {"of": of, "thing": thing, "facts": facts, "reason": Personal(reason, owner)}
    return add(ledger, actor, Kind.CORRECT, subject, payload, base=base, entry=entry)


def _standing(facts: Sequence[str], using: str) -> dict[str, Any]:
    rows = Statements.on(using).among(
        "SELECT id, value FROM record_fact WHERE id IN (%s)", list(facts)
    )
    return {id_: loads(value) for id_, value in rows}


def compose(
    ledger: Ledger,
    actor: str,
    event: str,
    acts: Sequence[str],
    *,
    out: Sequence[str] = (),
    joined: Mapping[str, str] | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Bring acts and interventions into an event, out of it, or say that two acts are one.

    Args:
        ledger: where to write.
        actor: who composes.
        event: ULID of the event; a new one makes an event.
        acts: ULIDs that belong to it from now on, whatever event they were in.
        out: ULIDs that leave the event.
        joined: act to the act of the same event that it is one with.
        base: see the module.
        entry: see the module.
    """
    tables = Statements.on(ledger.using)
    facts = []
    for act, target in [*((act, event) for act in acts), *((act, None) for act in out)]:
        row = tables.one(
            "SELECT event FROM record_act WHERE id = %s UNION ALL "
            "SELECT event FROM record_intervention WHERE id = %s", act, act,
        )  # fmt: skip
        one = (joined or {}).get(act)
        value = {"event": target, "from": row[0] if row else None, "joined": one}
        facts.append({"fact": f"{act}.event", "value": value, "cites": []})
    payload: Payload = {"facts": facts}
    return add(ledger, actor, Kind.COMPOSE, f"event:{event}", payload, base=base, entry=entry)


def set_party(
    ledger: Ledger,
    actor: str,
    party: str,
    fields: Mapping[str, Any],
    *,
    report: str | None = None,
    cites: Sequence[Sequence[Any]] = (),
    base: int,
    entry: str | None = None,
) -> Entry:
    """Make a party, or set facts of its own: name, kind, other_names.<ULID>, country, note."""
    subject = f"party:{party}"
    facts = [
        _set(f"{party}.{name}", "party", value, subject, cites) for name, value in fields.items()
    ]
    payload = {"report": report, "facts": facts}
    return add(ledger, actor, Kind.PARTY, subject, payload, base=base, entry=entry)


def match(
    ledger: Ledger,
    actor: str,
    kept: str,
    other: str,
    verdict: str,
    *,
    reason: str | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Judge two parties: same, different or unsure; a later judgement of the pair replaces it.

    Raises:
        MatchContradicted: "same" against a standing "different", or the reverse.
    """
    left, right = sorted((kept, other))
    value = {"verdict": verdict, "kept": kept}
    owner = f"party:{kept}"
    payload: Payload = {
        "reason": Personal(reason, owner) if reason else None,
        "facts": [{"fact": f"{left}.match.{right}", "value": value, "cites": []}],
    }
    return add(ledger, actor, Kind.MATCH, owner, payload, base=base, entry=entry)


def set_access(
    ledger: Ledger,
    actor: str,
    subject: str,
    *,
    level: str,
    ground: str | None = None,
    fact: str | None = None,
    reason: str | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Say who may see a subject, a name (a party's level, with its ground) or a single fact."""
    id_ = subject.partition(":")[2]
    if fact is None:
        facts: list[dict[str, Any]] = [{"fact": f"{id_}.level", "value": level, "cites": []}]
    else:
        thing, _, rest = fact.partition(".")
        facts = [{"fact": f"{thing}.level.{rest}", "value": level, "cites": []}]
    if subject.startswith("party:") and fact is None and (ground or level == "restricted"):
        facts.append({"fact": f"{id_}.ground", "value": ground, "cites": []})
    payload = {"reason": Personal(reason, subject) if reason else None, "facts": facts}
    return add(ledger, actor, Kind.ACCESS, subject, payload, base=base, entry=entry)


def write_prose(
    ledger: Ledger,
    actor: str,
    subject: str,
    item: str,
    lang: str,
    tree: Json,
    *,
    extra: Mapping[str, Json] | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Put a version of a story, page, case, statement or letter in one language under approval.

    Args:
        ledger: where to write.
        actor: who wrote it.
        subject: `story:`, `page:`, `case:`, `statement:` or `letter:` and a ULID.
        item: ULID of this language's tree under the subject; the same for each version.
        lang: BCP 47 tag.
        tree: the closed tree of nodes; the approval names its hash.
        extra: what the kind adds, by key: a letter's period, a statement's addressees.
        base: see the module.
        entry: see the module.
    """
    id_ = subject.partition(":")[2]
    value = {"lang": lang, "sha256": sha256_of(tree), "tree": Large(tree, subject)}
    fact = {"fact": f"{id_}.tree.{item}", "verdict": "correct", "value": value, "cites": []}
    items = _extra_items(id_, ledger.using)
    more = [
        {"fact": f"{id_}.extra.{items.get(key) or ledger.new_id()}", "verdict": "correct",
         "value": Personal({"key": key, "value": one}, subject), "cites": []}
        for key, one in (extra or {}).items()
    ]  # fmt: skip
    payload: Payload = {"of": "prose", "thing": id_, "facts": [fact, *more]}
    return add(ledger, actor, Kind.DECIDE, subject, payload, base=base, entry=entry)


def _extra_items(id_: str, using: str) -> dict[str, str]:
    """Answer the item of each key that a piece of prose has already."""
    rows = Statements.on(using).rows(
        "SELECT item, value_id FROM record_fact WHERE thing = %s AND field = 'extra'", id_
    )
    values: Mapping[str, Any] = read([row[1] for row in rows if row[1]], using=using)
    return {values[row[1]]["key"]: row[0] for row in rows if row[1] in values}


def grant(
    ledger: Ledger, actor: str, person: str, role: str, *, given: bool = True,
    base: int | None = None, entry: str | None = None,
) -> Entry:  # fmt: skip
    """Give a role to a person (ULID) or take it; `s:init` gives the first ones."""
    payload: Payload = {"role": role, "given": given}
    return add(ledger, actor, Kind.GRANT, f"user:{person}", payload, base=base, entry=entry)


def note(
    ledger: Ledger, actor: str, subject: str, text: str | None, *, base: int | None,
    digest: str | None = None, day: str | None = None, entry: str | None = None,
) -> Entry:  # fmt: skip
    """Leave a note on a subject, or the daily digest of who looked at restricted subjects."""
    words = Personal(text, subject) if text is not None else None
    payload: Payload = {"text": words, "digest": digest, "day": day}
    return add(ledger, actor, Kind.NOTE, subject, payload, base=base, entry=entry)


def set_register(
    ledger: Ledger, actor: str, register: str, row: str, value: Json, *, base: int,
    entry: str | None = None,
) -> Entry:  # fmt: skip
    """Edit a row of a register of `data`: the register's code, the row's ULID, its new content."""
    subject = f"register:{row}"
    fact = _set(f"{row}.row", "register", value, subject)
    payload: Payload = {"register": register, "facts": [fact]}
    return add(ledger, actor, Kind.REGISTER, subject, payload, base=base, entry=entry)
