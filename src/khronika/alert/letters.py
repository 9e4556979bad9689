"""Makes a letter: gathers what became public, drafts it, and addresses it once it is public too.

In: a period. Out: a draft before two people, later one row of the outbox per subscriber.
Refuses: to address a letter that no second person approved.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from khronika.alert.draft import Gathered, Node, draft_tree
from khronika.alert.models import Letter, Subscriber
from khronika.alert.outbox import enqueue
from khronika.alert.subscribe import Desk
from khronika.errors import AlertError
from khronika.record.public.read import changes, current


class LetterNotPublic(AlertError):
    """A letter was to be sent before a second person approved it."""

    exit_status = 1


class LetterUnknown(AlertError):
    """There is no letter of that number or id."""


def gather(starts_on: date, ends_on: date) -> Gathered:
    """Gather what was published, corrected and withdrawn from one day to another, both included.

    Args:
        starts_on: first day, UTC.
        ends_on: last day, UTC.
    """
    start = datetime.combine(starts_on, time(), UTC)
    end = datetime.combine(ends_on + timedelta(days=1), time(), UTC)
    late = [one for one in changes(since=start) if one.published_at < end]
    late.sort(key=lambda one: one.number or "")
    events = [one for one in late if one.kind == "event"]
    span = (starts_on.isoformat(), ends_on.isoformat())
    return Gathered(
        published=tuple(one.body for one in events if one.first_published_at >= start),
        corrected=tuple(one.body for one in events if _is_corrected(one.body, span)),
        withdrawn=tuple(one.body for one in late if one.is_tombstone and one.number),
    )


def _is_corrected(event: dict[str, Any], span: tuple[str, str]) -> bool:
    return any(span[0] <= item["on"] <= span[1] for item in event["corrections"])


def draft_letter(
    desk: Desk,
    write: Callable[[str, str, Node, Node], object],
    *,
    starts_on: date,
    ends_on: date,
    languages: Sequence[str] = ("en",),
    cadence: str = "weekly",
) -> Letter:
    """Draft a letter in some languages and put each before a second person.

    Args:
        desk: ids and time.
        write: puts a subject's tree in one language before a second person, with its period.
        starts_on: first day that it tells of.
        ends_on: last day.
        languages: BCP 47 codes; each is a tree that is approved by itself.
        cadence: who gets it.

    Raises:
        NothingToTell: nothing became public in that time.
        KhronikaError: what `write` raises; no letter is left where not one language was written.
    """
    gathered = gather(starts_on, ends_on)
    span = {"starts_on": starts_on, "ends_on": ends_on}
    trees = {lang: draft_tree(gathered, language=lang, **span) for lang in languages}
    letter = Letter.objects.create(
        id=desk.new_id(), cadence=cadence, drafted_at=desk.clock(), **span
    )
    period = {"start": starts_on.isoformat(), "end": ends_on.isoformat()}
    written: list[str] = []
    try:
        for lang, tree in trees.items():
            write(letter.subject, lang, tree, {"period": period})
            written.append(lang)
    finally:
        if not written:
            letter.delete()
    return letter


def find_letter(name: str) -> Letter:
    """Answer a letter by its number or id.

    Raises:
        LetterUnknown: there is none.
    """
    for letter in Letter.objects.all():
        published = current(letter.subject)
        if name == letter.id or (published is not None and published.number == name):
            return letter
    raise LetterUnknown(f"there is no letter {name}; `khronika digest list` shows them")


def address_letter(desk: Desk, letter: Letter) -> int:
    """Queue a public letter for every subscriber who wants it and has no row for it yet.

    Returns:
        How many rows are new.

    Raises:
        LetterNotPublic: it is drafted, requested, or withdrawn.
    """
    published = current(letter.subject)
    if published is None or published.is_tombstone:
        raise LetterNotPublic(
            f"letter {letter.id} is not public; a second person approves it at the desk first"
        )
    readers = Subscriber.objects.filter(state=Subscriber.State.ACTIVE, cadence=letter.cadence)
    new = enqueue(letter.subject, readers, name=desk.name, new_id=desk.new_id, at=desk.clock())
    if letter.addressed_at is None:
        Letter.objects.filter(pk=letter.pk).update(
            addressed_at=desk.clock(), number=published.number
        )
    return new
