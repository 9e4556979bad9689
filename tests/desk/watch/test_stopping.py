"""Stopped anywhere, or run twice at once, the watch doubles nothing."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from tests.desk.watch.conftest import Newsroom, Watch, held

from khronika.desk.models import WatchLook
from khronika.desk.watch import items as items_room
from khronika.desk.watch.rounds import run_round
from khronika.flow.intake import orphans
from khronika.record.models import Entry, Report

pytestmark = pytest.mark.slow


def test_a_worker_that_is_stopped_anywhere_doubles_nothing(
    watch: Watch, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the package was sealed, after it was moved, after it was received: one report."""
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    for step in ("status_of", "settle", "take_in"):
        original = getattr(items_room, step)
        with monkeypatch.context() as patch:
            patch.setattr(items_room, step, _stop_after(original))
            with pytest.raises(KeyboardInterrupt):
                watch.work(hours=0.3)
    watch.work(hours=0.3)
    assert Report.objects.count() == 1
    assert newsroom.count("/one") == 1
    assert orphans(watch.home / "store") == []
    assert watch.item(f"{newsroom.url}/one").state == "watched"


def _stop_after(original: Any) -> Any:
    def stop(*arguments: Any, **words: Any) -> Any:
        original(*arguments, **words)
        raise KeyboardInterrupt

    return stop


def test_a_look_that_is_stopped_anywhere_is_told_once(
    watch: Watch, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before or after the note in the ledger: one look, one note, one package."""
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    newsroom.put("/one", held("three"))
    watch.now += timedelta(hours=1)
    for step in ("look", "note_look"):
        original = getattr(items_room, step)
        with monkeypatch.context() as patch:
            patch.setattr(items_room, step, _stop_after(original))
            with pytest.raises(KeyboardInterrupt):
                watch.work(hours=0.3)
    watch.work(hours=0.3)
    assert [look.verdict for look in WatchLook.objects.all()] == ["changed"]
    assert Entry.objects.filter(kind="note", actor="s:watch").count() == 1
    assert newsroom.count("/one") == 2


def test_two_workers_share_the_work_and_take_each_item_once(
    watch: Watch, newsroom: Newsroom
) -> None:
    """Side by side they ask a host one request at a time, and no item comes in twice."""
    newsroom.list("one", "two", "three")
    watch.add(f"{newsroom.url}/feed.xml")
    under_way: list[int] = [0]
    most: list[int] = [0]
    lock = threading.Lock()
    hold = threading.Event()

    def count() -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        hold.wait(0.2)
        with lock:
            under_way[0] -= 1

    for path in ("/feed.xml", "/one", "/two", "/three"):
        newsroom.hooks[path] = count
    failures: list[BaseException] = []

    def worker() -> None:
        try:
            for _ in range(12):
                run_round(watch.office())
                with lock:
                    watch.now += timedelta(seconds=6)
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    watch.work()
    assert failures == []
    assert most == [1]
    assert Report.objects.count() == 3
    assert sorted(newsroom.asked) == ["/feed.xml", "/one", "/robots.txt", "/three", "/two"]
