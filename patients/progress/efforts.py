"""How one exercise went: the best set of each session, drawn with the first session without pain marked."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import Final, NamedTuple

from patients.progress.axis import LEFT, RIGHT, Axis, dates
from patients.progress.canvas import GRID, INK, MUTED, PLUM, TEAL, svg
from patients.progress.charts import GAP_DAYS
from programmes.dose.amounts import KG_PER_LB

TOP, HEIGHT, PANEL = 36, 56, 106
FLAG: Final = 12  # how high the mark of the first session without pain stands over its panel
ROOM: Final = Decimal("1.1")  # above the highest point


class Best(NamedTuple):
    """The most of each amount in one session; None where it is not counted of this exercise."""

    day: dt.date
    kg: Decimal | None = None
    reps: Decimal | None = None
    seconds: Decimal | None = None
    metres: Decimal | None = None


class Measure(NamedTuple):
    """One amount of an exercise, as it is called and said."""

    name: str
    label: str
    css: str
    colour: str


MEASURES: Final = (
    Measure("kg", "Load", "chart-a", TEAL),
    Measure("reps", "Reps in a set", "chart-b", PLUM),
    Measure("seconds", "Seconds in a set", "chart-b", PLUM),
    Measure("metres", "Metres in a set", "chart-b", PLUM),
)


@dataclass(frozen=True)
class Course:
    """One exercise through its sessions, oldest first, and the day it was first done without pain."""

    exercise: str
    bests: Sequence[Best]
    pain_free_on: dt.date | None = None

    @property
    def measures(self) -> list[Measure]:
        """Those that were counted; a load of nothing is no load."""
        return [each for each in MEASURES if any(getattr(best, each.name) for best in self.bests)]

    def top(self, name: str) -> Decimal | None:
        """The most of an amount over all its sessions."""
        return max((amount for best in self.bests if (amount := getattr(best, name))), default=None)


def amount_words(name: str, amount: Decimal | None, unit: str) -> str:
    """
    >>> amount_words("kg", Decimal("12.500"), "kg"), amount_words("kg", Decimal("4.536"), "lb")
    ('12.5 kg', '10 lb')
    >>> amount_words("reps", Decimal(1), "kg"), amount_words("seconds", None, "kg")
    ('1 rep', '–')
    """
    if amount is None:
        return "–"
    if name == "kg":
        return f"{float(amount / KG_PER_LB):.1f} lb".replace(".0 ", " ") if unit == "lb" else f"{float(amount):g} kg"
    words = {"reps": "rep" if amount == 1 else "reps", "seconds": "s", "metres": "m"}[name]
    return f"{float(amount):g} {words}"


def drawn(course: Course, *, name: str, unit: str, between: tuple[dt.date, dt.date] | None = None) -> str:
    """One panel an amount over the same days, from nothing up; '' where nothing is counted of the exercise."""
    measures = course.measures
    if not measures:
        return ""
    axis = Axis(*(between or (course.bests[0].day, course.bests[-1].day)))
    panels = "".join(
        f'<g transform="translate(0 {PANEL * row})">{_panel(course, measure, axis, unit)}</g>'
        for row, measure in enumerate(measures)
    )
    height = PANEL * len(measures) + 14
    return svg(
        panels + dates(axis, height - 8),
        name=name,
        title=f"{course.exercise}: {' and '.join(each.label.lower() for each in measures)}",
        desc=" ".join([*(_words(course, each, unit) for each in measures), _pain_free(course)]).strip(),
        height=height,
    )


def _words(course: Course, measure: Measure, unit: str) -> str:
    known = [(best.day, amount) for best in course.bests if (amount := getattr(best, measure.name)) is not None]
    first, last = (amount_words(measure.name, amount, unit) for _, amount in (known[0], known[-1]))
    most = amount_words(measure.name, course.top(measure.name), unit)
    sessions = f"{len(known)} {'session' if len(known) == 1 else 'sessions'}"
    return f"{measure.label}: first {first}, newest {last}, most {most}, {sessions}."


def _pain_free(course: Course) -> str:
    day = course.pain_free_on
    return f"First without pain on {day.day} {day:%B} {day.year}." if day else ""


def _panel(course: Course, measure: Measure, axis: Axis, unit: str) -> str:
    most = course.top(measure.name) or Decimal(1)

    def y(amount: Decimal) -> float:
        return TOP + HEIGHT * (1 - float(amount / (most * ROOM)))

    grid = f"M{LEFT} {TOP + HEIGHT}H{RIGHT}M{LEFT} {y(most):.1f}H{RIGHT}"
    grid += "".join(f"M{axis.x(day):.1f} {TOP}v{HEIGHT}" for day, _ in axis.ticks)
    return (
        f'<text class="chart-ink" x="{LEFT}" y="14" fill="{INK}" font-size="13" font-weight="bold">'
        f"{escape(measure.label)}</text>"
        f'<text class="chart-muted" x="{RIGHT}" y="14" fill="{MUTED}" text-anchor="end">'
        f"most: {escape(amount_words(measure.name, most, unit))}</text>"
        f'<path class="chart-grid" d="{grid}" stroke="{GRID}" fill="none"/>'
        f"{_line(course, measure, axis, y)}{_flag(course, axis)}"
    )


def _line(course: Course, measure: Measure, axis: Axis, y: Callable[[Decimal], float]) -> str:
    """Dots joined by a line that breaks over a silence, or where the amount was not counted."""
    places = [
        (best.day, None if (amount := getattr(best, measure.name)) is None else (axis.x(best.day), y(amount)))
        for best in course.bests
    ]
    joins = "".join(
        f"M{here[0]:.1f} {here[1]:.1f}L{there[0]:.1f} {there[1]:.1f}"
        for (day, here), (next_day, there) in pairwise(places)
        if here and there and (next_day - day).days <= GAP_DAYS
    )
    dots = "".join(
        f"M{place[0] - 2.5:.1f} {place[1]:.1f}a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0" for _, place in places if place
    )
    return (
        f'<g class="{measure.css}"><path d="{joins}" stroke="{measure.colour}" stroke-width="1.5" fill="none"/>'
        f'<path d="{dots}" fill="{measure.colour}" stroke="none"/></g>'
    )


def _flag(course: Course, axis: Axis) -> str:
    """A line through the day on which it was first done without pain, where that day is in the picture."""
    day = course.pain_free_on
    if day is None or not axis.first <= day <= axis.last:
        return ""
    x = axis.x(day)
    anchor, away = ("start", 4) if x < (LEFT + RIGHT) / 2 else ("end", -4)
    return (
        f'<path class="chart-mark" d="M{x:.1f} {TOP - FLAG}v{HEIGHT + FLAG}" stroke="{INK}" stroke-width="1.3" '
        f'fill="none"/><text class="chart-ink" x="{x + away:.1f}" y="{TOP - 4}" fill="{INK}" font-size="11" '
        f'text-anchor="{anchor}">first without pain</text>'
    )
