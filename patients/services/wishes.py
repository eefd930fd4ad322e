"""What patients choose for themselves: days, hour, reminders, time zone, goal, who shows the exercises."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from clinic.models import User
from patients.models import Patient, Plan
from patients.services import people, plans


@transaction.atomic
def set_wishes(
    *,
    patient: Patient,
    plan: Plan | None,
    training_days: Iterable[int],
    reminders_on: bool,
    reminder_hour: dt.time,
    timezone: str,
    goal: str,
    figure_look: str,
    by: User,
) -> None:
    """Keep the patient's own choices, and move what is planned to them; raises ValidationError.

    How many sessions a week are meant stays with the therapist: chosen days fit at least as many.
    """
    days = set(training_days)
    if plan is not None and days != plan.weekdays:
        plans.set_days(
            plan=plan,
            training_days=days,
            per_week_lo=plan.per_week_lo,
            per_week_hi=plan.per_week_hi,
            by=by,
            reason="Chosen by the patient",
        )
    people.change_patient(
        patient=patient,
        by=by,
        reminders_on=reminders_on,
        reminder_hour=reminder_hour,
        timezone=timezone,
        goal=goal,
        figure_look=figure_look,
    )
