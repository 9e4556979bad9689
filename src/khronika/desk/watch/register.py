"""Keeps what a source listed: which items are new, known, too old, or too many."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from khronika.capture.watch import Item
from khronika.capture.watch.schedule import next_look
from khronika.desk.models import WatchItem, WatchSource
from khronika.desk.report.rows import plain_values
from khronika.errors import NetError
from khronika.flow.watching.polling import Kind, Polled, address_of, key_of
from khronika.flow.watching.taking import reports_of_addresses
from khronika.record.behind import offered, packages_of_report
from khronika.record.models import Fact

AT_ONCE = 20
"""So many new items of a source are captured in one poll, the rest in the next ones."""
MOST_WAITING = 200
"""So many items of a source may wait; what a list floods us with beyond is counted, not kept."""
RECENT = timedelta(days=7)
"""A sitemap names all that a site ever wrote: what it dates earlier than this before it was added
is not taken in."""

State = WatchItem.State


def register(source: WatchSource, polled: Polled, now: datetime) -> dict[str, int]:
    """Keep what is new in a list, and let the next few of what waits be captured.

    Args:
        source: the list that was asked.
        polled: what it listed.
        now: aware, UTC.

    Returns:
        How many items it listed, were new, wait for the next polls, and were left out.
    """
    keys = {key_of(item.url): item for item in polled.items}
    known = set(WatchItem.objects.filter(pk__in=list(keys)).values_list("key", flat=True))
    fresh = {key: item for key, item in keys.items() if key not in known}
    revive(source, known, now)
    if polled.kind == Kind.PAGE:
        _make_own(source, keys)
    rows, left_out = _rows(source, polled, fresh, now)
    WatchItem.objects.bulk_create(rows, ignore_conflicts=True)
    new = sum(row.state == State.WAITING for row in rows)
    return {"listed": len(keys), "new": new, "left_out": left_out, "waiting": release(source, now)}


def register_mails(source: WatchSource, keys: Iterable[str], now: datetime) -> dict[str, int]:
    """Keep which mails of a folder are new, and let the next few be captured.

    Args:
        source: the folder.
        keys: of its mails, as `key_of` makes them.
        now: aware, UTC.

    Returns:
        As `register`.
    """
    listed = list(keys)
    known: set[str] = set()
    for at in range(0, len(listed), 500):
        part = listed[at : at + 500]
        known |= set(WatchItem.objects.filter(pk__in=part).values_list("key", flat=True))
    fresh = [key for key in listed if key not in known]
    room = _room(source)
    rows = [
        WatchItem(key=key, source=source.id, found_at=_after(now, place))
        for place, key in enumerate(fresh[:room])
    ]
    WatchItem.objects.bulk_create(rows, ignore_conflicts=True)
    waiting = release(source, now)
    left = max(0, len(fresh) - room)
    return {"listed": len(listed), "new": len(rows), "left_out": left, "waiting": waiting}


def _rows(
    source: WatchSource, polled: Polled, fresh: dict[str, Item], now: datetime
) -> tuple[list[WatchItem], int]:
    """Make the rows of new items, and count those for which there is no room."""
    reports = reports_of_addresses() if fresh else {}
    room, left_out = _room(source), 0
    rows: list[WatchItem] = []
    for place, (key, item) in enumerate(fresh.items()):
        row = WatchItem(key=key, source=source.id, address=item.url, found_at=_after(now, place))
        if item.url in reports:
            report, package = reports[item.url][0]
            row.report, row.package, row.base = report, package, package
            row.state = State.WATCHED if package else State.KEPT
            row.captured_at = now
            row.next_at = next_look(now, now) if package else None
        elif polled.kind == Kind.SITEMAP and _is_old(item, source):
            row.state = State.OLD
        elif room:
            room -= 1
        else:
            left_out += 1
            continue
        rows.append(row)
    return rows, left_out


def revive(source: WatchSource, keys: Iterable[str], now: datetime) -> None:
    """Look again at what a removed source had brought, now that another lists it.

    Args:
        source: the one that lists them now.
        keys: of items, those that nobody knows among them.
        now: aware, UTC; from it the next looks are reckoned.
    """
    ended = WatchItem.objects.filter(pk__in=list(keys), state=State.ENDED).exclude(address="")
    for row in ended:
        row.source, row.state = source.id, State.WATCHED if row.package else State.WAITING
        row.next_at = next_look(row.captured_at or now, now) if row.package else None
        row.save(update_fields=["source", "state", "next_at"])


def watch_report(report: str, now: datetime) -> bool:
    """Look again, on the falling schedule, at the page of a report that came in by hand.

    Returns:
        Whether it can be looked at: a report without an address or a package cannot.
    """
    fact = Fact.objects.filter(pk=f"{report}.url", erased=False).first()
    evidence = offered(packages_of_report(report))
    told = plain_values([fact])[fact.id] if fact else None
    if not told or evidence is None:
        return False
    try:
        address = address_of(str(told))
    except NetError:
        return False
    made = {"address": address, "state": State.WATCHED, "report": report, "found_at": now,
            "package": evidence.id, "base": evidence.id, "captured_at": now,
            "next_at": next_look(now, now)}  # fmt: skip
    row, is_new = WatchItem.objects.get_or_create(key=key_of(address), defaults=made)
    if not is_new and row.state in (State.OLD, State.REFUSED, State.ENDED, State.KEPT):
        WatchItem.objects.filter(pk=row.key).update(**made)
    return True


def _make_own(source: WatchSource, keys: Iterable[str]) -> None:
    """Let a page that a list had named before be looked at as often as its own source says."""
    pages = WatchItem.objects.filter(pk__in=list(keys))
    pages.update(source=source.id)
    pages.filter(state__in=(State.OLD, State.REFUSED)).update(state=State.WAITING, failures=0)


def release(source: WatchSource, now: datetime) -> int:
    """Let the next few items be captured; answer how many wait for the next polls."""
    waiting = WatchItem.objects.filter(source=source.id, state=State.WAITING)
    under_way = waiting.exclude(next_at=None).count()
    held = list(waiting.filter(next_at=None).order_by("found_at").values_list("key", flat=True))
    released = held[: max(0, AT_ONCE - under_way)]
    WatchItem.objects.filter(pk__in=released).update(next_at=now)
    return len(held) - len(released)


def _room(source: WatchSource) -> int:
    waiting = WatchItem.objects.filter(source=source.id, state=State.WAITING).count()
    return max(0, MOST_WAITING - waiting)


def _after(now: datetime, place: int) -> datetime:
    """Keep the order of a list among items that were found at the same moment."""
    return now + timedelta(microseconds=place)


def _is_old(item: Item, source: WatchSource) -> bool:
    """Tell whether a sitemap names what stood there long before it was watched.

    What bears no date is old while the lists of an index are read for the first time.
    """
    if item.at is None:
        return not source.is_settled
    return item.at[:10] < (source.added_at - RECENT).date().isoformat()[: len(item.at[:10])]
