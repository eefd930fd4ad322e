"""Read what a patient told, for pictures, tables and comparisons, on the screen and on paper."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clinic.prepared import Prepared
from patients.models import CheckIn, Patient, SessionLog
from patients.progress import comparing, scales
from patients.progress.comparing import Answers, Row
from patients.progress.efforts import Course
from patients.progress.instruments import PSFS
from patients.progress.periods import Span
from patients.progress.scales import Scale
from patients.progress.told import Told, Trained, Week
from patients.services.records import courses_of

SESSION_COLUMNS = (
    "local_date", "session__name", "confidence", "pain_highest", "pain_now", "morning__pain", "effort"
)  # fmt: skip
WEEK_COLUMNS = ("local_date", "usual_pain", "confidence", "worry", "sleep", "stress", "is_flare", "can_do")
# What is compared: its words, its scale, whether sessions or weeks told it, and in which of their columns.
COMPARED: Sequence[tuple[str, Scale, str, str]] = (
    ("Confidence after a session", scales.CONFIDENCE, "sessions", "confidence"),
    ("Confidence each week", scales.CONFIDENCE, "weeks", "confidence"),
    ("Worry", scales.WORRY, "weeks", "worry"),
    ("Usual pain", scales.USUAL_PAIN, "weeks", "usual_pain"),
    ("Highest pain in a session", scales.PAIN_HIGHEST, "sessions", "pain_highest"),
    ("Pain next morning", scales.PAIN_MORNING, "sessions", "morning"),
    ("Effort", scales.EFFORT, "sessions", "effort"),
    ("Sleep", scales.SLEEP, "weeks", "sleep"),
    ("Stress", scales.STRESS, "weeks", "stress"),
)


def told_of(patient: Patient) -> Told:
    """Every answer so far; two queries."""
    return Told([Trained(*row) for row in _sessions.all(patient.pk)], [Week(*row) for row in _weeks.all(patient.pk)])


@Prepared
def _sessions(patient: int) -> Any:
    return SessionLog.objects.filter(patient=patient).order_by("local_date", "id").values_list(*SESSION_COLUMNS)


@Prepared
def _weeks(patient: int) -> Any:
    return CheckIn.objects.filter(patient=patient).order_by("local_date", "id").values_list(*WEEK_COLUMNS)


def usual_spans(told: Told, today: dt.date) -> tuple[Span, Span]:
    """The first four weeks against the last four."""
    return Span.starting(told.first_day or today), Span.ending(today)


@dataclass(frozen=True)
class Comparison:
    """Two periods line by line, and in sentences."""

    first: Span
    second: Span
    scores: Sequence[Row]
    exercises: Sequence[Row]

    @property
    def sentences(self) -> list[str]:
        return [row.sentence for row in self.scores if row.sentence]

    @property
    def shared_days(self) -> int:
        """How many days are in both of them."""
        days = (min(self.first.last, self.second.last) - max(self.first.first, self.second.first)).days + 1
        return max(days, 0)

    @property
    def is_empty(self) -> bool:
        return not self.exercises and all(row.first == row.second == comparing.DASH for row in self.scores[1:])


def compare(patient: Patient, told: Told, first: Span, second: Span, *, today: dt.date) -> Comparison:
    """Every measure in both periods; three queries."""
    past = [Span(span.first, max(min(span.last, today), span.first)) for span in (first, second)]
    scores = [comparing.rate_row([len(_within(told.sessions, span)) for span in past], past)]
    for label, scale, source, column in COMPARED:
        sides = [_answers(told, source, column, span) for span in past]
        if any(side.values for side in sides):
            scores.append(comparing.score_row(label, scale, *sides))
    courses = courses_of(patient, since=min(first.first, second.first))
    unit = patient.clinic.weight_unit
    exercises = [row for course in courses for row in comparing.exercise_rows(course, past, unit)]
    return Comparison(first, second, [*scores, *_outcomes(patient, past)], exercises)


def courses_in(patient: Patient, span: Span) -> list[Course]:
    """The exercises done between the two days; two queries."""
    courses = courses_of(patient, since=span.first)
    cut = [
        Course(one.exercise, [best for best in one.bests if best.day <= span.last], one.pain_free_on) for one in courses
    ]
    return [one for one in cut if one.bests and one.measures]


def _within(rows: Sequence, span: Span) -> list:
    return [row for row in rows if row.day in span]


def _answers(told: Told, source: str, column: str, span: Span) -> Answers:
    """Asked after every session, or once a week since the patient began to answer."""
    rows = _within(getattr(told, source), span)
    values = [value for row in rows if (value := getattr(row, column)) is not None]
    if source == "sessions":
        return Answers(values, len(rows))
    since = max(span.first, told.first_day or span.first)
    return Answers(values, max(len(rows), ((span.last - since).days + 1) // 7))


def _outcomes(patient: Patient, spans: Sequence[Span]) -> list[Row]:
    """The newest score of each instrument in each period, activity by activity."""
    newest: dict[str, list[dict[str, Decimal]]] = defaultdict(lambda: [{}, {}])
    rows = patient.measures.order_by("taken_on", "id").values_list("instrument", "activity", "taken_on", "value")
    for instrument, activity, day, value in rows:
        for side, span in zip(newest[instrument], spans, strict=True):
            if day in span:
                side[activity] = value
    found = []
    for code, (first, second) in newest.items():
        both = set(first) & set(second)
        keep = both if code == PSFS and both else set(first) | set(second)
        sides = [[value for activity, value in side.items() if activity in keep] for side in (first, second)]
        if row := comparing.outcome_row(code, *sides):
            found.append(row)
    return found
