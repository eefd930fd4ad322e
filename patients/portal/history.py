"""What has been done so far: weeks on target, how it felt, and every session."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from patients.models import Patient, Plan, PlanEvent, SessionLog
from patients.portal.sessions import plan_of
from patients.progress import bars, charts
from patients.progress.adherence import Adherence, Week, adherence, pauses
from patients.progress.canvas import PLUM
from patients.progress.charts import Series
from patients.progress.grace import Run, run_of
from patients.progress.scales import CONFIDENCE, PAIN_HIGHEST, USUAL_PAIN, WORRY
from patients.services.logs import is_fresh
from patients.services.records import Record, records_of

LOGS_A_PAGE = 12
WEEKS_SHOWN = 8  # as many bars as a phone shows with words under them
ANSWERS_SHOWN = 120
CAN_DO_SHOWN = 10
FURTHEST_BACK = 520  # weeks
CheckInRow = tuple[dt.date, int | None, int | None, str]
RESTS = (PlanEvent.Kind.PAUSED, PlanEvent.Kind.RESUMED, PlanEvent.Kind.MAINTAIN)


@dataclass(frozen=True)
class Line:
    """One session in the list."""

    log: SessionLog
    exercises_done: int
    exercises: int
    is_fresh: bool


@dataclass(frozen=True)
class History:
    plan: Plan | None
    today: dt.date
    on_target: int
    shown_weeks: list[Week]
    weeks_chart: SafeString
    felt_chart: SafeString
    lines: list[Line]
    page: Page
    sessions_ever: int
    run: Run
    week_chart: SafeString
    can_do: list[tuple[dt.date, str]]
    records: list[Record]


def history_of(patient: Patient, page_number: str) -> History:
    """Everything the page shows; ten queries whatever its length."""
    today, plan = patient.today(), plan_of(patient)
    page = Paginator(_logs(patient), LOGS_A_PAGE).get_page(page_number)
    how = _adherence(plan, today) if plan else None
    weeks = how.last(WEEKS_SHOWN) if how and how.has_begun else []
    check_ins = _check_ins(patient)
    title = "Sessions each week against the target"
    return History(
        plan,
        today,
        how.on_target if how else 0,
        weeks[::-1],
        _drawn(bars.weeks(weeks, name="weeks", title=title)),
        _drawn(_felt(patient)),
        [Line(log, log.exercises_done, log.exercises, is_fresh(log)) for log in page],
        page,
        page.paginator.count,
        run_of(how.last(FURTHEST_BACK)) if how and how.has_begun else Run(0, 0),
        _drawn(_weekly(check_ins)),
        [(day, said) for day, _, _, said in reversed(check_ins) if said][:CAN_DO_SHOWN],
        records_of(patient, patient.clinic.weight_unit),
    )


def _logs(patient: Patient) -> QuerySet[Any]:
    done = Count("items", filter=Q(items__skipped=""))
    logs = patient.logs.select_related("session").annotate(exercises=Count("items"), exercises_done=done)
    return logs.order_by("-local_date", "-id")


def _adherence(plan: Plan, today: dt.date) -> Adherence:
    weeks = plan.weeks.values_list("starts_on", "sessions_done", "target")
    events = plan.events.filter(kind__in=RESTS).order_by("id").values_list("kind", "at")
    return adherence(
        starts_on=plan.starts_on,
        today=today,
        done={monday: (sessions, target) for monday, sessions, target in weeks},
        target=plan.per_week_lo,
        pauses=pauses((kind, at.astimezone(plan.patient.zone).date()) for kind, at in events),
    )


def _felt(patient: Patient) -> str:
    """Confidence first, then pain; the last of many answers."""
    newest = patient.logs.values_list("local_date", "confidence", "pain_highest")[:ANSWERS_SHOWN]
    oldest_first = list(reversed(newest))
    series = [
        Series(CONFIDENCE, [(day, confidence) for day, confidence, _ in oldest_first]),
        Series(PAIN_HIGHEST, [(day, pain) for day, _, pain in oldest_first], PLUM, "chart-b"),
    ]
    return charts.scores([one for one in series if one.known], name="felt", title="How it felt")


def _check_ins(patient: Patient) -> list[CheckInRow]:
    """The last of many, oldest first."""
    newest = patient.check_ins.order_by("-week").values_list("local_date", "worry", "usual_pain", "can_do")
    return list(reversed(newest[:ANSWERS_SHOWN]))


def _weekly(check_ins: list[CheckInRow]) -> str:
    """Worry first, then the usual pain, week by week."""
    series = [
        Series(WORRY, [(day, worry) for day, worry, _, _ in check_ins]),
        Series(USUAL_PAIN, [(day, pain) for day, _, pain, _ in check_ins], PLUM, "chart-b"),
    ]
    return charts.scores([one for one in series if one.known], name="weekly", title="Your weeks")


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 (drawn here from numbers and our own words)
