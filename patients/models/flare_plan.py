"""What patient and therapist wrote down together for a flare-up, beside the easy exercises of the programme."""

from django.conf import settings
from django.db import models

from patients.models.patient import Patient


class FlarePlan(models.Model):
    """What helps this person, and whom they call; it outlives programmes, whose easy sessions say what to do."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="flare_plan")
    helps_patient = models.TextField("what helps, in the patient's own words", max_length=600, blank=True)
    helps_therapist = models.TextField("what helps, in the therapist's words", max_length=600, blank=True)
    call = models.CharField("whom to call", max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.patient}: for a flare-up"
