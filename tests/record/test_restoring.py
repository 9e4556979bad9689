"""A backup that is older than an erasure brings nobody back."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from tests.record.erased import base, bytes_with, failing, published_and_named

from khronika.cli import main
from khronika.record import erasure, steps
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Kind
from khronika.record.ledger.outside import finish_erasures, stamp_head
from khronika.record.public import store
from khronika.record.restoring import BackupRestored, find_loss, refuse_returned, take_into_use

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _backup(path: Path) -> Callable[[], None]:
    """Copy database and home as they are now; what is answered puts the copies in their place.

    What is newer in `record` stays, as the how-to says.
    """
    home, files = Path(settings.HOME), path.with_suffix(".home")
    connection.ensure_connection()
    kept = sqlite3.connect(path)
    connection.connection.backup(kept)
    shutil.copytree(home, files, ignore=shutil.ignore_patterns("record"))

    def restore() -> None:
        connection.ensure_connection()
        kept.backup(connection.connection)
        kept.close()
        path.unlink()
        shutil.copytree(files, home, dirs_exist_ok=True)
        shutil.rmtree(files)

    return restore


@pytest.fixture(name="returned")
def _returned(office: Any, story: Any, tmp_path: Path) -> str:
    """An event whose victim was erased after the backup that now stands: the event's subject."""
    event, party = published_and_named(office, story)
    restore = _backup(tmp_path / "backup.sqlite3")
    steps.note(office.ledger, f"u:{office.asel}", f"event:{event}", "Later", base=base(office))
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                  base=base(office))  # fmt: skip
    assert finish_erasures()
    restore()
    assert story.NAME in str(store.current(f"event:{event}", "public"))
    return f"event:{event}"


def test_an_office_with_somebody_who_came_back_is_not_served(returned: str) -> None:
    """No page is answered before what was erased is erased again; the message says how."""
    with pytest.raises(BackupRestored, match="khronika record restored"):
        refuse_returned()


def test_the_command_erases_again(
    office: Any, story: Any, returned: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command after a restore: the name is in no byte, the chain tells which lines are lost."""
    first = base(office) + 1
    assert "restored" in failing()["stamped head"]
    assert main(["record", "restored"]) == 0
    said = capsys.readouterr().out
    assert f"lines {first} to " in said
    assert story.NAME not in said
    refuse_returned()
    assert failing() == {}
    assert story.NAME not in str(store.current(returned, "public"))
    assert bytes_with(story.NAME, tmp_path) == []
    assert main(["record", "restored"]) == 0
    assert "nothing was lost" in capsys.readouterr().out


def test_a_command_that_was_killed_goes_on(office: Any, returned: str) -> None:
    """Killed after the erasure and before the entry that tells of it, it is begun again."""
    loss, first = find_loss(), base(office) + 1
    assert loss is not None
    append = Ledger.append

    def killed(self: Ledger, new: Any) -> Any:
        if new.kind == Kind.RESTORE:
            raise KeyboardInterrupt
        return append(self, new)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            take_into_use(office.ledger, loss)
    again = find_loss()
    assert again is not None
    assert (again.first, again.values) == (first, ())
    take_into_use(office.ledger, again)
    assert "pending" in failing()["erasure"]
    assert finish_erasures()
    assert failing() == {}
    assert find_loss() is None


def test_a_backup_without_a_later_erasure_is_only_told(
    office: Any, story: Any, tmp_path: Path
) -> None:
    """Lines that are lost are written down; nothing is erased."""
    event, _ = published_and_named(office, story)
    restore = _backup(tmp_path / "backup.sqlite3")
    steps.note(office.ledger, f"u:{office.asel}", f"event:{event}", "Later", base=base(office))
    stamped = stamp_head()
    restore()
    refuse_returned()
    loss = find_loss()
    assert loss is not None
    assert (loss.head, loss.first, loss.last, loss.values) == (
        stamped.hash, stamped.seq, stamped.seq, (),
    )  # fmt: skip
    take_into_use(office.ledger, loss)
    assert finish_erasures()
    assert failing() == {}
    assert story.NAME in str(store.current(f"event:{event}", "public"))


def test_a_list_without_heads_is_enough_to_erase(office: Any, story: Any, returned: str) -> None:
    """Where only the erasure list was kept, the erased are erased and the loss has no head."""
    (Path(settings.HOME) / "record" / "heads.jsonl").unlink()
    assert main(["record", "restored"]) == 0
    assert story.NAME not in str(store.current(returned, "public"))


def test_a_record_that_lost_nothing_says_so(
    office: Any, story: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """An erasure that the record itself holds is no sign of a backup."""
    _, party = published_and_named(office, story)
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                  base=base(office))  # fmt: skip
    before = base(office)
    assert main(["record", "restored"]) == 0
    assert base(office) == before
