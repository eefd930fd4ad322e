"""What a patient can be assigned."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from patients.models import Patient, Plan
from programmes.models import Programme
from programmes.services import templates_for


def programmes_for(patient: Patient) -> QuerySet[Programme]:
    """Templates, what the clinic wrote for nobody in particular, and what is this patient's own."""
    plans = Plan.objects.filter(programme=OuterRef("pk"))
    theirs, others = plans.filter(patient=patient), plans.exclude(patient=patient)
    ours = Q(clinic=patient.clinic_id, is_template=False, archived_at=None)
    for_them = Q(made_for="") | Q(Exists(theirs)) | (Q(made_for=patient.name) & ~Q(Exists(others)))
    templates = templates_for(patient.clinic).values("pk")
    return Programme.objects.filter(Q(pk__in=templates) | (ours & for_them)).order_by("name", "id")
