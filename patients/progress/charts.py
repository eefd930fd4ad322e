"""Charts as SVG drawn here: numbers in, a string out, the same on screen and on paper.

Colours are presentation attributes, because a PDF's pictures know no style sheet; classes let the
dark screen override them. Every picture says in words what it shows.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from statistics import median

from patients.progress.canvas import GRID, INK, MUTED, TEAL, WIDTH, svg
from patients.progress.scales import Scale

GAP_DAYS = 10  # a longer silence than this is a gap in the line, not a slope
BASELINE_OF = 3  # the first scores whose middle is the patient's own start
CLEAR_CHANGE = 2  # points; Ostelo 2008 for pain, our default for confidence (clinical.md 4.1)

PLOT_TOP, PLOT_HEIGHT, PANEL_HEIGHT = 40, 84, 156
LEFT, RIGHT = 6, WIDTH - 6


@dataclass(frozen=True)
class Series:
    """One scale's scores by day, oldest first; None where nothing was answered."""

    scale: Scale
    points: Sequence[tuple[dt.date, int | None]]
    colour: str = TEAL
    css: str = "chart-a"

    @property
    def known(self) -> list[tuple[dt.date, int]]:
        return [(day, value) for day, value in self.points if value is not None]

    @property
    def baseline(self) -> float | None:
        """The middle of the first three scores; None before there are three."""
        values = [value for _, value in self.known[:BASELINE_OF]]
        return float(median(values)) if len(values) == BASELINE_OF else None

    @property
    def words(self) -> str:
        values = [value for _, value in self.known]
        if not values:
            return f"{self.scale.label}: no answers yet."
        start = f", {self.baseline:g} at the start" if self.baseline is not None else ""
        newest = ", ".join(map(str, values[-3:]))
        return (
            f"{self.scale.label} from 0, {self.scale.at_0}, to 10, {self.scale.at_10}: newest {newest}{start}, "
            f"{len(values)} {'answer' if len(values) == 1 else 'answers'}."
        )


def scores(series: Sequence[Series], *, name: str, title: str) -> str:
    """Draw one panel per series over the same days; an empty string where no day is known."""
    days = [day for one in series for day, _ in one.known]
    if not days:
        return ""
    axis = _Axis(min(days), max(days))
    height = PANEL_HEIGHT * len(series) + 14
    ticks = axis.ticks()
    panels = "".join(
        f'<g transform="translate(0 {PANEL_HEIGHT * row})">{_panel(one, axis, ticks)}</g>'
        for row, one in enumerate(series)
    )
    labels = "".join(
        f'<text x="{axis.x(day):.1f}" y="{height - 8}" text-anchor="{anchor}">{day.day} {day:%b}</text>'
        for day, anchor in ticks
    )
    desc = " ".join(one.words for one in series)
    dates = f'<g class="chart-muted" fill="{MUTED}">{labels}</g>'
    return svg(panels + dates, name=name, title=title, desc=desc, height=height)


@dataclass(frozen=True)
class _Axis:
    """Days from left to right; a lone day stands in the middle."""

    first: dt.date
    last: dt.date

    def x(self, day: dt.date) -> float:
        span = (self.last - self.first).days
        inner = RIGHT - LEFT - 12
        return LEFT + 6 + (inner * (day - self.first).days / span if span else inner / 2)

    def ticks(self) -> list[tuple[dt.date, str]]:
        """Up to seven days a whole number of weeks apart, with where their text hangs."""
        span = (self.last - self.first).days
        if not span:
            return [(self.first, "middle")]
        step = next(days for days in (7, 14, 28, 56, 84, 182, 364, 3640) if span / days <= 6)
        days = [self.first + dt.timedelta(days=n) for n in range(0, span + 1, step)]
        near_end = self.x(days[-1]) > WIDTH - 30
        return [
            (day, "start" if n == 0 else "end" if near_end and n == len(days) - 1 else "middle")
            for n, day in enumerate(days)
        ]


def _y(value: float) -> float:
    return PLOT_TOP + PLOT_HEIGHT * (1 - value / 10)


def _panel(one: Series, axis: _Axis, ticks: Sequence[tuple[dt.date, str]]) -> str:
    grid = "".join(f"M{LEFT} {_y(value):.1f}H{RIGHT}" for value in (0, 5, 10))
    grid += "".join(f"M{axis.x(day):.1f} {PLOT_TOP}v{PLOT_HEIGHT}" for day, _ in ticks)
    scale = one.scale
    return (
        f'<text class="chart-ink" x="{LEFT}" y="14" fill="{INK}" font-size="14" font-weight="bold">{scale.label}</text>'
        f'<g class="chart-muted" fill="{MUTED}"><text x="{LEFT}" y="{PLOT_TOP - 6}">10 {escape(scale.at_10)}</text>'
        f'<text x="{LEFT}" y="{PLOT_TOP + PLOT_HEIGHT + 14}">0 {escape(scale.at_0)}</text></g>'
        f'<path class="chart-grid" d="{grid}" stroke="{GRID}" fill="none"/>{_baseline(one)}{_line(one, axis)}'
    )


def _baseline(one: Series) -> str:
    """The patient's own start as a dashed line, in the band within which a change is not yet clear."""
    start = one.baseline
    if start is None:
        return ""
    top, bottom = _y(min(start + CLEAR_CHANGE, 10)), _y(max(start - CLEAR_CHANGE, 0))
    return (
        f'<g class="{one.css}"><rect x="{LEFT}" y="{top:.1f}" width="{RIGHT - LEFT}" height="{bottom - top:.1f}" '
        f'fill="{one.colour}" fill-opacity=".09"/><path d="M{LEFT} {_y(start):.1f}H{RIGHT}" stroke="{one.colour}" '
        f'stroke-dasharray="5 4" fill="none"/></g>'
        f'<text class="chart-muted" x="{RIGHT}" y="14" fill="{MUTED}" text-anchor="end">own start: {start:g}</text>'
    )


def _line(one: Series, axis: _Axis) -> str:
    """Dots joined by a line; it breaks where nothing was answered or for too long nothing was logged."""
    places = [(day, None if value is None else (axis.x(day), _y(value))) for day, value in one.points]
    joins = "".join(
        f"M{here[0]:.1f} {here[1]:.1f}L{there[0]:.1f} {there[1]:.1f}"
        for (day, here), (next_day, there) in pairwise(places)
        if here and there and (next_day - day).days <= GAP_DAYS
    )
    size = 3 if len(places) <= 60 else 2
    dots = "".join(
        f"M{place[0] - size:.1f} {place[1]:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0-{2 * size} 0"
        for _, place in places
        if place
    )
    return (
        f'<g class="{one.css}"><path d="{joins}" stroke="{one.colour}" stroke-width="1.5" fill="none"/>'
        f'<path d="{dots}" fill="{one.colour}" stroke="none"/></g>'
    )
