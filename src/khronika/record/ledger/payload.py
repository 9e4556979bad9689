"""What each kind of entry may say, version by version; anything else is refused.

A schema lists every key; a key that has nothing to say holds null. Personal values are references
by the time a payload is checked, so that a name in plain text has no place to stand.
"""

import re
from collections.abc import Mapping
from typing import Any

from khronika.model.ulid import is_ulid
from khronika.model.vocabulary import (
    ActType,
    Level,
    MarkReason,
    NamingGround,
    PerpetratorKind,
    Role,
    SheetVerdict,
    Status,
    VictimKind,
)
from khronika.record.errors import EntryMalformed
from khronika.record.ledger.entry import PROSE, SUBJECT_FORM, Kind, Payload
from khronika.record.ledger.forms import (
    Check,
    among,
    any_of,
    form,
    integer,
    keys,
    listed,
    or_null,
    partial_date,
    refuse,
    truth,
    tuple_of,
    ulid,
)

ROLES = ("monitor", "coder", "editor", "security_officer", "administrator", "network_reader")
PARTY_KINDS = ("person", "organisation", "group", "agency", "unknown")
VERDICTS = ("same", "different", "unsure")
DERIVED = ("cites", "embeds", "describes", "same_origin", "independent")
ERASE_GROUNDS = ("person_asked", "guardian_asked", "danger", "law", "error")
CODE_FORM = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
LANGUAGE_FORM = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
HASH_FORM = re.compile(r"[0-9a-f]{64}\Z")
NUMBER_FORM = re.compile(r"(?:[A-Z]{2}-\d{4}-\d{4,6}|ST-\d{4}-\d{2,4}|\d{1,6})\Z")
MOST_FACTS = 500


SHA256 = form(HASH_FORM, "64 lower-case hex digits")
CODE = form(CODE_FORM, "a code")
SUBJECT = form(SUBJECT_FORM, "a subject, kind:ULID")
SEQ = integer(1, (1 << 53) - 1)
REFERENCE = keys(value=ulid, sha256=SHA256)
LEVEL = among(*Level)
PARTY_OF = keys(party=ulid)
ACT_OF = keys(act=ulid)
DATES = or_null(keys(start=or_null(partial_date), end=or_null(partial_date)))
COUNT = or_null(
    keys(min=or_null(integer(0, 1 << 40)), max=or_null(integer(0, 1 << 40)), approx=truth)
)
MEMBER = keys(event=or_null(ulid), from_=or_null(ulid), joined=or_null(ulid))
REF = or_null(REFERENCE)
_MOST = integer(0, 1 << 40)
_BOX = tuple_of(_MOST, _MOST, _MOST, _MOST)
AT = or_null(keys(start=or_null(_MOST), end=or_null(_MOST), box=or_null(_BOX)))
"""A place in a film or picture: milliseconds, and a box of pixels from its upper left corner."""
_LEVELS: dict[str, Check] = {"level": LEVEL}

