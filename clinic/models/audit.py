"""The trail of who did and saw what; it depends on nothing, so that it outlives what it tells of."""

from typing import Any, NoReturn

from django.db import models


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **_: Any) -> NoReturn:
        raise TypeError("Audit events are written once and never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit events are written once and never deleted.")


class AuditEvent(models.Model):
    """One thing somebody did: ids and words as plain text, without foreign keys."""

    clinic_ref = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    actor_ref = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=160)
    verb = models.CharField(max_length=40)
    target_type = models.CharField(max_length=40)
    target_ref = models.CharField(max_length=40)
    detail = models.CharField(max_length=500, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["clinic_ref", "-id"], name="audit_by_clinic"),
            models.Index(fields=["clinic_ref", "target_type", "target_ref", "-id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.verb} {self.target_type} {self.target_ref}"
