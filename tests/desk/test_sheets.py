"""Films and pictures at the desk: blurred until asked for, and every statement with its place."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from khronika.capture import Conditions, capture
from khronika.model.fragment import Fragment
from khronika.record import steps
from khronika.record.models import Act, Fact, View
from khronika.record.sheets.cite import cite
from khronika.record.sheets.write import File, Step
from khronika.seal.verify import head_sha256

CLIP = Path(__file__).parents[2] / "src" / "khronika" / "demo" / "film" / "clip.webm"
needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is missing: make system"
)
pytestmark = needs_ffmpeg


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


def _captured(source: Path, store: Path) -> Path:
    return Path(capture(source, Conditions.from_environment(store)).path)


@pytest.fixture(name="package", scope="module")
def _package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Capture the clip once: its stills take seconds."""
    return _captured(CLIP, tmp_path_factory.mktemp("store"))


@pytest.fixture(name="desk")
def _desk(office: Any, package: Path) -> Desk:
    return Desk(office, package)


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


def test_asking_for_a_sharp_picture_is_written_down(desk: Desk) -> None:
    """Who looks at a restricted film unblurred stands in the list of views."""
    assert desk.get("veiled-4000.jpg").content[:3] == b"\xff\xd8\xff"
    assert not View.objects.exists()
    sharp = desk.get("sharp-4000.jpg")
    assert sharp.headers["Content-Type"] == "image/jpeg"
    assert sharp.headers["Cache-Control"] == "no-store"
    assert View.objects.get().subject == f"report:{desk.report}"


def test_a_statement_is_said_and_corrected(desk: Desk) -> None:
    """A form of plain fields makes a fact with its second; another corrects it under its item."""
    screen = desk.say().content.decode()
    (fact,) = desk.facts("statements")
    assert "The sign says sample film." in screen
    assert "0:02.5" in screen
    desk.say(item=fact.item or "", text="It says sample film, no footage.", who="ben")
    (again,) = desk.facts("statements")
    assert again.id == fact.id
    assert again.author == desk.office.actors["ben"]
    history = desk.office.browser("ann").get(f"/desk/facts/{fact.id}/").content.decode()
    assert "The sign says sample film." in history
    assert "It says sample film, no footage." in history


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": " "}, "Say in words"),
        ({"start": "13"}, "outside"),
        ({"start": "5", "end": "4"}, "outside"),
        ({"start": ""}, "Name the second"),
        ({"start": "", "box": "1,2,3,4"}, "outside"),
        ({"start": "soon"}, "Write a moment"),
        ({"start": "9" * 14}, "Write a moment"),
        ({"box": "1 2 3"}, "Write a box"),
        ({"box": "0,0,641,10"}, "outside"),
        ({"topic": "who"}, "Choose one"),
        ({"verdict": ""}, "Choose one"),
        ({"text": "x" * 4001}, "4000"),
        ({"text": "a\x00b"}, "printable"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Desk, said: dict[str, str], why: str
) -> None:
    """Bad input is answered with one sentence, the words typed, and nothing recorded."""
    before = desk.office.ledger.head()
    answer = desk.say(**said)
    assert answer.status_code == 422
    screen = answer.content.decode()
    assert why in screen
    if said.get("text") is None:
        assert "The sign says sample film." in screen
    assert desk.office.ledger.head() == before


def test_arabic_digits_are_read(desk: Desk) -> None:
    """A second typed on an Arabic keyboard is the same second."""
    desk.say(start="٢.٥")
    assert '"start": 2500' in str(_plain(desk.facts("statements")[0])).replace("'", '"')


def _plain(fact: Fact) -> Any:
    from khronika.desk.report.rows import plain_values

    return plain_values([fact])[fact.id]


def test_two_editors_at_once_are_told(desk: Desk) -> None:
    """The second of two forms made from one state is refused, and says so."""
    desk.say()
    (fact,) = desk.facts("statements")
    old = desk.office.marks()
    desk.say(item=fact.item or "", text="First.")
    form = {**old, "step": "say", "topic": "sign", "verdict": "likely", "start": "1",
            "text": "Second.", "item": fact.item}  # fmt: skip
    answer = desk.office.browser("ben").post(desk.path, form)
    assert answer.status_code == 422
    assert _plain(desk.facts("statements")[0])["text"] == "First."


