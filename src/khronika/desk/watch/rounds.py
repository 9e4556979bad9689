"""The worker's round: asks the sources that are due, captures what is new, looks again.

Each step is of one host and takes its turn (`turns`), so that several workers share the work and
never ask one host at once. A step writes what it is about to do before it does it; stopped
anywhere, it is done again, and a package that was sealed is used, not made anew.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from khronika.capture import Conditions
from khronika.capture.watch.schedule import EVERY, next_look, next_poll
from khronika.desk.models import WatchItem, WatchSource
from khronika.desk.watch.items import look_again, take_one
from khronika.desk.watch.register import register, register_mails, release
from khronika.desk.watch.turns import turn
from khronika.errors import KhronikaError
from khronika.flow.watching.polling import Kind, NotListed, code_of, host_of, mails, poll
from khronika.record.ledger.append import Ledger
from khronika.record.models import Fact

MAILS = "maildir:"
"""What stands for the address of the operator's mail folder, whose path the desk never sees."""
SECONDS = 15.0
"""How long a round goes on beginning steps; then it is the letters' turn."""
MOST_DUE = 1_000
_DRIFT = timedelta(minutes=1)
"""Clocks of two machines may differ by this; a time further in the future is a clock set back."""

State = WatchItem.State


@dataclass(frozen=True, slots=True)
class Office:
    """What a round works with: the record, the home, how things are captured, the clock."""

    ledger: Ledger
    home: Path
    conditions: Conditions
    clock: Callable[[], datetime]
    maildir: Path | None = None
    said: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where what is under way lies."""
        return self.home / "watch"

    @property
    def store(self) -> Path:
        """Where packages of reports lie."""
        return self.home / "store"


def is_anything_due(now: datetime) -> bool:
    """Tell whether there is work, by two counts: an office that watches nothing pays no more."""
    return (
        _sources(now).exists()
        or _items(now).exists()
        or _erased().exists()
        or bool(_from_the_future(now))
    )


def run_round(
    office: Office, *, is_stopped: Callable[[], bool] = lambda: False, seconds: float = SECONDS
) -> list[str]:
    """Do what is due, for a while.

    Args:
        office: what to work with.
        is_stopped: asked between two steps.
        seconds: after how long no other step is begun.

    Returns:
        What was done, one line each, with ids and no addresses.
    """
    until = time.monotonic() + seconds
    _mend(office.clock())
    _forget()
    while not is_stopped() and time.monotonic() < until:
        if not _do_one(office):
            break
    return office.said


def _do_one(office: Office) -> bool:
    """Do the first step whose host is free; answer whether there was one."""
    for host, step in _due(office, office.clock()):
        with turn(office.folder / "turns", host, office.clock()) as is_mine:
            if is_mine and step():
                return True
    return False


def _due(office: Office, now: datetime) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield the host and the work of each step that is due."""
    tried: set[str] = set()
    for item in _items(now).order_by("next_at")[:MOST_DUE]:
        host = host_of(item.address) if item.address else MAILS
        if host not in tried:
            tried.add(host)
            yield host, lambda key=item.key: _item_step(office, key)  # type: ignore[misc]
    for source in _sources(now).order_by("next_at"):
        host = MAILS if source.address == MAILS else host_of(source.address)
        yield host, lambda id_=source.id: _source_step(office, id_)  # type: ignore[misc]


def _sources(now: datetime) -> QuerySet[WatchSource]:
    return WatchSource.objects.filter(is_paused=False, next_at__lte=now)


def _items(now: datetime) -> QuerySet[WatchItem]:
    paused = WatchSource.objects.filter(is_paused=True).values("id")
    due = WatchItem.objects.filter(state__in=(State.WAITING, State.WATCHED), next_at__lte=now)
    return due.exclude(source__in=paused)


def _item_step(office: Office, key: str) -> bool:
    """Capture a new item or look at a known one, if nobody else did meanwhile."""
    item = _items(office.clock()).filter(pk=key).first()
    if item is None:
        return False
    source = WatchSource.objects.filter(pk=item.source).first()
    # Written before it is asked for: a worker that is killed each time does so no more often.
    WatchItem.objects.filter(pk=key).update(next_at=office.clock() + EVERY)
    work = take_one if item.state == State.WAITING else look_again
    said = work(office, item, source)
    if source is not None and source.kind == Kind.PAGE:
        _tell_page(source, item)
    office.said.append(said)
    return True


def _tell_page(source: WatchSource, item: WatchItem) -> None:
    """Say of a page that is a source itself how its last look went."""
    source.answer = item.problem or "asked"
    source.failures = item.failures
    source.save(update_fields=["answer", "failures"])


