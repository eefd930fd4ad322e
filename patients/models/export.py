"""Handouts of many patients, made in the background: what was asked for, and how far each one is."""

import datetime as dt
from pathlib import PurePosixPath

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from clinic.models import Clinic, User
from patients.models.patient import Patient


def folder_nobody_guesses() -> str:
    return f"exports/{get_random_string(32)}"


class ExportQuerySet(models.QuerySet["Export"]):
    def at_work(self) -> "ExportQuerySet":
        return self.filter(state__in=Export.AT_WORK)

    def in_turn(self) -> "ExportQuerySet":
        """Those at work, whoever waited longest first, so that a long one does not keep a short one waiting."""
        return self.at_work().order_by(F("served_at").asc(nulls_first=True), "id")


class Export(models.Model):
    """One export, from the asking to the day its files go.

    `total`, `printed` and `broken` count its parts; `asked_for` says in words whom it was asked for. While its PDF is
    bound, a worker holds the row by `claim` until `lease_until`. `served_at` is when one of its parts was last taken.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Stopped"
        EXPIRED = "expired", "Deleted"

    class Kind(models.TextChoices):
        PDF = "pdf", "One PDF"
        ZIP = "zip", "A zip with one PDF each"

    AT_WORK = (State.WAITING, State.RUNNING)

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="exports")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_for = models.CharField(max_length=300)
    layout = models.CharField(max_length=10)
    paper = models.CharField(max_length=6)
    colour = models.CharField(max_length=6)
    kind = models.CharField(max_length=3, choices=Kind, default=Kind.PDF)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=60, default=folder_nobody_guesses, editable=False)
    size_bytes = models.PositiveBigIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    served_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(null=True, editable=False)  # a form sent twice makes one row

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "served_at"], name="export_in_turn")]
        constraints = [models.UniqueConstraint(fields=["clinic", "form_token"], name="export_form_sent_once")]

    def __str__(self) -> str:
        return self.asked_for

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def done(self) -> int:
        return self.printed + self.broken

    @property
    def left(self) -> int:
        return max(self.total - self.done, 0)

    @property
    def bound(self) -> str:
        """Where its one PDF lies, below the media's root."""
        return str(PurePosixPath(self.folder) / "all.pdf")


class ExportPartQuerySet(models.QuerySet["ExportPart"]):
    def free_at(self, now: dt.datetime) -> "ExportPartQuerySet":
        """What nobody prints: not taken yet, or left behind by a worker that died."""
        State = ExportPart.State
        return self.filter(Q(state=State.WAITING) | Q(state=State.PRINTING, lease_until__lt=now))

    def open(self) -> "ExportPartQuerySet":
        return self.filter(state__in=(ExportPart.State.WAITING, ExportPart.State.PRINTING))

    def broken(self) -> "ExportPartQuerySet":
        return self.filter(state=ExportPart.State.BROKEN)

    def printed(self) -> "ExportPartQuerySet":
        return self.filter(state=ExportPart.State.PRINTED)


class ExportPart(models.Model):
    """One patient's handout in an export; `reason` says why there is none, or what is to know of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        PRINTING = "printing", "Being made"
        PRINTED = "printed", "Made"
        BROKEN = "broken", "Could not be made"

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="export_parts")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=200, blank=True)  # of the file in a zip, and of the bookmark
    file = models.CharField(max_length=160, blank=True)  # where it lies, below the media's root
    size_bytes = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    printed_at = models.DateTimeField(null=True)

    objects = ExportPartQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["export", "state", "position"], name="export_part_in_turn"),
            models.Index(fields=["lease_until"], condition=Q(state="printing"), name="export_part_printing"),
        ]
        constraints = [models.UniqueConstraint(fields=["export", "patient"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.patient} in export {self.export_id}"
