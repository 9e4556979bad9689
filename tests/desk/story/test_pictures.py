"""Pictures and films are cleaned when they come, and public only while a page shows them."""

import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.desk.story.written import (
    picture_file,
    published,
    signed_in,
)

from khronika.demo.film import make_clip
from khronika.desk.story import film
from khronika.desk.story.models import Draft, Film, Picture
from khronika.desk.story.pictures import cleaned
from khronika.flow import stand
from khronika.flow.files import FileMissing, folder_of
from khronika.record.ledger.append import Ledger
from khronika.record.public.read import current

pytestmark = pytest.mark.usefixtures("office_home")


def test_a_picture_keeps_nothing_but_what_is_seen() -> None:
    """Place, maker, comment and colour profile are gone, and the picture stands upright."""
    kept = cleaned(io.BytesIO(picture_file())).read()
    assert b"secret" not in kept
    assert b"Camera" not in kept
    assert b"profile of a maker" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert not seen.getexif()
        assert seen.size == (20, 40)


def test_a_picture_with_holes_keeps_them() -> None:
    """A transparent PNG stays one, without its text chunks."""
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "a name")
    written = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(written, "PNG", pnginfo=told)
    kept = cleaned(io.BytesIO(written.getvalue())).read()
    assert b"a name" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.mode == "RGBA"


@pytest.mark.parametrize(
    "body", [b"", b"<svg xmlns='x'/>", b"GIF89a" + bytes(40), b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    """A file that is not what it says gets a sentence, not an error page."""
    with pytest.raises(ValidationError):
        cleaned(io.BytesIO(body))


def test_a_picture_is_sent_by_form_and_lies_under_its_hash(people: dict[str, str]) -> None:
    """The upload of the drafting screens cleans; what lies in the home has no metadata."""
    words = {"title": "T", "alt": "A red square", "credit": "Us"}
    sent = SimpleUploadedFile("IMG_with_name.jpg", picture_file(), "image/jpeg")
    there = reverse("wagtailsnippets_story_picture:add")
    assert signed_in(people["ada"]).post(there, {**words, "file": sent}).status_code == 302
    picture = Picture.objects.get()
    body = (Path(settings.HOME) / "prose" / picture.file.name).read_bytes()
    assert picture.file.name == hashlib.sha256(body).hexdigest() + ".jpg"
    assert b"secret" not in body


def test_pictures_are_public_only_while_a_page_shows_them(
    shown: tuple[Draft, Picture, Film], people: dict[str, str]
) -> None:
    """Before, 404; published, the bytes of the hash; taken down, 404 again. There is no list."""
    draft, picture, kept = shown
    names = [one.file.name.partition(".")[0] for one in (picture, kept)]
    client = Client()
    assert [client.get(f"/files/{name}").status_code for name in names] == [404, 404]
    published(draft, people["ada"], people["ben"])
    for name in names:
        answer = client.get(f"/files/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/files/").status_code == 404
    assert client.get("/files/..%2f..%2fsecret.key").status_code == 404
    page = client.get("/en/stories/a-quiet-sunday/").content.decode()
    assert 'preload="none"' in page
    assert f'src="/files/{names[0]}"' in page
    record = Ledger()
    stand.withdraw(record, people["ben"], [draft.subject], reason="Wrong.", base=record.head()[0],
                   home=Path(settings.HOME))  # fmt: skip
    assert [client.get(f"/files/{name}").status_code for name in names] == [404, 404]
    assert not list(folder_of(Path(settings.HOME)).iterdir())


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [("bytes=0-9", 206, 10), ("bytes=-5", 206, 5), ("bytes=5-", 206, None),
     ("bytes=99999999-", 416, 0), ("nonsense", 200, None)],
)  # fmt: skip
def test_a_player_may_ask_for_part_of_a_film(
    shown: tuple[Draft, Picture, Film], people: dict[str, str], asked: str, status: int,
    length: int | None,
) -> None:  # fmt: skip
    """One range is answered (RFC 9110 section 14), one outside is refused, nonsense is ignored."""
    draft, _picture, kept = shown
    published(draft, people["ada"], people["ben"])
    name = kept.file.name.partition(".")[0]
    answer = Client().get(f"/files/{name}", HTTP_RANGE=asked)
    assert answer.status_code == status
    if length is not None:
        assert len(answer.content) == length


def test_a_file_that_was_swapped_is_not_published(
    shown: tuple[Draft, Picture, Film], people: dict[str, str]
) -> None:
    """What two people approved by its hash is what is copied, or nothing is."""
    draft, picture, _kept = shown
    path = Path(settings.HOME) / "prose" / picture.file.name
    before = path.read_bytes()
    path.write_bytes(before + b"!")
    try:
        with pytest.raises(FileMissing):
            published(draft, people["ada"], people["ben"])
        assert current(draft.subject) is None
    finally:
        path.write_bytes(before)


def test_what_is_no_film_is_refused() -> None:
    """A text that calls itself a film gets a sentence."""
    with pytest.raises(ValidationError):
        film.ending_of(b"not a film at all")


def test_the_committed_clip_is_small_and_says_what_it_is() -> None:
    """The demo's clip stays below 300 kB and is the WebM that its script makes."""
    folder = Path(make_clip.__file__).parent
    body = (folder / "clip.webm").read_bytes()
    assert len(body) < 300_000
    assert film.ending_of(body) == ".webm"
    assert sum(1 for _frame in make_clip.frames()) == make_clip.RATE * make_clip.SECONDS
