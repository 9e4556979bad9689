"""A report whose package holds a film, and the desk's screens of it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from khronika.capture import Conditions, capture
from khronika.record import steps
from khronika.record.models import Fact
from khronika.record.sheets.write import File
from khronika.seal.verify import head_sha256

CLIP = Path(__file__).parents[3] / "src" / "khronika" / "demo" / "film" / "clip.webm"


needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is missing: make system"
)


class Desk:
    """A report whose package holds a film, and the screens of it."""

    def __init__(self, office: Any, package: Path) -> None:
        from khronika.desk.sheets.media import media_of

        shutil.copytree(package, office.home / "store" / package.name)
        self.office, self.report = office, office.ledger.new_id()
        steps.receive(office.ledger, "s:capture", self.report, head=head_sha256(package),
                      package=package.name.removeprefix("ev-"))  # fmt: skip
        self.medium = media_of(self.report)[0]
        self.file: File = self.medium.file
        self.path = f"/desk/reports/{self.report}/films/{self.file.sha256}/"

    def get(self, query: str = "", who: str = "ann", **headers: str) -> Any:
        return self.office.browser(who).get(self.path + query, headers=headers)

    def do(self, step: str, who: str = "ann", **said: str) -> Any:
        form = {**self.office.marks(), "step": step, **said}
        return self.office.browser(who).post(self.path, form, follow=True)

    def say(self, who: str = "ann", **said: str) -> Any:
        told = {"topic": "sign", "verdict": "likely", "start": "2.5",
                "text": "The sign says sample film."} | said  # fmt: skip
        return self.do("say", who, **told)

    def facts(self, field: str) -> list[Fact]:
        return list(Fact.objects.filter(thing=self.file.film, field=field).order_by("id"))


def captured(source: Path, store: Path) -> Path:
    """Capture a file into a store; answer the package."""
    return Path(capture(source, Conditions.from_environment(store)).path)


def plain(fact: Fact) -> Any:
    """Answer the value of a fact as its screens show it."""
    from khronika.desk.report.rows import plain_values

    return plain_values([fact])[fact.id]
