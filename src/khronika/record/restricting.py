"""Restricts somebody at once, and looks for them in films that copies were made from afterwards.

Gigabytes are looked through for a name, which nobody waits for at a screen: the restriction stands
in the record before it begins, and until it has ended no redacted copy becomes public. What is
under way stands in `KHRONIKA_HOME/record/restricting`, by ids alone; a search that was killed goes
on with the package at which it was.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from khronika.errors import KhronikaError
from khronika.model.vocabulary import Level
from khronika.record.access import may, require
from khronika.record.copies import copies_of_person, originals
from khronika.record.errors import RecordBusy, RecordMovedOn
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.ledger.copies import copies_of
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.sql import Statements
from khronika.record.subjects import MOST_LOOKS, restriction_of

YOUNG_SECONDS = 600
"""A search whose restriction was not written for so long was given up by its writer."""
MOST_TRIES = 5
"""How often a search is begun that ends without a package looked through; then on doubt."""
_FAULTS = (KhronikaError, OSError, DatabaseError)


@dataclass(slots=True)
class Search:
    """What is under way for one person: whom, by which entry, and what was looked through.

    `named` tells of each package whether it names them, as long as `mark` (who is meant, and the
    last entry that set a name) is the same. `is_left`: who began it may restrict nobody any more,
    and somebody who may must take it over.
    """

    party: str
    actor: str
    entry: str
    mark: str = ""
    named: dict[str, bool] = field(default_factory=dict)
    done: int = 0
    of: int = 0
    tries: int = 0
    is_left: bool = False


def restrict_person(
    ledger: Ledger, actor: str, party: str, *, base: int, entry: str | None = None
) -> Entry:
    """Withhold a name at once; films are looked through by `search_due`.

    Copies whose original is about the person, or filmed by them, are closed with it. Those whose
    original may name them in any of its files are kept from the public until that is known.

    Args:
        ledger: where to write.
        actor: who restricts.
        party: ULID.
        base: see `steps`.
        entry: see `steps`.

    Raises:
        EntryRefused: and what else `Ledger.append` raises; nothing is under way then.
    """
    tables, id_ = Statements.on(ledger.using), entry or ledger.new_id()
    made = Search(party, actor, id_)
    is_any = bool(originals(tables)) and entry_of(id_, using=ledger.using) is None
    if is_any:
        _write(made)  # before the restriction: nothing can be published in between
    try:
        written: Entry = _append(ledger, made, base=base, id_=id_, is_quick=True)
    except BaseException:
        if is_any and entry_of(id_, using=ledger.using) is None:
            _file(made.entry).unlink(missing_ok=True)
        raise
    if is_any and not _file(made.entry).exists():
        _write(made)  # its writer was so slow that it was taken for dead
    return written


def searches() -> list[Search]:
    """Answer the searches that are under way, the oldest first."""
    return [one for path in sorted(_folder().glob("*.json")) if (one := _read(path)) is not None]


def left_searches() -> list[Search]:
    """Answer the searches whose beginner lost the role: until somebody goes on, copies wait."""
    return [one for one in searches() if one.is_left]


def take_over(ledger: Ledger, actor: str, entry: str) -> bool:
    """Go on with a search that somebody began who may restrict nobody any more.

    Args:
        ledger: the record.
        actor: who goes on with it; what it closes is closed on their word.
        entry: id of the restriction.

    Returns:
        Whether it was left; False where it goes on already, or is over.

    Raises:
        NotAllowed: the actor may restrict nobody either.
    """
    require(actor, "restrict", using=ledger.using)
    if not _file(entry).exists():
        return False
    with _claimed(entry) as mine:
        if mine is None or not mine.is_left:
            return False
        mine.actor, mine.is_left, mine.tries = actor, False, 0
        _write(mine)
        return True


def held_back(packages: Collection[str], *, using: str = "default") -> list[str]:
    """Answer the redacted copies among some packages while somebody is looked for.

    Args:
        packages: `ev-` and the ULID of each.
        using: alias of the database.
    """
    if not packages or not searches():
        return []
    ids = sorted(name.removeprefix("ev-") for name in packages)
    rows = Statements.on(using).among(
        "SELECT id FROM record_evidence WHERE copy_of IS NOT NULL AND id IN (%s)", ids
    )
    return sorted(f"ev-{row[0]}" for row in rows)


def search_due(ledger: Ledger, *, is_stopped: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Look through what is under way, and close the copies whose original names the person.

    Args:
        ledger: the record.
        is_stopped: asked between two packages.

    Yields:
        A line for the worker's log for each; it names nobody.
    """
    for one in searches():
        if is_stopped():
            return
        with _claimed(one.entry) as mine:
            if mine is None:
                continue
            try:
                line = _search(ledger, mine, is_stopped)
            except _FAULTS as error:
                line = f"restriction {mine.entry}: tried again later ({type(error).__name__})"
            if line:
                yield line


class _Stopped(Exception):  # it says what it is
    """The worker ends; what was looked through is kept."""


