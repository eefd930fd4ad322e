"""`python -m tests.services.seed N`: a clinic where N patients train every day and are due right now."""

import datetime as dt
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 (the registry must be ready)

from patients.models import Plan  # noqa: E402
from tests.factories import MembershipFactory, PatientFactory, PlanFactory  # noqa: E402


def midday_zone(now: dt.datetime) -> str:
    """A zone in which it is noon now, whatever the time of day: no quiet hours stand in the way."""
    ahead = 12 - now.astimezone(dt.UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # the sign in these names is the other way round


def main(patients: int) -> None:
    now = timezone.now()
    noon = {"timezone": midday_zone(now), "reminder_hour": dt.time(12, now.minute)}
    therapist = MembershipFactory()
    for _ in range(patients):
        patient = PatientFactory(clinic=therapist.clinic, therapist=therapist, membership=None, **noon)
        PlanFactory(patient=patient, training_days="1234567", starts_on=now.date() - dt.timedelta(days=3))
    Plan.objects.update(created_at=now - dt.timedelta(days=3))


if __name__ == "__main__":
    main(int(sys.argv[1]))
