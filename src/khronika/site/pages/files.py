"""The list as files: a line an act as CSV, whole documents as JSON, what changed as a feed."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site.asked import read_asked
from khronika.site.labels import active_language
from khronika.site.pages.events import item_shown
from khronika.site.shown import event

CSV_COLUMNS = (
    "number", "act", "type", "victim", "victim_public_id", "kind", "role", "affiliation",
    "count_min", "count_max", "counts", "date_start", "date_end", "place", "country", "status",
    "certainty", "perpetrators", "sources", "document_sha256",
)  # fmt: skip
FEED_ENTRIES = 50


def columns_said() -> list[tuple[tuple[str, ...], str]]:
    """Say what each column of the CSV holds, those together that belong together."""
    return [
        (
            ("number", "act"),
            gettext("the event, and which of its acts: together the key of a line"),
        ),
        (("type",), gettext("what was done, as a code of the vocabulary")),
        (
            ("victim", "victim_public_id"),
            gettext(
                "to whom: the name, or the role where no name may be told; the id is the same "
                "in every event"
            ),
        ),
        (("kind",), gettext("a person, a group, an outlet or organisation")),
        (("role", "affiliation"), gettext("what they did and for whom they worked, at the time")),
        (
            ("count_min", "count_max"),
            gettext(
                "how many a group is, at least and at most; empty where nobody states it, and "
                "with a single person"
            ),
        ),
        (
            ("counts",),
            gettext(
                "false where somebody is told of in a group of the same event too: add up lines "
                "with true alone"
            ),
        ),
        (
            ("date_start", "date_end"),
            gettext("the first and the last day on which it may have begun"),
        ),
        (("place", "country"), gettext("where it was done")),
        (("status",), gettext("what became of it, as last stated")),
        (("certainty",), gettext("how sure it is, as above")),
        (
            ("perpetrators", "sources"),
            gettext("by whom, and who says so; several with semicolons between them"),
        ),
        (
            ("document_sha256",),
            gettext("the hash of the public document that the line was made from"),
        ),
    ]


_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""What keeps words apart on a right-to-left page has no place in a file."""


def _csv_row(published: read.Published, act: Mapping[str, Any]) -> list[Any]:
    document = published.body

    def coded(field: str) -> str:
        return act[field]["value"] if act[field] else ""

    def said(field: str) -> str:
        return "; ".join(cell.value for cell in event.cells_of(document, act, field))

    count = act["count"]["value"] if act["count"] else {"min": None, "max": None}
    day = act["date"]["value"] if act["date"] else {"start": None, "end": None}
    place = act["place"]["value"] if act["place"] else {"name": None, "country": None}
    party = document["parties"].get(act["victim"]["value"]["party"] or "", {})
    return [
        document["number"], act["no"], coded("type"), said("victim"), party.get("id", ""),
        coded("kind"), coded("role"), said("affiliation"), count["min"], count["max"],
        str(act["counts"]).lower(), day["start"], day["end"], place["name"], place["country"],
        coded("status"), act["certainty"]["value"], said("perpetrators"), said("sources"),
        published.sha256,
    ]  # fmt: skip


def safe_cell(value: Any) -> Any:
    """Keep a spreadsheet from running a cell as a formula (OWASP, "CSV Injection")."""
    if isinstance(value, str):
        value = value.translate(_MARKS)
    if isinstance(value, str) and value.lstrip(" ")[:1] in tuple("=+-@\t\r\n＝＋－＠"):
        return f"'{value}"
    return value


def csv_lines(published: Iterator[read.Published] | tuple[read.Published, ...]) -> str:
    """Write one line an act (RFC 4180), formulas made harmless."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")  # RFC 4180 section 2
    writer.writerow(CSV_COLUMNS)
    for one in published:
        for act in one.body["acts"]:
            writer.writerow([safe_cell(value) for value in _csv_row(one, act)])
    return sheet.getvalue()


@require_safe
def events_file(request: HttpRequest, form: str) -> HttpResponse:
    """Answer the filtered list as a file: one line an act as CSV, or whole documents as JSON."""
    found = read.events(read_asked(request).filter(), limit=None).items
    if form == "json":
        written = json.dumps([item.body for item in found], ensure_ascii=False, sort_keys=True)
        return HttpResponse(written, content_type="application/json")
    answer = HttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="khronika-acts.csv"'
    return answer


def _summary(published: read.Published, shown: Mapping[str, Any]) -> str:
    """Say what a feed's entry tells: the event, and that it was corrected or withdrawn."""
    if published.is_tombstone:
        return f"{gettext('This record was taken down')}. {shown['summary']}"
    if shown["corrected"]:
        corrected = gettext("corrected %(day)s") % {"day": shown["corrected"]}
        return f"{shown['summary']} ({corrected})"
    return str(shown["summary"])


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer what was published, corrected and withdrawn as an Atom feed (RFC 4287)."""
    atom = Atom1Feed(
        title="Khronika",
        link=request.build_absolute_uri(reverse("site:home")),
        description=gettext("What was published, corrected and withdrawn"),
        language=active_language(),
        feed_url=request.build_absolute_uri(request.path),
        author_name="Khronika",
    )
    changed = read.changes(limit=2 * FEED_ENTRIES)
    events = [one for one in changed if one.kind in ("event", "tombstone") and one.number]
    for one in events[:FEED_ENTRIES]:
        shown = item_shown(one, {})
        if not _has_page(one):
            continue
        title = shown.get("title") or gettext("Withdrawn: %(number)s") % shown
        atom.add_item(
            title=title,
            link=request.build_absolute_uri(reverse("site:event", args=[shown["number"]])),
            description=_summary(one, shown),
            # RFC 4151: a tag never changes, whatever the language or host of the page.
            unique_id=f"tag:khronika,{one.first_published_at:%Y-%m-%d}:{shown['number']}",
            pubdate=one.first_published_at,
            updateddate=one.published_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")


def _has_page(published: read.Published) -> bool:
    """Tell whether the document is an event's, or stood in place of one."""
    return published.kind == "event" or published.body.get("of") == "event"