def test_a_form_that_is_sent_twice_writes_once(desk: Desk) -> None:
    """The same form again makes no second statement."""
    form = {**desk.office.marks(), "step": "say", "topic": "sign", "verdict": "likely",
            "start": "1", "text": "Once."}  # fmt: skip
    for _ in range(2):
        desk.office.browser("ann").post(desk.path, form)
    assert len(desk.facts("statements")) == 1


def test_who_filmed_is_a_party_and_restricted(desk: Desk) -> None:
    """The name stands in the record as a person without a level or ground."""
    desk.do("filmed", kind="person", name="Edda Kromova", verdict="likely")
    (fact,) = desk.facts("filmed_by")
    fields = set(Fact.objects.filter(thing=fact.party).values_list("field", flat=True))
    assert fields == {"kind", "name"}
    assert desk.do("filmed", kind="group", name="x", verdict="likely").status_code == 422


def test_a_marked_stretch_is_in_no_still(desk: Desk) -> None:
    """What is marked is not shown sharp, nor served, until the mark is lifted."""
    desk.do("mark", why="child", start="4", end="5")
    screen = desk.get("?at=4000&clear=1").content.decode()
    assert "sharp-" not in screen
    for name in ("4000", "4500", "5000", "whole"):
        assert desk.get(f"sharp-{name}.jpg").status_code == 404
    assert desk.get("veiled-4500.jpg").status_code == 200
    assert desk.get("sharp-7000.jpg").status_code == 200
    desk.do("lift", fact=desk.facts("marks")[0].id)
    assert desk.get("sharp-4000.jpg").status_code == 200


def test_a_mark_of_a_film_names_its_moment(desk: Desk) -> None:
    """A box alone keeps nothing out of stills, so it is refused; no place marks the whole film."""
    assert desk.do("mark", why="child", box="1,1,10,10").status_code == 422
    desk.do("mark", why="distress")
    assert desk.get("sharp-7000.jpg").status_code == 404


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


