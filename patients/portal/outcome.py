"""What a session just stored adds up to."""

from django.db.models import Max

from patients.models import Patient, SessionLog
from patients.portal.praise import Session, fact
from patients.schedule import week_start
from programmes.models import Session as Prescribed


def fact_about(patient: Patient, log: SessionLog) -> str:
    """One specific good thing about this log; five queries."""
    week = log.plan.weeks.filter(starts_on=week_start(log.local_date)).first()
    items = list(log.items.order_by().values_list("skipped", "made_easier"))
    return fact(
        Session(
            sessions_ever=patient.logs.count(),
            done_this_week=week.sessions_done if week else 0,
            target=week.target if week else log.plan.per_week_lo,
            counts=log.session.kind == Prescribed.Kind.TRAINING,
            weeks_on_target=log.plan.weeks_on_target,
            exercises=log.session.items.count(),
            exercises_done=sum(not skipped for skipped, _ in items),
            made_easier=sum(easier for _, easier in items),
            confidence=log.confidence,
            confidence_before=patient.logs.exclude(pk=log.pk).aggregate(most=Max("confidence"))["most"],
            pain_highest=log.pain_highest,
        )
    )
