"""Keeps the register of outlets, agencies and organisations in step with what editors wrote.

The shipped file is the seed. An edit is an entry of the ledger (kind `register`) with the whole
new row; the latest row of an id counts. Nothing here is public and nothing is merged.
"""

import re
from collections.abc import Mapping, Sequence

from khronika.data.register import KINDS, RegisterEntry, read_entry, register
from khronika.errors import DataError, MatchError
from khronika.match.edited import use_register
from khronika.model.canonical import Json
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.sql import Statements
from khronika.record.subjects import set_register
from khronika.record.values import read

REGISTER = "bodies"
_ROWS = (
    "SELECT thing, seq, value_id FROM record_fact WHERE field = 'row' AND NOT erased "
    "ORDER BY seq, thing"
)
_SEEN: dict[str, tuple[str, ...]] = {}
"""The values in use in this process, by alias of the database."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})*\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class RowUnusable(MatchError):
    """A row of the register cannot be used as it is."""


def refresh_register(*, using: str = "default") -> None:
    """Use what editors wrote since the last look; costs one small query where nothing is new."""
    rows = Statements.on(using).rows(_ROWS)
    values = tuple(str(row[2]) for row in rows)
    if _SEEN.get(using, ()) == values:
        return
    edited = {entry.id: entry for _, entry in _entries(rows, using)}
    use_register(edited.values())
    _SEEN[using] = values


def _entries(rows: Sequence[Sequence[object]], using: str) -> list[tuple[str, RegisterEntry]]:
    values = read([str(row[2]) for row in rows if row[2]], using=using)
    found = []
    for thing, _, value in rows:
        item = values.get(str(value))
        if isinstance(item, dict) and "id" in item:
            found.append((str(thing), read_entry(dict(item))))
    return found


def rows_by_id(*, using: str = "default") -> dict[str, str]:
    """Answer the ledger's row (ULID) of each entry that editors have written."""
    rows = Statements.on(using).rows(_ROWS)
    return {entry.id: thing for thing, entry in _entries(rows, using)}


def write_entry(
    ledger: Ledger, actor: str, said: Mapping[str, str], *, base: int, entry: str | None = None
) -> RegisterEntry:
    """Write a row of the register as an editor filled it in.

    Args:
        ledger: where to write.
        actor: the person.
        said: id, kind, country, parent, successor, valid_from, valid_until, acronyms (divided
            by `;`) and names, one language a line: `en: Radio Orda; Orda Radio`.
        base: seq of the head that the screen was made from.
        entry: id of the form's entry.

    Returns:
        the entry, in use in this process.

    Raises:
        RowUnusable: says which part cannot be used.
    """
    item = _item(said)
    try:
        made = read_entry(dict(item))
    except DataError as error:
        raise RowUnusable(str(error)) from error
    row = rows_by_id(using=ledger.using).get(made.id) or ledger.new_id()
    set_register(ledger, actor, REGISTER, row, item, base=base, entry=entry)
    refresh_register(using=ledger.using)
    return made


def _item(said: Mapping[str, str]) -> dict[str, Json]:
    identifier, kind = said.get("id", "").strip(), said.get("kind", "")
    country, parent = said.get("country", "").strip().upper(), said.get("parent", "").strip()
    if not _ID.match(identifier):
        raise RowUnusable("the id is small letters, digits and hyphens, such as radio-orda")
    if kind not in KINDS:
        raise RowUnusable(f"the kind is one of {', '.join(sorted(KINDS))}")
    if country and not _COUNTRY.match(country):
        raise RowUnusable("the country is two letters (ISO 3166-1), such as KZ")
    if parent and (parent == identifier or parent not in {entry.id for entry in register()}):
        raise RowUnusable(f"the parent {parent} is no other entry of the register; add it first")
    successor = said.get("successor", "").strip()
    if successor and (successor == identifier or successor not in {one.id for one in register()}):
        raise RowUnusable(f"the body {successor} is no other entry of the register; add it first")
    acronyms: list[Json] = [
        part.strip() for part in said.get("acronyms", "").split(";") if part.strip()
    ]
    return {
        "id": identifier, "kind": kind, "country": country or None, "parent": parent or None,
        "names": _names(said.get("names", "")), "acronyms": acronyms,
        "valid_from": said.get("valid_from", "").strip() or None,
        "valid_until": said.get("valid_until", "").strip() or None, "successor": successor or None,
    }  # fmt: skip


def _names(written: str) -> dict[str, Json]:
    names: dict[str, list[Json]] = {}
    for number, line in enumerate(written.splitlines(), 1):
        if not line.strip():
            continue
        lang, colon, rest = line.partition(":")
        several = [part.strip() for part in rest.split(";") if part.strip()]
        if not colon or not _LANG.match(lang.strip()) or not several:
            raise RowUnusable(f"names, line {number}: write a language and names, en: One; Other")
        names.setdefault(lang.strip(), []).extend(several)
    return dict(names.items())


def written_names(entry: RegisterEntry) -> str:
    """Write an entry's names as the form shows them, one language a line."""
    return "\n".join(f"{lang}: {'; '.join(names)}" for lang, names in entry.names.items())
