"""Loads the register of outlets, agencies and organisations.

`register.yaml` names its source and licence at the top. It is the seed: what editors change in
the desk is kept in the ledger and laid over it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from khronika.errors import DataError, DateUnreadable
from khronika.model.date import PartialDate

KINDS = frozenset(("outlet", "agency", "ngo"))


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One body: its names by language (BCP 47), acronyms, country (ISO 3166-1) and parent.

    `parent` is the id of the body whose service or part it is; the two stay two. `valid_from`
    and `valid_until` are ISO dates cut to what is known: the body bore its names between them;
    None where nothing is known, or where it still does. `successor` is the id of the body that
    it became under another name; the two stay two.
    """

    id: str
    kind: str
    country: str | None
    parent: str | None
    names: Mapping[str, tuple[str, ...]]
    acronyms: tuple[str, ...]
    valid_from: str | None = None
    valid_until: str | None = None
    successor: str | None = None

    def all_names(self) -> tuple[str, ...]:
        """Answer every name in every language, acronyms excluded."""
        return tuple(name for names in self.names.values() for name in names)


def _loader() -> type[yaml.SafeLoader]:
    return cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


_LAID: list[RegisterEntry] = []
"""What editors wrote over the shipped entries, in this process."""


def register() -> tuple[RegisterEntry, ...]:
    """Answer the entries of the register: the shipped ones with what editors laid over them.

    Returns:
        all entries in the order of the file, then those that editors added.

    Raises:
        DataError: an entry lacks a name, repeats an id, or has a parent that is not there.
    """
    if not _LAID:
        return shipped()
    edited = {entry.id: entry for entry in _LAID}
    seed = tuple(edited.pop(entry.id, entry) for entry in shipped())
    return (*seed, *edited.values())


def lay_over(edited: Iterable[RegisterEntry]) -> None:
    """Lay editors' entries over the shipped ones; whoever indexed the register must do so anew.

    Args:
        edited: entries; one with the id of a shipped one replaces it.
    """
    _LAID[:] = list(edited)


@cache
def shipped() -> tuple[RegisterEntry, ...]:
    """Answer the entries of the file.

    Raises:
        DataError: as `register`.
    """
    source = files("khronika.data").joinpath("register.yaml").read_text("utf-8")
    return entries(yaml.load(source, Loader=_loader()))  # noqa: S506 - a safe loader, in C if built


def entries(written: object) -> tuple[RegisterEntry, ...]:
    """Read entries from the parsed YAML.

    Args:
        written: what the YAML says: `entries` is a list of objects.

    Returns:
        the entries.

    Raises:
        DataError: as `register`.
    """
    if not isinstance(written, dict) or not isinstance(written.get("entries"), list):
        raise DataError("data/register.yaml: no list of entries; restore the file")
    found = tuple(read_entry(item) for item in written["entries"])
    ids = [entry.id for entry in found]
    for entry in found:
        if ids.count(entry.id) > 1:
            raise DataError(f"data/register.yaml: {entry.id} stands twice; rename one")
        if entry.parent is not None and entry.parent not in ids:
            raise DataError(f"data/register.yaml, {entry.id}: no parent {entry.parent}; add it")
        if entry.successor is not None and entry.successor not in ids:
            raise DataError(
                f"data/register.yaml, {entry.id}: no successor {entry.successor}; add it"
            )
    return found


def read_entry(item: dict[str, object]) -> RegisterEntry:
    """Read one entry, as YAML or the ledger keeps it.

    Args:
        item: id, kind, country, parent, names (language to list), acronyms, valid_from,
            valid_until, successor.

    Raises:
        DataError: no such kind, no name, or a date that is none.
    """
    names = cast("dict[str, list[str]]", item.get("names", {}))
    acronyms = cast("list[str]", item.get("acronyms", []))
    where = f"data/register.yaml, {item.get('id')}"
    if item.get("kind") not in KINDS:
        raise DataError(f"{where}: kind {item.get('kind')!r}; write outlet, agency or ngo")
    if not names and not acronyms:
        raise DataError(f"{where}: no name; add one")
    return RegisterEntry(
        id=str(item["id"]),
        kind=str(item["kind"]),
        country=cast("str | None", item.get("country")),
        parent=cast("str | None", item.get("parent")),
        names={lang: tuple(of) for lang, of in names.items()},
        acronyms=tuple(acronyms),
        valid_from=_date(item, "valid_from", where),
        valid_until=_date(item, "valid_until", where),
        successor=cast("str | None", item.get("successor")),
    )


def _date(item: dict[str, object], field: str, where: str) -> str | None:
    """Read a date cut to what is known (2021, 2021-06, 2021-06-24)."""
    written = item.get(field)
    if written is None or written == "":
        return None
    try:
        PartialDate.parse(str(written))
    except DateUnreadable as error:
        raise DataError(f"{where}: {field} {written!r} is no date; write 2021-06-24") from error
    return str(written)
