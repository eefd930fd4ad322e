"""To whom a programme is given, told to the room of programmes, which knows no patients."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from clinic.models import Membership
from clinic.permissions import Permission, may
from clinic.prepared import Prepared
from patients.models import Patient, Plan
from programmes.assigning import Person
from programmes.models import Programme


def address(programme: int) -> str:
    return reverse("caseload:give", args=[programme])


def training_with(seat: Membership, programme: Programme) -> list[Person]:
    """Who follows this programme now; nobody follows a template."""
    if programme.is_template or not may(seat.role, Permission.SEE_PATIENTS):
        return []
    return [_person(plan.patient, plan.programme_id) for plan in _open_plans.all(programme.pk, seat.clinic_id)]


@Prepared
def _open_plans(programme: int, clinic: int) -> QuerySet[Plan]:
    return Plan.objects.open().filter(programme=programme, patient__clinic=clinic).select_related("patient")


def person(seat: Membership, pk: int) -> Person | None:
    """Somebody in this clinic's care, with the programme they trained with last."""
    if not may(seat.role, Permission.SEE_PATIENTS):
        return None
    last = Plan.objects.filter(patient=OuterRef("pk")).order_by("-id").values("programme")[:1]
    patients = Patient.objects.current().filter(clinic=seat.clinic_id, pk=pk)
    found = patients.annotate(last_programme=Subquery(last)).first()
    return _person(found, found.last_programme) if found else None


def made_for(seat: Membership, programme: Programme) -> Patient | None:
    """Whose programme this is: who trains with it, or the one person of that name; None where that is not clear."""
    if programme.is_template or not (programme.made_for or programme.plans.exists()):
        return None
    patients = Patient.objects.current().filter(clinic=seat.clinic_id)
    owners = list(patients.filter(plans__programme=programme).distinct()[:2])
    if not owners and programme.made_for:
        words = programme.made_for.split()
        named = Q()
        for word in words:
            named &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
        owners = [each for each in patients.filter(named)[:20] if each.name[:120] == programme.made_for]
    return owners[0] if len(owners) == 1 else None


def _person(patient: Patient, last_programme: int | None) -> Person:
    url = reverse("caseload:patient", args=[patient.pk])
    return Person(patient.pk, patient.name, patient.first_name, url, last_programme)
