"""A worker's rounds: what is new comes in once, what is known is looked at, whatever happens."""

from datetime import timedelta
from typing import Any

import pytest
from tests.desk.watch.conftest import START, Newsroom, Watch, held, page

from khronika.desk.models import WatchItem, WatchLook, WatchSource
from khronika.flow.intake import intake
from khronika.record.models import Entry, Report
from khronika.seal import verify

pytestmark = pytest.mark.slow


def test_new_items_come_in_once_and_known_ones_never_again(
    watch: Watch, newsroom: Newsroom
) -> None:
    """What a feed lists is captured and received by the service, restricted, each address once."""
    newsroom.list("one", "two")
    source = watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    assert Report.objects.count() == 2
    assert {row.actor for row in Report.objects.all()} == {"s:watch"}
    newsroom.list("three", "two", "one")
    watch.work(hours=0.3)
    assert Report.objects.count() == 3
    assert [newsroom.count(f"/{name}") for name in ("one", "two", "three")] == [1, 1, 1]
    source.refresh_from_db()
    assert (source.kind, source.failures, source.told["new"]) == ("feed", 0, 1)
    for path in (watch.home / "store").iterdir():
        assert verify(path).ok


def test_a_list_is_asked_every_fifteen_minutes_at_most(watch: Watch, newsroom: Newsroom) -> None:
    """However often the worker looks, a list is asked when its time has come and not before."""
    newsroom.list()
    watch.add(f"{newsroom.url}/feed.xml")
    for _ in range(20):
        watch.work(hours=1 / 60)
    assert newsroom.count("/feed.xml") == 2


def test_an_address_that_the_record_knows_is_not_taken_in(
    watch: Watch, newsroom: Newsroom, make_report: Any
) -> None:
    """A report that came in by hand with the same address is the item's report."""
    report = make_report(told={"url": f"{newsroom.url}/one#top"})
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    assert watch.item(f"{newsroom.url}/one").report == report
    assert Report.objects.count() == 1
    assert newsroom.count("/one") == 0


