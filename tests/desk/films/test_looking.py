"""Films and pictures are blurred until asked for, played from the package, and found again."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.desk.films.desk import CLIP, Desk, captured, needs_ffmpeg, plain

from khronika.capture import Conditions, capture
from khronika.record.models import View

pytestmark = needs_ffmpeg


def test_a_film_of_a_package_is_found_and_is_blurred(desk: Desk) -> None:
    """The list and the sheet ask for veiled pictures alone until somebody asks for a sharp one."""
    listed = desk.office.browser("ann").get(f"/desk/reports/{desk.report}/films/").content.decode()
    assert desk.path in listed
    for screen in (listed, desk.get().content.decode()):
        assert "veiled-" in screen
        assert "sharp-" not in screen
        assert "<video" not in screen
    clear = desk.get("?at=4000&clear=1").content.decode()
    assert "sharp-4000.jpg" in clear
    assert clear.count("sharp-") == 1


def test_a_package_that_cannot_be_opened_is_told_beside_its_report(desk: Desk) -> None:
    """Its films are not simply not there: somebody has to look after the package."""
    address, said = f"/desk/reports/{desk.report}/", "A package of this report cannot be opened"
    assert said not in desk.office.browser("ann").get(address).content.decode()
    (desk.medium.package / "data" / "media" / f"{desk.file.sha256}.json").write_text("{", "utf-8")
    page = desk.office.browser("ann").get(address).content.decode()
    assert said in page
    assert desk.path not in page


def test_asking_for_a_sharp_picture_is_written_down(desk: Desk) -> None:
    """Who looks at a restricted film unblurred stands in the list of views."""
    assert desk.get("veiled-4000.jpg").content[:3] == b"\xff\xd8\xff"
    assert not View.objects.exists()
    sharp = desk.get("sharp-4000.jpg")
    assert sharp.headers["Content-Type"] == "image/jpeg"
    assert sharp.headers["Cache-Control"] == "no-store"
    assert View.objects.get().subject == f"report:{desk.report}"


def test_the_film_is_played_in_stretches(desk: Desk) -> None:
    """The player gets the bytes of the package as they are, from where it asks (RFC 9110, 14)."""
    whole = CLIP.read_bytes()
    answer = desk.get("film", range="bytes=0-")
    assert answer.status_code == 206
    assert answer.content == whole
    assert answer.headers["Content-Type"] == "video/webm"
    later = desk.get("film", range="bytes=100-")
    assert later.content == whole[100:]
    assert later.headers["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert desk.get("film", range="bytes=99999999-").status_code == 416
    assert "<video" in desk.get("?play=1").content.decode()


@pytest.mark.parametrize("name", ["mon", "ada"])
def test_who_decides_nothing_sees_no_film(desk: Desk, name: str) -> None:
    """Monitors and administrators get neither screen nor picture."""
    for query in ("", "veiled-whole.jpg", "sharp-whole.jpg", "film"):
        assert desk.get(query, name).status_code == 403


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    """Wrong reports, hashes and pictures are 404, never a fault."""
    browser = desk.office.browser("ann")
    other = desk.path.replace(desk.file.sha256, "0" * 64)
    for path in (other, desk.path + "veiled-77.jpg", desk.path.replace(desk.report, "0" * 26),
                 f"/desk/reports/{'0' * 26}/films/"):  # fmt: skip
        assert browser.get(path).status_code == 404
    assert desk.do("nothing").status_code == 404


def test_a_picture_is_shown_as_it_came_when_asked(office: Any, tmp_path: Path) -> None:
    """Of a picture the veiled thumbnail comes first; asked for, its own bytes."""
    file = tmp_path / "quay.png"
    Image.new("RGB", (320, 200), (90, 20, 20)).save(file)
    desk = Desk(office, captured(file, tmp_path / "store"))
    assert (desk.file.form, desk.file.width, desk.file.milliseconds) == ("picture", 320, None)
    assert "veiled-whole" in desk.get().content.decode()
    assert desk.get("sharp-whole.jpg").content == file.read_bytes()
    assert desk.get("film").status_code == 404
    desk.say(start="", box="10,10,50,20", text="A sign on the left wall.")
    assert plain(desk.facts("statements")[0])["at"]["box"] == [10, 10, 50, 20]
    assert desk.say(start="", box="10,10,500,20").status_code == 422


def test_a_report_without_a_package_has_no_films(office: Any, report: str) -> None:
    """The screen says so."""
    screen = office.browser("ann").get(f"/desk/reports/{report}/films/").content.decode()
    assert "no film and no picture" in screen


def test_the_same_film_is_found_in_another_report(desk: Desk, tmp_path: Path) -> None:
    """A mirrored copy that came in elsewhere is shown, blurred, with a link to its report."""
    words = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-vf", "hflip", str(tmp_path / "copy.mp4")]
    subprocess.run(words, check=True)
    other = Desk(desk.office, captured(tmp_path / "copy.mp4", tmp_path / "other"))
    assert "sheet-same" not in desk.get().content.decode()
    assert f"{desk.path}same" in desk.get().content.decode()
    screen = desk.get("same").content.decode()
    assert f"/desk/reports/{other.report}/films/" in screen
    assert "veiled-whole.jpg" in screen
    assert "sharp-" not in screen
    assert f'/desk/reports/{desk.report}/films/"' not in screen  # not itself


def test_a_search_that_takes_too_long_can_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen says so; nothing is lost."""
    from khronika.desk.sheets import same
    from khronika.flow.apart import ReadingStopped

    def stopped(*_: object) -> None:
        raise ReadingStopped("too long")

    monkeypatch.setattr(same, "same_film", stopped)
    assert "Ask again to go on" in desk.get("same").content.decode()


