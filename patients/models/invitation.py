"""Invitations: a link or QR code that signs one device in, once."""

from django.conf import settings
from django.db import models

from patients.models.patient import Patient


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, moment: object) -> "InvitationQuerySet":
        return self.filter(used_at__isnull=True, expires_at__gt=moment)


class Invitation(models.Model):
    """Only a hash of the token is kept: whoever reads the table cannot sign in with it.

    `used_from` is a hash of the very page whose button used it, so that a double tap works.
    """

    class Delivery(models.TextChoices):
        BY_HAND = "", "Shown on the screen"
        SENT = "sent", "Sent by e-mail"
        NOT_SENT = "not_sent", "The e-mail could not be sent"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_from = models.CharField(max_length=64, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
