"""Draws people hit by month as bars: solid for what is shown, hatched for what is claimed.

Server-made SVG; the same figures stand in a table beside it. No upper bound told is dots. Widths
are shares of the picture and heights are pixels, so that words keep their size on any screen.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from khronika.record.public.totals import HasBody, people

FLOOR, TOP, START = 190, 26, 6.0
"""Where bars stand and may end at most, in pixels; where the first may begin, in percent."""
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Month:
    """People hit in one month: at least (None: no number told), and at most where it is known."""

    month: str
    least: int | None
    most: int | None

    @property
    def said(self) -> str:
        """Write the bounds as short as a bar's head allows: 8, 2–4, 8+, ?."""
        if self.least is None:
            return "?" if self.most is None else f"0–{self.most}"
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


def _before(month: str, steps: int) -> str:
    year, number = int(month[:4]), int(month[5:7])
    whole = year * 12 + number - 1 - steps
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"


def months_of(events: Iterable[HasBody]) -> tuple[Month, ...]:
    """Sum events by the month they began in, as bounds: the twelve months up to the latest.

    Events that began in a month that is not known are left out; the page's totals hold them.
    """
    by_month: dict[str, list[HasBody]] = defaultdict(list)
    for event in events:
        start = event.body["date"]["start"] or ""
        if len(start) >= 7 and not start.startswith("--"):
            by_month[start[:7]].append(event)
    if not by_month:
        return ()
    latest = max(by_month)
    months = []
    for month in (_before(latest, steps) for steps in reversed(range(MONTHS_SHOWN))):
        told = people(by_month.get(month, []))
        months.append(Month(month, told["min"], told["max"]))
    return tuple(months)


def _bar(month: Month, middle: float, width: float, scale: float) -> str:
    left = f'x="{middle - width / 2:.2f}%" width="{width:.2f}%"'
    solid = (month.least or 0) * scale
    head, parts = FLOOR - solid, []
    if solid:
        parts.append(f'<rect class="sure" {left} y="{head:.0f}" height="{solid:.0f}"/>')
    if month.most is None:
        parts.append(
            f'<line class="open" x1="{middle:.2f}%" x2="{middle:.2f}%" '
            f'y1="{head - 2:.0f}" y2="{TOP}"/>'
        )
        head = float(TOP)
    elif month.most > (month.least or 0):
        claimed = (month.most - (month.least or 0)) * scale
        head -= claimed
        parts.append(f'<rect class="maybe" {left} y="{head:.0f}" height="{claimed:.0f}"/>')
    parts.append(f'<text x="{middle:.2f}%" y="{head - 6:.0f}">{month.said}</text>')
    return "".join(parts)


def _foot(month: Month, middle: float, *, is_first: bool, is_second: bool) -> str:
    day = date(int(month.month[:4]), int(month.month[5:7]), 1)
    name = escape(formats.date_format(day, "M"))
    every_other = ' class="second"' if is_second else ""  # hidden where the screen is narrow
    foot = f'<text{every_other} x="{middle:.2f}%" y="{FLOOR + 18}">{name}</text>'
    if is_first or day.month == 1:
        foot += f'<text class="year" x="{middle:.2f}%" y="{FLOOR + 36}">{day.year}</text>'
    return foot


def _grid(highest: int, scale: float) -> str:
    step = next(one for one in _steps() if highest / one <= 4)
    lines = []
    for value in range(step, highest + 1, step):
        y = FLOOR - value * scale
        lines.append(
            f'<line class="grid" x1="{START}%" x2="100%" y1="{y:.0f}" y2="{y:.0f}"/>'
            f'<text class="tick" x="0" y="{y + 4:.0f}">{value}</text>'
        )
    return "".join(lines)


def _steps() -> Iterable[int]:
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def draw_months(months: Sequence[Month]) -> SafeString:
    """Draw the months as one SVG picture; numbers and names of months only."""
    if not months:
        return mark_safe("")
    highest = max(max(month.least or 0, month.most or 0) for month in months) or 1
    scale = (FLOOR - TOP - 20) / highest
    step = (100 - START) / len(months)
    width = min(6.0, step * 0.62)
    middles = [START + step * (index + 0.5) for index in range(len(months))]
    bars = "".join(
        _bar(month, middle, width, scale)
        + _foot(month, middle, is_first=index == 0, is_second=index % 2 == 1)
        for index, (month, middle) in enumerate(zip(months, middles, strict=True))
    )
    title = gettext("People hit, by month; the same figures are in the table below.")
    picture = (
        f'<svg class="chart" role="img" aria-labelledby="chart-title">'
        f'<title id="chart-title">{escape(title)}</title><defs><pattern id="hatch" width="6" '
        'height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line class="hatchline" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
        f'{_grid(highest, scale)}{bars}<line class="axis" x1="{START}%" x2="100%" '
        f'y1="{FLOOR}" y2="{FLOOR}"/></svg>'
    )
    return mark_safe(picture)  # noqa: S308 - numbers, names of months, one sentence of our own
