"""`python -m tests.services.sweeping seed N`: N open alerts nobody opened, N untold, N unread messages, all due.

`python -m tests.services.sweeping sweep` waits for the next full second, like the others, and sends until none is due.
"""

import datetime as dt
import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402 (the registry must be ready)

from patients import alerts, notices  # noqa: E402
from patients.models import SafetyLock  # noqa: E402
from tests.factories import MembershipFactory, PatientFactory  # noqa: E402
from tests.services.seed import midday_zone  # noqa: E402


def seed(number: int) -> None:
    now = timezone.now()
    ago = now - dt.timedelta(hours=3)
    therapist = MembershipFactory(clinic__email="desk@example.test")
    for place in range(2 * number):
        patient = PatientFactory(
            clinic=therapist.clinic, therapist=therapist, membership=None, timezone=midday_zone(now)
        )
        SafetyLock.objects.create(
            patient=patient,
            urgency="now",
            signs="saddle",
            local_date=now.date(),
            raised_at=ago,
            told_at=ago if place % 2 else None,
        )
        if place % 2:
            patient.messages.create(is_from_patient=False, by=therapist.user, text="Hello", sent_at=ago)


def sweep() -> None:
    time.sleep(1 - time.time() % 1)
    now = timezone.now()
    while alerts._due(now) or alerts._due_again(now) or notices._due(now).exists():
        alerts.drain()
        notices.drain()


if __name__ == "__main__":
    seed(int(sys.argv[2])) if sys.argv[1] == "seed" else sweep()
