"""Versions and their parts: a draft is edited in place, a published version never changes again."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from exercises.vocabulary import PhaseKind
from programmes.frequency import times_a_week
from programmes.models.programme import Programme

LONGEST_PHASE_WEEKS = 52


class VersionQuerySet(models.QuerySet["Version"]):
    def drafts(self) -> "VersionQuerySet":
        return self.filter(published_at__isnull=True)

    def published(self) -> "VersionQuerySet":
        return self.filter(published_at__isnull=False)

    def whole(self) -> "VersionQuerySet":
        """With everything below it, in six queries whatever the size."""
        return self.select_related("programme").prefetch_related("phases__sessions__items__exercise__tags")


class Version(models.Model):
    """One state of a programme: draft until `published_at` is set, frozen after.

    `news` is what has changed since the version before, in words for the patient.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    news = models.TextField(max_length=1000, blank=True)

    stood: Any = None  # what was in it when it was opened for an edit

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(published_at__isnull=True), name="one_draft_per_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Phase(models.Model):
    """A stage of a programme, with a weekly target and words for when to move on; a person decides, never the app."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=PhaseKind, default=PhaseKind.STABILITY)
    weeks = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PHASE_WEEKS)]
    )
    per_week_lo = models.PositiveSmallIntegerField(
        "sessions a week, at least", default=2, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    per_week_hi = models.PositiveSmallIntegerField(
        "sessions a week, at most", default=3, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    exit_criterion = models.CharField("ready to move on when", max_length=400, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(weeks__range=(1, LONGEST_PHASE_WEEKS)), name="phase_weeks_in_range"),
            models.CheckConstraint(
                condition=Q(per_week_lo__gte=1, per_week_hi__lte=7, per_week_lo__lte=F("per_week_hi")),
                name="phase_sessions_a_week_in_range",
                violation_error_message="Sessions a week go from 1 to 7, the smaller number first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def how_often(self) -> str:
        """The weekly target in words."""
        return times_a_week(self.per_week_lo, self.per_week_hi)


class Session(models.Model):
    """What is done in one go: training sessions take turns (A, B, A ...), extras run alongside at their own pace.

    A flare-up plan waits, written beforehand, for the days on which less is right; no turn comes to it.
    """

    class Kind(models.TextChoices):
        TRAINING = "training", "Training session"
        EXTRA = "extra", "Alongside"
        EASY = "easy", "Flare-up plan"

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TRAINING)
    per_week = models.CharField("times a week", max_length=8, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What patients and staff call it: a bare letter or number is "Session A", any other name speaks for itself."""
        return f"Session {self.name}" if len(self.name) <= 2 else self.name

    @property
    def is_extra(self) -> bool:
        return self.kind == self.Kind.EXTRA

    @property
    def is_easy(self) -> bool:
        return self.kind == self.Kind.EASY

    @property
    def how_often(self) -> str:
        """How often in words: an extra has a pace of its own, training sessions share the phase's."""
        if self.is_easy:
            return "during a flare-up"
        if not self.is_extra:
            return self.phase.how_often
        return times_a_week(*self.per_week.split("-")) if self.per_week else "when it suits"


COUNTED = (Session.Kind.TRAINING, Session.Kind.EASY)  # towards the sessions of a patient's week
