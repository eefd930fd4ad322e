"""Outcomes: one score of one instrument on one day."""

import uuid

from django.conf import settings
from django.db import models

from patients.models.patient import Patient

LONGEST_ACTIVITY = 120


class Measure(models.Model):
    """A score as it was entered; `activity` names the patient's own where the instrument asks for one.

    The codes of `instrument` and `moment` are those of `patients.progress.instruments`.
    """

    uuid = models.UUIDField(default=uuid.uuid4)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="measures")
    instrument = models.CharField(max_length=12)
    activity = models.CharField(max_length=LONGEST_ACTIVITY, blank=True)
    moment = models.CharField(max_length=10)
    taken_on = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=2)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["taken_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "uuid", "activity"], name="measure_form_sent_once"),
        ]
        indexes = [models.Index(fields=["patient", "instrument", "taken_on"], name="measure_by_patient")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.value} on {self.taken_on}"
