"""The ways a message can reach a patient, and the address of their calendar."""

from django.db import models

from patients.models.patient import Patient


class Channel(models.Model):
    """One way to one patient: their mailbox, a device that takes pushes, a telephone.

    `keys` are a push subscription's `p256dh` and `auth`. `broken_at` is since when nothing arrives, `trouble` why, in
    words for staff; a message that arrives mends it. Gone devices are deleted, a bounced mailbox is kept broken.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        PUSH = "push", "A message on a device"
        SMS = "sms", "Text message"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=5, choices=Kind)
    address = models.CharField(max_length=1000)
    keys = models.JSONField(default=dict, blank=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "address"], name="channel_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class CalendarFeed(models.Model):
    """The private address from which a patient's calendar reads their training days; a new key revokes the old one.

    `mark` stands for what it said last, and `changed_at` is since when it says that.
    """

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mark = models.CharField(max_length=32, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Calendar {self.pk}"
