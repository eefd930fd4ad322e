"""What a session just stored adds up to."""

from django.db.models import Count, Max, Q

from patients.models import Patient, SessionLog
from patients.portal.praise import Session, fact
from patients.schedule import week_start
from patients.services import records
from programmes.models.version import COUNTED


def fact_about(patient: Patient, log: SessionLog) -> str:
    """One specific good thing about this log; seven queries."""
    week = log.plan.weeks.filter(starts_on=week_start(log.local_date)).first()
    items = list(log.items.order_by().values_list("skipped", "easier"))
    before = _before(patient, log)
    sets = records.sets_of(patient, log)
    return fact(
        Session(
            sessions_ever=before["sessions"] + 1,
            done_this_week=week.sessions_done if week else 0,
            target=week.target if week else log.plan.per_week_lo,
            counts=log.session.kind in COUNTED,
            weeks_on_target=log.plan.weeks_on_target,
            exercises=log.session.items.count(),
            exercises_done=sum(not skipped for skipped, _ in items),
            made_easier=sum(bool(easier) for _, easier in items),
            confidence=log.confidence,
            confidence_before=before["confidence"],
            pain_highest=log.pain_highest,
            pain_before=bool(before["painful"]) and not before["painless"],
            days_since_last=(log.local_date - before["day"]).days if before["day"] else 0,
            more=records.more_than_ever(sets, unit=patient.clinic.weight_unit),
            evened=records.evened(sets),
        )
    )


def _before(patient: Patient, log: SessionLog) -> dict:
    """What all other sessions amount to."""
    return patient.logs.exclude(pk=log.pk).aggregate(
        sessions=Count("pk"),
        day=Max("local_date", filter=Q(local_date__lte=log.local_date)),
        confidence=Max("confidence"),
        painful=Count("pk", filter=Q(pain_highest__gt=0)),
        painless=Count("pk", filter=Q(pain_highest=0)),
    )
