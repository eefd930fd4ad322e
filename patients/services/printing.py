"""Print a patient's plan as it is in force now."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection

from clinic import audit
from clinic.models import Clinic, User
from patients.models import Patient, Plan
from patients.services import flare_plans, sheets
from patients.services.summary import Asked, course_of
from programmes import handouts

# All that a handout says and the version does not hold. One query, and no rows made of it: printing the same again is
# little more than this look.
PRINTED = (
    "pk", "version", "version__number", "phase_number", "review_on", "programme__name", "programme__summary",
    "patient", "patient__first_name", "patient__last_name", "patient__goal", "patient__figure_look",
    "patient__therapist__user__name", "patient__therapist__user__email",
    "patient__flare_plan__written_at", "patient__flare_plan__written_by__name",
)  # fmt: skip
PATIENT, CLINIC = -1, -2  # stand in the query where the numbers go


@dataclass(frozen=True)
class Ready:
    """What would be printed, as plain values."""

    clinic: Clinic
    facts: dict[str, Any]

    @property
    def programme(self) -> str:
        return self.facts["programme__name"]

    @property
    def first_name(self) -> str:
        return self.facts["patient__first_name"]


def ready(*, clinic: Clinic, patient: int) -> Ready | None:
    """The plan in force of this clinic's patient; None where there is none."""
    select, marks = _select()
    with connection.cursor() as cursor:
        cursor.execute(select, [{PATIENT: patient, CLINIC: clinic.pk}.get(mark, mark) for mark in marks])
        row = cursor.fetchone()
    return Ready(clinic, dict(zip(PRINTED, row, strict=True))) if row else None


@cache
def _select() -> tuple[str, tuple[Any, ...]]:
    """The query put together once: that takes longer than running it, and it is a third of printing the same again."""
    plans = Plan.objects.open().filter(patient=PATIENT, patient__clinic=CLINIC).order_by()
    return plans.values_list(*PRINTED).query.sql_with_params()


def print_plan(found: Ready, *, by: User, choice: handouts.Choice, asked: Asked | None = None) -> handouts.Printed:
    """Lay out the handout, or take the same one of today, and note who printed it; raises handouts.PaperError.

    `asked` is what a summary is to show.
    """
    made = printed(found, choice=choice, asked=asked)
    patient = Patient(pk=found.facts["patient"])
    detail = f"{found.programme} v{found.facts['version__number']}, {choice.layout.label}"
    audit.record("handout_printed", clinic=found.clinic, target=patient, by=by, detail=detail)
    return made


def printed(
    found: Ready, *, choice: handouts.Choice, asked: Asked | None = None, in_background: bool = False
) -> handouts.Printed:
    """The handout, laid out now or kept since earlier today; raises handouts.PaperError."""
    return handouts.once(
        _name(found, choice), lambda: handouts.make(wanted_now(found, choice, asked), in_background=in_background)
    )


def _name(found: Ready, choice: handouts.Choice) -> str:
    """What it is kept as; a summary changes with every session and is made anew."""
    if choice.layout == handouts.Layout.SUMMARY:
        return ""
    return handouts.name_for(found.facts, clinic=found.clinic, choice=choice, site_url=settings.SITE_URL)


def wanted_now(found: Ready, choice: handouts.Choice, asked: Asked | None = None) -> handouts.Wanted:
    patient = patients_of(found.clinic).get(pk=found.facts["patient"])
    patient.clinic = found.clinic
    plan = Plan.objects.select_related("version__programme").get(pk=found.facts["pk"])
    plan.patient = patient
    return wanted(plan=plan, choice=choice, asked=asked)


def patients_of(clinic: Clinic) -> Any:
    """The clinic's patients with all of them that stands on paper, in one query."""
    return clinic.patients.select_related("clinic", "therapist__user")


def plan_of(patient: Patient) -> Plan | None:
    """The plan in force, with what it is a version of."""
    plan = patient.plans.open().select_related("version__programme", "programme").first()
    if plan:
        plan.patient = patient  # already read
    return plan


def wanted(*, plan: Plan, choice: handouts.Choice, asked: Asked | None = None) -> handouts.Wanted:
    """The handout of the phase the patient is in; a summary of how it went where that is chosen."""
    patient = plan.patient
    reader = handouts.HandoutFor(
        first_name=patient.first_name,
        last_name=patient.last_name if patient.clinic.full_names else "",
        goal=patient.goal,
        phase_number=plan.phase_number,
        review_on=plan.review_on,
        figure_look=patient.figure_look,
        therapist=str(patient.therapist.user),
        start_url=sheets.url_for(plan),
        flare=flare_plans.words_of(patient),
    )
    course = course_of(plan, ink=choice.is_ink, asked=asked) if choice.layout == handouts.Layout.SUMMARY else None
    return handouts.Wanted(plan.version, patient.clinic, settings.SITE_URL, choice, reader, course)
