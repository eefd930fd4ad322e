"""Write down which reminders are wanted today and tomorrow; delivering asks again, so a row is only an intention."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from patients.models import Patient, Plan, Reminder
from patients.reminders import times
from patients.reminders.wanted import Lately, lately, reason_against

# What comes before: rests that are over. Filled from above, where plans are changed.
BEFORE: list[Callable[[dt.datetime], None]] = []
PLANS_AT_ONCE = 1000  # keeps memory flat, however many patients there are
DAY = dt.timedelta(days=1)


def plan() -> None:
    """Insert the missing rows of every patient's today and tomorrow, and move those whose hour was changed.

    Doing it twice, or from two places at once, changes nothing: the rows are unique per patient,
    kind and local day.
    """
    now = timezone.now()
    for first in BEFORE:
        first(now)
    for plans in _in_chunks(_reminded(now)):
        _write_down(plans, now)


def replan(patient: Patient) -> None:
    """Do the same for one patient at once, after their days, hour, zone or address were changed."""
    now = timezone.now()
    _write_down(list(_reminded(now).filter(patient=patient)), now)


def _reminded(now: dt.datetime) -> QuerySet[Plan]:
    """Plans whose patients may get reminders; the start is compared loosely, their own calendar decides."""
    plans = Plan.objects.training().filter(starts_on__lte=now.date() + 2 * DAY)
    plans = plans.filter(patient__archived_at__isnull=True, patient__reminders_on=True).exclude(patient__email="")
    if not settings.DEMO:
        plans = plans.filter(patient__clinic__is_demo=False)
    return plans.select_related("patient__clinic")


def _in_chunks(plans: QuerySet[Plan]) -> Iterator[list[Plan]]:
    last = 0
    while chunk := list(plans.filter(pk__gt=last).order_by("pk")[:PLANS_AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _write_down(plans: list[Plan], now: dt.datetime) -> None:
    """Five queries and no more, unless an hour was changed."""
    patients = [plan.patient_id for plan in plans]
    known = lately(patients, until=now.date())
    rows = Reminder.objects.filter(patient__in=patients, kind=Reminder.Kind.TRAINING, local_date__gte=now.date() - DAY)
    written = {(row.patient_id, row.local_date): row for row in rows}
    missing = []
    for plan in plans:
        for day, due in _coming(plan.patient, now):
            row = written.get((plan.patient_id, day))
            if row is not None:
                _keep_to(row, due, now)
            elif _is_wanted(plan, day, due, known, now):
                missing.append(Reminder(patient=plan.patient, plan=plan, local_date=day, due_at=due))
    Reminder.objects.bulk_create(missing, ignore_conflicts=True)


def _coming(patient: Patient, now: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
    """Yield the patient's today and tomorrow, each with the moment of their hour."""
    today, zone = patient.today(now), patient.zone
    for day in (today, today + DAY):
        due = times.due_at(day, patient.reminder_hour, zone)
        if due:
            yield day, due


def _is_wanted(plan: Plan, day: dt.date, due: dt.datetime, known: Lately, now: dt.datetime) -> bool:
    """An hour just missed still counts, unless the plan is younger: who gets it at 19:00 is not reminded of 18:30."""
    if due < now and (due < plan.created_at or times.too_late(due, now, plan.patient.zone)):
        return False
    return not reason_against(plan.patient, plan, day, known)


def _keep_to(row: Reminder, due: dt.datetime, now: dt.datetime) -> None:
    """Move a row not tried yet to the hour that holds now, unless somebody has just claimed it."""
    if row.due_at == due or row.state != Reminder.State.PLANNED or row.attempts:
        return
    still = Reminder.objects.filter(pk=row.pk, state=Reminder.State.PLANNED, due_at=row.due_at)
    if due > now:
        still.update(due_at=due)
    else:
        still.update(state=Reminder.State.DROPPED, outcome="The hour was changed to one already past.")