@pytest.mark.slow
def test_a_film_inside_a_page_is_played_from_its_record(
    office: Any, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In stretches, of a type of ours, sealed off; nothing behind its end and nobody's without."""
    film = CLIP.read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: video/webm\r\nContent-Length: {len(film)}\r\n\r\n"
    url = serve(lambda _request, send: send(head.encode() + film)).url
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    desk = Desk(office, Path(capture(url, Conditions.from_environment(office.home / "in")).path))
    assert desk.medium.view.record is not None
    assert "<video" in desk.get("?play=1").content.decode()
    for asked, wanted in (
        ("bytes=0-", film[: 4 << 20]), ("bytes=100-199", film[100:200]), ("bytes=-50", film[-50:]),
        (f"bytes={len(film) - 1}-", film[-1:]), ("bytes=5-2,7-9", None), ("bytes=x", None),
    ):  # fmt: skip
        before = View.objects.count()
        answer = desk.get("film", Range=asked)
        got = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (answer.status_code, got) == ((206, wanted) if wanted else (200, film))
        is_begun = wanted is None or film.index(wanted) < 1 << 16
        assert View.objects.count() == before + is_begun
        assert answer.headers["Content-Type"] == "video/webm"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer.headers["Cache-Control"]
    assert desk.get("film", Range=f"bytes={len(film)}-").status_code == 416
    assert desk.get("film", Range="bytes=999999999999999-").status_code == 416
    assert desk.get("film", who="mon").status_code == 403
    assert View.objects.filter(subject=f"report:{desk.report}").exists()


def test_a_film_that_browsers_do_not_play_says_so_and_is_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No play button that shows nothing: the form is named, and the file is handed out whole."""
    monkeypatch.setattr(
        "khronika.media.serving._KINDS", ((b"\x1a\x45\xdf\xa3", 0, "video/x-msvideo"),)
    )
    screen = desk.get("?play=1").content.decode()
    assert "Play the film" not in screen
    assert "<video" not in screen
    assert "Browsers do not play films of this form" in screen
    assert desk.get("film").status_code == 404
    answer = desk.get("film?save=1")
    assert b"".join(answer.streaming_content) == CLIP.read_bytes()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert View.objects.filter(subject=f"report:{desk.report}").count() == 1


def test_a_picture_that_no_browser_shows_is_its_thumbnail(
    office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A HEIC is a picture, and the sharp view of it one that is drawn."""
    path = tmp_path / "picture.png"
    Image.new("RGB", (64, 48), (9, 99, 9)).save(path)
    desk = Desk(office, captured(path, tmp_path / "in"))
    assert desk.get("sharp-whole.jpg").content.startswith(b"\x89PNG")
    monkeypatch.setattr("khronika.media.serving._KINDS", ((b"\x89PNG", 0, "image/heic"),))
    assert desk.get("sharp-whole.jpg").content.startswith(b"\xff\xd8\xff")


def test_a_typed_second_is_a_second(desk: Desk) -> None:
    """Links count milliseconds; whoever types 4 means the fourth second."""
    for query in ("?second=4", "?second=0:04", "?at=4000"):
        assert 'name="second" size="9" dir="ltr" inputmode="decimal" value="0:04"' in (
            desk.get(query).content.decode()
        ), query
