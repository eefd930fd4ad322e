"""What got in the way, in the patient's choice of words."""

import uuid

from django.db import models

from patients.barriers import LONGEST_CUE
from patients.models.patient import Patient


class BarrierAnswer(models.Model):
    """One answer to "what got in the way?" about the week whose Monday is `week`; the last one of a week counts.

    `change` is what the patient chose to do about it: a code of `patients.barriers`, or empty. `before` is what that
    change replaced, so that it can be undone. `cue` is the daily habit the training is tied to, in the patient's words.
    """

    class What(models.TextChoices):
        TIME = "time", "No time"
        FORGOT = "forgot", "I forgot"
        PAIN = "pain", "Pain"
        AFRAID = "afraid", "Afraid it might do harm"
        BORED = "bored", "It was boring"
        TIRED = "tired", "Too tired"
        ILL = "ill", "I was ill"
        SPACE = "space", "No space or kit"
        FINE = "fine", "I feel fine now"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="barrier_answers")
    week = models.DateField()
    what = models.CharField(max_length=6, choices=What)
    change = models.CharField(max_length=12, blank=True)
    before = models.CharField(max_length=20, blank=True, editable=False)
    cue = models.CharField("tied to", max_length=LONGEST_CUE, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-week", "-id"]
        constraints = [models.UniqueConstraint(fields=["patient", "week"], name="barrier_once_a_week")]

    def __str__(self) -> str:
        return f"{self.what}, week of {self.week}"
