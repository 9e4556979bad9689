"""The sample clip in a package, taken in by an office."""

from pathlib import Path
from typing import Any

import pytest
from tests.desk.films.desk import CLIP, Desk, captured
from tests.desk.films.redacted import decide, made_row, only_row

from khronika.desk.models import Redaction


@pytest.fixture(name="package", scope="module")
def _package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Capture the clip once: its stills take seconds."""
    return captured(CLIP, tmp_path_factory.mktemp("store"))


@pytest.fixture(name="desk")
def _desk(office: Any, package: Path) -> Desk:
    return Desk(office, package)


@pytest.fixture(name="offered")
def _offered(desk: Desk, package: Path) -> Redaction:
    """Offer a copy whose package is another one of the store: making one takes long."""
    decide(desk, made_row(desk), "ann", "offer")
    return only_row()