def _source_step(office: Office, id_: str) -> bool:
    """Ask a source for its list, if nobody else did meanwhile."""
    source = _sources(office.clock()).filter(pk=id_).first()
    if source is None:
        return False
    now, every = office.clock(), timedelta(minutes=source.every_minutes)
    # Written before it is asked: a worker that is killed each time asks no more often for it.
    source.asked_at, source.next_at = now, next_poll(now, failures=source.failures, every=every)
    source.save(update_fields=["asked_at", "next_at"])
    try:
        told = _ask(office, source, now)
    except (KhronikaError, OSError) as error:
        source.failures += 1
        source.answer = code_of(error) if isinstance(error, KhronikaError) else "disk"
        source.next_at = next_poll(now, failures=source.failures, every=every)
        source.save(update_fields=["failures", "answer", "next_at"])
        office.said.append(f"source {source.id}: {source.answer}; {source.failures} in a row")
        return True
    source.told = told
    if source.kind != Kind.PAGE or not source.answer:  # else its last look has said how it went
        source.answer, source.failures = "asked", 0
    source.next_at = next_poll(now, failures=source.failures, every=every)
    source.save()
    office.said.append(f"source {source.id}: {told['new']} new of {told['listed']}")
    return True


def _ask(office: Office, source: WatchSource, now: datetime) -> dict[str, int]:
    if source.address == MAILS:
        return _ask_mails(office, source, now)
    if source.kind == Kind.PAGE:
        return _ask_page(source, now)
    polled = poll(
        source.address,
        cursor=source.cursor,
        conditions=office.conditions,
        scratch=office.folder / "scratch",
    )
    if source.kind and polled.kind == Kind.PAGE:
        raise NotListed("a page came where a list had been", "no_list_now")
    source.kind, source.cursor = polled.kind, polled.cursor
    told = register(source, polled, now)
    source.is_settled = source.is_settled or polled.is_whole
    return told


def _ask_page(source: WatchSource, now: datetime) -> dict[str, int]:
    """Let the page be looked at: what is asked for is the page itself, by the item's step."""
    page = WatchItem.objects.filter(address=source.address, source=source.id)
    rested = page.filter(state=State.WATCHED).exclude(looked_at__gt=now - EVERY)
    rested.update(next_at=now)
    return {"listed": 1, "new": 0, "left_out": 0, "waiting": release(source, now)}


def _ask_mails(office: Office, source: WatchSource, now: datetime) -> dict[str, int]:
    if office.maildir is None:
        raise NotListed("no mail folder is set; set KHRONIKA_WATCH_MAILDIR", "no_maildir")
    source.kind = Kind.MAILS
    return register_mails(source, (mail.key for mail in mails(office.maildir)), now)


def _erased() -> QuerySet[WatchItem]:
    """Find the items whose report's address was erased from the record, and not yet here."""
    gone = Fact.objects.filter(field="url", item=None, erased=True).values("thing")
    return WatchItem.objects.filter(report__in=gone).exclude(address="")


def _forget() -> None:
    """Forget the addresses of erased reports; a page that was watched itself goes altogether."""
    for item in _erased():
        WatchSource.objects.filter(address=item.address).delete()
        item.state, item.next_at = State.ENDED, None
        item.address, item.problem = "", "erased"
        item.save(update_fields=["state", "next_at", "address", "problem"])


def _from_the_future(now: datetime) -> list[WatchItem]:
    late = now + _DRIFT
    watched = WatchItem.objects.filter(state=State.WATCHED)
    return list(watched.filter(captured_at__gt=late) | watched.filter(looked_at__gt=late))


def _mend(now: datetime) -> None:
    """Plan anew what was planned by a clock that was ahead and has been set back."""
    late = now + _DRIFT
    for source in WatchSource.objects.filter(asked_at__gt=late):
        every = timedelta(minutes=source.every_minutes)
        source.asked_at = now
        source.next_at = min(source.next_at, next_poll(now, every=every))
        source.save(update_fields=["asked_at", "next_at"])
    for item in _from_the_future(now):
        item.captured_at = min(item.captured_at or now, now)
        item.looked_at = now if item.looked_at else None
        if item.next_at is not None:
            item.next_at = min(item.next_at, next_look(item.captured_at, now))
        item.save(update_fields=["captured_at", "looked_at", "next_at"])
    waiting = WatchItem.objects.filter(state=State.WAITING, next_at__gt=now + timedelta(days=2))
    waiting.update(next_at=now)
