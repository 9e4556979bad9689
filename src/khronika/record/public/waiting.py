"""Tells how many reports are being checked: the one thing about them that is public.

It counts, and reads nothing of what they say: neither whose, nor of what, nor from where.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from khronika.record.models import Act, Event, Intervention, Report

OUT = ("published", "withdrawn")


def being_checked() -> int:
    """Answer how many reports are received and preserved, and not behind any public document.

    A report is done with once something of it was published, or everything in it was rejected.
    One that could not be read waits for somebody too.
    """
    published = Event.objects.filter(state__in=OUT).values("id")
    acts, answers = _drafted(Act.objects.all()), _drafted(Intervention.objects.all())
    told = Exists(acts.filter(event__in=published)) | Exists(answers.filter(event__in=published))
    drafted = Exists(acts) | Exists(answers)
    live = Exists(acts.exclude(state="rejected")) | Exists(answers.exclude(state="rejected"))
    return Report.objects.exclude(told).exclude(drafted & ~live).count()


def _drafted(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(report=OuterRef("pk"))
