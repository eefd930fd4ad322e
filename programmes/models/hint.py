"""A hint that somebody read and set aside, and why."""

from django.conf import settings
from django.db import models

from programmes.models.programme import Programme


class SetAside(models.Model):
    """`key` names the hint, such as "pillar:AER"; the reason stays with the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="set_aside")
    key = models.CharField(max_length=160)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="hint_set_aside_once")]

    def __str__(self) -> str:
        return self.key
