"""Days from left to right, for every chart over time."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from patients.progress.canvas import MUTED, WIDTH

LEFT, RIGHT = 6, WIDTH - 6
STEPS = (7, 14, 28, 56, 84, 182, 364)  # days between two dates under a chart
A_YEAR = 366


@dataclass(frozen=True)
class Axis:
    """From the first to the last day; a lone day stands in the middle."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        span = (self.last - self.first).days
        inner = RIGHT - LEFT - 12
        return LEFT + 6 + (inner * (day - self.first).days / span if span else inner / 2)

    @cached_property
    def ticks(self) -> list[tuple[dt.date, str]]:
        """Up to seven days a whole number of weeks apart, with where their text hangs."""
        span = (self.last - self.first).days
        if not span:
            return [(self.first, "middle")]
        step = next((days for days in STEPS if span / days <= 6), -(-span // (6 * 364)) * 364)
        days = [self.first + dt.timedelta(days=n) for n in range(0, span + 1, step)]
        near_end = self.x(days[-1]) > WIDTH - 30
        return [
            (day, "start" if n == 0 else "end" if near_end and n == len(days) - 1 else "middle")
            for n, day in enumerate(days)
        ]


def dates(axis: Axis, y: float) -> str:
    """The dates under a chart; with their years where it is longer than one."""
    year = axis.last.year if (axis.last - axis.first).days > A_YEAR else None
    labels = "".join(
        f'<text x="{axis.x(day):.1f}" y="{y}" text-anchor="{anchor}">{_date(day, year)}</text>'
        for day, anchor in axis.ticks
    )
    return f'<g class="chart-muted" fill="{MUTED}">{labels}</g>'


def _date(day: dt.date, year: int | None) -> str:
    return f"{day.day} {day:%b}" if year is None or day.year == year else f"{day.day} {day:%b} ’{day:%y}"
