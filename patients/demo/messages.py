"""The reminders a demo patient got in the last weeks, by the rule that decides about real ones."""

import datetime as dt
from collections.abc import Iterator, Sequence

from patients.models import Channel, Patient, Plan, Reminder, SessionLog
from patients.reminders import times
from patients.reminders.channels.email import HANDED_OVER
from patients.reminders.wanted import ALREADY_TRAINED
from patients.schedule import DAY, wants_reminder

DAYS_BACK = 28


def reminders_of(patient: Patient, plan: Plan, logs: Sequence[SessionLog], now: dt.datetime) -> Iterator[Reminder]:
    """One row for each day before today on which a message was wanted, or would have been without the training."""
    if plan.state == Plan.State.PAUSED:
        return
    today = patient.today(now)
    for back in range(DAYS_BACK, 0, -1):
        day = today - back * DAY
        due = times.due_at(day, patient.reminder_hour, patient.zone)
        if day >= plan.starts_on and due is not None and _is_planned(plan, day, logs):
            yield _row(plan, day, due, logs)


def _is_planned(plan: Plan, day: dt.date, logs: Sequence[SessionLog]) -> bool:
    """Whether a message was wanted that morning."""
    return wants_reminder(
        day,
        training_days=plan.weekdays,
        per_week_lo=plan.per_week_lo,
        done_dates=[log.local_date for log in logs if log.local_date < day],
    )


def _row(plan: Plan, day: dt.date, due: dt.datetime, logs: Sequence[SessionLog]) -> Reminder:
    row = Reminder(patient=plan.patient, plan=plan, local_date=day, due_at=due)
    if any(log.local_date == day and log.logged_at < due for log in logs):
        row.state, row.outcome = Reminder.State.DROPPED, ALREADY_TRAINED
    else:
        row.state, row.outcome, row.attempts = Reminder.State.SENT, HANDED_OVER, 1
        row.sent_at, row.channel = due + dt.timedelta(seconds=7), Channel.Kind.EMAIL
    return row