def test_a_sheet_goes_public_by_two_people_with_its_event(desk: Desk, report: str) -> None:
    """Ann says; ben sees each statement in the bundle, and nothing is public before he approves."""
    from khronika.record.models import Act, Request
    from khronika.record.public.read import current

    office = desk.office
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    things = [("report", report), *(("act", act) for act in acts)]
    parties = Fact.objects.filter(thing__in=acts).exclude(party=None)
    things += [("party", one) for one in sorted({str(fact.party) for fact in parties})]
    ann, ben = office.actors["ann"], office.actors["ben"]
    steps.accept_all(office.ledger, ann, things, base=office.ledger.head()[0])
    event = office.ledger.new_id()
    steps.compose(office.ledger, ann, event, acts, base=office.ledger.head()[0])
    desk.say()
    desk.do("show", event=event)
    assert desk.do("show", event=event).status_code == 422
    for actor in (ann, ben):  # a film cannot be searched for names: two people set it public
        steps.set_access(office.ledger, actor, f"report:{desk.report}", level="public",
                         base=office.ledger.head()[0])  # fmt: skip
    desk.do("ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    screen = office.browser("ben").get(f"/desk/second/{bundle}/").content.decode()
    assert "The sign says sample film." in screen
    assert "Film, 12 seconds" in screen
    form = {**office.marks(), "d": "approve"}
    office.browser("ann").post(f"/desk/second/{bundle}/", {**office.marks(), "d": "approve"})
    assert current(f"event:{event}") is None
    office.browser("ben").post(f"/desk/second/{bundle}/", form)
    published = current(f"event:{event}")
    assert published is not None
    (film,) = published.body["films"]
    assert film["statements"][0]["text"] == "The sign says sample film."


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
    desk = Desk(office, _captured(file, tmp_path / "store"))
    assert (desk.file.form, desk.file.width, desk.file.milliseconds) == ("picture", 320, None)
    assert "veiled-whole" in desk.get().content.decode()
    assert desk.get("sharp-whole.jpg").content == file.read_bytes()
    assert desk.get("film").status_code == 404
    desk.say(start="", box="10,10,50,20", text="A sign on the left wall.")
    assert _plain(desk.facts("statements")[0])["at"]["box"] == [10, 10, 50, 20]
    assert desk.say(start="", box="10,10,500,20").status_code == 422


def test_a_report_without_a_package_has_no_films(office: Any, report: str) -> None:
    """The screen says so."""
    screen = office.browser("ann").get(f"/desk/reports/{report}/films/").content.decode()
    assert "no film and no picture" in screen


def test_the_same_film_is_found_in_another_report(desk: Desk, tmp_path: Path) -> None:
    """A mirrored copy that came in elsewhere is shown, blurred, with a link to its report."""
    words = ["ffmpeg", "-v", "error", "-i", str(CLIP), "-vf", "hflip", str(tmp_path / "copy.mp4")]
    subprocess.run(words, check=True)
    other = Desk(desk.office, _captured(tmp_path / "copy.mp4", tmp_path / "other"))
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


def test_seconds_are_cited_for_a_fact_from_the_sheet(desk: Desk, make_report: Any) -> None:
    """They stand on the sheet and beside the words; outside of the film they are refused."""
    coded = make_report(told={"title": "Held at the quay"})
    act = Act.objects.filter(report=coded).order_by("id")[0]
    act_event = desk.office.ledger.new_id()
    accepted = [(of, one) for of, one in (("act", act.id),)]
    base = desk.office.ledger.head()[0]
    steps.accept_all(desk.office.ledger, desk.office.actors["ann"], accepted, base=base)
    base = desk.office.ledger.head()[0]
    steps.compose(desk.office.ledger, desk.office.actors["ann"], act_event, [act.id], base=base)
    desk.do("show", event=act_event)
    fact = f"{act.id}.type"
    assert fact in desk.get(f"?fact={fact}").content.decode()
    for start, end in (
        ("5", "2"),
        ("-3", ""),
        ("99:00", ""),
        ("1e9", ""),
        ("", "3"),
        ("5", "9999"),
    ):
        answer = desk.do("cite", of=fact, start=start, end=end)
        assert answer.status_code == 422, (start, end)
    assert desk.do("cite", of=f"{act.id}.event", start="1").status_code == 422
    assert not Fact.objects.filter(field="seen").exists()
    screen = desk.do("cite", of=fact, start="2", end="0:04.5").content.decode()
    assert "0:02 to 0:04.5" in screen
    (seen,) = Fact.objects.filter(field="seen")
    assert json.loads(seen.value) == {"of": "type", "film": desk.file.film, "t": "t=2,4.5"}
    beside = desk.office.browser("ben").get(f"/desk/reports/{coded}/?now=act-{act.id}")
    assert "0:02 to 0:04.5" in beside.content.decode()
    told = desk.office.browser("ben").get(f"/desk/facts/{seen.id}/").content.decode()
    assert "Did what: 0:02 to 0:04.5" in told
    desk.do("uncite", fact=seen.id)
    assert Fact.objects.get(pk=seen.id).status == "rejected"


def test_the_author_of_a_citation_takes_it_back_with_a_key(desk: Desk, make_report: Any) -> None:
    """ "Take my last decision back" ends a citation, and the fact stays decided."""
    coded = make_report()
    act = Act.objects.filter(report=coded).order_by("id")[0]
    item = desk.office.ledger.new_id()
    step = Step(desk.office.ledger, desk.office.actors["ann"], desk.office.ledger.head()[0])
    cite(step, desk.file, f"{act.id}.type", Fragment(1000, 2000), item)
    desk.office.do("ann", coded, "undo")
    assert Fact.objects.get(pk=f"{act.id}.seen.{item}").status == "rejected"
    desk.office.do("ann", coded, "no-act", thing=act.id)
    assert Act.objects.get(pk=act.id).state == "rejected"


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
    desk = Desk(office, _captured(path, tmp_path / "in"))
    assert desk.get("sharp-whole.jpg").content.startswith(b"\x89PNG")
    monkeypatch.setattr("khronika.media.serving._KINDS", ((b"\x89PNG", 0, "image/heic"),))
    assert desk.get("sharp-whole.jpg").content.startswith(b"\xff\xd8\xff")


def test_a_typed_second_is_a_second(desk: Desk) -> None:
    """Links count milliseconds; whoever types 4 means the fourth second."""
    for query in ("?second=4", "?second=0:04", "?at=4000"):
        assert 'name="second" size="9" dir="ltr" inputmode="decimal" value="0:04"' in (
            desk.get(query).content.decode()
        ), query
