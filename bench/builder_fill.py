"""Fill a migrated database for the builder: a clinic with a patient in training, and programmes of 40 and of 5 items.

`python -m bench.builder_fill` prints cookies and numbers as JSON.
"""

import datetime as dt
import json
import sys

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.fill import clinic_of, cookie_of  # noqa: E402
from clinic.models import Clinic, User  # noqa: E402
from exercises.models import Exercise  # noqa: E402
from patients.models import Patient  # noqa: E402
from patients.services import plans  # noqa: E402
from programmes import services  # noqa: E402
from programmes.dose import parse  # noqa: E402
from programmes.models import Programme  # noqa: E402

DOSE = parse("3x8-10 rest 60 rpe 4-6")


def main() -> None:
    with transaction.atomic():
        services.load_library()
        clinic, staff = clinic_of("bench", 1)
        therapist = staff[0]
        patient = Patient.objects.create(
            clinic=clinic,
            therapist=therapist,
            first_name="Maria",
            last_name="Bench",
            email="maria@bench.test",
            goal="Lift a crate without thinking twice.",
            minutes_available=30,
        )
        starter = Programme.objects.get(key="starter")
        how = {"training_days": "135", "per_week_lo": 2, "per_week_hi": 3}
        plan = plans.assign(patient=patient, programme=starter, by=therapist.user, starts_on=today(), **how)
        cast = {
            "therapist": cookie_of(therapist),
            "floor": cookie_of(therapist, "django.contrib.auth.backends.ModelBackend"),
            "patient": patient.pk,
            "own": plan.programme_id,
            "forty": _programme(clinic, therapist.user, phases=4, each=10),
            "five": _programme(clinic, therapist.user, phases=1, each=5),
        }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    json.dump(cast, sys.stdout)


def today() -> dt.date:
    return timezone.localdate()


def _programme(clinic: Clinic, by: User, *, phases: int, each: int) -> dict[str, object]:
    """A draft of so many phases with one session each."""
    exercises = list(Exercise.objects.filter(clinic=None).order_by("key")[: phases * each])
    programme = services.start(clinic=clinic, name=f"{phases} x {each}", by=by)
    draft = services.draft_of(programme=programme, by=by)
    for _ in range(phases - 1):
        services.add_phase(draft=draft, by=by)
    items = []
    for number, phase in enumerate(draft.phases.all()):
        for exercise in exercises[number * each : (number + 1) * each]:
            item = services.add_item(session=phase.sessions.get(), exercise=exercise, by=by, dose=DOSE)
            items.append(item.pk)
    draft.edits.all().delete()
    return {"programme": programme.pk, "items": items, "session": draft.phases.first().sessions.get().pk}


if __name__ == "__main__":
    main()
