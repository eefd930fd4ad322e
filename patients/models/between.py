"""What a patient tells between sessions: the morning after, the week, a flare-up, a sign that needs help."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from patients.models.log import SessionLog, score
from patients.models.patient import Patient

ASKED_WEEKLY = ("usual_pain", "confidence", "worry", "sleep", "stress")


class MorningAnswer(models.Model):
    """How it felt the morning after a session; one answer a session, the last one counts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    log = models.OneToOneField(SessionLog, on_delete=models.CASCADE, related_name="morning")
    pain = models.PositiveSmallIntegerField()
    local_date = models.DateField()
    logged_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pain__lte=10), name="morning_pain_0_to_10")]

    def __str__(self) -> str:
        return f"{self.pain} on {self.local_date}"


class CheckIn(models.Model):
    """The weekly questions, 0 to 10 each; missing is missing. One a week, whose Monday is `week`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="check_ins")
    week = models.DateField()
    local_date = models.DateField()
    logged_at = models.DateTimeField()
    usual_pain = score("usual pain")
    confidence = score("confidence")
    worry = score("worry")
    sleep = score("sleep")
    stress = score("stress")
    is_flare = models.BooleanField("a flare-up", null=True, blank=True)
    can_do = models.CharField("what I can do now that I could not", max_length=300, blank=True)

    class Meta:
        ordering = ["-week", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "week"], name="check_in_once_a_week"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 10}),
                    name=f"check_in_{name}_0_to_10",
                )
                for name in ASKED_WEEKLY
            ),
        ]

    def __str__(self) -> str:
        return f"week of {self.week}"


class Flare(models.Model):
    """A flare-up, from the day it was said to the day it was over; the weeks after it ramp up again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="flares")
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(ended_on__isnull=True), name="one_open_flare"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")),
                name="flare_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"since {self.began_on}"


class SafetyLockQuerySet(models.QuerySet["SafetyLock"]):
    def open(self) -> "SafetyLockQuerySet":
        return self.filter(cleared_at__isnull=True)

    def looked_at(self) -> "SafetyLockQuerySet":
        """Those a clinician cleared."""
        return self.filter(cleared_by__isnull=False)

    def own(self) -> "SafetyLockQuerySet":
        """Without the rows that only say that a sign was added to a lock already there."""
        return self.exclude(cleared_at__isnull=False, cleared_by__isnull=True)

    def to_tell(self) -> "SafetyLockQuerySet":
        """Those of which the clinic's address knows nothing yet."""
        return self.open().filter(told_at__isnull=True)

    def unseen(self) -> "SafetyLockQuerySet":
        """Those of which the clinic was told once, and which no clinician has opened."""
        return self.open().filter(told_at__isnull=False, told_again_at__isnull=True, seen_at__isnull=True)


class SafetyLock(models.Model):
    """A sign that needs help was ticked: nothing is trained until a clinician has looked at it.

    `signs` are codes with spaces between. `told_at` is when the clinic's address took the alert; until then
    it is tried again, by whoever holds the lease, not before `lease_until`. `seen_at` is when the first clinician
    opened it, and `told_again_at` when the alert went out once more because nobody had. A sign ticked while a lock is
    open is written into that one, and leaves a row of its own that is closed from the start and cleared by nobody:
    so its UUID is known when it is sent again.
    """

    class Urgency(models.TextChoices):
        NOW = "now", "Emergency help now"
        TODAY = "today", "Call the same day"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="locks")
    urgency = models.CharField(max_length=5, choices=Urgency)
    signs = models.CharField(max_length=300)
    local_date = models.DateField()
    noticed_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_again_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("what was found and agreed", max_length=500, blank=True)

    objects = SafetyLockQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(cleared_at__isnull=True), name="one_open_lock")
        ]
        indexes = [
            models.Index(fields=["raised_at"], condition=Q(told_at__isnull=True), name="lock_to_tell"),
            models.Index(
                fields=["told_at"],
                condition=Q(cleared_at__isnull=True, told_again_at__isnull=True, seen_at__isnull=True),
                name="lock_to_tell_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_urgency_display()} {self.raised_at:%F}"

    @property
    def codes(self) -> list[str]:
        return self.signs.split()


class Consent(models.Model):
    """That a patient agreed to what is kept about their training; `version` is that of the words they read."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="consents")
    version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]

    def __str__(self) -> str:
        return f"words {self.version}, {self.given_at:%F}"
