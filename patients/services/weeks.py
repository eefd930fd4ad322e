"""Count the weeks of a plan again after something in them changed."""

import datetime as dt

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from patients.models import Plan, PlanWeek
from patients.schedule import DAY, DAYS_A_WEEK, week_start

# Written out, because putting the same together from parts takes as long as running it, and every
# session that is stored waits for it. Nothing but numbers and dates goes in, as parameters.
SESSIONS_DONE = """
    SELECT COUNT(*) FROM patients_sessionlog log JOIN programmes_session session ON session.id = log.session_id
    WHERE log.plan_id = %s AND log.local_date BETWEEN %s AND %s AND session.kind IN ('training', 'easy')
"""
# A week with a flare-up in it is met by one session.
TARGET = """
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM patients_flare WHERE patient_id = %s AND began_on <= %s AND (ended_on IS NULL OR ended_on >= %s)
    ) THEN 1 ELSE %s END
"""
WEEKS_ON_TARGET = "SELECT COUNT(*) FROM patients_planweek WHERE plan_id = %s AND sessions_done >= target"


IN_FLARE = 1  # sessions a week in a flare-up


def recount(plan: Plan, *days: dt.date) -> None:
    """Write the sessions of these days' weeks, and how many weeks of the plan met their target.

    Call it inside the transaction that changed the logs, with the plan's row locked. A week keeps
    the target it had when its first session was logged. Extras alongside do not count, the plan for a
    flare-up does. Two statements for one day, so that storing a session stays cheap.
    """
    PlanWeek.objects.bulk_create(
        (_week(plan, monday) for monday in sorted(set(map(week_start, days)))),
        update_conflicts=True,
        unique_fields=["plan", "starts_on"],
        update_fields=["sessions_done"],
    )
    Plan.objects.filter(pk=plan.pk).update(weeks_on_target=_counted(WEEKS_ON_TARGET, plan.pk))


def ease_from(plan: Plan, day: dt.date) -> None:
    """A flare-up began on that day: the weeks counted since are met by one session."""
    plan.weeks.filter(starts_on__gte=week_start(day)).update(target=IN_FLARE)
    Plan.objects.filter(pk=plan.pk).update(weeks_on_target=_counted(WEEKS_ON_TARGET, plan.pk))


def drop_empty(plan: Plan) -> None:
    """Forget the weeks whose last session was moved or taken back."""
    plan.weeks.filter(sessions_done=0).delete()


def _week(plan: Plan, monday: dt.date) -> PlanWeek:
    sunday = monday + (DAYS_A_WEEK - 1) * DAY
    done = _counted(SESSIONS_DONE, plan.pk, monday.isoformat(), sunday.isoformat())
    target = _counted(TARGET, plan.patient_id, sunday.isoformat(), monday.isoformat(), plan.per_week_lo)
    return PlanWeek(plan=plan, starts_on=monday, sessions_done=done, target=target)


def _counted(select: str, *params: object) -> RawSQL:
    return RawSQL(select, params, output_field=IntegerField())  # noqa: S611 (our own text, values as parameters)
