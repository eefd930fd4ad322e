"""How a plan went, for the summary on paper: whose, since when, weeks on target, the charts and the latest sessions."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from patients.models import CheckIn, Patient, Plan, PlanEvent
from patients.progress import bars, charts, scales
from patients.progress.adherence import Adherence, adherence, pauses
from patients.progress.canvas import PLUM, TEAL, in_grey
from programmes.handouts import Course

CHARTED = dt.timedelta(weeks=52)
WEEKS_SHOWN = 12
SESSIONS_SHOWN = 12
RESTS = (PlanEvent.Kind.PAUSED, PlanEvent.Kind.RESUMED, PlanEvent.Kind.MAINTAIN)
COLUMNS = ("Day", "Session", "Confidence", "Highest pain", "Pain at the end", "Effort")
OWN_START = (
    "Dashed: own start, the middle of the first three answers. Shaded: less than 2 points from it, "
    "not yet a clear change."
)


class Log(NamedTuple):
    """One session as the summary tells it."""

    day: dt.date
    session: str
    confidence: int | None
    pain_highest: int | None
    pain_now: int | None
    effort: int | None


def course_of(plan: Plan, *, ink: bool = False) -> Course:
    """Everything on the summary that does not stand in the programme; `ink` is for printers without colour."""
    patient, today = plan.patient, plan.patient.today()
    how = adherence_of(plan, rests_of(plan), patient.zone, today=today)
    logs = [Log(*row) for row in _logs(patient)]
    drawings = [*_weeks(how), *_scores(logs, today=today), *_worry(patient, today=today)]
    return Course(
        name=patient.name,
        facts=_facts(plan),
        adherence=how.words,
        charts=[(title, _safe(in_grey(drawn) if ink else drawn), words) for title, drawn, words in drawings],
        columns=COLUMNS,
        sessions=[_line(log) for log in logs[:SESSIONS_SHOWN]],
        more_sessions=max(len(logs) - SESSIONS_SHOWN, 0),
    )


def rests_of(plan: Plan) -> list[tuple[str, dt.datetime]]:
    """When it was paused and resumed, oldest first."""
    return list(plan.events.filter(kind__in=RESTS).order_by("id").values_list("kind", "at"))


def adherence_of(
    plan: Plan, rests: Iterable[tuple[str, dt.datetime]], zone: zoneinfo.ZoneInfo, *, today: dt.date
) -> Adherence:
    """The weeks of a plan against their targets; `rests` are its pauses and resumings, oldest first."""
    weeks = plan.weeks.order_by().values_list("starts_on", "sessions_done", "target")
    return adherence(
        starts_on=plan.starts_on,
        today=today,
        done={monday: (done, then) for monday, done, then in weeks},
        target=plan.per_week_lo,
        pauses=pauses((kind, at.astimezone(zone).date()) for kind, at in rests),
    )


def _logs(patient: Patient) -> Any:
    columns = ("local_date", "session__name", "confidence", "pain_highest", "pain_now", "effort")
    return patient.logs.values_list(*columns)


def _facts(plan: Plan) -> list[tuple[str, str]]:
    """Whom this is about, beyond doubt: it leaves the house, and a first name alone is how sheets get mixed up."""
    patient = plan.patient
    days = f"since {plan.starts_on:%-d %B %Y}"
    review = f"; next review {plan.review_on:%-d %B %Y}" if plan.review_on else ""
    born = f"{patient.date_of_birth:%-d %B %Y}" if patient.date_of_birth else "not noted"
    facts = [("Born", born), ("Therapist", str(patient.therapist.user))]
    facts += [("Goal", f"“{patient.goal}”")] if patient.goal else []
    return [*facts, ("Plan", f"{plan.get_state_display()} {days}{review}")]


def _weeks(how: Adherence) -> list[tuple[str, str, str]]:
    title = "Sessions a week against the target"
    drawn = bars.weeks(how.last(WEEKS_SHOWN), name="weeks", title=title) if how.has_begun else ""
    words = "The dashed line is the week’s target. A week at rest does not count."
    return [(title, drawn, words)] if drawn else []


def _scores(logs: Sequence[Log], *, today: dt.date) -> list[tuple[str, str, str]]:
    """Confidence first, pain second, over the last year at most."""
    recent = [log for log in reversed(logs) if log.day > today - CHARTED]
    series = [
        charts.Series(scales.CONFIDENCE, [(log.day, log.confidence) for log in recent]),
        charts.Series(scales.PAIN_HIGHEST, [(log.day, log.pain_highest) for log in recent], PLUM, "chart-b"),
    ]
    title = "Confidence and highest pain, session by session"
    drawn = charts.scores(series, name="scores", title=title)
    return [(title, drawn, OWN_START)] if drawn else []


def _worry(patient: Patient, *, today: dt.date) -> list[tuple[str, str, str]]:
    """Worry and usual pain from the weekly questions, where they were answered."""
    found = CheckIn.objects.filter(patient=patient, local_date__gt=today - CHARTED).order_by("week")
    rows = list(found.values_list("local_date", "worry", "usual_pain"))
    series = [
        charts.Series(scales.WORRY, [(day, worry) for day, worry, _ in rows], TEAL),
        charts.Series(scales.USUAL_PAIN, [(day, pain) for day, _, pain in rows], PLUM, "chart-b"),
    ]
    title = "Worry and usual pain, week by week"
    drawn = charts.scores(series, name="worry", title=title)
    return [(title, drawn, OWN_START)] if drawn else []


def _line(log: Log) -> list[str]:
    scores = (log.confidence, log.pain_highest, log.pain_now, log.effort)
    return [f"{log.day:%-d %b %Y}", log.session, *("–" if value is None else str(value) for value in scores)]


def _safe(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 (drawn from numbers and our own words)
