"""Allots public numbers: `CC-YYYY-NNNN` for an event, `ST-YYYY-NN` for a statement.

Letters are counted from 1. A number is drawn with the first request and kept, whatever is
corrected later (`record.md` section 5).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from khronika.record.ledger.append import Ledger
from khronika.record.ledger.sql import Statements
from khronika.record.values import read


def numbers_for(ledger: Ledger, subjects: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Answer the numbers of subjects, and of these the ones that are allotted now.

    Args:
        ledger: the record, with the clock that tells the year of a statement.
        subjects: of one bundle.
    """
    tables = Statements.on(ledger.using)
    rows = tables.among("SELECT subject, number FROM record_number WHERE subject IN (%s)",
                        list(subjects))  # fmt: skip
    known = {row[0]: row[1] for row in rows}
    fresh: dict[str, str] = {}
    for subject in subjects:
        if subject not in known and subject.startswith(("event:", "statement:", "letter:")):
            fresh[subject] = _next_number(ledger, subject, tables, set(fresh.values()))
    return known | fresh, fresh


def _next_number(ledger: Ledger, subject: str, tables: Statements, taken: set[str]) -> str:
    kind, _, id_ = subject.partition(":")
    year = ledger.now().year
    if kind == "event":
        country, told = _country_and_year(id_, tables, ledger.using)
        prefix, width = f"{country or 'XX'}-{told or year:04}-", 4
    elif kind == "statement":
        prefix, width = f"ST-{year:04}-", 2
    else:
        prefix, width = "", 1
    rows = tables.rows(
        "SELECT number FROM record_number WHERE number LIKE %s AND subject LIKE %s",
        f"{prefix}%", f"{kind}:%",
    )  # fmt: skip
    tails = [number.removeprefix(prefix) for number in (*taken, *(row[0] for row in rows))]
    latest = max((int(tail) for tail in tails if tail.isdigit()), default=0)
    return f"{prefix}{latest + 1:0{width}}"


def _country_and_year(event: str, tables: Statements, using: str) -> tuple[str | None, int | None]:
    """Tell where and when an event was, by the first of its acts that says so.

    An event whose acts have no day belongs to the year in which it was told of.
    """
    rows = tables.rows(
        "SELECT f.field, f.value, f.value_id FROM record_fact f "
        "JOIN record_act a ON a.id = f.thing WHERE a.event = %s AND f.status = 'accepted' "
        "AND f.field IN ('place', 'date') ORDER BY f.id", event,
    )  # fmt: skip
    places: Mapping[str, Any] = read([row[2] for row in rows if row[2]], using=using)
    country = next(
        (places[row[2]]["country"] for row in rows
         if row[2] in places and places[row[2]].get("country")), None,
    )  # fmt: skip
    days = [json.loads(row[1]) for row in rows if row[0] == "date"]
    years = _years(day.get("start") or day.get("end") for day in days if day)
    return country, min(years, default=None) or _year_told(event, tables)


def _year_told(event: str, tables: Statements) -> int | None:
    """Tell the year in which the reports of an event came out, else were captured or came in."""
    homes = tables.rows(
        "SELECT report FROM record_act WHERE event = %s UNION "
        "SELECT report FROM record_intervention WHERE event = %s", event, event,
    )  # fmt: skip
    reports = [row[0] for row in homes]
    rows = tables.among(
        "SELECT field, value FROM record_fact WHERE field IN ('published', 'captured') "
        "AND status = 'accepted' AND thing IN (%s)", reports,
    )  # fmt: skip
    came = tables.among("SELECT at FROM record_entry WHERE kind = 'receive' AND subject IN (%s)",
                        [f"report:{report}" for report in reports])  # fmt: skip
    told = [_years(json.loads(row[1]) for row in rows if row[0] == field)
            for field in ("published", "captured")]  # fmt: skip
    first = next((years for years in (*told, _years(row[0] for row in came)) if years), [])
    return min(first, default=None)


def _years(days: Iterable[Any]) -> list[int]:
    """Answer the years of days, of those that tell one."""
    return [int(day[:4]) for day in days if isinstance(day, str) and day[:4].isdigit()]
