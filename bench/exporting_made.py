"""Fill a migrated database with patients who all have different handouts, print them bare, or export them.

`python -m bench.exporting_made fill 500`; `bare 40` prints the mean seconds of a bare WeasyPrint call, by the clock and
of the processor, at the priority of exports; `export pdf` starts an export and prints, in seconds, when its first
handout was there and when all of it, and what became of it.
"""

import json
import os
import sys
import time

import django

django.setup()  # models can be imported from here on, hence the noqa below

from bench.fill import clinic_of, patients_of, plans_of  # noqa: E402
from clinic.models import Clinic, Membership, Role  # noqa: E402
from exercises.models import Exercise  # noqa: E402
from patients.exports import asking, choosing, shelf  # noqa: E402
from patients.models import Export, Plan  # noqa: E402
from patients.services import printing  # noqa: E402
from programmes import handouts  # noqa: E402
from programmes.handouts import child, kept, paper  # noqa: E402
from programmes.services import load_library  # noqa: E402

EXERCISES, KINDS_OF_PLANS = 8, 20
POLL_SECONDS = 0.1


def fill(number: int) -> None:
    load_library()
    clinic, staff = clinic_of("bench", 1)
    patients = patients_of(clinic, staff, number)
    drawn = list(Exercise.objects.filter(clinic=None).order_by("key")[: KINDS_OF_PLANS + EXERCISES])
    for kind in range(KINDS_OF_PLANS):
        plans_of(patients[kind::KINDS_OF_PLANS], staff, drawn[kind : kind + EXERCISES])


def bare(times: int) -> None:
    from weasyprint import HTML  # noqa: PLC0415 (as the child does)

    plans = Plan.objects.open().select_related("version__programme", "patient__clinic", "patient__therapist__user")
    chosen = list(plans.order_by("pk"))[:: max(Plan.objects.count() // times, 1)][:times]
    pages = [handouts.html_of(printing.wanted(plan=plan, choice=handouts.Choice())) for plan in chosen]
    os.nice(child.NICENESS)
    began = (0.0, 0.0)
    for number, page in enumerate([pages[0], *pages]):
        if number == 1:  # the first one loads what is loaded once
            began = time.perf_counter(), time.process_time()
        HTML(string=page, base_url=paper.FONTS.as_uri() + "/").write_pdf(pdf_variant=child.STANDARD)
    taken = time.perf_counter() - began[0], time.process_time() - began[1]
    json.dump([seconds / len(pages) for seconds in taken], sys.stdout)


def export(kind: str) -> None:
    kept.forget()
    kept.made_by()
    seat = Membership.objects.get(clinic=Clinic.objects.get(slug="bench"), role=Role.THERAPIST)
    began = time.perf_counter()
    row = asking.start(membership=seat, wish=choosing.Wish(), choice=handouts.Choice(), kind=kind, token=None)
    asked = time.perf_counter() - began
    first = 0.0
    while row.is_at_work:
        time.sleep(POLL_SECONDS)
        row = Export.objects.get(pk=row.pk)
        first = first or (time.perf_counter() - began if row.printed else 0.0)
    told = {"asked": asked, "first": first, "all": time.perf_counter() - began, "state": row.state, "total": row.total}
    size = shelf.path_to(row.bound).stat().st_size if kind == "pdf" else row.size_bytes
    json.dump(told | {"printed": row.printed, "bytes": size}, sys.stdout)


if __name__ == "__main__":
    {
        "fill": lambda: fill(int(sys.argv[2])),
        "bare": lambda: bare(int(sys.argv[2])),
        "export": lambda: export(sys.argv[2]),
    }[sys.argv[1]]()
