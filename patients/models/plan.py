"""A plan: which version a patient trains by, from when, on which days, and how the weeks went."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from patients.models.patient import Patient
from programmes.models import Programme, Version

ONE_TO_SEVEN = [MinValueValidator(1), MaxValueValidator(7)]


class PlanQuerySet(models.QuerySet["Plan"]):
    def open(self) -> "PlanQuerySet":
        return self.exclude(state=Plan.State.ENDED)

    def training(self) -> "PlanQuerySet":
        """Those in which sessions are expected now."""
        return self.filter(state__in=(Plan.State.ACTIVE, Plan.State.MAINTAIN))


class Plan(models.Model):
    """A programme in force for one patient.

    `training_days` holds ISO weekday digits ("135" is Monday, Wednesday, Friday); empty means
    `per_week_lo` to `per_week_hi` sessions on any day. `phase_number` counts from 1 and is moved
    by a therapist only. `weeks_on_target` repeats the count of its weeks that met their target.
    `resume_on` is the day a rest ends by itself, where one was said.
    `unread_since` is the number of the version after which the patient has not read what is new; empty when told.
    `untold_from` is the number of the first event whose news they have not read.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        MAINTAIN = "maintain", "Keeping it up"
        ENDED = "ended", "Ended"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="plans")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="plans")
    phase_number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    starts_on = models.DateField()
    review_on = models.DateField("next review", null=True, blank=True)
    resume_on = models.DateField("rests until", null=True, blank=True)
    training_days = models.CharField(max_length=7, blank=True)
    per_week_lo = models.PositiveSmallIntegerField("sessions a week, at least", default=2, validators=ONE_TO_SEVEN)
    per_week_hi = models.PositiveSmallIntegerField("sessions a week, at most", default=3, validators=ONE_TO_SEVEN)
    weeks_on_target = models.PositiveSmallIntegerField(default=0, editable=False)
    unread_since = models.PositiveIntegerField(null=True, blank=True, editable=False)
    untold_from = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # a form sent twice makes one row

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "form_token"], name="plan_form_sent_once"),
            models.UniqueConstraint(fields=["patient"], condition=~Q(state="ended"), name="one_open_plan_per_patient"),
            models.CheckConstraint(
                condition=Q(per_week_lo__gte=1, per_week_hi__lte=7, per_week_lo__lte=F("per_week_hi")),
                name="plan_sessions_a_week_in_range",
                violation_error_message="Sessions a week go from 1 to 7, the smaller number first.",
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__gte=F("starts_on")),
                name="plan_review_after_start",
                violation_error_message="The review comes after the start.",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="plan_by_review")]

    def __str__(self) -> str:
        return f"{self.programme} for {self.patient}"

    @property
    def weekdays(self) -> frozenset[int]:
        """ISO weekdays (Monday 1) chosen for training; empty means any day."""
        return frozenset(map(int, self.training_days))


class PlanEvent(models.Model):
    """One thing that happened to a plan: the history staff ask for, by adding rows.

    `by` may be the patient. `why` is one of a few reasons, `reason` is in words, `until` is the first day back.
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        NEW_VERSION = "new_version", "New version"
        PHASE = "phase", "Moved to another phase"
        DAYS = "days", "Days or hour changed"
        REVIEW = "review", "Review date changed"
        PAUSED = "paused", "Paused"
        RESUMED = "resumed", "Resumed"
        MAINTAIN = "maintain", "Moved to keeping it up"
        CONTACT = "contact", "Contact made"
        ENDED = "ended", "Ended"
        RETURNED = "returned", "Asked to come back"

    class Why(models.TextChoices):
        """Of a pause, a discharge or a return; a programme followed by another has none."""

        HOLIDAY = "holiday", "A holiday"
        ILL = "ill", "Not well"
        GOALS_MET = "goals_met", "Goals met"
        MOVED_ON = "moved_on", "Moved on"
        STOPPED_COMING = "stopped_coming", "Stopped coming"
        REFERRED = "referred", "Referred to somebody else"
        FLARE_PLAN = "flare_plan", "Goes by the flare-up plan"
        NEW_START = "new_start", "Asks for a new start"
        OTHER = "other", "Another reason"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=14, choices=Why, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True)
    news = models.TextField("why, in words for the patient", max_length=1000, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%F}"


class PlanWeek(models.Model):
    """A week in which something was logged, against the target it had then; Monday is its first day."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="weeks")
    starts_on = models.DateField()
    sessions_done = models.PositiveSmallIntegerField()
    target = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["plan", "starts_on"]
        constraints = [models.UniqueConstraint(fields=["plan", "starts_on"], name="plan_week_once")]

    def __str__(self) -> str:
        return f"{self.starts_on}: {self.sessions_done} of {self.target}"

    @property
    def on_target(self) -> bool:
        return self.sessions_done >= self.target
