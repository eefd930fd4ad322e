"""Whether a patient is to be reminded on a day: one truth, asked when planning and again when delivering."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from patients.models import Patient, Plan, Reminder, SessionLog
from patients.schedule import wants_reminder, week_start
from programmes.models import Session

MOST_A_WEEK = 4  # messages; clinical.md 6.2
LOOK_BACK = dt.timedelta(days=14)
ALREADY_TRAINED = "Already trained."

Dates = dict[int, list[dt.date]]


@dataclass(frozen=True)
class Lately:
    """When some patients trained and were reminded in the two weeks before, by patient."""

    trained: Dates = field(default_factory=lambda: defaultdict(list))
    reminded: Dates = field(default_factory=lambda: defaultdict(list))


def lately(patient_pks: Iterable[int], until: dt.date) -> Lately:
    """Read what `reason_against` needs to know about these patients, in two queries."""
    found, window = Lately(), {"patient__in": list(patient_pks), "local_date__gte": until - LOOK_BACK}
    logs = SessionLog.objects.filter(**window, session__kind=Session.Kind.TRAINING)
    for pk, day in logs.order_by().values_list("patient", "local_date"):
        found.trained[pk].append(day)
    sent = Reminder.objects.filter(**window, state=Reminder.State.SENT)
    for pk, day in sent.order_by().values_list("patient", "local_date"):
        found.reminded[pk].append(day)
    return found


def reason_against(patient: Patient, plan: Plan | None, day: dt.date, lately: Lately) -> str:
    """Return why there is to be no reminder on that day, in words for staff; empty if there is to be one."""
    if plan is None:
        return _patient_against(patient) or "The plan has ended."
    return _patient_against(patient) or _plan_against(plan, day) or _week_against(plan, day, lately)


def _patient_against(patient: Patient) -> str:
    if patient.archived_at:
        return "The patient is archived."
    if not patient.reminders_on:
        return "Reminders are turned off."
    return "" if patient.email else "There is no e-mail address."


def _plan_against(plan: Plan, day: dt.date) -> str:
    if plan.state == Plan.State.ENDED:
        return "The plan has ended."
    if plan.state == Plan.State.PAUSED:
        return "The plan is paused."
    return "The plan starts later." if day < plan.starts_on else ""


def _week_against(plan: Plan, day: dt.date, lately: Lately) -> str:
    trained = lately.trained[plan.patient_id]
    if day in trained:
        return ALREADY_TRAINED
    if sum(week_start(sent) == week_start(day) for sent in lately.reminded[plan.patient_id]) >= MOST_A_WEEK:
        return f"There were {MOST_A_WEEK} reminders this week already."
    if wants_reminder(day, training_days=plan.weekdays, per_week_lo=plan.per_week_lo, done_dates=trained):
        return ""
    return "It is not a training day." if plan.training_days else "Not needed today for this week’s sessions."
