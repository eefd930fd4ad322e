"""The person who trains."""

import datetime as dt
import zoneinfo
from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Lower
from django.utils import timezone

from clinic.fields import time_zone_name
from clinic.models import Clinic, Membership, Role
from exercises.vocabulary import Equipment, Precaution

DEFAULT_REMINDER_HOUR = dt.time(18, 30)  # local, clinical.md 6 and product.md
OPEN_STATES = ("active", "paused", "maintain")  # of a plan, which is defined above this table


class PatientQuerySet(models.QuerySet["Patient"]):
    def current(self) -> "PatientQuerySet":
        return self.filter(archived_at__isnull=True)

    def archived(self) -> "PatientQuerySet":
        return self.filter(archived_at__isnull=False)

    def of_therapist(self, membership: Membership) -> "PatientQuerySet":
        return self.filter(therapist=membership)

    def matching(self, words: str) -> "PatientQuerySet":
        """Every word somewhere in the name or at the start of the address."""
        found = self
        for word in words.split()[:5]:
            found = found.filter(
                Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__istartswith=word)
            )
        return found

    def resembling(self, *, name: tuple[str, str], born: dt.date | None, email: str) -> "PatientQuerySet":
        """Who may be the same person: the same name and birthday, or the same address."""
        same = Q(first_name__iexact=name[0], last_name__iexact=name[1], date_of_birth=born) if born else Q(pk=None)
        return self.filter(same | Q(email__iexact=email) if email else same)

    def with_open_plan(self) -> "PatientQuerySet":
        """Join the plan in force, of which there is one or none, as `open_plan`."""
        return self.annotate(open_plan=FilteredRelation("plans", condition=Q(plans__state__in=OPEN_STATES)))

    def training(self) -> "PatientQuerySet":
        """Those who have begun and are at it; like the next three, after `with_open_plan`."""
        return self.filter(open_plan__state__in=("active", "maintain"), last_session_on__isnull=False)

    def paused(self) -> "PatientQuerySet":
        return self.filter(open_plan__state="paused")

    def not_started(self) -> "PatientQuerySet":
        return self.filter(last_session_on__isnull=True).exclude(open_plan__state="paused")

    def finished(self) -> "PatientQuerySet":
        return self.filter(open_plan__isnull=True, last_session_on__isnull=False)

    def by_name(self, *, descending: bool = False) -> "PatientQuerySet":
        names = [Lower("last_name"), Lower("first_name")]
        return self.order_by(*(name.desc() if descending else name.asc() for name in names), "id")

    def by_column(self, column: str, *, descending: bool = False) -> "PatientQuerySet":
        """Sort by a column; who has nothing in it comes last both ways. Ties by id: comparing names is slow."""
        key = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
        return self.order_by(key, "id")


class Patient(models.Model):
    """A person in a clinic's care; `membership` exists from the first sign-in on.

    `last_session_on` repeats the newest log's local day, kept by the verb that stores logs, so that
    a caseload of thousands sorts by an index. `changes` counts what happened and `seen_changes` how far the rules
    of attention have looked, which misses nothing that two moments in time could; `look_at` is when they
    look again even if nothing happens.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="patients")
    membership = models.OneToOneField(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="patient"
    )
    therapist = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="caseload", limit_choices_to=~Q(role=Role.PATIENT)
    )
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    timezone = models.CharField("time zone", max_length=64, default="Europe/London", validators=[time_zone_name])
    goal = models.CharField("goal, in the patient's own words", max_length=300, blank=True)
    minutes_available = models.PositiveSmallIntegerField("minutes for a session", null=True, blank=True)
    reminders_on = models.BooleanField("send reminders", default=True)
    reminder_hour = models.TimeField("reminder at", default=DEFAULT_REMINDER_HOUR)
    reminders_by = models.CharField("reminders by", max_length=5, blank=True)  # a kind of channel; empty: what works
    muted_kinds = models.CharField("kinds of messages not wanted", max_length=120, blank=True)  # with spaces between
    quiet_until = models.DateTimeField("no messages before", null=True, blank=True, editable=False)
    figure_look = models.CharField("who shows the exercises", max_length=8, blank=True, choices=Clinic.FigureLook)
    last_session_on = models.DateField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField("went through the first steps", null=True, blank=True, editable=False)
    changes = models.PositiveIntegerField(default=1, editable=False)
    seen_changes = models.PositiveIntegerField(default=0, editable=False)
    look_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, editable=False)  # a form sent twice makes one row

    open_plan: Any = None  # a Plan, where `with_open_plan` joined one

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = [Lower("last_name"), Lower("first_name"), "id"]
        indexes = [
            models.Index(fields=["clinic", "last_session_on", "id"], name="patient_by_last_session"),
            models.Index("clinic", Lower("last_name"), Lower("first_name"), "id", name="patient_by_name"),
            models.Index(fields=["clinic", "email"], name="patient_by_email"),
            models.Index(fields=["id"], condition=Q(changes__gt=F("seen_changes")), name="patient_changed"),
            models.Index(fields=["look_at"], name="patient_look_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "form_token"], name="patient_form_sent_once"),
            models.CheckConstraint(
                condition=Q(minutes_available__isnull=True) | Q(minutes_available__range=(1, 240)),
                name="patient_minutes_in_range",
                violation_error_message="Minutes for a session go from 1 to 240.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The patient's time zone; the clinic's, should theirs have vanished from the zone files."""
        try:
            return zoneinfo.ZoneInfo(self.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return self.clinic.zone

    @property
    def seen_look(self) -> str:
        """Whom this patient's drawings show: their own choice, or the clinic's."""
        return self.figure_look or self.clinic.figure_look

    def today(self, now: dt.datetime | None = None) -> dt.date:
        """The date where the patient is."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def age_on(self, day: dt.date) -> int | None:
        born = self.date_of_birth
        return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PatientTag(models.Model):
    """A precaution that applies to the patient, or equipment they have at home."""

    class Kind(models.TextChoices):
        PRECAUTION = "precaution", "Precaution"
        EQUIPMENT = "equipment", "At home"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=32)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["patient", "kind", "value"], name="patient_tag_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"

    @property
    def label(self) -> str:
        words = Precaution if self.kind == self.Kind.PRECAUTION else Equipment
        return str(words(self.value).label)
