"""Fill a migrated database for `bench/portal_load`: so many patients with eight exercises each, and no log yet.

`python -m bench.portal_load_fill PATIENTS` prints their seats as JSON.
"""

import json
import sys
from dataclasses import asdict

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection, transaction  # noqa: E402

from bench.fill import THERAPISTS, clinic_of, patients_of, plans_of, seat_of  # noqa: E402
from exercises.models import Exercise  # noqa: E402
from programmes.services import load_library  # noqa: E402


def main(patients: int) -> None:
    with transaction.atomic():
        load_library()
        clinic, staff = clinic_of("bench", THERAPISTS)
        exercises = list(Exercise.objects.filter(clinic=None).order_by("key")[:8])
        plans = plans_of(patients_of(clinic, staff, patients), staff, exercises)
        seats = [asdict(seat_of(plan)) for plan in plans]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    json.dump(seats, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
