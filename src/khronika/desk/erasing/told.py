"""Says what an erasure touches and what remains, at the desk and in the letter to the person."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext, override

from khronika.alert.phrases import day_words
from khronika.desk.fields import name_field
from khronika.desk.models import Erasure
from khronika.desk.sheets.views import title_of_report
from khronika.record.ledger.outside import pending_erasure
from khronika.record.models import Entry, Number
from khronika.record.touched import Changed, Place, Touched

Step = Erasure.Step


@dataclass(frozen=True, slots=True)
class Home:
    """Where values stand: a report, party, event or text, by what it is called here."""

    owner: str
    said: str
    title: str
    report: str
    what: tuple[str, ...]
    number: int
    covered: int


def grounds() -> dict[str, str]:
    """Answer the grounds on which somebody is erased, in words."""
    return {
        "person_asked": gettext("the person asked for it"),
        "guardian_asked": gettext("a guardian, or the family, asked for it"),
        "danger": gettext("somebody is in danger while it stands here"),
        "law": gettext("the law demands it"),
        "error": gettext("it came in by mistake"),
    }


def say_step(row: Erasure) -> str:
    """Say how far an erasure is."""
    return {
        Step.ASKED: gettext("waits for the worker, which makes the plan"),
        Step.PLANNING: gettext("the plan is being made"),
        Step.PLANNED: gettext("the plan is made: read it, then decide"),
        Step.CONFIRMED: gettext("confirmed: waits for the worker"),
        Step.ERASING: gettext("is being erased"),
        Step.ERASED: gettext("erased"),
        Step.REFUSED: gettext("could not be erased"),
    }[Step(row.step)]


def say_phase(row: Erasure) -> str:
    """Say what is being looked through."""
    return {
        "values": gettext("looking through the words of the record"),
        "documents": gettext("looking through public documents"),
        "packages": gettext("looking through every file of the packages that readers may have"),
        "disk": gettext("taking the bytes off the disk"),
    }.get(row.phase, "")


def say_subject(subject: str) -> str:
    """Say what kind of thing is erased."""
    return gettext("a report") if subject.startswith("report:") else gettext("a person or body")


def homes(told: Touched, *, may_see: bool) -> list[Home]:
    """Answer everything in which something is deleted, one line each.

    Args:
        told: what the erasure touches.
        may_see: whether titles of reports are shown to whoever looks.
    """
    by_owner: dict[str, list[Place]] = {}
    for place in told.places:
        by_owner.setdefault(place.owner, []).append(place)
    days, numbers = _days(by_owner), _numbers(by_owner)
    found = []
    for owner, places in by_owner.items():
        kind, _, id_ = owner.partition(":")
        is_shown = kind == "report" and may_see
        found.append(
            Home(
                owner, _say_home(owner, told, days.get(owner, ""), numbers.get(owner, "")),
                title_of_report(id_) if is_shown else "", id_ if is_shown else "",
                tuple(_say_place(place) for place in places),
                sum(place.number for place in places), sum(place.covered for place in places),
            )
        )  # fmt: skip
    return found


def _say_home(owner: str, told: Touched, day: str, number: str) -> str:
    kind, _, id_ = owner.partition(":")
    if kind == "party" and id_ not in told.parties:
        return gettext("another person or body")
    return _say_owner(kind, day, number)


def _days(owners: Mapping[str, Any]) -> dict[str, str]:
    rows = Entry.objects.filter(subject__in=list(owners), kind="receive").order_by("-seq")
    return {subject: at[:10] for subject, at in rows.values_list("subject", "at")}


def _numbers(owners: Mapping[str, Any]) -> dict[str, str]:
    return dict(Number.objects.filter(pk__in=list(owners)).values_list("subject", "number"))


def say_report(day: str) -> str:
    """Call a report by the day on which it came in."""
    return gettext("a report of %(day)s") % {"day": day_words(day) if day else "?"}


def _say_owner(kind: str, day: str, number: str) -> str:
    if kind == "report":
        return say_report(day)
    said = {
        "party": gettext("the person's own page in the record"),
        "event": gettext("an event"),
        "letter": gettext("a letter"),
        "story": gettext("a story"),
        "page": gettext("a page"),
        "case": gettext("a court case"),
        "statement": gettext("a statement"),
    }.get(kind, kind)
    return f"{number} ({said})" if number else said


def _say_place(place: Place) -> str:
    said = {
        "text": gettext("its text"),
        "coding": gettext("its draft"),
        "note": gettext("a note"),
        "bundle": gettext("a document as two people approved it"),
        "other": gettext("earlier words"),
    }.get(place.what) or name_field(place.what)
    return f"{said} × {place.number}" if place.number > 1 else said


def say_changed(one: Changed) -> str:
    """Name a public document."""
    kind = one.subject.partition(":")[0]
    return _say_owner(kind, "", one.number)


def say_ends(one: Changed) -> str:
    """Say what becomes of a public document."""
    if one.is_gone:
        return gettext("nothing is left: its address says that it was erased")
    return gettext("stays, without this person")


def remaining(told: Touched, until: date | None = None) -> list[str]:
    """List what an erasure cannot reach, as the officer and then the person are told.

    Args:
        told: what it touches.
        until: the day until which backups are kept, where it is known.
    """
    kept = []
    if told.files and told.subject.startswith("party:"):
        kept.append(
            gettext(
                "preserved copies of reports that may name the person, closed to readers, until "
                "the report itself is erased: %(number)s"
            )
            % {"number": len(told.files)}
        )
    elif told.files:
        kept.append(
            gettext(
                "preserved copies of the report in the store of this office, closed to readers, "
                "until they are deleted there: %(number)s"
            )
            % {"number": len(told.files)}
        )
    if told.namesakes:
        kept.append(
            gettext("what public pages tell of others who bear the same name, and that name there")
        )
    if told.elsewhere:
        kept.append(
            gettext(
                "the names of people whom other reports know too, until these people are erased: "
                "%(number)s"
            )
            % {"number": len(told.elsewhere)}
        )
    kept += [
        gettext("older releases and mirrors that others have downloaded"),
        gettext("letters that were sent"),
        gettext("what readers and search engines copied from public pages"),
        gettext("backups, which are deleted by %(day)s") % {"day": day_words(until.isoformat())}
        if until
        else gettext("backups, until the day on which they are deleted"),
    ]
    if connection.vendor == "postgresql":
        kept.append(gettext("the write-ahead log of PostgreSQL, until it is recycled"))
    return kept


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def read_day(words: str) -> date | None:
    """Read a day as a date field sends it; None where it is none."""
    try:
        return date.fromisoformat(words) if _DAY.match(words) else None
    except ValueError:
        return None


def letter_text(row: Erasure, told: Touched, lang: str, until: date | None) -> str:
    """Write the letter that tells the person what was erased, and exactly what remains.

    Args:
        row: an erasure that was carried out.
        told: what it touched.
        lang: language of the letter.
        until: the day until which backups are kept, where the officer knows it.
    """
    with override(lang):
        return "\n\n".join(part for part in _parts(row, told, until) if part) + "\n"


def _parts(row: Erasure, told: Touched, until: date | None) -> Iterator[str]:
    at = Entry.objects.filter(pk=row.seq or 0).values_list("at", flat=True).first() or ""
    day = {"day": day_words(at[:10]) if at else "?"}
    if told.subject.startswith("party:"):
        yield gettext("On %(day)s we erased what our record held about you.") % day
        yield gettext(
            "Entries deleted: %(values)s, among them every form of your name that we knew. In "
            "%(covered)s of them somebody else is spoken of too: there your name is covered "
            "and the rest stays."
        ) % {"values": told.values, "covered": told.covered}
    else:
        yield gettext("On %(day)s we erased the report that you asked about.") % day
        yield gettext("Entries deleted: %(values)s. What only it told counts no more.") % {
            "values": told.values
        }
    yield _public(told)
    if told.packages:
        yield gettext(
            "Packages of evidence that readers could download and that are closed now: "
            "%(number)s. Whoever took a copy has it."
        ) % {"number": len(told.packages)}
    head = gettext("This remains, and we cannot reach it or must keep it:")
    yield "\n".join([head, *(f"- {line}" for line in remaining(told, until))])
    if pending_erasure() is not None:
        yield gettext(
            "The erased bytes are not off our disk yet; that is being done, and we write again "
            "if it fails."
        )
    yield gettext(
        "The record keeps that something was erased, when, and on which ground (%(ground)s), but "
        "not what."
    ) % {"ground": grounds().get(row.ground, row.ground)}
    if settings.CONTACT:
        yield gettext("If you find anything that we missed, write to %(contact)s.") % {
            "contact": settings.CONTACT
        }


def _public(told: Touched) -> str:
    if not told.documents:
        return gettext("No public page had to be changed.")
    changed = dict.fromkeys(say_changed(one) for one in told.documents if not one.is_gone)
    gone = dict.fromkeys(say_changed(one) for one in told.documents if one.is_gone)
    lines = []
    if changed:
        lines.append(gettext("Public pages changed: %(pages)s.") % {"pages": "; ".join(changed)})
    if gone:
        lines.append(gettext("Public pages taken away: %(pages)s.") % {"pages": "; ".join(gone)})
    return " ".join(lines)