FIELDS: dict[str, dict[str, Check]] = {
    "act": {
        "type": among(*ActType), "victim": PARTY_OF, "kind": among(*VictimKind),
        "role": among(*Role), "affiliation": REF, "count": COUNT, "covers[]": ACT_OF,
        "apart[]": ACT_OF, "same[]": ACT_OF, "date": DATES, "place": REF,
        "perpetrators[]": keys(party=ulid, kind=among(*PerpetratorKind)),
        "status": among(*Status), "charges[]": REF, "purposes[]": REF, "sources[]": PARTY_OF,
        "answers[]": REF, "note": REF, "event": MEMBER, **_LEVELS,
    },
    "intervention": {
        "by[]": PARTY_OF, "to[]": PARTY_OF, "date": DATES, "what": REF, "event": MEMBER, **_LEVELS,
    },
    "party": {
        "kind": among(*PARTY_KINDS), "name": REF, "other_names[]": REF, "details[]": REF,
        "country": or_null(form(re.compile("[A-Z]{2}$"), "a country code")), "note": REF,
        "ground": or_null(among(*NamingGround)),
        "match[]": keys(verdict=among(*VERDICTS), kept=ulid), **_LEVELS,
    },
    "report": {
        "title": REF, "outlet": REF, "url": REF, "file_name": REF, "byline": REF,
        "published": or_null(partial_date), "official": truth,
        "language": or_null(form(LANGUAGE_FORM, "a BCP 47 tag")),
        "captured": or_null(partial_date),
        "derived_from[]": keys(report=ulid, how=among(*DERIVED)), **_LEVELS,
    },
    "event": {"title[]": REF, "summary[]": REF, "unknown[]": REF, "note": REF, **_LEVELS},
    "prose": {
        "tree[]": keys(lang=form(LANGUAGE_FORM, "a BCP 47 tag"), sha256=SHA256, tree=REFERENCE),
        "slug": REF, "extra[]": REF, **_LEVELS,
    },
    "register": {"row": REF},
    "film": {
        "file": keys(report=ulid, sha256=SHA256, form=among("film", "picture"),
                     milliseconds=or_null(_MOST), width=or_null(_MOST), height=or_null(_MOST)),
        "statements[]": REF,
        "filmed_by[]": keys(party=ulid, verdict=among(*SheetVerdict), at=AT),
        "marks[]": keys(why=or_null(among(*MarkReason)), at=AT),
        "shows[]": keys(event=ulid),
    },
    "second": {
        "seen[]": keys(of=form(re.compile(r"[a-z_]{1,20}(?:\.[0-9A-Z]{26})?\Z"), "a field"),
                       film=ulid, t=form(re.compile(r"t=[0-9.,]{1,24}\Z"), "t=14,19")),
    },
}  # fmt: skip
"""Fields by the kind of thing; `[]` marks a field with items, each of its own ULID."""

PERSONAL_FIELDS = frozenset(
    (thing, field.removesuffix("[]"))
    for thing, fields in FIELDS.items()
    for field, one in fields.items()
    if one is REF
)


def split_fact(fact: str) -> tuple[str, str, str | None]:
    """Split a fact id into the ULID of its thing, its field and the rest, its item."""
    thing, _, rest = fact.partition(".")
    field, _, item = rest.partition(".")
    return thing, field, item or None


def check_fact(fact: Any, thing_kind: str | None, path: str) -> Check:
    """Check a fact id and answer the check of its value.

    Args:
        fact: `<ULID>.<field>[.<item>]`; a level may name the field it hides instead of an item.
        thing_kind: key of `FIELDS`, or None where any kind will do.
        path: place in the payload, for the message.
    """
    if not isinstance(fact, str) or len(fact) > 120:
        refuse(path, "a fact id")
    thing, field, item = split_fact(fact)
    ulid(thing, path)
    kinds = [thing_kind] if thing_kind else list(FIELDS)
    checks = [one for kind in kinds if (one := _field_check(FIELDS[kind], field, item))]
    if not checks:
        raise EntryMalformed(f"{path}: {fact!r} is no fact of {thing_kind or 'anything'}")
    return checks[0] if len(checks) == 1 else any_of(checks)


def _field_check(fields: Mapping[str, Check], field: str, item: str | None) -> Check | None:
    if item is None:
        return fields.get(field)
    if field == "level":
        hidden, _, rest = item.partition(".")
        return LEVEL if hidden + ("[]" if rest else "") in fields else None
    return fields.get(f"{field}[]") if is_ulid(item) else None


CITE = tuple_of(SHA256, integer(0, 1 << 40), integer(0, 1 << 40))
CITES = listed(CITE, most=50)
CONFIDENCE = or_null(integer(0, 1000))
RULE = or_null(form(re.compile(r"[^\x00-\x1f\x7f]{1,100}\Z"), "a short rule name"))
DOCUMENTS = listed(tuple_of(SUBJECT, among("public", "network"), SHA256), most=10_000)
BODIES = listed(REFERENCE, most=10_000)
COPIES = listed(ulid, most=10_000)
"""Packages of redacted copies that an entry reaches with their original."""


def _any_fact(value: Any, path: str) -> None:
    check_fact(value, None, path)


PAIRS = listed(tuple_of(_any_fact, SEQ), most=100_000)

_FACT_KEYS: dict[str, dict[str, Check]] = {
    "set": {"cites": CITES},
    "propose": {"cites": CITES, "rule": RULE, "confidence": CONFIDENCE},
    "accept": {},
    "reject": {},
    "correct": {"cites": CITES},
    "withdraw": {"cites": CITES, "rule": RULE, "confidence": CONFIDENCE,
                 "status": among("proposed", "accepted", "rejected")},
}  # fmt: skip
_OLD = or_null(lambda value, path: None)


