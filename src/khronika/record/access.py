"""Who may do what: one function, asked by every screen, form, command and append.

Roles are given and taken by `grant` entries, so that `verify` can tell whether an approver was an
editor when they approved. Django's superuser flag grants nothing (`record.md` section 7).
"""

import json
from dataclasses import dataclass

from khronika.record.errors import NotAllowed
from khronika.record.ledger.sql import Statements

_CODER = {
    "read-public", "read-network", "see", "receive", "propose", "decide", "compose", "party",
    "match", "access", "request", "note", "import", "complete",
}  # fmt: skip
VERBS: dict[str, frozenset[str]] = {
    "monitor": frozenset({"read-public", "receive", "see-own"}),
    "coder": frozenset(_CODER),
    "editor": frozenset(
        _CODER
        | {"approve", "publish", "correct", "withdraw", "write", "restrict", "register", "export"}
    ),
    "security_officer": frozenset({"read-public", "restrict", "erase", "lock", "sessions"}),
    "administrator": frozenset({"read-public", "grant", "invite", "settings", "restore"}),
    "network_reader": frozenset({"read-public", "read-network"}),
}
"""What each role may; an unknown verb is allowed to nobody."""

SERVICE_VERBS = frozenset({"receive", "complete", "propose", "note"})
KEY_VERBS = frozenset({"receive"})
FOUNDER = "s:init"
RESTORER = "s:restore"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something is allowed, and the rule that says so; true in a condition if it is."""

    allowed: bool
    rule: str

    def __bool__(self) -> bool:
        """Tell whether it is allowed."""
        return self.allowed


def roles_of(actor: str, *, using: str = "default", tables: Statements | None = None) -> set[str]:
    """List the roles that a person holds by the `grant` entries in the ledger.

    Args:
        actor: `u:ULID`; services and keys hold none.
        using: alias of the database.
        tables: statements to read with, where the caller has some.
    """
    if not actor.startswith("u:"):
        return set()
    held: set[str] = set()
    for (payload,) in (tables or Statements.on(using)).rows(
        "SELECT payload FROM record_entry WHERE subject = %s AND kind = 'grant' ORDER BY seq",
        f"user:{actor[2:]}",
    ):
        grant = json.loads(payload)
        (held.add if grant["given"] else held.discard)(grant["role"])
    return held


def may(
    actor: str | None,
    verb: str,
    subject: str | None = None,
    *,
    using: str = "default",
    tables: Statements | None = None,
) -> Answer:
    """Tell whether somebody may do something to a subject, and by which rule.

    Args:
        actor: `u:`, `s:` or `k:` and its id; None for a reader without an account.
        verb: a verb of `VERBS`.
        subject: whom or what it is done to, where the rule depends on it.
        using: alias of the database.
        tables: statements to read with, where the caller has some.
    """
    statements = tables or Statements.on(using)
    if actor is None:
        return Answer(verb == "read-public", "without an account one reads public documents")
    if actor.startswith("s:"):
        return _may_service(actor, verb, statements)
    if actor.startswith("k:"):
        return Answer(verb in KEY_VERBS, "a key may hand in reports and nothing else")
    held = roles_of(actor, tables=statements)
    for role in sorted(held):
        if verb in VERBS.get(role, frozenset()):
            return Answer(True, f"the role {role} may {verb}")
    if verb == "see" and "monitor" in held and subject and _sent_by(actor, subject, statements):
        return Answer(True, "a monitor sees the reports that they sent")
    wanted = [role for role, verbs in VERBS.items() if verb in verbs]
    return Answer(False, f"{verb} needs the role " + (" or ".join(wanted) or "of nobody"))


def _may_service(actor: str, verb: str, tables: Statements) -> Answer:
    if actor == FOUNDER and verb == "grant":
        other = tables.one(
            "SELECT seq FROM record_entry WHERE kind <> 'grant' OR actor <> %s LIMIT 1", FOUNDER
        )
        return Answer(other is None, "s:init grants roles only before anything else is recorded")
    if actor == RESTORER:
        rule = "s:restore records a restored backup and repeats its lost erasures, nothing else"
        return Answer(verb in ("restore", "erase"), rule)
    return Answer(verb in SERVICE_VERBS, "a service is never a person: it may receive and propose")


def _sent_by(actor: str, subject: str, tables: Statements) -> bool:
    kind, _, id_ = subject.partition(":")
    return kind == "report" and bool(
        tables.one("SELECT 1 FROM record_report WHERE id = %s AND actor = %s", id_, actor)
    )


def require(
    actor: str | None,
    verb: str,
    subject: str | None = None,
    *,
    using: str = "default",
    tables: Statements | None = None,
) -> None:
    """Refuse what somebody may not do, naming the rule.

    Raises:
        NotAllowed: no role of theirs may.
    """
    answer = may(actor, verb, subject, using=using, tables=tables)
    if not answer:
        raise NotAllowed(f"{actor or 'a reader'} may not {verb} {subject or ''}: {answer.rule}")
