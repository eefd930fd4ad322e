"""What a patient told, by day, and the pictures and the table that show it: confidence first, worry, then pain."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from patients.progress import charts, scales
from patients.progress.canvas import MUTED, PLUM, TEAL
from patients.progress.charts import Series, own_start
from patients.progress.periods import Span
from patients.progress.scales import Scale


class Trained(NamedTuple):
    """One session: how it felt, and the morning after it. None where nothing was answered."""

    day: dt.date
    session: str
    confidence: int | None
    pain_highest: int | None
    pain_now: int | None
    morning: int | None
    effort: int | None


class Week(NamedTuple):
    """The weekly questions as they were answered."""

    day: dt.date
    usual_pain: int | None
    confidence: int | None
    worry: int | None
    sleep: int | None
    stress: int | None
    is_flare: bool | None
    can_do: str


@dataclass(frozen=True)
class Told:
    """Everything that was answered so far, oldest first."""

    sessions: Sequence[Trained]
    weeks: Sequence[Week]

    @property
    def first_day(self) -> dt.date | None:
        return min((rows[0].day for rows in (self.sessions, self.weeks) if rows), default=None)


COLUMNS: Final = (
    "Day", "What", "Confidence", "Worry", "Usual pain", "Highest pain", "Pain at the end", "Next morning", "Effort"
)  # fmt: skip
TITLE: Final = "Confidence, worry, pain and effort"
HOW_TO_READ: Final = (
    "Dashed: own start, the middle of the first three answers ever. Shaded: not yet a clear change from it. For pain "
    f"{scales.PAIN_HIGHEST.band_words}; for confidence {scales.CONFIDENCE.band_words}; for worry "
    f"{scales.WORRY.band_words}, so nothing is shaded. Where nothing was answered there is a gap."
)


def picture(told: Told, span: Span, *, name: str) -> str:
    """The panels of what was answered between the two days; '' where nothing was."""
    return charts.scores(panels(told, span), name=name, title=TITLE, between=span)


def panels(told: Told, span: Span) -> list[Series]:
    """Confidence, worry, pain and effort, each with what else is told on the same scale."""
    sessions, weeks = told.sessions, told.weeks
    wanted = (
        (
            _series(scales.CONFIDENCE, sessions, "confidence", span, name="after a session"),
            _series(scales.CONFIDENCE, weeks, "confidence", span, name="each week", mark="square", colour=MUTED),
        ),
        (_series(scales.WORRY, weeks, "worry", span),),
        (
            _series(scales.PAIN_HIGHEST, sessions, "pain_highest", span, name="highest", colour=PLUM),
            _series(scales.PAIN_MORNING, sessions, "morning", span, name="next morning", colour=PLUM, mark="ring"),
            _series(scales.USUAL_PAIN, weeks, "usual_pain", span, name="usual", colour=MUTED, mark="square"),
        ),
        (_series(scales.EFFORT, sessions, "effort", span),),
    )
    titles = ("Confidence", "Worry", "Pain", "Effort")
    return [panel for title, lines in zip(titles, wanted, strict=True) if (panel := _together(title, lines))]


def _series(
    scale: Scale,
    rows: Sequence[Any],
    name_of: str,
    span: Span,
    *,
    colour: str = TEAL,
    name: str = "",
    mark: str = "dot",
) -> Series:
    """The scores between the days; the own start is that of all there are."""
    points = [(row.day, getattr(row, name_of)) for row in rows]
    start = None if scale is scales.EFFORT else own_start(value for _, value in points)
    css = {TEAL: "chart-a", PLUM: "chart-b", MUTED: "chart-c"}[colour]
    shown = [point for point in points if point[0] in span]
    return Series(scale, shown, colour, css, start, start is not None, name=name, mark=mark)


def _together(title: str, lines: Sequence[Series]) -> Series | None:
    """One panel of those that were answered; the first of them has its own start drawn."""
    known = [line for line in lines if line.known]
    if not known:
        return None
    first, *others = known
    name = first.scale.label if len(lines) > 1 and not others else title
    return replace(first, title=name, beside=tuple(others))


def rows(told: Told, span: Span) -> list[list[str]]:
    """The same as a table, newest first; a dash where nothing was answered."""
    found = [
        (one.day, 1, [one.session, one.confidence, None, None, one.pain_highest, one.pain_now, one.morning, one.effort])
        for one in told.sessions
    ]
    found += [
        (one.day, 0, [_week_words(one), one.confidence, one.worry, one.usual_pain, None, None, None, None])
        for one in told.weeks
    ]
    shown = sorted((row for row in found if row[0] in span), key=lambda row: row[:2], reverse=True)
    return [[f"{day:%a} {day.day} {day:%b %Y}", *_cells(cells)] for day, _, cells in shown]


def _week_words(week: Week) -> str:
    return "Weekly check-in, in a flare-up" if week.is_flare else "Weekly check-in"


def _cells(values: Iterable[object]) -> list[str]:
    return ["–" if value is None else str(value) for value in values]
