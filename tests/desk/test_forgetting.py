"""What the desk keeps beside the record forgets whoever is erased."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from khronika.desk import forgetting
from khronika.desk.forgetting import FilesStay, cover_names
from khronika.desk.models import Intake, Redaction, WatchItem, WatchSource
from khronika.record.erasure import KEEPERS

NAMES = ("Edda Kromova",)
NOW = datetime(2031, 5, 14, tzinfo=UTC)


def _sent(id_: str, words: str, name: str = "a.txt") -> Path:
    folder = Path(settings.HOME) / "intake" / id_ / "file"
    folder.mkdir(parents=True)
    (folder / name).write_text(words, "utf-8")
    return folder


@pytest.fixture(name="kept")
def _kept(office_home: Path) -> None:
    Intake.objects.create(pk="0" * 26, person="p", step="refused", moved_at=NOW,
                          problem="Edda-Kromova.pdf: not an ordinary file")  # fmt: skip
    Intake.objects.create(pk="1" * 26, person="p", step="refused", moved_at=NOW, problem="no")
    Redaction.objects.create(pk="2" * 26, report="r", sha256="0" * 64, person="p", plan={},
                             step="back", moved_at=NOW,
                             problem="\nEdda Kromova is seen at 0:14")  # fmt: skip
    for key, address in (
        ("a", "https://a.example/edda-kromova-held"),
        ("b", "https://a.example/b"),
    ):
        WatchItem.objects.create(key=key * 64, source="s", address=address, state="watched",
                                 found_at=NOW, next_at=NOW)  # fmt: skip
        WatchSource.objects.create(pk=key * 26, title="About Edda Kromova", address=address,
                                   key=key * 64, every_minutes=60, person="p", added_at=NOW,
                                   next_at=NOW)  # fmt: skip


def test_the_desk_is_told_of_every_erasure() -> None:
    """Whoever erases, at the desk or on the command line, covers this too."""
    assert cover_names in KEEPERS


@pytest.mark.usefixtures("kept")
def test_nothing_at_the_desk_names_the_erased() -> None:
    """Refused reports go with their files, reasons are covered, addresses are watched no more."""
    naming, other = _sent("0" * 26, "by nobody", "Edda Kromova.txt"), _sent("1" * 26, "nobody")
    cover_names(NAMES)
    assert (naming.exists(), other.exists()) == (False, True)
    rows = [*Intake.objects.values_list("problem", flat=True),
            *Redaction.objects.values_list("problem", flat=True),
            *WatchItem.objects.values_list("address", flat=True),
            *WatchSource.objects.values_list("title", flat=True),
            *WatchSource.objects.values_list("address", flat=True)]  # fmt: skip
    assert not [row for row in rows if "kromova" in row.lower()]
    assert WatchItem.objects.get(pk="a" * 64).next_at is None
    assert WatchItem.objects.get(pk="b" * 64).state == "watched"
    assert "is seen at 0:14" in Redaction.objects.get().problem


@pytest.mark.usefixtures("kept")
def test_an_erased_report_covers_no_name() -> None:
    """Without a name nothing is touched."""
    cover_names(())
    assert WatchSource.objects.count() == 2


@pytest.mark.usefixtures("kept")
def test_what_cannot_be_removed_stops_the_erasure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that somebody was erased while a file that names them lies there."""
    folder = _sent("0" * 26, "by nobody", "Edda Kromova.txt")

    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(forgetting.shutil, "rmtree", refuse)
    with pytest.raises(FilesStay, match=r"intake/0{26} .* \(Permission denied\); give it"):
        cover_names(NAMES)
    assert folder.exists()
