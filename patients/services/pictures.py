"""The pictures of how it goes, each with its table, the same on the screen and on paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from patients.progress import bars, efforts
from patients.progress import told as telling
from patients.progress.adherence import WEEK, Adherence
from patients.progress.canvas import in_grey
from patients.progress.efforts import Course
from patients.progress.periods import Period, Span
from patients.progress.tables import table
from patients.progress.told import Told
from patients.schedule import week_start

MOST_WEEKS: Final = 104  # as many bars as can still be told apart
MOST_EXERCISES: Final = 24
WEEK_COLUMNS: Final = ("Week of", "Sessions", "Target", "How it went")
WEEKS_TITLE: Final = "Sessions a week against the target"
WEEKS_WORDS: Final = "The dashed line is the week’s target. A week at rest does not count."
EFFORTS_WORDS: Final = (
    "The best set of each session, from nothing up. What was made easier is left out. Pain is asked once a session, so "
    "“first without pain” is the first session with it in which nothing hurt at all."
)


@dataclass(frozen=True)
class Picture:
    """A heading, the drawing, how to read it, and the same as a table."""

    name: str
    title: str
    drawn: SafeString
    words: str
    table: SafeString

    def on_paper(self, *, ink: bool) -> tuple[str, SafeString, str]:
        """As a handout wants it; `ink` is for printers without colours."""
        return self.title, _safe(in_grey(self.drawn)) if ink else self.drawn, self.words


def span_of(period: Period, told: Told, how: Adherence | None, *, today: dt.date) -> Span:
    """The days that are shown: none before the first answer or the first day of the plan."""
    began = min((day for day in (told.first_day, how.starts_on if how else None) if day), default=today)
    first = period.first_day(today)
    return Span(min(max(first, began) if first else began, today), today)


def weeks(how: Adherence | None, span: Span) -> Picture | None:
    """The weeks of the plan that touch the span; None before the plan has begun."""
    if how is None or not how.has_begun:
        return None
    number = (week_start(span.last) - week_start(span.first)) // WEEK + 1
    shown = how.last(min(number, MOST_WEEKS))
    rows = [
        [f"{week.starts_on.day} {week.starts_on:%b %Y}", str(week.sessions_done), str(week.target), week.words]
        for week in reversed(shown)
    ]
    drawn = bars.weeks(shown, name="weeks", title=WEEKS_TITLE)
    return Picture("weeks", WEEKS_TITLE, _safe(drawn), WEEKS_WORDS, _safe(table(WEEKS_TITLE, WEEK_COLUMNS, rows)))


def scores(told: Told, span: Span) -> Picture | None:
    """Confidence, worry, pain and effort over the span; None where nothing was answered."""
    drawn = telling.picture(told, span, name="scores")
    if not drawn:
        return None
    rows = table(telling.TITLE, telling.COLUMNS, telling.rows(told, span))
    return Picture("scores", telling.TITLE, _safe(drawn), telling.HOW_TO_READ, _safe(rows))


def exercises(courses: Sequence[Course], span: Span, *, unit: str) -> list[Picture]:
    """One picture an exercise, the one trained last first."""
    return [_exercise(course, place, span, unit) for place, course in enumerate(courses[:MOST_EXERCISES], start=1)]


def _exercise(course: Course, place: int, span: Span, unit: str) -> Picture:
    name = f"exercise-{place}"
    drawn = efforts.drawn(course, name=name, unit=unit, between=span)
    columns = ["Day", *(measure.label for measure in course.measures)]
    rows = [
        [
            f"{best.day:%a} {best.day.day} {best.day:%b %Y}",
            *(efforts.amount_words(measure.name, getattr(best, measure.name), unit) for measure in course.measures),
        ]
        for best in reversed(course.bests)
    ]
    day = course.pain_free_on
    words = f"First without pain: {day.day} {day:%B %Y}." if day else "No session with it was without pain yet."
    return Picture(name, course.exercise, _safe(drawn), words, _safe(table(course.exercise, columns, rows)))


def _safe(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 (drawn from numbers, and everything else in it escaped)