def _search(ledger: Ledger, mine: Search, is_stopped: Callable[[], bool]) -> str:
    is_young = time.time() - _file(mine.entry).stat().st_mtime < YOUNG_SECONDS
    if is_young and entry_of(mine.entry, using=ledger.using) is None:
        return ""  # its writer is at it
    if not _stands(ledger, mine):
        _file(mine.entry).unlink(missing_ok=True)
        return f"restriction {mine.entry}: nothing to look through any more"
    if not may(mine.actor, "restrict", using=ledger.using):
        return _leave(mine)
    mine.is_left = False
    mine.tries += 1
    _write(mine)
    is_given_up = mine.tries > MOST_TRIES
    try:
        written = _append(
            ledger, mine, base=None, id_=None, is_quick=False,
            is_stopped=is_stopped, is_given_up=is_given_up,
        )  # fmt: skip
    except _Stopped:
        return ""
    _file(mine.entry).unlink(missing_ok=True)
    number = len(written.payload["copies"]) if written else 0
    doubt = "could not be looked through, and all copies are closed; " if is_given_up else ""
    return f"restriction {mine.entry}: {doubt}{number} redacted copies closed"


def _leave(mine: Search) -> str:
    """Say once that nobody may go on with a search, and wait for who takes it over."""
    if mine.is_left:
        return ""
    mine.is_left = True
    _write(mine)
    return (
        f"restriction {mine.entry}: who restricted may do so no more; no redacted copy becomes "
        "public before somebody goes on with it under Erasing"
    )


def _stands(ledger: Ledger, mine: Search) -> bool:
    """Tell whether the restriction was written and nobody lifted it, or erased the person."""
    row = Statements.on(ledger.using).one(
        "SELECT value, erased FROM record_fact WHERE id = %s", f"{mine.party}.level"
    )
    is_restricted = row is not None and not row[1] and json.loads(row[0]) == Level.RESTRICTED
    return is_restricted and entry_of(mine.entry, using=ledger.using) is not None


def _append(
    ledger: Ledger,
    mine: Search,
    *,
    base: int | None,
    id_: str | None,
    is_quick: bool,
    is_stopped: Callable[[], bool] = lambda: False,
    is_given_up: bool = False,
) -> Any:
    """Write the restriction on the very head at which copies were looked for; see `subjects`."""
    for _ in range(MOST_LOOKS):
        head = ledger.head()[0]
        copies = _copies(ledger, mine, is_quick, is_stopped, is_given_up)
        if not is_quick and not copies:
            if ledger.head()[0] == head:
                return None
            continue
        payload: Payload = {"reason": None, "facts": restriction_of(mine.party)}
        told = {**payload, "copies": copies} if copies else payload
        new = NewEntry(id_ or ledger.new_id(), mine.actor, Kind.ACCESS, f"party:{mine.party}",
                       told, head if base is None else base, 2 if copies else 1,
                       head=head)  # fmt: skip
        try:
            return ledger.append(new)[0]
        except RecordMovedOn:
            if ledger.head()[0] == head:
                raise
    raise RecordBusy("others write all the while; restrict it again in a moment")


def _copies(
    ledger: Ledger, mine: Search, is_quick: bool, is_stopped: Callable[[], bool], is_given_up: bool
) -> list[str]:
    tables = Statements.on(ledger.using)
    if is_given_up:
        return sorted(copies_of(originals(tables), tables))
    if is_quick:
        return copies_of_person(mine.party, tables, is_quick=True)
    return copies_of_person(mine.party, tables, named=_Kept(mine, tables, is_stopped))


class _Kept(dict[str, bool]):
    """What was found in packages, kept on the disk by their ids; the names stand nowhere."""

    def __init__(self, mine: Search, tables: Statements, is_stopped: Callable[[], bool]) -> None:
        super().__init__()
        self.mine, self.is_stopped = mine, is_stopped
        mark = _mark(mine.party, tables)
        if mine.mark != mark:
            mine.mark, mine.named = mark, {}
        rows = tables.among(
            "SELECT id FROM record_evidence WHERE report IN (%s)", originals(tables)
        )
        mine.of = len(rows)

    def __contains__(self, key: object) -> bool:
        if self.is_stopped():
            raise _Stopped
        return str(key).partition(" ")[0] in self.mine.named

    def __getitem__(self, key: str) -> bool:
        return self.mine.named[key.partition(" ")[0]]

    def __setitem__(self, key: str, value: bool) -> None:
        self.mine.named[key.partition(" ")[0]] = value
        self.mine.done, self.mine.tries = len(self.mine.named), 1
        _write(self.mine)


def _mark(party: str, tables: Statements) -> str:
    """Answer what changes when somebody else is meant, or is called otherwise."""
    parties = sorted(component(party, tables))
    rows = tables.among(
        "SELECT seq FROM record_fact WHERE field IN ('name', 'other_names') AND thing IN (%s)",
        parties,
    )
    return f"{' '.join(parties)} {len(rows)} {max((row[0] for row in rows), default=0)}"


def _folder() -> Path:
    return Path(settings.HOME) / "record" / "restricting"


def _file(entry: str) -> Path:
    return _folder() / f"{entry}.json"


def _read(path: Path) -> Search | None:
    try:
        return Search(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None  # it ended meanwhile


def _write(mine: Search) -> None:
    path = _file(mine.entry)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(mine), file, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _claimed(entry: str) -> Iterator[Search | None]:
    """Take a search, unless another worker has it."""
    lock = _folder() / f"{entry}.lock"
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield _read(_file(entry))
        if not _file(entry).exists():
            lock.unlink(missing_ok=True)
