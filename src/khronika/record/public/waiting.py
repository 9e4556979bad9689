"""Tells how many reports are being checked: the one thing about them that is public.

It counts, and reads nothing of what they say: neither whose, nor of what, nor from where.
"""

from khronika.record.models import Act, Event, Intervention, Report

OUT = ("published", "withdrawn")


def being_checked() -> int:
    """Answer how many reports are received and preserved, and not behind any public document.

    A report is done with once something of it was published, or everything in it was rejected.
    One that could not be read waits for somebody too.
    """
    published = Event.objects.filter(state__in=OUT).values("id")
    done = set[str]()
    live, drafted = set[str](), set[str]()
    for model in (Act, Intervention):
        rows = model.objects.values_list("report", "state").distinct()
        drafted |= {report for report, _ in rows}
        live |= {report for report, state in rows if state != "rejected"}
        told = model.objects.filter(event__in=published).values_list("report", flat=True)
        done |= set(told.distinct())
    return Report.objects.exclude(pk__in=done | (drafted - live)).count()
