"""What people say about a subject as a whole: a party, who may see it, its prose, a role, a note.

`steps` has all of them too: callers need not know in which file a step stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from khronika.model.canonical import Json, sha256_of
from khronika.record.copies import restricting
from khronika.record.errors import RecordBusy, RecordMovedOn
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.sql import Statements
from khronika.record.making import add, set_fact
from khronika.record.values import Large, Personal, read


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
        set_fact(f"{party}.{name}", "party", value, subject, cites)
        for name, value in fields.items()
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
    cites: Sequence[Sequence[Any]] = (),
    base: int,
    entry: str | None = None,
) -> Entry:
    """Judge two parties: same, different or unsure; a later judgement of the pair replaces it.

    Args:
        ledger: where to write.
        actor: who judges.
        kept: the party that is shown for both where they are the same.
        other: the other one.
        verdict: same, different or unsure.
        reason: why, in words of the person who judges.
        cites: the words judged by, as [source hash, start, end].
        base: see `steps`.
        entry: see `steps`.

    Raises:
        MatchContradicted: "same" against a standing "different".
    """
    left, right = sorted((kept, other))
    value = {"verdict": verdict, "kept": kept}
    owner = f"party:{kept}"
    payload: Payload = {
        "reason": Personal(reason, owner) if reason else None,
        "facts": [
            {
                "fact": f"{left}.match.{right}",
                "value": value,
                "cites": [list(cite) for cite in cites],
            }
        ],
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
    """Say who may see a subject, a name (a party's level, with its ground) or a single fact.

    Restricting a report, or somebody, reaches the redacted copies that were made from it, or from
    what names them: they are for nobody until two people have looked at each again.
    """
    id_ = subject.partition(":")[2]
    if fact is None:
        facts: list[dict[str, Any]] = [{"fact": f"{id_}.level", "value": level, "cites": []}]
    else:
        thing, _, rest = fact.partition(".")
        facts = [{"fact": f"{thing}.level.{rest}", "value": level, "cites": []}]
    if subject.startswith("party:") and fact is None and (ground or level == "restricted"):
        facts.append({"fact": f"{id_}.ground", "value": ground, "cites": []})
    payload: Payload = {
        "reason": Personal(reason, subject) if reason else None, "facts": facts,
    }  # fmt: skip
    return _reaching(ledger, actor, subject, payload, base=base, entry=entry)


def restriction_of(party: str) -> list[dict[str, Any]]:
    """Answer the facts of a line that withholds the name of somebody.

    Args:
        party: ULID.
    """
    return [
        {"fact": f"{party}.level", "value": "restricted", "cites": []},
        {"fact": f"{party}.ground", "value": None, "cites": []},
    ]


def _reaching(
    ledger: Ledger, actor: str, subject: str, payload: Payload, *, base: int, entry: str | None
) -> Entry:
    """Append a line about who may see something, with the copies that it reaches.

    Files are looked through for that, and nobody opens a file under the lock: the line is written
    on the very head that was looked at, or what came in meanwhile is looked at too.
    """
    named: dict[str, bool] = {}
    id_ = entry or ledger.new_id()
    for _ in range(MOST_LOOKS):
        head = ledger.head()[0]
        copies = restricting(subject, payload["facts"], using=ledger.using, named=named)
        told = payload if not copies else {**payload, "copies": copies or []}
        new = NewEntry(id_, actor, Kind.ACCESS, subject, told, base, 2 if copies else 1,
                       head=None if copies is None else head)  # fmt: skip
        try:
            return ledger.append(new)[0]
        except RecordMovedOn:
            if copies is None or ledger.head()[0] == head:
                raise
    raise RecordBusy("others write all the while; restrict it again in a moment")


MOST_LOOKS = 50
"""How often a restriction is brought up to a record that moves on before `RecordBusy`."""


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
    fact = set_fact(f"{row}.row", "register", value, subject)
    payload: Payload = {"register": register, "facts": [fact]}
    return add(ledger, actor, Kind.REGISTER, subject, payload, base=base, entry=entry)
