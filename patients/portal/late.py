"""Which days and sessions can be entered late."""

import datetime as dt

from django.utils.formats import date_format

from patients.models import Patient
from patients.portal.sessions import plan_of
from patients.portal.today import phase_of, sessions_of
from patients.schedule import DAY
from patients.services.logs import LATE_DAYS


def choices(patient: Patient) -> dict[str, list[tuple]]:
    """The last seven days since the plan began, newest first, and the sessions of the phase."""
    plan = plan_of(patient)
    phase = phase_of(plan) if plan else None
    if plan is None or phase is None:
        return {"days": [], "sessions": []}
    today = patient.today()
    days = [today - back * DAY for back in range(1, LATE_DAYS + 1)]
    return {
        "days": [(day.isoformat(), _words(day == days[0], day)) for day in days if day >= plan.starts_on],
        "sessions": [(one.session.pk, one.session.title) for one in sessions_of(phase, today)],
    }


def _words(is_yesterday: bool, day: dt.date) -> str:
    words = date_format(day, "l j F")
    return f"Yesterday, {words}" if is_yesterday else words