def test_a_list_that_floods_is_capped_and_says_so(
    watch: Watch, newsroom: Newsroom, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty items a poll are captured, some wait, the rest is left out until there is room."""
    monkeypatch.setattr("khronika.desk.watch.rounds.take_one", _finish)
    names = [f"item-{number}" for number in range(300)]
    newsroom.list(*names)
    source = watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    source.refresh_from_db()
    assert source.told == {"listed": 300, "new": 200, "left_out": 100, "waiting": 180}
    assert WatchItem.objects.filter(state="kept").count() == 20
    said = office.browser("ann").get("/desk/watch/").content.decode()
    assert "180 wait for the next times" in said
    assert "100 more were left out" in said
    for _ in range(20):
        watch.work(hours=0.26)
    assert WatchItem.objects.filter(state="kept").count() == 300


def _finish(office: Any, item: WatchItem, source: Any) -> str:
    WatchItem.objects.filter(pk=item.key).update(state="kept", next_at=None)
    return item.key


def test_a_hostile_list_brings_nothing_bad(watch: Watch, newsroom: Newsroom) -> None:
    """Entities, other schemes, private hosts, endless addresses: said, and never followed."""
    source = watch.add(f"{newsroom.url}/feed.xml")
    bomb = b"<!DOCTYPE a [<!ENTITY b 'x'>]><rss><channel><item><link>&b;</link></item></channel></rss>"
    newsroom.put("/feed.xml", bomb, kind="application/rss+xml")
    watch.work()
    source.refresh_from_db()
    assert (source.answer, source.failures) == ("unreadable", 1)
    links = ["file:///etc/passwd", "javascript:alert(1)", "http://10.1.2.3/", "http://[::1]/",
             f"{newsroom.url}/{'x' * 3000}", "http://", "http://user:secret@2130706434/"]  # fmt: skip
    told = "".join(f"<item><link>{link}</link></item>" for link in links)
    newsroom.put("/feed.xml", f"<rss><channel>{told}</channel></rss>".encode())
    watch.work(hours=1)
    assert Report.objects.count() == 0
    rows = {item.address: (item.state, item.problem) for item in WatchItem.objects.all()}
    assert rows == {
        "http://10.1.2.3/": ("refused", "address_forbidden"),
        "http://[::1]/": ("refused", "address_forbidden"),
        "http://2130706434/": ("refused", "address_forbidden"),
    }


def test_a_feed_that_fails_is_asked_ever_less_and_recovers(
    watch: Watch, newsroom: Newsroom
) -> None:
    """The wait doubles with each failure; the first answer sets it back."""
    source = watch.add(f"{newsroom.url}/feed.xml")
    newsroom.is_down = True
    waits = []
    for _ in range(4):
        watch.work()
        source.refresh_from_db()
        assert source.asked_at is not None
        waits.append(source.next_at - source.asked_at)
        watch.now = source.next_at
    assert waits == [timedelta(minutes=minutes) for minutes in (30, 60, 120, 240)]
    assert (source.answer, source.failures) == ("no_answer", 4)
    newsroom.is_down = False
    newsroom.list("one")
    watch.work()
    source.refresh_from_db()
    assert (source.failures, Report.objects.count()) == (0, 1)
    assert source.asked_at is not None
    assert source.next_at - source.asked_at == timedelta(minutes=15)


def test_an_item_that_is_not_there_is_no_report(watch: Watch, newsroom: Newsroom) -> None:
    """A page that answers 404 is told and not taken in; one that is busy is asked again."""
    newsroom.list("one", "two")
    newsroom.answers.pop("/one")
    newsroom.put("/two", b"later", status="503 Busy")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    assert Report.objects.count() == 0
    one = watch.item(f"{newsroom.url}/one")
    assert (one.state, one.problem) == ("refused", "status_404")
    newsroom.put("/two", held())
    watch.work(hours=1.1)
    assert watch.item(f"{newsroom.url}/two").state == "watched"
    assert Report.objects.count() == 1


def test_a_page_that_changed_raises_a_flag_that_a_person_lays_down(
    watch: Watch, newsroom: Newsroom, office: Any
) -> None:
    """The change is in the ledger, on the inbox, the report and the diff, until somebody looked."""
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    newsroom.put("/one", held().replace(b"Home News About", b"Sport"))
    watch.work(hours=1.1)
    assert [look.verdict for look in WatchLook.objects.all()] == ["unchanged"]
    newsroom.put("/one", held("three"))
    watch.work(hours=5)
    item = watch.item(f"{newsroom.url}/one")
    look = WatchLook.objects.get(verdict="changed")
    assert (look.is_flag, look.reports) == (True, item.report)
    assert verify(watch.home / "watch" / item.key[:32] / f"ev-{look.package}").ok
    notes = Entry.objects.filter(kind="note", actor="s:watch", subject=f"report:{item.report}")
    assert notes.count() == 1
    browser = office.browser("ann")
    for screen in ("/desk/", f"/desk/reports/{item.report}/"):
        assert "The page changed." in browser.get(screen).content.decode()
    shown = browser.get(f"/desk/watch/looks/{look.id}/").content.decode()
    assert "<del>two</del>" in shown
    assert "<ins>three</ins>" in shown
    assert look.head in shown
    seen = browser.post(f"/desk/watch/looks/{look.id}/seen/", office.marks(), follow=True)
    assert "Ann Sample has looked" in seen.content.decode()
    assert "The page changed." not in browser.get("/desk/").content.decode()
    assert "Ann Sample has looked" in browser.get(f"/desk/reports/{item.report}/").content.decode()
    packed = browser.get(f"/desk/watch/packages/ev-{look.package}.zip")
    assert b"".join(packed.streaming_content)[:2] == b"PK"
    watch.work(hours=24)
    assert WatchLook.objects.filter(is_flag=True).count() == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [("404 Not Found", "status_404"), ("410 Gone", "status_410"), ("451 Law", "status_451"),
     ("302 Found", "home")],
)  # fmt: skip
def test_a_page_that_went_raises_one_flag(
    watch: Watch, newsroom: Newsroom, office: Any, answer: str, why: str
) -> None:
    """Gone, or led to the front page: flagged once, though it is still gone the next time."""
    newsroom.put("/", page("Welcome to the Harbour Post, read by all who land in Selm."))
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    more = "Location: /\r\n" if why == "home" else ""
    newsroom.put("/one", b"", status=answer, more=more)
    watch.work(hours=1.1)
    watch.work(hours=6)
    looks = list(WatchLook.objects.order_by("at").values_list("verdict", "why", "is_flag"))
    assert looks == [("vanished", why, True), ("still_gone", why, False)]
    report = watch.item(f"{newsroom.url}/one").report
    screen = office.browser("ann").get(f"/desk/reports/{report}/").content.decode()
    assert "The page is gone." in screen
    first = WatchLook.objects.get(verdict="vanished")
    assert office.browser("ann").get(f"/desk/watch/looks/{first.id}/").status_code == 200
    newsroom.put("/one", held())
    watch.work(hours=24)
    assert WatchLook.objects.order_by("-at").first().verdict == "back"  # type: ignore[union-attr]
    assert "stands there again" in office.browser("ann").get(
        f"/desk/reports/{report}/").content.decode()  # fmt: skip


def test_three_looks_without_an_answer_are_a_page_that_went(
    watch: Watch, newsroom: Newsroom, office: Any
) -> None:
    """One or two silent looks are told and no flag; the third in a row is one."""
    newsroom.list("one")
    source = watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    WatchSource.objects.filter(pk=source.id).update(
        is_paused=False, next_at=START.replace(year=2040)
    )
    newsroom.is_down = True
    for hours in (1.1, 3.1, 6.1):
        watch.work(hours=hours)
    looks = WatchLook.objects.order_by("at").values_list("verdict", "is_flag")
    assert list(looks) == [("no_answer", False), ("no_answer", False), ("vanished", True)]
    look = WatchLook.objects.get(is_flag=True)
    shown = office.browser("ann").get(f"/desk/watch/looks/{look.id}/")
    assert "There was no answer to keep." in shown.content.decode()


def test_the_page_of_a_report_sent_by_hand_is_looked_at_when_an_editor_says_so(
    watch: Watch, newsroom: Newsroom, office: Any
) -> None:
    """Nobody is asked again about a page without a person's wish; a change is flagged alike."""
    newsroom.put("/one", held())
    work = watch.office()
    made = intake(f"{newsroom.url}/one", ledger=work.ledger, actor=office.actors["ann"],
                  conditions=work.conditions)  # fmt: skip
    browser = office.browser("ann")
    path = f"/desk/watch/reports/{made.report}/"
    assert path in browser.get(f"/desk/reports/{made.report}/").content.decode()
    assert office.browser("cas").post(path).status_code == 403
    screen = browser.post(path, follow=True).content.decode()
    assert path not in screen
    WatchItem.objects.update(captured_at=watch.now, next_at=watch.now)
    newsroom.put("/one", held("three"))
    watch.work()
    look = WatchLook.objects.get()
    assert (look.verdict, look.reports) == ("changed", made.report)
    assert browser.get(f"/desk/watch/looks/{look.id}/").status_code == 200


def test_a_page_that_is_a_source_is_looked_at_as_often_as_said(
    watch: Watch, newsroom: Newsroom
) -> None:
    """A page itself is taken in once, and looked at each time that it is due."""
    newsroom.put("/notice", held())
    source = watch.add(f"{newsroom.url}/notice", every="60")
    watch.work()
    watch.work(hours=1.1)
    newsroom.put("/notice", held("four"))
    watch.work(hours=1.1)
    source.refresh_from_db()
    assert (source.kind, Report.objects.count()) == ("page", 1)
    verdicts = WatchLook.objects.order_by("at").values_list("verdict", flat=True)
    assert list(verdicts) == ["unchanged", "changed"]


def test_mails_come_in_from_the_operators_folder(
    watch: Watch, newsroom: Newsroom, settings: Any, tmp_path: Any
) -> None:
    """Each mail once, also after a mail program has moved it; the folder is left as it is."""
    folder = tmp_path / "Maildir"
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    mail = b"From: a@quay.example\r\nSubject: Held\r\n\r\nPolice detained Mira Tavel in Selm.\r\n"
    (folder / "new" / "1.host-name").write_bytes(mail)
    (folder / "new" / "link").symlink_to("/etc/hostname")
    settings.WATCH_MAILDIR = str(folder)
    watch.maildir = folder
    watch.add("maildir:", title="Press office")
    watch.work()
    (folder / "new" / "1.host-name").rename(folder / "cur" / "1.host-name:2,S")
    watch.work(hours=1)
    assert Report.objects.count() == 1
    (package,) = (watch.home / "store").iterdir()
    sealed = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file())
    assert b"host-name" not in sealed
    assert b"Mira Tavel" in sealed


def test_a_clock_that_jumps_neither_hurries_nor_stops_the_watch(
    watch: Watch, newsroom: Newsroom
) -> None:
    """Years forward are made up for once; set back again, all goes on within its usual time."""
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    watch.work(hours=24 * 365 * 4)
    assert WatchLook.objects.count() == 1
    assert newsroom.count("/feed.xml") == 2
    watch.now = START + timedelta(hours=1)
    watch.work()
    assert newsroom.count("/feed.xml") == 2
    watch.work(hours=0.3)
    assert newsroom.count("/feed.xml") == 3
    watch.work(hours=1.1)
    assert WatchLook.objects.count() == 2
