"""How a plan went, for the summary on paper: whose, since when, weeks on target, the charts and the latest sessions."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from clinic.prepared import Prepared
from patients.models import Patient, Plan, PlanEvent, PlanWeek
from patients.progress.adherence import Adherence, adherence, pauses
from patients.progress.comparing import Row
from patients.progress.periods import Period, Span
from patients.progress.told import Trained
from patients.services import pictures
from patients.services.told import Comparison, compare, courses_in, told_of, usual_spans
from programmes.handouts import Course

SESSIONS_SHOWN = 12
EXERCISES_SHOWN = 6
RESTS = (PlanEvent.Kind.PAUSED, PlanEvent.Kind.RESUMED, PlanEvent.Kind.MAINTAIN)
COLUMNS = ("Day", "Session", "Confidence", "Highest pain", "Pain at the end", "Next morning", "Effort")


@dataclass(frozen=True)
class Asked:
    """How far back the charts go, and which periods are compared; None for the first and the last four weeks."""

    period: Period = Period.YEAR
    spans: tuple[Span, Span] | None = None


def course_of(plan: Plan, *, ink: bool = False, asked: Asked | None = None) -> Course:
    """Everything on the summary that does not stand in the programme; `ink` is for printers without colour."""
    asked, patient, today = asked or Asked(), plan.patient, plan.patient.today()
    how, told = adherence_of(plan, rests_of(plan), patient.zone, today=today), told_of(patient)
    span = pictures.span_of(asked.period, told, how, today=today)
    drawn = [found for found in (pictures.scores(told, span), pictures.weeks(how, span)) if found]
    courses = courses_in(patient, span)[:EXERCISES_SHOWN]
    efforts = pictures.exercises(courses, span, unit=patient.clinic.weight_unit)
    comparison = compare(patient, told, *(asked.spans or usual_spans(told, today)), today=today)
    return Course(
        name=patient.name,
        facts=_facts(plan),
        adherence=how.words,
        span=span.words,
        charts=[picture.on_paper(ink=ink) for picture in drawn],
        efforts=[picture.on_paper(ink=ink) for picture in efforts],
        efforts_words=pictures.EFFORTS_WORDS,
        columns=COLUMNS,
        sessions=[_line(one) for one in told.sessions[: -SESSIONS_SHOWN - 1 : -1]],
        more_sessions=max(len(told.sessions) - SESSIONS_SHOWN, 0),
        **_compared(comparison),
    )


def adherence_now(patient: Patient, *, today: dt.date) -> Adherence | None:
    """The weeks of the plan in force; None where there is none. Three queries."""
    plan = patient.plans.open().first()
    return adherence_of(plan, rests_of(plan), patient.zone, today=today) if plan else None


def rests_of(plan: Plan) -> list[tuple[str, dt.datetime]]:
    """When it was paused and resumed, oldest first."""
    return list(plan.events.filter(kind__in=RESTS).order_by("id").values_list("kind", "at"))


def adherence_of(
    plan: Plan, rests: Iterable[tuple[str, dt.datetime]], zone: zoneinfo.ZoneInfo, *, today: dt.date
) -> Adherence:
    """The weeks of a plan against their targets; `rests` are its pauses and resumings, oldest first."""
    return adherence(
        starts_on=plan.starts_on,
        today=today,
        done={monday: (done, then) for monday, done, then in _weeks.all(plan.pk)},
        target=plan.per_week_lo,
        pauses=pauses((kind, at.astimezone(zone).date()) for kind, at in rests),
    )


@Prepared
def _weeks(plan: int) -> Any:
    return PlanWeek.objects.filter(plan=plan).order_by().values_list("starts_on", "sessions_done", "target")


def _facts(plan: Plan) -> list[tuple[str, str]]:
    """Whom this is about, beyond doubt: it leaves the house, and a first name alone is how sheets get mixed up."""
    patient = plan.patient
    days = f"since {plan.starts_on:%-d %B %Y}"
    review = f"; next review {plan.review_on:%-d %B %Y}" if plan.review_on else ""
    born = f"{patient.date_of_birth:%-d %B %Y}" if patient.date_of_birth else "not noted"
    facts = [("Born", born), ("Therapist", str(patient.therapist.user))]
    facts += [("Goal", f"“{patient.goal}”")] if patient.goal else []
    return [*facts, ("Plan", f"{plan.get_state_display()} {days}{review}")]


def _compared(comparison: Comparison) -> dict[str, Sequence]:
    """The comparison as a table with its sentences; nothing where neither period holds an answer."""
    if comparison.is_empty:
        return {}
    rows = [_cells(row) for row in (*comparison.scores, *comparison.exercises)]
    return {
        "compared_columns": ["Measure", comparison.first.words, comparison.second.words, "Difference"],
        "compared": rows,
        "compared_sentences": comparison.sentences,
    }


def _cells(row: Row) -> list[str]:
    sides = [
        f"{said} ({counted})" if counted else said
        for said, counted in ((row.first, row.first_from), (row.second, row.second_from))
    ]
    return [row.label, *sides, row.difference]


def _line(one: Trained) -> list[str]:
    scores = (one.confidence, one.pain_highest, one.pain_now, one.morning, one.effort)
    return [f"{one.day:%-d %b %Y}", one.session, *("–" if value is None else str(value) for value in scores)]
