"""Notes: private to staff, corrected by adding another, never by overwriting."""

from django.conf import settings
from django.db import models

from patients.models.patient import Patient


class Note(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=5000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # a form sent twice makes one row

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["patient", "form_token"], name="note_form_sent_once")]

    def __str__(self) -> str:
        return f"Note {self.pk}"
