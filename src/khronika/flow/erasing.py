"""Brings an erasure to its end: the record, public copies, bytes on the disk.

In: a party or report, a ground and a person. Out: an `erase` entry, after which nothing public is
left behind. Refuses: what the record refuses.
"""

from pathlib import Path

from khronika.flow.files import sweep_files
from khronika.flow.package import sweep_packages
from khronika.record import erasure
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry
from khronika.record.ledger.outside import finish_erasures


def carry_out(
    ledger: Ledger,
    actor: str,
    subject: str,
    *,
    ground: str,
    base: int,
    home: Path,
    entry: str | None = None,
    shown: str | None = None,
    progress: erasure.Progress = erasure.unwatched,
) -> tuple[Entry, bool]:
    """Erase as `erasure.erase` does, take public copies away, and the bytes off the disk.

    It may be killed at any moment and called again with the same `entry`: what is done is not
    done twice, and what is left is done.

    Args:
        ledger: the record.
        actor: a security officer.
        subject: `party:` or `report:` and a ULID.
        ground: see `erasure.erase`.
        base: see `erasure.erase`.
        home: `KHRONIKA_HOME`.
        entry: see `erasure.erase`.
        shown: see `erasure.erase`.
        progress: see `erasure.erase`.

    Returns:
        The entry, and whether the erased bytes are off the disk: where they are not, `khronika
        worker` tries again, or the owner of the tables runs `khronika record scrub`.
    """
    [made] = erasure.erase(ledger, actor, subject, ground=ground, base=base, entry=entry,
                           shown=shown, progress=progress)  # fmt: skip
    sweep_packages(home)
    sweep_files(home)
    progress("disk", 0, 1)
    return made, finish_erasures(using=ledger.using)
