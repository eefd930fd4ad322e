"""Who needs a person's look: the open items and what became of them, and from which figures on there are some."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.models import Clinic, Membership
from patients.models.patient import Patient


class Attention(models.Model):
    """One reason to look at a patient, open until somebody has dealt with it or it is over by itself.

    `reason` is a code of `patients.progress.attention`; `occasion` says of what: the same one is not opened again.
    `handed_to` looks after it in the therapist's place.
    """

    class End(models.TextChoices):
        DONE = "done", "Done"
        OVER = "over", "Over by itself"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="attention")
    reason = models.CharField(max_length=20)
    occasion = models.CharField(max_length=40)
    urgency = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)
    action = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    snoozed_until = models.DateField(null=True, blank=True)
    handed_to = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    end = models.CharField(max_length=4, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what_was_done = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["urgency", "opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "reason"], condition=Q(end=""), name="one_open_item_a_reason"),
            models.UniqueConstraint(fields=["patient", "reason", "occasion"], name="one_item_an_occasion"),
        ]
        indexes = [
            models.Index(fields=["urgency", "opened_at"], condition=Q(end=""), name="attention_open"),
        ]

    def __str__(self) -> str:
        return self.words


class Threshold(models.Model):
    """A figure of `patients.progress.attention` that a clinic, or somebody for one patient, has changed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="thresholds")
    patient = models.ForeignKey(Patient, null=True, blank=True, on_delete=models.CASCADE, related_name="thresholds")
    name = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "name"], condition=Q(patient__isnull=True), name="threshold_of_clinic_once"
            ),
            models.UniqueConstraint(fields=["patient", "name"], name="threshold_of_patient_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Away(models.Model):
    """Until when somebody of staff is away, and who looks after their open items meanwhile; else whoever runs the
    clinic does. A day that is past means: they are back."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="away")
    until = models.DateField("away until")
    cover = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="covers")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(cover=models.F("membership")), name="nobody_covers_themselves")
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} until {self.until}"
