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
from typing import Final

from patients.progress.axis import LEFT, RIGHT, Axis, dates
from patients.progress.canvas import GRID, INK, MUTED, TEAL, svg
from patients.progress.scales import Scale

GAP_DAYS = 10  # a longer silence than this is a gap in the line, not a slope
BASELINE_OF = 3  # the first scores whose middle is the patient's own start

PLOT_TOP, PLOT_HEIGHT, PANEL_HEIGHT = 40, 84, 156
LEGEND_LEFT, LEGEND_STEP = 160, 112
MANY: Final = 60  # scores in one line; from here on its marks are smaller


@dataclass(frozen=True)
class Series:
    """One scale's scores by day, oldest first; None where nothing was answered.

    `start` is the patient's own start where more is known than is shown, and `has_start` whether there is one to draw.
    Scores that hang `beside` share the panel, and each has its own `mark`: "dot", "ring" or "square"; `name` says
    in the panel which is which.
    """

    scale: Scale
    points: Sequence[tuple[dt.date, int | None]]
    colour: str = TEAL
    css: str = "chart-a"
    start: float | None = None
    has_start: bool = True
    title: str = ""
    name: str = ""
    mark: str = "dot"
    beside: Sequence["Series"] = ()

    @property
    def known(self) -> list[tuple[dt.date, int]]:
        return [(day, value) for day, value in self.points if value is not None]

    @property
    def baseline(self) -> float | None:
        """The middle of the first three scores; None before there are three."""
        if not self.has_start or self.start is not None:
            return self.start
        return own_start(value for _, value in self.points)

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


def own_start(values: object) -> float | None:
    """The middle of the first three answers, oldest first; None before there are three.

    >>> own_start([4, None, 6, 3, 9]), own_start([4, None, 6])
    (4.0, None)
    """
    known = [value for value in values if value is not None][:BASELINE_OF]  # type: ignore[attr-defined]
    return float(median(known)) if len(known) == BASELINE_OF else None


def scores(series: Sequence[Series], *, name: str, title: str, between: tuple[dt.date, dt.date] | None = None) -> str:
    """Draw one panel per series over the same days; an empty string where no day is known.

    `between` are the first and the last day of the picture where the scores do not say.
    """
    lines = [line for one in series for line in (one, *one.beside)]
    days = [day for line in lines for day, _ in line.known]
    if not days:
        return ""
    axis = Axis(*(between or (min(days), max(days))))
    height = PANEL_HEIGHT * len(series) + 14
    panels = "".join(
        f'<g transform="translate(0 {PANEL_HEIGHT * row})">{_panel(one, axis)}</g>' for row, one in enumerate(series)
    )
    desc = " ".join(line.words for line in lines)
    return svg(panels + dates(axis, height - 8), name=name, title=title, desc=desc, height=height)


def _y(value: float) -> float:
    return PLOT_TOP + PLOT_HEIGHT * (1 - value / 10)


def _panel(one: Series, axis: Axis) -> str:
    grid = "".join(f"M{LEFT} {_y(value):.1f}H{RIGHT}" for value in (0, 5, 10))
    grid += "".join(f"M{axis.x(day):.1f} {PLOT_TOP}v{PLOT_HEIGHT}" for day, _ in axis.ticks)
    scale = one.scale
    lines = "".join(_line(line, axis) for line in (*reversed(one.beside), one))
    return (
        f'<text class="chart-ink" x="{LEFT}" y="14" fill="{INK}" font-size="14" font-weight="bold">'
        f"{escape(one.title or scale.label)}</text>"
        f'<g class="chart-muted" fill="{MUTED}"><text x="{LEFT}" y="{PLOT_TOP - 6}">10 {escape(scale.at_10)}</text>'
        f'<text x="{LEFT}" y="{PLOT_TOP + PLOT_HEIGHT + 14}">0 {escape(scale.at_0)}</text></g>'
        f'<path class="chart-grid" d="{grid}" stroke="{GRID}" fill="none"/>{_baseline(one)}{_legend(one)}{lines}'
    )


def _legend(one: Series) -> str:
    """Which mark is which, where several share the panel."""
    if not one.beside:
        return ""
    return "".join(
        f'<g class="{line.css}">{_marks(line, [(LEGEND_LEFT + LEGEND_STEP * place, PLOT_TOP - 10)], 3)}</g>'
        f'<text class="chart-muted" x="{LEGEND_LEFT + LEGEND_STEP * place + 8}" y="{PLOT_TOP - 6}" fill="{MUTED}">'
        f"{escape(line.name)}</text>"
        for place, line in enumerate((one, *one.beside))
    )


def _baseline(one: Series) -> str:
    """The patient's own start as a dashed line, in the band within which a change is not yet clear."""
    start = one.baseline
    if start is None:
        return ""
    return (
        f'<g class="{one.css}">{_band(one, start)}<path d="M{LEFT} {_y(start):.1f}H{RIGHT}" stroke="{one.colour}" '
        f'stroke-dasharray="5 4" fill="none"/></g>'
        f'<text class="chart-muted" x="{RIGHT}" y="14" fill="{MUTED}" text-anchor="end">own start: {start:g}</text>'
    )


def _band(one: Series, start: float) -> str:
    clear = one.scale.clear_change
    if clear is None:
        return ""
    top, bottom = _y(min(start + clear, 10)), _y(max(start - clear, 0))
    return (
        f'<rect x="{LEFT}" y="{top:.1f}" width="{RIGHT - LEFT}" height="{bottom - top:.1f}" '
        f'fill="{one.colour}" fill-opacity=".09"/>'
    )


def _line(one: Series, axis: Axis) -> str:
    """Marks joined by a line; it breaks where nothing was answered or for too long nothing was logged."""
    places = [(day, None if value is None else (axis.x(day), _y(value))) for day, value in one.points]
    joins = "".join(
        f"M{here[0]:.1f} {here[1]:.1f}L{there[0]:.1f} {there[1]:.1f}"
        for (day, here), (next_day, there) in pairwise(places)
        if here and there and (next_day - day).days <= GAP_DAYS
    )
    dashes = "" if one.mark == "dot" else ' stroke-dasharray="3 3"'
    marks = _marks(one, [place for _, place in places if place], 3 if len(places) <= MANY else 2)
    return (
        f'<g class="{one.css}"><path d="{joins}" stroke="{one.colour}" stroke-width="1.5" fill="none"{dashes}/>'
        f"{marks}</g>"
    )


def _marks(one: Series, places: Sequence[tuple[float, float]], size: int) -> str:
    """Shapes that differ without colour: a full dot, a ring, a square."""
    if one.mark == "square":
        shapes = "".join(f"M{x - size:.1f} {y - size:.1f}h{2 * size}v{2 * size}h-{2 * size}z" for x, y in places)
    else:
        shapes = "".join(
            f"M{x - size:.1f} {y:.1f}a{size} {size} 0 1 0 {2 * size} 0a{size} {size} 0 1 0-{2 * size} 0"
            for x, y in places
        )
    if one.mark == "dot":
        return f'<path d="{shapes}" fill="{one.colour}" stroke="none"/>'
    return f'<path d="{shapes}" fill="none" stroke="{one.colour}" stroke-width="1.3"/>'
