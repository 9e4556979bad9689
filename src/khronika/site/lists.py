"""Pages of many documents: home, events with filters, people, countries, corrections, the feed."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from khronika.errors import DateUnreadable
from khronika.model.date import PartialDate
from khronika.model.vocabulary import ActType, Certainty
from khronika.record.public import read
from khronika.site import event_page, prose_page
from khronika.site.chart import draw_months, months_of
from khronika.site.labels import label, name_party_kind
from khronika.site.views import corrections_shown
from khronika.site.words import name_certainty, say_date, say_range

PER_PAGE = 25


def _language() -> str:
    return get_language() or "en"


def _item(published: read.Published, found: Mapping[str, Any]) -> dict[str, Any]:
    body = published.body
    if published.is_tombstone:
        return {
            "is_gone": True,
            "number": body["number"],
            "when": say_date(body["on"]),
            "summary": body["reason"] or "",
        }
    value = body["certainty"]["value"]
    return {
        "is_gone": False,
        "number": body["number"],
        "when": say_range(body["date"]),
        "title": event_page.title_of(body, _language()),
        "summary": event_page.summary_of(body),
        "certainty": value,
        "certainty_name": name_certainty(value),
        "found": found.get(body["number"]),
    }


def _totals(events: Iterable[read.Published]) -> list[tuple[str, str]]:
    return list(event_page.say_totals(read.totals(events)))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest events, the month of the latest one in figures, and what was corrected."""
    latest = read.events(read.EventFilter(), limit=10)
    month = next(
        (item.body["date"]["start"][:7] for item in latest.items if _has_month(item.body)), None
    )
    asked = read.EventFilter(since=month, until=month)
    in_month = read.events(asked, limit=None).items if month else ()
    shown = {
        "items": [_item(item, {}) for item in latest.items],
        "period": say_date(month) if month else gettext("This month"),
        "totals": _totals(in_month),
        "corrections": list(_corrections(5)),
    }
    return render(request, "site/home.html", shown)


def _has_month(body: Mapping[str, Any]) -> bool:
    start = body["date"]["start"]
    return bool(start) and not start.startswith("--") and len(start) >= 7


def _corrections(limit: int) -> Iterator[dict[str, Any]]:
    left = limit
    for published in read.corrected():
        for item in corrections_shown(published):
            if left == 0:
                return
            left -= 1
            yield item


class _Asked:
    """The filters of the list as the reader gave them, and as the record understands them."""

    def __init__(self, query: Mapping[str, Any], lists: Mapping[str, list[str]]) -> None:
        self.words = str(query.get("q", "")).strip()[:200]
        self.since = str(query.get("from", "")).strip()
        self.until = str(query.get("to", "")).strip()
        self.country = str(query.get("country", "")).strip().upper()[:2]
        self.acts = [code for code in lists["act"] if code in set(ActType)]
        self.certainties = [code for code in lists["sure"] if code in set(Certainty)]
        self.bad_since = not _is_day(self.since)
        self.bad_until = not _is_day(self.until)

    @property
    def bad(self) -> str:
        if self.bad_since or self.bad_until:
            return gettext("Write a date as 2018, 2018-06 or 2018-06-23; it was left out.")
        return ""

    def filter(self) -> read.EventFilter:
        return read.EventFilter(
            words=self.words,
            since=None if self.bad_since else self.since or None,
            until=None if self.bad_until else self.until or None,
            country=self.country or None,
            acts=tuple(self.acts),
            certainties=tuple(self.certainties),
        )

    def query(self) -> str:
        """Write the filters as a query string, without the page."""
        pairs = [("q", self.words), ("from", self.since), ("to", self.until)]
        pairs += [("country", self.country), *(("act", code) for code in self.acts)]
        pairs += [("sure", code) for code in self.certainties]
        return urlencode([(key, value) for key, value in pairs if value])


def _is_day(text: str) -> bool:
    if not text:
        return True
    try:
        return PartialDate.parse(text).year is not None
    except DateUnreadable:
        return False


def _asked(request: HttpRequest) -> _Asked:
    lists = {key: request.GET.getlist(key) for key in ("act", "sure")}
    return _Asked(request.GET.dict(), lists)


