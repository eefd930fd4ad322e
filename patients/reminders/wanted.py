"""Whether a patient is to be reminded on a day: one truth, asked when planning and again when delivering."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from patients.models import Patient, Plan, Reminder, SessionLog, Standing, standing_of, with_standing
from patients.schedule import wants_reminder, week_start
from programmes.models.version import COUNTED

MOST_A_WEEK = 4  # messages; clinical.md 6.2
QUIET_IN_FLARE = dt.timedelta(days=2)  # clinical.md 6.2: nothing for 24 to 48 hours
FLARE_DONE = "Not needed today in a flare-up."
LOOK_BACK = dt.timedelta(days=14)
ALREADY_TRAINED = "Already trained."

Dates = dict[int, list[dt.date]]


@dataclass(frozen=True)
class Lately:
    """When some patients trained and were reminded in the two weeks before, and how they stand, by patient."""

    trained: Dates = field(default_factory=lambda: defaultdict(list))
    reminded: Dates = field(default_factory=lambda: defaultdict(list))
    standing: dict[int, Standing] = field(default_factory=dict)


def lately(patient_pks: Iterable[int], until: dt.date) -> Lately:
    """Read what `reason_against` needs to know about these patients, in three queries."""
    pks = list(patient_pks)
    found, window = Lately(), {"patient__in": pks, "local_date__gte": until - LOOK_BACK}
    for patient in with_standing(Patient.objects.filter(pk__in=pks)).only("pk"):
        found.standing[patient.pk] = standing_of(patient)
    logs = SessionLog.objects.filter(**window, session__kind__in=COUNTED)
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
    standing = lately.standing.get(patient.pk)
    return (
        _patient_against(patient)
        or _plan_against(plan, day)
        or (_standing_against(standing, day) if standing else "")
        or _week_against(plan, day, lately)
    )


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


def _standing_against(standing: Standing, day: dt.date) -> str:
    if standing.is_locked:
        return "A sign that needs help was ticked: the programme is closed."
    if standing.in_flare(day) and standing.began_on and day - standing.began_on < QUIET_IN_FLARE:
        return "A flare-up has just begun."
    return ""


def _week_against(plan: Plan, day: dt.date, lately: Lately) -> str:
    trained = lately.trained[plan.patient_id]
    if day in trained:
        return ALREADY_TRAINED
    if sum(week_start(sent) == week_start(day) for sent in lately.reminded[plan.patient_id]) >= MOST_A_WEEK:
        return f"There were {MOST_A_WEEK} reminders this week already."
    standing = lately.standing.get(plan.patient_id)
    if standing and standing.in_flare(day):  # one session a week, on any day, is all that is asked for
        return "" if wants_reminder(day, training_days=frozenset(), per_week_lo=1, done_dates=trained) else FLARE_DONE
    if wants_reminder(day, training_days=plan.weekdays, per_week_lo=plan.per_week_lo, done_dates=trained):
        return ""
    return "It is not a training day." if plan.training_days else "Not needed today for this week’s sessions."
