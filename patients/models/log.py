"""What was done: a session, its items, their sets, with how it felt."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from exercises.models import Exercise
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

    `uuid` is made where the session was logged, so that sending it twice stores it once. `started_at` and
    `ended_at` are what the patient's device said; `logged_at` is when it arrived here.
    """

    class Source(models.TextChoices):
        PORTAL = "portal", "Patient"
        STAFF = "staff", "Entered by staff"

    class Stop(models.TextChoices):
        """Why a session ended before its end."""

        PAIN = "pain", "The pain got worse"
        UNWELL = "unwell", "Not well"
        TIME = "time", "No more time"
        OTHER = "other", "Something else"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="logs")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="logs")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="logs")
    local_date = models.DateField()
    logged_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=6, choices=Source, default=Source.PORTAL)
    as_prescribed = models.BooleanField(default=False)
    is_short = models.BooleanField("the short version", default=False)
    stopped = models.CharField("stopped early", max_length=8, choices=Stop, blank=True)
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
    """One exercise of that session: done, done easier and how, or skipped and why.

    `done_as` is the easier exercise of its ladder that was done in its place.
    """

    class Skip(models.TextChoices):
        PAIN = "pain", "It hurt"
        TIME = "time", "No time"
        UNWELL = "unwell", "Not well"
        UNSURE = "unsure", "Not sure how"
        NO_KIT = "no_kit", "No equipment"

    class Easier(models.TextChoices):
        STEP = "step", "The easier step"
        FEWER = "fewer", "Fewer"
        SMALLER = "smaller", "A smaller movement"
        SLOWER = "slower", "Slower"
        SOME = "some", "An easier version"  # without saying which

    session_log = models.ForeignKey(SessionLog, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="logs")
    skipped = models.CharField(max_length=8, choices=Skip, blank=True)
    easier = models.CharField("made easier", max_length=8, choices=Easier, blank=True)
    done_as = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

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
