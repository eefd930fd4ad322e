"""Words between a patient and the clinic."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic.models import Clinic
from patients.models.patient import Patient

LONGEST_MESSAGE = 4000


class Message(models.Model):
    """One message, by the patient or to them; never changed once it is sent.

    `read_at` is when the other side opened it: the patient, or the first of the staff. `told_at` is when the patient
    was told by e-mail that there is something to read; whoever tells them holds the lease of the oldest one unread.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="messages")
    is_from_patient = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    picture = models.FileField(upload_to="messages/%Y/%m/", max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(picture=""), name="message_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["patient", "is_from_patient"], condition=Q(read_at__isnull=True), name="message_unread"
            ),
            models.Index(
                fields=["sent_at"],
                condition=Q(is_from_patient=False, read_at__isnull=True, told_at__isnull=True),
                name="message_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class QuickReply(models.Model):
    """A sentence the clinic's staff write often, to start a message from."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="quick_replies")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["clinic", "text"], name="quick_reply_once")]

    def __str__(self) -> str:
        return self.text
