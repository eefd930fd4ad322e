"""Print a patient's plan as it is in force now."""

from django.conf import settings

from clinic import audit
from clinic.models import User
from patients.models import Plan
from programmes import handouts


def print_plan(*, plan: Plan, by: User) -> bytes:
    """Lay out the handout of the phase the patient is in, and note who printed it; raises handouts.PaperError."""
    patient = plan.patient
    reader = handouts.HandoutFor(
        first_name=patient.first_name,
        goal=patient.goal,
        phase_number=plan.phase_number,
        review_on=plan.review_on,
        figure_look=patient.figure_look,
        therapist=str(patient.therapist.user),
    )
    pdf = handouts.render(plan.version, handout_for=reader, clinic=patient.clinic, site_url=settings.SITE_URL)
    audit.record("handout_printed", clinic=patient.clinic, target=patient, by=by, detail=str(plan.version))
    return pdf
