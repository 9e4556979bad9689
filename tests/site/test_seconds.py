"""Films of public packages are shown in stretches and single pictures, as far as readers may."""

import copy
import json
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from khronika.capture import Conditions, capture
from khronika.media import views
from khronika.record.public import read
from khronika.record.public.schema import parse
from khronika.site.shown.event import all_cells
from khronika.site.shown.films import say_fragment

CLIP = Path(__file__).parents[2] / "src" / "khronika" / "demo" / "film" / "clip.webm"
SAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "sample-event.json"
FILM = "01J8SAMPLE0000000000000050"
PAGE = f"/en/events/XA-2031-0001/films/{FILM}/"
PACKAGE = "ev-01J8SAMPLE0000000000000070"


@pytest.fixture(name="packed", scope="module")
def _packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Capture the clip, and zip its package as publishing does; answer it and the film's hash."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is missing: make system")
    folder = tmp_path_factory.mktemp("store")
    package = Path(capture(CLIP, Conditions.from_environment(folder)).path)
    path = folder / "copy.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in sorted(file for file in package.rglob("*") if file.is_file()):
            archive.write(one, one.relative_to(folder))
    return path, views(package)[0].sha256


@pytest.fixture(name="event")
def _event(packed: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Answer the document of an event whose film readers may have; tests change it."""
    document: dict[str, Any] = copy.deepcopy(json.loads(SAMPLE.read_text("utf-8")))
    film = document["films"][0]
    film["evidence"] |= {"level": "public", "package": PACKAGE, "unchecked": []}
    film |= {"marks": [], "sha256": packed[1]}
    published = SimpleNamespace(
        body=document, is_tombstone=False, sha256="0" * 64, record_head="1" * 64, version=1,
        published_at=datetime(2031, 5, 16, tzinfo=UTC),
    )  # fmt: skip
    monkeypatch.setattr(read, "document", lambda number: published if "XA" in number else None)
    monkeypatch.setattr(read, "package_file", lambda name: packed[0] if name == PACKAGE else None)
    return document


def test_a_film_is_played_in_stretches_once_somebody_asks(
    event: dict[str, Any], client: Client
) -> None:
    """The page shows it blurred; the player asks for ranges, which are those of the film."""
    html = client.get(PAGE).content.decode()
    assert "<video" not in html
    assert "veiled-0.jpg" in html
    assert "sharp-" not in html
    assert "#t=12" in client.get(f"{PAGE}?play=1&at=12000").content.decode()
    answer = client.get(f"{PAGE}film", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, CLIP.read_bytes()[10:20])
    assert answer.headers["Content-Type"] == "video/webm"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"{PAGE}film", headers={"Range": "bytes=99999999-"}).status_code == 416


def test_seconds_stand_beside_the_words_with_a_blurred_picture(
    event: dict[str, Any], client: Client
) -> None:
    """The proof page shows the keyframe veiled, and sharp when its reader asks for that one."""
    (cited,) = event["films"][0]["cited"]
    proof = f"/en/events/XA-2031-0001/facts/{cited['of']}/"
    html = client.get(proof).content.decode()
    assert "0:12–0:14.5" in html
    assert "veiled-12000.jpg" in html
    assert "sharp-" not in html
    clear = client.get(f"{proof}?clear={cited['fact']}").content.decode()
    assert clear.count("sharp-12000.jpg") == 1
    for form in ("veiled", "sharp"):
        answer = client.get(f"{PAGE}{form}-12000.jpg")
        assert answer.content.startswith(b"\xff\xd8\xff")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/en/events/XA-2031-0001/").content.decode().count("0:12–0:14.5") >= 2


@pytest.mark.parametrize(
    "change",
    [
        {"marks": [{"fact": "x", "why": "child", "at": None}]},
        {"sha256": "f" * 64},
        {"evidence": None},
    ],
)
def test_nobody_gets_a_picture_of_what_they_may_not_have(
    event: dict[str, Any], client: Client, change: dict[str, Any]
) -> None:
    """A film with somebody kept blurred, another film, a package that is not offered: 404."""
    film = event["films"][0]
    if change.get("evidence", 0) is None:
        film["evidence"] |= {"package": None}
    else:
        film |= change
    for path in ("film", "veiled-0.jpg", "sharp-0.jpg"):
        assert client.get(PAGE + path).status_code == 404
    html = client.get(PAGE).content.decode()
    assert "<video" not in html
    assert ".jpg" not in html


@pytest.mark.parametrize(
    "path", ["sharp--1.jpg", "sharp-9999999999.jpg", "sharp-x.jpg", "clear-1.jpg"]
)
def test_no_second_that_is_none_is_answered(
    event: dict[str, Any], client: Client, path: str
) -> None:
    """Negative, huge and other words are no address."""
    assert client.get(PAGE + path).status_code == 404


def test_a_second_behind_the_end_is_the_last_picture(
    event: dict[str, Any], client: Client
) -> None:
    """A late second shows the keyframe before it and opens nothing else."""
    late, last = (client.get(f"{PAGE}veiled-{at}.jpg").content for at in (999999999, 12000))
    assert late == last


@pytest.mark.django_db  # closing an answer looks at connections that earlier tests left open
def test_a_whole_package_is_offered_beside_the_broken_one(
    event: dict[str, Any], client: Client
) -> None:
    """The proof names both, and both can be had; a name that the document does not say cannot."""
    source = event["sources"]["s1"]["evidence"]
    source |= {"package": "ev-01J8SAMPLE0000000000000071", "unchecked": [],
               "completed_by": {"package": PACKAGE, "head_sha256": "9" * 64}}  # fmt: skip
    fact = event["acts"][0]["type"]["fact"]
    html = client.get(f"/en/events/XA-2031-0001/facts/{fact}/").content.decode()
    assert "The capture broke off." in html
    assert f"/packages/{PACKAGE}.zip" in html
    assert "9" * 64 in html
    answer = client.get(f"/en/events/XA-2031-0001/packages/{PACKAGE}.zip")
    assert answer.status_code == 200
    answer.close()
    other = "ev-01J8SAMPLE0000000000000072"
    assert client.get(f"/en/events/XA-2031-0001/packages/{other}.zip").status_code == 404
    source |= {"completed_by": None, "completes": "8" * 64}
    html = client.get(f"/en/events/XA-2031-0001/facts/{fact}/").content.decode()
    assert "it completes one whose capture broke off" in html


def test_documents_of_before_are_read_as_without_seconds() -> None:
    """A document of schema 2 has films without citations, and packages that complete nothing."""
    old: dict[str, Any] = json.loads(SAMPLE.read_text("utf-8")) | {"v": 2}
    for holder in (*old["films"], *old["sources"].values()):
        holder.pop("cited", None)
        del holder["evidence"]["completes"], holder["evidence"]["completed_by"]
    read_now = parse(json.dumps(old))
    assert read_now["v"] == 3
    assert read_now["films"][0]["cited"] == []
    assert read_now["sources"]["s1"]["evidence"]["completed_by"] is None
    assert not any(cell.seconds for cell, _ in all_cells(read_now))


def test_seconds_are_said_as_people_read_them() -> None:
    """A moment, and a stretch, kept in order in a right-to-left text."""
    assert "0:14" in say_fragment("t=14")
    assert "0:14–1:00:00" in say_fragment("t=14,3600")


def test_a_redacted_copy_is_played(
    event: dict[str, Any], client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its package holds no keyframe; the film itself is what was made for readers."""
    film, path = event["films"][0], tmp_path / "copy.zip"
    raw = {"path": "data/raw/redacted.webm", "sha256": film["sha256"]}
    told = {"kind": "file", "files": [raw], "redacted": {"parent": "0" * 64}}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{PACKAGE}/bagit.txt", "BagIt-Version: 1.0\n")
        archive.writestr(f"{PACKAGE}/data/manifest.json", json.dumps(told))
        archive.write(CLIP, f"{PACKAGE}/{raw['path']}")
    monkeypatch.setattr(read, "package_file", lambda name: path if name == PACKAGE else None)
    html = client.get(PAGE).content.decode()
    assert "?play=1" in html
    assert ".jpg" not in html
    assert "<video" in client.get(f"{PAGE}?play=1").content.decode()
    answer = client.get(f"{PAGE}film", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, CLIP.read_bytes()[10:20])
    assert client.get(f"{PAGE}veiled-0.jpg").status_code == 404
    (cited,) = film["cited"]
    proof = client.get(f"/en/events/XA-2031-0001/facts/{cited['of']}/").content.decode()
    assert "0:12–0:14.5" in proof
    assert "nearest before that second" not in proof  # no words for a picture that is not there


@pytest.mark.django_db
def test_a_film_that_browsers_do_not_play_is_saved(
    event: dict[str, Any], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page says so instead of offering a player, and hands the file out whole."""
    monkeypatch.setattr(
        "khronika.media.serving._KINDS", ((b"\x1a\x45\xdf\xa3", 0, "video/x-msvideo"),)
    )
    html = client.get(f"{PAGE}?play=1").content.decode()
    assert "<video" not in html
    assert "Play the film" not in html
    assert "Browsers do not play films of this form" in html
    assert client.get(f"{PAGE}film").status_code == 404
    answer = client.get(f"{PAGE}film?save=1")
    assert b"".join(answer.streaming_content) == CLIP.read_bytes()  # type: ignore[attr-defined]  # a stream
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