def facts(thing_kind: str | None, *forms: str, old: bool = False, least: int = 1) -> Check:
    """Check a list of facts that an entry writes.

    Args:
        thing_kind: what they are facts of, None where a prefix decides.
        forms: `set` or `propose`, or the verdicts `accept`, `reject`, `correct`.
        old: whether each names the value that stood before (a public correction).
        least: how many there are at least.
    """

    def check(value: Any, path: str) -> None:
        listed(lambda item, place: _fact(item, place, thing_kind, forms, old), most=MOST_FACTS,
               least=least)(value, path)  # fmt: skip
        named = [item["fact"] for item in value]
        if len(set(named)) != len(named):
            refuse(path, "each fact once")

    return check


def _fact(item: Any, path: str, thing_kind: str | None, forms: tuple[str, ...], old: bool) -> None:
    if not isinstance(item, Mapping):
        refuse(path, "an object")
    one = str(item.get("verdict", forms[0]))
    if one not in forms:
        refuse(f"{path}.verdict", "one of " + ", ".join(forms))
    wanted = set(_FACT_KEYS[one]) | {"fact"}
    wanted |= {"verdict"} if one in ("accept", "reject", "correct", "withdraw") else set()
    wanted |= {"value"} if one not in ("accept", "reject", "withdraw") else set()
    wanted |= {"old"} if old or one == "withdraw" else set()
    if item.keys() != wanted:
        refuse(path, "an object of " + ", ".join(sorted(wanted)))
    value_check = check_fact(item["fact"], thing_kind, f"{path}.fact")
    if "value" in wanted:
        value_check(item["value"], f"{path}.value")
    elif one == "withdraw":
        value_check(item["old"], f"{path}.old")
    for key, inner in _FACT_KEYS[one].items():
        inner(item[key], f"{path}.{key}")


THING_KINDS = ("act", "intervention", "party", "report", "event", "prose")


def _decided(
    old: bool, *verdicts: str, things: tuple[str, ...] = THING_KINDS, fields: str | None = None
) -> Check:
    def check(value: Any, path: str) -> None:
        kind = value.get("of") if isinstance(value, Mapping) else None
        among(*things)(kind, f"{path}.of")
        extra: dict[str, Check] = {"reason": REFERENCE} if old else {}
        keys(of=among(*things), thing=ulid, facts=facts(fields or kind, *verdicts, old=old),
             **extra)(value, path)  # fmt: skip
        if any(split_fact(item["fact"])[0] != value["thing"] for item in value["facts"]):
            refuse(f"{path}.facts", "facts of the one thing that is named")

    return check


