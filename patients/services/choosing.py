"""What a patient can be assigned."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from clinic.models import Membership
from patients.models import Patient, Plan
from programmes.models import Programme, Version
from programmes.services import own_programmes, templates_for


def programmes_for(patient: Patient, seat: Membership) -> QuerySet[Programme]:
    """Templates, what the clinic wrote for nobody in particular, and what is this patient's own.

    Each carries `in_force` and `in_draft`, the numbers of those versions.
    """
    plans = Plan.objects.filter(programme=OuterRef("pk"))
    theirs, others = plans.filter(patient=patient), plans.exclude(patient=patient)
    ours = own_programmes(seat).current().filter(is_template=False)
    for_them = Q(made_for="") | Q(Exists(theirs)) | (Q(made_for=patient.name) & ~Q(Exists(others)))
    versions = Version.objects.filter(programme=OuterRef("pk")).order_by("-number")
    chosen = Q(pk__in=templates_for(seat).values("pk")) | Q(pk__in=ours.filter(for_them).values("pk"))
    found = Programme.objects.filter(chosen).order_by("name", "id")
    return found.annotate(
        in_force=Subquery(versions.published().values("number")[:1]),
        in_draft=Subquery(versions.drafts().values("number")[:1]),
    )