def _page(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List events by date, country, act, certainty and words, with their people as bounds."""
    asked, page = _asked(request), _page(request)
    found = read.events(asked.filter(), offset=(page - 1) * PER_PAGE, limit=PER_PAGE)
    everything = read.events(asked.filter(), limit=None).items if found.total else ()
    shown = {
        "filter": asked,
        "seek_words": asked.words,
        "query": asked.query(),
        "found": found.total,
        "items": [_item(item, found.found) for item in found.items],
        "totals": _totals(everything)[:12],
        "countries": sorted(
            ((code, label("country", code)) for code in read.countries()),
            key=lambda pair: pair[1],
        ),
        "act_types": [(code.value, label("act_type", code.value)) for code in ActType],
        "certainties": [(code.value, name_certainty(code.value)) for code in Certainty],
        "page": page,
        "before": page - 1,
        "after": page + 1,
        "pages": -(-found.total // PER_PAGE),
    }
    return render(request, "site/events.html", shown)


CSV_COLUMNS = (
    "number", "act", "type", "victim", "victim_public_id", "kind", "role", "affiliation",
    "count_min", "count_max", "counts", "date_start", "date_end", "place", "country", "status",
    "certainty", "perpetrators", "sources", "document_sha256",
)  # fmt: skip


def _csv_row(published: read.Published, act: Mapping[str, Any]) -> list[Any]:
    document = published.body

    def coded(field: str) -> str:
        return act[field]["value"] if act[field] else ""

    def said(field: str) -> str:
        return "; ".join(cell.value for cell in event_page.cells_of(document, act, field))

    count = act["count"]["value"] if act["count"] else {"min": None, "max": None}
    day = act["date"]["value"] if act["date"] else {"start": None, "end": None}
    place = act["place"]["value"] if act["place"] else {"name": None, "country": None}
    party = document["parties"].get(act["victim"]["value"]["party"] or "", {})
    return [
        document["number"], act["no"], coded("type"), said("victim"), party.get("id", ""),
        coded("kind"), coded("role"), said("affiliation"), count["min"], count["max"],
        act["counts"], day["start"], day["end"], place["name"], place["country"],
        coded("status"), act["certainty"]["value"], said("perpetrators"), said("sources"),
        published.sha256,
    ]  # fmt: skip


def _safe(value: Any) -> Any:
    """Keep a spreadsheet from running a cell as a formula (OWASP, "CSV Injection")."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


@require_safe
def events_file(request: HttpRequest, form: str) -> HttpResponse:
    """Answer the filtered list as a file: one line an act as CSV, or whole documents as JSON."""
    found = read.events(_asked(request).filter(), limit=None).items
    if form == "json":
        written = json.dumps([item.body for item in found], ensure_ascii=False, sort_keys=True)
        return HttpResponse(written, content_type="application/json")
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")  # RFC 4180 section 2
    writer.writerow(CSV_COLUMNS)
    for item in found:
        for act in item.body["acts"]:
            writer.writerow([_safe(value) for value in _csv_row(item, act)])
    answer = HttpResponse(sheet.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="khronika-acts.csv"'
    return answer


@require_safe
def party(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what is on record about a person, outlet or agency that may be named."""
    found = read.party(public_id)
    if found is None:
        raise Http404(f"nobody who may be named has the id {public_id}")
    ground = found.party["ground"]
    shown = {
        "name": found.party["name"],
        "kind": name_party_kind(found.party["kind"]),
        "ground": label("naming_ground", ground) if ground else "",
        "items": [_item(item, {}) for item in found.events],
    }
    return render(request, "site/person.html", shown)


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show a country: people hit by month as ranges, the same as a table, and its events."""
    found = read.events(read.EventFilter(country=code), limit=None).items
    if not found:
        raise Http404(f"nothing is on record for the country {code}")
    months = months_of(found)
    shown = {
        "name": label("country", code),
        "chart": draw_months(months),
        "months": [
            {
                "name": say_date(month.month),
                "least": month.least,
                "most": gettext("not known") if month.most is None else month.most,
            }
            for month in months
        ],
        "items": [_item(item, {}) for item in found],
        "totals": _totals(found),
    }
    return render(request, "site/country.html", shown)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """List what was corrected, with the old value and the reason."""
    return render(request, "site/corrections.html", {"items": list(_corrections(500))})


def _prose_items(kind: str) -> list[dict[str, Any]]:
    items = []
    for published in read.of_kind(kind):
        if published.is_tombstone:
            continue
        tree = prose_page.tree_in(published.body, _language())
        items.append(
            {
                "number": published.body["number"],
                "slug": tree["slug"],
                "title": tree["title"],
                "summary": tree["summary"] or "",
                "period": say_range(published.body.get("period")),
            }
        )
    return items


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories that two people stand behind."""
    return render(request, "site/stories.html", {"stories": _prose_items("story")})


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters that were sent, and say how to get them."""
    return render(request, "site/letters.html", {"letters": _prose_items("letter")})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer what was published, corrected and withdrawn as an Atom feed (RFC 4287)."""
    changed = [item for item in read.changes(limit=50) if item.kind in ("event", "tombstone")]
    atom = Atom1Feed(
        title="Khronika",
        link=request.build_absolute_uri(reverse("site:home")),
        description=gettext("What was published, corrected and withdrawn"),
        language=_language(),
        feed_url=request.build_absolute_uri(request.path),
    )
    for item in changed:
        shown = _item(item, {})
        if shown["number"] is None:
            continue
        address = request.build_absolute_uri(reverse("site:event", args=[shown["number"]]))
        atom.add_item(
            title=shown.get("title") or gettext("Withdrawn: %(number)s") % shown,
            link=address,
            description=shown["summary"],
            unique_id=f"tag:khronika,{item.first_published_at:%Y-%m-%d}:{shown['number']}",
            pubdate=item.first_published_at,
            updateddate=item.published_at,
            author_name="Khronika",
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml")
