"""What was said at discharge, kept so that it prints again as it was."""

from django.conf import settings
from django.db import models

from patients.models.plan import Plan


class Summary(models.Model):
    """A summary of a plan that ended; `content` holds its words and drawings, the plan's version the exercises."""

    class Audience(models.TextChoices):
        PATIENT = "patient", "For the patient"
        REFERRER = "referrer", "For the referrer"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="summaries")
    audience = models.CharField(max_length=8, choices=Audience)
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "id"]
        verbose_name_plural = "summaries"
        constraints = [models.UniqueConstraint(fields=["plan", "audience"], name="summary_once")]

    def __str__(self) -> str:
        return f"{self.plan}, {self.get_audience_display().lower()}"