SCHEMAS: dict[tuple[Kind, int], Check] = {
    (Kind.RECEIVE, 1): keys(
        package=or_null(ulid), head=or_null(SHA256), sources=listed(SHA256, most=1000),
        failure=or_null(CODE), text=REF, facts=facts("report", "set"),
    ),
    (Kind.RECEIVE, 2): keys(
        package=ulid, head=SHA256, sources=listed(SHA256, most=1000), failure=or_null(CODE),
        text=REF, facts=facts("report", "set", least=0),
    ),
    (Kind.RECEIVE, 3): keys(
        package=ulid, head=SHA256, completes=keys(package=ulid, head=SHA256), whole=truth,
        sources=listed(SHA256, most=1000), media=listed(SHA256, most=1000),
        failure=or_null(CODE), text=REF, facts=facts("report", "set", least=0),
    ),
    (Kind.RECEIVE, 4): keys(
        package=ulid, head=SHA256, original=keys(report=ulid, sha256=SHA256)
    ),
    (Kind.PROPOSE, 1): keys(
        coder=or_null(keys(name=CODE, version=form(re.compile(r"[ -~]{1,60}\Z"), "a version"))),
        coding=REF, parties=listed(ulid, most=MOST_FACTS),
        acts=listed(keys(id=ulid, of=among("act", "intervention"), draft=or_null(ulid),
                         optional=truth), most=MOST_FACTS),
        facts=facts(None, "propose", least=0),
    ),
    (Kind.DECIDE, 1): _decided(False, "accept", "reject", "correct"),
    (Kind.DECIDE, 2): _decided(False, "withdraw"),
    (Kind.DECIDE, 3): _decided(False, "accept", "reject", "correct", things=("film",)),
    (Kind.DECIDE, 4): _decided(
        False, "reject", "correct", things=("act", "intervention"), fields="second"
    ),
    (Kind.COMPOSE, 1): keys(facts=facts(None, "set")),
    (Kind.PARTY, 1): keys(report=or_null(ulid), facts=facts("party", "set")),
    (Kind.MATCH, 1): keys(reason=REF, facts=facts("party", "set")),
    (Kind.ACCESS, 1): keys(reason=REF, facts=facts(None, "set")),
    (Kind.ACCESS, 2): keys(reason=REF, facts=facts(None, "set"), copies=COPIES),
    (Kind.REQUEST, 1): keys(
        facts=PAIRS, documents=DOCUMENTS, bodies=BODIES,
        numbers=listed(tuple_of(SUBJECT, form(NUMBER_FORM, "a public number"))),
        public_ids=listed(tuple_of(ulid, among("public", "network"), REFERENCE)),
    ),
    (Kind.APPROVE, 1): keys(request=ulid, facts=PAIRS),
    (Kind.PUBLISH, 1): keys(request=ulid),
    (Kind.CORRECT, 1): _decided(True, "reject", "correct"),
    (Kind.CORRECT, 2): _decided(True, "reject", "correct", things=("film",)),
    (Kind.CORRECT, 3): _decided(
        True, "reject", "correct", things=("act", "intervention"), fields="second"
    ),
    (Kind.WITHDRAW, 1): keys(reason=REFERENCE, documents=DOCUMENTS, bodies=BODIES),
    (Kind.ERASE, 1): keys(
        ground=among(*ERASE_GROUNDS), values=listed(ulid), acts=listed(ulid),
        masked=listed(tuple_of(ulid, REFERENCE)), documents=DOCUMENTS, bodies=BODIES,
    ),
    (Kind.ERASE, 2): keys(
        ground=among(*ERASE_GROUNDS), values=listed(ulid), acts=listed(ulid),
        masked=listed(tuple_of(ulid, REFERENCE)), documents=DOCUMENTS, bodies=BODIES,
        copies=COPIES, unread=listed(ulid),
    ),
    (Kind.REGISTER, 1): keys(register=CODE, facts=facts("register", "set")),
    (Kind.GRANT, 1): keys(role=among(*ROLES), given=truth),
    (Kind.RESTORE, 1): keys(head=SHA256, first=SEQ, last=SEQ, values=listed(ulid)),
    (Kind.NOTE, 1): keys(text=REF, digest=or_null(SHA256), day=or_null(partial_date)),
}  # fmt: skip
"""The schema of each kind and version; a new version is added and an old one never changed."""

SUBJECT_KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.RECEIVE: ("report",), Kind.PROPOSE: ("report",),
    Kind.DECIDE: ("report", "event", "party", *PROSE), Kind.COMPOSE: ("event",),
    Kind.PARTY: ("party",),
    Kind.MATCH: ("party",), Kind.ACCESS: ("report", "event", "party", *PROSE),
    Kind.REQUEST: ("event", *PROSE), Kind.APPROVE: ("event", *PROSE),
    Kind.PUBLISH: ("event", *PROSE), Kind.CORRECT: ("report", "event", "party", *PROSE),
    Kind.WITHDRAW: ("event", *PROSE), Kind.ERASE: ("party", "report"),
    Kind.REGISTER: ("register",), Kind.GRANT: ("user",), Kind.RESTORE: ("user", "register"),
    Kind.NOTE: ("report", "event", "party", "register", "user", *PROSE),
}  # fmt: skip


def check_payload(kind: Kind, v: int, subject: str, payload: Payload) -> None:
    """Refuse a payload that its kind and version do not allow.

    Args:
        kind: from the closed list.
        v: version of the payload's schema.
        subject: whom or what the entry is about.
        payload: personal values are references already.

    Raises:
        EntryMalformed: names the first place that is wrong and what is wanted there.
    """
    schema = SCHEMAS.get((kind, v))
    if schema is None:
        raise EntryMalformed(f"there is no {kind} of version {v}; upgrade Khronika")
    if subject.partition(":")[0] not in SUBJECT_KINDS[kind]:
        raise EntryMalformed(f"a {kind} has no subject {subject}; see docs/reference/ledger.md")
    schema(payload, str(kind))
