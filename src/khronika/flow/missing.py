"""Makes the public copies that documents offer and that are missing, as publishing would.

In: the home and what was tried before. Out: `public/packages/<id>.zip`, or why not. Refuses: what
publishing refuses; and to look through gigabytes again while nothing changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from khronika.errors import RecordError
from khronika.flow.package import (
    PackageNamesSomebody,
    PackageUnsearched,
    SearchBroke,
    copy_package,
    folder_of,
    packages_of,
    refuse_packages,
    sweep_packages,
)
from khronika.model.vocabulary import Level
from khronika.record.documents.packages import is_there
from khronika.record.public.schema import parse
from khronika.record.public.store import bodies

FIRST_WAIT_SECONDS = 60.0
LONGEST_WAIT_SECONDS = 3600.0
_OFFERS = '"package":"ev-'
Mark = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class _Refused:
    """What was refused: how it lay in the store, the words, when and how late to look again."""

    mark: Mark
    said: str
    next_at: float
    wait: float


@dataclass(slots=True)
class Tried:
    """What a worker has tried in vain: it is searched again when the store changes, or much later.

    What the record says may change too (a ground, a second person), so that nothing is given up:
    the wait grows from a minute to an hour.
    """

    clock: Callable[[], float] = monotonic
    refused: dict[str, _Refused] = field(default_factory=dict)

    def is_due(self, name: str, mark: Mark) -> bool:
        """Tell whether a missing package is to be looked through now."""
        known = self.refused.get(name)
        return known is None or known.mark != mark or self.clock() >= known.next_at

    def note(self, name: str, mark: Mark, said: str) -> bool:
        """Note a refusal; answer whether anybody must be told, since it is another."""
        known = self.refused.get(name)
        wait = FIRST_WAIT_SECONDS
        if known is not None and known.mark == mark:
            wait = min(known.wait * 2, LONGEST_WAIT_SECONDS)
        self.refused[name] = _Refused(mark, said, self.clock() + wait, wait)
        return known is None or known.said != said

    def keep(self, names: set[str]) -> None:
        """Forget what is missing no more."""
        self.refused = {name: one for name, one in self.refused.items() if name in names}


def bring_back(*, store: Path, home: Path, tried: Tried | None = None) -> list[str]:
    """Make the public copies that documents offer and that are missing.

    A package may have been away when it was to be copied, or the machine stopped in between.

    Args:
        store: folder of packages.
        home: `KHRONIKA_HOME`.
        tried: what was tried before; None to try all.

    Returns:
        One line for each that was made, or that cannot be and was not told of before.
    """
    said, tried = [], Tried() if tried is None else tried
    missing = _missing(folder_of(home))
    tried.keep(set(missing))
    for name in missing:
        mark = _mark(store, name)
        if not tried.is_due(name, mark):
            continue
        why = _why_not(name, store, home)
        if why:
            line = f"{name} is offered and cannot be had: {why}"
            said += [line] if tried.note(name, mark, line) else []
        elif is_there(folder_of(home), name):
            said.append(f"{name} is offered, and can be had again")
    return said


def _why_not(name: str, store: Path, home: Path) -> str:
    """Make one copy; answer why that cannot be, or nothing.

    A full disk, and a store that somebody changes meanwhile, are for the next time.
    """
    try:
        refuse_packages([name], store, ())
        copy_package(store, folder_of(home), name)
    except RecordError as error:
        return _said(error)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return f"no copy can be made ({reason}); make room on the disk of the home, or mend it"
    sweep_packages(home)  # somebody may have closed it while it was copied
    return ""


def _said(error: RecordError) -> str:
    """Say why, for the log of a machine: names of files stay out of it, they name people."""
    known: dict[type[RecordError], str] = {
        PackageNamesSomebody: "it names somebody who may not be named: look at its report's "
        "opening, give a ground for the name or restrict the package",
        PackageUnsearched: "a part of it cannot be searched: a second person must look and set "
        "the report's package public",
        SearchBroke: "the program failed while it was looked through: look at its report's "
        "opening, which says where",
    }
    return known.get(type(error), str(error))


def _missing(folder: Path) -> list[str]:
    rows = (body for _, level, body in bodies() if level == Level.PUBLIC)
    offered = (name for body in rows if _OFFERS in body for name in packages_of(parse(body)))
    return [name for name in dict.fromkeys(offered) if not is_there(folder, name)]


def _mark(store: Path, name: str) -> Mark:
    """Answer how a package lies in the store: what tells that somebody put another there."""
    return tuple(_stat(path) for path in (store / name, store / f"{name}.zip"))


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
