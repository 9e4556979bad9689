"""Editors and others of an office, a story that was published, one with pictures."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from tests.desk.story.written import (
    block,
    draft_by,
    picture_file,
    published,
    user,
)

from khronika.demo.film import make_clip
from khronika.desk.story.models import Draft, Film, Picture
from khronika.desk.story.pictures import by_content
from khronika.flow.people import Newcomer, admit
from khronika.record.ledger.append import Ledger


@pytest.fixture(name="people")
def _people(office_home: Path) -> dict[str, str]:
    """Let in two editors, a third one and a coder; answer name to actor."""
    wanted = [
        Newcomer(name, f"{name}@sample.example", (role,), "a long passphrase")
        for name, role in (
            ("ada", "editor"),
            ("ben", "editor"),
            ("cia", "editor"),
            ("dan", "coder"),
            ("eva", "security_officer"),
        )
    ]
    admitted = admit(Ledger(), wanted)
    return {one.name: person.actor for one, person in zip(wanted, admitted, strict=True)}


@pytest.fixture(name="ahead")
def _ahead(people: dict[str, str]) -> Draft:
    """Answer a published story whose draft went on afterwards."""
    draft = draft_by(people["ada"])
    published(draft, people["ada"], people["ben"])
    draft.headline = "CHANGED BEHIND A BACK"
    draft.save()
    draft.save_revision(user=user(people["ada"]))
    return draft


@pytest.fixture(name="shown")
def _shown(people: dict[str, str]) -> tuple[Draft, Picture, Film]:
    """Write a draft with a picture and a film."""
    picture = Picture(title="P", alt="A red square", credit="Us")
    picture.file = ContentFile(picture_file(), name="x.jpg")
    picture.full_clean()
    picture.save()
    clip = by_content((Path(make_clip.__file__).parent / "clip.webm").read_bytes(), ".webm")
    kept = Film.objects.create(title="F", label="Discs", credit="Us", file=clip, seconds=12)
    draft = draft_by(
        people["ada"],
        block("figure", {"picture": picture.pk, "caption": "<p>Seen.</p>"}),
        block("film", {"film": kept.pk, "caption": ""}),
    )
    return draft, picture, kept
