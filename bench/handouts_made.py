"""Fill a migrated database with a clinic, a patient and their plan of eight exercises, or lay its handout out.

`python -m bench.handouts_made` fills it and prints cookies and addresses; with a number it lays the handout out that
many times, ours and a bare WeasyPrint call on the same HTML in turn, and prints seconds at the median and bytes.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.utils import timezone  # noqa: E402

from bench.fill import clinic_of, cookie_of  # noqa: E402
from patients.models import Patient, Plan  # noqa: E402
from patients.services import people, plans, printing, seats  # noqa: E402
from programmes import handouts  # noqa: E402
from programmes.handouts import child, paper  # noqa: E402
from programmes.models import Programme  # noqa: E402
from programmes.services import load_library  # noqa: E402

TEMPLATE, EXERCISES = "foundations-strength", 8


def fill() -> None:
    load_library()
    clinic, staff = clinic_of("bench", 1)
    patient = people.add_patient(
        clinic=clinic, by=staff[0].user, therapist=staff[0], first_name="Maria", last_name="Bench", email="m@bench.test"
    )
    template = Programme.objects.get(key=TEMPLATE, clinic=None)
    today = timezone.now().date()
    plans.assign(
        patient=patient, programme=template, by=staff[0].user, starts_on=today, training_days=[], per_week_lo=None,
        per_week_hi=None,
    )  # fmt: skip
    told = {
        "floor": cookie_of(staff[0], "django.contrib.auth.backends.ModelBackend"),
        "therapist": cookie_of(staff[0]),
        "trains": cookie_of(seats.seat_for(patient)),
        "patient": f"/patients/{patient.pk}/handout.pdf",
        "programme": f"/programmes/{template.pk}/handout.pdf",
    }
    json.dump(told, sys.stdout)


def lay_out(times: int) -> None:
    patient = printing.patients_of(Plan.objects.get().patient.clinic).get()
    if _exercises(patient) != EXERCISES:
        raise SystemExit(f"The plan has {_exercises(patient)} exercises instead of {EXERCISES}.")
    page = handouts.html_of(_wanted(patient))
    _bare(page), handouts.make(_wanted(patient))
    rounds = [
        (
            _seconds(lambda: handouts.make(_wanted(patient))),
            _seconds(lambda: _bare(page)),
            _seconds(lambda: handouts.make(_wanted(patient, handouts.Layout.ONE_PAGE))),
        )
        for _ in range(times)
    ]
    ours, bare, one_page = (median(each) for each in zip(*rounds, strict=True))
    size = len(handouts.make(_wanted(patient)).pdf)
    json.dump({"ours": ours, "bare": bare, "one_page": one_page, "bytes": size}, sys.stdout)


def _wanted(patient: Patient, layout: handouts.Layout = handouts.Layout.STANDARD) -> handouts.Wanted:
    """From the database each time, as a request does."""
    plan = printing.plan_of(patient)
    assert plan
    return printing.wanted(plan=plan, choice=handouts.Choice(layout))


def _exercises(patient: Patient) -> int:
    plan = printing.plan_of(patient)
    assert plan
    return sum(session.items.count() for phase in plan.version.phases.all() for session in phase.sessions.all())


def _bare(page: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 (as the child does)

    return HTML(string=page, base_url=paper.FONTS.as_uri() + "/").write_pdf(pdf_variant=child.STANDARD)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    lay_out(int(sys.argv[1])) if sys.argv[1:] else fill()
