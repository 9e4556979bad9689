"""Draws people hit by month as bars: solid for what is shown, dashed for what is claimed.

Server-made SVG; the same figures stand in a table beside it. An unknown upper bound is dots.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from khronika.record.public import read

WIDTH, HEIGHT, FLOOR, TOP = 640, 240, 206, 12
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Month:
    """People hit in one month: at least, and at most where that is known."""

    month: str
    least: int
    most: int | None


def months_of(events: Iterable[read.Published]) -> tuple[Month, ...]:
    """Sum events by the month they began in, as bounds, the latest twelve that have any.

    Events that began in a month that is not known are left out; the page's totals hold them.
    """
    by_month: dict[str, list[read.Published]] = defaultdict(list)
    for event in events:
        start = event.body["date"]["start"] or ""
        if len(start) >= 7 and not start.startswith("--"):
            by_month[start[:7]].append(event)
    months = []
    for month in sorted(by_month)[-MONTHS_SHOWN:]:
        people = read.people(by_month[month])
        months.append(Month(month, people["min"] or 0, people["max"]))
    return tuple(months)


def _bar(month: Month, x: float, width: float, scale: float) -> str:
    solid = month.least * scale
    parts = [
        f'<rect class="sure" x="{x:.1f}" y="{FLOOR - solid:.1f}" '
        f'width="{width:.1f}" height="{solid:.1f}"/>'
    ]
    if month.most is None:
        middle = x + width / 2
        parts.append(
            f'<line class="open" x1="{middle:.1f}" x2="{middle:.1f}" '
            f'y1="{FLOOR - solid - 4:.1f}" y2="{TOP}"/>'
        )
    elif month.most > month.least:
        claimed = (month.most - month.least) * scale
        parts.append(
            f'<rect x="{x:.1f}" y="{FLOOR - solid - claimed:.1f}" width="{width:.1f}" '
            f'height="{claimed:.1f}" fill="none" class="open"/>'
        )
    parts.append(
        f'<text x="{x + width / 2:.1f}" y="{FLOOR + 20}" text-anchor="middle">{month.month}</text>'
    )
    return "".join(parts)


def draw_months(months: Sequence[Month]) -> SafeString:
    """Draw the months as one SVG picture; numbers and months only, so nothing needs escaping."""
    if not months:
        return mark_safe("")
    highest = max(max(month.least, month.most or 0) for month in months) or 1
    scale = (FLOOR - TOP - 24) / highest
    step = WIDTH / len(months)
    width = min(48.0, step * 0.6)
    bars = "".join(
        _bar(month, index * step + (step - width) / 2, width, scale)
        for index, month in enumerate(months)
    )
    title = gettext("People hit, by month; the same figures are in the table below.")
    picture = (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'preserveAspectRatio="xMinYMid meet"><title>{escape(title)}</title>{bars}'
        f'<line class="axis" x1="0" x2="{WIDTH}" y1="{FLOOR}" y2="{FLOOR}"/></svg>'
    )
    return mark_safe(picture)  # noqa: S308 - numbers, months and one sentence of our own
