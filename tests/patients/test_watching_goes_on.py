"""Whoever has something new is looked at, even where somebody else's plan breaks a rule."""

import pytest

from patients import watching
from patients.models import Attention, Patient
from tests.factories import PlanFactory


@pytest.mark.usefixtures("plan")
def test_a_plan_without_phases_keeps_nobody_else_from_being_looked_at(clinic, pat, sam, caplog):
    clinic.proposals_on = True
    clinic.save()
    broken = PlanFactory(patient=sam)
    broken.version.phases.all().delete()
    Patient.objects.filter(pk__in=(pat.pk, sam.pk)).update(email="")
    assert watching.look() == Patient.objects.count()
    assert set(Attention.objects.filter(reason="no_channel").values_list("patient", flat=True)) == {pat.pk, sam.pk}
    assert f"no proposals for patient {sam.pk}" in caplog.text
