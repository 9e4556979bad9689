"""Sources as editors set them, and how their answers are said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext, ngettext

from khronika.capture.watch.schedule import EVERY
from khronika.desk.gate import ledger
from khronika.desk.models import WatchItem, WatchSource
from khronika.desk.watch.rounds import MAILS
from khronika.errors import DeskError, NetError
from khronika.flow.watching.polling import address_of, key_of
from khronika.model.vocabulary import Level

LEAST_MINUTES = int(EVERY / timedelta(minutes=1))
MOST_MINUTES = 7 * 24 * 60
USUAL_MINUTES = 60

State = WatchItem.State


class SourceUnusable(DeskError):
    """A source cannot be watched as it was written; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the desk lists it."""

    source: WatchSource
    kind: str
    said: str
    number_in: int
    number_waiting: int
    number_refused: int


def add(
    person: str,
    *,
    title: str,
    address: str,
    every: str,
    with_browser: bool,
    level: str,
    now: datetime,
) -> WatchSource:
    """Watch a source from now on.

    Args:
        person: ULID of who adds it.
        title: what it is called at the desk; its host where empty.
        address: of a feed, sitemap or page, or `MAILS` for the operator's mail folder.
        every: minutes, as typed.
        with_browser: whether a browser looks at what it lists.
        level: of what comes in.
        now: aware; it is asked for the first time at once.

    Raises:
        SourceUnusable: says what is wrong.
    """
    known = _address(address)
    minutes = _minutes(every)
    if level not in {one.value for one in Level}:
        raise SourceUnusable(gettext("Choose one of the list."))
    key = key_of(known)
    if WatchSource.objects.filter(key=key).exists():
        raise SourceUnusable(gettext("This source is watched already."))
    return WatchSource.objects.create(
        id=ledger().new_id(), title=title.strip()[:200] or _named(known), address=known, key=key,
        every_minutes=minutes, with_browser=with_browser and known != MAILS, level=level,
        person=person, added_at=now, next_at=now,
    )  # fmt: skip


def _address(text: str) -> str:
    if text == MAILS:
        if settings.WATCH_MAILDIR is None:
            raise SourceUnusable(gettext("The operator has set no folder of mails."))
        return MAILS
    try:
        return address_of(text.strip())
    except NetError as error:
        said = gettext("Write the address with http:// or https:// before it.")
        raise SourceUnusable(said) from error


def _minutes(text: str) -> int:
    given = text.strip()
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    if not LEAST_MINUTES <= number <= MOST_MINUTES:
        said = gettext("Ask every %(least)s minutes at most often, once a week at least.")
        raise SourceUnusable(said % {"least": LEAST_MINUTES})
    return number


def _named(address: str) -> str:
    from urllib.parse import urlsplit

    return gettext("Mails") if address == MAILS else urlsplit(address).netloc[:200]


def pause(source: WatchSource, *, is_paused: bool) -> None:
    """Ask a source and look at its pages no more for a while, or go on."""
    WatchSource.objects.filter(pk=source.id).update(is_paused=is_paused)


def remove(source: WatchSource) -> None:
    """Forget a source: what came in stays, is known, and is looked at no more."""
    items = WatchItem.objects.filter(source=source.id)
    items.filter(state=State.WAITING, package="").delete()
    items.filter(state=State.WATCHED).update(state=State.ENDED, next_at=None)
    WatchSource.objects.filter(pk=source.id).delete()


def rows() -> list[SourceRow]:
    """List all sources, those that fail first, then by title."""
    counts: dict[tuple[str, str], int] = {}
    for source, state in WatchItem.objects.values_list("source", "state").iterator():
        counts[source, state] = counts.get((source, state), 0) + 1
    listed = WatchSource.objects.all()
    found = [row_of(source, counts) for source in listed]
    return sorted(found, key=lambda row: (not row.source.failures, row.source.title.casefold()))


def row_of(source: WatchSource, counts: dict[tuple[str, str], int]) -> SourceRow:
    """Put together the row of one source; `counts` are its items by source and state."""
    came = (State.WATCHED, State.KEPT, State.ENDED)
    return SourceRow(
        source,
        say_kind(source.kind),
        say_answer(source),
        sum(counts.get((source.id, state), 0) for state in came),
        counts.get((source.id, State.WAITING), 0),
        counts.get((source.id, State.REFUSED), 0),
    )


def say_kind(kind: str) -> str:
    """Say what a source was found to be."""
    return {
        "feed": gettext("feed"),
        "sitemap": gettext("sitemap"),
        "page": gettext("page"),
        "mails": gettext("folder of mails"),
    }.get(kind, gettext("not known yet"))


def say_answer(source: WatchSource) -> str:
    """Say how a source answered when it was asked last."""
    if not source.answer:
        return gettext("not asked yet")
    if source.answer != "asked":
        return say_problem(source.answer)
    if source.kind == "page":
        return gettext("It answered.")
    told = source.told
    said: str = gettext("It listed %(listed)s, of which %(new)s were new.") % told
    if told.get("waiting"):
        number = told["waiting"]
        said += " " + ngettext(
            "%(n)s waits for the next times.", "%(n)s wait for the next times.", number
        ) % {"n": number}
    if told.get("left_out"):
        number = told["left_out"]
        said += " " + ngettext(
            "It floods us: %(n)s more was left out until there is room.",
            "It floods us: %(n)s more were left out until there is room.",
            number,
        ) % {"n": number}
    return said


def say_problem(code: str) -> str:
    """Say a code of what went wrong with a source, an item or a look."""
    kind, _, number = code.partition("status_")
    if not kind and number:
        return gettext("It answered with %(status)s.") % {"status": number}
    return _problems().get(code, code.replace("_", " "))


def _problems() -> dict[str, str]:
    return {
        "no_answer": gettext("It did not answer."),
        "host_unknown": gettext("Its name leads to no machine."),
        "address_forbidden": gettext("This address is not asked: it is not of the open network."),
        "address_unreadable": gettext("Its address cannot be read."),
        "unreadable": gettext("What came is no feed, no sitemap and no page."),
        "cut": gettext("The answer broke off, or had no end."),
        "no_list_now": gettext("A page came where a list had been."),
        "no_maildir": gettext("The operator has set no folder of mails."),
        "folder_missing": gettext("The folder of mails cannot be read."),
        "mail_missing": gettext("The mail is in the folder no more."),
        "browser_missing": gettext("There is no browser on this machine."),
        "nothing_seen": gettext("The browser got no page."),
        "robots_forbid": gettext("Its robots.txt asks programs not to come."),
        "robots_unknown": gettext("It cannot say what its robots.txt allows; asked again later."),
        "asked_to_wait": gettext("It asked to be left alone for a while."),
        "home": gettext("It leads to the front page instead."),
        "erased": gettext("Its report was erased, and its address with it."),
        "package_unreadable": gettext("a part of its evidence package cannot be read"),
        "package_not_made": gettext("the disk refused it"),
        "reading_stopped": gettext("It took too long to read."),
        "disk": gettext("the disk refused it"),
    }
