"""What was done: a session, its items, their sets, with how it felt."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from patients.models.patient import Patient
from patients.models.plan import Plan
from programmes.models import Item, Session


def score(label: str) -> models.PositiveSmallIntegerField:
    """A whole number from 0 to 10; missing is missing, never 0."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )


SCORES = ("pain_now", "pain_highest", "effort", "confidence")


class SessionLog(models.Model):
    """One training session as it was done, dated where the patient was.

    `uuid` is made where the session was logged, so that sending it twice stores it once.
    """

    class Source(models.TextChoices):
        PORTAL = "portal", "Patient"
        STAFF = "staff", "Entered by staff"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="logs")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="logs")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="logs")
    local_date = models.DateField()
    logged_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=6, choices=Source, default=Source.PORTAL)
    as_prescribed = models.BooleanField(default=False)
    pain_now = score("pain now")
    pain_highest = score("highest pain")
    effort = score("effort")
    confidence = score("confidence")
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-local_date", "-id"]
        indexes = [models.Index(fields=["patient", "-local_date", "-id"], name="log_by_patient_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 10}), name=f"log_{name}_0_to_10"
            )
            for name in SCORES
        ]

    def __str__(self) -> str:
        return f"{self.session} on {self.local_date}"


class ItemLog(models.Model):
    """One exercise of that session: done, done easier, or skipped and why."""

    class Skip(models.TextChoices):
        PAIN = "pain", "It hurt"
        TIME = "time", "No time"
        UNWELL = "unwell", "Not well"
        UNSURE = "unsure", "Not sure how"
        NO_KIT = "no_kit", "No equipment"

    session_log = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="logs")
    skipped = models.CharField(max_length=8, choices=Skip, blank=True)
    made_easier = models.BooleanField(default=False)

    class Meta:
        ordering = ["session_log", "id"]
        constraints = [models.UniqueConstraint(fields=["session_log", "item"], name="item_logged_once")]

    def __str__(self) -> str:
        return f"{self.item}"


class SetLog(models.Model):
    """One set; `side` is empty where sides do not matter. Empty amounts mean: as prescribed."""

    item_log = models.ForeignKey(ItemLog, on_delete=models.CASCADE, related_name="sets")
    number = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=5, blank=True)
    reps = models.PositiveSmallIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    distance_m = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    load_kg = models.DecimalField(max_digits=7, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["item_log", "number", "id"]
        constraints = [models.UniqueConstraint(fields=["item_log", "number", "side"], name="set_logged_once")]

    def __str__(self) -> str:
        return f"set {self.number}"
