"""Reminders as rows: planned, claimed, sent or dropped, with the reason; the database is the truth."""

import datetime as dt

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from patients.models.channel import Channel
from patients.models.patient import Patient
from patients.models.plan import Plan


class Literal(models.Value):
    """A constant of ours written into the SQL: SQLite uses a partial index only where it sees the same words."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()


UNSENT = (Literal("planned"), Literal("sending"))


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def unsent(self) -> "ReminderQuerySet":
        """Those that may still be sent."""
        return self.filter(state__in=UNSENT)

    def ready_at(self, moment: dt.datetime) -> "ReminderQuerySet":
        """Those due that nobody holds, or whose holder let the lease run out; the longest due first."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=moment)
        return self.unsent().filter(free, due_at__lte=moment).order_by("due_at", "id")


class Reminder(models.Model):
    """One message to one patient for one local day, of one kind; `outcome` says what became of it."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Training day"
        NUDGE = "nudge", "Evening nudge"
        LATER = "later", "Asked for later"
        START = "start", "Help with the first session"
        MORNING = "morning", "Morning after"
        RECAP = "recap", "The week"
        BARRIER = "barrier", "What got in the way"
        FRESH = "fresh", "A fresh start"
        FLARE = "flare", "After a flare-up"
        REVIEW = "review", "Looking back"
        BOOSTER = "booster", "After the plan"
        LAST = "last", "The last one"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not needed"
        UNDELIVERED = "undelivered", "Could not be delivered"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="reminders")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TRAINING)
    channel = models.CharField("went by", max_length=5, choices=Channel.Kind, blank=True)
    local_date = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind", "local_date"], name="one_reminder_a_day_and_kind")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=("planned", "sending")), name="reminder_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.local_date}"
