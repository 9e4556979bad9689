"""Editors say what is watched; what they may not or cannot set is refused in words."""

from typing import Any

import pytest
from tests.desk.watch.conftest import START, Newsroom, Watch, held

from khronika.desk.models import WatchItem, WatchLook, WatchSource
from khronika.desk.watch.register import register
from khronika.flow.watching.polling import Item, Kind, Polled
from khronika.record.models import Report

ADDED = {"title": "Post", "address": "https://quay.example/feed", "every": "30",
         "level": "restricted"}  # fmt: skip


def test_an_editor_adds_pauses_and_removes_a_source(office: Any) -> None:
    """What an editor sets is shown; a removed source is forgotten."""
    browser = office.browser("ann")
    answer = browser.post("/desk/watch/", {**ADDED, "browser": "on"}, follow=True)
    source = WatchSource.objects.get()
    assert (source.every_minutes, source.with_browser, source.kind) == (30, True, "")
    assert "not asked yet" in answer.content.decode()
    path = f"/desk/watch/sources/{source.id}/"
    assert "paused" in browser.post(f"{path}set/", {"step": "pause"}, follow=True).content.decode()
    browser.post(f"{path}set/", {"step": "go-on"})
    assert not WatchSource.objects.get().is_paused
    assert browser.post(f"{path}set/", {"step": "burn"}).status_code == 404
    browser.post(f"{path}set/", {"step": "remove"})
    assert not WatchSource.objects.exists()
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": "ftp://quay.example/"}, "Write the address with"),
        ({"address": ""}, "Write the address with"),
        ({"address": "maildir:"}, "no folder of mails"),
        ({"every": "14"}, "Ask every 15 minutes"),
        ({"every": "٦٠"}, "Ask every 15 minutes"),
        ({"every": "999999"}, "Ask every 15 minutes"),
        ({"level": "secret"}, "Choose one of the list."),
    ],
)
def test_what_cannot_be_watched_is_refused_in_words(
    office: Any, changed: dict[str, str], said: str
) -> None:
    """Bad addresses, times and levels are told above the form, which keeps what was typed."""
    answer = office.browser("ann").post("/desk/watch/", {**ADDED, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not WatchSource.objects.exists()


def test_a_source_is_watched_once(office: Any) -> None:
    """The same address under another spelling is the same source."""
    browser = office.browser("ann")
    browser.post("/desk/watch/", ADDED)
    again = browser.post("/desk/watch/", {**ADDED, "address": "HTTPS://quay.example:443/feed#x"})
    assert again.status_code == 422
    assert WatchSource.objects.count() == 1


def test_only_editors_set_what_is_watched(office: Any) -> None:
    """A coder sees the sources and sets none; a monitor does not see them."""
    source = WatchSource.objects.create(
        id=office.ledger.new_id(), title="Post", address="https://a.example/", key="k",
        every_minutes=60, person="p", added_at=START, next_at=START,
    )  # fmt: skip
    coder = office.browser("cas")
    assert coder.get("/desk/watch/").status_code == 200
    assert coder.post("/desk/watch/", ADDED).status_code == 422
    path = f"/desk/watch/sources/{source.id}/set/"
    assert coder.post(path, {"step": "remove"}).status_code == 403
    assert office.browser("mon").get("/desk/watch/").status_code == 403
    assert WatchSource.objects.count() == 1


def test_packages_are_handed_out_only_where_they_are_known(office: Any) -> None:
    """No path, no other name and no unknown package is answered."""
    for name in ("ev-nothing", "ev-01ARZ3NDEKTSV4RRFFQ69G5FAV", "ev-..%2F..%2Fkhronika"):
        assert office.browser("ann").get(f"/desk/watch/packages/{name}.zip").status_code == 404


def test_a_sitemap_does_not_bring_the_past(office: Any) -> None:
    """What a sitemap dates before it was watched, or does not date at first, is left alone."""
    source = WatchSource.objects.create(
        id=office.ledger.new_id(), title="Post", address="https://a.example/map", key="k",
        every_minutes=60, person="p", added_at=START, next_at=START,
    )  # fmt: skip
    listed = (
        Item("https://a.example/old", at="2030-01-01T00:00:00Z"),
        Item("https://a.example/undated"),
        Item("https://a.example/fresh", at="2031-05-19"),
    )
    told = register(source, Polled(Kind.SITEMAP, listed), START)
    assert (told["listed"], told["new"]) == (3, 1)
    assert WatchItem.objects.get(state="waiting").address == "https://a.example/fresh"
    source.is_settled = True
    more = (*listed, Item("https://a.example/undated-later"))
    assert register(source, Polled(Kind.SITEMAP, more), START)["new"] == 1


@pytest.mark.slow
def test_a_removed_source_is_asked_no_more_and_what_it_brought_is_known(
    watch: Watch, newsroom: Newsroom
) -> None:
    """Its pages are left alone; when it is added again, nothing comes in twice."""
    from khronika.desk.watch.sources import remove

    newsroom.list("one")
    remove_me = watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    remove(remove_me)
    watch.work(hours=48)
    assert newsroom.count("/one") == 1
    watch.add(f"{newsroom.url}/feed.xml")
    newsroom.put("/one", held("three"))
    watch.work()
    watch.work(hours=48)
    assert Report.objects.count() == 1
    assert WatchLook.objects.get().verdict == "changed"
